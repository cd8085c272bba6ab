"""What the simulator carries from year to year: frozen records of arrays. The last axis is the place.

Units inside the model: people and jobs 10^4 persons, money 10^8 yuan at prices of the opening year, wages
10^4 yuan per person and year, floor area 10^4 m2, house prices 10^4 yuan per m2, land ha. Groups of people are
children, low_skilled, high_skilled and old, in this order.
"""

from dataclasses import dataclass, fields

import jax
import numpy as np
from jax import Array

Cities = Array
"""One number a place: shape (place,)."""
BySector = Array
"""One number a sector and place: shape (sector, place)."""
ByGroup = Array
"""One number a group of people and place: shape (group, place)."""
Sectors = Array
"""One number a sector: shape (sector,)."""
Commodities = Array
"""One number a commodity: shape (commodity,)."""
ByCommodity = Array
"""One number a commodity and place: shape (commodity, place)."""
SectorPairs = Array
"""One number a pair of sectors: shape (sector, sector)."""
BySkill = Array
"""One number of adults a skill (low, high) and place: shape (skill, place)."""
Scalar = Array
"""One number for the whole system: shape ()."""

MONEY_PARTS = 5
"""How many kinds of receivers money has: those of levers.PARTS."""
GROUPS = ("children", "low_skilled", "high_skilled", "old")
CHILDREN, LOW, HIGH, OLD = range(4)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class State:
    """Stocks at the start of a year, and last year's values that decisions of this year look back to."""

    reserves: Cities
    undiscovered_reserves: Cities
    cumulative_extraction: Cities
    extraction_capacity: Cities
    smoothed_margin: Cities
    log_productivity: BySector
    capital: BySector
    presence: BySector
    log_desired_employment: BySector
    growth_momentum: Cities
    people: ByGroup
    amenity_drift: Cities
    log_wage: Cities
    mining_employment: Cities
    displaced_workers: Cities
    early_retired: Cities
    placed_workers: Cities
    retrained_workers: Cities
    accustomed_non_employment: Cities
    household_income: Cities
    order_income: Cities
    government_spending: Cities
    building: Cities
    log_house_price: Cities
    house_price_momentum: Cities
    housing_stock: Cities
    expected_output: Cities
    debt: Cities
    stabilisation_fund: Cities
    public_capital: Cities
    knowledge_stock: Cities
    damaged_land: Cities
    years_since_opening: Scalar


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Flows:
    """What happened in a year."""

    extraction: Cities
    discovery: Cities
    regrowth: Cities
    margin: Cities
    value_added: BySector
    employment: BySector
    gross_domestic_product: Cities
    gdp_real: Cities
    investment: BySector
    total_investment: Cities
    external_investment: Cities
    labour_force: Cities
    labour_demand: Cities
    unemployment_rate: Cities
    non_employment: Cities
    births: Cities
    deaths: ByGroup
    departures: ByGroup
    arrivals: ByGroup
    pull: Array
    push: Array
    wage: Cities
    house_price: Cities
    housing_construction: Cities
    housing_vacancy: Cities
    revenue: Cities
    land_revenue: Cities
    transfer: Cities
    service_spending: Cities
    public_investment: Cities
    policy_cost: Cities
    transfer_spent: Cities
    fund_deposit: Cities
    fund_withdrawal: Cities
    interest: Cities
    land_broken: Cities
    remediation: Cities
    emissions: Cities
    cost_lines: Array
    received: Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Exogenous:
    """Exogenous series of one year: what no city of the system decides."""

    log_price: Array
    """Log real price of each commodity over the opening year's. (commodity,)"""
    sector_growth: Array
    """Real growth of value added per worker of each sector in the nation. [1/yr] (sector,)"""
    national_growth: Scalar
    """Growth of national output and wages per person from this year to the next, log. [1/yr]"""
    wage_drift: Scalar
    """Growth of national wages beyond productivity since the opening year, log."""
    log_national_income: Scalar
    """Log national income per person over the opening year's."""
    carbon_price: Scalar
    """10^8 yuan per t of CO2 (1 yuan = 1e-8)."""
    interest_rate: Scalar
    """Real interest on local debt. [1/yr]"""
    birth_ratio: Scalar
    """Births per adult over the opening year's."""
    productivity_shock: Cities
    """Log change of productivity that is the place's own."""
    house_price_shock: Cities
    """Log change of the house price that is the place's own."""
    amenity_shock: Cities
    """Change of what a place is worth to those who choose where to live, in units of log wage x wage elasticity."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Levers:
    """What a government may set in a year. Units and allowed values stand in the vocabulary."""

    subsidy: BySector
    cluster_support: BySector
    research_spending: Cities
    schooling_spending: Cities
    retraining_coverage: Cities
    public_services_spending: Cities
    connectivity_spending: Cities
    talent_subsidy: Cities
    extraction_cut: Cities
    windfall_saving_share: Cities
    remediation_spending: Cities
    tax_relief: Cities
    demolition_rate: Cities
    renewable_build_out: Cities
    early_retirement_share: Cities
    central_transfer: Cities


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Increments:
    """What measures add to a year of each place, beside what the simulator finds by itself.

    Their own doing comes from published studies and is added as it is. Their money arrives where it is spent, and is
    below 0 where it is taken away.
    """

    jobs: Cities
    """Own effect on jobs. [10^4 persons]"""
    output: Cities
    """Own effect on output beyond that of these jobs. [10^8 yuan/yr]"""
    income: Cities
    """Own effect on household income beyond the pay of these jobs. [10^8 yuan/yr]"""
    spent: Array
    """Money by where it arrives, in the order of levers.PARTS. [10^8 yuan/yr] (part, place)"""
    outlays: Cities
    """What of it the city's budget pays, less the ordinary spending that makes room for it. [10^8 yuan/yr]"""
    granted: Cities
    """What the budget is given for it. [10^8 yuan/yr]"""

    @classmethod
    def nothing(cls, leading: tuple[int, ...], places: int = 1) -> "Increments":
        """Nothing added, with these leading axes."""
        zero = np.zeros((*leading, places))
        return cls(zero, zero, zero, np.zeros((*leading, MONEY_PARTS, places)), zero, zero)  # type: ignore[arg-type]


LEVERS = tuple(field.name for field in fields(Levers))
"""Levers in the order of the record, of levers() and of every array over levers."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Anchors:
    """What the opening year pins down for each place, so that its first year is the year that was observed."""

    commodity_weight: Array
    opening_reserves: Cities
    extraction_opening: Cities
    unit_value: Cities
    unit_price: Cities
    log_unit_cost: Cities
    mining_jobs_per_output: Cities
    coal_share: Cities
    forest_share: Cities
    wage_wedge: BySector
    relatedness_opening: BySector
    presence_opening: BySector
    return_opening: BySector
    mean_return_opening: Cities
    productivity_gap: BySector
    rent_share_opening: Cities
    service_demand: Cities
    public_pay_scale: Cities
    looking_opening: Cities
    non_employment_opening: Cities
    filled_opening: Cities
    log_wage_opening: Cities
    log_output_per_worker_opening: Cities
    unemployment_opening: Cities
    log_able_opening: Cities
    skill_opening: Cities
    graduation_rate: Cities
    fertility: Cities
    death_rate: ByGroup
    staying: Array
    amenity: Array
    log_house_price_opening: Cities
    log_construction_cost: Cities
    log_people_per_floor_opening: Cities
    income_per_person_opening: Cities
    people_opening: Cities
    housing_stock_opening: Cities
    tax_rate: Cities
    resource_tax_rate: Cities
    service_spending_per_person: Cities
    transfer_opening: Cities
    budget_gap_opening: Cities
    public_capital_per_person_opening: Cities
    knowledge_ratio_opening: Cities
    research_intensity: Cities
    damaged_land_opening: Cities
    area: Cities
    opening_growth: Scalar
    opening_year: Scalar
    capacity_limit: Array
    """Most capacity of mines that may work. (year, place)"""
