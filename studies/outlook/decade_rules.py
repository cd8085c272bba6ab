"""Centres of census quantities: people, those of working age, jobs and mining jobs, from age, moves and structure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.horizon import OPENING_YEAR
from relode.outlook.people_by_age.age_futures import DECADE, each_year, levels_today, places_ahead
from relode.outlook.people_by_age.cohorts import STEP, WORKING, Cohorts, carried, census, fertility, moved, waiting
from relode.outlook.people_by_age.single_years import census_by_year, levels_of
from relode.streams import stream
from studies.outlook.harness import usable
from studies.outlook.method_list import methods
from studies.outlook.targets import NOTHING_GIVEN, TARGETS, past_of

RIDGE = "structural_ridge_mean_stays"
SEED = 1
"""Its median is taken, which no chance moves."""
MOVES_KEPT = 0.5
"""Part of the last decade's moves that goes on; half was best of 0, 1/4 ... 1 in 2010-2020, where it matters little."""
FIRST_CENSUSES = (2000, 2010)
"""First years of the decades between censuses that have ages."""
AT_WORK = slice(15, 60)
KNOWN_PERIODS: Mapping[int, Sequence[int]] = {2010: (2005,) * 8, 2020: tuple(range(2020, 2060, STEP))}
"""Census -> the five years whose national births and deaths hold in each step: none that was not known, or forecast."""


def ridge(panel: xr.Dataset, origin: int, places: Sequence[str], years: Sequence[int]) -> Grid:
    """Log change of people after the census `origin` by what a place is like, (place, year); NaN without covariates."""
    of = TARGETS["population"]
    past = past_of(panel, of, origin, tuple(places))
    known = np.array(places)[usable(past)]
    narrowed = past_of(panel, of, origin, tuple(known.tolist()))
    values = np.full((len(places), len(years)), np.nan)
    predicted = methods("population", NOTHING_GIVEN)[RIDGE].predict(
        narrowed, narrowed.places, years, stream("forecast", SEED)
    )
    at = {code: i for i, code in enumerate(narrowed.places)}
    chosen = [i for i, code in enumerate(places) if code in at]
    values[chosen] = predicted.quantile(0.5)[[at[places[i]] for i in chosen]]
    return values


def by_age(
    origin: int,
    places: Sequence[str],
    years: Sequence[int],
    moves_kept: float,
    periods: Sequence[int] | None = None,
) -> tuple[Grid, Grid]:
    """Log change of people and of those of 15 to 59 after the census `origin` in the cohort account, (place, year).

    `moves_kept`: the part of the last decade's moves that goes on; 0: births, ageing and deaths alone. `periods`: for
    each step the first of the five years whose national rates hold, KNOWN_PERIODS if None. NaN for places without ages
    in the census.
    """
    inside, path = cohorts_ahead(origin, places, max(years), moves_kept, periods)
    rows = [i for i, code in enumerate(places) if code in inside]
    result = []
    for total in (path.sum(axis=(2, 3)), path[..., WORKING].sum(axis=(2, 3))):
        logs = np.log(total / total[0])
        grid = np.full((len(places), len(years)), np.nan)
        grid[rows] = np.stack([_between(column, origin, years) for column in logs.T])
        result.append(grid)
    return result[0], result[1]


def cohorts_ahead(
    origin: int, places: Sequence[str], until: int, moves_kept: float, periods: Sequence[int] | None = None
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Places with ages in the census `origin`, and their people from then to `until`, (step, place, sex, group).

    `moves_kept` and `periods` as in `by_age`. [persons]
    """
    codes, people = census(origin)
    index, factors = fertility(origin), moved(origin - 10, origin, moves_kept) if moves_kept else {}
    inside = tuple(code for code in places if code in codes)
    start = people[[codes.index(code) for code in inside]]
    moves: Cohorts | float = np.stack([factors.get(code, np.ones(start.shape[1:])) for code in inside])
    steps = -(-(until - origin) // STEP)
    fertile = np.array([index.get(code, 1.0) for code in inside])
    return inside, carried(start, fertile, (periods or KNOWN_PERIODS[origin])[:steps], moves)


def _between(logs: Values, origin: int, years: Sequence[int]) -> Values:
    """Logarithms at steps of five years, in between at a steady rate."""
    return np.interp(years, origin + STEP * np.arange(len(logs)), logs)


@dataclass(frozen=True)
class AgesAhead:
    """Ages of the places `rows`: in the census, (place, sex, age), and ahead, (year, place, sex, age). [persons]"""

    rows: tuple[int, ...]
    census: NDArray[np.float64]
    ahead: NDArray[np.float64]


def ages_ahead(people: Grid, origin: int, places: Sequence[str], years: Sequence[int]) -> AgesAhead:
    """Ages that add up to `people`, the log change of all since the census `origin`, (place, year).

    The rule of `rl.outlook.ages`: births, ageing and deaths by single year, and moves with the ages of closed decades
    in other provinces. Places without ages in the census, or people ahead, are left out.
    """
    codes, counted = census_by_year(origin)
    rows = tuple(i for i, code in enumerate(places) if code in codes and np.isfinite(people[i]).all())
    start = counted[[codes.index(places[i]) for i in rows]]
    here = [places[i] for i in rows]
    closed = tuple(first for first in FIRST_CENSUSES if first + DECADE <= origin)
    size = start.sum(axis=(1, 2))
    every = each_year(size, size[:, None] * np.exp(people[list(rows)]), origin, years)
    levels = levels_today(here, max(years)) if origin == OPENING_YEAR else levels_of(here, origin, max(years))
    path = places_ahead(start, here, origin, every, closed, levels)
    return AgesAhead(rows, start, path[[year - origin - 1 for year in years]])


def working_age(ages: AgesAhead, count: int) -> Grid:
    """Log change of those of 15 to 59 since the census, (place, year), NaN for a place without ages of `count`."""
    result = np.full((count, len(ages.ahead)), np.nan)
    adults = (ages.ahead[..., AT_WORK].sum(axis=(2, 3)), ages.census[..., AT_WORK].sum(axis=(1, 2)))
    result[list(ages.rows)] = np.log(adults[0] / adults[1]).T
    return result


def jobs_of_later_retirement(ages: AgesAhead, years: Sequence[int], jobs: Values, at_work: float) -> Grid:
    """Log change of jobs because retirement comes later, beside as many jobs for each of 15 to 59, (place, year).

    `jobs` (place,) are those of the census, `at_work` the part of those who wait for the new age that is at work
    because of it. Which women would retire at 50 and which at 55 is not published: half each, assumed. NaN as
    `working_age`.
    Limits: up to 2024: 0.
    """
    result = np.full((len(jobs), len(years)), np.nan)
    rows = list(ages.rows)
    start = ages.census[..., AT_WORK].sum(axis=(1, 2))
    for t, year in enumerate(years):
        men = waiting("men", year, ages.ahead.shape[-1])
        women = (waiting("women_50", year, len(men)) + waiting("women_55", year, len(men))) / 2
        held = ages.ahead[t] @ np.stack([men, women], axis=-1)
        more = at_work * (held[:, 0, 0] + held[:, 1, 1])
        usual = jobs[rows] * ages.ahead[t][..., AT_WORK].sum(axis=(1, 2)) / start
        result[rows, t] = np.log1p(more / usual)
    return result
