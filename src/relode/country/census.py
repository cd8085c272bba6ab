"""An outlook from counts many years apart: it stays, give or take what places moved by between the last two.

No rule is chosen, since two counts score none. The band is as wide either way as nine in ten places moved by; before
the next count is due it grows with the square root of the years (assumption). What such bands held is told: of the
country's own counts where there are three, else of Chinese places, whose censuses are the only ones that ship.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.arrays import Grid, Values
from relode.outlook.forecasters.pooled_rules import HELD
from relode.records import Doc, Record
from relode.shipped_tables import rows

METHOD = "census"
PEOPLE = {"of": "population", "gap": "10"}
"""The row of `census_bands` whose figures are of censuses; the others are yearly series seen every so many years."""


@dataclass(frozen=True)
class CensusScore(Record):
    """How often bands from two counts held the third."""

    counts: Annotated[tuple[int, ...], Doc("years that were counted", "year", shape="count")]
    own: Annotated[bool, Doc("whether the country's own third count tells it; else Chinese places do")]
    held: Annotated[float, Doc("figures inside a 90 % band of two earlier counts", "share")]
    held_90: Annotated[tuple[float, float], Doc("90 % interval of it, or lowest and highest of its counts", "share")]
    cases: Annotated[int, Doc("figures", "count")]
    least_elsewhere: Annotated[float | None, Doc("least that other series of Chinese places held, null where own")]


def half_width(before: Values, after: Values) -> float:
    """Size that nine in ten places moved by between two counts, (place,) each. In the unit of the levels."""
    return float(np.quantile(np.abs(after - before), HELD))


def widths(gap: int) -> Values:
    """Width of each year up to the next count over that of the next count, (year,). [1]"""
    return np.sqrt(np.arange(1, gap + 1) / gap)


def census_score(levels: Grid, years: tuple[int, ...]) -> CensusScore:
    """How bands from two counts held the next one, over all places and counts; levels (place, count) without gaps."""
    held = []
    for at in range(2, len(years)):
        grown = np.sqrt((years[at] - years[at - 1]) / (years[at - 1] - years[at - 2]))
        size = grown * half_width(levels[:, at - 2], levels[:, at - 1])
        held.append(np.abs(levels[:, at] - levels[:, at - 1]) <= size)
    if held:
        shares = [float(each.mean()) for each in held]
        return CensusScore(years, True, float(np.mean(held)), (min(shares), max(shares)), int(np.size(held)), None)
    table = rows("relode.country", "census_bands")
    (people,) = (row for row in table if PEOPLE.items() <= row.items())
    least = min(float(row["held"]) for row in table)
    low, high = float(people["held_p05"]), float(people["held_p95"])
    return CensusScore(years, False, float(people["held"]), (low, high), int(people["places"]), least)
