"""What may happen to a place of the user's own country: rules scored on that country's own past, and nothing else.

Nothing here rests on another country. What is told is a pool of the rule that missed by least and of "it stays as it
is"; how that rule did beside no change is scored at the last third of the origins, which chose it without seeing their
outcomes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from relode.arrays import Grid, Values
from relode.country.accounts import CountryQuantity
from relode.country.census import METHOD, CensusScore, census_score, half_width, widths
from relode.country.facts import Country
from relode.country.series import all_series
from relode.language import Bilingual
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
from relode.outlook.forecasters.statistical import past_errors
from relode.places import Place
from relode.records import Doc, Record
from relode.streams import stream

FEWEST_YEARS, FEWEST_PLACES = 5, 10
LONGEST = 5
"""Years ahead that are scored at most."""
FEWEST_REGIONS = 5
"""Regions from which whole regions are drawn again for the interval of a score; with fewer, places are."""
DRAWS = 1000
NORMAL_90 = float(ndtri(0.95))
WIDEST = 100.0
"""An end of a band whose logarithm is beyond this says nothing; figures above 1e30, of which it is 69, are refused."""


@dataclass(frozen=True)
class CountryScore(Record):
    """How forecasts made this way did at origins whose outcomes they had not seen."""

    skill: Annotated[float, Doc("1 less the error of the rule alone over that of no change; above 0 is better", "1")]
    skill_90: Annotated[tuple[float, float], Doc("90 % interval of it, whole regions or places drawn again", "1")]
    drawn: Annotated[str, Doc("regions or places: what was drawn again")]
    origins: Annotated[tuple[int, ...], Doc("years from which was forecast", "year", shape="origin")]
    cases: Annotated[int, Doc("place, origin and year ahead", "count")]
    coverage_90: Annotated[float, Doc("outcomes inside the 90 % bands of the pool", "share")]


@dataclass(frozen=True)
class CountryForecast(Record):
    """One quantity ahead. Years after `scored_until` lie beyond what any past origin could score."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    origin: Annotated[int, Doc("year of the newest figure", "year")]
    opening: Annotated[float, Doc("that figure, in the unit of the user's table times its scale")]
    method: Annotated[str, Doc("the rule that missed by least in the past, pooled with that it stays")]
    still: Annotated[float, Doc("weight of that it stays in the last scored year", "share")]
    past_years: Annotated[tuple[int, ...], Doc("years without a gap up to the origin, or counts", "year", shape="year")]
    past: Annotated[tuple[float, ...], Doc("figures of these years, unit of the opening", shape="year")]
    years: Annotated[tuple[int, ...], Doc("years ahead", "year", shape="year")]
    p05: Annotated[tuple[float, ...], Doc("lower end of the 90 % band, unit of the opening", shape="year")]
    median: Annotated[tuple[float, ...], Doc("median, unit of the opening", shape="year")]
    p95: Annotated[tuple[float, ...], Doc("upper end of the 90 % band, unit of the opening", shape="year")]
    scored_until: Annotated[int, Doc("last year whose horizon was scored", "year")]
    chance_of_fall: Annotated[float, Doc("chance that the last scored year lies below the opening", "share")]
    places: Annotated[int, Doc("places with all years, from which the rules learn", "count")]
    score: Annotated[CountryScore | None, Doc("how such forecasts did, null where they rest on two counts")]
    census: Annotated[CensusScore | None, Doc("how bands from two counts did, null where there are yearly figures")] = (
        None
    )

    def at(self, year: int, score: Values) -> Values:
        """What a year may bring at normal scores, (future,), whose 5 and 95 % are the ends of the band.

        In the unit of the opening.
        """
        at = self.years.index(year)
        share, middle = score / NORMAL_90, self.median[at]
        end = np.where(share < 0, self.p05[at], self.p95[at])
        return np.asarray(middle * (end / middle) ** np.abs(share))


@dataclass(frozen=True)
class NoForecast(Record):
    """A quantity that cannot be forecast."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    reason: Annotated[str, Doc("few_years, few_places, one_census, no_figure or too_wide")]


@dataclass(frozen=True)
class CountryOutlook(Record):
    """What may happen, quantity by quantity."""

    forecasts: Annotated[tuple[CountryForecast, ...], Doc("what can be forecast", shape="quantity")]
    missing: Annotated[tuple[NoForecast, ...], Doc("what cannot", shape="quantity")]


def country_outlook(country: Country, place: Place, seed: int = 1) -> CountryOutlook:
    """Every quantity of the accounts, and what the counts add up to, ahead for a place of the country."""
    forecasts: list[CountryForecast] = []
    missing: list[NoForecast] = []
    for meant, years, grid in all_series(country):
        made = _forecast(country, meant, years, grid, country.row(place), seed)
        if isinstance(made, CountryForecast):
            forecasts.append(made)
        else:
            missing.append(made)
    return CountryOutlook(tuple(forecasts), tuple(missing))


def _forecast(
    country: Country, meant: CountryQuantity, years: tuple[int, ...], grid: Grid, row: int, seed: int
) -> CountryForecast | NoForecast:
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.log(np.where(grid > 0, grid, np.nan)) if meant.logarithm else grid
    known = np.isfinite(levels[row])
    if not known.any():
        return NoForecast(meant.name, meant.label, "no_figure")
    if meant.census:
        return _from_counts(meant, years, levels, grid, row)
    last = int(np.flatnonzero(known)[-1])
    first = last
    while first > 0 and known[first - 1] and years[first] - years[first - 1] == 1:
        first -= 1
    kept = np.isfinite(levels[:, first : last + 1]).all(axis=1)
    if last - first + 1 < FEWEST_YEARS:
        return NoForecast(meant.name, meant.label, "few_years")
    if kept.sum() < FEWEST_PLACES:
        return NoForecast(meant.name, meant.label, "few_places")
    table = levels[kept, first : last + 1]
    regions = np.array([place.province or place.code for place in country.places])[kept]
    horizon = min(LONGEST, (table.shape[1] - 1) // 3)
    past, origin = past_of(table, regions, horizon), table.shape[1] - 1
    method, score = scored(past, regions, horizon, years[first], seed)
    ahead = 2 * horizon
    at = int(np.flatnonzero(np.flatnonzero(kept) == row)[0])
    opening, moved = float(table[at, -1]), expected(past, method, origin, ahead)[[at]]
    missed, stayed = (
        error_sizes(past_errors(METHODS[name], table, past.data, ahead, given=False), ahead) for name in (method, STAYS)
    )
    pool = CountryPool(moved, missed, stayed)
    low, median, high = (pool.quantile(chance)[0] for chance in ((1 - HELD) / 2, 0.5, (1 + HELD) / 2))

    def level(change: Values) -> tuple[float, ...]:
        return tuple((np.exp(opening + change) if meant.logarithm else opening + change).tolist())

    widest = WIDEST if meant.logarithm else np.exp(WIDEST)
    if not np.abs(opening + np.stack([low, high])).max() < widest:
        return NoForecast(meant.name, meant.label, "too_wide")

    return CountryForecast(
        quantity=meant.name,
        label=meant.label,
        origin=years[last],
        opening=float(grid[row, last]),
        method=method,
        still=float(pool.still[horizon - 1]),
        past_years=tuple(years[first : last + 1]),
        past=tuple(grid[row, first : last + 1].tolist()),
        years=tuple(range(years[last] + 1, years[last] + ahead + 1)),
        p05=level(low),
        median=level(median),
        p95=level(high),
        scored_until=years[last] + horizon,
        chance_of_fall=_chance_of_fall(table, pool, method, horizon),
        places=int(kept.sum()),
        score=score,
    )


def _from_counts(
    meant: CountryQuantity, years: tuple[int, ...], levels: Grid, grid: Grid, row: int
) -> CountryForecast | NoForecast:
    """From counts that lie years apart: it stays, as uncertain as places moved between the last two."""
    at = np.flatnonzero(np.isfinite(levels[row]))
    if len(at) < 2:
        return NoForecast(meant.name, meant.label, "one_census")
    counted = tuple(years[column] for column in at)
    table = levels[np.isfinite(levels[:, at]).all(axis=1)][:, at]
    if len(table) < FEWEST_PLACES:
        return NoForecast(meant.name, meant.label, "few_places")
    gap, opening = counted[-1] - counted[-2], float(levels[row, at[-1]])
    size = half_width(table[:, -2], table[:, -1]) * widths(gap)
    low, middle, high = (
        tuple((np.exp(opening + sign * size) if meant.logarithm else opening + sign * size).tolist())
        for sign in (-1, 0, 1)
    )
    return CountryForecast(
        quantity=meant.name,
        label=meant.label,
        origin=counted[-1],
        opening=float(grid[row, at[-1]]),
        method=METHOD,
        still=1.0,
        past_years=counted,
        past=tuple(grid[row, at].tolist()),
        years=tuple(range(counted[-1] + 1, counted[-1] + gap + 1)),
        p05=low,
        median=middle,
        p95=high,
        scored_until=counted[-1] + gap,
        chance_of_fall=float((table[:, -1] < table[:, -2]).mean()),
        places=len(table),
        score=None,
        census=census_score(table, counted),
    )


def _chance_of_fall(levels: Grid, pool: CountryPool, method: str, horizon: int) -> float:
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
) -> tuple[str, CountryScore]:
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
    drawn, skills = drawn_again(total, without, regions, seed)
    held = np.concatenate(inside, axis=1)
    score = CountryScore(
        skill=skill(total, without),
        skill_90=(float(np.quantile(skills, 0.05)), float(np.quantile(skills, 0.95))),
        drawn=drawn,
        origins=tuple(first_year + origin for origin in origins),
        cases=int(held.size),
        coverage_90=float(held.mean()),
    )
    return choice(past, columns - 1, horizon), score


def skill(error: Values, without: Values) -> float:
    """1 less the sum of `error` over that of `without`, (place,); 0 where nothing moved at all. [1]"""
    return 1.0 - float(error.sum() / without.sum()) if without.sum() > 0 else 0.0


def drawn_again(
    error: Values, without: Values, regions: Sequence[str] | NDArray[np.str_], seed: int
) -> tuple[str, Values]:
    """What was drawn again (regions or places), and the skill of each draw, (draw,); inputs are (place,). [1]"""
    names, member = np.unique(regions, return_inverse=True)
    by_region = FEWEST_REGIONS <= len(names) < len(error)
    groups = member if by_region else np.arange(len(error))
    sums = [np.bincount(groups, weights=each) for each in (error, without)]
    rng = stream("country_outlook", seed)
    chosen = rng.integers(0, len(sums[0]), (DRAWS, len(sums[0])))
    return "regions" if by_region else "places", np.array([skill(sums[0][c], sums[1][c]) for c in chosen])
