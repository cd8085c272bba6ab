"""A plan for a place of the user's own country: the machinery of `relode.plan` in that country's futures.

Parameters were fitted to China, so all of it is uncalibrated, and no measure is to do unless an effect published in
the country bears it out. What the tables do not give is taken as in China and listed.
"""

from dataclasses import replace

import jax
import numpy as np
from scipy.special import ndtri

from relode.arrays import Values
from relode.calibration.fitting.draws import LONGEST
from relode.calibration.scores.conditioning import ADULTS, shift
from relode.country.country_evidence import LocalEffects
from relode.country.country_facts import Country
from relode.country.country_money import in_own_money
from relode.country.country_opening import country_world, place_in
from relode.country.country_outlook import NORMAL_90, CountryForecast, country_outlook
from relode.country.country_plan_record import CountryPlan
from relode.country.country_simulator import UNCALIBRATED, cells_of, country_futures
from relode.errors import NoVerdict, RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.opening.inversion import FUTURE_AXES, opening_state
from relode.model.results import OneCity, Shift, of_one_city, one_city, stored_paths
from relode.model.state import CHILDREN, HIGH, LOW
from relode.places import Place
from relode.plan.estimate import Estimate
from relode.plan.money_asked import MoneyAsked
from relode.plan.planning import planned_on
from relode.plan.pots import YUAN, Pot, Spending
from relode.plan.stage import BONDS_SHARE, HALVES, Asked, Command, staged

TOLD_AHEAD = {"population": "population", "employment": "employment", "employment_total": "employment",
              "gdp_real": "gdp_real"}  # fmt: skip
"""Quantity of the outlook -> quantity of the simulator that is made to say the same if nothing is done."""
SOURCE = ("own_table",)


def country_plan(country: Country, place: Place, asked: Asked) -> CountryPlan:
    """Every measure judged for the place, and a plan where effects published there allow one.

    Raises NoVerdict with what an opening needs and does not have, for a place outside it and for years that a plan
    cannot span, RelodeError for money that the place cannot have; before anything runs.
    """
    found = country_world(country)
    place_in(found, country, place)
    if found.year >= FIRST_PLAN_YEAR or asked.horizon - found.year > LONGEST:
        raise NoVerdict(
            "country.plan_years", year=found.year, first=FIRST_PLAN_YEAR, horizon=asked.horizon, longest=LONGEST
        )
    rate = 1 / (YUAN * found.money)
    money = country_command(country, place, asked, rate)
    futures = country_futures(found, asked.futures, asked.horizon - found.year, asked.seed)
    here, told = told_ahead(
        one_city(futures, place.code, stored_paths(futures)), country_outlook(country, place, asked.seed).forecasts
    )
    local = LocalEffects(country.effects, rate)
    on = staged(place, asked, money, futures, here, ageing_at_own_rates(here), local)
    record = next(planned_on(on, _untold)).record  # what comes after the cards is of the simulator's own country
    plan = CountryPlan(
        tags=(UNCALIBRATED,),
        opening_year=found.year,
        start=FIRST_PLAN_YEAR,
        horizon=asked.horizon,
        futures=asked.futures,
        budget=money.budget,
        bonds=money.bonds,
        granted=money.granted,
        spending=money.spending,
        pots=money.pots,
        opening=(),
        held_places=found.held,
        outlook=told,
        local=(),
        nothing=record.nothing,
        cards=record.cards,
        plan=record.plan,
        granted_plan=record.granted_plan,
    )
    own = in_own_money(plan, rate)
    return replace(own, opening=cells_of(found, place), local=tuple(country.effects.values()))


def _untold(_what: str, _done: int, _of: int) -> None:
    """Nobody is told how far it has come."""


def country_command(country: Country, place: Place, asked: Asked, rate: float) -> Command:
    """The money of a plan in the simulator's yuan: asked for in the currency, `rate` of which are worth a yuan.

    Raises RelodeError for a share of spending that is not given, and for more bonds than the table of pots has.
    """
    spending = _spending(country, place, rate)
    pots = _pots(country, place, spending, rate)
    spends = spending.spending if spending else None
    yuan = {name: _yuan(each, name, spends, place, rate) for name, each in asked.money.items()}
    room, grant = (next(pot.amount for pot in pots if pot.name == name) for name in ("bonds", "granted"))
    most = (room.interval_90[1] if room.interval_90 else room.value) if room else 0.0
    if yuan.get("bonds", 0.0) > most:
        raise RelodeError("country.plan_bonds", text=asked.bonds, place=place.name_en, most=f"{most * rate:,.0f}")
    if yuan.get("bonds", 0.0) > yuan["budget"]:
        raise RelodeError("money.parts", bonds=asked.bonds, budget=asked.budget)
    bonds = yuan.get("bonds", min(BONDS_SHARE * yuan["budget"], room.value if room else 0.0))
    granted = yuan.get("granted", grant.value if grant else 0.0)
    return Command(yuan["budget"], bonds, granted, spending, pots)


def _yuan(asked: MoneyAsked, option: str, spends: float | None, place: Place, rate: float) -> float:
    """Yuan a year; a sum was typed in the currency, `spends` is in yuan."""
    if asked.is_share and spends is None:
        raise RelodeError("country.plan_share", option=f"--{option}", text=asked.text, place=place.name_en)
    in_yuan = asked if asked.is_share else replace(asked, value=asked.value / rate)
    return in_yuan.yuan(spends, place.slug)


def _spending(country: Country, place: Place, rate: float) -> Spending | None:
    """Public spending and own revenue of the newest year that has both, None where none has. In yuan."""
    at, found = country.row(place), [country.values.get(f"budget_{name}") for name in ("expenditure", "revenue")]
    if found[0] is None or found[1] is None:
        return None
    spent, own = found[0][at], found[1][at]
    known = np.flatnonzero((spent > 0) & np.isfinite(own))
    if not len(known):
        return None
    last = known[-1]
    return Spending(country.years[last], float(spent[last]) / rate, float(own[last]) / rate, SOURCE, ())


def _pots(country: Country, place: Place, spending: Spending | None, rate: float) -> tuple[Pot, ...]:
    """The four pots as the tables give them: of what they do not give nothing is known, and nothing comes. In yuan."""
    rooms, unit = country.pots.get(place.code, {}), "yuan per year"

    def pot(name: str) -> Pot:
        if name not in rooms:
            return Pot(name, None, "none", (), ())
        ends = rooms[name].interval_90
        amount = Estimate(rooms[name].amount / rate, unit, ends and (ends[0] / rate, ends[1] / rate))
        return Pot(name, amount, "observed", (), SOURCE)

    own = (
        Pot("own", None, "none", (), ())
        if spending is None
        else Pot("own", Estimate(spending.revenue, unit), "observed", (spending.year,), SOURCE)
    )
    return own, pot("granted"), pot("bonds"), Pot("others", None, "measures", (), ())


def told_ahead(here: OneCity, forecasts: tuple[CountryForecast, ...]) -> tuple[OneCity, tuple[str, ...]]:
    """The city with its futures moved so that doing nothing is what the outlook says, and the quantities moved.

    Each path keeps its rank among the futures of its half in a year and takes the outlook's value at that rank; after
    the outlook's last year it stays moved by as much. Adults move as all people do, and debt over output as output. An
    outlook that begins in another year than the opening is left aside.
    """
    years = here.futures.years
    fit = {TOLD_AHEAD[each.quantity]: each for each in forecasts
           if each.quantity in TOLD_AHEAD and each.origin == years[0]}  # fmt: skip
    if not fit:
        return here, ()
    nothing = of_one_city(replace(here, shifts={}), {}, (*fit, "debt_ratio")).isel(place=0)
    factors = {name: moved_by(nothing[name].to_numpy(), each, years) for name, each in fit.items()}
    shifts = {name: Shift(False, factor) for name, factor in factors.items()}
    if "population" in factors:
        shifts |= dict.fromkeys(ADULTS, shifts["population"])
    if "gdp_real" in factors:
        ratio = nothing["debt_ratio"].to_numpy()
        shifts["debt_ratio"] = shift(ratio, ratio / factors["gdp_real"], difference=True)
    return replace(here, shifts=shifts), tuple(fit)


def moved_by(run: Values, told: CountryForecast, years: tuple[int, ...]) -> Values:
    """What a run of doing nothing, (future, year), is multiplied by so that each half of it says what is told. [1]"""
    factor = np.ones_like(run)
    for first in range(HALVES):
        factor[first::HALVES] = _moved_half(run[first::HALVES], told, years)
    return factor


def _moved_half(run: Values, told: CountryForecast, years: tuple[int, ...]) -> Values:
    ranks = run.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    factor = np.ones_like(run)
    for at, year in enumerate(years):
        if year in told.years:
            ahead = told.years.index(year)
            middle, spread = told.median[ahead], np.log(told.p95[ahead] / told.median[ahead]) / NORMAL_90
            value = middle * np.exp(spread * ndtri((ranks[:, at] + 0.5) / len(run)))
            factor[:, at] = value / told.opening * run[:, 0] / run[:, at]
        elif year > told.years[-1]:
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
