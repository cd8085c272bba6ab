"""Plans from a notebook: futures, the cards and plan of a city for its money, and when a plan fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from relode.calibration.fitting.draws import draw_futures
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.language import Language, choose_language, spoken
from relode.model.futures import Futures
from relode.model.opening.opening_world import World
from relode.model.policy.policy_file import Policy, policy_of_text
from relode.panel import load
from relode.places import Place
from relode.places import find_city as city_of
from relode.plan.asked.plan_asked import PlanAsked, command
from relode.plan.asked.thresholds import MEETABLE, is_met, parse_threshold
from relode.plan.cards.card_text import named, ordered_cards
from relode.plan.failure.conditions import conditions, described
from relode.plan.failure.discovery import Discovery
from relode.plan.failure.discovery import when_it_fails as discovered
from relode.plan.failure.discovery_text import failure_words
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import RunState, planned_on
from relode.plan.simulations.simulation import doses_of
from relode.plan.trials.evaluate import evaluate
from relode.plan.trials.stage import Stage, opened_world, stage
from relode.plan.verdicts.verdict_text import kind_words
from relode.streams import stream


@dataclass(frozen=True, repr=False)
class Plans:
    """What a run found: `record` is that of plan.json, `policies` name -> policy that `relode simulate` reads."""

    stage: Stage
    record: PlanRecord
    policies: dict[str, Policy]

    @property
    def place(self) -> Place:
        """The city planned for."""
        return self.stage.place

    @property
    def best(self) -> str:
        """The name of the plan that is told first: to do, to do if granted, else doing nothing."""
        lead = self.record.plan or self.record.granted_plan
        return lead.name if lead else "do_nothing"

    def __repr__(self) -> str:
        return f"Plans of {self.place.name_en} ({self.place.code}): {len(self.record.cards)} measures, best {self.best}"

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False))

    def table(self, language: Language | None = None) -> pd.DataFrame:
        """A row a measure, to do first: its verdict, dose with unit, and yuan in a year to all payers (90 %)."""
        speech = choose_language(language)
        rows = []
        for card in ordered_cards(self.record.cards):
            yuan = card.yuan
            low, high = yuan.interval_90 if yuan and yuan.interval_90 else (None, None)
            rows.append(
                (spoken(named(card.name), speech), spoken(kind_words(card.verdict), speech), card.dose, card.unit,
                 yuan.value if yuan else None, low, high)
            )  # fmt: skip
        return pd.DataFrame(rows, columns=["measure", "verdict", "dose", "unit", "yuan", "low", "high"])


@dataclass(frozen=True, repr=False)
class Failure:
    """When a plan fails: the conditions of the search, and the sentence that says them."""

    discovery: Discovery
    stage: Stage

    def sentence(self, language: Language = "en") -> str:
        """Conditions in words and numbers, with coverage and density; or why there are none."""
        return spoken(failure_words(self.discovery, described(self.stage)), language)

    def __repr__(self) -> str:
        return self.sentence(choose_language(None))


def world(panel: xr.Dataset) -> World:
    """The world that plans start from, of a panel with measures.

    Example:
        >>> rl.plan.world(panel)
        World(2020, places=295)
    """
    return opened_world(panel)


def futures(of: World, count: int = 512, seed: int = 1, horizon: int = 2035) -> Futures:
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
    budget: str = "5%",
    futures: Futures | None = None,
    *,
    bonds: str = "",
    granted: str = "",
    thresholds: Sequence[str] = (),
    keep: Sequence[str] = (),
    panel: xr.Dataset | None = None,
) -> Plans:
    """Every measure of a city judged, and the plan for its money: `300M` yuan a year or `5%` of public spending.

    Without a `panel` the shipped facts are read. Raises RelodeError for what cannot be asked, a place outside the
    system, and as `planning`.

    Example:
        >>> world = rl.plan.world(panel)
        >>> found = rl.plan.plans(world, "hegang", "5%", rl.plan.futures(world, count=80, seed=1), panel=panel)
        >>> found.place.slug, len(found.record.cards)
        ('hegang', 24)
    """
    drawn = futures or _drawn(of)
    asked = PlanAsked(
        budget=budget, bonds=bonds, granted=granted, horizon=drawn.years[-1], futures=drawn.count, seed=drawn.seed,
        thresholds=tuple(thresholds), keep=tuple(keep),
    )  # fmt: skip
    place = city_of(city)
    of.position(place.code)
    on = stage(of, place, asked, command(load() if panel is None else panel, place, asked), drawn)
    *_, last = planned_on(on, _silent)
    return Plans(on, last.record, _policies(last))


def when_it_fails(result: Plans, failing: str, plan: str | None = None) -> Failure:
    """Under which conditions `failing` holds in the last year, "employment < 0.9" being nine tenths of the opening.

    `plan` is the name of one of the plans, the one that is told first if none is named. Raises RelodeError for a text
    or a plan that is not known.

    Example:
        >>> world = rl.plan.world(panel)
        >>> found = rl.plan.plans(world, "hegang", "5%", rl.plan.futures(world, count=80, seed=1), panel=panel)
        >>> rl.plan.when_it_fails(found, "employment < 0.6").sentence("en").split()[:3]  # more futures say when
        ['Of', '80', 'futures']
    """
    threshold = parse_threshold(failing, MEETABLE)
    name = plan or result.best
    if name not in {"do_nothing", *result.policies}:
        raise RelodeError("planning.no_such_plan", plan=name, plans=["do_nothing", *result.policies])
    policy, on = result.policies.get(name), result.stage
    outcomes = evaluate(on.ground, [doses_of(policy, on.ground.futures.years) if policy else {}])
    values = outcomes.quantities[threshold.quantity]
    fails = is_met(threshold, values[..., -1] / values[..., 0], 1.0)[0]
    rng = stream("failure_conditions", on.asked.seed)
    return Failure(discovered(conditions(on), fails, rng), on)


def _policies(step: RunState) -> dict[str, Policy]:
    return {file.removesuffix(".toml"): policy_of_text(text, file) for file, text in step.policies.items()}


def _silent(what: str, done: int, of: int) -> None:
    del what, done, of
