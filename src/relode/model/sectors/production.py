"""M2. What each sector makes with its capital and people, and what it is worth."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential, ramp, smooth_minimum
from relode.model.state import BySector, Cities, Scalar, SectorPairs, Sectors


def relatedness_density(relatedness: SectorPairs, presence: BySector) -> BySector:
    """Presence of the sectors that are close to each sector. [0-1]

    Equation: omega_s = sum_r(Phi_sr M_r) / sum_r(Phi_sr)

    Source: hidalgo2007.
    Limits: Phi_sr = 0 for other sectors: the own presence; all present: 1.
    """
    return jnp.einsum("sr,rn->sn", relatedness / relatedness.sum(axis=1, keepdims=True), presence)


def log_efficiency(
    log_productivity: BySector,
    log_presence_gain: BySector,
    relatedness_gain: BySector,
    common_gain: Cities,
) -> BySector:
    """Log output at one unit of capital and one of labour. [1]

    Equation: ln z = ln A + a_M + a_R + a_C

    What the presence of the sector, related sectors and all sectors together add since the opening year.

    Source: cobb1928.
    Limits: opening year: ln A.
    """
    return log_productivity + log_presence_gain + relatedness_gain + common_gain


def common_gain(
    log_able_gain: Cities,
    agglomeration: Scalar,
    log_public_capital_gain: Cities,
    public_capital_elasticity: Scalar,
    skill_gain: Cities,
    skill_elasticity: Scalar,
) -> Cities:
    """Log efficiency that all sectors of a place share: size, public capital and skill against the opening year. [1]

    Equation: a_C = zeta n_A~ + gamma_G G~ + gamma_h h~

    Source: grover2021.
    Limits: nothing changed: 0.
    """
    return (
        agglomeration * log_able_gain
        + public_capital_elasticity * log_public_capital_gain
        + skill_elasticity * skill_gain
    )


def feedstock_gain(extraction: Cities, extraction_opening: Cities, feedstock_link: Scalar) -> Cities:
    """Log efficiency that processing gains or loses with the ore of its own place. [1]

    Equation: a_Q = lambda_Q ln(1 / 2 + Q / (2 Q_0))

    Source: assumption.
    Limits: Q = Q_0: 0; no ore left: -lambda_Q ln 2.
    """
    ratio = (extraction + 1e-9) / (extraction_opening + 1e-9)
    return feedstock_link * jnp.log(0.5 + 0.5 * ratio)


def log_wished_employment(
    labour_share: Sectors,
    log_efficiency: BySector,
    capital_share: Sectors,
    log_capital: BySector,
    log_labour_cost: BySector,
) -> BySector:
    """Log employment at which a further worker earns what the job costs. [ln 10^4 persons]

    Equation: ln Lstar = (ln beta + ln z + alpha ln K - ln c_L) / (1 - beta)

    Source: cobb1928.
    Limits: beta Y / L = c_L at this employment.
    """
    beta, alpha = labour_share[:, None], capital_share[:, None]
    return (jnp.log(beta) + log_efficiency + alpha * log_capital - log_labour_cost) / (1 - beta)


def log_desired_employment_next(
    log_desired_employment: BySector, log_wished: BySector, hiring: Scalar, firing: Scalar, smoothing: Scalar
) -> BySector:
    """Log employment that firms go for this year: they hire and fire at different speeds. [ln 10^4 persons]

    Equation: g_L = ln(Lstar / L_d)
        ln L_d' = ln L_d + lambda_f g_L + (lambda_h - lambda_f) max(g_L, 0)

    Source: assumption.
    Limits: wish unchanged: stays; equal speeds: partial adjustment.
    """
    gap = log_wished - log_desired_employment
    return log_desired_employment + firing * gap + (hiring - firing) * ramp(gap, 0.02 * smoothing)


def log_rationing(labour_demand: Cities, labour_at_hand: Cities, sharpness: Scalar) -> Cities:
    """Log share of desired jobs that are filled: the softer of demand and people at hand over demand. [1]

    Equation: ln phi = -ln(1 + (D_L / N_L)^nu) / nu

    Source: assumption.
    Limits: people abound: 0; far too few: ln(at hand / demand).
    """
    return jnp.log(smooth_minimum(labour_demand, labour_at_hand, sharpness)) - jnp.log(labour_demand)


def log_output(
    log_efficiency: BySector,
    capital_share: Sectors,
    log_capital: BySector,
    labour_share: Sectors,
    log_employment: BySector,
) -> BySector:
    """Log value added at opening prices. [ln 10^8 yuan/yr]

    Equation: ln Y = ln z + alpha ln K + beta ln L

    Source: cobb1928.
    Limits: alpha + beta = 1: output scales with its inputs.
    """
    return log_efficiency + capital_share[:, None] * log_capital + labour_share[:, None] * log_employment


def mining_value_added(unit_value: Cities, log_price: Cities, extraction: Cities) -> Cities:
    """Value added of extraction at current prices of ore. [10^8 yuan/yr]

    Equation: Y_m = v_Q p Q

    Limits: opening price: unit value x ore.
    """
    return unit_value * bounded_exponential(log_price) * extraction


def mining_jobs(
    mining_jobs_per_output: Cities, extraction: Cities, labour_saving: Scalar, log_national_income: Scalar
) -> Cities:
    """Jobs that the ore of a year takes: fewer per unit as the nation grows richer. [10^4 persons]

    Equation: L_m = j_Q y_n^(-g_m) Q

    Source: assumption.
    Limits: no ore: 0; no labour saving: in proportion to ore.
    """
    return mining_jobs_per_output * jnp.exp(-labour_saving * log_national_income) * extraction


def public_pay(service_spending: Cities, public_pay_scale: Cities, lever_pay: Cities) -> Cities:
    """What the public sector can pay its people: a part of ordinary spending, and that of levers. [10^8 yuan/yr]

    Equation: P_G = k_G S_p + P_V

    The factor k_G reproduces the opening year.

    Source: assumption.
    Limits: no levers, spending on services doubled: doubled; pay of levers: in full.
    """
    return public_pay_scale * service_spending + lever_pay


def public_output(public_labour_share: Scalar, public_wage_bill: Cities) -> Cities:
    """Value added of the public sector, at cost: pay and the use of its buildings. [10^8 yuan/yr]

    Equation: Y_G = W_G / beta_G

    Source: io_tables.
    Limits: pay doubled: doubled.
    """
    return public_wage_bill / public_labour_share


def land_income(labour_share: Scalar, capital_share: Scalar, value_added: Cities) -> Cities:
    """What land yields to those who farm it: output of farms that is neither pay nor return on capital. [10^8 yuan/yr]

    Equation: A_L = (1 - alpha - beta) Y

    Source: lin1992.
    Limits: no output: 0.
    """
    return (1 - capital_share - labour_share) * value_added


def local_service_demand(
    service_demand: Cities,
    household_income: Cities,
    order_income: Cities,
    income_weight: Scalar,
    government_spending: Cities,
    building: Cities,
    building_weight: Scalar,
) -> Cities:
    """What local services and construction can sell without the money of levers. [10^8 yuan/yr]

    Equation: D_S = k_S (c_y (Y_h - Y_V) + S_g + c_c B_c)

    Last year's income, public purchases and building, where the factor k_S reproduces the opening year. Income that
    levers brought was spent again in the year itself (`orders`), and is not counted twice.

    Source: moretti2010.
    Limits: all three doubled: doubled.
    """
    spent = income_weight * (household_income - order_income)
    return service_demand * (spent + government_spending + building_weight * building)


def orders(
    lever_pay: Cities,
    lever_aid: Cities,
    lever_purchases: Cities,
    lever_building: Cities,
    building_weight: Scalar,
    spending_rounds: Scalar,
) -> Cities:
    """What levers buy and build in a place this year, and what is bought as their money goes round. [10^8 yuan/yr]

    Equation: D_V = P_L + c_c B_L + i_V (P_V + H_L + P_L + c_c B_L)

    Those who are paid, aided or given an order spend again in the place, and so on; below 0 where firms and
    households lose more, since people, sites and credit go to the public purse.

    Source: published_effects.
    Limits: no money: 0; i_V = 0: purchases and building in full.
    """
    bought = lever_purchases + building_weight * lever_building
    return bought + spending_rounds * (lever_pay + lever_aid + bought)


def order_jobs(orders: Cities, labour_share: Scalar, log_labour_cost: Cities, jobs_of_orders: Scalar) -> Cities:
    """Jobs on orders of the year: who carries them out is hired for them, and goes with them. [10^4 persons]

    Equation: L_V = j_V beta D_V exp(-ln c_L)

    Source: published_effects.
    Limits: no orders: 0; j_V = 1: as in all local services.
    """
    return jobs_of_orders * labour_share * orders * jnp.exp(-log_labour_cost)


def log_sum_gain(added_share: Cities) -> Cities:
    """Log of how much larger a quantity is with what is added to it, close to the added part below 0. [1]

    Equation: g_V = min(x_V, ln(1 + max(x_V, 0)))

    Where more is taken than there is something stays: nothing falls below 0.

    Source: assumption.
    Limits: nothing added: 0; more: ln(1 + x_V).
    """
    return jnp.minimum(added_share, jnp.log1p(jnp.maximum(added_share, 0)))
