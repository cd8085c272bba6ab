"""Why a quantity came to where it is: contributions of outside paths, mechanisms and levers that add up."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode.arrays import Values
from relode.decisions.own_effects import summed
from relode.errors import RelodeError, first_three
from relode.model.futures import Futures, alone
from relode.model.links import StoredPath
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.quantities import QUANTITIES
from relode.model.results import levers_of
from relode.model.simulate import path
from relode.model.state import LEVERS, Exogenous, Increments, Levers
from relode.record import Doc, Record
from relode.vocabulary import quantity

MECHANISMS = ("prices", "nation", "chance", "other_places", "depletion", "mechanisation", "catch_up")
"""What is switched on together: prices and carbon charge; growth, wages and births of the nation; shocks of the place's
own; what other places come to offer; the end of reserves; labour saved in mines; catching up and momentum."""
NATION = ("sector_growth", "national_growth", "wage_drift", "log_national_income")
ENDLESS = 100.0
"""Reserves last so many times as long where depletion is off."""
MOST_NODES = 64
SMALL_REST = 1e-4


@dataclass(frozen=True)
class Why(Record):
    """Contributions to the change of the mean over futures from the opening year to another.

    `opening` + the sum of `contributions` + `remainder` = `value`.
    """

    quantity: Annotated[str, Doc("the quantity")]
    year: Annotated[int, Doc("the other year", "year")]
    unit: Annotated[str, Doc("unit of all its figures")]
    opening: Annotated[float, Doc("mean in the opening year", "unit")]
    value: Annotated[float, Doc("mean in the other year", "unit")]
    contributions: Annotated[Mapping[str, float], Doc("what each cause adds", "unit", "cause")]
    remainder: Annotated[float, Doc("what the numerical integral leaves", "unit")]


def why(
    futures: Futures,
    code: str,
    stored: StoredPath,
    doses: Mapping[str, Values],
    added: Mapping[str, Increments],
    name: str,
    year: int,
) -> Why:
    """Split the change of `name` at a place until `year` into mechanisms, the levers set, and the quiet world.

    Each dose is (year,); `added` is what each lever does of its own, switched with its dose.

    All switches go from off to on together along a straight line, and each gets the integral of its own slope: the
    contributions add up, and an interaction is shared by how fast each partner acts along the way. `quiet_world` is
    what happens with everything off: age structure, births and deaths, and moves at the opening's rates.
    Other places keep to their stored path. Raises RelodeError for a quantity that the simulator does not give and a
    year outside the run. Source: aumann1974.
    Limits: all switches without effect: the quiet world alone.
    """
    check_question(futures, name, year)
    own = alone(futures, code)
    at = futures.world.position(code)
    around = jax.tree.map(lambda x: x[..., [at]], stored)
    levers = levers_of(doses, len(futures.years), 1, 0)
    switches = len(MECHANISMS) + len(LEVERS)
    inputs = (own.observed, own.params, own.exogenous, around, levers, dict(added))
    # One compiled program, with its slopes, for the opening, both ends of the line and all between.
    outcome = partial(_outcome, name, futures.years.index(year), *inputs)
    off, on = (float(outcome(np.full(switches, s))[0]) for s in (0.0, 1.0))
    opening = float(_outcome(name, 0, *inputs, np.ones(switches))[0])
    shares = _integral(lambda at: outcome(at)[1], switches, on - off)
    used = [*MECHANISMS, *(lever for lever in LEVERS if np.any(np.asarray(doses.get(lever, 0.0))))]
    by_name = dict(zip((*MECHANISMS, *LEVERS), shares.tolist(), strict=True))
    return Why(
        quantity=name,
        year=year,
        unit=quantity(name).unit,
        opening=opening,
        value=on,
        contributions={"quiet_world": off - opening, **{key: by_name[key] for key in used}},
        remainder=on - off - float(shares.sum()),
    )


def check_question(futures: Futures, name: str, year: int) -> None:
    """Raises RelodeError for a quantity that the simulator does not give and a year outside the run."""
    if name not in QUANTITIES:
        raise RelodeError("simulate.unknown_quantity", names=first_three([name]), allowed=", ".join(QUANTITIES))
    if year not in futures.years[1:]:
        raise RelodeError("simulate.why_year", year=year, first=futures.years[1], last=futures.years[-1])


def _integral(slope: Any, switches: int, total: float) -> Values:
    """Integral of the slopes along the line, with nodes doubled until what is left of the total is small."""
    nodes = 8
    while True:
        points, weights = np.polynomial.legendre.leggauss(nodes)
        slopes = [np.asarray(slope(np.full(switches, (1 + point) / 2))) for point in points]
        shares = np.asarray(np.tensordot(weights / 2, np.stack(slopes), axes=1))
        if abs(total - shares.sum()) <= SMALL_REST * np.abs(shares).sum() or nodes >= MOST_NODES:
            return shares
        nodes *= 2


@partial(jax.jit, static_argnums=0)
def _outcome(
    name: str,
    at: int,
    observed: ObservedOpening,
    params: Params,
    exogenous: Exogenous,
    around: StoredPath,
    levers: Levers,
    added: dict[str, Increments],
    switches: Array,
) -> tuple[Array, Array]:
    """Mean over futures of the quantity in year `at` with switches (switch,) between 0, off, and 1, on; and its slopes
    by switch, (switch,)."""

    def mean(switches: Array) -> Array:
        each = jax.vmap(partial(one_future, switches), in_axes=(FUTURE_AXES, 0, 0, 0, 0))
        return jnp.asarray(each(observed, params, exogenous, around, added).mean())

    def one_future(
        switches: Array,
        observed: ObservedOpening,
        params: Params,
        exogenous: Exogenous,
        around: Any,
        added: dict[str, Increments],
    ) -> Array:
        inputs = _switched(observed, params, exogenous, around, levers, switches)
        state, anchors = opening_state(inputs[0], inputs[1])
        more = _switched_on(added, switches)
        kept = path(
            state, inputs[1], inputs[4], inputs[2], anchors, inputs[3], QUANTITIES[name],
            added=more, around_by_year=True, for_gradient=True,
        )[1]  # fmt: skip
        value = kept[at, 0]
        return jnp.asarray(100 * value / kept[0, 0] if name == "extraction_index" else value)

    return jax.value_and_grad(mean)(switches)


def _switched_on(added: Mapping[str, Increments], switches: Array) -> Increments | None:
    """What all levers add together, each as far as its switch is on; None where none adds anything."""
    on = dict(zip((*MECHANISMS, *LEVERS), switches, strict=True))
    parts = [jax.tree.map(lambda x, part=on[name]: part * x, more) for name, more in added.items()]
    return summed(parts) if parts else None


def _switched(
    observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any, levers: Levers, switches: Array
) -> tuple[ObservedOpening, Params, Exogenous, Any, Levers]:
    on = dict(zip((*MECHANISMS, *LEVERS), switches, strict=True))
    observed = replace(
        observed,
        remaining_life=observed.remaining_life / (1 / ENDLESS + (1 - 1 / ENDLESS) * on["depletion"]),
        relative_growth=observed.relative_growth * on["catch_up"],
        national_growth=observed.national_growth * on["nation"],
    )
    params = replace(
        params,
        mining_labour_saving=params.mining_labour_saving * on["mechanisation"],
        convergence=params.convergence * on["catch_up"],
    )
    exogenous = replace(
        exogenous,
        log_price=exogenous.log_price * on["prices"],
        carbon_price=exogenous.carbon_price * on["prices"],
        birth_ratio=exogenous.birth_ratio ** on["nation"],
        productivity_shock=exogenous.productivity_shock * on["chance"],
        house_price_shock=exogenous.house_price_shock * on["chance"],
        amenity_shock=exogenous.amenity_shock * on["chance"],
        **{name: getattr(exogenous, name) * on["nation"] for name in NATION},
    )
    around = jax.tree.map(lambda x: x[:1] + on["other_places"] * (x - x[:1]), around)
    levers = Levers(**{field.name: getattr(levers, field.name) * on[field.name] for field in fields(Levers)})
    return observed, params, exogenous, around, levers
