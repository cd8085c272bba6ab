"""One city in a stored world: a plan in many futures by one compiled program of a fixed shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
from relode.decisions.options import MEETABLE
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import chosen
from relode.model.links import StoredPath
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.policy.costs import LINES
from relode.model.quantities import PERSONS, QUANTITIES, YUAN_PER_PERSON
from relode.model.results import BY_SECTOR, OneCity
from relode.model.sector_list import SECTORS
from relode.model.simulate import path
from relode.model.state import HIGH, LEVERS, LOW, Exogenous, Flows, Increments, Levers, State

Path = Mapping[str, Values]
"""Quantity -> (future, year), the years those of a plan."""
Doses = Mapping[str, Values]
"""Lever -> its dose, (year,), or (year, sector) over all sectors of the model; what is not named is 0."""

SERVICES = tuple(i for i, line in enumerate(LINES) if line[0] in ("public_services_spending", "schooling_spending"))
"""Cost lines that are public services beside those of the ordinary budget."""


def _services(state: State, flows: Flows) -> Array:
    del state
    return flows.service_spending + flows.cost_lines[jnp.array(SERVICES)].sum(axis=0)


def _spending(state: State, flows: Flows) -> Array:
    """What the city spends, services, works and measures, without interest and deposits."""
    del state
    return flows.service_spending + flows.public_investment + flows.policy_cost + flows.transfer_spent


def _receipts(state: State, flows: Flows) -> Array:
    """Own revenue, land and what comes from above, with what a plan is granted."""
    del state
    return flows.revenue + flows.land_revenue + flows.transfer


SEEN: Mapping[str, Callable[[State, Flows], Array]] = {
    **{name: QUANTITIES[name] for name in (*MEETABLE, "housing_vacancy", "damaged_land", "debt")},
    "low_skilled": lambda state, _: state.people[LOW] * PERSONS,
    "high_skilled": lambda state, _: state.people[HIGH] * PERSONS,
    "working_age_people": lambda state, _: (state.people[LOW] + state.people[HIGH]) * PERSONS,
    "services_per_person": lambda state, flows: _services(state, flows) / state.people.sum(axis=0) * YUAN_PER_PERSON,
    "public_spending": _spending,
    "public_receipts": _receipts,
    "household_income": lambda state, _: state.household_income,
    "housing_stock": lambda state, _: state.housing_stock,
    "expected_output": lambda state, _: state.expected_output,
    "wage": QUANTITIES["wage"],
}
KEPT = tuple(SEEN)
"""Quantities that a plan is judged, watched or paid by."""
FUTURES_AT_ONCE = 256
"""Shape of the compiled program: it keeps the arrays of a year in the cache of the processor."""


@dataclass(frozen=True)
class Outcomes:
    """What a plan comes to: `quantities` name -> (future, year); `cost` (future, year, line) in 10^8 yuan.

    Lines are those of `model.costs.LINES`.
    """

    years: tuple[int, ...]
    quantities: Mapping[str, Values]
    cost: Values

    def at_end(self, name: str) -> Values:
        """A quantity in the last year, (future,). In the unit of the quantity."""
        return self.quantities[name][..., -1]


def evaluate(
    ground: OneCity, doses: Doses, services: Values | None = None, added: Increments | None = None
) -> Outcomes:
    """A plan in every future of a city in a stored world. Raises RelodeError where a number is not finite.

    `services` (future, year) is added to the dose of public services [share of output]; `added` (future, year, ...) is
    what levers do of their own.
    Limits: equal to `model.results.city`.
    """
    futures, years = ground.futures, len(ground.futures.years)
    levers = Levers(**{name: jnp.asarray(dose) for name, dose in _every_lever(doses, years).items()})
    paid = np.zeros((futures.count, years)) if services is None else services
    more = Increments.nothing((futures.count, years)) if added is None else added
    values = np.empty((futures.count, years, len(KEPT) + len(LINES)))
    for start in range(0, futures.count, FUTURES_AT_ONCE):
        # The last block is filled up with its last future.
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), futures.count - 1)
        block = chosen(futures, at)
        around, own = jax.tree.map(lambda x, at=at: np.asarray(x)[at], (ground.around, more))
        result = _paths(block.observed, block.params, block.exogenous, around, levers, paid[at], own)
        here = values[start : start + FUTURES_AT_ONCE]
        here[...] = np.asarray(result)[: len(here)]
    quantities = {name: ground.moved(name, values[..., i]) for i, name in enumerate(KEPT)}
    quantities["in_work_share"] = quantities["employment"] / quantities["working_age_people"]
    outcomes = Outcomes(ground.futures.years, quantities, values[..., len(KEPT) :])
    for name, each in (*quantities.items(), ("policy_cost", outcomes.cost)):
        if not np.isfinite(each).all():
            future = int(np.argwhere(~np.isfinite(each))[0][0])
            raise RelodeError("planning.not_finite", quantity=name, future=future)
    return outcomes


def paths(outcomes: Outcomes) -> dict[str, Values]:
    """Every quantity over the years of plans: name -> (future, year)."""
    during = np.asarray(outcomes.years) >= FIRST_PLAN_YEAR
    return {name: values[:, during] for name, values in outcomes.quantities.items()}


@jax.jit
def _paths(
    observed: ObservedOpening,
    params: Params,
    exogenous: Exogenous,
    around: StoredPath,
    levers: Levers,
    services: Array,
    added: Increments,
) -> Array:
    def one_future(
        observed: ObservedOpening,
        params: Params,
        exogenous: Exogenous,
        around: Any,
        services: Array,
        added: Increments,
    ) -> Array:
        state, anchors = opening_state(observed, params)
        paid = replace(levers, public_services_spending=levers.public_services_spending + services[:, None])
        return jnp.asarray(
            path(state, params, paid, exogenous, anchors, around, _kept, added=added, around_by_year=True)[1]
        )

    mapped = jax.vmap(one_future, in_axes=(FUTURE_AXES, 0, 0, 0, 0, 0))
    return mapped(observed, params, exogenous, around, services, added)


def _kept(state: State, flows: Flows) -> Array:
    return jnp.concatenate([jnp.stack([each(state, flows)[0] for each in SEEN.values()]), flows.cost_lines[:, 0]])


def _every_lever(doses: Doses, years: int) -> dict[str, Values]:
    """Lever -> (year, place) or (year, sector, place) of one place."""
    tail = {name: (len(SECTORS), 1) if name in BY_SECTOR else (1,) for name in LEVERS}
    values = {name: np.zeros((years, *tail[name])) for name in LEVERS}
    for name, dose in doses.items():
        values[name][..., 0] = dose
    return values
