"""A place of another country with its futures moved to the outlook, and what ageing alone makes of its adults."""

from dataclasses import replace

import jax
import numpy as np
from scipy.special import ndtri

from relode.arrays import Values
from relode.calibration.scores.conditioning import adults_moved, shift
from relode.country.country_outlook import NORMAL_90, CountryForecast
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.opening.inversion import FUTURE_AXES, opening_state
from relode.model.results import OneCity, of_one_city
from relode.model.state import CHILDREN, HIGH, LOW

TOLD_AHEAD = {"population": "population", "employment": "employment", "employment_total": "employment",
              "gdp_real": "gdp_real"}  # fmt: skip
"""Quantity of the outlook -> quantity of the simulator that is made to say the same if nothing is done."""


def told_ahead(here: OneCity, forecasts: tuple[CountryForecast, ...]) -> tuple[OneCity, tuple[str, ...]]:
    """The city with its futures moved so that doing nothing is what the outlook says, and the quantities moved.

    Each path keeps its rank among the futures of a year and takes the outlook's value at that rank; after
    the outlook's last year it stays moved by as much. Adults move as all people do, and debt over output as output. An
    outlook that begins in another year than the opening is left aside.
    """
    years = here.futures.years
    fit = {TOLD_AHEAD[each.quantity]: each for each in forecasts
           if each.quantity in TOLD_AHEAD and each.origin == years[0]}  # fmt: skip
    if not fit:
        return here, ()
    asked = (*fit, "debt_ratio", "age_15_59", "skilled_share")
    nothing = of_one_city(replace(here, shifts={}), {}, asked).isel(place=0)
    run = {name: nothing[name].to_numpy() for name in asked}
    factors = {name: moved_by(run[name], each, years) for name, each in fit.items()}
    shifts = {name: shift(run[name], run[name] * factor) for name, factor in factors.items()}
    if "population" in factors:
        adults = run["age_15_59"]
        shifts |= adults_moved(adults, adults * factors["population"], run["skilled_share"])
    if "gdp_real" in factors:
        shifts["debt_ratio"] = shift(run["debt_ratio"], run["debt_ratio"] / factors["gdp_real"])
    return replace(here, shifts=shifts), tuple(fit)


def moved_by(run: Values, forecast: CountryForecast, years: tuple[int, ...]) -> Values:
    """What a run of doing nothing, (future, year), is multiplied by so that it says what is told. [1]"""
    ranks = run.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    factor = np.ones_like(run)
    for at, year in enumerate(years):
        if year in forecast.years:
            ahead = forecast.years.index(year)
            middle, score = forecast.median[ahead], ndtri((ranks[:, at] + 0.5) / len(run)) / NORMAL_90
            end = np.where(score < 0, forecast.p05[ahead], forecast.p95[ahead])
            value = middle * (end / middle) ** np.abs(score)
            factor[:, at] = value / forecast.opening * run[:, 0] / run[:, at]
        elif year > forecast.years[-1]:
            factor[:, at] = factor[:, at - 1]
    return factor


def ageing_at_own_rates(here: OneCity) -> Values:
    """Working-age people over those of the first plan year if nobody moved since the opening, (future, plan year). [1]

    Births and deaths at the place's own rates, as the simulator has them; a fifteenth of the children and a
    forty-fifth of the adults leave their age in a year.
    """
    futures = here.futures
    state, anchors = jax.jit(jax.vmap(opening_state, in_axes=(FUTURE_AXES, 0)))(futures.observed, futures.params)
    people, death = np.asarray(state.people)[..., 0], np.asarray(anchors.death_rate)[..., 0]
    fertility, births = np.asarray(anchors.fertility)[..., 0], np.asarray(futures.exogenous.birth_ratio)
    children, low, high = (people[:, group] for group in (CHILDREN, LOW, HIGH))
    adults = []
    for t in range(len(futures.years)):
        adults.append(low + high)
        born = fertility * births[:, t] * (low + high)
        left, low, high = (group * (1 - death[:, at]) for group, at in ((children, CHILDREN), (low, LOW), (high, HIGH)))
        children = left * (1 - 1 / 15) + born
        low, high = low * (1 - 1 / 45) + left / 15, high * (1 - 1 / 45)
    path = np.stack(adults, axis=1)[:, futures.years.index(FIRST_PLAN_YEAR) :]
    return np.asarray(path / path[:, :1])
