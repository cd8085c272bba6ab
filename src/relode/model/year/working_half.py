"""The working half of a year: ore, jobs, output, wages, investment."""

from typing import NamedTuple

import jax.numpy as jnp

from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy.costs import Received
from relode.model.sector_list import EXTRACTION, LOCAL_SERVICES, PROCESSING
from relode.model.sectors import extraction, investment, labour, production, skills
from relode.model.smooth import sharpness_at
from relode.model.state import HIGH, LOW, Anchors, BySector, Cities, Exogenous, Levers, State


class Since(NamedTuple):
    """What has changed since the opening year."""

    population: Cities
    skill_gain: Cities
    log_wage_gain: Cities
    density_gain: BySector


def since_opening(state: State, params: Params, anchors: Anchors) -> Since:
    """People, skill, wage and related industries against the opening year.

    Equation: h = n_h / (n_l + n_h); h~ = h - h_0; w~ = ln(w / w_0); omega~ = omega - omega_0
    """
    skill = state.people[HIGH] / (state.people[LOW] + state.people[HIGH])
    return Since(
        population=state.people.sum(axis=0),
        skill_gain=skill - anchors.skill_opening,
        log_wage_gain=state.log_wage - anchors.log_wage_opening,
        density_gain=production.relatedness_density(params.relatedness, state.presence) - anchors.relatedness_opening,
    )


class Mine(NamedTuple):
    """M1 of a year."""

    log_price: Cities
    margin: Cities
    ore: Cities
    ore_uncut: Cities
    found: Cities
    regrown: Cities
    reserves: Cities
    value_added: Cities
    value_at_opening_price: Cities


def mining(state: State, params: Params, levers: Levers, exogenous: Exogenous, anchors: Anchors) -> Mine:
    """Price, margin, ore taken out, found and grown back.

    Equation: chi = P_C c_Q phi_C / v_Q; R' = R - Q + D_R + G_R; U' = U - D_R; X' = X + Q
    """
    log_price = extraction.log_price(anchors.commodity_weight, exogenous.log_price)
    log_cost = extraction.log_unit_cost(
        anchors.log_unit_cost,
        state.log_wage,
        anchors.log_wage_opening,
        exogenous.log_national_income,
        params.mining_labour_saving,
        params.wage_in_mining_cost,
        state.reserves,
        anchors.opening_reserves,
        params.depth_cost,
    )
    carbon_charge = exogenous.carbon_price * params.carbon_in_ore * anchors.coal_share / anchors.unit_value
    margin = extraction.margin(log_price, log_cost, anchors.resource_tax_rate, carbon_charge, params.smoothing)
    working = extraction.utilisation(margin, params.cost_spread)
    ore = extraction.extraction(state.extraction_capacity, working, levers.extraction_cut, state.reserves)
    uncut = extraction.extraction(state.extraction_capacity, working, jnp.zeros_like(ore), state.reserves)
    found = extraction.discovery(
        state.undiscovered_reserves, log_price, params.discovery_rate, params.discovery_elasticity
    )
    regrown = extraction.regrowth(state.reserves, anchors.opening_reserves, anchors.forest_share, params.regrowth_rate)
    return Mine(
        log_price=log_price,
        margin=margin,
        ore=ore,
        ore_uncut=uncut,
        found=found,
        regrown=regrown,
        reserves=state.reserves - ore + found + regrown,
        value_added=production.mining_value_added(anchors.unit_value, log_price, ore),
        value_at_opening_price=anchors.unit_value * ore,
    )


class Work(NamedTuple):
    """M2 of a year: jobs and output."""

    log_desired: BySector
    labour_demand: Cities
    labour_force: Cities
    employment: BySector
    unemployment: Cities
    value_added: BySector
    product: Cities
    product_real: Cities
    rent_share_gain: Cities
    mining_jobs_lost: Cities


def working(
    state: State,
    params: Params,
    exogenous: Exogenous,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    bought: Received,
) -> Work:
    """Whom firms look for, who is found, and what they make.

    Equation: k_F = 1 - f_u u_0; a_M = mu_M ln(M / M_0); a_R = gamma_M omega~
        G~ = ln(G / n_p) - ln(G_0 / n_p0) - ln y_n; L = L_d' phi; Y_S = D_S L_S / Lstar_S; GDP = sum_s(Y)
        pi~ = Y_m / GDP - pi_0; j_m = L_d' / L_d

    Extraction employs what its ore takes, local services what their demand pays for, all others what pays at the
    wage; in processing a_Q is added to ln z; j_m is of extraction. Output at opening prices counts ore at its opening
    value.
    """
    labour_force = labour.labour_force(
        anchors.participation, state.people[LOW], state.people[HIGH], state.early_retired
    )
    log_efficiency = _log_efficiency(state, params, exogenous, anchors, since, mine, labour_force)
    log_capital = jnp.log(state.capital)
    log_cost = state.log_wage + jnp.log(anchors.wage_wedge)
    demand = production.local_service_demand(
        anchors.service_demand,
        state.household_income,
        params.income_spent_locally,
        state.government_spending,
        state.building,
        params.building_spent_locally,
        bought.purchases,
        bought.building,
    )
    log_wished = production.log_wished_employment(
        params.labour_share, log_efficiency, params.capital_share, log_capital, log_cost
    )
    jobs_in_ore = production.mining_jobs(
        anchors.mining_jobs_per_output, mine.ore, params.mining_labour_saving, exogenous.log_national_income
    )
    log_wished_services = jnp.log(params.labour_share[LOCAL_SERVICES] * demand) - log_cost[LOCAL_SERVICES]
    log_wished = log_wished.at[EXTRACTION].set(jnp.log(jobs_in_ore + 1e-12))
    log_wished = log_wished.at[LOCAL_SERVICES].set(log_wished_services)
    log_desired = production.log_desired_employment_next(
        state.log_desired_employment, log_wished, params.hiring, params.firing, params.smoothing
    )
    labour_demand = jnp.exp(log_desired).sum(axis=0)
    most = 1 - params.frictional_share * anchors.unemployment_opening
    change_in_mining = log_desired[EXTRACTION] - state.log_desired_employment[EXTRACTION]
    laid_off = labour.mining_jobs_lost(state.mining_employment, change_in_mining, params.smoothing)
    at_hand = labour.labour_at_hand(labour_force, state.displaced_workers, laid_off, most)
    log_employment = log_desired + production.log_rationing(labour_demand, at_hand, sharpness_at(params.smoothing))
    employment = jnp.exp(log_employment)
    value_added = jnp.exp(
        production.log_output(log_efficiency, params.capital_share, log_capital, params.labour_share, log_employment)
    )
    services = demand * jnp.exp(log_employment[LOCAL_SERVICES] - log_wished_services)
    value_added = value_added.at[EXTRACTION].set(mine.value_added).at[LOCAL_SERVICES].set(services)
    product = value_added.sum(axis=0)
    return Work(
        log_desired=log_desired,
        labour_demand=labour_demand,
        labour_force=labour_force,
        employment=employment,
        unemployment=labour.unemployment_rate(employment.sum(axis=0), labour_force),
        value_added=value_added,
        product=product,
        product_real=product - mine.value_added + mine.value_at_opening_price,
        rent_share_gain=mine.value_added / product - anchors.rent_share_opening,
        mining_jobs_lost=laid_off,
    )


def _log_efficiency(
    state: State,
    params: Params,
    exogenous: Exogenous,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    labour_force: Cities,
) -> BySector:
    public_capital = state.public_capital / since.population / anchors.public_capital_per_person_opening
    common = production.common_gain(
        jnp.log(labour_force) - anchors.log_labour_force_opening,
        params.agglomeration,
        jnp.log(public_capital) - exogenous.log_national_income,
        params.public_capital_elasticity,
        since.skill_gain,
        params.skill_elasticity,
    )
    log_efficiency = production.log_efficiency(
        state.log_productivity,
        params.presence_elasticity * jnp.log(state.presence / anchors.presence_opening),
        params.relatedness_elasticity * since.density_gain,
        common,
    )
    feedstock = production.feedstock_gain(mine.ore, anchors.extraction_opening, params.feedstock_link)
    return log_efficiency.at[PROCESSING].add(feedstock)


class Invested(NamedTuple):
    """M2b of a year."""

    total: Cities
    investment: BySector
    renewable: Cities
    entry: BySector
    leaving: BySector


def investing(state: State, params: Params, levers: Levers, anchors: Anchors, since: Since, work: Work) -> Invested:
    """What is invested where, and which industries come and go.

    Equation: r_k = r + tau ell_tau Y / K; r_e~ = r - r_0; r~ = r_k + ell_S - r_0; b_S = b_2 ell_C + b_4 ell_S
        I_R = c_R ell_R

    Tax relief and subsidies raise the return that investors keep; what is built of wind and solar power comes from
    outside.
    """
    returns = investment.capital_return(params.capital_share, work.value_added, state.capital, params.depreciation)
    kept = returns + anchors.tax_rate * levers.tax_relief * work.value_added / state.capital
    total = investment.total_investment(
        work.product,
        params.investment_rate,
        investment.mean_return(kept, state.capital),
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
            kept + levers.subsidy - anchors.return_opening,
            params.return_tilt,
        ),
        renewable=params.unit_cost[UNIT_COSTS.index(("renewable_build_out", "capital"))] * levers.renewable_build_out,
        entry=investment.entry_rate(
            anchors.presence_opening,
            params.turnover,
            since.density_gain,
            params.relatedness_response,
            params.cluster_response * levers.cluster_support + params.subsidy_response * levers.subsidy,
            since.skill_gain,
            params.skill_response,
            work.rent_share_gain,
            params.crowding_out,
        ),
        leaving=investment.exit_rate(
            anchors.presence_opening, params.turnover, returns - anchors.return_opening, params.exit_response
        ),
    )


def wages(state: State, params: Params, exogenous: Exogenous, anchors: Anchors, since: Since, work: Work) -> Cities:
    """Log wage of the next year.

    Equation: y~ = ln(GDP / L_E) - ln(GDP_0 / L_E0)
    """
    output_per_worker = jnp.log(work.product / work.employment.sum(axis=0))
    return labour.log_wage_next(
        state.log_wage,
        work.labour_demand,
        work.labour_force,
        anchors.labour_slack,
        params.demand_response,
        output_per_worker - anchors.log_output_per_worker_opening,
        since.log_wage_gain,
        exogenous.national_growth,
        exogenous.wage_drift,
        work.unemployment,
        anchors.unemployment_opening,
        params.wage_curve,
        params.norm_response,
    )


def productivity(state: State, params: Params, exogenous: Exogenous, anchors: Anchors, work: Work) -> BySector:
    """Log productivity of the next year, and the momentum in it.

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
