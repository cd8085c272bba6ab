"""Sheets of the workbook on a plan run: measures, effects, money by year."""

from collections.abc import Iterable, Iterator, Sequence

from relode.decisions.chapter import chapter
from relode.language import Language, Sentence, say, spoken, unit_name
from relode.plan.asked.pots import POTS
from relode.plan.cards import card_text
from relode.plan.cards.card_records import PAYERS, Card, Effect
from relode.plan.estimate import Estimate
from relode.plan.making import plan_text
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord, PublishedPlan
from relode.plan.verdicts.verdict_text import kind_words, outcome_words, reason_words
from relode.story import Table
from relode.story.sheets import sheet_of
from relode.story.units import Cell, Sheet, SheetColumn, Value, cleaned, plain, shown


def plan_sheets(record: PlanRecord, language: Language) -> Iterator[Sheet]:
    """The sheets of a plan run: its decisions, or the cards of an older one."""
    if record.decisions is not None:
        blocks = chapter(record.decisions).blocks
        yield from (sheet_of(block, language) for block in blocks if isinstance(block, Table) and block.sheet)
    elif record.cards:
        yield measures(record, language)
        yield effects(record, language)
        plans = [plan for plan in (record.plan, record.granted_plan, record.own) if plan is not None and plan.years]
        if plans:
            yield money(plans, record, language)
    elif record.published is not None:
        yield published(record.published, language)


def ends(of: Estimate | None) -> tuple[float | None, ...]:
    """Value and interval, as cells."""
    if of is None:
        return None, None, None
    return (of.value, *(of.interval_90 or (None, None)))


def measures(record: PlanRecord, language: Language) -> Sheet:
    """Every measure, best first."""
    lead = record.plan or record.granted_plan
    doses = {step.name: step.dose for step in lead.steps} if lead is not None else {}
    cells = [card_cells(card, doses.get(card.name), language) for card in card_text.ordered_cards(record.cards)]
    return Sheet("measures", card_columns(language), cells)


def card_columns(language: Language) -> Sequence[SheetColumn]:
    """Columns of a sheet of cards."""
    per_job = shown("yuan per person", language).form
    return (
        *plain(language, "measure", "verdict", "aim"), *plain(language, "dose", "in_plan", form="#,##0.###"),
        *plain(language, "dose_unit"), *plain(language, "from", "until", form="0"),
        *(SheetColumn.of(language, name, "yuan") for name in ("cost", "low_90", "high_90")),
        *plain(language, "job_year", "low_90", "high_90", form=per_job), *plain(language, "reason", "evidence"),
    )  # fmt: skip


def card_cells(card: Card, in_plan: float | None, language: Language) -> Sequence[Cell]:
    """A card as a row of card_columns; `in_plan` is the dose that is proposed."""
    cost, said = shown("yuan", language), Sentences(language)
    unit = "%" if card.unit.startswith("share") else unit_name(card.unit, language) if card.unit else ""
    tried = bool(card.effects)
    yuan = cleaned(ends(card.yuan))
    return (
        said(card_text.named(card.name)), said(kind_words(card.verdict)), said(outcome_words(card.verdict.aim)),
        _dose(card.dose, card.unit) if tried else None,
        None if in_plan is None else _dose(in_plan, card.unit), unit,
        card.start if tried else None, card.until if tried else None,
        *(None if each is None else each * cost.factor for each in yuan), *cleaned(ends(card.job_year)),
        said(reason_words(card.verdict)), said(Sentence(f"levers.grade.{card.evidence_grade}", {})),
    )  # fmt: skip


def _dose(value: float, unit: str) -> Cell:
    """The dose: of shares a cell in per cent."""
    return Value(value, shown(unit, "en").form) if unit.startswith("share") else value


class Sentences:
    """Says sentences in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, sentence: Sentence) -> str:
        """The sentence as plain text."""
        return spoken(sentence, self._language)


def effects(record: PlanRecord, language: Language) -> Sheet:
    """What measures and plans change in each outcome; every number is in the unit of its row."""
    said = Sentences(language)
    columns = (
        *plain(language, "case", "outcome", "unit"), *plain(language, "median", "low_90", "high_90"),
        *plain(language, "sizes", form="0.00"), *plain(language, "better", form="0%"),
    )  # fmt: skip
    plans = [plan for plan in (record.plan, record.granted_plan, record.own, *record.alternatives) if plan]
    rows = [
        _effect(said(Sentence(f"plans.title.{plan.name}", {})), each, language)
        for plan in plans
        for each in plan.effects
    ]
    rows += [
        _effect(said(Sentence("workbook.case.alone", {"measure": card_text.named(card.name)})), each, language)
        for card in card_text.ordered_cards(record.cards)
        for each in card.effects
    ]
    return Sheet("effects", columns, rows)


def _effect(case: str, each: Effect, language: Language) -> Sequence[Cell]:
    how = shown(each.amount.unit, language)
    values = [None if v is None else Value(v * how.factor, how.form) for v in cleaned(ends(each.amount))]
    outcome = spoken(outcome_words(each.outcome), language)
    return (case, outcome, how.word, *values, *cleaned([each.sizes]), each.better_share)


def money(plans: Sequence[MeasuresPlan], record: PlanRecord, language: Language) -> Sheet:
    """Money by year, payer and pot; parts of a row add up to its total."""
    how = shown("yuan", language)
    heads = [Sentence("workbook.head.payer", {"payer": Sentence(f"levers.payer.{p}", {})}) for p in PAYERS]
    heads += [Sentence("workbook.head.pot", {"pot": Sentence(f"plans.pot.{pot}", {})}) for pot in POTS]
    columns = (
        *plain(language, "plan"), *plain(language, "year", form="0"),
        *(SheetColumn.labelled(spoken(head, language), "yuan", language) for head in heads),
        SheetColumn.of(language, "total", "yuan"), *plain(language, "base", form="0"),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            say(f"plans.title.{plan.name}", language), year.year,
            *(scaled_yuan(year.payers.get(p, 0.0), how.factor) for p in PAYERS),
            *(scaled_yuan(year.pots[pot], how.factor) for pot in POTS),
            scaled_yuan(year.total, how.factor), record.price_year,
        )
        for plan in plans
        for year in plan.years
    ]  # fmt: skip
    return Sheet("money", columns, rows)


def scaled_yuan(yuan: float, factor: float) -> float:
    """Yuan in the unit of a column; less than a yuan is nothing."""
    return 0.0 if abs(yuan) < 1 else yuan * factor


def published(published_plan: PublishedPlan, language: Language) -> Sheet:
    """What a year's money buys at published costs, for a place without a simulator."""
    columns = (
        *plain(language, "measure", "aim"), *plain(language, "published_low", "published_high", form="#,##0.##"),
        *plain(language, "cost_unit"), *plain(language, "buys_low", "buys_high", form="#,##0.#"),
        *plain(language, "bought"),
    )  # fmt: skip
    rows: Iterable[Sequence[Cell]] = (
        (
            spoken(card_text.measure_words(each.lever, ""), language), spoken(outcome_words(each.aim), language),
            each.low, each.high, unit_name(f"yuan per {each.bought}", language), each.least, each.most,
            unit_name(plan_text.BOUGHT[each.bought], language),
        )
        for each in published_plan.measures
    )  # fmt: skip
    return Sheet("measures", columns, list(rows))
