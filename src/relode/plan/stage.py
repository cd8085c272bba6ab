"""What a plan is asked for, the money that it may use, and the ground that it is made on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import jax.numpy as jnp
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Values
from relode.calibration.fitting.draws import LONGEST, MOST_FUTURES, draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.language import Amount
from relode.model.futures import Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_world import World, world
from relode.model.policy.policy_file import Policy, policy_of_text
from relode.model.results import OneCity, one_city, stored_paths
from relode.model.state import LEVERS
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import predictive
from relode.places import Place
from relode.plan.evaluate import Doses, Outcomes, evaluate
from relode.plan.judged import paths
from relode.plan.keep_asked import KeepAsked, parse_keep
from relode.plan.money_asked import MoneyAsked, parse_money
from relode.plan.pots import Pot, Spending, pots_of, spending_of
from relode.plan.resource_price import lowest, resource_price
from relode.plan.signposts import FEWEST_FUTURES
from relode.plan.thresholds import MEETABLE, Threshold, parse_threshold

OWN = "own"
"""The name of the user's own policy in a run."""
SHORTEST = 5
"""A plan lasts at least so many years."""
HALVES = 2
"""Doses are chosen in one half of the futures and figures printed from the other; each tells the one statement."""
BONDS_SHARE = 0.5
"""Where nothing else is asked, at most so much of the money comes from special bonds. A choice of this project."""


@dataclass(frozen=True)
class Asked:
    """What `relode plan` is asked for, as typed. `budget` is what the city may command in a year.

    `bonds` and `granted` are parts of it from those pots, "" for the defaults; `keep` what is to be kept at what level;
    `own` is a policy of the user's as TOML, compared beside the plan; "" for none.
    Raises RelodeError for money that cannot be read, a horizon too near or beyond the model, too few futures,
    thresholds and levels to keep that cannot be read, and a policy that is none.
    """

    budget: str = "5%"
    bonds: str = ""
    granted: str = ""
    horizon: int = 2035
    futures: int = 512
    thresholds: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    seed: int = 1
    own: str = ""
    money: Mapping[str, MoneyAsked] = field(init=False, compare=False)
    parsed: tuple[Threshold, ...] = field(init=False, compare=False)
    kept: tuple[KeepAsked, ...] = field(init=False, compare=False)
    own_policies: tuple[Policy, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        typed = {name: getattr(self, name) for name in ("budget", "bonds", "granted")}
        money = {name: parse_money(text, f"--{name}") for name, text in typed.items() if text}
        if not FIRST_PLAN_YEAR + SHORTEST - 1 <= self.horizon <= OPENING_YEAR + LONGEST:
            first, last = FIRST_PLAN_YEAR + SHORTEST - 1, OPENING_YEAR + LONGEST
            raise RelodeError("planning.horizon", year=self.horizon, first=first, last=last)
        if self.futures < 2 * FEWEST_FUTURES:
            raise RelodeError("planning.few_futures", count=self.futures, least=2 * FEWEST_FUTURES)
        if self.futures > MOST_FUTURES:
            raise RelodeError("simulate.bad_futures", count=self.futures, most=MOST_FUTURES)
        policies = (replace(policy_of_text(self.own, "--policy"), name=OWN),) if self.own else ()
        object.__setattr__(self, "money", money)
        object.__setattr__(self, "own_policies", policies)
        object.__setattr__(self, "parsed", tuple(parse_threshold(text, MEETABLE) for text in self.thresholds))
        object.__setattr__(self, "kept", tuple(parse_keep(text) for text in self.keep))

    def record(self) -> dict[str, object]:
        """The settings as the manifest keeps them; `asked_from` reads them."""
        return {
            "budget": self.budget,
            "bonds": self.bonds,
            "granted": self.granted,
            "horizon": self.horizon,
            "futures": self.futures,
            "thresholds": list(self.thresholds),
            "keep": list(self.keep),
            "seed": self.seed,
            **({"own": self.own} if self.own else {}),
        }


def asked_from(record: Mapping[str, Any]) -> Asked:
    """The settings of a manifest. Raises RelodeError for what it does not hold or cannot be."""
    try:
        return Asked(
            budget=_text(record["budget"]),
            bonds=_text(record["bonds"]),
            granted=_text(record["granted"]),
            horizon=int(record["horizon"]),
            futures=int(record["futures"]),
            thresholds=tuple(map(str, record["thresholds"])),
            keep=tuple(map(str, record["keep"])),
            seed=int(record["seed"]),
            own=str(record.get("own", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, RelodeError):
            raise
        raise RelodeError("planning.resume_nothing", run=record.get("run", "--resume")) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


@dataclass(frozen=True)
class Command:
    """Yuan a year that a plan may use: in all, of them from special bonds and from grants. Facts behind them."""

    budget: float
    bonds: float
    granted: float
    spending: Spending | None
    pots: tuple[Pot, ...]


def command(panel: xr.Dataset, place: Place, asked: Asked) -> Command:
    """The money of a plan. Raises RelodeError for more than the place can have, from any pot, before anything runs."""
    spending = spending_of(panel, place)
    spends = spending.spending if spending else None
    yuan = {name: money.yuan(spends, place.slug) for name, money in asked.money.items()}

    def too_many(most: float) -> RelodeError:
        return RelodeError("money.bonds", sum=asked.money["bonds"].amount, place=place.slug, most=Amount(most, "yuan"))

    return commanded(asked, yuan, spending, pots_of(panel, place, spending), too_many)


def commanded(
    asked: Asked,
    yuan: Mapping[str, float],
    spending: Spending | None,
    pots: Sequence[Pot],
    too_many: Callable[[float], RelodeError],
) -> Command:
    """The money asked for (yuan a year by option), as far as the pots allow; what is not asked for is as they are.

    Raises RelodeError for bonds beyond the pot (`too_many` of the most that it may hold) and beyond the budget.
    """
    room, grant = (next(pot.amount for pot in pots if pot.name == name) for name in ("bonds", "granted"))
    most = (room.interval_90[1] if room.interval_90 else room.value) if room else 0.0
    if yuan.get("bonds", 0.0) > most:
        raise too_many(most)
    if yuan.get("bonds", 0.0) > yuan["budget"]:
        raise RelodeError("money.parts", **{name: asked.money[name].amount for name in ("bonds", "budget")})
    bonds = yuan.get("bonds", min(BONDS_SHARE * yuan["budget"], room.value if room else 0.0))
    granted = yuan.get("granted", grant.value if grant else 0.0)
    return Command(yuan["budget"], bonds, granted, spending, tuple(pots))


class LocalEvidence(Protocol):
    """Published effects of a country: whether they bear out what a lever's money buys in simulated futures."""

    def __call__(self, lever: str, cost: Values, gained: Values | None, /) -> bool:
        """`cost` in yuan and `gained` in the unit of the published cost, both (draw,); None where none is published."""


@dataclass(frozen=True)
class Stage:
    """A place in its futures, and what comes of doing nothing there.

    `drawn` are the futures of all places, `ground` the city in them. `giving` is the same city where a grant is spent
    as grants are, in part in the ordinary budget: a grant that is itself the measure is run there. `price` (future,):
    mean log price of what the city mines; `low` marks the fifth where it is lowest. `ageing` (1 or future,
    year of the plan): what births, ageing and deaths alone leave of working-age people, over those of its first year.
    `abroad`: what is known of measures in a country that the simulator was not fitted to; None in the one that it was.
    """

    place: Place
    asked: Asked
    command: Command
    world: World
    drawn: Futures
    ground: OneCity
    giving: OneCity
    nothing: Outcomes
    price: NDArray[np.float64]
    ageing: Values
    abroad: LocalEvidence | None = None

    @property
    def low(self) -> NDArray[np.bool_]:
        """The futures with the lowest prices, (future,)."""
        return lowest(self.price)

    @property
    def choosing(self) -> slice:
        """The half of the futures in which doses and plans are chosen."""
        return slice(0, None, HALVES)

    @property
    def printing(self) -> slice:
        """The other half: every figure that is printed comes from it."""
        return slice(1, None, HALVES)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan."""
        return tuple(year for year in self.ground.futures.years if year >= FIRST_PLAN_YEAR)

    def run(self, plans: Sequence[Doses]) -> Outcomes:
        """Plans on the same futures as doing nothing, whoever pays."""
        return evaluate(self.ground, plans)

    @cached_property
    def base(self) -> dict[str, Values]:
        """Doing nothing over the years of the plan, with working-age people as ageing alone leaves them.

        Each (future, year).
        """
        found = paths(self.nothing, 0)
        return {**found, "ageing_alone": ageing_alone(self)}


def ageing_alone(on: Stage) -> Values:
    """People of working age over the years of the plan if nobody moved after its first year, (future, year). [persons]

    Those of its first year change as births, ageing and deaths alone change them.
    """
    first = on.nothing.quantities["working_age_people"][0][:, on.ground.futures.years.index(FIRST_PLAN_YEAR)]
    return np.asarray(first[:, None] * on.ageing)


def in_system(opened: World, place: Place) -> bool:
    """Whether the simulator has the place."""
    return place.code in opened.codes


def opened_world(panel: xr.Dataset) -> World:
    """The world that plans start from."""
    return world(panel, OPENING_YEAR)


def stage(
    opened: World,
    place: Place,
    asked: Asked,
    money: Command,
    drawn: Futures | None = None,
    stored: StoredPath | None = None,
) -> Stage:
    """The futures, the stored world around the place, and doing nothing. Raises RelodeError as its parts do.

    `drawn` are futures up to the horizon that are there already, `stored` the paths of all places in them.
    """
    futures = drawn or draw_futures(opened, asked.futures, asked.horizon - OPENING_YEAR, asked.seed, known=True)
    around = stored_paths(futures) if stored is None else stored
    future = predictive(opened.panel, place)
    giving = conditioned(one_city(futures, place.code, around), future, HALVES)
    adults = future.quantities["age_15_59"].ageing_alone
    assert adults is not None  # every place of the simulator has ages in the census
    alone = adults[[AHEAD.index(year) for year in futures.years if year >= FIRST_PLAN_YEAR]]
    return staged(place, asked, money, futures, giving, alone[None] / alone[0])


def staged(
    place: Place,
    asked: Asked,
    money: Command,
    futures: Futures,
    giving: OneCity,
    ageing: Values,
    abroad: LocalEvidence | None = None,
) -> Stage:
    """The place in futures that are there, and doing nothing in them. Raises RelodeError as `evaluate` does."""
    here, opened = spent_on_measures(giving), futures.world
    nothing = evaluate(here, [{}])
    weights = opened.opening.data["commodity_share"].sel(place=place.code).to_numpy()
    price = resource_price(here, weights, FIRST_PLAN_YEAR)
    return Stage(place, asked, money, opened, futures, here, giving, nothing, price, ageing, abroad)


def spent_on_measures(here: OneCity) -> OneCity:
    """The city where what is granted pays for measures and is not spent a second time in the ordinary budget."""
    at = LEVERS.index("central_transfer")
    efficiency = np.asarray(here.futures.params.efficiency).copy()
    efficiency[:, at] = 0.0
    params = replace(here.futures.params, efficiency=jnp.asarray(efficiency))
    return replace(here, futures=replace(here.futures, params=params))
