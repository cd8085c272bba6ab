"""Rules that doubt a published figure: each names the cells that other figures contradict, with reason and numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.facts import rows, text
from relode.language import Amount, Sentence
from relode.vocabulary import quantity

DOUBTED = frozenset({
    "level_jump", "carried_forward", "carried_over", "contradicts_index", "coverage_doubtful", "unit_slip",
    "straight_line",
})  # fmt: skip
"""Flags of a figure that opens no forecast and decides no need."""
YEARLY = ("accounts_", "coal", "provinces")
"""How names of tables of yearly figures begin. Not those of the census: ten years lie between its figures, in which
jobs of a section do change threefold."""
OF_ONE_CELL = frozenset({
    "level_jump", "level_break", "spike", "suspect_scope", "own_level_only", "two_sources_differ", "repaired",
    "place_doubtful",
})  # fmt: skip
"""Flags that say of the very cell what is wrong with it; others (a seam of all places, a source) do not."""
JUMP = (1 / 3, 3.0)
"""A figure below or above so many times the one before is a jump. Of shipped yearly steps 99.6 % are nearer."""
JUMPS: Mapping[str, tuple[float, float]] = {"government_debt": (1 / 1.1, 1.8)}
"""Debt is seldom repaid net: in 2024 and 2025 96 % of places moved between 9 % less and 73 % more. Special debt alone
did double in many places when its bonds began."""
NEAR_YEARS = 3
"""A jump is between figures at most so many years apart."""
EVEN, FEWEST_PLACES, FEWEST_YEARS = 0.25, 60, 3
"""Changes of a year whose middle half over at least so many places is narrower than this part of its median in at least
so many earlier years are carried over. Listing prices: .21 in 2024, .28 or more in every other year."""
INDEX = {"house_price": "house_price_index_existing"}
"""A price -> the official index of the same goods."""
LEAST_CORRELATION = 0.25
"""Changes of a year over at least FEWEST_PLACES places that go with those of the index less than so are doubted.
Listing prices: .11 (2017), .14 (2023), .19 (2024), .43 to .74 in the six other years."""
STAGES: Mapping[str, tuple[int, int, float, float]] = {
    "pupils_kindergarten": (3, 5, 0.0, 1.2),
    "pupils_primary": (6, 11, 0.75, 1.25),
    "pupils_junior_secondary": (12, 14, 0.75, 1.25),
    "pupils_senior_secondary": (15, 17, 0.0, 1.25),
    "pupils_vocational": (15, 17, 0.0, 1.25),
}
"""Pupils -> first and last age, least and most pupils a child of these ages. Schooling is compulsory from 6 to 14, so
that nearly all go: 98 % of places lie within .77 and 1.22. Elsewhere only too many is impossible."""
FIVE_FOUR = {"pupils_primary": (6, 10), "pupils_junior_secondary": (11, 14)}
"""Ages where primary school takes five years and junior school four."""
ROUNDED, HALF = "rounded_to_10000", 5_000
"""Figures with this flag are known to within so many persons."""
MEASURED = ("flow", "mean", "price")
"""Kinds of quantities that are never the same in two years; a capacity or a number of mines may be."""
STRAIGHT, EQUAL_STEPS = 5, 1e-3
"""So many figures of a straight line, with steps that differ by less than this part of a step, are interpolated."""
FINE = 20
"""A step, or a figure that repeats another, of fewer than so many units of the last digit printed says nothing: pupils
in ten thousands, and counts of schools and mines, fall on straight lines by chance."""
REPEATED = 1000
"""A flow, mean or price of this many units of its last digit or more that equals the year before was not counted."""
SLIPS = (10.0, 100.0, 1e3, 1e4)
SLIP_NEAR, NEIGHBOURS_NEAR = 1.25, 1.5
"""A figure is a slip of the unit if one factor of SLIPS puts it this near to both neighbours, which lie this near to
each other. Of a true growth by ten the neighbours would differ too."""
NUMBERS = ("first", "second", "third", "fourth")
"""Names of the numbers of a reason, in the order of the column `beside`."""
CENSUS = 2020
SINGLE_YEARS = 20


@dataclass(frozen=True)
class Doubt:
    """A cell, its flag, the reason with its numbers (those of a sentence of `cell_reason`), and the sources."""

    place: str
    year: int
    quantity: str
    flag: str
    reason: str
    beside: str
    source: str

    @property
    def sentence(self) -> Sentence:
        """The reason with its numbers."""
        return reason_of({"reason": self.reason, "beside": self.beside})


def reason_of(cells: Mapping[str, str]) -> Sentence:
    """Why a figure was left out or flagged: the sentence of its reason with the numbers of `beside`."""
    numbers = (each.partition(" ") for each in cells.get("beside", "").split(";"))
    said = (Amount(float(number), unit) if unit else number for number, _, unit in numbers)
    return Sentence(f"diagnosis.cell_reason.{cells['reason']}", dict(zip(NUMBERS, said, strict=False)))


def is_doubted(flags: Sequence[str]) -> bool:
    """Whether a figure with these flags may open no forecast and decide no need."""
    return not DOUBTED.isdisjoint(flags)


def doubts(panel: xr.Dataset) -> list[Doubt]:
    """Every cell of the yearly tables that a rule doubts, in the order of the rules. One cell may have several."""
    grids = {name: panel[name].transpose("quantity", "place", "year").to_numpy() for name in ("value", "table")}
    yearly = np.vectorize(lambda table: table.startswith(YEARLY), otypes=[bool])
    known = np.where(np.isfinite(grids["value"]), grids["value"], np.nan)
    names, places, years = (panel[name].to_numpy().tolist() for name in ("quantity", "place", "year"))
    result: list[Doubt] = []
    for at, name in enumerate(names):
        tables = np.unique(grids["table"][at])
        if not any(yearly(tables)):
            continue
        texts = {each: np.asarray(panel[each][at].to_numpy()) for each in ("source", "flag")}
        line = Line(name, places, years, np.where(yearly(grids["table"][at]), known[at], np.nan), texts)
        for rule in RULES:
            result += rule(line)
    return result


@dataclass(frozen=True)
class Line:
    """A quantity of all places: `figures` (place, year), NaN where nothing is published. In its unit."""

    name: str
    places: Sequence[str]
    years: Sequence[int]
    figures: Grid
    texts: Mapping[str, NDArray[np.object_]]

    def doubt(self, row: int, column: int, flag: str, *numbers: object, source: str = "computed") -> Doubt:
        """The cell with a flag; the reason has the name of the flag."""
        own = self.texts["source"][row, column]
        beside = ";".join(f"{n:.3g}" if isinstance(n, float) else str(n) for n in numbers)
        return Doubt(self.places[row], self.years[column], self.name, flag, flag, beside, f"{own};{source}")

    def flags(self, row: int, column: int) -> list[str]:
        """Flags of a cell."""
        return str(self.texts["flag"][row, column]).split(";")

    @property
    def changes(self) -> Grid:
        """Change of the logarithm since the year before, (place, year), NaN in the first. [1]"""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(self.figures > 0, self.figures, np.nan))
        return np.hstack([np.full((len(logs), 1), np.nan), np.diff(logs, axis=1)])


def carried_over(line: Line) -> Iterator[Doubt]:
    """Years whose changes spread over the places far less than those of earlier years."""
    if quantity(line.name).kind not in MEASURED:
        return
    earlier: list[float] = []
    for column, changes in enumerate(line.changes.T):
        known = np.flatnonzero(np.isfinite(changes)).tolist()
        if len(known) < FEWEST_PLACES:
            continue
        spread = float(np.subtract(*np.quantile(changes[known], (0.75, 0.25))))
        if len(earlier) >= FEWEST_YEARS and spread < EVEN * float(np.median(earlier)):
            for row in known:
                yield line.doubt(row, column, "carried_over", spread, float(np.median(earlier)), len(known))
        else:
            earlier.append(spread)


def contradicting_index(line: Line) -> Iterator[Doubt]:
    """Years whose changes over the places have nothing to do with those of the official index."""
    if line.name not in INDEX:
        return
    index = np.full(line.figures.shape, np.nan)
    for row in rows("house_price_index"):
        if row["place"] in line.places and int(row["year"]) in line.years and row[INDEX[line.name]]:
            index[line.places.index(row["place"]), line.years.index(int(row["year"]))] = float(row[INDEX[line.name]])
    official = Line(line.name, line.places, line.years, index, line.texts).changes
    for column, (own, beside) in enumerate(zip(line.changes.T, official.T, strict=True)):
        both = np.isfinite(own) & np.isfinite(beside)
        if both.sum() < FEWEST_PLACES:
            continue
        together = float(np.corrcoef(own[both], beside[both])[0, 1])
        if together < LEAST_CORRELATION:
            numbers = (together, int(both.sum()), 100 * float(own[both].mean()), 100 * float(beside[both].mean()))
            for at in np.flatnonzero(np.isfinite(own)).tolist():
                yield line.doubt(at, column, "contradicts_index", *numbers, source="nbs_house_price_index;computed")


def jumps(line: Line) -> Iterator[Doubt]:
    """Figures outside JUMPS times the one before that no flag of theirs explains; the way back from a jump is none."""
    low, high = JUMPS.get(line.name, JUMP)
    for row, values in enumerate(line.figures):
        known = np.flatnonzero(np.isfinite(values)).tolist()
        for place, (early, late) in enumerate(pairwise(known)):
            before, after = float(values[early]), float(values[late])
            if min(before, after) <= 0 or line.years[late] - line.years[early] > NEAR_YEARS:
                continue
            if low <= after / before <= high or OF_ONE_CELL.intersection(line.flags(row, late)):
                continue
            first = float(values[known[place - 1]]) if place else 0.0
            back = (
                line.name in JUMPS and first > 0 and low <= after / first <= high and not low <= before / first <= high
            )
            if not back and "spike" not in line.flags(row, early):
                yield line.doubt(row, late, "level_jump", after / before, line.years[early])


def uncovered(line: Line) -> Iterator[Doubt]:
    """Pupils that are too few or too many for the children of their ages, by the census and years of birth."""
    if line.name not in STAGES:
        return
    first, last, low, high = STAGES[line.name]
    for row, column in np.argwhere(np.isfinite(line.figures)).tolist():
        place, year = line.places[row], line.years[column]
        spans = FIVE_FOUR.get(line.name, (first, last)), (first, last)
        ages = spans[:1] if _system(place) == "five_four" else spans if _system(place) == "either" else spans[1:]
        children = [there for span in ages if (there := children_of(place, year, *span)) is not None]
        value, half = float(line.figures[row, column]), HALF if ROUNDED in line.flags(row, column) else 0
        if children and all(not low - half / each <= value / each <= high + half / each for each in children):
            numbers = value / children[-1], f"{round(children[-1])} persons"
            yield line.doubt(row, column, "coverage_doubtful", *numbers, source="census2020;computed")


def straight_lines(line: Line) -> Iterator[Doubt]:
    """Figures on a straight line through STRAIGHT or more years, all but its first and last: they are interpolated."""
    for row, values in enumerate(line.figures):
        steps, start = np.diff(values), 0
        for column in range(1, len(steps) + 1):
            same = column < len(steps) and abs(steps[column] - steps[start]) <= EQUAL_STEPS * abs(steps[start])
            if same and steps[start] != 0:
                continue
            run = values[start : column + 1]
            if len(run) >= STRAIGHT and abs(steps[start]) >= FINE * _last_digit(run):
                for at in range(start + 1, column):
                    yield line.doubt(row, at, "straight_line", line.years[start], line.years[column])
            start = column


def repeated(line: Line) -> Iterator[Doubt]:
    """Flows, means and prices that equal those of the year before to the last digit."""
    if quantity(line.name).kind not in MEASURED:
        return
    for row, column in np.argwhere(line.figures[:, 1:] == line.figures[:, :-1]).tolist():
        value = float(line.figures[row, column])
        if abs(value) >= REPEATED * _last_digit(line.figures[row][np.isfinite(line.figures[row])]):
            yield line.doubt(row, column + 1, "carried_forward", line.years[column], f"{value:.6g}")


def _last_digit(values: Grid) -> float:
    """The largest power of ten from 0.0001 to 10,000 that divides every value: the unit of the last digit printed."""
    powers = (10.0**power for power in range(4, -5, -1))
    return next((p for p in powers if np.allclose(values / p, np.round(values / p), rtol=0, atol=1e-6)), 1e-4)


def unit_slips(line: Line) -> Iterator[Doubt]:
    """Figures that a factor of ten to ten thousand puts beside both of their neighbours in time."""
    before, here, after = line.figures[:, :-2], line.figures[:, 1:-1], line.figures[:, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.sqrt(before * after)
        near = (np.abs(np.log(after / before)) < np.log(NEIGHBOURS_NEAR)) & (here > 0)
        for factor in (*SLIPS, *(1 / each for each in SLIPS)):
            for row, column in np.argwhere(near & (np.abs(np.log(here / factor / usual)) < np.log(SLIP_NEAR))).tolist():
                yield line.doubt(row, column + 1, "unit_slip", factor, float(here[row, column] / factor))


RULES = (carried_over, contradicting_index, jumps, uncovered, straight_lines, repeated, unit_slips)


def children_of(place: str, year: int, first: int, last: int) -> float | None:
    """Children of these ages in a year by the census of 2020 and their years of birth, if none had moved. [persons]

    None where the census does not tell them: born after it, or a place without ages.
    """
    ages = [age - (year - CENSUS) for age in range(first, last + 1)]
    counted = _by_age().get(place)
    if counted is None or ages[0] < 0 or ages[-1] >= SINGLE_YEARS:
        return None
    return float(counted[ages].sum())


@cache
def _by_age() -> Mapping[str, NDArray[np.float64]]:
    """Place -> residents by single year of age at the census, five-year groups in even parts. [persons]"""
    groups = {"0": range(1), "1-4": range(1, 5), **{f"{a}-{a + 4}": range(a, a + 5) for a in (5, 10, 15)}}
    # Not by `rows`, which takes six times as long for so large a table.
    table = pd.read_csv(StringIO(text("ages")), dtype={"place": str})
    table = table[(table["year"] == CENSUS) & table["age_group"].isin(groups)]
    result: dict[str, NDArray[np.float64]] = {}
    for place, group, persons in zip(table["place"], table["age_group"], table["persons"], strict=True):
        counted = result.setdefault(place, np.zeros(SINGLE_YEARS))
        counted[list(groups[group])] += persons / len(groups[group])
    return {place: each for place, each in result.items() if each.all()}


@cache
def _systems() -> Mapping[str, str]:
    """Place -> five_four, or either where pupils do not tell and five and four years are known to be usual there."""
    result = {}
    for row in rows("school_systems"):
        unsure = row["school_system"] == "unclear" and row["five_four_known"] in ("high", "medium")
        result[row["place"]] = "either" if unsure else row["school_system"]
    return result


def _system(place: str) -> str:
    return _systems().get(place, "six_three")
