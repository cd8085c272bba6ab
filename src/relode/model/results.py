"""What a run gives back: tables with units and bands, from the whole system or from one city in a stored world."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import jax
import numpy as np
import xarray as xr
from jax import Array

from relode.arrays import Values
from relode.errors import RelodeError, first_three
from relode.model import simulate
from relode.model.futures import BLOCK, Futures, alone, blocks, chosen, taken
from relode.model.links import StoredPath
from relode.model.opening.inversion import DRAWN, opening_state
from relode.model.quantities import PAID, QUANTITIES
from relode.model.sector_list import SECTORS
from relode.model.state import GROUPS, HIGH, LEVERS, LOW, Flows, Increments, Levers, State
from relode.vocabulary import quantity

BANDS = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
MAIN = ("population", "employment", "gdp_real", "income_per_person", "house_price", "debt_ratio")
BY_SECTOR = ("subsidy", "cluster_support")
GIVEN: Mapping[str, Callable[[State, Flows], Array]] = {**QUANTITIES, **PAID}
"""All that a run may be asked for."""


def levers_of(doses: Mapping[str, Values], years: int, places: int, at: int | None = None) -> Levers:
    """Levers over the years: the place at position `at` sets `doses`, (year,) or (year, sector); the others nothing."""
    shapes = {name: (years, len(SECTORS), places) if name in BY_SECTOR else (years, places) for name in LEVERS}
    arrays = {name: np.zeros(shape) for name, shape in shapes.items()}
    for name, dose in doses.items():
        arrays[name][..., at] = dose
    return Levers(**arrays)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Whole:
    """A run of the whole system: the balances, how fast it was, and the places that were asked for in every future.

    `totals` are sums over all places but the rest of the country, (future, year).
    """

    table: xr.Dataset
    totals: xr.Dataset
    balances: Mapping[str, float]
    city_years_per_second: float


def system(
    futures: Futures,
    names: Sequence[str] = MAIN,
    levers: Levers | None = None,
    *,
    added: Increments | None = None,
    only: str | None = None,
    checked: bool = False,
) -> Whole:
    """The whole system in every future: variables over (future, year, place), the rest of the country left out.

    `names` are quantities of the vocabulary that the simulator gives; `added` is (future, year, ..., place). With
    `only` the table keeps that place alone, whatever the number of places. `checked` adds the largest relative error of
    each balance over all futures and years. Raises RelodeError for another name and for a number that is not finite.
    """
    codes = futures.world.codes
    doses = levers_of({}, len(futures.years), len(codes)) if levers is None else levers
    kept = _kept(tuple(names))
    at = [futures.world.position(only)] if only else list(range(len(codes) - 1))
    shown = [codes[i] for i in at]
    result, totals, balances = [], [], []
    for observed, params, exogenous, more in blocks(futures, added):
        start = time.perf_counter()
        block = simulate.paths(
            observed, params, doses, exogenous, futures.world.links, kept, checked=checked, added=more
        )
        values, errors = block if checked else (block, {})
        arrays = {name: np.asarray(array) for name, array in values.items()}
        result.append({name: array[..., at] for name, array in arrays.items()})
        totals.append({name: array[..., :-1].sum(axis=-1) for name, array in arrays.items()})
        balances.append({name: float(np.max(array)) for name, array in errors.items()})
    # The last block was not compiled, unless it is the only one.
    rate = min(BLOCK, futures.count) * len(futures.years) * len(codes) / (time.perf_counter() - start)
    joined, summed = (
        {name: np.concatenate([block[name] for block in blocks_of]) for name in names} for blocks_of in (result, totals)
    )
    return Whole(
        _dataset(futures, _sound(futures, joined, shown), shown),
        xr.Dataset(
            {name: (("future", "year"), array[: futures.count]) for name, array in summed.items()},
            coords={"future": np.arange(futures.count), "year": list(futures.years)},
        ),
        {name: max(block[name] for block in balances) for name in balances[0]},
        rate,
    )


def stored_paths(
    futures: Futures, levers: Levers | None = None, codes: Sequence[str] | None = None, dtype: type = np.float64
) -> StoredPath:
    """Pull and push on every place while no place does anything: (future, year, skill or group, place).

    With `codes` on these places alone, in their order. `dtype` is what the system is computed in: with float32 in two
    fifths of the time, and pull and push within 1e-4 of those in 64 bits.
    """
    places = len(futures.world.codes)
    doses = levers_of({}, len(futures.years), places) if levers is None else levers
    at = slice(None) if codes is None else np.array([futures.world.position(code) for code in codes])
    inputs = (futures.observed, futures.params, futures.exogenous, doses, futures.world.links)
    # By NumPy: JAX needs tens of microseconds for each of hundreds of small arrays.
    observed, params, exogenous, doses, links = jax.tree.map(lambda x: np.asarray(x, dtype), inputs)
    result = [
        [np.asarray(x)[..., at] for x in simulate.paths(opening, drawn, doses, series, links, _around)]
        for opening, drawn, series, _ in blocks(replace(futures, observed=observed, params=params, exogenous=exogenous))
    ]
    return StoredPath(
        *(jax.device_put(np.concatenate(each, dtype=np.float64)[: futures.count]) for each in zip(*result, strict=True))
    )


@dataclass(frozen=True)
class Shift:
    """What is added to a quantity of a run, (future, year), in its unit."""

    amount: Values

    def moved(self, values: Values) -> Values:
        """Values over (..., future, year) with the shift; none of them can be negative: they end at 0.

        In the unit of the quantity.
        """
        return np.maximum(values + self.amount, 0.0)


@dataclass(frozen=True)
class OneCity:
    """A city's part of the futures, and what the others mean for it while they keep to their paths.

    `shifts`: quantity -> what takes its runs to what is known and expected of the city (`calibration.conditioned`).
    """

    futures: Futures
    around: StoredPath
    shifts: Mapping[str, Shift] = field(default_factory=dict)

    def moved(self, name: str, values: Values) -> Values:
        """Values of a quantity over (..., future, year), with its shift if it has one. In the unit of the quantity."""
        return self.shifts[name].moved(values) if name in self.shifts else values


def one_city(futures: Futures, code: str, stored: StoredPath | None = None) -> OneCity:
    """A city taken out of a stored world, to be asked again and again; without one its own paths are stored alone.

    Those of all places may take a quarter of a gigabyte. Raises RelodeError for an unknown place.
    """
    at = np.array([futures.world.position(code)])
    if stored is None:
        return OneCity(alone(futures, code), stored_paths(futures, codes=(code,)))
    return OneCity(alone(futures, code), jax.tree.map(lambda x: taken(x, at), stored))


def of_one_city(
    own: OneCity,
    doses: Mapping[str, Values],
    names: Sequence[str] = tuple(QUANTITIES),
    added: Increments | None = None,
) -> xr.Dataset:
    """The city in every future under doses by year, with what is added. Variables over (future, year, place)."""
    arrays = arrays_of_one_city(own, doses, names, added)
    return _dataset(own.futures, {name: array[..., None] for name, array in arrays.items()}, own.futures.world.codes)


def arrays_of_one_city(
    own: OneCity, doses: Mapping[str, Values], names: Sequence[str], added: Increments | None = None
) -> dict[str, Values]:
    """The same as bare arrays, quantity -> (future, year), for whoever asks again and again. [unit of the quantity]"""
    _refuse_unknown(names)
    values = _paths_of_one_city(own, doses, added)
    moved = {name: own.moved(name, np.asarray(values[name])[..., 0])[..., None] for name in names}
    return {name: array[..., 0] for name, array in _sound(own.futures, moved, own.futures.world.codes).items()}


def compile_one_city(futures: Futures, code: str) -> None:
    """Compile what `of_one_city` runs, before the paths of the others are there. RelodeError for an unknown place.

    It is run once among others that draw nobody; what comes of that is dropped.
    """
    shape = (futures.count, len(futures.years))
    nobody: Any = [np.zeros((*shape, count, 1)) for count in (HIGH - LOW + 1, len(GROUPS))]
    for each in _paths_of_one_city(OneCity(alone(futures, code), StoredPath(*nobody)), {}).values():
        each.block_until_ready()


def _paths_of_one_city(
    own: OneCity, doses: Mapping[str, Values], added: Increments | None = None
) -> Mapping[str, Array]:
    futures = own.futures
    # One compiled program for all that a city may be asked: it gives everything, and nothing added is added too.
    more = Increments.nothing((futures.count, len(futures.years))) if added is None else added
    levers, kept = levers_of(doses, len(futures.years), 1, 0), _kept(tuple(GIVEN))
    values: Mapping[str, Array] = simulate.paths(
        futures.observed, futures.params, levers, futures.exogenous, own.around, kept, True, added=more
    )
    return values


def city(
    futures: Futures,
    code: str,
    stored: StoredPath,
    doses: Mapping[str, Values] | None = None,
    names: Sequence[str] = tuple(QUANTITIES),
) -> xr.Dataset:
    """One city in every future while all others keep to the stored path. Variables over (future, year, place)."""
    return of_one_city(one_city(futures, code, stored), doses or {}, names)


def bands(frame: xr.Dataset) -> xr.Dataset:
    """Quantiles over futures: the dimension `band` (p05, p25, median, p75, p95) in place of future."""
    levels = list(BANDS.values())
    table = frame.quantile(levels, dim="future", keep_attrs=True)
    return table.rename(quantile="band").assign_coords(band=list(BANDS))


@cache
def _kept(names: tuple[str, ...]) -> Callable[[State, Flows], dict[str, Array]]:
    _refuse_unknown(names)
    return lambda state, flows: {name: GIVEN[name](state, flows) for name in names}


def _refuse_unknown(names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in GIVEN]
    if unknown:
        raise RelodeError("simulate.unknown_quantity", names=first_three(unknown), allowed=", ".join(QUANTITIES))


def _around(state: State, flows: Flows) -> tuple[Array, Array]:
    del state
    return flows.pull, flows.push


def _sound(futures: Futures, values: Mapping[str, Values], codes: Sequence[str]) -> dict[str, Values]:
    """What is kept of a run, (future, year, place). Raises RelodeError for a number that is not finite."""
    arrays = {name: array[: futures.count] for name, array in values.items()}
    if "extraction_index" in arrays:
        arrays["extraction_index"] = 100 * arrays["extraction_index"] / arrays["extraction_index"][:, :1]
    _refuse_not_finite(futures, arrays, codes)
    return arrays


def _dataset(futures: Futures, arrays: Mapping[str, Values], codes: Sequence[str]) -> xr.Dataset:
    return xr.Dataset(
        {n: (("future", "year", "place"), a, {"unit": _unit(n)}) for n, a in arrays.items()},
        coords={"future": np.arange(futures.count), "year": list(futures.years), "place": list(codes)},
        attrs={"seed": futures.seed},
    )


def _unit(name: str) -> str:
    return quantity("policy_cost" if name in PAID else name).unit


def _refuse_not_finite(futures: Futures, arrays: Mapping[str, Values], codes: Sequence[str]) -> None:
    """Name the first year in which a number is not finite, its place and quantity, and what fed it."""
    bad = [
        (int(year), int(future), name)
        for name, array in arrays.items()
        if not np.isfinite(array).all()  # the usual case, in a twentieth of the time
        for future, year in np.argwhere(~np.isfinite(array).all(axis=2))
    ]
    if bad:
        year, future, name = min(bad)
        wrong = np.flatnonzero(~np.isfinite(arrays[name][future, year])).tolist()
        fed = ((codes[place], fields) for place in wrong if (fields := _fed(futures, future, codes[place])))
        place, fields = next(fed, (codes[wrong[0]], ["?"]))
        raise RelodeError(
            "simulate.not_finite", quantity=name, place=place, year=futures.years[year], future=future, fed=fields
        )


def _fed(futures: Futures, future: int, code: str) -> list[str]:
    """What of the inputs of a future and of the stocks that a place opens with is not finite."""
    own = chosen(alone(futures, code), np.array([future]))
    observed = replace(own.observed, **{name: getattr(own.observed, name)[0] for name in DRAWN})
    params, series = jax.tree.map(lambda x: x[0], (own.params, own.exogenous))
    # Compiled once as one program and let go: what stays of each of a hundred operations is a megabyte.
    opened = jax.jit(opening_state).lower(observed, params).compile()
    records = (observed, params, series, opened(observed, params)[0])
    return [
        f"{type(record).__name__}.{name}"
        for record in records
        for name, value in vars(record).items()
        if value is not None and not np.isfinite(value).all()
    ]
