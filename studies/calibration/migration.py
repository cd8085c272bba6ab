"""Gravity of migration between provinces: how fast it falls with distance, by Poisson pseudo-likelihood."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Groups
from relode.facts import rows
from relode.places import Place, all_places
from relode.places.distance import distances
from relode.streams import stream
from relode.usual import SEED
from studies.calibration import NoAnswer
from studies.calibration.regression import clustered

LATEST_STOCK = 2010
YEARS = (2000, 2010, 2020)
CENTRES_YEAR = "2010"
"""The census whose people weigh the places of a province; one set of centres serves all years."""
MOST_STEPS = 100
PRECISE = 1e-10
"""Largest step of a coefficient at which the fit has converged."""
FOLDS = 10
RESAMPLES = 2000


@dataclass(frozen=True)
class MigrationFlows:
    """Migrants from origin to destination province (origin, destination), NaN where there is none; `distance` in km."""

    provinces: tuple[str, ...]
    migrants: NDArray[np.float64]
    distance: NDArray[np.float64]

    def of(self, provinces: tuple[str, ...]) -> "MigrationFlows":
        """The flows between `provinces`; from one of them to itself, if it is named twice, there is none."""
        at = [self.provinces.index(name) for name in provinces]
        return MigrationFlows(provinces, self.migrants[np.ix_(at, at)], self.distance[np.ix_(at, at)])


@dataclass(frozen=True)
class Gravity:
    """`elasticity` of migrants to distance, with its standard error (origins and destinations both as clusters)."""

    elasticity: float
    standard_error: float
    n: int


def flows(year: int) -> MigrationFlows:
    """The shipped table of one year: lifetime stocks of 2000 and 2010, moves of five years to six provinces in 2020."""
    lines = [row for row in rows("migration") if row["year"] == str(year)]
    names = tuple(sorted({row["origin_province"] for row in lines}))
    at = {name: i for i, name in enumerate(names)}
    migrants = np.full((len(names), len(names)), np.nan)
    for row in lines:
        migrants[at[row["origin_province"]], at[row["destination_province"]]] = float(row["migrants_between_provinces"])
    return MigrationFlows(names, migrants, province_distances(names))


def gravity(moves: MigrationFlows) -> Gravity:
    """Poisson regression of migrants on ln distance with a constant for each origin and each destination.

    Raises NoAnswer where it does not converge. Source: santossilva2006.
    """
    origin, destination = np.nonzero(np.isfinite(moves.migrants))
    counts = moves.migrants[origin, destination]
    columns = np.column_stack([np.log(moves.distance[origin, destination]), _dummies(origin, destination)])
    coefficients, expected = poisson_fit(counts, columns)
    bread = np.linalg.inv(columns.T @ (columns * expected[:, None]))
    scores = columns * (counts - expected)[:, None]
    pairs = (origin * len(moves.provinces) + destination).astype(np.int64)
    middle = clustered(scores, _numbers(origin)) + clustered(scores, _numbers(destination)) - clustered(scores, pairs)
    covariance = bread @ middle @ bread
    return Gravity(float(coefficients[0]), float(np.sqrt(max(covariance[0, 0], 0.0))), len(counts))


def poisson_fit(counts: NDArray[np.float64], columns: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Coefficients (k,) and expected counts (n,) of a Poisson regression by reweighted least squares. [1]

    `counts` is (n,), `columns` (n, k).

    Raises NoAnswer where it does not converge.
    """
    expected = (counts + counts.mean()) / 2
    coefficients = np.zeros(columns.shape[1])
    for _ in range(MOST_STEPS):
        working = np.log(expected) + (counts - expected) / expected
        root = np.sqrt(expected)
        result = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)[0]
        step = np.abs(result - coefficients).max()
        coefficients, expected = result, np.exp(columns @ result)
        if step < PRECISE:
            return coefficients, expected
    raise NoAnswer(f"gravity: no convergence in {MOST_STEPS} steps")


def distance_gain(moves: MigrationFlows) -> tuple[float, float, float]:
    """How much of the Poisson deviance of held-out pairs distance takes away, with a 95 % interval. [share]

    Against origin and destination effects alone; ten folds of pairs, pairs drawn again for the interval.
    """
    origin, destination = np.nonzero(np.isfinite(moves.migrants))
    counts = moves.migrants[origin, destination]
    dummies = _dummies(origin, destination)
    with_distance = np.column_stack([np.log(moves.distance[origin, destination]), dummies])
    rng = stream("migration_gravity", SEED)
    fold = rng.permutation(len(counts)) % FOLDS
    own, naive = (_held_out_deviance(counts, columns, fold) for columns in (with_distance, dummies))
    drawn = rng.integers(len(counts), size=(RESAMPLES, len(counts)))
    gains = 1 - own[drawn].sum(axis=1) / naive[drawn].sum(axis=1)
    low, high = np.quantile(gains, (0.025, 0.975))
    return float(1 - own.sum() / naive.sum()), float(low), float(high)


def _held_out_deviance(counts: NDArray[np.float64], columns: NDArray[np.float64], fold: Groups) -> NDArray[np.float64]:
    values = np.empty(len(counts))
    for number in range(FOLDS):
        out = fold == number
        coefficients, _ = poisson_fit(counts[~out], columns[~out])
        expected = np.exp(columns[out] @ coefficients)
        values[out] = 2 * (counts[out] * np.log(counts[out] / expected) - counts[out] + expected)
    return values


def province_distances(provinces: tuple[str, ...]) -> NDArray[np.float64]:
    """Great-circle km between the population-weighted centres of provinces, (province, province)."""
    centres = [_centre(name) for name in provinces]
    return distances(centres, centres)


@cache
def _centre(province: str) -> Place:
    """A made-up place where the people of the province live on average (census of 2010)."""
    people = {
        row["place"]: float(row["value"])
        for row in rows("census")
        if row["year"] == CENTRES_YEAR and row["quantity"] == "population"
    }
    parts = [p for p in all_places() if p.province == province and p.in_partition and p.code in people]
    located = [p for p in parts if p.longitude is not None and p.latitude is not None]
    weights = np.array([people[p.code] for p in located])
    points = np.array([(p.longitude, p.latitude) for p in located], dtype=np.float64)
    longitude, latitude = (weights @ points / weights.sum()).tolist()
    return Place(province, "", "", "", "province", "", province, "", "", "", longitude, latitude, None, False)


def _dummies(origin: NDArray[np.int64], destination: NDArray[np.int64]) -> NDArray[np.float64]:
    """A column for each origin and for each destination but the first."""
    parts = [np.eye(number.max() + 1)[number] for number in (_numbers(origin), _numbers(destination))]
    return np.hstack([parts[0], parts[1][:, 1:]])


def _numbers(groups: NDArray[np.int64]) -> Groups:
    return np.asarray(np.unique(groups, return_inverse=True)[1], dtype=np.int64)
