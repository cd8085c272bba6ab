"""The parts of a year, each a set of relations of one sector module evaluated on what came before it."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from relode.model.links import Around
from relode.model.parameters import Params
from relode.model.sector_list import EXTRACTION, LOCAL_SERVICES, PROCESSING
from relode.model.sectors import budget, extraction, housing, investment, labour, land, people, production, skills
from relode.model.smooth import bounded_exponential, ramp, sharpness_at
from relode.model.state import CHILDREN, HIGH, LOW, OLD, Anchors, BySector, Cities, Levers, State, Weather


class Since(NamedTuple):
    """What has changed since the opening year."""

    population: Cities
    skill_gain: Cities
    log_wage_gain: Cities
    density_gain: BySector


def since_opening(state: State, params: Params, anchors: Anchors) -> Since:
    """People, skill, wage and related industries against the opening year."""
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


def mining(state: State, params: Params, levers: Levers, weather: Weather, anchors: Anchors) -> Mine:
    """Price, margin, ore taken out, found and grown back."""
    log_price = extraction.log_price(anchors.commodity_weight, weather.log_price)
    log_cost = extraction.log_unit_cost(
        anchors.log_unit_cost,
        state.log_wage,
        anchors.log_wage_opening,
        state.years_since_opening,
        params.mining_labour_saving,
        params.wage_in_mining_cost,
        state.reserves,
        anchors.opening_reserves,
        params.depth_cost,
    )
    carbon_charge = weather.carbon_price * params.carbon_in_ore / anchors.unit_value
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


def working(state: State, params: Params, weather: Weather, anchors: Anchors, since: Since, mine: Mine) -> Work:
    """Whom firms look for, who is found, and what they make."""
    labour_force = labour.labour_force(anchors.participation, state.people[LOW], state.people[HIGH])
    log_efficiency = _log_efficiency(state, params, weather, anchors, since, mine, labour_force)
    log_capital = jnp.log(state.capital)
    log_cost = state.log_wage + jnp.log(anchors.wage_wedge)
    demand = production.local_service_demand(
        anchors.service_demand,
        state.household_income,
        params.income_spent_locally,
        state.government_spending,
        params.government_spent_locally,
        state.building,
        params.building_spent_locally,
    )
    log_wished = production.log_wished_employment(
        params.labour_share, log_efficiency, params.capital_share, log_capital, log_cost
    )
    jobs_in_ore = production.mining_jobs(
        anchors.mining_jobs_per_output, mine.ore, params.mining_labour_saving, state.years_since_opening
    )
    log_wished_services = jnp.log(params.labour_share[LOCAL_SERVICES] * demand) - log_cost[LOCAL_SERVICES]
    log_wished = log_wished.at[EXTRACTION].set(jnp.log(jobs_in_ore + 1e-12))
    log_wished = log_wished.at[LOCAL_SERVICES].set(log_wished_services)
    log_desired = production.log_desired_employment_next(
        state.log_desired_employment, log_wished, params.hiring, params.firing, params.smoothing
    )
    labour_demand = jnp.exp(log_desired).sum(axis=0)
    most = 1 - params.frictional_share * anchors.unemployment_opening
    at_hand = labour.labour_at_hand(labour_force, state.displaced_workers, most)
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
        mining_jobs_lost=ramp(state.mining_employment - employment[EXTRACTION], 1e-3 * params.smoothing),
    )


def _log_efficiency(
    state: State,
    params: Params,
    weather: Weather,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    labour_force: Cities,
) -> BySector:
    public_capital = state.public_capital / since.population / anchors.public_capital_per_person_opening
    common = production.common_gain(
        jnp.log(labour_force) - anchors.log_labour_force_opening,
        params.agglomeration,
        jnp.log(public_capital) - weather.log_national_income,
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
    """What is invested where, and which industries come and go."""
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
        investment=investment.investment(total, state.capital, kept + levers.subsidy, params.return_tilt),
        renewable=params.renewable_cost * levers.renewable_build_out,
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


class Homes(NamedTuple):
    """M5 of a year."""

    price: Cities
    log_price_gain: Cities
    price_change: Cities
    construction: Cities
    vacancy: Cities


def homes(state: State, params: Params, anchors: Anchors, since: Since) -> Homes:
    """What homes cost, how many are built, how many stand empty."""
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
    levers: Levers,
    anchors: Anchors,
    since: Since,
    work: Work,
    homes: Homes,
    services: Cities,
    around: Around,
) -> Moves:
    """Adults choose; children and the old go along with the low skilled."""
    land_gain = land.land_amenity(
        anchors.damaged_land_opening, state.damaged_land, anchors.area, params.land_elasticity
    )
    draw = people.attraction(
        params.wage_elasticity,
        since.log_wage_gain,
        params.work_elasticity,
        jnp.log1p(-work.unemployment) - jnp.log1p(-anchors.unemployment_opening),
        params.house_price_elasticity,
        homes.log_price_gain,
        params.service_elasticity,
        jnp.log1p(levers.public_services_spending * work.product / services),
        state.amenity_drift + land_gain,
        anchors.amenity,
    )
    talent = bounded_exponential(params.wage_elasticity * jnp.log1p(levers.talent_subsidy * jnp.exp(-state.log_wage)))
    draws = jnp.stack([draw, draw * talent])
    pull = around.pull(draws)
    here = state.people[LOW : HIGH + 1]
    adults = people.departures(here, anchors.staying, draws, pull)
    rate = adults.sum(axis=0) / here.sum(axis=0)
    children = params.accompanying_children * rate * state.people[CHILDREN]
    old = params.accompanying_old * rate * state.people[OLD]
    departures = jnp.stack([children, adults[0], adults[1], old])
    kernel_of = jnp.array([0, 0, 1, 0])
    push = around.push(departures / pull[kernel_of])
    return Moves(departures, people.arrivals(draws[kernel_of], push), pull, push)


class Budget(NamedTuple):
    """M6 of a year."""

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
    weather: Weather,
    anchors: Anchors,
    since: Since,
    mine: Mine,
    work: Work,
    homes: Homes,
    services: Cities,
) -> Budget:
    """What the city takes in, what it invests, and what its fund takes or gives."""
    windfall = mine.value_added - mine.value_at_opening_price
    ore_tax = budget.resource_revenue(anchors.resource_tax_rate, mine.value_added)
    revenue = budget.revenue(anchors.tax_rate, work.product, levers.tax_relief, ore_tax)
    land_revenue = params.land_revenue_share * homes.price * homes.construction
    return Budget(
        revenue=revenue,
        land_revenue=land_revenue,
        transfer=budget.transfer(
            anchors.transfer_opening,
            services - revenue,
            anchors.budget_gap_opening,
            since.population / anchors.people_opening,
            weather.log_national_income,
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


def wages(state: State, params: Params, weather: Weather, anchors: Anchors, since: Since, work: Work) -> Cities:
    """M4: log wage of the next year."""
    output_per_worker = jnp.log(work.product / work.employment.sum(axis=0))
    return labour.log_wage_next(
        state.log_wage,
        work.labour_demand,
        work.labour_force,
        anchors.labour_slack,
        params.demand_response,
        output_per_worker - anchors.log_output_per_worker_opening,
        since.log_wage_gain,
        weather.wage_drift,
        work.unemployment,
        anchors.unemployment_opening,
        params.wage_curve,
        params.norm_response,
    )


def displaced(state: State, params: Params, levers: Levers, work: Work, moves: Moves) -> Cities:
    """M4: former miners who cannot be hired yet at the end of the year."""
    return labour.displaced_workers_next(
        state.displaced_workers,
        work.mining_jobs_lost,
        params.early_retirement + (1 - params.early_retirement) * levers.early_retirement_share,
        params.leaving,
        params.reemployment * (1 + params.retraining_response * levers.retraining_coverage),
        work.unemployment,
        moves.departures[LOW] / state.people[LOW],
    )


def productivity(state: State, params: Params, weather: Weather, anchors: Anchors, work: Work) -> BySector:
    """M2b: log productivity of the next year."""
    return investment.log_productivity_next(
        state.log_productivity,
        weather.sector_growth,
        params.capital_share,
        investment.catch_up(anchors.productivity_gap, params.convergence, state.years_since_opening),
        skills.research_gain(
            state.knowledge_stock, work.product, anchors.knowledge_ratio_opening, params.research_elasticity
        ),
        state.growth_momentum,
        weather.productivity_shock,
    )
