"""M3. Births, ageing, deaths, and who moves where."""

import jax.numpy as jnp
from jax import Array

from relode.model.smooth import bounded_exponential
from relode.model.state import CHILDREN, HIGH, LOW, OLD, ByGroup, Cities, Scalar


def attraction(
    wage_elasticity: Scalar,
    log_wage_gain: Cities,
    work_elasticity: Scalar,
    log_work_gain: Cities,
    house_price_elasticity: Scalar,
    log_house_price_gain: Cities,
    service_elasticity: Scalar,
    log_services_gain: Cities,
    amenity_drift: Cities,
    amenity: Array,
) -> Array:
    """How much a place draws an adult: exp(V). (skill, place) [1]

    V = amenity + mu_w ln w + mu_u ln(1 - u) - mu_h ln(house price) + mu_s ln(public services), each against its opening
    value, whose level is in the amenity.

    Source: tombe2019.
    Limits: nothing changed: exp(amenity).
    """
    value = (
        amenity
        + wage_elasticity * log_wage_gain
        + work_elasticity * log_work_gain
        - house_price_elasticity * log_house_price_gain
        + service_elasticity * log_services_gain
        + amenity_drift
    )
    return bounded_exponential(value)


def departures(people: Array, staying: Array, attraction: Array, pull: Array) -> Array:
    """Adults who leave in a year: n pull / (stay E + pull), pull = sum over other places of T E. [10^4 persons/yr]

    Source: mcfadden1974.
    Limits: no pull: 0; never more than all.
    """
    return people * pull / (staying * attraction + pull)


def arrivals(attraction: Array, push: Array) -> Array:
    """Adults who arrive in a year: E x push, push = sum over other places of T n / (stay E + pull). [10^4 persons/yr]

    Source: mcfadden1974.
    Limits: summed over all places: the departures.
    """
    return attraction * push


def births(low_skilled: Cities, high_skilled: Cities, fertility: Cities, birth_ratio: Scalar) -> Cities:
    """Children born in a year. [10^4 persons/yr]"""
    return fertility * birth_ratio * (low_skilled + high_skilled)


def people_next(
    people: ByGroup, arrivals: ByGroup, departures: ByGroup, births: Cities, death_rate: ByGroup, graduates: Cities
) -> tuple[ByGroup, ByGroup]:
    """People at the end of the year by group, and deaths in it. [10^4 persons]

    Moves first, then deaths, then a fifteenth of the children and a forty-fifth of the adults turn a group older.

    Source: model_specification.
    Limits: no births, deaths, moves: the total stays.
    """
    here = people + arrivals - departures
    deaths = death_rate * here
    left = here - deaths
    grown, low_aged, high_aged = left[CHILDREN] / 15, left[LOW] / 45, left[HIGH] / 45
    return jnp.stack(
        [
            left[CHILDREN] + births - grown,
            left[LOW] + grown - low_aged - graduates,
            left[HIGH] + graduates - high_aged,
            left[OLD] + low_aged + high_aged,
        ]
    ), deaths
