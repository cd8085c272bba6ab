"""Years by scan, futures by vmap: the only loop; what must balance in each year."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from relode.model.links import Around
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.policy import costs
from relode.model.state import Anchors, Exogenous, Flows, Increments, Levers, State
from relode.model.year.one_year import one_year

BALANCES = ("people", "moves", "ore", "output", "investment", "money", "levers", "fund", "land")


def imbalances(before: State, after: State, flows: Flows, fund_yield: Array) -> dict[str, Array]:
    """Largest relative error of each balance in a year: what went in, less what came out, over what there is. [1]

    `fund_yield` is (), each balance one number for the system, ().

    Equation: sum_i(n') = sum_i(n + b - d n)
        sum_i(N_in) = sum_i(N_out)
        R' + U' + X' = R + U + X + G_R
        GDP = sum_s(Y)
        I_G = sum_s(I)
        D' - D = Exp + i_D - Inc
        sum_k(Rcv_k) = sum_j(Out_j) + T_x
        Fund' = (1 + eff_F r_F) Fund + F_in - F_out
        Z' = Z + Z_in - Z_out

    Births and deaths are those of the whole system; the rest of the country is one of its places.
    """
    people = before.people.sum() + flows.births.sum() - flows.deaths.sum()
    ore_before = before.reserves + before.undiscovered_reserves + before.cumulative_extraction + flows.regrowth
    ore_after = after.reserves + after.undiscovered_reserves + after.cumulative_extraction
    parts = flows.value_added.sum(axis=0)
    ordinary = flows.service_spending + flows.public_investment + flows.transfer_spent
    outlays = ordinary + flows.policy_cost + flows.fund_deposit + flows.interest
    levers = costs.outlays(flows.cost_lines) + flows.transfer_spent
    receipts = flows.revenue + flows.land_revenue + flows.transfer + flows.fund_withdrawal
    land = before.damaged_land + flows.land_broken - flows.remediation
    fund = before.stabilisation_fund * (1 + fund_yield) + flows.fund_deposit - flows.fund_withdrawal
    return {
        "people": jnp.abs(after.people.sum() / people - 1),
        "moves": jnp.abs(flows.arrivals.sum(axis=1) / flows.departures.sum(axis=1) - 1).max(),
        "ore": _worst(ore_after, ore_before),
        "output": _worst(parts, flows.gross_domestic_product),
        "investment": _worst(flows.investment.sum(axis=0), flows.total_investment),
        "money": (jnp.abs(after.debt - before.debt - outlays + receipts) / (outlays + receipts)).max(),
        "levers": (jnp.abs(flows.received.sum(axis=0) - levers) / (outlays + levers)).max(),
        "fund": (jnp.abs(after.stabilisation_fund - fund) / (1 + fund)).max(),
        "land": (jnp.abs(after.damaged_land - land) / (1 + land)).max(),
    }


def _worst(a: Array, b: Array) -> Array:
    return jnp.abs(a / b - 1).max()


Kept = Callable[[State, Flows], Any]
"""What to keep of a year: a function of the state at its start and the flows in it, to a tree of arrays."""


def path(
    state: State,
    params: Params,
    levers: Levers,
    exogenous: Exogenous,
    anchors: Anchors,
    around: Around,
    kept: Kept,
    *,
    added: Increments | None = None,
    around_by_year: bool = False,
    checked: bool = False,
    for_gradient: bool = False,
) -> tuple[State, Any]:
    """One future: the state after the last year, and what is kept of each year (leading axis year).

    `levers`, `exogenous` and `added` have a leading axis year; so has `around` if `around_by_year`. `checked` keeps the
    balances of each year beside it, as a pair. `for_gradient` computes each year again on the way back rather than keep
    what is inside it: less memory and less time for a gradient, the same values.
    """

    def step(now: State, outside: tuple[Levers, Exogenous, Around | None, Increments | None]) -> tuple[State, Any]:
        dose, series, stored, more = outside
        where = around if stored is None else stored
        following, flows = one_year(now, params, dose, series, anchors, where, more)
        result = kept(now, flows)
        return following, (result, imbalances(now, following, flows, params.fund_return)) if checked else result

    outside = (levers, exogenous, around if around_by_year else None, added)
    return jax.lax.scan(jax.checkpoint(step) if for_gradient else step, state, outside)


@partial(jax.jit, static_argnames=("kept", "around_by_year", "checked"))
def paths(
    observed: ObservedOpening,
    params: Params,
    levers: Levers,
    exogenous: Exogenous,
    around: Around,
    kept: Kept,
    around_by_year: bool = False,
    checked: bool = False,
    added: Increments | None = None,
) -> Any:
    """Many futures from one opening year: what is kept, with leading axes future, year.

    `params` and `exogenous` (and `around` if by year) have the leading axis future, and those fields of `observed`
    that are assumed and drawn anew; each future's opening state is solved for its own parameters. `levers` (leading
    axis year) are the same in all, `added` (leading axes future, year) are each future's own.
    """

    def one_future(
        observed: ObservedOpening, params: Params, exogenous: Exogenous, stored: Around | None, more: Increments | None
    ) -> Any:
        state, anchors = opening_state(observed, params)
        where = around if stored is None else stored
        return path(
            state, params, levers, exogenous, anchors, where, kept,
            added=more, around_by_year=around_by_year, checked=checked,
        )[1]  # fmt: skip

    return jax.vmap(one_future, in_axes=(FUTURE_AXES, 0, 0, 0 if around_by_year else None, 0))(
        observed, params, exogenous, around if around_by_year else None, added
    )
