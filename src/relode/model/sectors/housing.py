"""M5. Houses outlast the mine: what they cost and how many are built."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential, positive_part, smooth_minimum
from relode.model.state import Cities, Scalar


def log_house_price_target(
    log_house_price_opening: Cities,
    log_income_per_person_gain: Cities,
    log_people_per_floor_gain: Cities,
    income_elasticity: Scalar,
    price_elasticity: Scalar,
) -> Cities:
    """Log price at which the stock is just filled. [ln 10^4 yuan/m2]

    Equation: ln pstar_h = ln p_h0 + (e_y y_h~ + o~) / e_p

    Source: chow2015.
    Limits: nothing changed: the opening price.
    """
    return (
        log_house_price_opening
        + (income_elasticity * log_income_per_person_gain + log_people_per_floor_gain) / price_elasticity
    )


def house_price_change(
    log_house_price: Cities, target: Cities, last_change: Cities, adjustment: Scalar, momentum: Scalar
) -> Cities:
    """Log change of the house price in a year: part of the way to the target, and part of last year's change. [1/yr]

    Equation: pi_h' = lambda_p (ln pstar_h - ln p_h) + m_p pi_h

    Source: case1989.
    Limits: at the target, no change before: 0.
    """
    return adjustment * (target - log_house_price) + momentum * last_change


def housing_construction(
    housing_stock: Cities,
    log_house_price: Cities,
    log_construction_cost: Cities,
    supply_response: Scalar,
    building_margin: Scalar,
    kink: Scalar,
    smoothing: Scalar,
) -> Cities:
    """Floor area built in a year. [10^4 m2/yr]

    Equation: y_m = ln(p_h / C_h)
        B_h = smin(kappa_h H (w_h max(y_m, 0) + (1 - w_h) m_h exp(y_m / m_h - 1)), .15 H)

    m_h is the margin of the opening year. With w_h = 1 nothing is built below cost; evidence for the kink in China is
    weak, so it is a matter of the prior.

    Source: glaeser2005.
    Limits: w_h = 1 and price below cost: 0.
    """
    y = log_house_price - log_construction_cost
    kinked = positive_part(y, 0.02 * smoothing)
    smooth = building_margin * bounded_exponential(y / building_margin - 1)
    wish = housing_stock * supply_response * (kink * kinked + (1 - kink) * smooth)
    return smooth_minimum(wish + 1e-12, 0.15 * housing_stock, 16.0)


def housing_stock_next(
    housing_stock: Cities, housing_construction: Cities, decay: Scalar, demolition_rate: Cities
) -> Cities:
    """Floor area at the end of the year. [10^4 m2]

    Equation: H' = H (1 - delta_h - ell_H) + B_h

    Source: glaeser2005.
    Limits: nothing built or torn down: shrinks at the decay.
    """
    return housing_stock * (1 - decay - demolition_rate) + housing_construction


def housing_vacancy(
    vacancy_opening: Scalar,
    log_people_per_floor_gain: Cities,
    log_income_per_person_gain: Cities,
    log_house_price_gain: Cities,
    income_elasticity: Scalar,
    price_elasticity: Scalar,
) -> Cities:
    """Share of floor area that nobody wants at the price: a diagnostic. [share]

    Equation: v_h = max(1 - (1 - v_0) exp(o~ + e_y y_h~ - e_p p_h~), 0)

    Source: chow2015.
    Limits: nothing changed: the opening vacancy; a shortage: 0.
    """
    wanted = (
        log_people_per_floor_gain
        + income_elasticity * log_income_per_person_gain
        - price_elasticity * log_house_price_gain
    )
    return jnp.maximum(1 - (1 - vacancy_opening) * bounded_exponential(wanted), 0)
