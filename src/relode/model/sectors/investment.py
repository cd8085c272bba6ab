"""M2b. Where the savings of a place go, and which industries come and go."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential, sigmoid
from relode.model.state import BySector, Cities, Scalar, Sectors


def capital_return(capital_share: Sectors, value_added: BySector, capital: BySector, depreciation: Sectors) -> BySector:
    """Yearly return on capital after depreciation. [1/yr]

    Equation: r = alpha Y / K - delta

    Source: solow1956.
    Limits: alpha Y = delta K: 0.
    """
    return capital_share[:, None] * value_added / capital - depreciation[:, None]


def mean_return(capital_return: BySector, capital: BySector) -> Cities:
    """Return of the place: the sectors' returns weighted by capital. [1/yr]

    Equation: rbar = sum_s(r K) / sum_s(K)

    Limits: one return for all sectors: that return.
    """
    return (capital_return * capital).sum(axis=0) / capital.sum(axis=0)


def total_investment(
    gross_domestic_product: Cities,
    investment_rate: Scalar,
    mean_return: Cities,
    mean_return_opening: Cities,
    return_response: Scalar,
) -> Cities:
    """Investment of the place: a share of output that rises with the return. [10^8 yuan/yr]

    Equation: I_G = s GDP exp(eta_x (rbar - rbar_0))

    Source: solow1956.
    Limits: eta_x = 0: s GDP.
    """
    return (
        investment_rate
        * gross_domestic_product
        * bounded_exponential(return_response * (mean_return - mean_return_opening))
    )


def investment(
    total_investment: Cities,
    capital: BySector,
    depreciation: Sectors,
    opening_growth: Scalar,
    return_gain: BySector,
    return_tilt: Scalar,
) -> BySector:
    """Investment by sector: more where capital is large and the return has risen. [10^8 yuan/yr]

    Equation: I = I_G K (g_0 + delta) exp(eta r~) / sum_s(K (g_0 + delta) exp(eta r~))

    At the opening returns every sector's capital grows at g_0, the growth of the nation before the opening.

    Source: assumption.
    Limits: the sectors add up to the total; opening returns, one depreciation: in proportion to capital.
    """
    pull = capital * (opening_growth + depreciation)[:, None] * bounded_exponential(return_tilt * return_gain)
    return total_investment * pull / pull.sum(axis=0)


def capital_next(capital: BySector, depreciation: Sectors, investment: BySector) -> BySector:
    """Capital at the end of the year. [10^8 yuan]

    Equation: K' = (1 - delta) K + I

    Source: solow1956.
    Limits: I = delta K: unchanged.
    """
    return capital * (1 - depreciation[:, None]) + investment


def entry_rate(
    presence_opening: BySector,
    turnover: Scalar,
    relatedness_gain: BySector,
    relatedness_response: Scalar,
    skill_gain: Cities,
    skill_response: Scalar,
    rent_share_gain: Cities,
    crowding_out: Scalar,
) -> BySector:
    """Hazard of entry into what is absent. [1/yr]

    Equation: e = 2 v M_0 sig(b_1 omega~ + b_3 h~) exp(-xi_D pi~)

    v is the turnover of firms; the factor M_0 keeps the opening presence at rest while nothing changes.

    Source: hidalgo2007; he2018.
    Limits: nothing changed: v M_0; b_1 = 0: relatedness does not matter.
    """
    odds = relatedness_response * relatedness_gain + skill_response * skill_gain
    return turnover * presence_opening * 2 * sigmoid(odds) * bounded_exponential(-crowding_out * rent_share_gain)


def exit_rate(presence_opening: BySector, turnover: Scalar, return_gain: BySector, return_response: Scalar) -> BySector:
    """Hazard of exit of what is present. [1/yr]

    Equation: x = 2 v (1 - M_0) sig(-e_x r~)

    Source: assumption.
    Limits: return unchanged: v (1 - M_0).
    """
    return turnover * (1 - presence_opening) * 2 * sigmoid(-return_response * return_gain)


def presence_next(presence: BySector, entry_rate: BySector, exit_rate: BySector) -> BySector:
    """Presence at the end of the year. [0-1]

    Equation: M' = M + e (1 - M) - x M

    Source: assumption.
    Limits: constant hazards: M tends to e / (e + x).
    """
    return presence + entry_rate * (1 - presence) - exit_rate * presence


def log_productivity_next(
    log_productivity: BySector,
    sector_growth: Sectors,
    capital_share: Sectors,
    catch_up: BySector,
    research_gain: Cities,
    growth_momentum: Cities,
    productivity_shock: Cities,
) -> BySector:
    """Log productivity at the end of the year. [1]

    Equation: ln A' = ln A + (1 - alpha) g + c_A + a_S + mu + epsilon

    Growth g of output per worker along a balanced path takes productivity growth of (1 - alpha) g; the rest is
    capital.

    Source: solow1956.
    Limits: no growth, no gap, no shock: unchanged.
    """
    national = (sector_growth * (1 - capital_share))[:, None]
    return log_productivity + national + catch_up + research_gain + growth_momentum + productivity_shock


def catch_up(productivity_gap: BySector, convergence: Scalar, years: Scalar) -> BySector:
    """What a place behind the nation gains in a year. [1/yr]

    Equation: c_A = c_v Gamma exp(-c_v t)

    Source: barro1992.
    Limits: no gap: 0; summed over all years: the gap.
    """
    return convergence * productivity_gap * jnp.exp(-convergence * years)
