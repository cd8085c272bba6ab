"""What each lever costs, line by line: nothing that a government sets is free. Unit costs: lever_costs.csv."""

from dataclasses import replace

import jax.numpy as jnp
from jax import Array, lax

from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy.levers import lever_costs, levers
from relode.model.state import LEVERS, Cities, Levers

WHAT_MONEY_BUYS = ("hectare", "railway_km")
"""Items that are no cost of their own: what a sum set as a share of output buys."""

LINES = tuple((row.lever, row.item, row.payer) for row in lever_costs() if row.item not in WHAT_MONEY_BUYS)
"""Cost lines in the order of lever_costs.csv: lever, item, who pays."""

SHARES_OF_OUTPUT = tuple(row.name for row in levers().values() if row.cost == "gdp_share")

FORGONE = ("extraction_cut", "tax_relief")
"""Levers that cost revenue: it is missing among the receipts, so it is no outlay."""


def arrived(doses: Levers, lag: Array, efficiency: Array) -> Levers:
    """What has come of levers set over the years: each follows its dose with a lag, times its efficiency.

    Equation: eff_t = eff_{t-1} + (dose - eff_{t-1}) (1 - 2^(-1 / lag))

    Half of the effect is there after `lag` years. Leading axis year. Costs are paid on the dose.

    Source: assumption.
    Limits: no lag: the dose times efficiency; a constant dose: tends to it.
    """
    rate = 1 - jnp.exp2(-1 / jnp.maximum(lag, 1e-3))

    def followed(dose: Array, speed: Array) -> Array:
        def step(effect: Array, now: Array) -> tuple[Array, Array]:
            effect = effect + (now - effect) * speed
            return effect, effect

        return lax.scan(step, jnp.zeros_like(dose[0]), dose)[1]

    return replace(doses, **{n: followed(getattr(doses, n), rate[i]) * efficiency[i] for i, n in enumerate(LEVERS)})


def costs(
    dose: Levers,
    params: Params,
    *,
    capital: Array,
    gross_domestic_product: Cities,
    displaced_workers: Cities,
    mining_jobs_lost: Cities,
    talent_arrivals: Cities,
    forgone_tax: Cities,
    forgone_extraction: Cities,
    fund_deposit: Cities,
    stabilisation_fund: Cities,
    housing_stock: Cities,
) -> Array:
    """Cost of each line in a year, whoever pays. [10^8 yuan/yr] (line, place)

    Subsidies are charged on the capital that gets them, demolition on floor area, retraining and retirement per
    person, what is set as a share of output on output. Each unit cost has its own source in lever_costs.csv.

    Limits: all levers 0: 0.
    """
    price = {key: params.unit_cost[i] for i, key in enumerate(UNIT_COSTS)}
    plant = price["renewable_build_out", "capital"] * dose.renewable_build_out
    city_part = price["renewable_build_out", "city_share"]
    retired = dose.early_retirement_share * mining_jobs_lost
    charged = {
        **{(name, "paid"): getattr(dose, name) * gross_domestic_product for name in SHARES_OF_OUTPUT},
        ("subsidy", "paid"): (dose.subsidy * capital).sum(axis=0),
        ("cluster_support", "full_support"): price["cluster_support", "full_support"]
        * dose.cluster_support.sum(axis=0)
        * gross_domestic_product,
        ("retraining_coverage", "person"): price["retraining_coverage", "person"]
        * dose.retraining_coverage
        * (displaced_workers + mining_jobs_lost),
        ("talent_subsidy", "recipient"): dose.talent_subsidy * talent_arrivals,
        ("extraction_cut", "revenue"): forgone_extraction,
        ("windfall_saving_share", "deposit"): fund_deposit,
        ("windfall_saving_share", "management_fee"): price["windfall_saving_share", "management_fee"]
        * stabilisation_fund,
        ("tax_relief", "revenue"): forgone_tax,
        ("demolition_rate", "floor_area"): price["demolition_rate", "floor_area"]
        * dose.demolition_rate
        * housing_stock,
        ("renewable_build_out", "capital"): plant * (1 - city_part),
        ("renewable_build_out", "city_share"): plant * city_part,
        ("early_retirement_share", "central_award"): price["early_retirement_share", "central_award"] * retired,
        ("early_retirement_share", "own_part"): price["early_retirement_share", "own_part"] * retired,
        ("central_transfer", "paid"): dose.central_transfer,
    }
    return jnp.stack([charged[lever, item] for lever, item, _ in LINES])


def paid_by_city(cost: Array) -> Cities:
    """Outlays of the city among the cost lines; the fund deposit has its own account. [10^8 yuan/yr]"""
    own = [
        i
        for i, (lever, item, payer) in enumerate(LINES)
        if payer == "city" and lever not in FORGONE and item != "deposit"
    ]
    return cost[jnp.array(own)].sum(axis=0)
