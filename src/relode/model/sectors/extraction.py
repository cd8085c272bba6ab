"""M1. Ore in the ground, the mines that take it out, and what a price does to both."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential, drawn, positive_part, sigmoid
from relode.model.state import ByCommodity, Cities, Commodities, Scalar


def log_price(commodity_weight: ByCommodity, log_commodity_price: Commodities) -> Cities:
    """Log price of a place's basket of commodities over the opening year's: sum of weight x log price. [1]

    Equation: ln p = sum_k(b_k ln P_k)

    Source: assumption.
    Limits: one commodity: its own log price; all prices unchanged: 0.
    """
    return jnp.einsum("k,kn->n", log_commodity_price, commodity_weight)


def log_unit_cost(
    log_unit_cost_opening: Cities,
    log_wage: Cities,
    log_wage_opening: Cities,
    log_national_income: Scalar,
    mining_labour_saving: Scalar,
    wage_in_mining_cost: Scalar,
    reserves: Cities,
    opening_reserves: Cities,
    depth_cost: Scalar,
) -> Cities:
    """Log variable cost of a unit of ore over the opening price: dearer with labour per unit and with depth. [1]

    Equation: ln c = ln c_0 + s_w (ln(w / w_0) - g_m ln y_n) - psi ln((R + R_0 / 1000) / (1.001 R_0))

    Source: livernois1987.
    Limits: opening year: ln c_0; psi = 0: depletion costs nothing.
    """
    labour = wage_in_mining_cost * (log_wage - log_wage_opening - mining_labour_saving * log_national_income)
    left = (reserves + 1e-3 * opening_reserves + 1e-12) / (1.001 * opening_reserves + 1e-12)
    return log_unit_cost_opening + labour - depth_cost * jnp.log(left)


def margin(
    log_price: Cities, log_unit_cost: Cities, resource_tax_rate: Cities, carbon_charge: Cities, smoothing: Scalar
) -> Cities:
    """Log of the price that a mine keeps after tax and carbon charge, over its variable cost. [1]

    Equation: m = ln(max(p (1 - tau_r) - chi, 0)) - ln c

    Source: assumption.
    Limits: no tax, no carbon charge: ln p - ln c.
    """
    kept = bounded_exponential(log_price) * (1 - resource_tax_rate) - carbon_charge
    return jnp.log(positive_part(kept, 1e-4 * smoothing) + 1e-12) - log_unit_cost


def utilisation(margin: Cities, cost_spread: Scalar) -> Cities:
    """Share of capacity whose own log cost lies below the price: costs of mines are logistic around the mean. [0-1]

    Equation: u_J = sig(m / s_c)

    Source: assumption.
    Limits: price equals mean cost: 1/2; no spread: all or nothing.
    """
    return sigmoid(margin / cost_spread)


def extraction(extraction_capacity: Cities, utilisation: Cities, extraction_cut: Cities, reserves: Cities) -> Cities:
    """Ore taken out in a year. [unit of ore per year]

    Equation: Q = R (1 - exp(-u_J J (1 - ell_Q) / R))

    Source: assumption.
    Limits: no reserves: 0; capacity far below reserves: capacity x utilisation x (1 - cut).
    """
    return drawn(utilisation * extraction_capacity * (1 - extraction_cut), reserves)


def discovery(
    undiscovered_reserves: Cities, log_price: Cities, discovery_rate: Scalar, discovery_elasticity: Scalar
) -> Cities:
    """Ore found in a year. [unit of ore per year]

    Equation: D_R = U (1 - exp(-d_0 p^e_d))

    Source: assumption.
    Limits: nothing undiscovered: 0; opening price: about d_0 of the undiscovered.
    """
    wish = discovery_rate * bounded_exponential(discovery_elasticity * log_price) * undiscovered_reserves
    return drawn(wish, undiscovered_reserves)


def regrowth(reserves: Cities, opening_reserves: Cities, forest_share: Cities, regrowth_rate: Scalar) -> Cities:
    """Timber that grows back in a year in forest places. [unit of ore per year]

    Equation: G_R = phi_F r_W R (1 - R / (2 R_0))

    The largest stand is taken as twice the opening one.

    Source: schaefer1954.
    Limits: no forest: 0; R = 2 R_0: 0.
    """
    return forest_share * regrowth_rate * reserves * (1 - reserves / (2 * opening_reserves + 1e-9))


def smoothed_margin_next(smoothed_margin: Cities, margin: Cities, margin_memory: Scalar) -> Cities:
    """What investors take the margin to be: it moves part of the way to this year's. [1]

    Equation: mbar' = mbar + lambda_m (m - mbar)

    Source: nerlove1958.
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
    """Capacity of mines at the end of the year: some close, new ones open while margins and reserves last. [unit of ore
    per year]

    Equation: J' = J (1 - d_J + i_J sig((mbar - m_f) / .25) max(1 - J / (rho R), 0))

    Source: assumption.
    Limits: low margin: decline at d_J; J = rho R: decline at d_J.
    """
    room = positive_part(1 - extraction_capacity / (extraction_limit * reserves + 1e-9), 0.05 * smoothing)
    return extraction_capacity * (
        1 - closure_rate + opening_rate * sigmoid((smoothed_margin - full_cost_margin) / 0.25) * room
    )


def planned_capacity(extraction_capacity: Cities, capacity_limit: Cities) -> Cities:
    """Capacity of mines that is open or planned: a boom opens no mine that no list has. [unit of ore per year]

    Equation: J_w = min(J, J_c)

    Source: gem_coal_mines_2026.
    Limits: no listed mine: J; all are closed: 0.
    """
    return jnp.minimum(extraction_capacity, capacity_limit)
