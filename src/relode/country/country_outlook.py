"""What may happen to a place of the user's own country: rules scored on that country's own past, and nothing else.

Nothing here rests on another country. A rule is used only where, at the last third of the origins, which chose it
without seeing their outcomes, it missed by less than "it stays as it is"; else the outlook is that it stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from relode.arrays import Grid, Values
from relode.country.country_accounts import CountryQuantity
from relode.country.country_facts import Country
from relode.country.country_series import all_series
from relode.language import Bilingual
from relode.outlook.forecasters.rules import FIRST_FIT, RULES, random_walk, relative
from relode.outlook.forecasters.statistical import Statistical, mean_path, past_errors, widths
from relode.places import Place
from relode.records import Doc, Record
from relode.streams import stream

STAYS = "stays"
METHODS: Mapping[str, Statistical] = {
    STAYS: Statistical(random_walk, national_years=0, start=0),
    "country_drift": Statistical(random_walk, national_years=1, start=1),
    "country_drift_3": Statistical(random_walk, national_years=3, start=1),
    **{
        name: Statistical(RULES[name], national_years=3, start=FIRST_FIT)
        for name in ("own_drift_shrunk", "own_province_last", "pooled_ar1", "damped_trend", "level_reversion")
    },
}
FEWEST_YEARS, FEWEST_PLACES = 5, 10
LONGEST = 5
"""Years ahead that are scored at most."""
FEWEST_REGIONS = 5
"""Regions from which whole regions are drawn again for the interval of a score; with fewer, places are."""
DRAWS = 1000
NORMAL_90 = float(ndtri(0.95))


@dataclass(frozen=True)
class CountryScore(Record):
    """How forecasts made this way did at origins whose outcomes they had not seen."""

    skill: Annotated[float, Doc("1 less the error over that of no change; above 0 is better", "1")]
    skill_90: Annotated[tuple[float, float], Doc("90 % interval of it, whole regions or places drawn again", "1")]
    drawn: Annotated[str, Doc("regions or places: what was drawn again")]
    origins: Annotated[tuple[int, ...], Doc("years from which was forecast", "year", shape="origin")]
    cases: Annotated[int, Doc("place, origin and year ahead", "count")]
    coverage_90: Annotated[float, Doc("outcomes inside the 90 % bands", "share")]


@dataclass(frozen=True)
class CountryForecast(Record):
    """One quantity ahead. Years after `scored_until` lie beyond what any past origin could score."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    origin: Annotated[int, Doc("year of the newest figure", "year")]
    opening: Annotated[float, Doc("that figure, in the unit of the user's table times its scale")]
    method: Annotated[str, Doc("the rule that is used: stays where none beat it")]
    tried: Annotated[str, Doc("the rule that missed by least in the past")]
    past_years: Annotated[tuple[int, ...], Doc("years without a gap up to the origin", "year", shape="year")]
    past: Annotated[tuple[float, ...], Doc("figures of these years, unit of the opening", shape="year")]
    years: Annotated[tuple[int, ...], Doc("years ahead", "year", shape="year")]
    p05: Annotated[tuple[float, ...], Doc("lower end of the 90 % band, unit of the opening", shape="year")]
    median: Annotated[tuple[float, ...], Doc("median, unit of the opening", shape="year")]
    p95: Annotated[tuple[float, ...], Doc("upper end of the 90 % band, unit of the opening", shape="year")]
    scored_until: Annotated[int, Doc("last year whose horizon was scored", "year")]
    chance_of_fall: Annotated[float, Doc("chance that the last scored year lies below the opening", "share")]
    places: Annotated[int, Doc("places with all years, from which the rules learn", "count")]
    score: Annotated[CountryScore, Doc("how such forecasts did")]


@dataclass(frozen=True)
class NoForecast(Record):
    """A quantity that cannot be forecast."""

    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    reason: Annotated[str, Doc("few_years, few_places or no_figure")]


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
    score = _score(table, regions, horizon, years[first], seed)
    tried = _choice(table, regions, horizon)
    method = tried if score.skill_90[0] > 0 else STAYS
    ahead = 2 * horizon
    centre, width = _ahead(METHODS[method], table, regions, ahead)
    at = int(np.flatnonzero(np.flatnonzero(kept) == row)[0])
    opening, moved, spread = float(table[at, -1]), centre[at], width[at]

    def level(change: Values) -> tuple[float, ...]:
        return tuple((np.exp(opening + change) if meant.logarithm else opening + change).tolist())

    return CountryForecast(
        quantity=meant.name,
        label=meant.label,
        origin=years[last],
        opening=float(grid[row, last]),
        method=method,
        tried=tried,
        past_years=tuple(years[first : last + 1]),
        past=tuple(grid[row, first : last + 1].tolist()),
        years=tuple(range(years[last] + 1, years[last] + ahead + 1)),
        p05=level(moved - NORMAL_90 * spread),
        median=level(moved),
        p95=level(moved + NORMAL_90 * spread),
        scored_until=years[last] + horizon,
        chance_of_fall=_chance_of_fall(table, horizon)
        if method == STAYS
        else float(ndtr(-moved[horizon - 1] / max(spread[horizon - 1], 1e-12))),
        places=int(kept.sum()),
        score=score,
    )


def _chance_of_fall(levels: Grid, horizon: int) -> float:
    """How often places ended lower after so many years, over all past spans of (place, year). [1]

    "It stays as it is" says nothing of the direction, so the past is asked.
    """
    return float((levels[:, horizon:] < levels[:, :-horizon]).mean())


def usable_methods(columns: int) -> tuple[str, ...]:
    """Methods with at least two past errors at an origin with so many figures up to it, fewest first year first."""
    return tuple(name for name, method in METHODS.items() if columns - 1 - method.start >= 2)


def _choice(levels: Grid, regions: NDArray[np.str_], horizon: int) -> str:
    """The method that missed by least, each horizon counting the same, over origins that all methods have."""
    data = relative(levels, regions)
    errors = {
        name: past_errors(METHODS[name], levels, data, horizon, given=False) for name in usable_methods(levels.shape[1])
    }
    common = min(len(each) for each in errors.values())
    losses = {}
    for name, each in errors.items():
        sizes = np.abs(each[-common:]).reshape(-1, horizon)
        measured = np.isfinite(sizes).any(axis=0)
        losses[name] = float(np.nanmean(sizes[:, measured], axis=0).mean())
    return min(losses, key=lambda name: losses[name])


def _ahead(method: Statistical, levels: Grid, regions: NDArray[np.str_], horizon: int) -> tuple[Grid, Grid]:
    """Expected change since the last column and its standard deviation, (place, horizon)."""
    data, origin = relative(levels, regions), levels.shape[1] - 1
    errors = past_errors(method, levels, data, horizon, given=False)
    centre = method.rule(data, origin, horizon) + mean_path(method, levels, origin, horizon)[0]
    width = widths(errors, np.zeros(len(levels), dtype=np.int64), horizon)
    return np.asarray(centre), np.maximum.accumulate(width, axis=1)  # what is farther is never surer


def scored_origins(columns: int) -> tuple[int, ...]:
    """Columns from which forecasts are scored: the last third of those with three figures before them."""
    return tuple(range(max(3, -(-2 * columns // 3) - 1), columns - 1))


def _score(levels: Grid, regions: NDArray[np.str_], horizon: int, first_year: int, seed: int) -> CountryScore:
    missed, still, inside, origins = [], [], [], scored_origins(levels.shape[1])
    for origin in origins:
        past, ahead = levels[:, : origin + 1], min(horizon, levels.shape[1] - 1 - origin)
        centre, width = _ahead(METHODS[_choice(past, regions, ahead)], past, regions, ahead)
        change = levels[:, origin + 1 : origin + ahead + 1] - levels[:, [origin]]
        missed.append(np.abs(change - centre))
        still.append(np.abs(change))
        inside.append(np.abs(change - centre) <= NORMAL_90 * width)
    error, without = (np.concatenate(each, axis=1).sum(axis=1) for each in (missed, still))
    held = np.concatenate(inside, axis=1)
    drawn, skills = drawn_again(error, without, regions, seed)
    return CountryScore(
        skill=skill(error, without),
        skill_90=(float(np.quantile(skills, 0.05)), float(np.quantile(skills, 0.95))),
        drawn=drawn,
        origins=tuple(first_year + origin for origin in origins),
        cases=int(held.size),
        coverage_90=float(held.mean()),
    )


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
