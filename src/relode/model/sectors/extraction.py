"""M1. Ore in the ground, the mines that take it out, and what a price does to both."""

import jax.numpy as jnp
from jax import Array

from relode.model.smooth import bounded_exponential, drawn, positive_part, sigmoid
from relode.model.state import Cities, Scalar


def log_price(commodity_weight: Array, log_commodity_price: Array) -> Cities:
    """Log price of a place's basket of commodities over the opening year's: sum of weight x log price. [1]

    Source: model_specification.
    Limits: one commodity: its own log price; all prices unchanged: 0.
    """
    return jnp.einsum("k,kn->n", log_commodity_price, commodity_weight)


def log_unit_cost(
    log_unit_cost_opening: Cities,
    log_wage: Cities,
    log_wage_opening: Cities,
    years: Scalar,
    mining_labour_saving: Scalar,
    wage_in_mining_cost: Scalar,
    reserves: Cities,
    opening_reserves: Cities,
    depth_cost: Scalar,
) -> Cities:
    """Log variable cost of a unit of ore over the opening price: dearer with labour per unit and with depth. [1]

    ln c = ln c0 + s (ln w/w0 - g t) - psi ln((R + R0/1000) / (R0 + R0/1000)), R0 the reserves of the opening year.

    Source: livernois1987.
    Limits: opening year: ln c0; psi = 0: depletion costs nothing.
    """
    labour = wage_in_mining_cost * (log_wage - log_wage_opening - mining_labour_saving * years)
    left = (reserves + 1e-3 * opening_reserves + 1e-12) / (1.001 * opening_reserves + 1e-12)
    return log_unit_cost_opening + labour - depth_cost * jnp.log(left)


def margin(
    log_price: Cities, log_unit_cost: Cities, resource_tax_rate: Cities, carbon_charge: Cities, smoothing: Scalar
) -> Cities:
    """Log of the price that a mine keeps over its variable cost: ln(p (1 - tau) - carbon) - ln c. [1]

    Source: model_specification.
    Limits: no tax, no carbon charge: ln p - ln c.
    """
    kept = bounded_exponential(log_price) * (1 - resource_tax_rate) - carbon_charge
    return jnp.log(positive_part(kept, 1e-4 * smoothing) + 1e-12) - log_unit_cost


def utilisation(margin: Cities, cost_spread: Scalar) -> Cities:
    """Share of capacity whose own log cost lies below the price: costs of mines are logistic around the mean. [0-1]

    Source: model_specification.
    Limits: price equals mean cost: 1/2; no spread: all or nothing.
    """
    return sigmoid(margin / cost_spread)


def extraction(extraction_capacity: Cities, utilisation: Cities, extraction_cut: Cities, reserves: Cities) -> Cities:
    """Ore taken out in a year. [10^4 t/yr, or index]

    Source: model_specification.
    Limits: no reserves: 0; capacity far below reserves: capacity x utilisation x (1 - cut).
    """
    return drawn(utilisation * extraction_capacity * (1 - extraction_cut), reserves)


def discovery(
    undiscovered_reserves: Cities, log_price: Cities, discovery_rate: Scalar, discovery_elasticity: Scalar
) -> Cities:
    """Ore found in a year: d0 p^e of what is undiscovered. [unit of reserves/yr]

    Source: model_specification.
    Limits: nothing undiscovered: 0; opening price: d0 of the undiscovered.
    """
    wish = discovery_rate * bounded_exponential(discovery_elasticity * log_price) * undiscovered_reserves
    return drawn(wish, undiscovered_reserves)


def regrowth(reserves: Cities, opening_reserves: Cities, forest_share: Cities, regrowth_rate: Scalar) -> Cities:
    """Timber that grows back in a year: r R (1 - R / (2 R0)) in forest places. [unit of reserves/yr]

    The largest stand is taken as twice the opening one.

    Source: schaefer1954.
    Limits: no forest: 0; R = 2 R0: 0.
    """
    return forest_share * regrowth_rate * reserves * (1 - reserves / (2 * opening_reserves + 1e-9))


def smoothed_margin_next(smoothed_margin: Cities, margin: Cities, margin_memory: Scalar) -> Cities:
    """What investors take the margin to be: it moves part of the way to this year's. [1]

    Source: model_specification.
    Limits: memory 1: this year's margin.
    """
    return smoothed_margin + margin_memory * (margin - smoothed_margin)


def extraction_capacity_next(
    extraction_capacity: Cities,
    smoothed_margin: Cities,
    reserves: Cities,
    closure_rate: Scalar,
    opening_rate: Scalar,
    full_cost_margin: Scalar,
    extraction_limit: Scalar,
    smoothing: Scalar,
) -> Cities:
    """Capacity of mines at the end of the year: some close, new ones open while margins and reserves last. [10^4 t/yr]

    J' = J (1 - d + i sig((m - full) / .25) max(1 - J / (limit R), 0)).

    Source: model_specification.
    Limits: low margin: decline at d; J = limit R: decline at d.
    """
    room = positive_part(1 - extraction_capacity / (extraction_limit * reserves + 1e-9), 0.05 * smoothing)
    return extraction_capacity * (
        1 - closure_rate + opening_rate * sigmoid((smoothed_margin - full_cost_margin) / 0.25) * room
    )
