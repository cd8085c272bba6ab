"""The city system once more, in plain NumPy and from its written equations: a second opinion on `relode.model`.

Records are namespaces of 64-bit arrays with the same field names; sectors and groups of people are rows, places
are columns. Nothing here is shared with the simulator, and nothing is made fast.
"""

import csv
import tomllib
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace as Record

import numpy as np
from numpy import exp, log

EXT, PRO, ADV, REN, MAN, SVL, SVT, AGR, PUB = range(9)
TAKING_PRICES = (PRO, ADV, REN, MAN, SVT, AGR)
LEVERS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in Path(str(files("relode.model") / "levers")).iterdir()
}
IN_ORDER = sorted(LEVERS, key=lambda name: LEVERS[name]["order"])
LINES = [(lever, cost) for lever in IN_ORDER for cost in LEVERS[lever]["costs"]]
COSTS = [(lever, cost["item"]) for lever, cost in LINES]
SPLIT = [(lever, cost["item"]) for lever, cost in LINES if "arrives" in cost]
with files("relode.model").joinpath("spending_split.csv").open(encoding="utf-8") as _table:
    SPLIT += [(row["lever"], row["item"]) for row in csv.DictReader(_table)]
SERVICES, WORKS = SPLIT.index(("public_budget", "services")), SPLIT.index(("public_budget", "public_investment"))
PAY, HOUSEHOLDS, PURCHASES, BUILDING = range(4)
PEOPLE_RATES = ("child_death_rate", "adult_death_rate", "adult_death_rate", "old_death_rate")


def soft_plus(x, width):
    return (x + np.sqrt(x**2 + width**2)) / 2


def soft_ramp(x, width):
    return soft_plus(x, width) - width / 2


def unit_cost(p, lever, item):
    """A unit cost by its lever and item, as the table of costs orders them."""
    return p.unit_cost[COSTS.index((lever, item))]


def more(base, addition):
    """The sum where it is an addition; what is left where it is a loss."""
    return np.where(addition > 0, base + addition, base * exp(addition / base))


def logistic(x):
    return 1 / (1 + exp(-np.clip(x, -30, 30)))


def bounded(x):
    return exp(np.clip(x, -30, 30))


def soft_minimum(a, b, sharpness):
    return (a**-sharpness + b**-sharpness) ** (-1 / sharpness)


def taken(wish, stock):
    return stock * (1 - exp(-wish / (stock + 1e-9)))


def opening(observed, p):
    """State of the opening year, what is kept of it, and its implied flows."""
    o, a = observed, Record()
    gdp, jobs, pop = o.value_added.sum(0), o.employment.sum(0), o.people.sum(0)
    adults = o.people[1] + o.people[2]
    tax = np.minimum(p.resource_tax * o.value_added[EXT], 0.5 * o.revenue)
    a.tax_rate, a.resource_tax_rate = (o.revenue - tax) / gdp, tax / o.value_added[EXT]
    mines = _opening_mines(o, p, a)
    work = _opening_work(o, p, a, gdp, jobs)
    built = built_floor(o.housing_stock, p.building_margin, p)
    spent = _opening_spending(o, p, a, gdp, built)
    a.people_opening, a.housing_stock_opening = pop, o.housing_stock
    a.income_per_person_opening, a.opening_growth = spent.household_income / pop, o.national_growth
    a.opening_year = o.opening_year
    a.skill_opening = o.people[2] / adults
    a.graduation_rate = p.graduation_rate * a.skill_opening / o.national_skill
    a.fertility = o.birth_rate * pop / adults
    a.unemployment_opening = o.unemployment_rate
    a.log_wage_opening, a.log_house_price_opening = log(o.wage), log(o.house_price)
    a.log_construction_cost = log(o.house_price) - p.building_margin
    a.log_people_per_floor_opening = log(pop / o.housing_stock)
    a.death_rate = np.array([np.full_like(pop, getattr(p, name)) for name in PEOPLE_RATES])
    a.amenity, a.staying, a.area, a.damaged_land_opening = o.amenity, o.staying, o.area, o.damaged_land
    a.knowledge_ratio_opening = o.research_stock / gdp
    a.research_intensity = o.research_stock / gdp * (p.knowledge_decay + o.national_growth)
    none = np.zeros_like(pop)
    state = Record(
        **vars(mines),
        **vars(work),
        **vars(spent),
        presence=o.presence,
        growth_momentum=p.momentum_share * o.relative_growth,
        people=o.people,
        amenity_drift=none,
        log_wage=log(o.wage),
        mining_employment=o.employment[EXT],
        displaced_workers=none,
        early_retired=none,
        placed_workers=none,
        retrained_workers=none,
        expected_output=gdp,
        accustomed_non_employment=none,
        log_house_price=log(o.house_price),
        house_price_momentum=none,
        housing_stock=o.housing_stock,
        debt=o.debt,
        stabilisation_fund=none,
        order_income=none,
        knowledge_stock=o.research_stock,
        damaged_land=o.damaged_land,
        years_since_opening=0.0,
    )
    return state, a


def _opening_mines(o, p, a):
    a.unit_value = o.value_added[EXT] / o.extraction
    a.unit_price = a.unit_value / o.coal_value_added_share
    a.log_unit_cost = np.full(o.extraction.shape, log(p.mining_cost_share))
    a.commodity_weight, a.coal_share, a.forest_share = o.commodity_weight, o.coal_tonnes, o.forest_share
    reserves = o.extraction * (1 + p.reserve_scale * (o.remaining_life - 1))
    original = reserves / (1 - o.depleted_share)
    margin = log(soft_plus(1 - a.resource_tax_rate, 1e-4 * p.smoothing) + 1e-12) - a.log_unit_cost
    wish = -(reserves + 1e-9) * log(1 - o.extraction / reserves)
    capacity = wish / logistic(margin / p.cost_spread)
    a.capacity_limit = np.asarray(o.capacity_left) * capacity
    a.opening_reserves, a.extraction_opening = reserves, o.extraction
    a.rent_share_opening = o.value_added[EXT] / o.value_added.sum(0)
    return Record(
        reserves=reserves,
        undiscovered_reserves=p.undiscovered_ratio * original,
        cumulative_extraction=original - reserves,
        extraction_capacity=capacity,
        smoothed_margin=margin,
    )


def _opening_work(o, p, a, gdp, jobs):
    al, be, nu = p.capital_share[:, None], p.labour_share[:, None], 16 / p.smoothing
    could = o.people[1] + o.people[2] + p.old_in_work * o.people[3]
    a.log_able_opening = log(could)
    a.non_employment_opening = 1 - jobs / could
    # The unemployed of the rate, out of all who could work and do not.
    a.looking_opening = jobs / (1 / o.unemployment_rate - 1) / (could - jobs)
    at_hand = could - (1 - p.hireable_share) * (could - jobs)
    excess = -log(1 - (jobs / at_hand) ** nu) / nu
    # In proportion to what each sector earns at one return, so much that investment lets all grow with the nation.
    capital = al * o.value_added / (p.opening_return + p.depreciation[:, None])
    capital = capital * p.investment_rate * gdp / (capital * (o.national_growth + p.depreciation[:, None])).sum(0)
    desired = log(o.employment) + excess
    a.wage_wedge = be * o.value_added / (o.employment * o.wage) * exp((be - 1) * excess)
    for paid_by_others in (SVL, PUB):
        a.wage_wedge[paid_by_others] = (be * o.value_added / (o.employment * o.wage))[paid_by_others]
    a.public_pay_scale = p.labour_share[PUB] * o.value_added[PUB] * exp(excess) / o.expenditure
    a.mining_jobs_per_output = exp(desired[EXT]) / o.extraction
    a.demand_served = o.value_added[SVL] * exp(excess)
    a.filled_opening = jobs / exp(desired).sum(0)
    a.log_output_per_worker_opening = log((gdp - o.value_added[EXT]) / (jobs - o.employment[EXT]))
    a.presence_opening, a.relatedness_opening = o.presence, density(p.relatedness, o.presence)
    a.productivity_gap = o.productivity_gap
    a.return_opening = al * o.value_added / capital - p.depreciation[:, None]
    a.mean_return_opening = (a.return_opening * capital).sum(0) / capital.sum(0)
    return Record(
        capital=capital,
        log_desired_employment=desired,
        log_productivity=log(o.value_added) - al * log(capital) - be * log(o.employment),
    )


def _opening_spending(o, p, a, gdp, built):
    land = p.land_revenue_share * o.house_price * built
    braked = logistic((p.debt_limit - o.debt / gdp) / 0.08)
    public_investment = p.public_investment_share * (o.revenue + land) * braked
    income = (o.wage * a.wage_wedge * o.employment).sum(0) + p.pension_ratio * o.wage * o.people[3]
    income = income + of_land(o.value_added, p)
    government = p.split[SERVICES, PURCHASES] * o.expenditure + p.split[WORKS, PURCHASES] * public_investment
    building = o.house_price * built + p.building_in_investment * p.investment_rate * gdp
    building = building + p.split[SERVICES, BUILDING] * o.expenditure + p.split[WORKS, BUILDING] * public_investment
    # What the opening year's demand looks back to was smaller by a year of the nation's growth.
    income, government, building = (x / exp(o.national_growth) for x in (income, government, building))
    spent = p.income_spent_locally * income + government + p.building_spent_locally * building
    a.service_demand = a.demand_served / spent
    a.transfer_opening = a.budget_gap_opening = o.expenditure - o.revenue
    a.service_spending_per_person = o.expenditure / o.people.sum(0)
    public_capital = p.public_investment_efficiency * public_investment / (p.public_capital_decay + o.national_growth)
    a.public_capital_per_person_opening = public_capital / o.people.sum(0)
    return Record(
        household_income=income, government_spending=government, building=building, public_capital=public_capital
    )


def of_land(value_added, p):
    return value_added[AGR] * (1 - p.labour_share[AGR] - p.capital_share[AGR])


def density(relatedness, presence):
    return (relatedness @ presence) / relatedness.sum(1)[:, None]


def built_floor(stock, above_cost, p):
    kinked = soft_plus(above_cost, 0.02 * p.smoothing)
    smooth = p.building_margin * bounded(above_cost / p.building_margin - 1)
    wish = stock * p.supply_response * (p.housing_kink * kinked + (1 - p.housing_kink) * smooth) + 1e-12
    return soft_minimum(wish, 0.15 * stock, 16)


def year(s, p, v, exogenous, a, closeness, stored=None):
    """One year: the state at its end and its flows, for levers `v` as set.

    closeness (place, place), diagonal 0; or `stored`, the pull (2, place) and push (4, place) of all other places.
    """
    new, f = Record(), Record()
    f.wage, f.house_price = exp(s.log_wage), exp(s.log_house_price)
    _mines(s, p, v, exogenous, a, new, f)
    _spent_at_once(s, p, v, f)
    _production(s, p, exogenous, a, f)
    _wages_and_capital(s, p, v, exogenous, a, new, f)
    _houses(s, p, v, exogenous, a, new, f)
    _people(s, p, v, exogenous, a, closeness, stored, new, f)
    _money(s, p, v, exogenous, a, new, f)
    _later(s, p, v, exogenous, a, new, f)
    return new, f


def _mines(s, p, v, exogenous, a, new, f):
    h = p.smoothing
    R, U, J = s.reserves, s.undiscovered_reserves, s.extraction_capacity
    f.log_price = (a.commodity_weight * exogenous.log_price[:, None]).sum(0)
    price = bounded(f.log_price)
    left = (R + 1e-3 * a.opening_reserves + 1e-12) / (1.001 * a.opening_reserves + 1e-12)
    wage_gain = s.log_wage - a.log_wage_opening - p.mining_labour_saving * exogenous.log_national_income
    cost = a.log_unit_cost + p.wage_in_mining_cost * wage_gain - p.depth_cost * log(left)
    net = price * (1 - a.resource_tax_rate) - exogenous.carbon_price * p.carbon_in_ore * a.coal_share / a.unit_price
    f.margin = log(soft_plus(net, 1e-4 * h) + 1e-12) - cost
    use = logistic(f.margin / p.cost_spread)
    f.extraction = taken(use * J * (1 - v.extraction_cut), R)
    f.extraction_uncut = taken(use * J, R)
    f.discovery = taken(p.discovery_rate * bounded(p.discovery_elasticity * f.log_price) * U, U)
    f.regrowth = a.forest_share * p.regrowth_rate * R * (1 - R / (2 * a.opening_reserves + 1e-9))
    new.reserves = R - f.extraction + f.discovery + f.regrowth
    new.undiscovered_reserves = U - f.discovery
    new.cumulative_extraction = s.cumulative_extraction + f.extraction
    new.smoothed_margin = s.smoothed_margin + p.margin_memory * (f.margin - s.smoothed_margin)
    worth = logistic((s.smoothed_margin - p.full_cost_margin) / 0.25)
    room = soft_plus(1 - J / (p.extraction_limit * new.reserves + 1e-9), 0.05 * h)
    new.extraction_capacity = J * (1 - p.closure_rate + p.opening_rate * worth * room)
    year = min(int(s.years_since_opening) + 1, len(a.capacity_limit) - 1)
    new.extraction_capacity = np.minimum(new.extraction_capacity, a.capacity_limit[year])


def _spent_at_once(s, p, v, f):
    """Outlays of levers known before the year: (lever, item) to money; and where they arrive, (part, place)."""
    out, was = s.expected_output, s.displaced_workers - s.retrained_workers
    plant = unit_cost(p, "renewable_build_out", "capital") * v.renewable_build_out
    of_city = unit_cost(p, "renewable_build_out", "city_share")
    zones = unit_cost(p, "cluster_support", "full_support") * v.cluster_support.sum(0)
    f.spent = {
        ("subsidy", "paid"): (v.subsidy * s.capital).sum(0),
        ("cluster_support", "full_support"): zones * out,
        **{(name, "paid"): getattr(v, name) * out for name in LEVERS if LEVERS[name]["cost"] == "gdp_share"},
        ("retraining_coverage", "person"): unit_cost(p, "retraining_coverage", "person") * v.retraining_coverage * was,
        ("windfall_saving_share", "management_fee"): unit_cost(p, "windfall_saving_share", "management_fee")
        * s.stabilisation_fund,
        ("demolition_rate", "floor_area"): unit_cost(p, "demolition_rate", "floor_area")
        * v.demolition_rate
        * s.housing_stock,
        ("renewable_build_out", "capital"): plant - plant * of_city,
        ("renewable_build_out", "city_share"): plant * of_city,
    }
    f.transfer_spent = v.central_transfer
    f.at_once = sum(np.outer(p.split[SPLIT.index(row)], money) for row, money in f.spent.items())
    f.at_once = f.at_once + np.outer(p.split[SERVICES], f.transfer_spent)


def _production(s, p, exogenous, a, f):
    al, be, nu = p.capital_share[:, None], p.labour_share[:, None], 16 / p.smoothing
    pop, adults = s.people.sum(0), s.people[1] + s.people[2]
    everyone = adults + p.old_in_work * s.people[3]
    able = everyone * exp(-s.early_retired / everyone)
    f.relatedness_gain = density(p.relatedness, s.presence) - a.relatedness_opening
    f.skill_gain = s.people[2] / adults - a.skill_opening
    public = log(s.public_capital / pop / a.public_capital_per_person_opening) - exogenous.log_national_income
    z = s.log_productivity + p.presence_elasticity * log(s.presence / a.presence_opening)
    z = z + p.relatedness_elasticity * f.relatedness_gain
    z = z + p.agglomeration * (log(able) - a.log_able_opening)
    z = z + p.public_capital_elasticity * public + p.skill_elasticity * f.skill_gain
    ore = (f.extraction + 1e-9) / (a.extraction_opening + 1e-9)
    z[PRO] = z[PRO] + p.feedstock_link * log(0.5 + 0.5 * ore)
    spent = p.income_spent_locally * (s.household_income - s.order_income) + s.government_spending
    demand = a.service_demand * (spent + p.building_spent_locally * s.building)
    bought = f.at_once[PURCHASES] + p.building_spent_locally * f.at_once[BUILDING]
    orders = bought + p.spending_rounds * (f.at_once[PAY] + f.at_once[HOUSEHOLDS] + bought)
    wage = s.log_wage + log(a.wage_wedge)
    wished = (log(be) + z + al * log(s.capital) - wage) / (1 - be)
    ore_jobs = a.mining_jobs_per_output * exp(-p.mining_labour_saving * exogenous.log_national_income)
    wished[EXT] = log(ore_jobs * f.extraction + 1e-12)
    wished[SVL] = log(p.labour_share[SVL] * demand) - wage[SVL]
    f.service_spending = a.service_spending_per_person * pop * bounded(exogenous.log_national_income)
    wished[PUB] = log(a.public_pay_scale * f.service_spending + f.at_once[PAY]) - wage[PUB]
    gap = wished - s.log_desired_employment
    f.log_desired = s.log_desired_employment + p.firing * gap
    f.log_desired = f.log_desired + (p.hiring - p.firing) * soft_ramp(gap, 0.02 * p.smoothing)
    f.log_desired[PUB] = wished[PUB]
    order_pay = p.jobs_of_orders * p.labour_share[SVL] * orders
    wanted = exp(f.log_desired)
    wanted[SVL] = more(wanted[SVL], order_pay / exp(wage[SVL]))
    f.labour_demand = wanted.sum(0)
    given_up = np.maximum(1 - exp(f.log_desired[EXT] - s.log_desired_employment[EXT]), 0)
    f.jobs_lost = s.mining_employment * given_up**2 / (given_up + 1e-3 * p.smoothing + 1e-12)
    at_hand = able * (1 - a.non_employment_opening + p.hireable_share * a.non_employment_opening)
    at_hand = at_hand * exp(-(s.displaced_workers + f.jobs_lost) / able)
    hired = soft_minimum(f.labour_demand, at_hand, nu) / f.labour_demand
    f.employment = wanted * hired
    extra = (wanted[SVL] - exp(f.log_desired[SVL])) * exp(wage[SVL])
    f.order_income = f.at_once[HOUSEHOLDS] + hired * (f.at_once[PAY] + extra)
    f.value_added = exp(z + al * log(s.capital) + be * log(f.employment))
    f.mining_at_opening_price = a.unit_value * f.extraction
    f.value_added[EXT] = f.mining_at_opening_price * bounded(f.log_price)
    f.value_added[SVL] = more(demand * exp(f.log_desired[SVL] - wished[SVL]), orders) * hired
    f.value_added[PUB] = exp(wage[PUB]) * f.employment[PUB] / p.labour_share[PUB]
    f.gross_domestic_product = f.value_added.sum(0)
    f.gdp_real = f.gross_domestic_product - f.value_added[EXT] + f.mining_at_opening_price
    working = f.employment.sum(0)
    f.non_employment = able - working
    f.idle_gain = log(f.non_employment / able) - log(a.non_employment_opening)
    f.work_gain = log(working / able) - log(1 - a.non_employment_opening)
    odds = log(a.looking_opening / (1 - a.looking_opening))
    odds = odds + p.search_response * (f.idle_gain - s.accustomed_non_employment)
    dearer = s.log_wage - a.log_wage_opening - exogenous.log_national_income
    looking = logistic(odds + p.wage_in_search * dearer)
    f.labour_force = working + looking * f.non_employment
    f.unemployment_rate = looking * f.non_employment / f.labour_force
    f.rent_gain = f.value_added[EXT] / f.gross_domestic_product - a.rent_share_opening


def _wages_and_capital(s, p, v, exogenous, a, new, f):
    gdp, wage_gain = f.gross_domestic_product, s.log_wage - a.log_wage_opening
    outside = f.employment.sum(0) - f.employment[EXT]
    per_worker = log((gdp - f.value_added[EXT]) / outside) - a.log_output_per_worker_opening
    curve = p.wage_curve * log((f.unemployment_rate + 1e-3) / (a.unemployment_opening + 1e-3))
    new.log_wage = s.log_wage + exogenous.national_growth
    filled = f.employment.sum(0) / f.labour_demand
    new.log_wage = new.log_wage + p.scarcity_response * log(a.filled_opening / filled)
    new.accustomed_non_employment = (1 - p.accustoming) * s.accustomed_non_employment + p.accustoming * f.idle_gain
    new.log_wage = new.log_wage + p.norm_response * (per_worker + exogenous.wage_drift + curve - wage_gain)
    K, dk = s.capital, p.depreciation[:, None]
    earned = p.capital_share[:, None] * f.value_added / K - dk
    mean = (earned * K).sum(0) / K.sum(0)
    f.total_investment = p.investment_rate * gdp * bounded(p.return_response * (mean - a.mean_return_opening))
    share = K * (a.opening_growth + dk) * bounded(p.return_tilt * (earned - a.return_opening))
    f.investment = f.total_investment * share / share.sum(0)
    plant = unit_cost(p, "renewable_build_out", "capital") * v.renewable_build_out
    f.external_investment = plant
    new.capital = K * (1 - dk) + f.investment
    new.capital[REN] += plant
    M, M0 = s.presence, a.presence_opening
    push = p.relatedness_response * f.relatedness_gain + p.skill_response * f.skill_gain
    entry = p.turnover * M0 * 2 * logistic(push) * bounded(-p.crowding_out * f.rent_gain)
    leave = p.turnover * (1 - M0) * 2 * logistic(-p.exit_response * (earned - a.return_opening))
    new.presence = M + entry * (1 - M) - leave * M
    caught = p.convergence * a.productivity_gap * exp(-p.convergence * s.years_since_opening)
    known = p.research_elasticity * (log(1 + s.knowledge_stock / gdp) - log(1 + a.knowledge_ratio_opening))
    drift = exogenous.sector_growth[:, None] * (1 - p.capital_share[:, None])
    own = s.growth_momentum + exogenous.productivity_shock
    new.log_productivity = s.log_productivity + drift + caught + known + own
    new.growth_momentum = p.momentum_memory * s.growth_momentum


def _houses(s, p, v, exogenous, a, new, f):
    pop, H = s.people.sum(0), s.housing_stock
    income = log(s.household_income / pop / a.income_per_person_opening)
    crowding = log(pop / H) - a.log_people_per_floor_opening
    price_gain = s.log_house_price - a.log_house_price_opening
    target = a.log_house_price_opening + (p.income_elasticity * income + crowding) / p.price_elasticity
    change = p.housing_adjustment * (target - s.log_house_price) + p.housing_momentum * s.house_price_momentum
    cost = a.log_construction_cost + p.wage_in_building_cost * (s.log_wage - a.log_wage_opening)
    f.housing_construction = built_floor(H, s.log_house_price - cost, p)
    new.housing_stock = H * (1 - p.housing_decay - v.demolition_rate) + f.housing_construction
    change = change + exogenous.house_price_shock
    new.log_house_price, new.house_price_momentum = s.log_house_price + change, change
    wanted = bounded(crowding + p.income_elasticity * income - p.price_elasticity * price_gain)
    f.housing_vacancy = np.clip(1 - (1 - p.vacancy_opening) * wanted, 0, None)


def _people(s, p, v, exogenous, a, closeness, stored, new, f):
    n = s.people
    worth = p.wage_elasticity * (s.log_wage - a.log_wage_opening) + s.amenity_drift
    worth = worth + p.work_elasticity * f.work_gain
    worth = worth - p.house_price_elasticity * (s.log_house_price - a.log_house_price_opening)
    worth = worth + p.land_elasticity * (a.damaged_land_opening - s.damaged_land) / a.area
    attraction = own = [bounded(a.amenity[0] + worth), bounded(a.amenity[1] + worth)]
    f.pull = pull = np.array([closeness @ E for E in attraction]) if stored is None else stored[0]
    going = [n[1 + g] * pull[g] / (a.staying[g] * own[g] + pull[g]) for g in (0, 1)]
    rate = (going[0] + going[1]) / (n[1] + n[2])
    young, old = p.accompanying_children * rate * n[0], p.accompanying_old * rate * n[3]
    f.departures = np.array([young, *going, old])
    kernel = (0, 0, 1, 0)
    leaving = [f.departures[g] / pull[k] for g, k in enumerate(kernel)]
    f.push = np.array([closeness.T @ each for each in leaving]) if stored is None else stored[1]
    f.arrivals = np.array([attraction[k] * f.push[g] for g, k in enumerate(kernel)])
    here = n - f.departures + f.arrivals
    f.deaths = a.death_rate * here
    left = here - f.deaths
    f.births = a.fertility * exogenous.birth_ratio * (n[1] + n[2])
    schooled = a.graduation_rate * bounded(-p.crowding_out_of_schooling * f.rent_gain)
    graduates = here[1] * (1 - exp(-schooled))
    new.people = np.array(
        [
            left[0] + f.births - left[0] / 15,
            left[1] + left[0] / 15 - left[1] / 45 - graduates,
            left[2] + graduates - left[2] / 45,
            left[3] + left[1] / 45 + left[2] / 45,
        ]
    )
    early = p.early_retirement + (1 - p.early_retirement - p.leaving) * v.early_retirement_share
    gone = s.early_retired + (early + p.leaving) * f.jobs_lost
    new.early_retired = gone * (1 - p.early_retired_ageing) * (1 - going[0] / n[1])
    again = p.reemployment * (1 - f.unemployment_rate)
    pool = s.displaced_workers + (1 - early - p.leaving) * f.jobs_lost
    new.displaced_workers = pool * (1 - again) * (1 - going[0] / n[1])
    trained = s.retrained_workers + v.retraining_coverage * (s.displaced_workers - s.retrained_workers)
    new.retrained_workers = trained * (1 - again) * (1 - going[0] / n[1])
    f.placed = v.early_retirement_share * f.jobs_lost
    new.placed_workers = (s.placed_workers + f.placed) * (1 - p.early_retired_ageing) * (1 - going[0] / n[1])


def _charges(s, p, v, a, f):
    """Cost lines of the levers as set, in the order of the table; what the city pays; what people are paid."""
    now = a.opening_year + s.years_since_opening
    award = unit_cost(p, "early_retirement_share", "central_award") if 2016 <= now <= 2020 else 0.0
    paid = {
        ("talent_subsidy", "recipient"): v.talent_subsidy * f.arrivals[2],
        ("early_retirement_share", "central_award"): award * f.placed,
        ("early_retirement_share", "allowance"): unit_cost(p, "early_retirement_share", "allowance")
        * (s.placed_workers + f.placed),
    }
    others = {
        ("extraction_cut", "revenue"): f.ore_forgone,
        ("windfall_saving_share", "deposit"): f.fund_deposit,
        ("tax_relief", "revenue"): f.tax_forgone,
        ("central_transfer", "paid"): v.central_transfer,
    }
    lines = f.spent | paid | others
    f.cost_lines = np.array([lines[row] for row in COSTS if row in lines])
    not_the_city = {("renewable_build_out", "capital"), *(row for row in paid if row[0] == "early_retirement_share")}
    f.policy_cost = sum(money for row, money in (f.spent | paid).items() if row not in not_the_city)
    f.at_last = sum(np.outer(p.split[SPLIT.index(row)], money) for row, money in paid.items())
    f.received = f.at_once + f.at_last


def _money(s, p, v, exogenous, a, new, f):
    gdp, pop, D, F = f.gross_domestic_product, s.people.sum(0), s.debt, s.stabilisation_fund
    tau, h, follows = a.resource_tax_rate, p.smoothing, p.revenue_response
    base = exp((1 - follows) * log(s.expected_output) + follows * log(gdp))
    f.tax_forgone = a.tax_rate * base * v.tax_relief
    f.revenue = a.tax_rate * base - f.tax_forgone + tau * f.value_added[EXT]
    cut = a.unit_value * bounded(f.log_price) * (f.extraction_uncut - f.extraction)
    whole = exp((1 - follows) * log(s.expected_output) + follows * log(gdp + cut))
    f.ore_forgone = a.tax_rate * (whole - base) + tau * cut
    sales = exp(s.log_house_price) * f.housing_construction
    f.land_revenue = p.land_revenue_share * sales
    grown = pop / a.people_opening * bounded(exogenous.log_national_income)
    standard = f.revenue + f.tax_forgone + f.ore_forgone
    gap = f.service_spending - standard - a.budget_gap_opening * grown
    f.transfer = a.transfer_opening * grown + p.equalisation * gap + v.central_transfer
    windfall = f.value_added[EXT] - f.mining_at_opening_price
    f.fund_deposit = v.windfall_saving_share * tau * soft_plus(windfall, 1e-6 * h)
    f.fund_withdrawal = taken(tau * soft_plus(-windfall, 1e-6 * h), F)
    braked = logistic((p.debt_limit - D / gdp) / 0.08)
    f.public_investment = p.public_investment_share * (f.revenue + f.land_revenue) * braked
    _charges(s, p, v, a, f)
    f.interest = exogenous.interest_rate * D
    income = f.revenue + f.land_revenue + f.transfer + f.fund_withdrawal
    spending = f.service_spending + f.public_investment + f.policy_cost + f.transfer_spent + f.fund_deposit
    owed = D + f.interest + spending - income
    f.public_investment = f.public_investment + np.where(owed < 0, -owed, 0)
    new.debt = np.where(owed < 0, 0, owed)
    new.expected_output = base * bounded(exogenous.national_growth)
    new.stabilisation_fund = F * (1 + p.fund_return) + f.fund_deposit - f.fund_withdrawal
    laid_out = f.public_investment + v.connectivity_spending * s.expected_output
    kept = s.public_capital * (1 - p.public_capital_decay)
    new.public_capital = kept + p.public_investment_efficiency * laid_out
    ordinary = np.outer(p.split[SERVICES], f.service_spending) + np.outer(p.split[WORKS], f.public_investment)
    new.government_spending = ordinary[PURCHASES]
    new.building = sales + p.building_in_investment * f.total_investment + ordinary[BUILDING]
    wage = exp(s.log_wage)
    pensions = p.pension_ratio * wage * s.people[3]
    to_people = f.received[HOUSEHOLDS] + f.at_last[PAY]
    earned = (wage * a.wage_wedge * f.employment).sum(0) + of_land(f.value_added, p)
    new.household_income = earned + pensions + to_people
    new.order_income = f.order_income


def _later(s, p, v, exogenous, a, new, f):
    gdp = f.gross_domestic_product
    research = a.research_intensity * gdp
    new.knowledge_stock = s.knowledge_stock * (1 - p.knowledge_decay) + research
    hectare = unit_cost(p, "remediation_spending", "hectare") / 1e4
    f.remediation = taken(v.remediation_spending * s.expected_output / hectare, s.damaged_land)
    f.land_broken = p.subsidence * a.coal_share * f.extraction
    new.damaged_land = s.damaged_land + f.land_broken - f.remediation
    output = f.value_added.copy()
    output[EXT] = f.mining_at_opening_price
    f.emissions = (p.emission_factor[:, None] * output).sum(0)
    new.amenity_drift = s.amenity_drift + exogenous.amenity_shock
    new.log_desired_employment = f.log_desired
    new.mining_employment = f.employment[EXT]
    new.years_since_opening = s.years_since_opening + 1
