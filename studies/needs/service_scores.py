"""How users of services were forecast: counted ones three years ahead, and their ages over ten years, by place."""

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr

from relode.arrays import Bools, Values
from relode.needs.capacity import CENSUS, ENOUGH_FOR_ROUNDED, ROUNDED, band_weights
from relode.needs.service import Service, services
from relode.outlook.people_by_age.age_futures import DECADE, decade
from relode.outlook.people_by_age.single_years import alone, census_by_year, levels_of
from relode.panel import load
from relode.places import by_code, official
from studies import as_csv, write
from studies.outlook.age_scores import FORECAST, PROFILE, SECOND, forecasts

COUNTED_IN = 2023
SUMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "primary": (("pupils_primary",), ("pupils_primary",)),
    "secondary": (("pupils_secondary",), ("pupils_junior_secondary", "pupils_senior_secondary")),
    "vocational": (("pupils_vocational",), ("pupils_vocational",)),
}
"""What is scored against counts: quantities of 2020, and of 2023; secondary schools were counted as one in 2020."""
AGES = {"primary": (6, 11), "secondary": (12, 17), "vocational": (15, 17)}
TOLD_BY = {"primary": "primary", "junior": "secondary", "senior": "secondary", "vocational": "vocational"}
"""Service -> the scored count that tells how sure its users are."""


def counted_rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Users of 2023 as counted, as the ages of 2020 expect them at the share of 2020, and as they were, by place.

    Ages are carried on by births and deaths alone: nothing of later years is used. `rounding`: by how much rounding
    to ten thousands alone misses on average, in per cent.
    """
    codes, people = census_by_year(CENSUS)
    kinds = by_code()
    here = [code for code in codes if code in kinds and kinds[code].level == "prefecture"]
    start = people[[codes.index(code) for code in here]]
    later = alone(start, levels_of(here, CENSUS, COUNTED_IN), CENSUS)[-1]
    for target, (before, after) in SUMS.items():
        low, high = AGES[target]
        grew = later[..., low : high + 1].sum(axis=(1, 2)) / start[..., low : high + 1].sum(axis=(1, 2))
        then = _counts(panel, before, CENSUS, here)
        now = _counts(panel, after, COUNTED_IN, here)
        rounded = _rounded(panel, after, COUNTED_IN, here)
        for at, place in enumerate(here):
            if then[at] > 0 and now[at] > 0:
                yield {
                    "place": place,
                    "target": target,
                    "counted_2023": f"{now[at]:.0f}",
                    "expected": f"{then[at] * grew[at]:.0f}",
                    "as_2020": f"{then[at]:.0f}",
                    "rounding": f"{100 * 2500 / now[at]:.2f}" if rounded[at] else "0.00",
                }


def _counts(panel: xr.Dataset, names: tuple[str, ...], year: int, places: list[str]) -> Values:
    grid = panel["value"].sel(quantity=list(names), year=year).reindex(place=places)
    return np.asarray(grid.sum("quantity", skipna=False).values)


def _rounded(panel: xr.Dataset, names: tuple[str, ...], year: int, places: list[str]) -> Bools:
    grid = panel["flag"].sel(quantity=names[0], year=year).reindex(place=places, fill_value="")
    return np.array([ROUNDED in str(flags).split(";") for flags in grid.values])


def score_rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Rows of the table of scores: service, group, target, horizon, errors as shares, and which one is told.

    `least` is the least count among the places of a row. Services without counted users: their ages 2010 to 2020 with
    people as they could be forecast in 2010 (`age_scores`).
    """
    by_place = list(counted_rows(panel))
    ten_years = _ages_scores(panel)
    for service in services():
        target = TOLD_BY.get(service.key)
        if target is not None:
            for group in ("all", "listed"):
                for least in (0, ENOUGH_FOR_ROUNDED):
                    mine = [row for row in by_place if row["target"] == target and _in(row, group, least)]
                    yield _counted_row(service, target, group, least, mine)
        if service.kind != "ratio":
            for group in ("all", "listed"):
                mae, naive, nobody, count = ten_years[service.key, group]
                yield {
                    "service": service.key,
                    "group": group,
                    "target": "ages",
                    "horizon": DECADE,
                    "least": 0,
                    "mae": f"{mae:.4f}",
                    "naive_mae": f"{naive:.4f}",
                    "nobody_moves_mae": f"{nobody:.4f}",
                    "rounding_mae": "",
                    "n": count,
                    "told": 0 if target else 1,
                }


def _in(row: Mapping[str, object], group: str, least: int) -> bool:
    listed = group == "all" or row["place"] in official()
    return listed and float(str(row["as_2020"])) >= least


def _counted_row(
    service: Service, target: str, group: str, least: int, mine: list[dict[str, object]]
) -> dict[str, object]:
    now, expected, before, rounding = (
        np.array([float(str(row[name])) for row in mine])
        for name in ("counted_2023", "expected", "as_2020", "rounding")
    )
    told = least == (ENOUGH_FOR_ROUNDED if target != "vocational" else 0)
    return {
        "service": service.key,
        "group": group,
        "target": target,
        "horizon": COUNTED_IN - CENSUS,
        "least": least,
        "mae": f"{np.abs(np.log(now / expected)).mean():.4f}",
        "naive_mae": f"{np.abs(np.log(now / before)).mean():.4f}",
        "nobody_moves_mae": "",
        "rounding_mae": f"{rounding.mean() / 100:.4f}",
        "n": len(mine),
        "told": int(told),
    }


def _ages_scores(panel: xr.Dataset) -> dict[tuple[str, str], tuple[float, float, float, int]]:
    of = decade(SECOND)
    predictions = forecasts(panel)
    listed = np.array([place in official() for place in of.places])
    result = {}
    for service in services():
        weights = band_weights(service.ages)
        counted = of.counted.sum(axis=1) @ weights
        missed = {
            method: np.abs(np.log(counted / (predictions[SECOND, FORECAST, method].sum(axis=1) @ weights)))
            for method in (PROFILE, "as_last_census", "nobody_moves")
        }
        for group, mine in (("all", np.ones(len(listed), dtype=bool)), ("listed", listed)):
            sizes = [float(errors[mine].mean()) for errors in missed.values()]
            result[service.key, group] = (sizes[0], sizes[1], sizes[2], int(mine.sum()))
    return result


if __name__ == "__main__":
    panel = load()
    write("needs/service_scores", as_csv(score_rows(panel)))
    write("needs/service_scores_by_place", as_csv(counted_rows(panel)))
