"""Plans from a notebook: futures, the decisions of a city for its money, and when doing nothing fails."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import xarray as xr

from relode.calibration.draws import draw_futures
from relode.decisions.decide import decide
from relode.decisions.options import MEETABLE, is_met, parse_threshold
from relode.decisions.records import Decision
from relode.decisions.request import PlanRequest
from relode.horizon import OPENING_YEAR
from relode.language import Language, choose_language, plain_value, spoken
from relode.model.futures import Futures
from relode.model.opening import opening_world
from relode.model.opening.opening_world import World
from relode.panel import load
from relode.places import Place
from relode.places import find_city as city_of
from relode.plan.failure.discovery import Discovery
from relode.plan.failure.discovery import when_it_fails as discovered
from relode.plan.failure.failing import conditions
from relode.plan.failure.failing_text import failure_words
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import head, simulated
from relode.plan.trials.stage import Stage, stage
from relode.record import Showable
from relode.streams import stream
from relode.usual import FUTURES, HORIZON, SEED


@dataclass(frozen=True, repr=False)
class Plans(Showable):
    """What a run found: `record` is that of plan.json."""

    stage: Stage
    record: PlanRecord

    @property
    def place(self) -> Place:
        """The city planned for."""
        return self.stage.place

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions, by group and recommendation."""
        return self.record.decisions.decisions if self.record.decisions is not None else ()

    def __repr__(self) -> str:
        to_do = len(self.record.decisions.of("do")) if self.record.decisions is not None else 0
        return f"Plans of {self.place.name_en} ({self.place.code}): {len(self.decisions)} decisions, {to_do} to do"

    def table(self, language: Language | None = None) -> pd.DataFrame:
        """A row a decision: group, recommendation, amount with unit and year, cost with its range [its unit]."""
        speech = choose_language(language)
        rows = []
        for each in self.decisions:
            cost = each.cost
            money = (
                (None, None, None, None)
                if cost is None
                else (cost.value, *(cost.interval_90 or (None, None)), cost.unit)
            )
            rows.append(
                (each.id, str(plain_value(each.name, speech)), each.group, each.recommendation,
                 each.amount, each.unit, each.year, *money)
            )  # fmt: skip
        columns = [
            "id",
            "name",
            "group",
            "recommendation",
            "amount",
            "unit",
            "year",
            "cost",
            "low",
            "high",
            "cost_unit",
        ]
        return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True, repr=False)
class Failure:
    """When doing nothing fails: the conditions of the search, and the sentence that says them."""

    discovery: Discovery
    stage: Stage

    def sentence(self, language: Language = "en") -> str:
        """Conditions in words and numbers, with coverage and density; or why there are none."""
        return spoken(failure_words(self.discovery, self.stage.asked.horizon), language)

    def __repr__(self) -> str:
        return self.sentence(choose_language(None))


def world(panel: xr.Dataset) -> World:
    """The world that plans start from, of a panel with measures.

    Example:
        >>> rl.plan.world(panel)
        World(2020, places=295)
    """
    return opening_world.world(panel)


def futures(of: World, count: int = FUTURES, seed: int = SEED, horizon: int = HORIZON) -> Futures:
    """Futures of the posterior of the world's year up to `horizon`: the same for every city and plan compared.

    Raises RelodeError as `calibration.draws.draw_futures`.

    Example:
        >>> found = rl.plan.futures(rl.plan.world(panel), count=4, seed=1)
        >>> found.count, found.years[-1]
        (4, 2035)
    """
    return draw_futures(of, count, horizon - OPENING_YEAR, seed, known=True)


_drawn = futures


def plans(
    of: World,
    city: str,
    budget: str = "",
    futures: Futures | None = None,
    *,
    bonds: str = "",
    granted: str = "",
    thresholds: Sequence[str] = (),
    keep: Sequence[str] = (),
    panel: xr.Dataset | None = None,
) -> Plans:
    """Every decision of a city, for money of `300M` yuan a year or `5%` of public spending.

    Without a `panel` the shipped facts are read. Raises RelodeError for what cannot be asked, a place outside the
    system, and as `planning`.

    Example:
        >>> world = rl.plan.world(panel)
        >>> found = rl.plan.plans(world, "hegang", "5%", rl.plan.futures(world, count=80, seed=1), panel=panel)
        >>> found.place.slug, found.decisions[0].recommendation
        ('hegang', 'do')
    """
    drawn = futures or _drawn(of)
    request = PlanRequest(
        budget=budget, bonds=bonds, granted=granted, horizon=drawn.years[-1], futures=drawn.count, seed=drawn.seed,
        thresholds=tuple(thresholds), keep=tuple(keep),
    )  # fmt: skip
    place, facts = city_of(city), load() if panel is None else panel
    of.position(place.code)  # refused where the world does not have it
    on = stage(of, place, request, drawn)
    first = replace(head(place, request, ""), decisions=decide(facts, place, request))
    return Plans(on, simulated(on, first, 0.0, _silent))


def when_it_fails(result: Plans, failing: str) -> Failure:
    """Under which conditions `failing` holds in the last year if nothing is done, "employment < 0.9" being nine tenths
    of the opening.

    Raises RelodeError for a text that is not known.

    Example:
        >>> world = rl.plan.world(panel)
        >>> found = rl.plan.plans(world, "hegang", "5%", rl.plan.futures(world, count=80, seed=1), panel=panel)
        >>> rl.plan.when_it_fails(found, "employment < 0.6").sentence("en").split()[:3]  # more futures say when
        ['Of', '80', 'futures']
    """
    threshold = parse_threshold(failing, MEETABLE)
    values = result.stage.nothing.quantities[threshold.quantity]
    fails = is_met(threshold, values[:, -1] / values[:, 0])
    rng = stream("failure_conditions", result.stage.asked.seed)
    return Failure(discovered(conditions(result.stage), fails, rng), result.stage)


def _silent(what: str, done: int, of: int) -> None:
    del what, done, of
