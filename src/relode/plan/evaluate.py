"""One city in a stored world: many plans in many futures by one compiled program of fixed shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
from relode.errors import RelodeError
from relode.model.links import StoredPath
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.policy.costs import LINES
from relode.model.policy.levers import PAYERS
from relode.model.quantities import QUANTITIES
from relode.model.results import BY_SECTOR, OneCity, chosen
from relode.model.sector_list import SECTORS
from relode.model.simulate import path
from relode.model.state import LEVERS, Exogenous, Flows, Levers, State

Doses = Mapping[str, Values]
"""Lever -> its dose, (year,), or (year, sector) over all sectors of the model; what is not named is 0."""

KEPT = (
    "population",
    "employment",
    "income_per_person",
    "debt_ratio",
    "sector_entropy",
    "production_emissions",
    "budget_revenue",
    "mining_employment",
    "unemployment_rate",
    "gdp_real",
)
"""Quantities that a plan is judged or watched by."""
PLANS_AT_ONCE = 8
FUTURES_AT_ONCE = 64
"""Shapes of the compiled program: their product keeps the arrays of a year in the cache of the processor."""


@dataclass(frozen=True)
class Outcomes:
    """What plans come to: `quantities` name -> (plan, future, year); `cost` (plan, future, year, line) in 10^8 yuan.

    Lines are those of `model.costs.LINES`.
    """

    years: tuple[int, ...]
    quantities: Mapping[str, Values]
    cost: Values

    def at_end(self, name: str) -> Values:
        """A quantity in the last year, (plan, future)."""
        return self.quantities[name][..., -1]

    def paid(self, payer: str) -> Values:
        """What one of the payers pays in each year, (plan, future, year). [10^8 yuan/yr]"""
        return np.asarray(self.cost[..., [line[2] == payer for line in LINES]].sum(axis=-1))

    def take(self, plans: Sequence[int]) -> "Outcomes":
        """The outcomes of some of the plans."""
        at = list(plans)
        return Outcomes(self.years, {n: v[at] for n, v in self.quantities.items()}, self.cost[at])


def evaluate(ground: OneCity, plans: Sequence[Doses]) -> Outcomes:
    """Every plan in every future of a city in a stored world. Raises RelodeError where a number is not finite.

    Limits: one plan: equal to `model.results.city`.
    """
    found = _evaluated(ground, plans)
    for name, values in (*found.quantities.items(), ("policy_cost", found.cost)):
        if not np.isfinite(values).all():
            plan, future = np.argwhere(~np.isfinite(values))[0][:2]
            raise RelodeError("planning.not_finite", quantity=name, plan=int(plan), future=int(future))
    return found


def joined_outcomes(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of several calls on the same ground, one after the other."""
    quantities = {n: np.concatenate([part.quantities[n] for part in parts]) for n in parts[0].quantities}
    return Outcomes(parts[0].years, quantities, np.concatenate([part.cost for part in parts]))


def cost_by(cost: Values, part: int, names: Sequence[str]) -> dict[str, Values]:
    """Cost (..., line) summed by lever (`part` 0) or payer (2): name -> (...)."""
    return {name: np.asarray(cost[..., [line[part] == name for line in LINES]].sum(axis=-1)) for name in names}


def payers_of(cost: Values) -> dict[str, Values]:
    """Cost (..., line) by payer."""
    return cost_by(cost, 2, PAYERS)


def _evaluated(ground: OneCity, plans: Sequence[Doses]) -> Outcomes:
    futures, years = ground.futures, len(ground.futures.years)
    doses = _stacked(plans, years)
    rows = []
    for first in range(0, len(plans), PLANS_AT_ONCE):
        at = np.minimum(np.arange(first, first + PLANS_AT_ONCE), len(plans) - 1)
        levers = Levers(**{name: jnp.asarray(array[at]) for name, array in doses.items()})
        rows.append([_block(ground, levers, start) for start in range(0, futures.count, FUTURES_AT_ONCE)])
    table = [np.concatenate([np.asarray(block) for block in row], axis=0)[: futures.count] for row in rows]
    values = np.moveaxis(np.concatenate(table, axis=1)[:, : len(plans)], 0, 1)
    quantities = {name: ground.moved(name, values[..., i]) for i, name in enumerate(KEPT)}
    return Outcomes(ground.futures.years, quantities, values[..., len(KEPT) :])


def _block(ground: OneCity, levers: Levers, first: int) -> Array:
    """(future, plan, year, quantity or line) of a block; the last one is filled up with its last future."""
    at = np.minimum(np.arange(first, first + FUTURES_AT_ONCE), ground.futures.count - 1)
    block = chosen(ground.futures, at)
    around = jax.tree.map(lambda x: np.asarray(x)[at], ground.around)
    return jnp.asarray(_paths(block.observed, block.params, block.exogenous, around, levers))


@jax.jit
def _paths(
    observed: ObservedOpening, params: Params, exogenous: Exogenous, around: StoredPath, levers: Levers
) -> Array:
    def one_future(observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any) -> Array:
        state, anchors = opening_state(observed, params)

        def one_plan(levers: Levers) -> Array:
            found = path(state, params, levers, exogenous, anchors, around, _kept, around_by_year=True)[1]
            return jnp.asarray(found)

        return jax.vmap(one_plan)(levers)

    return jax.vmap(one_future, in_axes=(FUTURE_AXES, 0, 0, 0))(observed, params, exogenous, around)


def _kept(state: State, flows: Flows) -> Array:
    return jnp.concatenate([jnp.stack([QUANTITIES[n](state, flows)[0] for n in KEPT]), flows.cost_lines[:, 0]])


def _stacked(plans: Sequence[Doses], years: int) -> dict[str, Values]:
    """Lever -> (plan, year, place) or (plan, year, sector, place) of one place."""
    tail = {name: (len(SECTORS), 1) if name in BY_SECTOR else (1,) for name in LEVERS}
    found = {name: np.zeros((len(plans), years, *tail[name])) for name in LEVERS}
    for i, doses in enumerate(plans):
        for name, dose in doses.items():
            found[name][i, ..., 0] = dose
    return found
