"""Firms of a year: whom they and the public sector look for, who is found, what they make, and next year's wage."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from relode.model.parameters import Params
from relode.model.policy.costs import Received
from relode.model.sector_list import EXTRACTION, FARMING, HIRING_ELSEWHERE, LOCAL_SERVICES, PROCESSING, PUBLIC
from relode.model.sectors import labour, production
from relode.model.smooth import sharpness_at
from relode.model.state import HIGH, LOW, OLD, Anchors, BySector, Cities, Exogenous, Increments, State
from relode.model.year.mining import Mine, Since


class Work(NamedTuple):
    """M2 of a year: jobs, output, and who works, looks for work or does neither."""

    log_desired: BySector
    labour_demand: Cities
    able: Cities
    labour_force: Cities
    employment: BySector
    employed: Cities
    unemployment: Cities
    log_non_employment_gain: Cities
    log_work_gain: Cities
    land_income: Cities
    value_added: BySector
    product: Cities
    product_real: Cities
    rent_share_gain: Cities
    mining_jobs_lost: Cities
    order_income: Cities


def working(
    state: State,
    params: Params,
    exogenous: Exogenous,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    services: Cities,
    bought: Received,
    added: Increments | None = None,
) -> Work:
    """Whom firms and the public sector look for, who is found, and what they make.

    Equation: a_M = mu_M ln(M / M_0); a_R = gamma_M omega~; n_A~ = ln(N_A / N_A0)
        w_r~ = w~ - ln y_n; eta_N = 1 - L_E / N_A; eta_N~ = ln(eta_N / eta_N0); j~ = ln((1 - eta_N) / (1 - eta_N0))
        G~ = ln(G / n_p) - ln(G_0 / n_p0) - ln y_n; L = L_d' phi; S_S = D_S L_dS' / Lstar_S
        L_S = L_dS' exp(g_L) phi; Y_S = S_S exp(g_S) phi; GDP = sum_s(Y); pi~ = Y_m / GDP - pi_0; j_m = L_d' / L_d
        Y_V' = H_L + phi (P_V + c_L L_dS' (exp(g_L) - 1))

    Extraction employs what its ore takes, local services what their demand pays for, the public sector what it can
    pay, all others what pays at the wage; in processing a_Q is added to ln z; j_m is of extraction. What levers order
    from local services is made in the year, by people hired for it: g_L is g_V of orders' jobs over those that firms
    go for, g_S that of orders over what these sell. Output at opening prices counts ore at its opening value.
    """
    able = labour.able_people(
        state.people[LOW], state.people[HIGH], state.people[OLD], params.old_in_work, state.early_retired
    )
    log_efficiency = _log_efficiency(state, params, exogenous, anchors, since, mine, able)
    log_capital = jnp.log(state.capital)
    log_cost = state.log_wage + jnp.log(anchors.wage_wedge)
    demand = production.local_service_demand(
        anchors.service_demand,
        state.household_income,
        state.order_income,
        params.income_spent_locally,
        state.government_spending,
        state.building,
        params.building_spent_locally,
    )
    orders = production.orders(
        bought.pay,
        bought.households,
        bought.purchases,
        bought.building,
        params.building_spent_locally,
        params.spending_rounds,
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
    pay = production.public_pay(services, anchors.public_pay_scale, bought.pay)
    log_wished = log_wished.at[PUBLIC].set(jnp.log(pay) - log_cost[PUBLIC])
    log_desired = production.log_desired_employment_next(
        state.log_desired_employment, log_wished, params.hiring, params.firing, params.smoothing
    )
    # A budget pays for jobs in the year it is spent; who is looked for is found where people are at hand.
    log_desired = log_desired.at[PUBLIC].set(log_wished[PUBLIC])
    order_jobs = production.order_jobs(
        orders, params.labour_share[LOCAL_SERVICES], log_cost[LOCAL_SERVICES], params.jobs_of_orders
    )
    log_wanted = log_desired.at[LOCAL_SERVICES].add(
        production.log_sum_gain(order_jobs / jnp.exp(log_desired[LOCAL_SERVICES]))
    )
    order_wages = jnp.exp(log_cost[LOCAL_SERVICES]) * (
        jnp.exp(log_wanted[LOCAL_SERVICES]) - jnp.exp(log_desired[LOCAL_SERVICES])
    )
    labour_demand = jnp.exp(log_wanted).sum(axis=0)
    change_in_mining = log_desired[EXTRACTION] - state.log_desired_employment[EXTRACTION]
    laid_off = labour.mining_jobs_lost(state.mining_employment, change_in_mining, params.smoothing)
    at_hand = labour.labour_at_hand(
        able, state.displaced_workers, laid_off, params.hireable_share, anchors.non_employment_opening
    )
    log_filled = production.log_rationing(labour_demand, at_hand, sharpness_at(params.smoothing))
    log_employment = log_wanted + log_filled
    employment = jnp.exp(log_employment)
    value_added = jnp.exp(
        production.log_output(log_efficiency, params.capital_share, log_capital, params.labour_share, log_employment)
    )
    ordinary = demand * jnp.exp(log_desired[LOCAL_SERVICES] - log_wished_services)
    sold = ordinary * jnp.exp(production.log_sum_gain(orders / ordinary) + log_filled)
    paid = jnp.exp(log_cost[PUBLIC] + log_employment[PUBLIC])
    value_added = (
        value_added.at[EXTRACTION]
        .set(mine.value_added)
        .at[LOCAL_SERVICES]
        .set(sold)
        .at[PUBLIC]
        .set(production.public_output(params.labour_share[PUBLIC], paid))
    )
    employed = employment.sum(axis=0)
    if added is not None:
        employment, value_added = _with_own_effect(employment, value_added, able, added)
        labour_demand = labour_demand + employment.sum(axis=0) - employed
        employed = employment.sum(axis=0)
    non_employment = 1 - employed / able
    log_non_employment_gain = jnp.log(non_employment / anchors.non_employment_opening)
    looking = labour.looking_share(
        anchors.looking_opening,
        params.search_response,
        log_non_employment_gain,
        state.accustomed_non_employment,
        params.wage_in_search,
        since.log_wage_gain - exogenous.log_national_income,
    )
    labour_force = labour.labour_force(employed, able, looking)
    product = value_added.sum(axis=0)
    return Work(
        log_desired=log_desired,
        labour_demand=labour_demand,
        able=able,
        labour_force=labour_force,
        employment=employment,
        employed=employed,
        unemployment=labour.unemployment_rate(employed, labour_force),
        log_non_employment_gain=log_non_employment_gain,
        log_work_gain=jnp.log1p(-non_employment) - jnp.log1p(-anchors.non_employment_opening),
        land_income=production.land_income(
            params.labour_share[FARMING], params.capital_share[FARMING], value_added[FARMING]
        ),
        value_added=value_added,
        product=product,
        product_real=product - mine.value_added + mine.value_at_opening_price,
        rent_share_gain=mine.value_added / product - anchors.rent_share_opening,
        mining_jobs_lost=laid_off,
        order_income=bought.households + jnp.exp(log_filled) * (bought.pay + order_wages),
    )


def with_some_left(added_share: Array) -> Array:
    """What becomes of 1 with what is added to it; of more than half that is lost something stays. Any shape. [1]

    Limits: nothing added: 1; half lost: a half; all lost and more: tends to 0.
    """
    return jnp.where(added_share >= -0.5, 1 + added_share, 0.5 * jnp.exp(2 * jnp.minimum(added_share, 0) + 1))


def _with_own_effect(
    employment: BySector, value_added: BySector, able: Cities, added: Increments
) -> tuple[BySector, BySector]:
    """Jobs and output with what measures add, in sectors that sell beyond the place, in proportion to their jobs.

    Added after all firms have hired: studies count what is left once people and orders were taken from others. A job
    makes what jobs of its sector make. Where more would be lost than there is something stays, and nine tenths of
    those without work at most are hired.
    """
    at_most = 0.9 * (able - employment.sum(axis=0))
    jobs = jnp.minimum(added.jobs, at_most)
    elsewhere = jnp.array(HIRING_ELSEWHERE)
    before, made = employment[elsewhere], value_added[elsewhere]
    share = before / before.sum(axis=0)
    hired = with_some_left(jobs * share / before)
    made = made * hired
    made = made * with_some_left(added.output * share / made)
    return employment.at[elsewhere].set(before * hired), value_added.at[elsewhere].set(made)


def _log_efficiency(
    state: State,
    params: Params,
    exogenous: Exogenous,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    able: Cities,
) -> BySector:
    public_capital = state.public_capital / since.population / anchors.public_capital_per_person_opening
    common = production.common_gain(
        jnp.log(able) - anchors.log_able_opening,
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


def wages(state: State, params: Params, exogenous: Exogenous, anchors: Anchors, since: Since, work: Work) -> Cities:
    """Log wage of the next year.

    Equation: y~ = ln((GDP - Y_m) / (L_E - L_m)) - ln((GDP_0 - Y_m0) / (L_E0 - L_m0))
    """
    output_per_worker = jnp.log(
        (work.product - work.value_added[EXTRACTION]) / (work.employed - work.employment[EXTRACTION])
    )
    return labour.log_wage_next(
        state.log_wage,
        work.labour_demand,
        work.employed,
        anchors.filled_opening,
        params.scarcity_response,
        output_per_worker - anchors.log_output_per_worker_opening,
        since.log_wage_gain,
        exogenous.national_growth,
        exogenous.wage_drift,
        work.unemployment,
        anchors.unemployment_opening,
        params.wage_curve,
        params.norm_response,
    )
