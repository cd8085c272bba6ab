"""The mine of a year, and what has changed since the opening: what the rest of the year begins with."""

from typing import NamedTuple

import jax.numpy as jnp

from relode.model.parameters import Params
from relode.model.sectors import extraction, production
from relode.model.state import HIGH, LOW, Anchors, BySector, Cities, Exogenous, Levers, State


class Since(NamedTuple):
    """What has changed since the opening year."""

    population: Cities
    skill_gain: Cities
    log_wage_gain: Cities
    density_gain: BySector


def since_opening(state: State, params: Params, anchors: Anchors) -> Since:
    """People, skill, wage and related industries against the opening year.

    Equation: h = n_h / (n_l + n_h); h~ = h - h_0; w~ = ln(w / w_0); omega~ = omega - omega_0
    """
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


def mining(state: State, params: Params, levers: Levers, exogenous: Exogenous, anchors: Anchors) -> Mine:
    """Price, margin, ore taken out, found and grown back.

    Equation: chi = P_C c_Q phi_C / p_Q; R' = R - Q + D_R + G_R; U' = U - D_R; X' = X + Q
    """
    log_price = extraction.log_price(anchors.commodity_weight, exogenous.log_price)
    log_cost = extraction.log_unit_cost(
        anchors.log_unit_cost,
        state.log_wage,
        anchors.log_wage_opening,
        exogenous.log_national_income,
        params.mining_labour_saving,
        params.wage_in_mining_cost,
        state.reserves,
        anchors.opening_reserves,
        params.depth_cost,
    )
    carbon_charge = exogenous.carbon_price * params.carbon_in_ore * anchors.coal_share / anchors.unit_price
    margin = extraction.margin(log_price, log_cost, anchors.resource_tax_rate, carbon_charge, params.smoothing)
    working = extraction.utilisation(margin, params.cost_spread)
    ore = extraction.extraction(state.extraction_capacity, working, levers.extraction_cut, state.reserves)
    uncut = extraction.extraction(state.extraction_capacity, working, jnp.zeros_like(ore), state.reserves)
    cities = extraction.discovery(
        state.undiscovered_reserves, log_price, params.discovery_rate, params.discovery_elasticity
    )
    regrown = extraction.regrowth(state.reserves, anchors.opening_reserves, anchors.forest_share, params.regrowth_rate)
    return Mine(
        log_price=log_price,
        margin=margin,
        ore=ore,
        ore_uncut=uncut,
        found=cities,
        regrown=regrown,
        reserves=state.reserves - ore + cities + regrown,
        value_added=production.mining_value_added(anchors.unit_value, log_price, ore),
        value_at_opening_price=anchors.unit_value * ore,
    )
