"""Chapter seven: the money that the city commands, sources and uses by year, and when it should be paid."""

from collections.abc import Iterator

from relode.evaluation.policies_of_place import province_transfers
from relode.language import Amount, Sentence
from relode.language.numbers import MONEY
from relode.places.place import by_code
from relode.plan.asked.pots import POTS
from relode.plan.asked.pots_text import pot_rows
from relode.plan.cards import card_text
from relode.plan.cards.card_records import Card
from relode.plan.making import plan_text
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord, PlanStep
from relode.plan.verdicts.most_telling import trial_half_width
from relode.plan.verdicts.verdict_tables import practical_sizes
from relode.plan.verdicts.verdict_text import outcome_words
from relode.report.content import CityResult
from relode.report.document.document_aims import lead_plan
from relode.report.document.document_parts import Cell, blank, body, chapter, grid, heading, heads, note
from relode.report.document.document_projects import card_of
from relode.report.past_chapter import past_finding
from relode.story.blocks import Block, Chapter, PictureSpot, Table

UNKNOWN = ("platform_debt", "guarantees", "pension_gap", "grant_letters")
"""Money that no shipped source holds."""


def money(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """Chapter seven of the document: money."""
    record, lead = result.planned, lead_plan(result.planned)
    blocks: list[Block] = [heading("means")]
    if record is None:
        blocks.append(body(Sentence("document.money.no_plan", {"place": result.place})))
    else:
        if not record.why_not:
            blocks.append(body(*plan_text.money_words(record), sources=plan_text.SOURCES))
        elif record.published is not None:
            said = Sentence("document.money.published", {"budget": card_text.money(record.published.budget)})
            blocks.append(body(said, sources=plan_text.SOURCES))
        if record.pots:
            blocks.append(pots(record, lead))
    blocks.append(body(Sentence("document.money.unknown", {}), *map(blank, UNKNOWN)))
    if record is not None and lead is not None and lead.years:
        blocks += [heading("sources_uses"), sources_by_year(lead, record), uses(lead, record)]
        blocks.append(note(Sentence(f"document.money.{'rounding' if len(lead.steps) == 1 else 'uses_note'}", {})))
        blocks += [PictureSpot(key) for key in ("plan_money",) if key in pictures]
        blocks += [heading("conditions"), body(Sentence("document.money.conditions", {})), conditions(lead, record)]
    blocks += [heading("policies"), *_policies(result)]
    return chapter("money", tuple(blocks))


def pots(record: PlanRecord, lead: MeasuresPlan | None) -> Table:
    """What is known of each pot in a year, and what the plan takes of it."""
    used = {part.pot: card_text.money(part.yuan) for part in lead.pots} if lead else {}
    rows = tuple(tuple("–" if cell is None else cell for cell in row) for row in pot_rows(record.pots, used))
    head = heads("column", "pot", "known", "how", "used")
    return grid(Sentence("document.money.pots", {}), head, rows, (0.22, 0.26, 0.34, 0.18), plan_text.SOURCES)


def sources_by_year(plan: MeasuresPlan, record: PlanRecord) -> Table:
    """Money by year and pot; the last row is the sum of the years."""
    rows: list[tuple[Cell, ...]] = [
        (str(year.year), *(Amount(year.pots[pot], "yuan") for pot in POTS), Amount(year.total, "yuan"))
        for year in plan.years
    ]
    sums = [sum(year.pots[pot] for year in plan.years) for pot in POTS]
    total = sum(year.total for year in plan.years)
    rows.append((Sentence("plans.by_year.sum", {}), *(Amount(each, "yuan") for each in (*sums, total))))
    head = (
        Sentence("plans.by_year.year", {}),
        *(Sentence(f"plans.pot.{pot}", {}) for pot in POTS),
        Sentence("plans.by_year.total", {}),
    )
    title = Sentence(f"plans.title.{plan.name}", {})
    caption = Sentence(
        "document.money.by_year",
        {"plan": title, "year": record.price_year, "unit": Sentence("document.unit.money", {})},
    )
    return grid(caption, head, tuple(rows), (0.15, 0.17, 0.17, 0.17, 0.17, 0.17), plan_text.SOURCES, yuan_from=1)


def uses(plan: MeasuresPlan, record: PlanRecord) -> Table:
    """What each measure costs a year, and who pays."""
    rows = tuple(_use(step, plan, record) for step in plan.steps)
    head = heads("column", "measure", "dose", "yuan_interval", "payers")
    return grid(Sentence("document.money.uses", {}), head, rows, (0.22, 0.26, 0.28, 0.24), plan_text.SOURCES)


def _use(step: PlanStep, plan: MeasuresPlan, record: PlanRecord) -> tuple[Cell, ...]:
    """What a measure costs: the only one of a plan what the plan costs, else what it costs alone."""
    card, is_only = card_of(step, record), len(plan.steps) == 1
    payments = plan.payments if is_only else card.payments
    all_of = sum(each.yuan for each in payments)
    payers = [
        Sentence(
            "document.projects.pot", {"pot": Sentence(f"levers.payer.{p.payer}", {}), "yuan": card_text.money(p.yuan)}
        )
        for p in payments
        if p.yuan > all_of / 1000
    ]
    yuan: Cell = "–"
    if is_only:
        yuan = card_text.money(plan_text.total_of(plan))
    elif card.yuan is not None:
        yuan = Amount(card.yuan.value, "yuan", card.yuan.interval_90)
    value, unit = (step.dose, step.unit) if is_only else (card.dose, card.unit)
    dose = Sentence(f"document.dose.{card.lever}", {"dose": card_text.dose(value, unit)})
    return card_text.named(card.name), dose, yuan, payers


def conditions(plan: MeasuresPlan, record: PlanRecord) -> Table:
    """When the money of each measure should be paid, when no longer, and how its effect is found out."""
    rows = []
    for step in plan.steps:
        card = card_of(step, record)
        rows.append(
            (
                card_text.named(step.name),
                list(_before(card, step.granted)) or Sentence("document.money.no_condition", {}),
                list(_stop(card)),
                list(_evaluated(card)),
            )
        )
    head = heads("column", "measure", "pay_when", "stop_when", "evaluate")
    caption = Sentence("document.money.conditions_table", {})
    return grid(caption, head, tuple(rows), (0.16, 0.28, 0.28, 0.28), plan_text.SOURCES)


def _before(card: Card, is_granted: bool) -> Iterator[Sentence]:
    if is_granted:
        yield Sentence("document.money.when.granted", {})
    if card.need is not None:
        values = {
            "need": Sentence(f"plans.need.{card.need.name}", {}),
            "least": Amount(card.need.least, card.need.unit),
            "value": Amount(card.need.value, card.need.unit),
        }
        yield Sentence("document.money.when.need", values)
    if card.verdict.band is not None:
        high = Amount(card.verdict.band[2], card.verdict.band_unit)
        yield Sentence("document.money.when.cost", {"high": high})


def _stop(card: Card) -> Iterator[Sentence]:
    size = practical_sizes()[card.verdict.aim]
    values = {"outcome": outcome_words(card.verdict.aim), "size": Amount(size.size, size.unit)}
    yield Sentence("document.money.stop.no_gain", values)
    for harm in card.verdict.harms:
        worse = practical_sizes()[harm.outcome]
        harmed = {"outcome": outcome_words(harm.outcome), "size": Amount(worse.size, worse.unit)}
        yield Sentence("document.money.stop.harm", harmed)


def _evaluated(card: Card) -> Iterator[Sentence]:
    yield Sentence("document.money.evaluate.peers", {"outcome": outcome_words(card.verdict.aim)})
    half = trial_half_width(card.verdict)
    if half > 0:
        unit = practical_sizes()[card.verdict.aim].unit
        yield Sentence("document.money.evaluate.half", {"half": Amount(half, unit)})


def _policies(result: CityResult) -> Iterator[Block]:
    """What past policy did in places like it, and what the province has had."""
    yield body(past_finding(result.place))
    province = by_code().get(result.place.province, result.place)
    said = [
        Sentence(
            "report.past.received",
            {"province": province, "year": row["year"], "value": Amount(float(row["value"]), MONEY, None,
                                                                         (row["source"],))},
        )
        for row in province_transfers(result.place)
    ]  # fmt: skip
    if said:
        yield body(*said)
