"""Sheets of the workbook on plans: cards, doses tried, steps, money by year, effects, what it takes, uncertainty."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from relode.language import LANGUAGES, spoken
from relode.plan.card_records import Card, Effect
from relode.plan.estimate import Estimate
from relode.plan.plan_records import MeasuresPlan, PlanRecord
from relode.plan.plan_text import fails_words, named
from relode.plan.verdicts.verdict_text import reason_words

Cell = str | int | float | None
Record = Mapping[str, Any]
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
PAYERS = ("city", "province", "centre", "insurance", "firm")
POTS = ("own", "granted", "bonds", "others")
ENDS = ("median", "p05", "p95")


def plan_sheets(record: PlanRecord) -> Iterable[Sheet]:
    """The sheets of a plan run; money in yuan of its price year."""
    pots: Iterable[Sequence[Cell]] = (
        (pot.name, *_ends(pot.amount), "yuan per year", pot.how, ";".join(map(str, pot.years)), ";".join(pot.sources))
        for pot in record.pots
    )
    yield "plan_pots", ("pot", *ENDS, "unit", "how", "years", "sources"), pots
    yield "plan_cards", CARD_COLUMNS, (_card(card) for card in record.cards)
    tried: Iterable[Sequence[Cell]] = (
        (card.name, each.dose, card.unit, each.money, each.verdict, each.sizes, each.yuan)
        for card in record.cards
        for each in card.tried
    )
    yield "plan_doses", ("measure", "dose", "unit", "money", "verdict", "practical_sizes", "yuan_a_year"), tried
    effects: Iterable[Sequence[Cell]] = ((card.name, *_effect(each)) for card in record.cards for each in card.effects)
    yield "plan_card_effects", ("measure", *EFFECT_COLUMNS), effects
    plans = [plan for plan in (record.plan, record.granted_plan, record.own, *record.alternatives) if plan]
    steps: Iterable[Sequence[Cell]] = (
        (plan.name, step.name, step.dose, step.unit, step.start, step.until, step.ramp, int(step.granted),
         int(step.smaller))
        for plan in plans
        for step in plan.steps
    )  # fmt: skip
    head = ("plan", "measure", "dose", "unit", "from", "until", "ramp_years", "granted", "made_smaller")
    yield "plan_steps", head, steps
    years: Iterable[Sequence[Cell]] = (
        (plan.name, year.year, *(year.payers.get(p, 0.0) for p in PAYERS), *(year.pots[p] for p in POTS), year.total,
         record.price_year)
        for plan in plans
        for year in plan.years
    )  # fmt: skip
    yield "plan_money", ("plan", "year", *PAYERS, *(f"pot_{p}" for p in POTS), "total_yuan", "price_year"), years
    yield "plan_effects", ("plan", *EFFECT_COLUMNS), (row for plan in plans for row in _effects(plan))
    courses: Iterable[Sequence[Cell]] = (
        (course.quantity, course.unit, part, year, *(bands[band][t] for band in ENDS))
        for course in record.nothing
        for part, bands in (("nothing", course.nothing), ("plan", course.plan))
        if bands is not None
        for t, year in enumerate(course.years)
    )
    yield "plan_courses", ("quantity", "unit", "part", "year", *ENDS), courses
    yield "fails_when", ("plan", "sentence_en", "sentence_zh", "coverage", "density", "base_rate"), _fails(record)
    kept: Iterable[Sequence[Cell]] = (
        (each.what, each.level, share, money.yuan if money else None,
         ";".join(f"{name}={dose:g}" for name, dose in money.measures) if money else "")
        for each in record.kept
        for share, money in ((0.5, each.half), (0.9, each.nine_of_ten))
    )  # fmt: skip
    yield "plan_keep", ("what", "level", "share_of_futures", "yuan_a_year", "measures"), kept
    if record.sensitivity:
        yield from _sensitivity(record.sensitivity)


CARD_COLUMNS = (
    "measure", "label_en", "label_zh", "verdict", "reason_en", "reason_zh", "aim", "money", "dose", "unit", "from",
    "until", *(f"yuan_a_year_{end}" for end in ENDS), *(f"yuan_per_job_year_{end}" for end in ENDS), "evidence_grade",
)  # fmt: skip
PER_MILLION = tuple(f"per_million_yuan_{end}" for end in ENDS)
EFFECT_COLUMNS = ("outcome", *ENDS, "unit", *PER_MILLION, "practical_sizes", "better_share")


def _fails(record: PlanRecord) -> list[Sequence[Cell]]:
    found = record.fails
    if found is None:
        return []
    said = (" ".join(spoken(each, language) for each in fails_words(record)) for language in LANGUAGES)
    return [(found.plan, *said, found.coverage, found.density, found.base_rate)]


def _card(card: Card) -> Sequence[Cell]:
    label, reason = named(card.name), reason_words(card.verdict)
    return (
        card.name, *(spoken(label, language) for language in LANGUAGES), card.verdict.kind,
        *(spoken(reason, language) for language in LANGUAGES), card.verdict.aim, card.money, card.dose, card.unit,
        card.start, card.until, *_ends(card.yuan), *_ends(card.job_year), card.evidence_grade,
    )  # fmt: skip


def _effects(plan: MeasuresPlan) -> Iterable[Sequence[Cell]]:
    return ((plan.name, *_effect(each)) for each in plan.effects)


def _effect(each: Effect) -> Sequence[Cell]:
    rate: tuple[Cell, ...] = each.per_million or (None, None, None)
    return (each.outcome, *_ends(each.amount), each.amount.unit, *rate, each.sizes, each.better_share)


def _ends(of: Estimate | None) -> tuple[Cell, Cell, Cell]:
    if of is None:
        return None, None, None
    low, high = of.interval_90 or (None, None)
    return of.value, low, high


SHARE_KEYS = ("first", "first_half_length_95", "total", "total_half_length_95")


def _sensitivity(found: Record) -> Iterable[Sheet]:
    """Sobol indices, Morris' effects, and how far they can be trusted."""
    outcomes = found["outcomes"].items()
    shares: Iterable[Sequence[Cell]] = (
        (outcome, kind, each["name"], each["label"]["en"], each["label"]["zh"], *(each[key] for key in SHARE_KEYS),
         int(each["name"] in of["worth_measuring_first"]))
        for outcome, of in outcomes
        for kind in ("groups", "singles")
        for each in of[kind]
    )  # fmt: skip
    yield (
        "sensitivity",
        ("outcome", "set", "source", "label_en", "label_zh", *SHARE_KEYS, "worth_measuring_first"),
        shares,
    )
    effects: Iterable[Sequence[Cell]] = (
        (outcome, each["name"], each["label"]["en"], each["label"]["zh"], each["effect"], each["effect_half_length_95"],
         each["effect_spread"], "persons")
        for outcome, of in outcomes
        for each in of["screened"]
    )  # fmt: skip
    columns = ("outcome", "unknown", "label_en", "label_zh", "effect", "half_length_95", "spread", "unit")
    yield "sensitivity_screening", columns, effects
    keys = (
        "mean", "spread", "spread_drawn", "assumed_share", "assumed_share_half_length_95", "samples", "converged",
        "widest_half_length_95", "largest_change_between_halves",
    )  # fmt: skip
    yield "sensitivity_checks", ("outcome", *keys), ((outcome, *(of[key] for key in keys)) for outcome, of in outcomes)
