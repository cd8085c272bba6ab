"""M2b. Where the savings of a place go, and which industries come and go."""

import jax.numpy as jnp
from jax import Array

from relode.model.smooth import bounded_exponential, sigmoid
from relode.model.state import BySector, Cities, Scalar


def capital_return(capital_share: Array, value_added: BySector, capital: BySector, depreciation: Array) -> BySector:
    """Yearly return on capital: alpha VA / K - depreciation. [1/yr]

    Source: solow1956.
    Limits: alpha VA = depreciation K: 0.
    """
    return capital_share[:, None] * value_added / capital - depreciation[:, None]


def mean_return(capital_return: BySector, capital: BySector) -> Cities:
    """Return of the place: the sectors' returns weighted by capital. [1/yr]"""
    return (capital_return * capital).sum(axis=0) / capital.sum(axis=0)


def total_investment(
    gross_domestic_product: Cities,
    investment_rate: Scalar,
    mean_return: Cities,
    mean_return_opening: Cities,
    return_response: Scalar,
) -> Cities:
    """Investment of the place: a share of output that rises with the return: s GDP exp(eta (r - r0)). [10^8 yuan/yr]

    Source: model_specification.
    Limits: eta = 0: s GDP.
    """
    return (
        investment_rate
        * gross_domestic_product
        * bounded_exponential(return_response * (mean_return - mean_return_opening))
    )


def investment(
    total_investment: Cities,
    capital: BySector,
    depreciation: Array,
    opening_growth: Scalar,
    return_gain: BySector,
    return_tilt: Scalar,
) -> BySector:
    """Investment by sector: shares proportional to K (g0 + d) exp(eta (r - r0)). [10^8 yuan/yr]

    At the opening returns every sector's capital grows at g0, the growth of the nation before the opening.

    Source: model_specification.
    Limits: the sectors add up to the total; opening returns, one depreciation: in proportion to capital.
    """
    pull = capital * (opening_growth + depreciation)[:, None] * bounded_exponential(return_tilt * return_gain)
    return total_investment * pull / pull.sum(axis=0)


def capital_next(capital: BySector, depreciation: Array, investment: BySector) -> BySector:
    """Capital at the end of the year: K (1 - d) + I. [10^8 yuan]

    Source: solow1956.
    Limits: I = d K: unchanged.
    """
    return capital * (1 - depreciation[:, None]) + investment


def entry_rate(
    presence_opening: BySector,
    turnover: Scalar,
    relatedness_gain: BySector,
    relatedness_response: Scalar,
    support: BySector,
    skill_gain: Cities,
    skill_response: Scalar,
    rent_share_gain: Cities,
    crowding_out: Scalar,
) -> BySector:
    """Hazard of entry into what is absent. [1/yr]

    h = v M0 2 sig(b (omega - omega0) + support + b3 (skill - skill0)) exp(-xi (rent - rent0)).

    v is the turnover of firms; the factor M0 keeps the opening presence at rest while nothing changes.

    Source: hidalgo2007; he2018.
    Limits: nothing changed: v M0; b = 0: relatedness does not matter.
    """
    odds = relatedness_response * relatedness_gain + support + skill_response * skill_gain
    return turnover * presence_opening * 2 * sigmoid(odds) * bounded_exponential(-crowding_out * rent_share_gain)


def exit_rate(presence_opening: BySector, turnover: Scalar, return_gain: BySector, return_response: Scalar) -> BySector:
    """Hazard of exit of what is present: v (1 - M0) 2 sig(-e (r - r0)). [1/yr]

    Source: model_specification.
    Limits: return unchanged: v (1 - M0).
    """
    return turnover * (1 - presence_opening) * 2 * sigmoid(-return_response * return_gain)


def presence_next(presence: BySector, entry_rate: BySector, exit_rate: BySector) -> BySector:
    """Presence at the end of the year: M + h (1 - M) - x M. [0-1]

    Source: model_specification.
    Limits: constant hazards: M tends to h / (h + x).
    """
    return presence + entry_rate * (1 - presence) - exit_rate * presence


def log_productivity_next(
    log_productivity: BySector,
    sector_growth: Array,
    capital_share: Array,
    catch_up: BySector,
    research_gain: Cities,
    growth_momentum: Cities,
    productivity_shock: Cities,
) -> BySector:
    """Log productivity at the end of the year. [1]

    ln A' = ln A + g (1 - alpha) + catching up + research + momentum + shock: growth g of output per worker along a
    balanced path takes productivity growth of g (1 - alpha), the rest is capital.

    Source: solow1956.
    Limits: no growth, no gap, no shock: unchanged.
    """
    national = (sector_growth * (1 - capital_share))[:, None]
    return log_productivity + national + catch_up + research_gain + growth_momentum + productivity_shock


def catch_up(productivity_gap: BySector, convergence: Scalar, years: Scalar) -> BySector:
    """What a place behind the nation gains in a year: c gap exp(-c t). [1/yr]

    Source: barro1992.
    Limits: no gap: 0; summed over all years: the gap.
    """
    return convergence * productivity_gap * jnp.exp(-convergence * years)
