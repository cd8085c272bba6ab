"""What each lever costs, line by line, and where the money arrives.

Nothing that a government sets is free.
"""

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from relode.model.parameters import UNIT_COSTS, Params
from relode.model.policy.levers import ORDINARY, SPLIT_ROWS, lever_costs, levers
from relode.model.state import Cities, Levers

WHAT_MONEY_BUYS = ("hectare", "railway_km")
"""Items that are no cost of their own: what a sum set as a share of output buys."""

LINES = tuple((row.lever, row.item, row.payer) for row in lever_costs() if row.item not in WHAT_MONEY_BUYS)
"""Cost lines in the order of lever_costs(): lever, item, who pays."""

SHARES_OF_OUTPUT = tuple(row.key for row in levers().values() if row.cost == "gdp_share")

Charges = Mapping[tuple[str, str], Cities]
"""Money by lever and item. [10^8 yuan/yr]"""

TRANSFER_SPENT = (ORDINARY, "services")
"""What is spent of a central transfer goes where the ordinary budget goes."""


class Received(NamedTuple):
    """Where money arrives, in the order of levers.PARTS. [10^8 yuan/yr]"""

    pay: Cities
    households: Cities
    purchases: Cities
    building: Cities
    leak: Cities


def charged_on_stocks(
    dose: Levers,
    params: Params,
    *,
    capital: Array,
    expected_output: Cities,
    newly_retrained: Cities,
    stabilisation_fund: Cities,
    housing_stock: Cities,
) -> Charges:
    """What is known before the year begins, and is spent in it: the doses as set on stocks and expected output.

    `capital` is (sector, place).

    Subsidies are charged on the capital that gets them, demolition on floor area, retraining on those who were not
    trained yet, renewables on what is built, shares of output on the output that the budget expects.

    Limits: all levers 0: only the fee of what the fund holds.
    """
    price = {key: params.unit_cost[i] for i, key in enumerate(UNIT_COSTS)}
    plant = price["renewable_build_out", "capital"] * dose.renewable_build_out
    city_part = price["renewable_build_out", "city_share"]
    fee, building_site = price["windfall_saving_share", "management_fee"], price["demolition_rate", "floor_area"]
    support = price["cluster_support", "full_support"] * dose.cluster_support.sum(axis=0)
    return {
        **{(name, "paid"): getattr(dose, name) * expected_output for name in SHARES_OF_OUTPUT},
        ("subsidy", "paid"): (dose.subsidy * capital).sum(axis=0),
        ("cluster_support", "full_support"): support * expected_output,
        ("retraining_coverage", "person"): price["retraining_coverage", "person"] * newly_retrained,
        ("windfall_saving_share", "management_fee"): fee * stabilisation_fund,
        ("demolition_rate", "floor_area"): building_site * dose.demolition_rate * housing_stock,
        ("renewable_build_out", "capital"): plant * (1 - city_part),
        ("renewable_build_out", "city_share"): plant * city_part,
    }


def charged_on_flows(
    dose: Levers,
    params: Params,
    *,
    talent_arrivals: Cities,
    newly_placed: Cities,
    placed_workers: Cities,
    award_runs: Cities,
    forgone_tax: Cities,
    forgone_extraction: Cities,
    fund_deposit: Cities,
) -> Charges:
    """What follows from the year itself: paid to people, laid by, forgone, or given by the centre.

    The bonus goes to every graduate who arrives; an allowance to all who were placed and have no pension yet, the
    award once and only in the years of the programme.
    """
    price = {key: params.unit_cost[i] for i, key in enumerate(UNIT_COSTS)}
    return {
        ("talent_subsidy", "recipient"): dose.talent_subsidy * talent_arrivals,
        ("extraction_cut", "revenue"): forgone_extraction,
        ("windfall_saving_share", "deposit"): fund_deposit,
        ("tax_relief", "revenue"): forgone_tax,
        ("early_retirement_share", "central_award"): price["early_retirement_share", "central_award"]
        * award_runs
        * newly_placed,
        ("early_retirement_share", "allowance"): price["early_retirement_share", "allowance"]
        * (placed_workers + newly_placed),
        ("central_transfer", "paid"): dose.central_transfer,
    }


def received(charged: Charges, split: Array) -> Received:
    """Where the outlays among these charges arrive. [10^8 yuan/yr]

    Equation: Rcv = sum_j(shr_j Out_j)

    `split` (row, part). What is forgone, laid by or given to the city is no spending.

    Limits: the parts add up to the outlays.
    """
    outlays = {row: charged[row] for row in SPLIT_ROWS if row in charged}
    parts = split[jnp.array([SPLIT_ROWS.index(row) for row in outlays])]
    return Received(*jnp.einsum("rk,rn->kn", parts, jnp.stack(list(outlays.values()))))


def cost_lines(charged: Charges) -> Array:
    """Cost of each line in a year, whoever pays. [10^8 yuan/yr] (line, place)"""
    return jnp.stack([charged[lever, item] for lever, item, _ in LINES])


def paid_by_city(cost: Array) -> Cities:
    """Outlays of the city among the cost lines; the fund deposit has its own account. [10^8 yuan/yr]

    `cost` is (line, place).
    """
    own = [i for i, (lever, item, payer) in enumerate(LINES) if payer == "city" and (lever, item) in SPLIT_ROWS]
    return cost[jnp.array(own)].sum(axis=0)


def outlays(cost: Array) -> Cities:
    """What all payers spend among the cost lines: nothing forgone, laid by or handed on. [10^8 yuan/yr]

    `cost` is (line, place).
    """
    return cost[jnp.array([i for i, (lever, item, _) in enumerate(LINES) if (lever, item) in SPLIT_ROWS])].sum(axis=0)
