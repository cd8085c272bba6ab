"""What places sum to in the year of the newest national figures, before it is scaled: with and without them."""

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.facts import rows
from relode.horizon import OPENING_YEAR
from relode.outlook.one_future.observed_series import prefectures
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import centre_path
from relode.outlook.people_by_age.age_futures import CLOSED, CONTROL_YEAR, levels_today, places_ahead
from relode.outlook.people_by_age.single_years import NATION, OF_LAST_YEAR, census_by_year, one_year, published
from relode.panel import load
from studies import as_csv, write

SERVICEMEN = 2_000_000
"""Counted in no province in 2020 (communique of the seventh census, no. 2)."""
OLD = {"age_60_plus": 60, "age_65_plus": 65}
REGIONS = {"1": "north", "2": "north_east", "3": "east", "4": "centre_south", "5": "south_west", "6": "north_west"}
"""First figure of the code of a province."""


def carried(panel: xr.Dataset, known: int) -> tuple[tuple[str, ...], NDArray[np.float64], Grid, Grid]:
    """Places, residents (step from the census, place, sex, age), births and deaths (step, place), by what is `known`.

    Births and deaths are those of who is there. [persons]
    """
    codes, counted = census_by_year(OPENING_YEAR)
    places = tuple(code for code in prefectures(panel) if code in codes)
    start = counted[[codes.index(code) for code in places]]
    until = CONTROL_YEAR + 1
    path = [centre_path(code, "population") for code in places]
    assert all(each is not None for each in path)  # every prefecture is in the table
    change = np.array([[each[1][year] for year in AHEAD if year <= until] for each in path if each])
    levels = levels_today(places, until, known)
    totals = start.sum(axis=(1, 2))[:, None] * np.exp(change)
    people = np.concatenate([start[None], places_ahead(start, places, OPENING_YEAR, totals, CLOSED, levels)])
    natural = [one_year(now, OPENING_YEAR, OPENING_YEAR + t, levels.births[t], levels.deaths[t])
               for t, now in enumerate(people[:-1])]  # fmt: skip
    births = np.stack([born for _, born in natural])
    ends = np.stack([then.sum(axis=(1, 2)) for then, _ in natural])
    return places, people, births, people[:-1].sum(axis=(2, 3)) + births - ends


def national_rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Quantity by quantity: the sum of places over the nation's at the census carried to CONTROL_YEAR, and its control.

    `factor`: control over forecast. `in_sample`: whether births and deaths of that year are in the account.
    """
    table = {row["quantity"]: float(row["value"]) for row in rows("macro") if int(row["year"]) == CONTROL_YEAR}
    codes, counted = census_by_year(OPENING_YEAR)
    nation = counted[codes.index(NATION)]
    at = CONTROL_YEAR - OPENING_YEAR
    for known in (CONTROL_YEAR - 1, CONTROL_YEAR):
        _, people, births, deaths = carried(panel, known)
        whole = nation.sum() / people[0].sum()
        told = {"births": births[at - 1].sum() * whole, "deaths": deaths[at - 1].sum() * whole}
        for name, low in {"population_year_end": 0, **OLD}.items():
            sums = [people[step][..., low:].sum() for step in (0, at, at + 1)]
            share = nation[:, low:].sum() / sums[0]
            share = share if low else (nation.sum() + SERVICEMEN) / sums[0]
            told[name] = ((1 - OF_LAST_YEAR) * sums[1] + OF_LAST_YEAR * sums[2]) * share
        for name, forecast in told.items():
            control = table[f"nation_{name}"]
            yield {
                "known": known,
                "in_sample": "yes" if known == CONTROL_YEAR else "no",
                "quantity": name,
                "forecast": f"{forecast:.0f}",
                "control": f"{control:.0f}",
                "factor": f"{control / forecast:.5f}",
                "n": "",
                "low": "",
                "high": "",
            }
    yield from region_rows(panel, CONTROL_YEAR - 3, (CONTROL_YEAR - 2, CONTROL_YEAR - 1))


def region_rows(panel: xr.Dataset, known: int, years: Sequence[int]) -> Iterator[dict[str, object]]:
    """Births of provinces in `years` from what was `known`, by region: published over forecast, beside the nation.

    The interval of 95 % is that of the mean of provinces, each the mean of its years.
    """
    places, _, births, _ = carried(panel, known)
    rates, home = published("births_per_thousand"), np.array([place[:2] for place in places])
    people = carried(panel, CONTROL_YEAR)[1]
    missed: dict[str, list[float]] = {}
    for year in years:
        at = year - OPENING_YEAR
        size = (people[at - 1] + people[at]).sum(axis=(1, 2)) / 2
        here = [code for code in np.unique(home) if year in rates.get(f"{code}0000", {})]
        nation = rates[NATION][year] / 1000 * size.sum() / births[at - 1].sum()
        for code in here:
            of = home == code
            told = rates[f"{code}0000"][year] / 1000 * size[of].sum() / births[at - 1][of].sum()
            missed.setdefault(code, []).append(float(np.log(told / nation)))
    for region in dict.fromkeys(REGIONS[code[0]] for code in missed):
        values = [float(np.mean(each)) for code, each in missed.items() if REGIONS[code[0]] == region]
        half = 1.96 * np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
        mean = float(np.mean(values))
        yield {
            "known": known, "in_sample": "no", "quantity": f"births_{region}", "forecast": "", "control": "",
            "factor": f"{np.exp(mean):.4f}", "n": len(values),
            "low": f"{np.exp(mean - half):.4f}", "high": f"{np.exp(mean + half):.4f}",
        }  # fmt: skip


if __name__ == "__main__":
    write("outlook/people_by_age/national_sums", as_csv(national_rows(load())))
