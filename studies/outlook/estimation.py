"""The tables of the one future, estimated from the panel and the simulator's medians at past openings and today's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.facts import rows
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.one_future.bands import NORMAL, SHARES, widths
from relode.outlook.one_future.joint_futures import deviation
from relode.outlook.one_future.observed_series import (
    YEARS,
    ForecastQuantity,
    exposure_groups,
    forecast_quantities,
    levels,
    prefectures,
    scored_levels,
)
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.people_by_age.cohorts import KINDS, under_retirement_age
from studies.outlook import decade_rules, rolling
from studies.outlook.people_estimation import people_ahead, people_errors
from studies.outlook.people_rules import DECADE, YEARLY
from studies.outlook.pooling import Medians, Pooled, mixed, pooled
from studies.outlook.rolling import FOLDS, coverage, folds
from studies.outlook.table_rows import ageing_rows, band_rows, centre_rows, coverage_rows, origin_rows, pool_rows
from studies.outlook.targets import provinces

HORIZON = len(AHEAD)
CENSUS, NEXT_CENSUS, TOLD_YEAR = 2010, 2020, 2035
SIMULATOR = "simulator"
AT_WORK_LATER = "later_retired_at_work"
PEOPLE, WORKING_AGE, JOBS, OUTPUT = "population", "age_15_59", "employment", "gdp_real"


@dataclass(frozen=True)
class Tables:
    """Rows of the tables, by name."""

    centres: list[dict[str, object]] = field(default_factory=list)
    bands: list[dict[str, object]] = field(default_factory=list)
    pool: list[dict[str, object]] = field(default_factory=list)
    coverage: list[dict[str, object]] = field(default_factory=list)
    origins: list[dict[str, object]] = field(default_factory=list)
    ageing: list[dict[str, object]] = field(default_factory=list)
    retirement: list[dict[str, object]] = field(default_factory=list)
    output_per_job: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class EstimationGround:
    """What all quantities are estimated on: the scored prefectures, all places, and the simulator by opening."""

    panel: xr.Dataset
    scored: tuple[str, ...]
    everyone: tuple[str, ...]
    group: NDArray[np.int64]
    simulated: Mapping[int, Medians]

    @property
    def province(self) -> NDArray[np.str_]:
        """Province of each scored place, (place,)."""
        return provinces(self.scored)

    @property
    def fold(self) -> NDArray[np.int64]:
        """Fold of each scored place, (place,)."""
        return folds(self.province)


def estimated(panel: xr.Dataset, simulated: Mapping[int, Medians]) -> Tables:
    """All tables. `simulated`: opening year -> the simulator's medians from there on."""
    scored = prefectures(panel)
    everyone = tuple(dict.fromkeys((*scored, *(str(code) for code in panel["place"].values))))
    on = EstimationGround(panel, scored, everyone, exposure_groups(panel, scored), simulated)
    tables, people = Tables(), _Census()
    for of in forecast_quantities().values():
        (_yearly if of.step == 1 else people.add)(on, of, tables)
    tables.ageing.extend(ageing_rows(on.everyone, decade_rules.by_age(NEXT_CENSUS, on.everyone, AHEAD, 0.0)))
    tables.output_per_job.extend(output_per_job_rows(on, people.now[JOBS][: len(scored)]))
    tables.retirement.extend(retirement_rows(on.everyone))
    return tables


def _yearly(on: EstimationGround, of: ForecastQuantity, tables: Tables) -> None:
    errors = rolling.rolled(of, *(scored_levels(on.panel, name, on.scored) for name in (of.name, OUTPUT)))
    origin = errors.origins[-1]
    rule = errors.chosen[origin]
    pool = _pool_yearly(on, errors)
    half = rolling.final_half(errors, on.group, on.province, HORIZON) * np.array(pool.factor)[:, None, None]
    centre, alone = (
        rolling.centre(of, errors.logs, errors.output, each, origin, LAST_YEAR - origin)
        for each in (rule, rule if of.national == "index" else rule.split("+")[0] + "+keeps")
    )
    paths = np.tile(np.nanmean(alone, axis=0), (len(on.everyone), 1))
    own = np.isfinite(centre).all(axis=1)
    paths[: len(on.scored)][own] = centre[own]
    years = tuple(range(origin + 1, LAST_YEAR + 1))
    parts = {"rule": paths, SIMULATOR: on.simulated[OPENING_YEAR].change(of.name, on.everyone, origin, years)}
    borrowed = np.ones(len(on.everyone), dtype=bool)
    borrowed[: len(on.scored)] = ~own
    level = levels(on.panel, of.name, on.everyone)
    tables.centres.extend(centre_rows(on.everyone, level, of, origin, mixed(parts, pool.weights), borrowed))
    tables.bands.extend(band_rows(of, half))
    tables.pool.extend(pool_rows(of, pool, {"rule": rule}))
    inside = rolling.held(errors, on.group, on.province)
    for ahead in range(1, rolling.FURTHEST + 1):
        sizes = [_sizes(errors.missed[r], ahead) for r in (rule, "stays+keeps")]
        found = [coverage(each, on.province, ahead) for each in (*inside, errors.missed[rule])]
        tables.coverage.extend(coverage_rows(of, found, sizes))
    used = {o: errors.missed[r][o] for o, r in errors.chosen.items()}
    tables.origins.extend(origin_rows(of, used, inside[1]))


def _sizes(missed: rolling.Errors, ahead: int) -> float:
    known = np.concatenate([errors[:, ahead - 1] for errors in missed.values()])
    return float(np.nanmean(np.abs(known))) if np.isfinite(known).any() else float("nan")


def _pool_yearly(on: EstimationGround, errors: rolling.RollingErrors) -> Pooled:
    """Rule and simulator at the openings that the simulator has, all horizons together."""
    cells: dict[str, list[Values]] = {"rule": [], SIMULATOR: []}
    fold: list[NDArray[np.int64]] = []
    for opening, medians in on.simulated.items():
        if opening in errors.origins:
            rule = errors.missed[errors.chosen[opening]][opening]
            ahead = min(rolling.FURTHEST, min(YEARS[-1], medians.years[-1]) - opening)
            years = tuple(range(opening + 1, opening + ahead + 1))
            at = YEARS.index(opening)
            outcome = errors.logs[:, at + 1 : at + 1 + ahead] - errors.logs[:, [at]]
            cells["rule"].append(rule[:, :ahead].ravel())
            cells[SIMULATOR].append((outcome - medians.change(errors.of.name, on.scored, opening, years)).ravel())
            fold.append(np.repeat(on.fold, ahead))
    if errors.of.national == "index":  # the simulator knows asking prices alone
        del cells[SIMULATOR]
    return pooled({name: np.concatenate(each) for name, each in cells.items()}, np.concatenate(fold))


class _Census:
    """Census quantities one after the other: each rests on the one before (people, working age, jobs, mining jobs)."""

    def __init__(self) -> None:
        self.then: dict[str, Grid] = {}
        self.now: dict[str, Grid] = {}
        self.ages: dict[int, decade_rules.AgesAhead] = {}
        self.borrowed: NDArray[np.bool_] | None = None
        self.later_half: Values = np.zeros(0)

    def add(self, on: EstimationGround, of: ForecastQuantity, tables: Tables) -> None:
        """The tables of one census quantity."""
        if of.name == PEOPLE:
            self._add_people(on, of, tables)
            return
        level = levels(on.panel, of.name, on.everyone)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(level > 0, np.log(level), np.nan)
        scored = logs[: len(on.scored)]
        outcome = scored[:, YEARS.index(NEXT_CENSUS)] - scored[:, YEARS.index(CENSUS)]
        then = self._parts(on, of, CENSUS, on.scored, (NEXT_CENSUS,), self.then)
        pool = pooled({name: outcome - grid[:, 0] for name, grid in then.items()}, on.fold)
        self.then[of.name] = np.where(np.isfinite(pool.missed), outcome - pool.missed, np.nan)[:, None]
        now = self._parts(on, of, NEXT_CENSUS, on.everyone, AHEAD, self.now)
        own = mixed(now, pool.weights)
        missing = np.asarray(~np.isfinite(own).all(axis=1))
        borrowed = self.borrowed = missing if self.borrowed is None else np.logical_or(missing, self.borrowed)
        centre = self.now[of.name] = np.where(missing[:, None], _of_province(on, own), own)
        errors = {CENSUS: _at_ten(pool.missed)}
        everyone = np.ones(len(on.scored), dtype=bool)
        half = widths(errors, on.group, everyone, YEARS[-1], HORIZON)
        assert half is not None  # the census has errors
        tables.centres.extend(centre_rows(on.everyone, level, of, NEXT_CENSUS, centre, borrowed))
        wide = half.half
        if of.name == JOBS:  # what is assumed of later retirement is sampled too: its range is taken as a 90 % interval
            wide = np.hypot(wide, np.array(NORMAL)[:, None, None] / NORMAL[1] * self.later_half)
        tables.bands.extend(band_rows(of, np.stack([wide, wide])))
        tables.pool.extend(pool_rows(of, pool, {}))
        tables.coverage.extend(_census_coverage(on, of, errors, {CENSUS: _at_ten(outcome)}))
        tables.origins.extend(origin_rows(of, errors, _census_held(on, errors, NEXT_CENSUS - CENSUS)[1]))

    def _add_people(self, on: EstimationGround, of: ForecastQuantity, tables: Tables) -> None:
        """The tables of people, who add up to the nation."""
        level = levels(on.panel, of.name, on.everyone)
        counted = level[: len(on.scored)]
        errors = people_errors(on.panel, counted, on.scored, on.fold)
        everyone = np.ones(len(on.scored), dtype=bool)
        half = widths(errors.missed, on.group, everyone, YEARS[-1], HORIZON, deviation(HORIZON))
        assert half is not None  # the census has errors
        inside = np.arange(len(on.everyone)) < len(on.scored)
        group = exposure_groups(on.panel, on.everyone)
        own, missing = people_ahead(on.panel, level, on.everyone, inside, errors, half.half[:, group])
        self.borrowed = missing
        self.now[of.name] = np.where(missing[:, None], _of_province(on, own), own)
        self.then[of.name] = (errors.outcomes[CENSUS] - errors.missed[CENSUS])[:, [-1]]
        tables.centres.extend(centre_rows(on.everyone, level, of, NEXT_CENSUS, self.now[of.name], missing))
        tables.bands.extend(band_rows(of, np.stack([half.half, half.half])))
        tables.pool.extend(pool_rows(of, errors.near, {}, YEARLY))
        tables.pool.extend(pool_rows(of, errors.far, {}, DECADE, errors.far_now))
        tables.coverage.extend(_census_coverage(on, of, errors.missed, errors.outcomes))
        held = _census_held(on, errors.missed, NEXT_CENSUS - CENSUS)[1]
        tables.origins.extend(origin_rows(of, errors.missed, held))

    def _parts(
        self,
        on: EstimationGround,
        of: ForecastQuantity,
        origin: int,
        places: tuple[str, ...],
        years: tuple[int, ...],
        known: dict[str, Grid],
    ) -> dict[str, Grid]:
        """Log changes since the census by each part, (place, year)."""
        if of.name == WORKING_AGE:  # ages are parts of all people: no forecast of theirs is pooled in
            self.ages[origin] = decade_rules.ages_ahead(known[PEOPLE], origin, places, years)
            return {"ages": decade_rules.working_age(self.ages[origin], len(places))}
        simulator = {SIMULATOR: on.simulated[origin].change(of.name, places, origin, years)}
        if of.name == JOBS:
            jobs = levels(on.panel, of.name, places)[:, YEARS.index(origin)]
            at_work, low, high = _assumed(AT_WORK_LATER)
            less, later, more = (
                decade_rules.jobs_of_later_retirement(self.ages[origin], years, jobs, share)
                for share in (low, at_work, high)
            )
            self.later_half = np.nanmean((more - less) / 2, axis=0)
            return {"with_working_age": known[WORKING_AGE] + later} | simulator
        return {"with_jobs": known[JOBS]} | simulator


def retirement_rows(places: Sequence[str]) -> Iterator[dict[str, object]]:
    """People under retirement age by births, ageing and deaths alone, by the ages up to 2024 and those since."""
    inside, path = decade_rules.cohorts_ahead(NEXT_CENSUS, places, LAST_YEAR, 0.0)
    array = under_retirement_age(path, NEXT_CENSUS, AHEAD)
    for at, code in enumerate(inside):
        for ages, women in KINDS:
            values = {f"y{year}": f"{value:.0f}" for year, value in zip(AHEAD, array[ages, women][at], strict=True)}
            yield {"place": code, "ages": ages, "women": women, **values}


def output_per_job_rows(on: EstimationGround, jobs: Grid) -> Iterator[dict[str, object]]:
    """What output per job says of forecasts: its growth a year to TOLD_YEAR among places, 5, 50 and 95 %, and by how
    much output fell short of its forecast of the census for one log of people lost beyond others, with its error.

    `jobs` (place, year of AHEAD): log change since the last census. [ln]
    """
    of = forecast_quantities()[OUTPUT]
    level = levels(on.panel, of.name, on.scored)
    errors = rolling.rolled(of, level, level)
    origin = errors.origins[-1]
    rule = errors.chosen[origin]
    ahead = rolling.centre(of, errors.logs, errors.output, rule, origin, TOLD_YEAR - origin)[:, -1]
    grown = errors.logs[:, YEARS.index(origin)] - errors.logs[:, YEARS.index(NEXT_CENSUS)] + ahead
    growth = (grown - jobs[:, AHEAD.index(TOLD_YEAR)]) / (TOLD_YEAR - NEXT_CENSUS)
    for share in (0.05, 0.5, 0.95):
        yield {"figure": f"growth_p{100 * share:02.0f}", "value": f"{np.nanquantile(growth, share):.4f}"}
    missed = errors.missed[errors.chosen[CENSUS]][CENSUS][:, NEXT_CENSUS - CENSUS - 1]
    people = levels(on.panel, PEOPLE, on.scored)
    moved = np.log(people[:, YEARS.index(NEXT_CENSUS)] / people[:, YEARS.index(CENSUS)])
    known = np.isfinite(missed) & np.isfinite(moved)
    x, y = moved[known] - moved[known].mean(), missed[known] - missed[known].mean()
    slope = float(x @ y / (x @ x))
    error = float(np.sqrt(np.square(y - slope * x).sum() / (len(x) - 2) / (x @ x)))
    yield {"figure": "short_per_people_lost", "value": f"{slope:.3f}"}
    yield {"figure": "short_per_people_lost_error", "value": f"{error:.3f}"}


def _assumed(name: str) -> tuple[float, float, float]:
    """Value, lower and upper end of an assumption."""
    row = next(row for row in rows("assumptions") if row["name"] == name)
    return float(row["value"]), float(row["lower"]), float(row["upper"])


def _at_ten(missed: Values) -> Grid:
    grid = np.full((len(missed), NEXT_CENSUS - CENSUS), np.nan)
    grid[:, -1] = missed
    return grid


def _census_coverage(
    on: EstimationGround, of: ForecastQuantity, errors: Mapping[int, Grid], outcomes: Mapping[int, Grid]
) -> Iterator[dict[str, object]]:
    """Coverage rows by horizon: bands are made as those shipped, by other provinces. `outcomes` are log changes."""
    longest = max(grid.shape[1] for grid in errors.values())
    inside = _census_held(on, errors, longest)
    for ahead in range(1, longest + 1):
        seen = [o for o in errors if errors[o].shape[1] >= ahead and np.isfinite(errors[o][:, ahead - 1]).any()]
        if seen:
            sizes = [
                float(np.nanmean(np.abs(np.concatenate([of_origin[o][:, ahead - 1] for o in seen]))))
                for of_origin in (errors, outcomes)
            ]
            at = [{o: grids[o] for o in seen} for grids in inside]
            at.append({o: errors[o] for o in seen})
            yield from coverage_rows(of, [coverage(each, on.province, ahead) for each in at], sizes)


def _census_held(
    on: EstimationGround, errors: Mapping[int, Grid], longest: int
) -> tuple[dict[int, Grid], dict[int, Grid]]:
    """Whether 50 and 90 % bands held, origin -> (place, years ahead) of 1, 0 and NaN."""
    limits = np.empty((len(SHARES), len(on.group), longest))
    for number in range(FOLDS):
        out = on.fold == number
        half = widths(errors, on.group, ~out, YEARS[-1], longest)
        assert half is not None  # the census has errors
        limits[:, out] = half.half[:, on.group[out]]
    inside: tuple[dict[int, Grid], dict[int, Grid]] = ({}, {})
    for origin, missed in errors.items():
        within = np.abs(missed) <= limits[:, :, : missed.shape[1]]
        for kept, grid in zip(inside, within, strict=True):
            kept[origin] = np.where(np.isfinite(missed), grid, np.nan)
    return inside


def _of_province(on: EstimationGround, own: Grid) -> Grid:
    """The mean path of the scored places of each place's province, of the nation where it has none."""
    home, scored = provinces(on.everyone), own[: len(on.scored)]
    known = np.isfinite(scored).all(axis=1)
    values = np.tile(scored[known].mean(axis=0), (len(on.everyone), 1))
    for province in np.unique(on.province[known]):
        values[home == province] = scored[known & (on.province == province)].mean(axis=0)
    return values
