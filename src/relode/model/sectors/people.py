"""M3. Births, ageing, deaths, and who moves where."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential
from relode.model.state import CHILDREN, HIGH, LOW, OLD, ByGroup, BySkill, Cities, Scalar


def attraction(
    wage_elasticity: Scalar,
    log_wage_gain: Cities,
    work_elasticity: Scalar,
    log_work_gain: Cities,
    house_price_elasticity: Scalar,
    log_house_price_gain: Cities,
    amenity_drift: Cities,
    amenity: BySkill,
) -> BySkill:
    """How much a place draws an adult. (skill, place) [1]

    Equation: E = exp(a + a_d + mu_w w~ + mu_u j~ - mu_h p_h~)

    The opening level of each is in the amenity a.

    Source: tombe2019.
    Limits: nothing changed: exp(amenity).
    """
    value = (
        amenity
        + wage_elasticity * log_wage_gain
        + work_elasticity * log_work_gain
        - house_price_elasticity * log_house_price_gain
        + amenity_drift
    )
    return bounded_exponential(value)


def departures(people: BySkill, staying: BySkill, attraction: BySkill, pull: BySkill) -> BySkill:
    """Adults who leave in a year. [10^4 persons/yr]

    Equation: N_out = n P / (theta E + P)

    McFadden's logit among all places, staying included; the pull P on the people of a place comes from all others.

    Source: mcfadden1974.
    Limits: no pull: 0; never more than all.
    """
    return people * pull / (staying * attraction + pull)


def arrivals(attraction: BySkill, push: BySkill) -> BySkill:
    """Adults who arrive in a year. [10^4 persons/yr]

    Equation: N_in = E S

    The push S towards a place comes from all others.

    Source: mcfadden1974.
    Limits: summed over all places: the departures.
    """
    return attraction * push


def births(low_skilled: Cities, high_skilled: Cities, fertility: Cities, birth_ratio: Scalar) -> Cities:
    """Children born in a year. [10^4 persons/yr]

    Equation: b = f_b b_t (n_l + n_h)
    """
    return fertility * birth_ratio * (low_skilled + high_skilled)


def people_next(
    people: ByGroup, arrivals: ByGroup, departures: ByGroup, births: Cities, death_rate: ByGroup, graduates: Cities
) -> tuple[ByGroup, ByGroup]:
    """People at the end of the year by group, and deaths in it. [10^4 persons]

    Equation: k = (1 - d) (n + N_in - N_out)
        n_c' = k_c (1 - 1 / 15) + b
        n_l' = k_l (1 - 1 / 45) + k_c / 15 - g_h
        n_h' = k_h (1 - 1 / 45) + g_h
        n_o' = k_o + (k_l + k_h) / 45

    k are those who are left after moves and deaths; then a fifteenth of the children and a forty-fifth of the adults
    turn a group older.

    Source: assumption.
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
