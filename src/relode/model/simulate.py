"""Years by scan, futures by vmap: the only loop."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax

from relode.model.links import Around
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.state import Anchors, Exogenous, Flows, Increments, Levers, State
from relode.model.year.accounts import imbalances
from relode.model.year.one_year import one_year

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
