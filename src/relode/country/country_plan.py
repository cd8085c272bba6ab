"""A plan for a place of the user's own country: the machinery of `relode.plan` in that country's futures.

Parameters were fitted to China, so all of it is uncalibrated, and no measure is to do unless an effect published in
the country bears it out. What the tables do not give is taken as in China and listed.
"""

from dataclasses import replace

from relode.calibration.fitting.draws import LONGEST
from relode.country.country_command import country_command
from relode.country.country_evidence import LocalEffects
from relode.country.country_facts import Country
from relode.country.country_money import in_own_money
from relode.country.country_moved import ageing_at_own_rates, told_ahead
from relode.country.country_opening import country_world, place_in
from relode.country.country_outlook import country_outlook
from relode.country.country_plan_record import CountryPlan
from relode.country.country_simulator import UNCALIBRATED, cells_of, country_futures
from relode.errors import NoVerdict
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.results import one_city, stored_paths
from relode.places import Place
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.asked.pots import YUAN
from relode.plan.making.planning import planned_on
from relode.plan.trials.stage import staged


def country_plan(country: Country, place: Place, asked: PlanAsked) -> CountryPlan:
    """Every measure judged for the place, and a plan where effects published there allow one.

    Raises NoVerdict with what an opening needs and does not have, for a place outside it and for years that a plan
    cannot span, RelodeError for money that the place cannot have; before anything runs.
    """
    world = country_world(country)
    place_in(world, country, place)
    if world.year >= FIRST_PLAN_YEAR or asked.horizon - world.year > LONGEST:
        raise NoVerdict(
            "country.plan_years", year=world.year, first=FIRST_PLAN_YEAR, horizon=asked.horizon, longest=LONGEST
        )
    rate = 1 / (YUAN * world.money)
    money = country_command(country, place, asked, rate)
    futures = country_futures(world, asked.futures, asked.horizon - world.year, asked.seed)
    here, result = told_ahead(
        one_city(futures, place.code, stored_paths(futures)), country_outlook(country, place, asked.seed).forecasts
    )
    local = LocalEffects(country.effects, rate)
    on = staged(place, asked, money, futures, here, ageing_at_own_rates(here), local)
    record = next(planned_on(on, _untold)).record  # what comes after the cards is of the simulator's own country
    plan = CountryPlan(
        tags=(UNCALIBRATED,),
        opening_year=world.year,
        start=FIRST_PLAN_YEAR,
        horizon=asked.horizon,
        futures=asked.futures,
        budget=money.budget,
        bonds=money.bonds,
        granted=money.granted,
        spending=money.spending,
        pots=money.pots,
        opening=(),
        held_places=world.held,
        outlook=result,
        local=(),
        nothing=record.nothing,
        cards=record.cards,
        plan=record.plan,
        granted_plan=record.granted_plan,
    )
    own = in_own_money(plan, rate)
    return replace(own, opening=cells_of(world, place), local=tuple(country.effects.values()))


def _untold(_what: str, _done: int, _of: int) -> None:
    """Nobody is told how far it has come."""
