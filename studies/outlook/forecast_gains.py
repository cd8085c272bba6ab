"""What the outlook of past origins missed less than no change, with its interval: quantities without the simulator."""

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.outlook.one_future.observed_series import (
    YEARS,
    ForecastQuantity,
    forecast_quantities,
    levels,
    prefectures,
    scored_levels,
)
from relode.panel import load
from studies import ROOT, as_csv
from studies.outlook import decade_rules, rolling
from studies.outlook.estimation import CENSUS, JOBS, NEXT_CENSUS, OUTPUT, PEOPLE, WORKING_AGE
from studies.outlook.people_estimation import people_errors
from studies.outlook.targets import provinces

TABLE = ROOT / "docs" / "forecast_gains.csv"
Missed = tuple[Mapping[int, Grid], Mapping[int, Grid]]
"""Origin -> what was missed, (place, years ahead): by the outlook's own rule, by no change [ln]."""


def rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """A row a quantity and horizon, as `coverage.csv` has them; mining jobs, which the simulator has a part in, not."""
    places = prefectures(panel)
    home = provinces(places)
    census = of_census(panel, places, home)
    for name, of in forecast_quantities().items():
        if name in census:
            yield from gains(name, home, *census[name])
        elif of.step == 1:
            yield from gains(name, home, *of_years(panel, places, of))


def of_years(panel: xr.Dataset, places: tuple[str, ...], of: ForecastQuantity) -> Missed:
    """A yearly quantity: today's rule and no change at all origins."""
    errors = rolling.rolled(of, *(scored_levels(panel, name, places) for name in (of.name, OUTPUT)))
    return errors.missed[errors.chosen[errors.origins[-1]]], errors.missed["stays+keeps"]


def of_census(panel: xr.Dataset, places: tuple[str, ...], home: NDArray[np.str_]) -> dict[str, Missed]:
    """People, those of working age by their ages, and jobs, as many for each of them as at the census before."""
    counted = {name: levels(panel, name, places) for name in (PEOPLE, WORKING_AGE, JOBS)}
    people = people_errors(panel, counted[PEOPLE], places, rolling.folds(home))
    expected = (people.outcomes[CENSUS] - people.missed[CENSUS])[:, [-1]]
    ages = decade_rules.ages_ahead(expected, CENSUS, places, (NEXT_CENSUS,))
    adults = decade_rules.working_age(ages, len(places))[:, 0]
    found: dict[str, Missed] = {PEOPLE: (people.missed, people.outcomes)}
    for name in (WORKING_AGE, JOBS):
        then, now = (counted[name][:, YEARS.index(year)] for year in (CENSUS, NEXT_CENSUS))
        outcome = np.full((len(places), NEXT_CENSUS - CENSUS), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            outcome[:, -1] = np.where((then > 0) & (now > 0), np.log(now / then), np.nan)
        found[name] = ({CENSUS: outcome - adults[:, None]}, {CENSUS: outcome})
    return found


def gains(
    name: str, home: NDArray[np.str_], own: Mapping[int, Grid], stays: Mapping[int, Grid]
) -> Iterator[dict[str, object]]:
    """How much less is missed than by no change, by years ahead; the 95 % interval draws origins and provinces."""
    less = {origin: np.abs(stays[origin]) - np.abs(missed) for origin, missed in own.items()}
    for ahead in range(1, max(grid.shape[1] for grid in less.values()) + 1):
        seen = {origin: grid for origin, grid in less.items() if grid.shape[1] >= ahead}
        found = rolling.coverage(seen, home, ahead)
        if found is not None:
            missed = np.concatenate([own[origin][:, ahead - 1] for origin in seen])
            numbers = (float(np.nanmean(np.abs(missed))), found.share, found.low, found.high)
            cells = dict(zip(("mean_error", "gain", "low", "high"), (f"{n:.5f}" for n in numbers), strict=True))
            yield {"quantity": name, "horizon": ahead, "origins": found.origins, "count": found.count, **cells}


if __name__ == "__main__":
    TABLE.write_text(as_csv(rows(load())), encoding="utf-8", newline="\n")
