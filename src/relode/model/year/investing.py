"""What a year invests where, which industries come and go, and next year's productivity."""

from typing import NamedTuple

from relode.model.parameters import UNIT_COSTS, Params
from relode.model.sectors import investment, skills
from relode.model.state import Anchors, BySector, Cities, Exogenous, Levers, State
from relode.model.year.firms import Work
from relode.model.year.mining import Since


class Invested(NamedTuple):
    """M2b of a year."""

    total: Cities
    investment: BySector
    renewable: Cities
    entry: BySector
    leaving: BySector


def investing(state: State, params: Params, levers: Levers, anchors: Anchors, since: Since, work: Work) -> Invested:
    """What is invested where, and which industries come and go.

    Equation: r~ = r - r_0; I_R = c_R ell_R

    What is built of wind and solar power comes from outside.
    """
    returns = investment.capital_return(params.capital_share, work.value_added, state.capital, params.depreciation)
    total = investment.total_investment(
        work.product,
        params.investment_rate,
        investment.mean_return(returns, state.capital),
        anchors.mean_return_opening,
        params.return_response,
    )
    return Invested(
        total=total,
        investment=investment.investment(
            total,
            state.capital,
            params.depreciation,
            anchors.opening_growth,
            returns - anchors.return_opening,
            params.return_tilt,
        ),
        renewable=params.unit_cost[UNIT_COSTS.index(("renewable_build_out", "capital"))] * levers.renewable_build_out,
        entry=investment.entry_rate(
            anchors.presence_opening,
            params.turnover,
            since.density_gain,
            params.relatedness_response,
            since.skill_gain,
            params.skill_response,
            work.rent_share_gain,
            params.crowding_out,
        ),
        leaving=investment.exit_rate(
            anchors.presence_opening, params.turnover, returns - anchors.return_opening, params.exit_response
        ),
    )


def productivity(state: State, params: Params, exogenous: Exogenous, anchors: Anchors, work: Work) -> BySector:
    """Log productivity of the next year, and the momentum in it. [ln of 10^4 yuan per person and year]

    Equation: mu' = rho_mu mu

    Momentum fades at its yearly persistence; it starts at a part of the growth beyond the nation's before the
    opening.
    """
    return investment.log_productivity_next(
        state.log_productivity,
        exogenous.sector_growth,
        params.capital_share,
        investment.catch_up(anchors.productivity_gap, params.convergence, state.years_since_opening),
        skills.research_gain(
            state.knowledge_stock, work.product, anchors.knowledge_ratio_opening, params.research_elasticity
        ),
        state.growth_momentum,
        exogenous.productivity_shock,
    )
