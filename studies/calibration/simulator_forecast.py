"""The simulator as a forecaster of the backcast: the same cases, scores and given paths as any rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import jax.numpy as jnp
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.calibration.draws import draw_futures
from relode.model.futures import Futures, lengthened
from relode.model.opening.opening_state import OPENING_YEARS
from relode.model.opening.opening_world import World, world
from relode.model.parameters import Params
from relode.model.results import system
from relode.streams import stream
from relode.usual import SEED
from studies.calibration.combination import Pool, combination
from studies.calibration.observed import Observed
from studies.calibration.simulated import given_paths
from studies.outlook.harness import Methods
from studies.outlook.method_list import methods
from studies.outlook.predictive import Draws
from studies.outlook.targets import (
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    PRICES_GIVEN,
    Forecaster,
    Past,
    provinces,
    series,
)

FOLDS = 5
POOLED: Mapping[str, tuple[str, ...]] = {
    "gdp_real": ("pooled_ar1", "random_walk", "province_drift"),
    "secondary_share": ("level_reversion", "random_walk"),
    "population": ("own_drift_half_shrunk", "structural_ridge"),
    "mining_employment_share": ("random_walk", "national_ratio"),
    "house_price": ("random_walk", "random_walk_student"),
}
"""Target -> rules that the combination pools with the simulator: the benchmark, and those of another kind."""
FUTURES = 256
QUANTITIES = {
    "gdp_real": ("gdp_real",),
    "population": ("population",),
    "house_price": ("house_price",),
    "mining_employment_share": ("mining_employment", "employment"),
    "secondary_share": ("secondary_share",),
}
"""Target -> quantities of a run that give it; a second one divides."""
SIMULATED = (*dict.fromkeys(name for of in QUANTITIES.values() for name in of), "budget_revenue", "budget_expenditure")
LONGEST = 11
"""Years of the longest run that is scored. Every run has as many and gives all that is: one program serves all."""


@dataclass(frozen=True)
class SimulatorForecast:
    """The change of a target since the origin in many futures, which open at the latest opening year up to it.

    With the mean path given, every future's mean over places is moved to it, so that deviations are forecast; with
    prices given, prices and mean growth are those that came. Places outside the system get the mean path with the
    spread of all others.
    """

    opened: Callable[[int], World]
    """The world of an opening year."""
    past: Observed
    calibrated: bool = True
    switched_off: str = ""

    def predict(self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator) -> Draws:
        """Draws over (`places`, `years`)."""
        start = max(year for year in OPENING_YEARS if year <= past.origin)
        opened = self.opened(start)
        seed = int(rng.integers(2**31))
        futures = draw_futures(opened, FUTURES, years[-1] - start, seed, calibrated=self.calibrated)
        if past.mode == PRICES_GIVEN:
            futures = given_paths(futures, self.past)
        if self.switched_off:
            futures = replace(futures, params=without(futures.params, self.switched_off))
        change = changes(futures, past.target.name, past.target.logarithm, past.origin, years)
        given = None if past.mode == NOTHING_GIVEN else past.national
        return Draws(_of_places(change, opened.codes[:-1], tuple(places), given, rng))


@dataclass(frozen=True)
class CombinedForecast:
    """A linear pool of forecasters; the weights of a place never see outcomes of its own fold of whole provinces."""

    panel: xr.Dataset
    parts: Mapping[str, Forecaster]

    def predict(self, past: Past, places: Sequence[str], years: Sequence[int], rng: np.random.Generator) -> Pool:
        """The pool over (`places`, `years`)."""
        seed = int(rng.integers(2**31))
        predicted = {
            name: part.predict(past, places, years, stream("pooled_forecast", seed))
            for name, part in self.parts.items()
        }
        of, span = past.target, (past.origin, *years)
        levels = series(self.panel["value"], of, tuple(places), span)
        return combination(predicted, levels[:, 1:] - levels[:, [0]], folds(tuple(places)))


def folds(places: tuple[str, ...], seed: int = SEED) -> NDArray[np.int64]:
    """Which of FOLDS folds each place is in, (place,): whole provinces, dealt out by chance."""
    home, index = np.unique(provinces(places), return_inverse=True)
    dealt = stream("folds_of_provinces", seed).permutation(len(home)) % FOLDS
    return np.asarray(dealt[index], dtype=np.int64)


def changes(futures: Futures, name: str, logarithm: bool, origin: int, years: Sequence[int]) -> Values:
    """Change of a target since the origin, (future, place, year), of every place of the system but the rest.

    In the unit of the target's transform.
    """
    of = QUANTITIES[name]
    table = system(lengthened(futures, LONGEST), SIMULATED).table
    level = table[of[0]] / table[of[1]] if len(of) == 2 else table[of[0]]
    values = level.transpose("future", "place", "year").to_numpy()
    values = np.log(values) if logarithm else values
    at = [futures.years.index(year) for year in years]
    return np.asarray(values[:, :, at] - values[:, :, [futures.years.index(origin)]])


def _of_places(
    change: Values, codes: tuple[str, ...], places: tuple[str, ...], national: Values | None, rng: np.random.Generator
) -> Values:
    """Changes of `places`; one outside the system takes, in each future, the change of another place by chance."""
    at = {code: i for i, code in enumerate(codes)}
    inside = np.array([at.get(code, -1) for code in places])
    values = change[:, np.maximum(inside, 0)]
    outside = np.flatnonzero(inside < 0)
    by_chance = rng.integers(change.shape[1], size=(len(change), len(outside)))
    values[:, outside] = change[np.arange(len(change))[:, None], by_chance]
    if national is not None:
        values = values - values.mean(axis=1, keepdims=True) + national
    return np.asarray(values)


def without(params: Params, mechanism: str) -> Params:
    """Parameters with one mechanism switched off. Raises ValueError for an unknown mechanism."""
    if mechanism not in mechanisms():
        raise ValueError(f"{mechanism} is none of {list(mechanisms())}")
    off = {name: jnp.full_like(getattr(params, name), value) for name, value in mechanisms()[mechanism].items()}
    return replace(params, **off)


@cache
def mechanisms() -> Mapping[str, Mapping[str, float]]:
    """Mechanism -> the parameters that switch it off, and the value at which they do.

    Each in the unit of its parameter.
    """
    values: dict[str, dict[str, float]] = {}
    for row in shipped_tables.rows("relode.calibration", "mechanisms"):
        values.setdefault(row["mechanism"], {})[row["parameter"]] = float(row["off"])
    return values


def with_simulator(panel: xr.Dataset, past: Observed, *, calibrated: bool = True) -> Methods:
    """The statistical methods, the simulator, and the pool of both: what a backcast scores."""
    simulator = SimulatorForecast(cache(partial(world, panel)), past, calibrated)

    def given(target: str, mode: str) -> Mapping[str, Forecaster]:
        if mode == OTHER_PROVINCES_GIVEN:
            return methods(target, mode)
        rules = methods(target, mode)
        pooled = {name: rules[name] for name in POOLED[target] if name in rules} | {"simulator": simulator}
        pool = {"combination": CombinedForecast(panel, pooled)} if len(pooled) > 1 else {}
        return {**rules, "simulator": simulator, **pool}

    return given
