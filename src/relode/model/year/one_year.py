"""One year of all places: the order of the text is the order of the year."""

import jax.numpy as jnp
from jax import Array

from relode.model.links import Around
from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy import costs
from relode.model.sector_list import EXTRACTION, RENEWABLES
from relode.model.sectors import budget, extraction, housing, investment, labour, land, people, skills
from relode.model.state import HIGH, LOW, OLD, Anchors, Cities, Exogenous, Flows, Levers, State
from relode.model.year import living_half, working_half
from relode.model.year.living_half import BudgetOfYear, Moves
from relode.model.year.working_half import Mine, Work


def one_year(
    state: State, params: Params, dose: Levers, levers: Levers, exogenous: Exogenous, anchors: Anchors, around: Around
) -> tuple[State, Flows]:
    """The state a year later, and what happened in between.

    Each part sees this year's results of those before it and last year's of those after it; there is no search
    for a simultaneous answer. Costs are charged on `dose`, the levers as set; effects come from `levers`, what has
    arrived of them.
    """
    since = working_half.since_opening(state, params, anchors)
    mine = working_half.mining(state, params, levers, exogenous, anchors)
    services = budget.service_spending(
        anchors.service_spending_per_person, since.population, exogenous.log_national_income
    )
    work = working_half.working(state, params, exogenous, anchors, since, mine, services)
    log_wage = working_half.wages(state, params, exogenous, anchors, since, work)
    invested = working_half.investing(state, params, levers, anchors, since, work)
    log_productivity = working_half.productivity(state, params, exogenous, anchors, work)
    homes = living_half.homes(state, params, anchors, since)
    moves = living_half.moving(state, params, levers, anchors, since, work, homes, services, around)
    displaced, early_retired = living_half.out_of_work(state, params, levers, work, moves)
    born = people.births(state.people[LOW], state.people[HIGH], anchors.fertility, exogenous.birth_ratio)
    graduates = skills.graduates(
        state.people[LOW] + moves.arrivals[LOW] - moves.departures[LOW],
        anchors.graduation_rate,
        levers.schooling_spending,
        params.schooling_response,
        work.rent_share_gain,
        params.crowding_out_of_schooling,
    )
    people_next, deaths = people.people_next(
        state.people, moves.arrivals, moves.departures, born, anchors.death_rate, graduates
    )
    money = living_half.budgeting(state, params, levers, exogenous, anchors, since, mine, work, homes, services)
    cost = _costs(dose, params, state, anchors, mine, work, moves, money)
    policy_cost = costs.paid_by_city(cost)
    interest = exogenous.interest_rate * state.debt
    broken = land.land_broken(mine.ore, anchors.coal_share, params.subsidence)
    healed = land.remediation(levers.remediation_spending * work.product, _hectare_cost(params), state.damaged_land)
    following = State(
        reserves=mine.reserves,
        undiscovered_reserves=state.undiscovered_reserves - mine.found,
        cumulative_extraction=state.cumulative_extraction + mine.ore,
        extraction_capacity=extraction.extraction_capacity_next(
            state.extraction_capacity,
            state.smoothed_margin,
            mine.reserves,
            params.closure_rate,
            params.opening_rate,
            params.full_cost_margin,
            params.extraction_limit,
            params.smoothing,
        ),
        smoothed_margin=extraction.smoothed_margin_next(state.smoothed_margin, mine.margin, params.margin_memory),
        log_productivity=log_productivity,
        capital=investment.capital_next(state.capital, params.depreciation, invested.investment + invested.inward)
        .at[RENEWABLES]
        .add(invested.renewable),
        presence=investment.presence_next(state.presence, invested.entry, invested.leaving),
        log_desired_employment=work.log_desired,
        growth_momentum=params.momentum_memory * state.growth_momentum,
        people=people_next,
        amenity_drift=state.amenity_drift + exogenous.amenity_shock,
        log_wage=log_wage,
        mining_employment=work.employment[EXTRACTION],
        displaced_workers=displaced,
        early_retired=early_retired,
        accustomed_non_employment=labour.accustomed_non_employment_next(
            state.accustomed_non_employment, work.log_non_employment_gain, params.accustoming
        ),
        capital_drawn=invested.capital_drawn,
        jobs_spared=invested.jobs_spared,
        household_income=_household_income(state, params, levers, anchors, work),
        government_spending=services + money.public_investment + policy_cost,
        # Who leaves builds nothing, and takes nothing down.
        building=homes.price * homes.construction
        + params.building_in_investment * (invested.total + jnp.maximum(invested.inward, 0).sum(axis=0)),
        log_house_price=state.log_house_price + homes.price_change + exogenous.house_price_shock,
        house_price_momentum=homes.price_change + exogenous.house_price_shock,
        housing_stock=housing.housing_stock_next(
            state.housing_stock, homes.construction, params.housing_decay, levers.demolition_rate
        ),
        debt=budget.debt_next(
            state.debt,
            interest,
            services + money.public_investment + policy_cost + money.deposit,
            money.revenue + money.land_revenue + money.transfer + money.withdrawal,
        ),
        stabilisation_fund=state.stabilisation_fund * (1 + params.fund_return) + money.deposit - money.withdrawal,
        public_capital=budget.public_capital_next(
            state.public_capital,
            params.public_capital_decay,
            money.public_investment + levers.connectivity_spending * work.product,
            params.public_investment_efficiency,
        ),
        knowledge_stock=skills.knowledge_stock_next(
            state.knowledge_stock,
            (anchors.research_intensity + levers.research_spending) * work.product,
            params.knowledge_decay,
        ),
        damaged_land=land.damaged_land_next(state.damaged_land, broken, healed),
        years_since_opening=state.years_since_opening + 1,
    )
    flows = Flows(
        extraction=mine.ore,
        discovery=mine.found,
        regrowth=mine.regrown,
        margin=mine.margin,
        value_added=work.value_added,
        employment=work.employment,
        gross_domestic_product=work.product,
        gdp_real=work.product_real,
        investment=invested.investment,
        total_investment=invested.total,
        external_investment=invested.renewable + invested.inward.sum(axis=0),
        labour_force=work.labour_force,
        labour_demand=work.labour_demand,
        unemployment_rate=work.unemployment,
        non_employment=work.able - work.employed,
        births=born,
        deaths=deaths,
        departures=moves.departures,
        arrivals=moves.arrivals,
        pull=moves.pull,
        push=moves.push,
        wage=jnp.exp(state.log_wage),
        house_price=homes.price,
        housing_construction=homes.construction,
        housing_vacancy=homes.vacancy,
        revenue=money.revenue,
        land_revenue=money.land_revenue,
        transfer=money.transfer,
        service_spending=services,
        public_investment=money.public_investment,
        policy_cost=policy_cost,
        fund_deposit=money.deposit,
        fund_withdrawal=money.withdrawal,
        interest=interest,
        land_broken=broken,
        remediation=healed,
        emissions=land.emissions(
            params.emission_factor, work.value_added.at[EXTRACTION].set(mine.value_at_opening_price)
        ),
        cost_lines=cost,
    )
    return following, flows


def _household_income(state: State, params: Params, levers: Levers, anchors: Anchors, work: Work) -> Cities:
    wage = jnp.exp(state.log_wage)
    return labour.household_income(
        (wage * anchors.wage_wedge * work.employment).sum(axis=0),
        work.land_income,
        params.pension_ratio * wage * state.people[OLD],
        _pay_of_the_retired(params) * levers.early_retirement_share * work.mining_jobs_lost,
    )


def _costs(
    dose: Levers,
    params: Params,
    state: State,
    anchors: Anchors,
    mine: Mine,
    work: Work,
    moves: Moves,
    money: BudgetOfYear,
) -> Array:
    price = mine.value_added / jnp.maximum(mine.ore, 1e-12)
    return costs.costs(
        dose,
        params,
        capital=state.capital,
        gross_domestic_product=work.product,
        displaced_workers=state.displaced_workers,
        mining_jobs_lost=work.mining_jobs_lost,
        talent_arrivals=moves.arrivals[HIGH],
        forgone_tax=anchors.tax_rate * work.product * dose.tax_relief,
        forgone_extraction=(anchors.tax_rate + anchors.resource_tax_rate) * price * (mine.ore_uncut - mine.ore),
        fund_deposit=money.deposit,
        stabilisation_fund=state.stabilisation_fund,
        housing_stock=state.housing_stock,
    )


def _hectare_cost(params: Params) -> Array:
    """10^8 yuan per ha: the table has 10^4 yuan."""
    return params.unit_cost[UNIT_COSTS.index(("remediation_spending", "hectare"))] / 1e4


def _pay_of_the_retired(params: Params) -> Array:
    """10^4 yuan per person, from the centre and the firm."""
    award, own = (UNIT_COSTS.index(("early_retirement_share", item)) for item in ("central_award", "own_part"))
    return params.unit_cost[award] + params.unit_cost[own]
