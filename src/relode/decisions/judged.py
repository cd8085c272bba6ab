"""Programmes of a city: what a sum brings on what studies counted, and what the same money carries today.

Gross = base here x effect at the scale that the money buys, never beyond the scale that studies saw. Earmarked money
brings its gross; own money the gross less the services that it pays now; bonds less what their repayment would pay. No
number of one lifts the other. `do` needs the word "shown", a cost that is reported and not assumed, money that is
given, and more than the practical size at the unfavourable bound of the average effect. What is mixed may be a pilot,
at most two a city; a programme that is neither is no row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.arrays import Interval, Vector
from relode.decisions.programmes import Programme, programmes
from relode.decisions.records import Decision, MissingFact, Sum, UsedFact
from relode.diagnosis.profiles.working_mines import working_mines
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.prediction import place as in_a_place
from relode.evidence.studies import families
from relode.evidence.words import BOUND, enough, practical, word_of
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Sentence
from relode.measures.power import power_of
from relode.panel import newest
from relode.panel.number import known_ratio
from relode.places import Place
from relode.streams import stream

YUAN, POINTS, CENSUS = 1e8, 100.0, 2020
YEARS = range(2010, 2026)
UNITS = {"jobs": "persons", "output": "yuan per year", "income": "yuan per year"}
TRIED, PILOTS, LEAST_POWER = 0.1, 2, 0.5
"""A pilot costs at most this part of what it tries; so many a city; the least chance to see the effect it expects."""
PRICED = {"resident": "residents", "output": "output"}
"""What a price is charged for -> the fact that counts it; a person is one of the base."""
HALF = 0.5
"""Standard deviation of a share of a year at work among people who start alike: at most a half."""


@dataclass(frozen=True)
class Brought:
    """What a sum brings in a place, draws of the unit of its outcome: gross here and on average, and what it carries.

    `scale`: part of the whole base that the money reaches. `cost`: what all payers pay in a year [yuan per year].
    """

    here: Vector
    average: Vector
    carried: Interval
    scale: float
    cost: float

    @property
    def net(self) -> Vector:
        """Gross less the middle of what the same money carries today, (draw,). [unit of the outcome]"""
        return np.asarray(self.here - sum(self.carried) / 2)

    def bound(self) -> float:
        """At the bound of the average effect, less the most that the money carries. [unit of the outcome]"""
        return float(np.quantile(self.average, BOUND)) - self.carried[1]


def programme_facts(panel: xr.Dataset, place: Place, horizon: int) -> dict[str, UsedFact]:
    """What programmes rest on in a place: bases that studies counted, what prices are charged for, the wage.

    What is unknown is left out.
    """
    facts: dict[str, UsedFact] = {}

    def add(key: str, quantity: str, factor: float, unit: str, years: range = YEARS) -> None:
        found = newest(panel, place, (quantity,), years)
        if found:
            each = found[0]
            facts[key] = UsedFact(key, place.code, each.value * factor, unit, each.year, each.sources, each.flags)

    add("output", "gdp_nominal", YUAN, "yuan per year")
    add("residents", "population", 1.0, "persons")
    add("wage", "average_wage", 1.0, "yuan per year")
    add("income_per_person", "income_per_person", 1.0, "yuan per year")
    add("manufacturing_jobs", "employment_manufacturing", known_ratio(CENSUS), "persons", range(CENSUS, CENSUS + 1))
    add("jobs", "employment_all_sections", known_ratio(CENSUS), "persons", range(CENSUS, CENSUS + 1))
    if "income_per_person" in facts and "residents" in facts:
        per, people = facts["income_per_person"], facts["residents"]
        facts["income"] = replace(per, key="income", value=float(per.value or 0) * float(people.value or 0))
    mines = working_mines(panel, place)
    miners = sum(each.workforce or 0.0 for each in mines.mines if each.end is not None and each.end <= horizon)
    if miners:
        facts["participants"] = UsedFact("participants", place.code, miners, "persons", None, mines.sources)
    return facts


def programme_decisions(
    panel: xr.Dataset,
    place: Place,
    budget_own: float | None,
    granted: Mapping[str, float],
    draws: EffectDraws,
    horizon: int,
    seed: int,
) -> tuple[Decision, ...]:
    """Rows on programmes of a place. `budget_own`: own money, None if none was typed; `granted`: channel -> sum.

    [yuan per year]
    """
    return programme_rows(programme_facts(panel, place, horizon), place.code, budget_own, granted, draws, seed)


def programme_rows(
    facts: Mapping[str, UsedFact],
    place: str,
    budget_own: float | None,
    granted: Mapping[str, float],
    draws: EffectDraws,
    seed: int,
    judged: bool | None = None,
    among: Sequence[Programme] | None = None,
) -> tuple[Decision, ...]:
    """The same of named facts: nothing else of the place moves them.

    `judged`: whether words are given; None as the shipped rates of words have it. `among`: programmes, all if None.
    """
    left = budget_own or 0.0
    done: list[Decision] = []
    pilots: list[tuple[float, Decision]] = []
    for programme in programmes() if among is None else among:
        if not programme.base or programme.lawful == "not_allowed" or _amount(facts, programme.base) is None:
            continue
        channel = next((each for each in programme.channels if granted.get(each, 0) > 0), "")
        money = granted[channel] if channel else left
        word = word_on(programme, draws, seed) if (enough() if judged is None else judged) else "mixed"
        brought = what_it_brings(programme, facts, money, "channel" if channel else "own", draws, seed, place)
        if brought is not None and word == "shown" and is_reported(programme) and is_worth(brought, programme, facts):
            left -= 0.0 if channel else brought.cost
            done.append(_row(programme, facts, brought, "do", channel))
        elif programme.divisible and word != "not_studied" and (tried := _pilot(programme, facts, draws, seed, place)):
            pilots.append((tried[1], _row(programme, facts, tried[0], "pilot", channel, tried[2])))
    best = [row for _, row in sorted(pilots, key=lambda each: -each[0])[:PILOTS]]
    return (*done, *best)


def _amount(facts: Mapping[str, UsedFact], key: str) -> float | None:
    fact = facts.get(key)
    return fact.value if fact is not None and isinstance(fact.value, float) and fact.value > 0 else None


def is_reported(programme: Programme) -> bool:
    """Whether a document or a study reports the whole price, and no part of it is assumed."""
    return "assumption" not in programme.price.source.split(";")


def effect_of(programme: Programme, draws: EffectDraws, seed: int, place: str) -> tuple[Vector, Vector]:
    """Effect at the scale that studies saw, here and on average over places, (draw,) each. [share of the base]"""
    family = programme.family
    says = expected(draws, (programme.lever, "measure"), family, stream("expected_effect", seed))
    size = families()[family].scale
    rng = stream("effect_in_a_place", (seed, int(place, 36)))
    here = size * in_a_place(draws, says.average / size, draws.place_sd(family), rng)
    return _as_share(here, family), _as_share(says.average, family)


def _as_share(effect: Vector, family: str) -> Vector:
    """Points or log points as a share of the base."""
    return np.asarray(effect / POINTS if family == "H" else np.expm1(effect))


def word_on(programme: Programme, draws: EffectDraws, seed: int) -> str:
    """The word on a programme, by these draws."""
    kind = (programme.lever, "measure")
    if (kind, programme.family) not in draws.pairs:
        return "not_studied"
    average = expected(draws, kind, programme.family, stream("expected_effect", seed)).average
    return word_of(float(np.quantile(average, BOUND)), programme.family)


def whole_cost(programme: Programme, facts: Mapping[str, UsedFact]) -> float | None:
    """What the scale that studies saw costs on the whole base. [yuan per year of the years that it is paid]"""
    price = programme.price
    amount = _amount(facts, PRICED.get(price.per, programme.base))
    return None if amount is None else price.value * amount / (programme.dose.years if price.per == "person" else 1)


def what_it_brings(
    programme: Programme,
    facts: Mapping[str, UsedFact],
    money: float,
    payer: str,
    draws: EffectDraws,
    seed: int,
    place: str,
) -> Brought | None:
    """What `money` [yuan per year] from a payer (own, bonds, channel) brings; None if it buys nothing or base and
    price are unknown. In proportion up to the scale that studies saw; nothing beyond it."""
    whole, base = whole_cost(programme, facts), _amount(facts, programme.base)
    if whole is None or base is None or money <= 0:
        return None
    scale = min(money / whole, 1.0)
    here, average = effect_of(programme, draws, seed, place)
    cost = scale * whole
    carried = (0.0, 0.0) if payer == "channel" else carried_today(programme.outcome, cost, facts, payer)
    return Brought(base * scale * here, base * scale * average, carried, scale, cost)


def carried_today(outcome: str, money: float, facts: Mapping[str, UsedFact], payer: str = "own") -> Interval:
    """Low and high of what ordinary services of `money` [yuan per year] carry today. [unit of the outcome]

    Jobs: its pay over the wage of the place; income: its pay and what households get; output: what does not leak.
    Bonds: the services that interest and principal would pay, over the years in which they are repaid.

    Limits: no money, nothing; twice the money, twice of it.
    """
    parts = next(row for row in shipped_tables.rows("relode", "model/spending_split") if row["item"] == "services")
    pay, households, leak = (
        (float(parts[f"{name}_lower"]), float(parts[f"{name}_upper"])) for name in ("pay", "households", "leak")
    )
    low, high = {
        "jobs": pay,
        "income": (pay[0] + households[0], pay[1] + households[1]),
        "output": (1 - leak[1] - households[1], 1 - leak[0] - households[0]),
    }[outcome]
    per = _amount(facts, "wage") if outcome == "jobs" else 1.0
    if per is None:
        # Without a wage every job is taken to cost the least that the money could pay: its whole output per worker.
        output, jobs = _amount(facts, "output"), _amount(facts, "jobs")
        per = output / jobs if output and jobs else np.inf
    repaid = 1.0 + (_interest() if payer == "bonds" else 0.0)
    return money * repaid * low / per, money * repaid * high / per


@cache
def _interest() -> float:
    """Interest over the years of a bond that is repaid in equal parts, over the sum borrowed. [share]"""
    rows = {row["name"]: row for row in shipped_tables.rows("relode.decisions", "account_assumptions")}
    return BOND_RATE * (float(rows["bond_years"]["value"]) + 1) / 2


BOND_RATE = 0.025
"""Yearly interest of local bonds. Source: assumption; range .02 to .035, as bonds of ten years in 2024 and 2025."""


def is_worth(brought: Brought, programme: Programme, facts: Mapping[str, UsedFact]) -> bool:
    """Whether it brings more than its practical size on the base that the money reaches, at the unfavourable bound."""
    base = _amount(facts, programme.base) or 0.0
    size = float(_as_share(np.asarray(practical(programme.family)), programme.family))
    return brought.bound() > base * brought.scale * size


def _pilot(
    programme: Programme, facts: Mapping[str, UsedFact], draws: EffectDraws, seed: int, place: str
) -> tuple[Brought, float, float] | None:
    """What a tenth of a programme brings, what it is worth to find out [yuan per year], and the power of its design.

    None if it cannot be divided, cannot be told from noise, or has no chance to matter.
    """
    whole, base = whole_cost(programme, facts), _amount(facts, programme.base)
    if whole is None or base is None:
        return None
    brought = what_it_brings(programme, facts, TRIED * whole, "channel", draws, seed, place)
    assert brought is not None
    here, average = effect_of(programme, draws, seed, place)
    power = power_of(float(np.median(average)), HALF, TRIED * base, (1 - TRIED) * base)
    size = float(_as_share(np.asarray(practical(programme.family)), programme.family))
    worth = base * float(np.maximum(here - size, 0.0).mean())
    if programme.outcome == "jobs":
        output, jobs = _amount(facts, "output"), _amount(facts, "jobs")
        worth *= output / jobs if output and jobs else 0.0
    if power < LEAST_POWER or worth <= 0 or float(np.median(average)) <= 0:
        return None
    return brought, worth, power


def _row(
    programme: Programme,
    facts: Mapping[str, UsedFact],
    brought: Brought,
    recommendation: str,
    channel: str,
    power: float = 0.0,
) -> Decision:
    """A row of the plan with both numbers and their ranges."""
    unit, price = UNITS[programme.outcome], programme.price
    gross = _spread(brought.here, unit)
    value = brought.net if recommendation == "do" else brought.here
    told = _spread(value, unit)
    values = {
        "base": Amount(_amount(facts, programme.base) or 0.0, _base_unit(programme)),
        "of": Sentence(f"programme_rows.base.{programme.base}", {}),
        "gross": gross,
        "carried": Amount(sum(brought.carried) / 2, unit, brought.carried),
        "scale": Amount(brought.scale, "share"),
        "power": Amount(power, "share"),
    }
    of_jobs = ("wage", "output", "jobs") if programme.outcome == "jobs" else ()
    used = dict.fromkeys((programme.base, PRICED.get(price.per, programme.base), *of_jobs))
    ends = (brought.cost * price.low / price.value, brought.cost * price.high / price.value)
    asks: tuple[MissingFact, ...] = ()
    if not is_reported(programme) and price.asked is not None:
        who = Sentence(f"bureaus.{price.who[0]}", {})
        asks = (MissingFact(f"price_{programme.key}", who, price.asked.said, ends[1] - ends[0]),)
    return Decision(
        id=f"programme:{programme.key}", kind="programme", stage="", name=programme.name.said, group="here",
        recommendation=recommendation, reason=Sentence(f"programme_rows.reason.{recommendation}", values),
        first_step=programme.first_step.said, bureau=programme.bureau.said, month=None, article=programme.law,
        amount=told.value, interval_90=told.interval_90, unit=unit, year=FIRST_PLAN_YEAR,
        cost=Sum(brought.cost, "yuan per year", ends, tuple(price.source.split(";")), is_reported(programme)),
        payer="channel" if channel else "own", channel=channel,
        facts=tuple(facts[key] for key in used if key in facts), asks=asks,
    )  # fmt: skip


def _base_unit(programme: Programme) -> str:
    return "persons" if programme.outcome == "jobs" else "yuan per year"


def _spread(values: Vector, unit: str) -> Amount:
    low, middle, high = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95)))
    return Amount(middle, unit, (low, high))
