"""From an observed year to the state and the anchors whose first year is that year."""

from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
from jax import Array

from relode.model.parameters import Params
from relode.model.policy import costs
from relode.model.policy.levers import ORDINARY
from relode.model.sector_list import EXTRACTION, FARMING, LOCAL_SERVICES, PUBLIC
from relode.model.sectors import budget, extraction, housing, investment, labour, production
from relode.model.smooth import sharpness_at
from relode.model.state import HIGH, LOW, OLD, Anchors, State


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ObservedOpening:
    """The opening year in the units of the model; what is assumed in it is tagged where it comes from."""

    value_added: Array
    employment: Array
    presence: Array
    people: Array
    unemployment_rate: Array
    wage: Array
    birth_rate: Array
    commodity_weight: Array
    extraction: Array
    remaining_life: Array
    depleted_share: Array
    coal_tonnes: Array
    coal_value_added_share: Array
    forest_share: Array
    house_price: Array
    housing_stock: Array
    revenue: Array
    expenditure: Array
    debt: Array
    research_stock: Array
    damaged_land: Array
    relative_growth: Array
    national_growth: Array
    national_skill: Array
    productivity_gap: Array
    staying: Array
    amenity: Array
    area: Array
    opening_year: Array
    capacity_left: Array
    """Capacity of mines at most over that of the opening, UNLIMITED where no list tells what may open. (year, place)"""


DRAWN = ("remaining_life", "depleted_share", "unemployment_rate", "revenue", "expenditure", "debt", "research_stock")
"""Fields of `ObservedOpening` with a leading axis future where there are many futures: assumed in some places."""


FUTURE_AXES = ObservedOpening(**{field.name: 0 if field.name in DRAWN else None for field in fields(ObservedOpening)})  # type: ignore[arg-type]
"""Where the axis future stands in each field, for a map over futures: None where all share the field."""


def opening_state(observed: ObservedOpening, params: Params) -> tuple[State, Anchors]:
    """State and anchors at which the model's first year gives back the observed one, for these parameters.

    Equation: R = Q (1 + rho_R (T_R - 1))
        J = -R ln(1 - Q / R) / u_J
        v_Q = Y_m / Q
        p_Q = v_Q / s_v
        U = u_U (R + X)
        K = s GDP alpha Y / ((r_b + delta) sum_s(alpha Y (g_0 + delta) / (r_b + delta)))
        L_d = L (1 - (L_E / N_L)^nu)^(-1 / nu)
        ln A = ln Y - alpha ln K - beta ln L
        c_L = beta Y phi^(1 - beta) / L
        phi_0 = L_E / D_L
        eta_N0 = 1 - L_E / N_A
        kappa_L0 = L_E u_0 / ((1 - u_0) (N_A - L_E))
        k_G = beta_G Y_G / (phi_0 S_p)
        C_0 = p_h0 exp(-m_h)
        tau = (Rev - T_r) / GDP
        T_0 = S_p - Rev
        mu = m_mu g_r

    What a parameter leaves open (productivity, labour cost by sector, capacity of mines, staying) is solved for;
    value added, employment, people, wage and house price are the observed ones to the last digits.
    """
    mines = _mines(observed, params)
    work = _work(observed, params)
    homes = _homes(observed, params)
    money = _money(observed, params, homes, work)
    people = observed.people.sum(axis=0)
    adults = observed.people[LOW] + observed.people[HIGH]
    skill = observed.people[HIGH] / adults
    product = observed.value_added.sum(axis=0)
    # Demand looks back a year: the year before the opening was that much poorer.
    before = jnp.exp(-observed.national_growth)
    state = State(
        reserves=mines["reserves"],
        undiscovered_reserves=params.undiscovered_ratio * mines["original"],
        cumulative_extraction=mines["original"] - mines["reserves"],
        extraction_capacity=mines["capacity"],
        smoothed_margin=mines["margin"],
        log_productivity=work["log_productivity"],
        capital=work["capital"],
        presence=observed.presence,
        log_desired_employment=work["log_desired"],
        growth_momentum=params.momentum_share * observed.relative_growth,
        people=observed.people,
        amenity_drift=jnp.zeros_like(people),
        log_wage=jnp.log(observed.wage),
        mining_employment=observed.employment[EXTRACTION],
        displaced_workers=jnp.zeros_like(people),
        early_retired=jnp.zeros_like(people),
        placed_workers=jnp.zeros_like(people),
        retrained_workers=jnp.zeros_like(people),
        accustomed_non_employment=jnp.zeros_like(people),
        household_income=money["income"] * before,
        order_income=jnp.zeros_like(people),
        government_spending=money["government"] * before,
        building=money["building"] * before,
        log_house_price=jnp.log(observed.house_price),
        house_price_momentum=jnp.zeros_like(people),
        housing_stock=observed.housing_stock,
        expected_output=product,
        debt=observed.debt,
        stabilisation_fund=jnp.zeros_like(people),
        public_capital=money["public_capital"],
        knowledge_stock=observed.research_stock,
        damaged_land=observed.damaged_land,
        years_since_opening=jnp.zeros((), people.dtype),
    )
    anchors = Anchors(
        commodity_weight=observed.commodity_weight,
        opening_reserves=mines["reserves"],
        extraction_opening=mines["extraction"],
        unit_value=mines["unit_value"],
        unit_price=mines["unit_value"] / observed.coal_value_added_share,
        log_unit_cost=mines["log_unit_cost"],
        mining_jobs_per_output=jnp.exp(work["log_desired"][EXTRACTION]) / mines["extraction"],
        coal_share=observed.coal_tonnes,
        forest_share=observed.forest_share,
        wage_wedge=work["wedge"],
        relatedness_opening=production.relatedness_density(params.relatedness, observed.presence),
        presence_opening=observed.presence,
        return_opening=work["returns"],
        mean_return_opening=investment.mean_return(work["returns"], work["capital"]),
        productivity_gap=observed.productivity_gap,
        rent_share_opening=observed.value_added[EXTRACTION] / product,
        service_demand=money["service_demand"] / before,
        public_pay_scale=work["public_pay"] / observed.expenditure,
        looking_opening=work["looking"],
        non_employment_opening=work["non_employment"],
        filled_opening=jnp.exp(-work["excess"]),
        log_wage_opening=jnp.log(observed.wage),
        log_output_per_worker_opening=jnp.log(
            (product - observed.value_added[EXTRACTION])
            / (observed.employment.sum(axis=0) - observed.employment[EXTRACTION])
        ),
        unemployment_opening=observed.unemployment_rate,
        log_able_opening=jnp.log(work["able"]),
        skill_opening=skill,
        graduation_rate=params.graduation_rate * skill / observed.national_skill,
        fertility=observed.birth_rate * people / adults,
        death_rate=jnp.stack(
            [params.child_death_rate, params.adult_death_rate, params.adult_death_rate, params.old_death_rate]
        )[:, None]
        * jnp.ones_like(people),
        staying=observed.staying,
        amenity=observed.amenity,
        log_house_price_opening=jnp.log(observed.house_price),
        log_construction_cost=jnp.log(observed.house_price) - params.building_margin,
        log_people_per_floor_opening=jnp.log(people / observed.housing_stock),
        income_per_person_opening=money["income"] * before / people,
        people_opening=people,
        housing_stock_opening=observed.housing_stock,
        tax_rate=money["tax_rate"],
        resource_tax_rate=mines["tax"],
        service_spending_per_person=observed.expenditure / people,
        transfer_opening=observed.expenditure - observed.revenue,
        budget_gap_opening=observed.expenditure - observed.revenue,
        public_capital_per_person_opening=money["public_capital"] / people,
        knowledge_ratio_opening=observed.research_stock / product,
        research_intensity=observed.research_stock / product * (params.knowledge_decay + observed.national_growth),
        damaged_land_opening=observed.damaged_land,
        area=observed.area,
        opening_growth=observed.national_growth,
        opening_year=observed.opening_year,
        capacity_limit=observed.capacity_left * mines["capacity"],
    )
    return state, anchors


def _mines(observed: ObservedOpening, params: Params) -> dict[str, Array]:
    """Capacity from output and the share of capacity that pays at the opening price."""
    mining = observed.value_added[EXTRACTION]
    revenue_share = 0.5 * observed.revenue / mining
    tax = jnp.minimum(params.resource_tax, revenue_share)
    log_unit_cost = jnp.log(params.mining_cost_share) * jnp.ones_like(mining)
    margin = extraction.margin(jnp.zeros_like(mining), log_unit_cost, tax, jnp.zeros_like(mining), params.smoothing)
    share_working = extraction.utilisation(margin, params.cost_spread)
    reserves = observed.extraction * (1 + params.reserve_scale * (observed.remaining_life - 1))
    # What is drawn from a stock falls a little short of the wish: the wish is what gives back the observed ore.
    wish = -(reserves + 1e-9) * jnp.log1p(-observed.extraction / reserves)
    return {
        "extraction": observed.extraction,
        "capacity": wish / share_working,
        "reserves": reserves,
        "original": reserves / (1 - observed.depleted_share),
        "unit_value": mining / observed.extraction,
        "log_unit_cost": log_unit_cost,
        "margin": margin,
        "tax": tax,
    }


def _work(observed: ObservedOpening, params: Params) -> dict[str, Array]:
    """Capital from returns, productivity from output, labour cost by sector from employment."""
    depreciation = params.depreciation[:, None]
    growth = observed.national_growth
    at_one_return = params.capital_share[:, None] * observed.value_added / (params.opening_return + depreciation)
    # So much of it that the investment of the opening year lets capital grow as the nation grew.
    wanted = (at_one_return * (growth + depreciation)).sum(axis=0)
    capital = at_one_return * params.investment_rate * observed.value_added.sum(axis=0) / wanted
    employed = observed.employment.sum(axis=0)
    nobody = jnp.zeros_like(employed)
    able = labour.able_people(
        observed.people[LOW], observed.people[HIGH], observed.people[OLD], params.old_in_work, nobody
    )
    idle = able - employed
    unemployed = employed * observed.unemployment_rate / (1 - observed.unemployment_rate)
    at_hand = labour.labour_at_hand(able, nobody, nobody, params.hireable_share, idle / able)
    sharpness = sharpness_at(params.smoothing)
    # The inverse of the soft minimum: the demand at which people at hand leave just the observed jobs.
    log_ratio = jnp.log(employed / at_hand)
    excess = -jnp.log(-jnp.expm1(sharpness * log_ratio)) / sharpness
    log_desired = jnp.log(observed.employment) + excess
    beta, alpha = params.labour_share[:, None], params.capital_share[:, None]
    log_productivity = jnp.log(observed.value_added) - alpha * jnp.log(capital) - beta * jnp.log(observed.employment)
    per_job = beta * observed.value_added / observed.employment / observed.wage
    by_demand = jnp.isin(jnp.arange(len(beta)), jnp.array([LOCAL_SERVICES, PUBLIC]))[:, None]
    wedge = per_job * jnp.exp(jnp.where(by_demand, 0.0, beta - 1) * excess)
    return {
        "capital": capital,
        "able": able,
        "looking": unemployed / idle,
        "non_employment": idle / able,
        "excess": excess,
        # What it would pay if all jobs that it wants were filled.
        "public_pay": params.labour_share[PUBLIC] * observed.value_added[PUBLIC] * jnp.exp(excess),
        "log_desired": log_desired,
        "log_productivity": log_productivity,
        "wedge": wedge,
        "returns": investment.capital_return(params.capital_share, observed.value_added, capital, params.depreciation),
    }


def _homes(observed: ObservedOpening, params: Params) -> dict[str, Array]:
    """Floor area built at the opening price."""
    log_price = jnp.log(observed.house_price)
    construction = housing.housing_construction(
        observed.housing_stock,
        log_price,
        log_price - params.building_margin,
        params.supply_response,
        params.building_margin,
        params.housing_kink,
        params.smoothing,
    )
    return {"construction": construction, "sales": observed.house_price * construction}


def _money(
    observed: ObservedOpening, params: Params, homes: dict[str, Array], work: dict[str, Array]
) -> dict[str, Array]:
    """Income, budget and the demand for local services of the opening year."""
    product = observed.value_added.sum(axis=0)
    mining = observed.value_added[EXTRACTION]
    ore_tax = jnp.minimum(params.resource_tax * mining, 0.5 * observed.revenue)
    income = labour.household_income(
        (observed.wage * work["wedge"] * observed.employment).sum(axis=0),
        production.land_income(
            params.labour_share[FARMING], params.capital_share[FARMING], observed.value_added[FARMING]
        ),
        params.pension_ratio * observed.wage * observed.people[OLD],
        jnp.zeros_like(product),
    )
    public_investment = budget.public_investment(
        observed.revenue,
        params.land_revenue_share * homes["sales"],
        params.public_investment_share,
        observed.debt / product,
        params.debt_limit,
    )
    bought = costs.received(
        {(ORDINARY, "services"): observed.expenditure, (ORDINARY, "public_investment"): public_investment}, params.split
    )
    building = homes["sales"] + params.building_in_investment * params.investment_rate * product + bought.building
    government = bought.purchases
    spent = params.income_spent_locally * income + government + params.building_spent_locally * building
    # Demand is what would be served if all wished-for jobs were filled.
    filled = observed.employment[LOCAL_SERVICES] / jnp.exp(work["log_desired"][LOCAL_SERVICES])
    growth = params.public_capital_decay + observed.national_growth
    return {
        "income": income,
        "government": government,
        "building": building,
        "service_demand": observed.value_added[LOCAL_SERVICES] / filled / spent,
        "tax_rate": (observed.revenue - ore_tax) / product,
        "public_capital": params.public_investment_efficiency * public_investment / growth,
    }
