"""A plan for a place of the user's own country: the decisions of `relode.decisions` with accounts in its futures.

Parameters were fitted to China, so all of it is uncalibrated. Evidence of what programmes did elsewhere is the same for
every country; the law, the channels of money and what is there of what a programme needs are unknown: they are asked
for. No needs are judged, since norms and ages of China do not hold. What the tables do not give is taken as in China
and listed."""

import shlex
from dataclasses import replace
from typing import Any

import jax
import numpy as np
from scipy.special import ndtri

from relode.arrays import Values
from relode.calibration.conditioning import adults_moved, shift
from relode.calibration.draws import draw_futures
from relode.country.answer import CountryPlan
from relode.country.facts import Country
from relode.country.opening import country_world
from relode.country.outlook import CountryForecast, country_outlook
from relode.decisions.judged import YUAN, programme_rows
from relode.decisions.money import Sums, split
from relode.decisions.options import Currency
from relode.decisions.records import Decisions, UsedFact
from relode.decisions.request import PlanRequest
from relode.errors import NoVerdict
from relode.evidence.shipped_draws import shipped_draws
from relode.horizon import FIRST_PLAN_YEAR, LONGEST, OPENING_YEAR
from relode.model.opening.inversion import FUTURE_AXES, opening_state
from relode.model.results import OneCity, of_one_city, one_city
from relode.model.state import CHILDREN, HIGH, LOW
from relode.places import Place
from relode.plan.making.own_currency import OWN, in_own_money
from relode.plan.making.planning import head, shrinks
from relode.plan.trials.stage import Stage, courses, staged

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
            value = forecast.at(year, ndtri((ranks[:, at] + 0.5) / len(run)))
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


def country_plan(country: Country, place: Place, request: PlanRequest) -> CountryPlan:
    """What comes of doing nothing, and programmes by the bases that the tables count.

    Raises NoVerdict with what an opening needs and does not have, for a place outside it and for years that a plan
    cannot span, RelodeError for money that the place cannot have; before anything runs.
    """
    world = country_world(country, place)
    if world.year >= FIRST_PLAN_YEAR or request.horizon - world.year > LONGEST:
        raise NoVerdict(
            "country.plan_years", year=world.year, first=FIRST_PLAN_YEAR, horizon=request.horizon, longest=LONGEST
        )
    rate = 1 / (YUAN * world.money)
    years = request.horizon - world.year
    futures = draw_futures(world.world, request.futures, years, request.seed, fitted=OPENING_YEAR)
    here, told = told_ahead(one_city(futures, place.code), country_outlook(country, place, request.seed).forecasts)
    on = staged(place, request, futures, here, ageing_at_own_rates(here))
    again = (
        f"relode country {shlex.quote(str(country.path))} {shlex.quote(place.code)} --chapter plan {request.command()}"
    )
    budget = budget_of(country, place, request, rate, world.year)
    record = replace(
        head(place, request, ""), state="done", command=again.strip(), price_year=world.year,
        shrinks=shrinks(on), nothing=courses(on), decisions=decided(on, place, request, budget),
    )  # fmt: skip
    known: dict[str, Any] = {"outlook": told, "currency": country.currency}
    return CountryPlan(**vars(in_own_money(record, rate)), **world.opened(place), **known)


def decided(on: Stage, place: Place, request: PlanRequest, budget: float | None) -> Decisions:
    """Rows on programmes in a place of another country, whose law, channels and standards are not known.

    Bases are output and residents of the year before the plan as the futures have them. The budget is own money.
    """
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)

    def fact(key: str, name: str, factor: float, unit: str) -> UsedFact:
        value = float(np.median(on.nothing.quantities[name][:, before])) * factor
        return UsedFact(key, place.code, value, unit, FIRST_PLAN_YEAR - 1, SOURCE)

    facts = {
        "output": fact("output", "expected_output", YUAN, "yuan per year"),
        "residents": fact("residents", "population", 1.0, "persons"),
        "jobs": fact("jobs", "employment", 1.0, "persons"),
    }
    rows = programme_rows(facts, place.code, budget, {}, shipped_draws(), request.seed)
    money = split(None, rows, Sums(budget, {}, 0.0, on.years))
    return Decisions(place.code, request.horizon, request.seed, rows, money, None, (), SOURCE)


SOURCE = ("own_table",)


def budget_of(country: Country, place: Place, request: PlanRequest, rate: float, opened: int) -> float | None:
    """The budget that was typed, in the simulator's yuan a year; None without.

    Raises RelodeError for a share of spending that the tables do not have, and for more than all of it.
    """
    typed = request.money.get("budget")
    if typed is None:
        return None
    spent = country.figures(place, "budget_expenditure")
    newest = max((year for year in spent if spent[year] > 0), default=None)
    spending = None if newest is None else spent[newest] * country.price_level(opened) / rate
    return typed.yuan(spending, place.name_en, Currency(OWN, rate, "_by_tables"))
