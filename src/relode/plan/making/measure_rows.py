"""Every measure of a run as a row for readers: verdict, money, payer, years, what it does and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from relode.decisions import chapter as decision_chapter
from relode.decisions.decision_records import Decision, Decisions
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES, Amount, Bilingual, Sentence, Word
from relode.language.spoken import plain_cell
from relode.plan.cards.card_records import Card, Payment
from relode.plan.cards.card_text import aim_effect, measure_words, named, ordered_cards
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord, PublishedMeasure, PublishedPlan
from relode.plan.making.plan_text import BOUGHT, effect_of, total_of
from relode.plan.uncertainty.uncertainty_records import OutcomeUncertainty, VarianceShare
from relode.plan.uncertainty.unknown_labels import unknown_label
from relode.plan.verdicts.rule import CANNOT_TELL, LEAVE, CardVerdict
from relode.plan.verdicts.verdict_tables import TIMES_TOO_DEAR
from relode.plan.verdicts.verdict_text import outcome_words, worst_harm

LEAST_PART = 0.01
"""Who pays less than a hundredth is not named: rounding of the worst futures."""
AIM = "employment"
NOT_MEASURED = ("prices", "nation", "luck", "rest")
"""Paths that nobody can measure today, and all that was not looked at singly."""
LOOKED_UP = {"opening": 0, "parameter": 1}
"""Kinds of unknowns that can be looked up or surveyed, in the order in which they are told; others take a trial."""


@dataclass(frozen=True)
class MeasureRow:
    """A line of the table of measures: one measure, several that are left for the same reason, or the plan as a whole.

    `kind`: a verdict, or plan. `money`: of all payers in a year; None where nothing was tried.
    """

    kind: str
    measures: tuple[Sentence, ...]
    years: Sentence | None
    money: Amount | None
    payers: tuple[Sentence, ...]
    effect: Sentence | None
    why: Sentence | None


def measure_rows(record: PlanRecord) -> tuple[MeasureRow, ...]:
    """The plan first, then measures by verdict; those to leave together, one line a reason.

    A plan of one measure stands for that measure: its dose may be another than that of the card.
    """
    if record.decisions is not None:
        return tuple(decided_rows(record.decisions))
    lead = record.plan or record.granted_plan
    rows = [plan_row(lead, record)] if lead is not None else []
    alone = lead.steps[0].name if lead is not None and len(lead.steps) == 1 else ""
    shown = [card for card in ordered_cards(record.cards) if card.name != alone]
    rows += [_row(card) for card in shown if card.verdict.kind != LEAVE]
    left = sorted((card for card in shown if card.verdict.kind == LEAVE), key=lambda card: card.verdict.reason)
    rows += [_left(reason, list(cards)) for reason, cards in groupby(left, key=lambda card: card.verdict.reason)]
    if record.published is not None:
        rows += published_rows(record.published, years(record.start, record.horizon))
    return tuple(rows)


def decided_rows(decisions: Decisions) -> Iterator[MeasureRow]:
    """Decisions by verdict: those to leave or to fill in first together, one line a reason, without years or effect."""
    for each in decisions.decisions:
        if each.verdict not in (LEAVE, "fill_in"):
            cost = decision_chapter.cost_of(each)
            payers_of = tuple(
                Sentence(f"levers.payer.{name}", {}) for name in (each.cost.by_payer if each.cost else ())
            )
            name = plain_cell(decision_chapter.name_of(each))
            until = None if each.kind == "need" else years(FIRST_PLAN_YEAR, decisions.horizon)
            gain = (
                Sentence("plans.row.effect", {"effect": each.gain.gain})
                if each.gain and each.gain.outcome == "jobs"
                else None
            )
            yield MeasureRow(each.verdict, (name,), until, cost, payers_of, gain, decision_chapter.reason_of(each))
    for kind in ("fill_in", LEAVE):
        reasons: dict[str, list[Decision]] = {}
        for each in decisions.of(kind):
            reasons.setdefault(each.reason.removeprefix("need_"), []).append(each)
        for reason, same in reasons.items():
            names = tuple(plain_cell(decision_chapter.name_of(each)) for each in same)
            yield MeasureRow(kind, names, None, None, (), None, Sentence(f"plans.row.decided_{reason}", {}))


def plan_row(plan: MeasuresPlan, record: PlanRecord) -> MeasureRow:
    """The plan as a whole: what it costs on average, and the jobs that it adds."""
    better = next(each.better_share for each in plan.effects if each.outcome == AIM)
    return MeasureRow(
        "plan" if record.plan is plan else "granted",
        tuple(named(step.name) for step in plan.steps),
        years(min(step.start for step in plan.steps), max(step.until for step in plan.steps)),
        Amount(total_of(plan), "yuan"),
        payers(plan.payments),
        Sentence("plans.row.effect", {"effect": effect_of(plan, AIM)}),
        Sentence("plans.row.better", {"share": Amount(better, "share")}),
    )


def years(start: int, until: int) -> Sentence:
    """First and last year."""
    return Sentence("plans.card.years", {"start": start, "until": until})


def payers(payments: Sequence[Payment]) -> tuple[Sentence, ...]:
    """Who pays, the largest part first, without those who pay next to nothing."""
    whole = sum(each.yuan for each in payments)
    chosen = sorted((each for each in payments if each.yuan > LEAST_PART * whole), key=lambda each: -each.yuan)
    return tuple(Sentence(f"levers.payer.{each.payer}", {}) for each in chosen)


def short_reason(verdict: CardVerdict) -> Sentence:
    """Why, in a few words."""
    values: dict[str, object] = {"works": Amount(verdict.works, "share")}
    if verdict.band is not None:
        values |= {
            "low": Amount(verdict.band[1], verdict.band_unit),
            "high": Amount(verdict.band[2], verdict.band_unit),
        }
    if worst := worst_harm(verdict):
        values |= {"harm": outcome_words(worst.outcome), "share": Amount(worst.share, "share")}
    for condition in verdict.conditions:
        if condition.name == "works":
            values["needed"] = Amount(condition.needed, "share")
        if condition.name == "plan_needs_it":
            values["missed"] = Amount(condition.share, "share")
    middle = None if verdict.unit_cost is None else verdict.unit_cost[1]
    if middle is not None:
        values["cost"] = Amount(middle, verdict.band_unit)
    key = f"plans.row.{verdict.kind}_{verdict.reason}"
    if verdict.kind == CANNOT_TELL and verdict.reason == "not_dear":
        key += _how_dear(middle, verdict)
    return Sentence(key, values)


def _how_dear(middle: float | None, verdict: CardVerdict) -> str:
    """No cost at all, one that two digits do not tell from the upper end of published ones, or a clearly higher one."""
    if middle is None:
        return "_endless"
    is_close = verdict.band is not None and f"{middle:.2g}" == f"{verdict.band[2]:.2g}"
    return "_close" if is_close else ""


def _row(card: Card) -> MeasureRow:
    effect = aim_effect(card)
    of_jobs = card.verdict.aim == AIM
    about = {} if effect is None else {"effect": effect.amount, "outcome": outcome_words(card.verdict.aim)}
    return MeasureRow(
        card.verdict.kind,
        (measure_words(card.lever, card.sector),),
        years(card.start, card.until),
        None if card.yuan is None else Amount(card.yuan.value, "yuan", card.yuan.interval_90),
        payers(card.payments),
        None if effect is None else Sentence(f"plans.row.{'effect' if of_jobs else 'effect_on'}", about),
        short_reason(card.verdict),
    )


def _left(reason: str, cards: Sequence[Card]) -> MeasureRow:
    """Measures that are left for one reason."""
    works = max(card.verdict.works for card in cards)
    values = {"count": len(cards), "works": Amount(works, "share"), "times": Amount(TIMES_TOO_DEAR, "ratio")}
    return MeasureRow(LEAVE, tuple(by_lever(cards)), None, None, (), None, Sentence(f"plans.row.left_{reason}", values))


def by_lever(cards: Sequence[Card]) -> Iterator[Sentence]:
    """The measures, those of one lever together with their sectors."""
    for lever, result in groupby(sorted(cards, key=lambda card: card.lever), key=lambda card: card.lever):
        sectors = [Word("sector", card.sector) for card in result if card.sector]
        whole = measure_words(lever, "")
        yield Sentence("plans.row.sectors", {"lever": whole, "sectors": sectors}) if sectors else whole


def published_rows(published: PublishedPlan, over: Sentence) -> Iterator[MeasureRow]:
    """Levers at their published cost, those of one cost together: nobody can tell what they do here."""

    def price(of: PublishedMeasure) -> tuple[str, float, float]:
        return of.bought, of.low, of.high

    for _, group in groupby(sorted(published.measures, key=price), key=price):
        same = list(group)
        first, unit = same[0], BOUGHT[same[0].bought]
        ends: dict[str, object] = {"low": Amount(first.least, unit), "high": Amount(first.most, unit)}
        if first.bought != "job-year":
            ends["outcome"] = outcome_words(first.aim)
        cost = f"yuan per {first.bought}"
        prices = {"low": Amount(first.low, cost), "high": Amount(first.high, cost)}
        yield MeasureRow(
            CANNOT_TELL,
            tuple(measure_words(each.lever, "") for each in same),
            over,
            Amount(published.budget, "yuan"),
            (),
            Sentence("plans.row.buys_of" if "outcome" in ends else "plans.row.buys", ends),
            Sentence("plans.row.published", prices),
        )


@dataclass(frozen=True)
class ToMeasure:
    """A figure to go and measure: what it is, what it would settle, and how much of that uncertainty would go."""

    label: Bilingual
    of: Sentence
    share: Amount
    settles: str


def to_measure(record: PlanRecord, most: int) -> tuple[ToMeasure, ...]:
    """The figures that would tell most, each once: first of verdicts that cannot be told, then of jobs and the plan.

    What can be looked up or surveyed in the city stands before what only a trial tells.
    """
    measures: dict[str, ToMeasure] = {}
    pairs = [(card, card.telling) for card in record.cards if card.telling is not None]
    ranked = sorted(pairs, key=lambda each: (LOOKED_UP.get(each[1].kind, len(LOOKED_UP)), -each[1].share))
    for card, at in ranked:
        label = Bilingual(*(unknown_label(at.kind, at.of, at.item, language) for language in LANGUAGES))
        measure = measure_words(card.lever, card.sector)
        share = Amount(at.share, "share", (at.low, at.high))
        settles = "verdict" if at.kind in LOOKED_UP else "trial"
        measures.setdefault(at.of, ToMeasure(label, measure, share, settles))
    outcomes = record.sensitivity.outcomes if record.sensitivity else {}
    for pick in (_worth, _sure):
        for name, outcome in outcomes.items():
            of = Sentence(f"planning.uncertainty.outcome.{name}", {})
            for single in pick(outcome):
                label = Bilingual(single.label["en"], single.label["zh"])
                told_of = ToMeasure(label, of, Amount(single.first, "share"), "spread")
                measures.setdefault(single.name, told_of)
    return tuple(measures.values())[:most]


def _worth(outcome: OutcomeUncertainty) -> Iterator[VarianceShare]:
    """The single unknowns of an outcome that are worth measuring."""
    yield from (single for single in outcome.singles if single.name in outcome.worth_measuring_first)


def _sure(outcome: OutcomeUncertainty) -> Iterator[VarianceShare]:
    """The other single unknowns that can be measured and whose part is surely above 0, the largest first."""
    result = (each for each in outcome.singles if each.name not in NOT_MEASURED)
    sure = (each for each in result if each.first > each.first_half_length_95)
    yield from sorted(sure, key=lambda each: -each.first)
