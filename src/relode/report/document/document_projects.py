"""Chapter four: measures as projects, with what is known of each and what is left to be filled; then every measure."""

from collections.abc import Iterator

from relode.decisions import chapter as decision_chapter
from relode.language import Amount, Sentence
from relode.places import Place
from relode.plan.cards import card_text
from relode.plan.cards.card_records import Card, PotPart
from relode.plan.making import plan_text
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord, PlanStep, PublishedPlan
from relode.plan.verdicts.most_telling import trial_words
from relode.plan.verdicts.rule import CANNOT_TELL, MOST
from relode.plan.verdicts.verdict_tables import TIMES_TOO_DEAR
from relode.plan.verdicts.verdict_text import cost_words, harms_words, kind_words, outcome_words, reason_words
from relode.report.content import CityResult
from relode.report.document.document_aims import lead_plan
from relode.report.document.document_parts import Cell, blank, body, chapter, grid, heading, heads, note
from relode.story.blocks import Block, Chapter, PictureSpot, Table

BY_HAND = ("site", "lead_body", "responsible", "approval")
"""What a project needs and no source holds."""


def projects(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """Chapter four of the document: projects."""
    record = result.planned
    if record is None:
        words = body(Sentence("document.projects.no_plan", {"place": result.place}), *map(blank, BY_HAND))
        return chapter("projects", (heading("projects"), words))
    if record.decisions is not None:
        return chapter("projects", (heading("projects"), *decision_chapter.chapter(record.decisions).blocks))
    if not record.cards:
        return chapter("projects", tuple(_without_cards(record, result.place)))
    blocks: list[Block] = [heading("projects")]
    lead = lead_plan(record)
    if lead is None or not lead.steps:
        blocks.append(body(plan_text.headline(record, result.place), Sentence("document.projects.none", {})))
    else:
        blocks.append(body(Sentence(f"document.projects.lead_{lead.name}", {"count": len(lead.steps)})))
        blocks += [sheet(step, lead, record) for step in lead.steps]
        if lead.left:
            names = [card_text.named(name) for name in lead.left]
            blocks.append(note(Sentence("plans.steps.left", {"names": names})))
    blocks.append(heading("all_measures"))
    blocks += [PictureSpot(key) for key in ("plan_cards",) if key in pictures]
    rule = {"most": Amount(MOST, "share"), "dear": Amount(TIMES_TOO_DEAR, "ratio")}
    blocks += [all_cards(record), note(Sentence("document.projects.rule", rule))]
    return chapter("projects", tuple(blocks))


def _without_cards(record: PlanRecord, place: Place) -> Iterator[Block]:
    yield heading("projects")
    yield body(plan_text.headline(record, place))
    if record.published is not None:
        yield body(*plan_text.published_words(record.published, place), sources=plan_text.SOURCES)
        yield published(record.published)
    yield body(Sentence("document.projects.by_hand", {}), *map(blank, BY_HAND))


def published(published_plan: PublishedPlan) -> Table:
    """What a year's money buys at published costs."""
    rows = tuple(plan_text.published_cells(each) for each in published_plan.measures)
    head = tuple(Sentence(f"plans.published.{name}", {}) for name in plan_text.PUBLISHED_COLUMNS)
    sources = tuple(
        dict.fromkeys(key for each in published_plan.measures for key in plan_text.band_sources(each.sources))
    )
    caption = Sentence("plans.published.caption", {})
    return grid(caption, head, rows, (0.2, 0.2, 0.3, 0.3), (*sources, *plan_text.SOURCES))


def card_of(step: PlanStep, record: PlanRecord) -> Card:
    """The card that a step is taken from."""
    return next(card for card in record.cards if card.name == step.name)


def sheet(step: PlanStep, plan: MeasuresPlan, record: PlanRecord) -> Table:
    """A project as a sheet of two columns: what it is, costs and does, and the fields to be filled."""
    card = card_of(step, record)
    effect = card_text.aim_effect(card)
    rows: list[tuple[Cell, Cell]] = [
        (_row("aim"), outcome_words(card.verdict.aim)),
        (_row("dose"), _dose(step)),
        (_row("years"), Sentence("plans.card.years", {"start": step.start, "until": step.until})),
        (_row("cost"), _cost(card, plan)),
        (_row("pots"), pots_words(plan.pots if len(plan.steps) == 1 else card.pots)),
    ]
    if effect is not None:
        alone = {"effect": effect.amount, "dose": card_text.dose(card.dose, card.unit)}
        rows.append((_row("effect"), Sentence("document.projects.alone", alone)))
    if card.verdict.band is not None and card.verdict.unit_cost is not None:
        rows.append((_row("unit_cost"), _unit_cost(card)))
    rows.append((_row("verdict"), [kind_words(card.verdict), reason_words(card.verdict)]))
    harms = harms_words(card.verdict)
    if harms is not None:
        rows.append((_row("harms"), harms))
    rows.append((_row("evidence"), Sentence(f"levers.grade.{card.evidence_grade}", {})))
    rows += [(blank(name).label, blank(name)) for name in BY_HAND]
    caption = Sentence("document.projects.sheet", {"measure": card_text.named(step.name)})
    head = heads("column", "item", "content")
    sources = (*plan_text.SOURCES, *plan_text.band_sources(card.verdict.band_sources))
    return grid(caption, head, tuple(rows), (0.22, 0.78), sources)


def _row(name: str) -> Sentence:
    return Sentence(f"document.projects.row.{name}", {})


def _dose(step: PlanStep) -> Sentence:
    values = {
        "about": Sentence(f"document.dose.{step.lever}", {"dose": card_text.dose(step.dose, step.unit)}),
        "ramp": step.ramp,
    }
    return Sentence("document.projects.smaller" if step.smaller else "document.projects.dose", values)


def _cost(card: Card, plan: MeasuresPlan) -> Sentence:
    """What it costs a year: of a plan with one measure that of the plan, else that of the measure alone."""
    if len(plan.steps) == 1:
        values = {"yuan": card_text.money(plan_text.total_of(plan)), "worst": card_text.money(plan.worst_tenth)}
        return Sentence("document.projects.cost_of_plan", values)
    return Sentence("document.projects.cost_alone", {"yuan": card.yuan, "dose": card_text.dose(card.dose, card.unit)})


def pots_words(parts: tuple[PotPart, ...]) -> list[Sentence]:
    """What each pot gives a year, without those that give nothing to speak of."""
    all_of = sum(part.yuan for part in parts)
    return [
        Sentence(
            "document.projects.pot",
            {"pot": Sentence(f"plans.pot.{part.pot}", {}), "yuan": card_text.money(part.yuan)},
        )
        for part in parts
        if part.yuan > all_of / 1000
    ]


def _unit_cost(card: Card) -> Sentence:
    verdict = card.verdict
    low, high = (Amount(end, verdict.band_unit) for end in (verdict.band or (0.0, 0.0, 0.0))[1:])
    return Sentence("document.projects.unit_cost", {"cost": cost_words(verdict), "low": low, "high": high})


def all_cards(record: PlanRecord) -> Table:
    """Every measure with its verdict and why, best first."""
    rows = tuple(_card(card) for card in card_text.ordered_cards(record.cards))
    head = heads("column", "measure", "verdict", "dose_years", "yuan", "reason")
    caption = Sentence("document.projects.table", {"count": len(record.cards)})
    sources = dict.fromkeys(key for card in record.cards for key in plan_text.band_sources(card.verdict.band_sources))
    return grid(caption, head, rows, (0.17, 0.11, 0.16, 0.12, 0.44), (*plan_text.SOURCES, *sources))


def _card(card: Card) -> tuple[Cell, ...]:
    label = card_text.measure_words(card.lever, card.sector)
    reason: list[object] = [reason_words(card.verdict)]
    if card.need is not None and not card.need.met:
        need = Sentence(f"plans.need.{card.need.name}", {})
        held, least = (Amount(value, card.need.unit) for value in (card.need.value, card.need.least))
        reason.append(Sentence("plans.card.need", {"need": need, "value": held, "least": least}))
    if not card.effects:
        return label, kind_words(card.verdict), Sentence("plans.card.untried", {}), "–", reason
    if card.verdict.kind == CANNOT_TELL and card.verdict.reason == "works":
        reason.append(trial_words(card.verdict))
    years = Sentence("plans.card.years", {"start": card.start, "until": card.until})
    dose = Sentence(f"document.dose.{card.lever}", {"dose": card_text.dose(card.dose, card.unit)})
    yuan = None if card.yuan is None else Amount(card.yuan.value, card.yuan.unit)
    return label, kind_words(card.verdict), [dose, years], yuan, reason
