"""A plan for a place of the user's own country: the decisions of `relode.decisions` with accounts in its futures.

Parameters were fitted to China, so all of it is uncalibrated. Evidence of what programmes did elsewhere is the same for
every country; the law, the channels of money and what is there of what a programme needs are unknown: they are asked
for. No needs are judged, since norms and ages of China do not hold. What the tables do not give is taken as in China
and listed.
"""

from dataclasses import replace

import numpy as np

from relode.country.country_command import country_command
from relode.country.country_facts import Country
from relode.country.country_money import in_own_money
from relode.country.country_moved import ageing_at_own_rates, told_ahead
from relode.country.country_opening import country_world, place_in
from relode.country.country_outlook import country_outlook
from relode.country.country_plan_record import CountryPlan
from relode.country.country_simulator import UNCALIBRATED, cells_of, country_futures
from relode.decisions.local_facts import UNKNOWN, YUAN, LocalFigures
from relode.decisions.purses import Purse
from relode.errors import NoVerdict
from relode.horizon import FIRST_PLAN_YEAR, LONGEST
from relode.model.results import one_city, stored_paths
from relode.places import Place
from relode.plan.asked.plan_asked import Command, PlanAsked
from relode.plan.asked.pots import CELLS
from relode.plan.decided_run import DecisionBasis, purses
from relode.plan.making.courses import courses
from relode.plan.trials.stage import Stage, staged

PRESENCES = ("industry", "mining", "closing_mines", "damaged_land")
"""What programmes need of a place: no table of a country tells it."""


def country_plan(country: Country, place: Place, asked: PlanAsked) -> CountryPlan:
    """Every programme judged for the place.

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
    on = staged(place, asked, money, futures, here, ageing_at_own_rates(here))
    basis = DecisionBasis(place, asked, None, figures_of(on), purses_of(money, asked))
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
        nothing=courses(on),
        decisions=basis.on(on),
    )
    own = in_own_money(plan, rate)
    return replace(own, opening=cells_of(world, place), local=tuple(country.effects.values()))


def figures_of(on: Stage) -> LocalFigures:
    """Output and residents of the year before the plan as the futures have them; nothing is known of what is there."""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    output, people = (
        float(np.median(on.nothing.quantities[name][:, before])) for name in ("expected_output", "population")
    )
    return LocalFigures(output * YUAN, people, dict.fromkeys(PRESENCES, UNKNOWN), ("own_table",), abroad=True)


def purses_of(money: Command, asked: PlanAsked) -> tuple[Purse, ...]:
    """The pots that the tables give; own money that they do not give is asked for."""
    given = purses(money.pots, asked.horizon - FIRST_PLAN_YEAR + 1)
    if any(each.pot == "own" for each in given):
        return given
    return (Purse("own", "", "ask", None, CELLS["own"]), *given)
