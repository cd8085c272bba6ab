"""Cells of the shipped accounts that other shipped figures contradict: `python -m studies.suspect_cells` marks them.

Registered people told as residents go from accounts_people to excluded.csv; residents that lie far from the counts
around them, mines counted where no mine of that size is known, and what a rule of `relode.panel.doubt` names get a
flag in added_flags.csv; places without reported residents of the yearbook's year get those of the yearbook. What is
marked or filled already is left as it is, so a second run changes nothing; a test asks for that.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import xarray as xr

from relode.facts import rows
from relode.panel import load
from relode.panel.doubt import Doubt, doubts
from studies import PACKAGE, as_csv, write

TABLES = "facts/tables"
RESIDENTS, YEARBOOK = "population_resident_reported", "population_resident_yearbook"
REGISTERED = "population_registered"
YEARBOOK_YEAR = 2023
ROUNDED = 5_000
"""The yearbook prints people in ten thousands: a figure is known to half of that. [persons]"""
LEAST_APART = 0.01
"""Registered and resident people that differ by less, in logarithms, cannot be told apart. Assumed."""
SAME_SHARE = 0.001
"""Registered people counted on other days of a year differ by so much beyond rounding. Assumed."""
FAR = 0.05
"""Residents so far from the counts around them, in logarithms, are marked. Assumed: in 2020 98 % lie within 1 %."""
MINE, MINE_TIMES = 3e6, 2.0
"""A largest mine of this capacity, and so many times the largest that the tracker has here, stands elsewhere. [t/yr]"""
MINE_SINCE = 2020
"""The list of mines of the facts begins anew in this year, and the tracker lacks those that closed before."""
MINE_COUNTS = (
    "coal_capacity_underground", "coal_capacity_largest_mine", "coal_mine_large_count", "coal_mine_count",
)  # fmt: skip
OUTPUT_OVER_OUTPUT_PER_HEAD = {
    ("140300", 2018): 1_411_602, ("140300", 2019): 1_416_051, ("640200", 2018): 803_701, ("640200", 2019): 804_800,
}  # fmt: skip
"""Residents that output over output per head of the yearbook panel give where registered and resident people cannot be
told apart otherwise. Both figures are older than the census of 2020, which agrees with what is reported. [persons]"""

Cell = tuple[str, int]
Series = Mapping[Cell, float]


def series(panel: xr.Dataset, quantity: str, table: str = "") -> dict[Cell, float]:
    """(place, year) -> value, of one table where it is named."""
    line = panel.sel(quantity=quantity)
    value, tables = line["value"].to_numpy(), line["table"].to_numpy()
    places, years = line["place"].to_numpy().tolist(), line["year"].to_numpy().tolist()
    here = np.isfinite(value) & ((tables == table) if table else True)
    return {(places[i], years[j]): float(value[i, j]) for i, j in np.argwhere(here)}


def path(counts: Mapping[int, float], year: int) -> float | None:
    """Residents of a year at a steady rate between the counts around it, None outside of them. [persons]"""
    for (first, before), (last, after) in pairwise(sorted(counts.items())):
        if first <= year <= last:
            return float(before * (after / before) ** ((year - first) / (last - first)))
    return None


def counts(panel: xr.Dataset) -> dict[str, dict[int, float]]:
    """Place -> year -> residents of censuses, and of the yearbook of 2023 where its 2020 is the census of 2020."""
    result: dict[str, dict[int, float]] = defaultdict(dict)
    for (place, year), value in series(panel, "population").items():
        result[place][year] = value
    for (place, year), value in series(panel, YEARBOOK).items():
        if year == YEARBOOK_YEAR and same_boundaries(panel, place):
            result[place][year] = value
    return result


def same_boundaries(panel: xr.Dataset, place: str) -> bool:
    """Whether the yearbook's residents of 2020 are those of the census, to rounding."""
    yearbook, census = (float(panel["value"].sel(quantity=q, place=place, year=2020)) for q in (YEARBOOK, "population"))
    return yearbook > 0 and census > 0 and abs(math.log(yearbook / census)) < LEAST_APART + ROUNDED / yearbook


def newer_residents(panel: xr.Dataset) -> list[dict[str, str]]:
    """Rows of the yearbook's residents for places whose reported residents lack that year."""
    reported = series(panel, RESIDENTS)
    told = {place for place, _ in reported}
    return [
        {
            "place": place, "year": str(year), "quantity": RESIDENTS, "value": f"{value:.0f}",
            "source": "city_yearbooks_services",
            "flag": "rounded_to_10000" if same_boundaries(panel, place) else "rounded_to_10000;boundary_differs",
        }
        for (place, year), value in series(panel, YEARBOOK).items()
        if year == YEARBOOK_YEAR and place in told and (place, year) not in reported
    ]  # fmt: skip


def registered_as_residents(
    reported: Series, registered_people: Series, known: Mapping[str, Mapping[int, float]]
) -> Iterator[Doubt]:
    """Reported residents that are the registered people of that year to their rounding, where the two lie apart."""
    for at, registered in registered_people.items():
        value, expected = reported.get(at), path(known.get(at[0], {}), at[1])
        if value is None or expected is None or abs(value - registered) > ROUNDED + SAME_SHARE * registered:
            continue
        apart = abs(math.log(registered / expected)) - ROUNDED / registered
        if apart > LEAST_APART and abs(math.log(value / expected)) > LEAST_APART:
            beside = f"{registered:.0f} persons;{expected:.0f} persons"
            source = "population_annual;city_yearbooks_services;census2020;computed"
            yield Doubt(*at, RESIDENTS, "", "registered_people", beside, source)


def far_residents(reported: Series, known: Mapping[str, Mapping[int, float]]) -> Iterator[Doubt]:
    """Reported residents of years between counts that lie far from the path between them, and four cells by hand."""
    for (place, year), value in reported.items():
        around = known.get(place, {})
        expected = path(around, year)
        if year not in around and expected is not None and abs(math.log(value / expected)) > FAR:
            beside, source = f"{value / expected:.3g};{expected:.0f} persons", "population_annual;census2020;computed"
            yield Doubt(place, year, RESIDENTS, "far_from_counts", "steady_path", beside, source)
    for at, people in OUTPUT_OVER_OUTPUT_PER_HEAD.items():
        if at in reported:
            source = "population_annual;yearbook_panel;computed"
            yield Doubt(*at, RESIDENTS, "two_sources_differ", "output_per_head", f"{people} persons", source)


def misplaced_mines(panel: xr.Dataset) -> Iterator[Doubt]:
    """Underground capacity of places whose largest mine is far above the largest that the tracker of mines has."""
    tracked: dict[str, float] = defaultdict(float)
    for row in rows("coal_mines_gem"):
        tracked[row["place"]] = max(tracked[row["place"]], float(row["mine_capacity"] or 0))
    for (place, year), largest in series(panel, "coal_capacity_largest_mine").items():
        if year >= MINE_SINCE and largest >= MINE and largest >= MINE_TIMES * tracked[place]:
            beside, source = (
                f"{largest:.0f} t per year;{tracked[place]:.0f} t per year",
                "coal_mines;gem_coal_mines_2026",
            )
            for quantity in MINE_COUNTS:
                yield Doubt(place, year, quantity, "place_doubtful", "seat_of_firm", beside, source)


def added() -> dict[tuple[str, int, str], set[str]]:
    """Cell -> flags of our own that it has."""
    result: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for row in rows("added_flags"):
        result[row["place"], int(row["year"]), row["quantity"]].add(row["flag"])
    return result


def suspects(panel: xr.Dataset) -> list[Doubt]:
    """Every suspect cell that is neither left out nor has its flag."""
    reported, known, marked = series(panel, RESIDENTS), counts(panel), added()
    out = list(registered_as_residents(reported, series(panel, REGISTERED, "accounts_services"), known))
    kept = {at: value for at, value in reported.items() if at not in {(each.place, each.year) for each in out}}
    flagged = [*far_residents(kept, known), *misplaced_mines(panel), *doubts(panel)]
    return out + [each for each in flagged if each.flag not in marked[each.place, each.year, each.quantity]]


def read(table: str) -> list[dict[str, str]]:
    """The rows of a table on the disk."""
    with (PACKAGE / TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> None:
    """Move and mark every suspect cell, and say which."""
    panel = load()
    found, newer = suspects(panel), newer_residents(panel)
    out = {(each.place, str(each.year), each.quantity): each for each in found if not each.flag}
    kept, left = [], []
    for row in read("accounts_people"):
        each = out.get((row["place"], row["year"], row["quantity"]))
        if each is None:
            kept.append(row)
        else:
            printed = {"printed_value": f"{float(row['value']) / 1e4:g}", "printed_unit": "10 thousand persons"}
            left.append({k: row[k] for k in ("place", "year", "quantity")} | printed
                        | {name: getattr(each, name) for name in ("reason", "beside", "source")})  # fmt: skip
    order = ("place", "year", "quantity")
    excluded = read("excluded") + left
    flags = read("added_flags") + [
        {name: str(getattr(each, name)) for name in (*order, "flag", "reason", "beside", "source")}
        for each in found
        if each.flag
    ]
    made = {
        "accounts_people": sorted([*kept, *newer], key=lambda row: [row[name] for name in order]),
        "excluded": excluded,
        "added_flags": sorted(flags, key=lambda row: [row[name] for name in (*order, "flag")]),
    }
    for table, lines in made.items():
        write(f"{TABLES}/{table}", as_csv(lines))
    for each in found:
        print(each.place, each.year, each.quantity, each.flag or "left out", each.reason, each.beside)
    for row in newer:
        print(*row.values())


if __name__ == "__main__":
    main()
