"""Futures: what is drawn once and is the same for all policies compared, and how places and futures are cut out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from relode.model.opening.inversion import DRAWN, ObservedOpening
from relode.model.opening.opening_world import World
from relode.model.parameters import Params
from relode.model.state import Exogenous

BLOCK = 32
"""Futures computed at once: their arrays stay in the cache of the processor."""
IDIOSYNCRATIC = ("productivity_shock", "house_price_shock", "amenity_shock")
"""Exogenous series that are each place's own."""


@dataclass(frozen=True)
class Futures:
    """Drawn openings, parameters and exogenous series, leading axis future: the same for all policies compared.

    `observed` is the opening of the world with its assumed cells drawn anew for each future.
    """

    world: World
    observed: ObservedOpening
    params: Params
    exogenous: Exogenous
    seed: int

    def __repr__(self) -> str:
        return f"{self.count} futures of {self.years[0]}-{self.years[-1]}, seed {self.seed}"

    @property
    def count(self) -> int:
        """How many futures there are."""
        return int(self.exogenous.log_price.shape[0])

    @property
    def years(self) -> tuple[int, ...]:
        """The opening year and those after it."""
        return tuple(self.world.year + t for t in range(self.exogenous.log_price.shape[1]))


def alone(futures: Futures, code: str) -> Futures:
    """The same futures with one place only."""
    return among(futures, (code,))


def among(futures: Futures, codes: Sequence[str]) -> Futures:
    """The same futures with some places only, in this order: for runs in a stored world, not for the whole system."""
    world, at = futures.world, np.array([futures.world.position(code) for code in codes])
    # By NumPy: JAX would compile a program for each shape that it is taken out of.
    observed = jax.tree.map(lambda x: np.asarray(x)[..., at] if x.ndim else x, futures.observed)
    own = {name: taken(getattr(futures.exogenous, name), at) for name in IDIOSYNCRATIC}
    return replace(
        futures,
        world=replace(world, codes=tuple(codes)),
        observed=observed,
        exogenous=replace(futures.exogenous, **own),
    )


def taken(values: Any, at: NDArray[np.int_]) -> Any:
    """Some places of an array (..., place), or of paths in a file, by NumPy too."""
    return (np.asarray(values) if isinstance(values, jax.Array) else values)[..., at]


def chosen(futures: Futures, index: NDArray[np.int_]) -> Futures:
    """The futures at the positions `index`, (future,)."""
    drawn: dict[str, Any] = {name: np.asarray(getattr(futures.observed, name))[index] for name in DRAWN}
    # By NumPy: hundreds of small arrays are taken, and JAX needs tens of microseconds for each.
    params, series = jax.tree.map(lambda x: np.asarray(x)[index], (futures.params, futures.exogenous))
    return replace(futures, observed=replace(futures.observed, **drawn), params=params, exogenous=series)


def lengthened(futures: Futures, years: int) -> Futures:
    """The futures with their last year repeated until there are `years`: one program then serves all shorter ones."""
    more = max(0, years - len(futures.years))
    series: Exogenous = jax.tree.map(
        lambda x: np.pad(np.asarray(x), ((0, 0), (0, more), *((0, 0),) * (x.ndim - 2)), mode="edge"), futures.exogenous
    )
    return replace(futures, exogenous=series)


def blocks(futures: Futures, also: Any = None) -> Iterator[tuple[ObservedOpening, Params, Exogenous, Any]]:
    """Futures in blocks, with `also` (leading axis future) cut as they are.

    The last block is filled up with its last future so that one compiled program serves all.
    """
    size = min(BLOCK, futures.count)
    for start in range(0, futures.count, size):
        at = np.minimum(np.arange(start, start + size), futures.count - 1)
        block = chosen(futures, at)
        yield block.observed, block.params, block.exogenous, jax.tree.map(lambda x, at=at: np.asarray(x)[at], also)
