"""One place of a table of places ahead, learnt from that table alone, and how that did in the table's own past.

Yearly figures: a pool of the rule that missed by least and of "it stays as it is"; how that rule did beside no change
is scored at the last third of the origins, which chose it without seeing their outcomes.

Counts years apart: it stays, give or take what places moved by between the last two. No rule is chosen, since two
counts score none. The band is as wide either way as nine in ten places moved by; before the next count is due it grows
with the square root of the years (assumption). Three counts tell how often such bands held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.forecasters.pooled_rules import (
    HELD,
    METHODS,
    STAYS,
    CountryPool,
    PastSeries,
    choice,
    error_sizes,
    expected,
    past_of,
    pool_at,
)
from relode.outlook.forecasters.rules import past_errors
from relode.record import Doc, Record
from relode.streams import stream

CENSUS = "census"
LONGEST = 5
"""Years ahead that are scored at most."""
FEWEST_REGIONS = 5
"""Regions from which whole regions are drawn again for the interval of a score; with fewer, places are."""
DRAWS = 1000
ENDS = ((1 - HELD) / 2, 0.5, (1 + HELD) / 2)


@dataclass(frozen=True)
class PastScore(Record):
    """How forecasts made this way did at origins whose outcomes they had not seen."""

    skill: Annotated[float, Doc("1 less the error of the rule alone over that of no change; above 0 is better", "1")]
    skill_90: Annotated[tuple[float, float], Doc("90 % interval of it, whole regions or places drawn again", "1")]
    drawn: Annotated[str, Doc("regions or places: what was drawn again")]
    origins: Annotated[tuple[int, ...], Doc("years from which was forecast", "year", shape="origin")]
    cases: Annotated[int, Doc("place, origin and year ahead", "count")]
    coverage_90: Annotated[float, Doc("outcomes inside the 90 % bands of the pool", "share")]


@dataclass(frozen=True)
class CensusScore(Record):
    """How often bands from two counts held the third."""

    counts: Annotated[tuple[int, ...], Doc("years that were counted", "year", shape="count")]
    own: Annotated[bool, Doc("whether the country's own third count tells it; else Chinese places do")]
    held: Annotated[float, Doc("figures inside a 90 % band of two earlier counts", "share")]
    held_90: Annotated[tuple[float, float], Doc("90 % interval of it, or lowest and highest of its counts", "share")]
    cases: Annotated[int, Doc("figures", "count")]
    least_elsewhere: Annotated[float | None, Doc("least that other series of Chinese places held, null where own")]


@dataclass(frozen=True)
class TableAhead:
    """Change of a place from its newest figure on: `ends` (5, 50 and 95 %, year), in the unit of the table.

    `method`: the rule, with "it stays" weighing `still` in the last of the `scored` years; `fall`: chance to end lower
    then; `score` of yearly figures, `census` of three counts and more.
    """

    ends: Grid
    method: str
    still: float
    scored: int
    fall: float
    score: PastScore | None = None
    census: CensusScore | None = None


def from_years(table: Grid, regions: NDArray[np.str_], row: int, years: Sequence[int], seed: int) -> TableAhead:
    """The place of a row ahead, from yearly figures without a gap: (place, year) at `years`."""
    horizon, origin = min(LONGEST, (table.shape[1] - 1) // 3), table.shape[1] - 1
    past, ahead = past_of(table, regions, horizon), 2 * horizon
    method, score = scored(past, regions, horizon, years[0], seed)
    sizes = (error_sizes(past_errors(*METHODS[name], table, past.data, ahead), ahead) for name in (method, STAYS))
    pool = CountryPool(expected(past, method, origin, ahead)[[row]], *sizes)
    ends = np.stack([pool.quantile(chance)[0] for chance in ENDS])
    return TableAhead(
        ends, method, float(pool.still[horizon - 1]), horizon, chance_of_fall(table, pool, method, horizon), score
    )


def from_counts(table: Grid, years: Sequence[int]) -> TableAhead:
    """Any place of it ahead, from counts that lie years apart: (place, count) at `years`."""
    gap = years[-1] - years[-2]
    size = half_width(table[:, -2], table[:, -1]) * np.sqrt(np.arange(1, gap + 1) / gap)
    fall = float((table[:, -1] < table[:, -2]).mean())
    return TableAhead(np.stack([-size, 0 * size, size]), CENSUS, 1.0, gap, fall, census=census_score(table, years))


def half_width(before: Values, after: Values) -> float:
    """Size that nine in ten places moved by between two counts, (place,) each. In the unit of the levels."""
    return float(np.quantile(np.abs(after - before), HELD))


def census_score(levels: Grid, years: Sequence[int]) -> CensusScore | None:
    """How bands from two counts held the next one, over all places and counts; levels (place, count) without gaps.

    None where there are two.
    """
    held = []
    for at in range(2, len(years)):
        grown = np.sqrt((years[at] - years[at - 1]) / (years[at - 1] - years[at - 2]))
        size = grown * half_width(levels[:, at - 2], levels[:, at - 1])
        held.append(np.abs(levels[:, at] - levels[:, at - 1]) <= size)
    if not held:
        return None
    shares = [float(each.mean()) for each in held]
    ends = (min(shares), max(shares))
    return CensusScore(tuple(years), True, float(np.mean(held)), ends, int(np.size(held)), None)


def chance_of_fall(levels: Grid, pool: CountryPool, method: str, horizon: int) -> float:
    """Chance that the place of the pool ends lower after so many years. [1]

    "It stays as it is" says nothing of the direction: there it is how often places ended lower over all past spans of
    (place, year).
    """
    past = float((levels[:, horizon:] < levels[:, :-horizon]).mean())
    if method == STAYS:
        return past
    rule = float(pool.chance(np.zeros_like(pool.moved), 0.0)[0, horizon - 1])
    still = float(pool.still[horizon - 1])
    return (1 - still) * rule + still * past


def scored_origins(columns: int) -> tuple[int, ...]:
    """Columns from which forecasts are scored: the last third of those with three figures before them."""
    return tuple(range(max(3, -(-2 * columns // 3) - 1), columns - 1))


def scored(
    past: PastSeries, regions: NDArray[np.str_], horizon: int, first_year: int, seed: int
) -> tuple[str, PastScore]:
    """The rule that missed by least, how it did alone beside no change, and what the pool of both held.

    `regions`: (place,).
    """
    columns = past.levels.shape[1]
    missed, still, inside, origins = [], [], [], scored_origins(columns)
    for origin in origins:
        ahead = min(horizon, columns - 1 - origin)
        pool = pool_at(past, choice(past, origin, ahead), origin, ahead)
        change = past.levels[:, origin + 1 : origin + ahead + 1] - past.levels[:, [origin]]
        missed.append(np.abs(change - pool.moved))
        still.append(np.abs(change))
        inside.append(np.abs(pool.chance(change) - 0.5) <= HELD / 2)
    total, without = (np.concatenate(each, axis=1).sum(axis=1) for each in (missed, still))
    held = np.concatenate(inside, axis=1)
    score = PastScore(
        *skill_of(total, without, regions, seed),
        origins=tuple(first_year + origin for origin in origins),
        cases=int(held.size),
        coverage_90=float(held.mean()),
    )
    return choice(past, columns - 1, horizon), score


def skill(error: Values, without: Values) -> float:
    """1 less the sum of `error` over that of `without`, (place,); 0 where nothing moved at all. [1]"""
    return 1.0 - float(error.sum() / without.sum()) if without.sum() > 0 else 0.0


def skill_of(
    error: Values, without: Values, regions: Sequence[str] | NDArray[np.str_], seed: int
) -> tuple[float, tuple[float, float], str]:
    """The skill of `error` over `without`, its 90 % interval, and what was drawn again: `regions` or places. [1]

    All are (place,).
    """
    names, member = np.unique(regions, return_inverse=True)
    by_region = FEWEST_REGIONS <= len(names) < len(error)
    groups = member if by_region else np.arange(len(error))
    sums = [np.bincount(groups, weights=each) for each in (error, without)]
    chosen = stream("country_outlook", seed).integers(0, len(sums[0]), (DRAWS, len(sums[0])))
    low, high = np.quantile([skill(sums[0][c], sums[1][c]) for c in chosen], (0.05, 0.95))
    return skill(error, without), (float(low), float(high)), "regions" if by_region else "places"
