"""One city in a stored world: many plans in many futures by one compiled program of fixed shapes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
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
from relode.model.state import HIGH, LEVERS, LOW, Exogenous, Flows, Levers, State
from relode.plan.asked.thresholds import MEETABLE

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
        """A quantity in the last year, (plan, future). In the unit of the quantity."""
        return self.quantities[name][..., -1]


@dataclass(frozen=True)
class Funding:
    """What is added to two levers of each plan in each future, (plan, future, year): less or more public services, as a
    share of output, and grants in 10^8 yuan.
    """

    services: Values
    grants: Values


def evaluate(ground: OneCity, plans: Sequence[Doses], funding: Funding | None = None) -> Outcomes:
    """Every plan in every future of a city in a stored world. Raises RelodeError where a number is not finite.

    Limits: one plan: equal to `model.results.city`.
    """
    outcomes = _evaluated(ground, plans, funding)
    for name, values in (*outcomes.quantities.items(), ("policy_cost", outcomes.cost)):
        if not np.isfinite(values).all():
            plan, future = np.argwhere(~np.isfinite(values))[0][:2]
            raise RelodeError("planning.not_finite", quantity=name, plan=int(plan), future=int(future))
    return outcomes


def paths(outcomes: Outcomes, plan: int) -> dict[str, Values]:
    """Every quantity of one plan over the years of plans: name -> (future, year)."""
    during = np.asarray(outcomes.years) >= FIRST_PLAN_YEAR
    return {name: values[plan][:, during] for name, values in outcomes.quantities.items()}


def _evaluated(ground: OneCity, plans: Sequence[Doses], funding: Funding | None) -> Outcomes:
    futures, years = ground.futures, len(ground.futures.years)
    doses = _stacked(plans, years)
    nothing = np.zeros((len(plans), futures.count, years))
    money = np.stack([funding.services, funding.grants] if funding else [nothing, nothing])
    # The last block of plans is filled up with its last plan, that of futures with its last future.
    firsts = range(0, len(plans), PLANS_AT_ONCE)
    taken = [np.minimum(np.arange(first, first + PLANS_AT_ONCE), len(plans) - 1) for first in firsts]
    levers = [Levers(**{name: jnp.asarray(array[at]) for name, array in doses.items()}) for at in taken]
    values = np.empty((len(plans), futures.count, years, len(KEPT) + len(LINES)))
    for start in range(0, futures.count, FUTURES_AT_ONCE):
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), futures.count - 1)
        block = chosen(futures, at)
        around = jax.tree.map(lambda x, at=at: np.asarray(x)[at], ground.around)
        for some, doses_of in zip(taken, levers, strict=True):
            services, grants = np.moveaxis(money[:, some[:, None], at], 2, 1)
            result = _paths(block.observed, block.params, block.exogenous, around, doses_of, services, grants)
            here = values[some[0] : some[0] + PLANS_AT_ONCE, start : start + FUTURES_AT_ONCE]
            here[...] = np.moveaxis(np.asarray(result), 0, 1)[: here.shape[0], : here.shape[1]]
    quantities = {name: ground.moved(name, values[..., i]) for i, name in enumerate(KEPT)}
    quantities["in_work_share"] = quantities["employment"] / quantities["working_age_people"]
    return Outcomes(ground.futures.years, quantities, values[..., len(KEPT) :])


@jax.jit
def _paths(
    observed: ObservedOpening,
    params: Params,
    exogenous: Exogenous,
    around: StoredPath,
    levers: Levers,
    services: Array,
    grants: Array,
) -> Array:
    def one_future(
        observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any, services: Array, grants: Array
    ) -> Array:
        state, anchors = opening_state(observed, params)

        def one_plan(doses: Levers, services: Array, grants: Array) -> Array:
            levers = replace(
                doses,
                public_services_spending=doses.public_services_spending + services[:, None],
                central_transfer=doses.central_transfer + grants[:, None],
            )
            values = path(state, params, levers, exogenous, anchors, around, _kept, around_by_year=True)[1]
            return jnp.asarray(values)

        return jax.vmap(one_plan)(levers, services, grants)

    axes = (FUTURE_AXES, 0, 0, 0, 0, 0)
    return jax.vmap(one_future, in_axes=axes)(observed, params, exogenous, around, services, grants)


def _kept(state: State, flows: Flows) -> Array:
    return jnp.concatenate([jnp.stack([each(state, flows)[0] for each in SEEN.values()]), flows.cost_lines[:, 0]])


def _stacked(plans: Sequence[Doses], years: int) -> dict[str, Values]:
    """Lever -> (plan, year, place) or (plan, year, sector, place) of one place."""
    tail = {name: (len(SECTORS), 1) if name in BY_SECTOR else (1,) for name in LEVERS}
    values = {name: np.zeros((len(plans), years, *tail[name])) for name in LEVERS}
    for i, doses in enumerate(plans):
        for name, dose in doses.items():
            values[name][i, ..., 0] = dose
    return values
