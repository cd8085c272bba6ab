"""What must balance each year: people, ore, output, investment, money and land."""

import jax.numpy as jnp
from jax import Array

from relode.model.policy import costs
from relode.model.state import Flows, State

BALANCES = ("people", "moves", "ore", "output", "investment", "money", "levers", "fund", "land")


def imbalances(before: State, after: State, flows: Flows, fund_yield: Array) -> dict[str, Array]:
    """Largest relative error of each balance in a year: what went in, less what came out, over what there is. [1]

    `fund_yield` is (), each balance one number for the system, ().

    Equation: sum_i(n') = sum_i(n + b - d n)
        sum_i(N_in) = sum_i(N_out)
        R' + U' + X' = R + U + X + G_R
        GDP = sum_s(Y)
        I_G = sum_s(I)
        D' - D = Exp + i_D - Inc
        sum_k(Rcv_k) = sum_j(Out_j) + T_x
        Fund' = (1 + eff_F r_F) Fund + F_in - F_out
        Z' = Z + Z_in - Z_out

    Births and deaths are those of the whole system; the rest of the country is one of its places.
    """
    people = before.people.sum() + flows.births.sum() - flows.deaths.sum()
    ore_before = before.reserves + before.undiscovered_reserves + before.cumulative_extraction + flows.regrowth
    ore_after = after.reserves + after.undiscovered_reserves + after.cumulative_extraction
    parts = flows.value_added.sum(axis=0)
    ordinary = flows.service_spending + flows.public_investment + flows.transfer_spent
    outlays = ordinary + flows.policy_cost + flows.fund_deposit + flows.interest
    levers = costs.outlays(flows.cost_lines) + flows.transfer_spent
    receipts = flows.revenue + flows.land_revenue + flows.transfer + flows.fund_withdrawal
    land = before.damaged_land + flows.land_broken - flows.remediation
    fund = before.stabilisation_fund * (1 + fund_yield) + flows.fund_deposit - flows.fund_withdrawal
    return {
        "people": jnp.abs(after.people.sum() / people - 1),
        "moves": jnp.abs(flows.arrivals.sum(axis=1) / flows.departures.sum(axis=1) - 1).max(),
        "ore": _worst(ore_after, ore_before),
        "output": _worst(parts, flows.gross_domestic_product),
        "investment": _worst(flows.investment.sum(axis=0), flows.total_investment),
        "money": (jnp.abs(after.debt - before.debt - outlays + receipts) / (outlays + receipts)).max(),
        "levers": (jnp.abs(flows.received.sum(axis=0) - levers) / (outlays + levers)).max(),
        "fund": (jnp.abs(after.stabilisation_fund - fund) / (1 + fund)).max(),
        "land": (jnp.abs(after.damaged_land - land) / (1 + land)).max(),
    }


def _worst(a: Array, b: Array) -> Array:
    return jnp.abs(a / b - 1).max()
