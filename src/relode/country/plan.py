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
from relode.calibration.scores.conditioning import adults_moved, shift
from relode.country.facts import Country
from relode.country.opening import world_with
from relode.country.outlook import CountryForecast, country_outlook
from relode.country.records import CountryPlan
from relode.country.simulator import country_futures
from relode.decisions.local_facts import UNKNOWN, YUAN, LocalFact, LocalFigures
from relode.decisions.programmes import programmes
from relode.errors import NoVerdict
from relode.horizon import FIRST_PLAN_YEAR, LONGEST
from relode.model.opening.inversion import FUTURE_AXES, opening_state
from relode.model.results import OneCity, of_one_city, one_city
from relode.model.state import CHILDREN, HIGH, LOW
from relode.places import Place
from relode.plan.asked.options import Currency
from relode.plan.asked.pots import Pot, Spending
from relode.plan.asked.request import Command, PlanRequest, commanded
from relode.plan.decided_run import DecisionBasis, purses
from relode.plan.estimate import Estimate
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
    """Every programme judged for the place.

    Raises NoVerdict with what an opening needs and does not have, for a place outside it and for years that a plan
    cannot span, RelodeError for money that the place cannot have; before anything runs.
    """
    world = world_with(country, place)
    if world.year >= FIRST_PLAN_YEAR or request.horizon - world.year > LONGEST:
        raise NoVerdict(
            "country.plan_years", year=world.year, first=FIRST_PLAN_YEAR, horizon=request.horizon, longest=LONGEST
        )
    rate = 1 / (YUAN * world.money)
    money = country_command(country, place, request, rate, world.year)
    futures = country_futures(world, request.futures, request.horizon - world.year, request.seed)
    here, told = told_ahead(one_city(futures, place.code), country_outlook(country, place, request.seed).forecasts)
    on = staged(place, request, money, futures, here, ageing_at_own_rates(here))
    basis = DecisionBasis(place, request, None, figures_of(on), purses(money.pots, len(on.years)))
    again = (
        f"relode country {shlex.quote(str(country.path))} {shlex.quote(place.code)} --chapter plan {request.command()}"
    )
    record = replace(
        head(place, request, money, ""), state="done", command=again.strip(), price_year=world.year,
        shrinks=shrinks(on), nothing=courses(on), decisions=basis.on(on),
    )  # fmt: skip
    known: dict[str, Any] = {"outlook": told, "local": tuple(country.effects.values()), "currency": country.currency}
    return CountryPlan(**vars(in_own_money(record, rate)), **world.opened(place), **known)


def figures_of(on: Stage) -> LocalFigures:
    """Output and residents of the year before the plan as the futures have them.

    What programmes need of a place no table of a country tells.
    """
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    output, people = (
        float(np.median(on.nothing.quantities[name][:, before])) for name in ("expected_output", "population")
    )
    needed: dict[str, LocalFact] = {each.presence: UNKNOWN for each in programmes() if each.presence}
    return LocalFigures(output * YUAN, people, needed, ("own_table",), abroad=True)


SOURCE = ("own_table",)


def country_command(country: Country, place: Place, request: PlanRequest, rate: float, opened: int) -> Command:
    """The money of a plan in the simulator's yuan: asked for in the currency, `rate` of which are worth a yuan.

    Raises RelodeError for a share of spending that is not given, and for more bonds than the table of pots has.
    """
    spending = _spending(country, place, rate, opened)
    pots = _pots(country, place, spending, rate)
    return commanded(request, place.name_en, spending, pots, Currency(OWN, rate, "_by_tables"))


def _spending(country: Country, place: Place, rate: float, opened: int) -> Spending | None:
    """Public spending and own revenue of the newest year that has both, None where none has. In yuan.

    At prices of the year `opened` where the country has a deflator.
    """
    spent, own = (country.figures(place, f"budget_{name}") for name in ("expenditure", "revenue"))
    known = [year for year in spent if spent[year] > 0 and year in own]
    if not known:
        return None
    last, then = max(known), country.price_level(opened) / rate
    return Spending(last, spent[last] * then, own[last] * then, SOURCE, ())


def _pots(country: Country, place: Place, spending: Spending | None, rate: float) -> tuple[Pot, ...]:
    """The four pots as the tables give them: of what they do not give nothing is known, and nothing comes. In yuan."""
    rooms, unit = country.pots.get(place.code, {}), "yuan per year"

    def pot(name: str) -> Pot:
        if name not in rooms:
            return Pot(name, None, "none", (), ())
        ends = rooms[name].interval_90
        amount = Estimate(rooms[name].value / rate, unit, ends and (ends[0] / rate, ends[1] / rate))
        return Pot(name, amount, "observed", (), SOURCE)

    own = Pot("own", None, "none", (), ())
    if spending is not None:
        own = Pot("own", Estimate(spending.revenue, unit), "observed", (spending.year,), SOURCE)
    return own, pot("granted"), pot("bonds"), Pot("others", None, "measures", (), ())
