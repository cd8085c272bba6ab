"""Households and the city in a year: homes, moves, who is out of work, and the budget."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from relode.model.links import Around
from relode.model.parameters import Params
from relode.model.sectors import budget, housing, labour, land, people, production
from relode.model.state import CHILDREN, HIGH, LOW, OLD, Anchors, Cities, Exogenous, Levers, State
from relode.model.year.firms import Work
from relode.model.year.mining import Mine, Since


class Homes(NamedTuple):
    """M5 of a year."""

    price: Cities
    log_price_gain: Cities
    price_change: Cities
    construction: Cities
    vacancy: Cities


def homes(state: State, params: Params, anchors: Anchors, since: Since) -> Homes:
    """What homes cost, how many are built, how many stand empty.

    Equation: y_h~ = ln(Y_h / n_p) - ln(Y_h0 / n_p0); o~ = ln(n_p / H) - ln(n_p0 / H_0); C_h = C_0 exp(s_h w~)
        ln p_h' = ln p_h + pi_h' + epsilon_h
    """
    log_income_gain = jnp.log(state.household_income / since.population / anchors.income_per_person_opening)
    log_crowding_gain = jnp.log(since.population / state.housing_stock) - anchors.log_people_per_floor_opening
    log_price_gain = state.log_house_price - anchors.log_house_price_opening
    target = housing.log_house_price_target(
        anchors.log_house_price_opening,
        log_income_gain,
        log_crowding_gain,
        params.income_elasticity,
        params.price_elasticity,
    )
    return Homes(
        price=jnp.exp(state.log_house_price),
        log_price_gain=log_price_gain,
        price_change=housing.house_price_change(
            state.log_house_price,
            target,
            state.house_price_momentum,
            params.housing_adjustment,
            params.housing_momentum,
        ),
        construction=housing.housing_construction(
            state.housing_stock,
            state.log_house_price,
            anchors.log_construction_cost + params.wage_in_building_cost * since.log_wage_gain,
            params.supply_response,
            params.building_margin,
            params.housing_kink,
            params.smoothing,
        ),
        vacancy=housing.housing_vacancy(
            params.vacancy_opening,
            log_crowding_gain,
            log_income_gain,
            log_price_gain,
            params.income_elasticity,
            params.price_elasticity,
        ),
    )


class Moves(NamedTuple):
    """M3 of a year: who goes and who comes, by group."""

    departures: Array
    arrivals: Array
    pull: Array
    push: Array


def moving(
    state: State,
    params: Params,
    anchors: Anchors,
    since: Since,
    work: Work,
    homes: Homes,
    around: Around,
) -> Moves:
    """Adults choose; children and the old go along with the low skilled.

    Equation: P_i = sum_j(C_ij E_j); S_j = sum_i(C_ij n_i / (theta_i E_i + P_i))
        N_c = a_c n_c N_out / (n_l + n_h); N_o = a_o n_o N_out / (n_l + n_h)

    Children and the old go along with the low skilled at a part of the adults' rate.
    """
    land_gain = land.land_amenity(
        anchors.damaged_land_opening, state.damaged_land, anchors.area, params.land_elasticity
    )
    draw = people.attraction(
        params.wage_elasticity,
        since.log_wage_gain,
        params.work_elasticity,
        work.log_work_gain,
        params.house_price_elasticity,
        homes.log_price_gain,
        state.amenity_drift + land_gain,
        anchors.amenity,
    )
    pull = around.pull(draw)
    here = state.people[LOW : HIGH + 1]
    adults = people.departures(here, anchors.staying, draw, pull)
    rate = adults.sum(axis=0) / here.sum(axis=0)
    children = params.accompanying_children * rate * state.people[CHILDREN]
    old = params.accompanying_old * rate * state.people[OLD]
    departures = jnp.stack([children, adults[0], adults[1], old])
    kernel_of = jnp.array([0, 0, 1, 0])
    push = around.push(departures / pull[kernel_of])
    return Moves(departures, people.arrivals(draw[kernel_of], push), pull, push)


class BudgetOfYear(NamedTuple):
    """M6 of a year."""

    tax_base: Cities
    forgone_tax: Cities
    forgone_extraction: Cities
    revenue: Cities
    land_revenue: Cities
    transfer: Cities
    public_investment: Cities
    deposit: Cities
    withdrawal: Cities


def budgeting(
    state: State,
    params: Params,
    levers: Levers,
    exogenous: Exogenous,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    work: Work,
    homes: Homes,
    services: Cities,
) -> BudgetOfYear:
    """What the city takes in, what it invests, and what its fund takes or gives.

    Equation: V_c = v_Q p (Qstar - Q); L_tau = tau B_T ell_tau
        L_Q = tau (X_e^(1 - lambda_R) (GDP + V_c)^lambda_R - B_T) + tau_r V_c
        Gap = S_p - Rev - L_tau - L_Q; T_l = s_l p_h B_h; W_r = Y_m - v_Q Q
        Fund' = (1 + r_F) Fund + F_in - F_out

    Qstar is the ore without a cut. Standard revenue counts what relief and cuts forgo, so no transfer makes it good.
    What is spent on connections is added to public investment in the public capital.
    """
    windfall = mine.value_added - mine.value_at_opening_price
    ore_tax = budget.resource_revenue(anchors.resource_tax_rate, mine.value_added)
    tax_base = budget.tax_base(state.expected_output, work.product, params.revenue_response)
    revenue = budget.revenue(anchors.tax_rate, tax_base, levers.tax_relief, ore_tax)
    forgone_tax = anchors.tax_rate * tax_base * levers.tax_relief
    uncut = production.mining_value_added(anchors.unit_value, mine.log_price, mine.ore_uncut - mine.ore)
    base_uncut = budget.tax_base(state.expected_output, work.product + uncut, params.revenue_response)
    forgone_extraction = anchors.tax_rate * (base_uncut - tax_base) + anchors.resource_tax_rate * uncut
    land_revenue = params.land_revenue_share * homes.price * homes.construction
    return BudgetOfYear(
        tax_base=tax_base,
        forgone_tax=forgone_tax,
        forgone_extraction=forgone_extraction,
        revenue=revenue,
        land_revenue=land_revenue,
        transfer=budget.transfer(
            anchors.transfer_opening,
            services - revenue - forgone_tax - forgone_extraction,
            anchors.budget_gap_opening,
            since.population / anchors.people_opening,
            exogenous.log_national_income,
            params.equalisation,
            levers.central_transfer,
        ),
        public_investment=budget.public_investment(
            revenue, land_revenue, params.public_investment_share, state.debt / work.product, params.debt_limit
        ),
        deposit=budget.fund_deposit(
            levers.windfall_saving_share, anchors.resource_tax_rate, windfall, params.smoothing
        ),
        withdrawal=budget.fund_withdrawal(
            state.stabilisation_fund, anchors.resource_tax_rate, windfall, params.smoothing
        ),
    )


class OutOfWork(NamedTuple):
    """Former miners at the end of a year."""

    displaced_workers: Cities
    early_retired: Cities
    placed_workers: Cities
    retrained_workers: Cities


def out_of_work(
    state: State,
    params: Params,
    levers: Levers,
    work: Work,
    moves: Moves,
    newly_placed: Cities,
    newly_retrained: Cities,
) -> OutOfWork:
    """Former miners who cannot be hired yet, who no longer look for work, who are paid for it, who were trained.

    Equation: e_r = e_0 + (1 - e_0 - a_l) ell_E; k_B = (1 - lambda_B (1 - u)) (1 - mu_l); N_E = ell_E X_m
    """
    early = params.early_retirement
    early = early + (1 - early - params.leaving) * levers.early_retirement_share
    moving = moves.departures[LOW] / state.people[LOW]
    staying = (1 - params.reemployment * (1 - work.unemployment)) * (1 - moving)
    return OutOfWork(
        displaced_workers=labour.displaced_workers_next(
            state.displaced_workers,
            work.mining_jobs_lost,
            early,
            params.leaving,
            params.reemployment,
            work.unemployment,
            moving,
        ),
        early_retired=labour.early_retired_next(
            state.early_retired, work.mining_jobs_lost, early, params.leaving, params.early_retired_ageing, moving
        ),
        placed_workers=labour.placed_workers_next(
            state.placed_workers, newly_placed, params.early_retired_ageing, moving
        ),
        retrained_workers=labour.retrained_workers_next(state.retrained_workers, newly_retrained, staying),
    )
