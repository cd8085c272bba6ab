"""Forecasts of census figures from how places are made: age, schooling, income, migrants, what is mined and where."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Matrix, Vector
from relode.places import by_code, official
from studies.outlook.decades import DECADE, decade_factor, shares_of_decade
from studies.outlook.predictive import Distribution, Spread
from studies.outlook.statistical import widths
from studies.outlook.targets import Past, covariate, exposure_groups, history, provinces, rows_of

PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Per observation, for columns of unit variance."""


@dataclass(frozen=True)
class Design:
    """Columns that explain an outcome; the first `free` columns (constant, level) are not penalised.

    `weight` turns a fitted value into the unit of the outcome: prediction = weight * (columns @ coefficients).
    """

    columns: Matrix
    free: int
    weight: Vector

    def rows(self, at: NDArray[np.bool_] | NDArray[np.int64]) -> "Design":
        """The same for some of the places: whether each is `at`, or their positions, (place,)."""
        return Design(self.columns[at], self.free, self.weight[at])


@dataclass(frozen=True)
class RidgeFit:
    """Coefficients, and what the fit predicts for each place from the other provinces alone."""

    coefficients: Vector
    penalty: float
    held_out: Vector


def fit(designs: Sequence[Design], outcome: Vector, province: NDArray[np.int64]) -> tuple[int, RidgeFit]:
    """The design and penalty with the least mean absolute error in provinces left out, and their fit.

    Both are (place,).

    Returns the position of the design. `outcome` and `province` have one entry a place.
    """
    result = [each for i, design in enumerate(designs) for each in _tried(i, design, outcome, province)]
    best, penalty, held_out = min(result, key=lambda each: float(np.mean(np.abs(outcome - each[2]))))
    design = designs[best]
    gram = design.columns.T @ design.columns
    moment = design.columns.T @ (outcome / design.weight)
    coefficients = _solve(gram, moment, penalty * len(outcome), design.free)
    return best, RidgeFit(coefficients, penalty, held_out)


def predicted(design: Design, coefficients: Vector) -> Vector:
    """The outcome that `coefficients` (covariate,) give, (place,), in the unit of the outcome."""
    return np.asarray(design.weight * (design.columns @ coefficients))


def _tried(
    number: int, design: Design, outcome: Vector, province: NDArray[np.int64]
) -> Iterator[tuple[int, float, Vector]]:
    """Each penalty, with predictions for every province from a fit on all the others.

    Sums over all provinces less those over one are sums over the others, so nothing is added up twice.
    """
    kinds, home = np.unique(province, return_inverse=True)
    mine = [home == kind for kind in range(len(kinds))]
    grams = np.stack([design.columns[m].T @ design.columns[m] for m in mine])
    moments = np.stack([design.columns[m].T @ (outcome[m] / design.weight[m]) for m in mine])
    others = np.array([int((~m).sum()) for m in mine])
    for penalty in PENALTIES:
        values = _solve(grams.sum(axis=0) - grams, moments.sum(axis=0) - moments, penalty * others, design.free)
        yield number, penalty, np.asarray(design.weight * (design.columns * values[home]).sum(axis=1))


def _solve(gram: Matrix, moment: Matrix, penalty: float | Vector, free: int) -> Vector:
    """Coefficients of one system, or of a stack of them with a penalty each."""
    ridge = np.eye(gram.shape[-1])
    ridge[:free] = 0
    system = gram + np.asarray(penalty)[..., None, None] * ridge
    return np.asarray(np.linalg.solve(system, moment[..., None])[..., 0])


FIRST_CENSUS = 2010
"""The first census with covariates."""

GROWTH_YEARS = 6
"""Years over which recent growth is taken: first-published GDP is nearly complete from 2004, six before the census."""

SHARE_FLOORS = (0.002, 0.005, 0.01)
"""Added to a mining share where errors are weighed relative to it; chosen on other provinces."""

FURTHEST_COVARIATE = (np.inf, 2.5)
"""Standard deviations within which covariates of population are kept; chosen on other provinces."""

MISSED_FIGURES = 3
"""Figures of a place, ten years apart, that a past forecast and its outcome take."""

METALS = frozenset({"ferrous", "nonferrous"})


@dataclass(frozen=True)
class StructuralDrift:
    """Ten-year change of a census figure by ridge regression on covariates of a census.

    Fitted on the outcomes of other provinces if they are revealed, else on the last decade: with covariates at its
    start where there are any, else (before 2020) at its end. `designs` gives one or more designs to choose among.
    """

    designs: Callable[[Past, int], Sequence[Design]]
    relative: bool
    """The change is taken relative to the mean of all places."""
    spread: bool = False
    """With one decade of history, the width is the spread of its changes and not of what the fit left over."""
    national_drift: bool = True
    """Where the mean path is not given, the mean change of the last decade goes on; else the mean stays."""

    def predict(
        self,
        past: Past,
        places: Sequence[str],
        years: Sequence[int],
        rng: np.random.Generator,  # noqa: ARG002  nothing random here
    ) -> Distribution:
        """The change since the origin; NaN for a place without the covariates."""
        change, width = self.decade(past)
        share = shares_of_decade(past.origin, years)
        national = past.national if past.national is not None else share * self._mean(past) * self.national_drift
        at = rows_of(past, places)
        centre = change[at, None] * share + (national if self.relative else 0.0)
        return Spread(centre, np.asarray(width[at, None] * decade_factor(past.origin, years)))

    def decade(self, past: Past) -> tuple[Vector, Vector]:
        """Expected change over ten years (relative to the mean if `relative`), and its width, (place,) each.

        RelodeError where no place has both outcome and predictors.
        """
        outcome, year = self._training(past)
        known = np.isfinite(outcome) & np.isfinite(self.designs(past, year)[0].columns).all(axis=1)
        if not known.any():
            raise ValueError(f"{past.target.name} from {past.origin}: no past outcomes to fit on")
        index = np.unique(provinces(past.places), return_inverse=True)[1].astype(np.int64)
        choice, result = fit([d.rows(known) for d in self.designs(past, year)], outcome[known], index[known])
        errors = outcome.copy()
        if not self.spread or past.revealed is not None:
            errors[known] = outcome[known] - result.held_out
            errors[~known] = np.nan
        change = predicted(self.designs(past, past.origin)[choice], result.coefficients)
        missed = self._missed(past)
        return change, self._width(past, (errors if missed is None else missed) / self._unit(past))

    def _missed(self, past: Past) -> Vector | None:
        """What the same method missed by when it forecast the last decade from its start; None if it could not."""
        levels = history(past)
        start = past.origin - DECADE
        if past.revealed is not None or start < FIRST_CENSUS or levels.shape[1] < MISSED_FIGURES:
            return None
        before = replace(past, origin=start, values=past.values.sel(year=slice(None, start)), national=None)
        change = levels[:, -1] - levels[:, -2]
        if past.national is not None:
            change = change - np.nanmean(change)
        elif self.relative:
            change = change - self._mean(before) * self.national_drift
        return np.asarray(change - self.decade(before)[0])

    def _training(self, past: Past) -> tuple[Vector, int]:
        """The outcomes to fit on, and the census whose covariates go with them."""
        if past.revealed is not None:
            national = 0.0 if past.national is None or not self.relative else past.national[-1]
            return past.revealed[:, -1] - national, past.origin
        levels = history(past)
        if levels.shape[1] < 2:
            raise ValueError(f"{past.target.name} from {past.origin}: no past outcomes to fit on")
        change = levels[:, -1] - levels[:, -2]
        mean = self._mean(past) if self.relative else 0.0
        return change - mean, max(past.origin - DECADE, FIRST_CENSUS)

    def _mean(self, past: Past) -> float:
        """The mean change of the last decade."""
        levels = history(past)
        return float(np.nanmean(levels[:, -1] - levels[:, -2])) if levels.shape[1] > 1 else 0.0

    def _unit(self, past: Past) -> Vector:
        """What errors are proportional to: 1, or the share itself with the middle floor."""
        if self.relative:
            return np.ones(len(past.places))
        return history(past)[:, -1] + SHARE_FLOORS[1]

    def _width(self, past: Past, standard: Vector) -> Vector:
        """Root mean square by exposure group, in the unit of the change."""
        return widths(standard[None, :, None], exposure_groups(past), 1)[:, 0] * self._unit(past)


def population_design(past: Past, year: int) -> Sequence[Design]:
    """Age, schooling, income, migrants, size and mining in a census year, in standard deviations from the mean.

    Two designs: as they are, and kept within 2.5 deviations, so that a city unlike all others, such as Beijing, is
    not drawn out on a line.
    """
    people = covariate(past, "population", year)
    columns = (
        covariate(past, "age_0_14_share", year),
        covariate(past, "age_60_plus_share", year),
        covariate(past, "college_share", year),
        np.log(covariate(past, "gdp_first_published", year) / people),
        np.log(people),
        covariate(past, "migrants_other_province_share", year),
        covariate(past, "mining_employment_share", year),
    )
    table = np.column_stack([_standard(column) for column in columns])
    constant = np.ones((len(people), 1))
    return tuple(
        Design(np.hstack([constant, np.clip(table, -reach, reach)]), 1, constant[:, 0]) for reach in FURTHEST_COVARIATE
    )


def mining_share_design(past: Past, year: int) -> Sequence[Design]:
    """The share itself and its products with location, resource, income, age, schooling and growth; three weights."""
    share = covariate(past, "mining_employment_share", year)
    features = np.column_stack([_standard(column) for column in _mining_features(past, year)])
    return tuple(_share_design(share, features, floor) for floor in SHARE_FLOORS)


def _share_design(share: Vector, features: NDArray[np.float64], floor: float) -> Design:
    weight = share + floor
    relative = (share / weight)[:, None]
    return Design(np.column_stack([floor / weight, relative, relative * features]), 2, weight)


def _mining_features(past: Past, year: int) -> tuple[Vector, ...]:
    places = [by_code()[code] for code in past.places]
    output = covariate(past, "gdp_first_published", year)
    before = covariate(past, "gdp_first_published", year - GROWTH_YEARS)
    return (
        np.array([np.nan if p.longitude is None else p.longitude for p in places]),
        np.array([np.nan if p.latitude is None else p.latitude for p in places]),
        _mined(past, lambda detail, _: "coal" in detail),
        _mined(past, lambda _, main: main == "oil_gas"),
        _mined(past, lambda _, main: main in METALS),
        np.log(output / covariate(past, "population", year)),
        covariate(past, "age_0_14_share", year),
        covariate(past, "age_60_plus_share", year),
        covariate(past, "college_share", year),
        np.log(output / before),
    )


def _mined(past: Past, test: Callable[[tuple[str, ...], str], bool]) -> Vector:
    """1 where the resource assigned to a listed place passes the test. Never its type, which came with the list."""
    entries = official()
    return np.array(
        [
            float(code in entries and test(entries[code].resource_detail, entries[code].main_resource))
            for code in past.places
        ]
    )


def _standard(column: Vector) -> Vector:
    return np.asarray((column - np.nanmean(column)) / np.nanstd(column))


POPULATION = StructuralDrift(population_design, relative=True)
POPULATION_WIDE = StructuralDrift(population_design, relative=True, spread=True)
POPULATION_STAYS = StructuralDrift(population_design, relative=True, spread=True, national_drift=False)
MINING_SHARE = StructuralDrift(mining_share_design, relative=False)
