"""One year of all places: the order of the text is the order of the year."""

import jax.numpy as jnp
from jax import Array

from relode.model.links import Around
from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy import costs
from relode.model.policy.levers import ORDINARY
from relode.model.sector_list import EXTRACTION, RENEWABLES
from relode.model.sectors import budget, extraction, housing, investment, labour, land, people, skills
from relode.model.state import HIGH, LOW, OLD, Anchors, Cities, Exogenous, Flows, Increments, Levers, State
from relode.model.year import households
from relode.model.year.firms import Work, wages, with_some_left, working
from relode.model.year.investing import investing, productivity
from relode.model.year.mining import mining, since_opening

FIRST_AWARD, LAST_AWARD = 2016, 2020
"""Years of the centre's programme for those laid off by cuts of coal and steel."""


def one_year(
    state: State,
    params: Params,
    levers: Levers,
    exogenous: Exogenous,
    anchors: Anchors,
    around: Around,
    added: Increments | None = None,
) -> tuple[State, Flows]:
    """The state a year later, and what happened in between.

    Each part sees this year's results of those before it and last year's of those after it; there is no search
    for a simultaneous answer. `levers` as set move money and what it counts by itself: people, ore, floor area, land,
    plants. `added` are measures as increments: what studies found that they do of their own, and their money.
    """
    since = since_opening(state, params, anchors)
    mine = mining(state, params, levers, exogenous, anchors)
    newly_retrained = labour.newly_retrained(
        levers.retraining_coverage, state.displaced_workers, state.retrained_workers
    )
    known = costs.charged_on_stocks(
        levers,
        params,
        capital=state.capital,
        expected_output=state.expected_output,
        newly_retrained=newly_retrained,
        stabilisation_fund=state.stabilisation_fund,
        housing_stock=state.housing_stock,
    )
    by_levers = costs.received({**known, costs.TRANSFER_SPENT: levers.central_transfer}, params.split)
    bought = by_levers if added is None else costs.Received(*(jnp.stack(by_levers) + added.spent))
    services = budget.service_spending(
        anchors.service_spending_per_person, since.population, exogenous.log_national_income
    )
    work = working(state, params, exogenous, anchors, since, mine, services, bought, added)
    log_wage = wages(state, params, exogenous, anchors, since, work)
    invested = investing(state, params, levers, anchors, since, work)
    log_productivity = productivity(state, params, exogenous, anchors, work)
    homes = households.homes(state, params, anchors, since)
    moves = households.moving(state, params, anchors, since, work, homes, around)
    newly_placed = levers.early_retirement_share * work.mining_jobs_lost
    miners = households.out_of_work(state, params, levers, work, moves, newly_placed, newly_retrained)
    born = people.births(state.people[LOW], state.people[HIGH], anchors.fertility, exogenous.birth_ratio)
    graduates = skills.graduates(
        state.people[LOW] + moves.arrivals[LOW] - moves.departures[LOW],
        anchors.graduation_rate,
        work.rent_share_gain,
        params.crowding_out_of_schooling,
    )
    people_next, deaths = people.people_next(
        state.people, moves.arrivals, moves.departures, born, anchors.death_rate, graduates
    )
    money = households.budgeting(state, params, levers, exogenous, anchors, since, mine, work, homes, services)
    paid_later = costs.charged_on_flows(
        levers,
        params,
        talent_arrivals=moves.arrivals[HIGH],
        newly_placed=newly_placed,
        placed_workers=state.placed_workers,
        award_runs=_award_runs(anchors.opening_year + state.years_since_opening),
        forgone_tax=money.forgone_tax,
        forgone_extraction=money.forgone_extraction,
        fund_deposit=money.deposit,
    )
    to_people = costs.received(paid_later, params.split)
    cost = costs.cost_lines({**known, **paid_later})
    policy_cost = costs.paid_by_city(cost) + (0 if added is None else added.outlays)
    transfer = money.transfer + (0 if added is None else added.granted)
    interest = exogenous.interest_rate * state.debt
    outlays = services + money.public_investment + policy_cost + levers.central_transfer + money.deposit
    receipts = money.revenue + money.land_revenue + transfer + money.withdrawal
    public_investment = money.public_investment + budget.surplus_invested(state.debt, interest, outlays, receipts)
    bought_by_city = _ordinary(params, services, public_investment)
    broken = land.land_broken(mine.ore, anchors.coal_share, params.subsidence)
    healed = land.remediation(
        levers.remediation_spending * state.expected_output, _hectare_cost(params), state.damaged_land
    )
    following = State(
        reserves=mine.reserves,
        undiscovered_reserves=state.undiscovered_reserves - mine.found,
        cumulative_extraction=state.cumulative_extraction + mine.ore,
        extraction_capacity=_capacity_next(state, params, anchors, mine.reserves),
        smoothed_margin=extraction.smoothed_margin_next(state.smoothed_margin, mine.margin, params.margin_memory),
        log_productivity=log_productivity,
        capital=investment.capital_next(state.capital, params.depreciation, invested.investment)
        .at[RENEWABLES]
        .add(invested.renewable),
        presence=investment.presence_next(state.presence, invested.entry, invested.leaving),
        log_desired_employment=work.log_desired,
        growth_momentum=params.momentum_memory * state.growth_momentum,
        people=people_next,
        amenity_drift=state.amenity_drift + exogenous.amenity_shock,
        log_wage=log_wage,
        mining_employment=work.employment[EXTRACTION],
        displaced_workers=miners.displaced_workers,
        early_retired=miners.early_retired,
        placed_workers=miners.placed_workers,
        retrained_workers=miners.retrained_workers,
        accustomed_non_employment=labour.accustomed_non_employment_next(
            state.accustomed_non_employment, work.log_non_employment_gain, params.accustoming
        ),
        household_income=_household_income(
            state,
            params,
            anchors,
            work,
            bought.households + to_people.pay + to_people.households,
            added,
        ),
        order_income=work.order_income,
        government_spending=bought_by_city.purchases,
        building=homes.price * homes.construction
        + params.building_in_investment * invested.total
        + bought_by_city.building,
        log_house_price=state.log_house_price + homes.price_change + exogenous.house_price_shock,
        house_price_momentum=homes.price_change + exogenous.house_price_shock,
        housing_stock=housing.housing_stock_next(
            state.housing_stock, homes.construction, params.housing_decay, levers.demolition_rate
        ),
        expected_output=budget.expected_output_next(money.tax_base, exogenous.national_growth),
        # What would fall below 0 is the surplus that is invested.
        debt=jnp.maximum(budget.debt_next(state.debt, interest, outlays, receipts), 0),
        stabilisation_fund=state.stabilisation_fund * (1 + params.fund_return) + money.deposit - money.withdrawal,
        public_capital=budget.public_capital_next(
            state.public_capital,
            params.public_capital_decay,
            public_investment + levers.connectivity_spending * state.expected_output,
            params.public_investment_efficiency,
        ),
        knowledge_stock=skills.knowledge_stock_next(
            state.knowledge_stock,
            anchors.research_intensity * work.product,
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
        external_investment=invested.renewable,
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
        transfer=transfer,
        service_spending=services,
        public_investment=public_investment,
        policy_cost=policy_cost,
        transfer_spent=levers.central_transfer,
        fund_deposit=money.deposit,
        fund_withdrawal=money.withdrawal,
        interest=interest,
        land_broken=broken,
        remediation=healed,
        emissions=land.emissions(
            params.emission_factor, work.value_added.at[EXTRACTION].set(mine.value_at_opening_price)
        ),
        cost_lines=cost,
        received=jnp.stack([now + later for now, later in zip(by_levers, to_people, strict=True)]),
    )
    return following, flows


def _household_income(
    state: State, params: Params, anchors: Anchors, work: Work, paid_to_people: Cities, added: Increments | None
) -> Cities:
    wage = jnp.exp(state.log_wage)
    income = labour.household_income(
        (wage * anchors.wage_wedge * work.employment).sum(axis=0),
        work.land_income,
        params.pension_ratio * wage * state.people[OLD],
        paid_to_people,
    )
    return income if added is None else income * with_some_left(added.income / income)


def _ordinary(params: Params, services: Cities, public_investment: Cities) -> costs.Received:
    """Where the ordinary budget arrives; its pay is in the wage bill, its aid to households in pensions."""
    spent = {(ORDINARY, "services"): services, (ORDINARY, "public_investment"): public_investment}
    return costs.received(spent, params.split)


def _capacity_next(state: State, params: Params, anchors: Anchors, reserves: Cities) -> Cities:
    """Capacity of mines at the end of the year, no more than a list of mines leaves open."""
    wanted = extraction.extraction_capacity_next(
        state.extraction_capacity,
        state.smoothed_margin,
        reserves,
        params.closure_rate,
        params.opening_rate,
        params.full_cost_margin,
        params.extraction_limit,
        params.smoothing,
    )
    following = jnp.minimum(state.years_since_opening.astype(int) + 1, len(anchors.capacity_limit) - 1)
    return extraction.planned_capacity(wanted, anchors.capacity_limit[following])


def _award_runs(year: Array) -> Array:
    """1 in the years in which the centre paid its award to those laid off by cuts of coal and steel, else 0."""
    return ((year >= FIRST_AWARD) & (year <= LAST_AWARD)).astype(year.dtype)


def _hectare_cost(params: Params) -> Array:
    """10^8 yuan per ha: the table has 10^4 yuan."""
    return params.unit_cost[UNIT_COSTS.index(("remediation_spending", "hectare"))] / 1e4
