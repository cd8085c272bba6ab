"""Planted worlds: what is true of measures is drawn, studies are drawn from it, the rule judges what is made of them.

Facts and accounts are those of real cities. The rule sees draws of the synthesis that was fitted to the planted
studies, and never the truth; a card is judged by the true average gain of its lever, here by that of its own place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from relode.decisions.gains import factor
from relode.decisions.local_facts import LocalFact
from relode.decisions.money_account import MoneyAccount
from relode.decisions.programme_decisions import NOMINAL, Programmed, programme_gain, programme_grounds
from relode.decisions.rule import Grounds, Kind, MissingFact, verdict
from relode.needs.needs_records import Needs
from relode.streams import stream
from studies.evidence.planted_studies import Pair, PlantedStudies

World = Literal["none", "one", "two", "harmful", "needed", "unlawful", "studied"]
KINDS: tuple[World, ...] = ("none", "one", "studied", "two", "harmful", "needed", "unlawful")
"""Nothing beats the yardstick; one winner; one of which there are many studies; two; a harmful one; a need that is
there, and a winner that a law forbids, in the worlds of the first two."""
SAME_STUDIES: Mapping[World, World] = {"needed": "none", "unlawful": "one"}
FITTED = tuple(kind for kind in KINDS if kind not in SAME_STUDIES)
WINNERS: Mapping[World, int] = {"one": 1, "two": 2, "studied": 1}
SIZES: Mapping[str, float] = {"C": 0.02, "D": 0.02, "E": 0.02, "H": 2.0}
"""Practical size by family, at its standard dose: .02 of log output, jobs or income; of people trained two in 100."""
TIMES = 2.0
"""How many practical sizes a winner gains more than the yardstick, and a harmful one less."""
ON_A_PAR = 0.5
"""Share of the other measures that gain as much as the yardstick in the city where that is easiest: the hardest case.

The rest gain less, by up to TIMES practical sizes. An assumption; a larger share makes wrong calls more frequent."""
FORBIDDEN = "l003"
"""The row of law that forbids the winner of an unlawful world."""
ANY = ""
"""Cards are of any place: what a place adds to the average is one draw for all cities."""
NEVER, ALWAYS = -1.0, 2.0
"""Shares of draws that pass no line, and any."""


@dataclass(frozen=True)
class PlantedCity:
    """A real city: its programmes as they are asked for, an account each, what is needed, and yuan for an outcome.

    `worth`: yuan of output or income a year for a unit of an outcome.
    """

    slug: str
    asked: tuple[Programmed, ...]
    accounts: tuple[MoneyAccount | None, ...]
    needs: Needs | None
    worth: Mapping[str, float]

    def line(self, at: int, studied: bool) -> tuple[float, float]:
        """Slope and what is taken off: mean gain over futures = slope x true effect in the unit of its family - that.

        [unit of the outcome, per unit of the family] `studied`: whether the effect is that of measure and money.
        """
        asked, account = self.asked[at], self.accounts[at]
        assert account is not None
        share = asked.persons / account.base / 100.0 if asked.programme.dose.persons else 1.0
        slope = factor(asked.doses) * float(np.mean(account.per_own * share))
        return slope, float(account.yardstick.mean()) - (0.0 if studied else float(account.money.mean()))


@dataclass(frozen=True)
class Truth:
    """What is true of a world: lever -> its mean over places [unit of its family], its winners, the harmful one, and
    the need that is there."""

    averages: Mapping[str, float]
    winners: tuple[str, ...]
    harmful: str
    need: str

    def role(self, lever: str) -> str:
        """What a measure is in this world."""
        return "winner" if lever in self.winners else "harmful" if lever == self.harmful else "other"


@dataclass(frozen=True)
class PlantedCard:
    """A card of a planted world with its truth. `studies` numbers the fit that it comes from; `sizes` is the true gain
    on average over places, in practical sizes at this dose.

    Gains and the yardstick's effect are in yuan of output or income a year for each yuan a year: on average over
    places and here. `above`: share of draws with an average gain above 0; `yes` and `no`: the verdict if that share
    passes the line of the rule and if not, with all facts that a city can fill in filled in, `yes_now` and `no_now`
    with those that ship. `width`: posterior sd of the average over the practical size. `trial`: what a trial finds out
    over what it costs, and the same at both ends of a price that nobody prints.
    """

    kind: World
    world: int
    studies: int
    city: str
    lever: str
    role: str
    priced: bool
    sizes: float
    gain: float
    gain_here: float
    yardstick: float
    above: float
    width: float
    trial: float
    trial_cheap: float
    trial_dear: float
    yes: Kind
    no: Kind
    yes_now: Kind
    no_now: Kind


def pair_of(asked: Programmed) -> Pair:
    """The effect that studies of a programme speak of."""
    return (asked.programme.lever, "measure"), asked.programme.family


def planted_truth(cities: Sequence[PlantedCity], studied: Sequence[Pair], kind: World, seed: int, world: int) -> Truth:
    """The truth of world number `world` of a kind. Winners are measures that studies speak of; in the kind with many
    studies, those with a printed price, since no other is ever called."""
    rng, kind = stream("planted_gains", (seed, number(kind, world))), SAME_STUDIES.get(kind, kind)
    judged = [each for each in cities[0].asked if each.programme.outcome != "need"]
    names = [each.programme.lever for each in judged]
    open_to = [each.programme for each in judged if pair_of(each) in studied]
    may = [each.lever for each in open_to if kind != "studied" or each.price.printed]
    drawn = [str(name) for name in rng.permutation(may)]
    count = WINNERS.get(kind, 0)
    winners = tuple(drawn[:count])
    harmful = drawn[count] if kind == "harmful" else ""
    needs = [each.programme.lever for each in cities[0].asked if each.programme.outcome == "need"]
    averages = {}
    for lever in names:
        at = [each.programme.lever for each in cities[0].asked].index(lever)
        asked = cities[0].asked[at]
        low, high = even(cities, at, pair_of(asked) in studied)
        size = SIZES[asked.programme.family]
        below = 0.0 if rng.random() < ON_A_PAR else float(rng.uniform(0, TIMES))
        averages[lever] = (
            high + TIMES * size if lever in winners else low - (TIMES if lever == harmful else below) * size
        )
    return Truth(averages, winners, harmful, needs[world // 2 % len(needs)])


def number(kind: World, world: int) -> int:
    """A number of its own for the studies of a world; kinds with the same studies share it."""
    return world * len(FITTED) + FITTED.index(SAME_STUDIES.get(kind, kind))


def even(cities: Sequence[PlantedCity], at: int, studied: bool) -> tuple[float, float]:
    """Lowest and highest effect, over cities, that gains as much as the yardstick. [unit of the family]"""
    lines = [city.line(at, studied) for city in cities if city.accounts[at] is not None]
    ends = [off / slope for slope, off in lines]
    return min(ends), max(ends)


def planted_cards(
    cities: Sequence[PlantedCity], truth: Truth, found: PlantedStudies, kind: World, world: int
) -> list[PlantedCard]:
    """The cards of all programmes with a gain in all cities, in the world of these studies."""
    return [
        card
        for at, asked in enumerate(cities[0].asked)
        if asked.programme.outcome != "need"
        for card in lever_cards(cities, at, truth, found, kind, world)
    ]


def lever_cards(
    cities: Sequence[PlantedCity], at: int, truth: Truth, found: PlantedStudies, kind: World, world: int
) -> list[PlantedCard]:
    """The cards of one programme, a city each. In an unlawful world a law forbids the winner."""
    pair = pair_of(cities[0].asked[at])
    studied, lever = pair in found.table.pairs, pair[0][0]
    size = SIZES[pair[1]]
    width = float(found.expected(pair).average.std()) / size if studied else np.nan
    away = found.from_average(pair[1], len(cities), len(found.table.pairs) + at)
    cards = []
    for city, here in zip(cities, away, strict=True):
        asked, account = city.asked[at], city.accounts[at]
        if account is None:
            continue
        if kind == "unlawful" and lever in truth.winners:
            barred = asked.programme.model_copy(update={"law": (FORBIDDEN,)})
            asked = replace(asked, programme=barred)
        gain = programme_gain(asked, account, found.fit, number(kind, world), ANY)
        now, then = (programme_grounds(each, gain, city.needs) for each in (asked, filled_in(asked)))
        assert now.gain is not None
        priced = [m for m in then.missing if m.cell == f"price_{lever}"]
        ends = (of_trial(priced[0].low), of_trial(priced[0].high)) if priced else (np.nan, np.nan)
        slope, off = city.line(at, studied)
        yuan = city.worth[asked.programme.outcome] / float(account.yuan.mean())
        effect = truth.averages[lever]
        yes, no, yes_now, no_now = (
            verdict(passing(grounds, share)).kind for grounds in (then, now) for share in (ALWAYS, NEVER)
        )
        card = PlantedCard(
            kind,
            world,
            number(kind, world),
            city.slug,
            lever,
            truth.role(lever),
            asked.programme.price.printed,
            sizes=(effect - off / slope) / size,
            gain=yuan * (slope * effect - off),
            gain_here=yuan * (slope * (effect + float(here)) - off),
            yardstick=yuan * float(account.yardstick.mean()),
            above=now.gain.average_above,
            width=width,
            trial=of_trial(then),
            trial_cheap=ends[0],
            trial_dear=ends[1],
            yes=yes,
            no=no,
            yes_now=yes_now,
            no_now=no_now,
        )
        cards.append(card)
    return cards


def need_cards(cities: Sequence[PlantedCity], truth: Truth, world: int) -> list[PlantedCard]:
    """The cards of the need that is there, its number filled in; they hang on no study."""
    cards = []
    for city in cities:
        asked = next(each for each in city.asked if each.programme.lever == truth.need)
        counted = replace(asked, fact=LocalFact("present", "own", (), (), NOMINAL, ("user",)))
        both = (filled_in(counted), counted)
        kinds = [verdict(programme_grounds(each, None, city.needs)).kind for each in both]
        none = np.nan
        card = PlantedCard(
            "needed",
            world,
            number("needed", world),
            city.slug,
            truth.need,
            "need",
            asked.programme.price.printed,
            *(none, none, none, none, none, none, none, none, none),
            *(kinds[0], kinds[0], kinds[1], kinds[1]),
        )
        cards.append(card)
    return cards


def filled_in(asked: Programmed) -> Programmed:
    """The same with what a city can tell told: what it needs is here, and the purse holds the money of the dose.

    What a count says is absent stays so; prices that nobody prints stay assumed.
    """
    fact, purse = asked.fact, asked.purse
    if asked.programme.cell and (fact is None or fact.state == "unknown"):
        fact = LocalFact("present", "own", (), (), NOMINAL, ("user",))
    if purse is not None:
        yuan = asked.standard * asked.doses
        purse = replace(purse, known="known", room=(yuan, yuan))
    return replace(asked, fact=fact, purse=purse)


def of_trial(grounds: Grounds) -> float:
    """What a trial finds out over what it costs. [1] Limits: a yardstick that does nothing: endless."""
    gain = grounds.gain
    assert gain is not None
    return gain.found_out / gain.trial_cost if gain.trial_cost > 0 else np.inf


def passing(grounds: Grounds, share: float) -> Grounds:
    """Grounds in which `share` is that of draws with an average gain above 0, at every end of what is missing."""
    changed: dict[str, Any] = {}
    if grounds.gain is not None:
        changed["gain"] = replace(grounds.gain, average_above=share)
    ends = [MissingFact(m.cell, passing(m.low, share), passing(m.high, share)) for m in grounds.missing]
    return replace(grounds, missing=tuple(ends), **changed)


def many_studies(truth: Truth, cities: Sequence[PlantedCity], counts: Mapping[str, int]) -> dict[Pair, int]:
    """How many more studies the winner of a world with many of them gets."""
    pairs = {each.programme.lever: pair_of(each) for each in cities[0].asked}
    return {pairs[lever]: counts[lever] for lever in truth.winners}
