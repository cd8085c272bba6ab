"""What each lever costs: nothing that a government sets is free. Unit costs: lever_costs.csv."""

from dataclasses import replace

import jax.numpy as jnp
from jax import Array

from relode.model.parameters import Params
from relode.model.state import LEVERS, Cities, Levers

BORNE_ELSEWHERE = ("tax_relief", "extraction_cut", "central_transfer")
"""Levers that are no outlay of the city: revenue forgone (tax relief, a slower pace) or money of the centre."""


def delivered(levers: Levers, efficiency: Array) -> Levers:
    """Levers as they arrive: each times its efficiency, which may be 0. Costs are paid on what was set."""
    return replace(levers, **{name: getattr(levers, name) * efficiency[i] for i, name in enumerate(LEVERS)})


def lever_costs(
    levers: Levers,
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
    housing_stock: Cities,
    house_price: Cities,
) -> Array:
    """Yearly cost of each lever, whoever pays. [10^8 yuan/yr] (lever, place)

    Subsidies are charged on the capital that gets them, demolition on floor area and its price, retraining and
    retirement per person, what is set as a share of output on output.

    Source: lever_costs.
    Limits: all levers 0: 0.
    """
    cost = {
        "subsidy": (levers.subsidy * capital).sum(axis=0),
        "cluster_support": params.cluster_cost * levers.cluster_support.sum(axis=0) * gross_domestic_product,
        "research_spending": levers.research_spending * gross_domestic_product,
        "schooling_spending": levers.schooling_spending * gross_domestic_product,
        "retraining_coverage": params.retraining_cost
        * levers.retraining_coverage
        * (displaced_workers + mining_jobs_lost),
        "public_services_spending": levers.public_services_spending * gross_domestic_product,
        "connectivity_spending": levers.connectivity_spending * gross_domestic_product,
        "talent_subsidy": levers.talent_subsidy * talent_arrivals,
        "extraction_cut": forgone_extraction,
        "windfall_saving_share": fund_deposit,
        "remediation_spending": levers.remediation_spending * gross_domestic_product,
        "tax_relief": forgone_tax,
        "demolition_rate": levers.demolition_rate * housing_stock * (house_price + params.demolition_cost),
        "renewable_build_out": params.renewable_cost * params.renewable_city_share * levers.renewable_build_out,
        "early_retirement_share": params.early_retirement_cost * levers.early_retirement_share * mining_jobs_lost,
        "central_transfer": levers.central_transfer,
    }
    return jnp.stack([cost[name] for name in LEVERS])


def paid_by_city(costs: Array) -> Cities:
    """Outlays of the city among the costs of levers; the fund deposit has its own account. [10^8 yuan/yr]"""
    own = [i for i, name in enumerate(LEVERS) if name not in (*BORNE_ELSEWHERE, "windfall_saving_share")]
    return costs[jnp.array(own)].sum(axis=0)
