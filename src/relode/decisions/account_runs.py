"""Runs of a city from a frozen snapshot: what is added to the years of a plan, and the quantities of each future."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
from relode.decisions.money_paths import MoneyPath
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import chosen
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.quantities import PERSONS, QUANTITIES
from relode.model.results import OneCity, levers_of
from relode.model.sector_list import PUBLIC
from relode.model.simulate import path
from relode.model.state import Anchors, Exogenous, Flows, Increments, State

RUNS_AT_ONCE = 8
FUTURES_AT_ONCE = 64
"""Shapes of the compiled program: their product keeps the arrays of a year in the cache of the processor."""
KEPT = ("jobs", "posts", "output", "income", "revenue", "land_revenue", "transfer", "services", "works",
        "outlays", "interest", "debt", "expected_output", "population", "income_per_person")  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The city at the start of the first year of plans in every future (leading axis future), and what comes to it."""

    state: State
    anchors: Anchors
    params: Params
    exogenous: Exogenous
    around: Any
    years: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many futures there are."""
        return int(np.shape(self.exogenous.interest_rate)[0])


@dataclass(frozen=True)
class Run:
    """Quantities of KEPT in a run, name -> (future, year of the plan), in the model's units, and its money."""

    values: Mapping[str, Values]
    money: MoneyPath | None = None

    def more(self, other: "Run", name: str) -> Values:
        """How much more of a quantity there is than in the other run, (future, year). [unit of the quantity]"""
        return self.values[name] - other.values[name]


def snapshot(here: OneCity) -> Snapshot:
    """The city at the start of the first year of plans in every future. Raises RelodeError without such a year."""
    futures = here.futures
    if FIRST_PLAN_YEAR not in futures.years:
        raise RelodeError("accounts.no_plan_year", first=futures.years[0], last=futures.years[-1])
    before = futures.years.index(FIRST_PLAN_YEAR)
    states, anchors = [], []
    for start in range(0, futures.count, FUTURES_AT_ONCE):
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), futures.count - 1)
        block = chosen(futures, at)
        series = jax.tree.map(lambda x: np.asarray(x)[:, :before], block.exogenous)
        around = jax.tree.map(lambda x, at=at: np.asarray(x)[at, :before], here.around)
        result = jax.tree.map(np.asarray, _opened(block.observed, block.params, series, around))
        states.append(result[0])
        anchors.append(result[1])
    joined = [jax.tree.map(lambda *x: np.concatenate(x)[: futures.count], *each) for each in (states, anchors)]
    ahead = jax.tree.map(lambda x: np.asarray(x)[:, before:], (futures.exogenous, here.around))
    params = jax.tree.map(np.asarray, futures.params)
    return Snapshot(joined[0], joined[1], params, ahead[0], ahead[1], futures.years[before:])


def nothing_added(now: Snapshot) -> Increments:
    """Increments of doing nothing, (future, year, ..., place)."""
    return Increments.nothing((now.count, len(now.years)))


def increments(now: Snapshot, money: MoneyPath) -> Increments:
    """Money as the simulator takes it."""
    return changed(nothing_added(now), spent=money.spent, outlays=money.outlays, granted=money.granted)


def changed(added: Increments, **values: Values) -> Increments:
    """The same with these fields, (future, year, ...), of one place."""
    fields: dict[str, Any] = {name: each[..., None] for name, each in values.items()}
    return replace(added, **fields)


def ran(now: Snapshot, added: Sequence[Increments]) -> Values:
    """Quantities of every run, (run, future, year, quantity). [model's units] RelodeError if not finite.

    The last block is filled up with its last run and its last future.
    """
    values = np.empty((len(added), now.count, len(now.years), len(KEPT)))
    for start in range(0, now.count, FUTURES_AT_ONCE):
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), now.count - 1)
        world = (now.state, now.anchors, now.params, now.exogenous, now.around)
        block = jax.tree.map(lambda x, at=at: np.asarray(x)[at], world)
        for first in range(0, len(added), RUNS_AT_ONCE):
            some = [added[min(i, len(added) - 1)] for i in range(first, first + RUNS_AT_ONCE)]
            stacked = jax.tree.map(lambda *x, at=at: np.stack([each[at] for each in x], axis=1), *some)
            here = values[first : first + RUNS_AT_ONCE, start : start + FUTURES_AT_ONCE]
            result = np.moveaxis(np.asarray(_runs(*block, stacked)), 0, 1)
            here[...] = result[: here.shape[0], : here.shape[1]]
    if not np.isfinite(values).all():
        run, future, year, name = np.argwhere(~np.isfinite(values))[0]
        raise RelodeError(
            "accounts.not_finite", run=int(run), future=int(future), year=now.years[year], quantity=KEPT[name]
        )
    return values


@jax.jit
def _opened(observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any) -> tuple[State, Anchors]:
    years = exogenous.interest_rate.shape[1]

    def one_future(observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any) -> Any:
        state, anchors = opening_state(observed, params)
        doses = levers_of({}, years, 1)
        last = path(state, params, doses, exogenous, anchors, around, lambda *_: 0.0, around_by_year=True)[0]
        return last, anchors

    return jax.vmap(one_future, in_axes=(FUTURE_AXES, 0, 0, 0))(observed, params, exogenous, around)  # type: ignore[no-any-return]


@jax.jit
def _runs(
    state: State, anchors: Anchors, params: Params, exogenous: Exogenous, around: Any, added: Increments
) -> Array:
    years = exogenous.interest_rate.shape[1]

    def one_future(
        state: State, anchors: Anchors, params: Params, exogenous: Exogenous, around: Any, added: Increments
    ) -> Array:
        def one_run(added: Increments) -> Array:
            doses = levers_of({}, years, 1)
            return jnp.asarray(
                path(state, params, doses, exogenous, anchors, around, _kept, added=added, around_by_year=True)[1]
            )

        return jax.vmap(one_run)(added)

    return jax.vmap(one_future)(state, anchors, params, exogenous, around, added)


def _kept(state: State, flows: Flows) -> Array:
    values = {
        "jobs": flows.employment.sum(axis=0),
        "posts": flows.employment[PUBLIC],
        "output": flows.gdp_real,
        "income": state.household_income,
        "revenue": flows.revenue,
        "land_revenue": flows.land_revenue,
        "transfer": flows.transfer,
        "services": flows.service_spending,
        "works": flows.public_investment,
        "outlays": flows.policy_cost,
        "interest": flows.interest,
        "debt": state.debt,
        "expected_output": state.expected_output,
        "population": state.people.sum(axis=0),
        "income_per_person": QUANTITIES["income_per_person"](state, flows) / PERSONS,
    }
    return jnp.stack([values[name][0] for name in KEPT])
