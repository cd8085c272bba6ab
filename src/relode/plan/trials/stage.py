"""The ground that a plan is made on: a place in its futures, and what comes of doing nothing there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Values
from relode.calibration.conditioning import conditioned
from relode.calibration.draws import draw_futures
from relode.decisions.request import PlanRequest
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.futures import Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_world import World
from relode.model.results import OneCity, one_city
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import predictive
from relode.places import Place
from relode.plan.estimate import rounded
from relode.plan.making.plan_records import Course
from relode.plan.trials.evaluate import Outcomes, evaluate, paths


def resource_price(ground: OneCity, weights: Values, start: int) -> Values:
    """Mean log price of what the city mines from `start` on, over the opening year's, (future,).

    `weights` (commodity,) are its shares of each commodity; a city without any takes the mean of all.
    """
    during = np.asarray(ground.futures.years) >= start
    share = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    prices = np.asarray(ground.futures.exogenous.log_price)[:, during]
    return np.asarray((prices * share).sum(axis=-1).mean(axis=1))


@dataclass(frozen=True)
class Stage:
    """A place in its futures, and what comes of doing nothing there.

    `drawn` are the futures of all places, `ground` the city in them. `price` (future,): mean log price of what the
    city mines. `ageing` (1 or future, year of the plan): what births, ageing and deaths alone leave of working-age
    people, over those of its first year.
    """

    place: Place
    asked: PlanRequest
    world: World
    drawn: Futures
    ground: OneCity
    nothing: Outcomes
    price: NDArray[np.float64]
    ageing: Values

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan."""
        return tuple(year for year in self.ground.futures.years if year >= FIRST_PLAN_YEAR)

    @cached_property
    def base(self) -> dict[str, Values]:
        """Doing nothing over the years of the plan, with working-age people as ageing alone leaves them.

        Each (future, year).
        """
        result = paths(self.nothing)
        return {**result, "ageing_alone": ageing_alone(self)}


def ageing_alone(on: Stage) -> Values:
    """People of working age over the years of the plan if nobody moved after its first year, (future, year). [persons]

    Those of its first year change as births, ageing and deaths alone change them.
    """
    first = on.nothing.quantities["working_age_people"][:, on.ground.futures.years.index(FIRST_PLAN_YEAR)]
    return np.asarray(first[:, None] * on.ageing)


def stage(
    opened: World,
    place: Place,
    request: PlanRequest,
    drawn: Futures | None = None,
    stored: StoredPath | None = None,
) -> Stage:
    """The futures, the stored world around the place, and doing nothing. Raises RelodeError as its parts do.

    `drawn` are futures up to the horizon that are there already, `stored` the paths of all places in them.
    """
    futures = drawn or draw_futures(opened, request.futures, request.horizon - OPENING_YEAR, request.seed, known=True)
    future = predictive(opened.panel, place)
    ground = conditioned(one_city(futures, place.code, stored), future)
    adults = future.quantities["age_15_59"].ageing_alone
    assert adults is not None  # every place of the simulator has ages in the census
    ageing = adults[[AHEAD.index(year) for year in futures.years if year >= FIRST_PLAN_YEAR]]
    return staged(place, request, futures, ground, ageing[None] / ageing[0])


def staged(
    place: Place,
    request: PlanRequest,
    futures: Futures,
    ground: OneCity,
    ageing: Values,
) -> Stage:
    """The place in futures that are there, and doing nothing in them; `ageing` as in Stage, (1 or future, year).

    Raises RelodeError as `evaluate` does.
    """
    opened = futures.world
    nothing = evaluate(ground, {})
    weights = opened.opening.data["commodity_share"].sel(place=place.code).to_numpy()
    price = resource_price(ground, weights, FIRST_PLAN_YEAR)
    return Stage(place, request, opened, futures, ground, nothing, price, ageing)


COURSES = {
    "employment": "persons",
    "in_work_share": "share",
    "working_age_people": "persons",
    "ageing_alone": "persons",
    "population": "persons",
    "income_per_person": "yuan per person",
    "services_per_person": "yuan per person",
    "housing_vacancy": "share",
    "debt_ratio": "share",
    "production_emissions": "t",
}
"""What is told of the years."""
BANDS = {"p05": 0.05, "median": 0.5, "p95": 0.95}


def courses(on: Stage) -> tuple[Course, ...]:
    """Each of COURSES if nothing is done."""
    return tuple(
        Course(name, unit, on.years, _bands(on.base[name]), *_beside_the_simulator(on, name))
        for name, unit in COURSES.items()
    )


def _beside_the_simulator(on: Stage, name: str) -> tuple[float | None, tuple[float, float] | None, float | None]:
    """What the simulator's last year is moved by, the middle half of what is told, and what it says itself outside it.

    Medians; None of what is not moved.
    """
    shift = on.ground.shifts.get(name)
    if shift is None or name not in on.base:
        return None, None, None
    amount, told = shift.amount[:, -1], on.base[name][:, -1]
    low, high = (rounded(float(end)) for end in np.quantile(told, (0.25, 0.75)))
    alone = rounded(float(np.median(told - amount)))
    return rounded(float(np.median(amount))), (low, high), None if low <= alone <= high else alone


def _bands(values: Values) -> dict[str, tuple[float, ...]]:
    return {band: tuple(rounded(float(v)) for v in np.quantile(values, level, axis=0)) for band, level in BANDS.items()}
