"""What a plan is asked for, and the ground that it is made on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.calibration.fitting.draws import LONGEST, draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import World, world
from relode.model.policy.policy_file import Policy, policy_of_text
from relode.model.results import Futures, OneCity, one_city, stored_paths
from relode.outlook.one_future.predictive import predictive
from relode.places import Place
from relode.plan.decisions import city_share, others_share
from relode.plan.evaluate import KEPT, Doses, Outcomes, evaluate
from relode.plan.objectives import OBJECTIVES, checked_objectives, lowest, resource_price
from relode.plan.signposts import FEWEST_FUTURES
from relode.plan.thresholds import Threshold, parse_threshold

OWN = "own"
"""The name of the user's own policy in a run."""
SHORTEST = 5
"""A plan lasts at least so many years."""
DEBT_ADDED = 0.05
"""Debt over output may end at most so far above doing nothing, in every future. [share of GDP] Assumed."""


@dataclass(frozen=True)
class Asked:
    """What `relode plan` is asked for. `budget` is the yearly cost to the city over its budget revenue.

    `own` is a policy of the user's as TOML, compared beside the shipped ones; "" for none.
    Raises RelodeError for a budget that is negative or above revenue, a horizon too near or beyond the model,
    too few futures, unknown objectives, thresholds that cannot be read, and a policy that is none.
    """

    budget: float = 0.05
    horizon: int = 2035
    futures: int = 512
    objectives: tuple[str, ...] = tuple(OBJECTIVES)
    thresholds: tuple[str, ...] = ()
    seed: int = 1
    generations: int = 20
    population: int = 32
    own: str = ""
    parsed: tuple[Threshold, ...] = field(init=False, compare=False)
    own_policies: tuple[Policy, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 < self.budget <= 1:
            raise RelodeError("planning.budget", value=f"{self.budget:g}")
        if not FIRST_PLAN_YEAR + SHORTEST - 1 <= self.horizon <= OPENING_YEAR + LONGEST:
            first, last = FIRST_PLAN_YEAR + SHORTEST - 1, OPENING_YEAR + LONGEST
            raise RelodeError("planning.horizon", year=self.horizon, first=first, last=last)
        if self.futures < FEWEST_FUTURES:
            raise RelodeError("planning.few_futures", count=self.futures, least=FEWEST_FUTURES)
        if self.generations < 0:
            raise RelodeError("planning.generations", count=self.generations)
        object.__setattr__(self, "objectives", checked_objectives(self.objectives))
        policies = (replace(policy_of_text(self.own, "--policy"), name=OWN),) if self.own else ()
        object.__setattr__(self, "own_policies", policies)
        object.__setattr__(self, "parsed", tuple(parse_threshold(text, KEPT) for text in self.thresholds))

    def record(self) -> dict[str, object]:
        """The settings as the manifest keeps them; `asked_from` reads them."""
        return {
            "budget": self.budget,
            "horizon": self.horizon,
            "futures": self.futures,
            "objectives": list(self.objectives),
            "thresholds": list(self.thresholds),
            "seed": self.seed,
            "generations": self.generations,
            "population": self.population,
            **({"own": self.own} if self.own else {}),
        }


def asked_from(record: Mapping[str, Any]) -> Asked:
    """The settings of a manifest. Raises RelodeError for what it does not hold or cannot be."""
    try:
        return Asked(
            budget=float(record["budget"]),
            horizon=int(record["horizon"]),
            futures=int(record["futures"]),
            objectives=tuple(map(str, record["objectives"])),
            thresholds=tuple(map(str, record["thresholds"])),
            seed=int(record["seed"]),
            generations=int(record["generations"]),
            population=int(record["population"]),
            own=str(record.get("own", "")),
        )
    except (KeyError, TypeError) as error:
        raise RelodeError("planning.resume_nothing", run=record.get("run", "--resume")) from error


@dataclass(frozen=True)
class Stage:
    """A place in its futures, and what comes of doing nothing there.

    `price` (future,): mean log price of what the city mines; `low` marks the fifth where it is lowest.
    """

    place: Place
    asked: Asked
    world: World
    ground: OneCity
    nothing: Outcomes
    price: NDArray[np.float64]

    @property
    def low(self) -> NDArray[np.bool_]:
        """The futures with the lowest prices, (future,)."""
        return lowest(self.price)

    def run(self, plans: Sequence[Doses]) -> Outcomes:
        """Plans on the same futures as doing nothing."""
        return evaluate(self.ground, plans)

    def excess(self, found: Outcomes) -> NDArray[np.float64]:
        """By how much plans break each limit, (plan, limit), 0 or less where it holds: budget, debt, money of others.

        Budget and debt in the worst future and year; the money of others on average.
        """
        added = found.quantities["debt_ratio"] - self.nothing.quantities["debt_ratio"]
        budget = self.asked.budget
        return np.stack(
            [
                city_share(found).max(axis=(1, 2)) / budget - 1,
                added.max(axis=(1, 2)) / DEBT_ADDED - 1,
                others_share(found).mean(axis=1) / budget - 1,
            ],
            axis=1,
        )


def in_system(opened: World, place: Place) -> bool:
    """Whether the simulator has the place."""
    return place.code in opened.codes


def opened_world(panel: xr.Dataset) -> World:
    """The world that plans start from."""
    return world(panel, OPENING_YEAR)


def stage(opened: World, place: Place, asked: Asked, drawn: Futures | None = None) -> Stage:
    """The futures, the stored world around the place, and doing nothing. Raises RelodeError as its parts do.

    `drawn` are futures up to the horizon that are there already.
    """
    futures = drawn or draw_futures(opened, asked.futures, asked.horizon - OPENING_YEAR, asked.seed)
    here = conditioned(one_city(futures, place.code, stored_paths(futures)), predictive(opened.panel, place))
    nothing = evaluate(here, [{}])
    weights = opened.opening.data["commodity_share"].sel(place=place.code).to_numpy()
    return Stage(place, asked, opened, here, nothing, resource_price(here, weights, FIRST_PLAN_YEAR))
