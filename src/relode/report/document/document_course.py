"""Chapters eight to ten: steps by year and who answers for them, what to watch, and what may go wrong."""

from collections.abc import Iterator

from relode.evidence.evidence_answer import independent, lever_studies
from relode.language import LANGUAGES, Amount, Bilingual, Clauses, Sentence
from relode.outlook import Forecast, Outlook
from relode.pathways.industries.city_words import first_check
from relode.plan.asked.pots import known
from relode.plan.cards import card_text
from relode.plan.making import plan_text
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord
from relode.plan.uncertainty.uncertainty_records import SensitivityRecord
from relode.plan.uncertainty.unknown_labels import unknown_label
from relode.plan.verdicts.verdict_text import outcome_words
from relode.report.content import CityResult
from relode.report.document.document_aims import lead_plan
from relode.report.document.document_parts import Cell, blank, body, bullets, chapter, grid, heading, heads, note
from relode.report.document.document_projects import card_of
from relode.story.blocks import Block, Chapter, Table
from relode.story.columns import Shade

CHECKED = 4
"""So many unknowns of measures, and checks of industries, have a row."""
WATCHED_AFTER = 2
"""The first look back is so many years after the start."""
BAD_ABOVE = ("debt",)
"""Quantities whose rise is bad."""
LEAD, DEADLINE, RESPONSIBLE = blank("lead_body"), blank("deadline"), blank("responsible")


def steps(result: CityResult) -> Chapter:
    """Chapter eight of the document: steps."""
    record, lead = result.planned, lead_plan(result.planned)
    blocks: list[Block] = [heading("gantt")]
    if record is None or lead is None or not lead.steps:
        blocks.append(body(Sentence("document.steps.none", {"place": result.place})))
    else:
        blocks += [gantt(lead, record), note(Sentence("document.steps.legend", {}))]
    table = checks(result)
    if table is not None:
        blocks += [heading("checks"), body(Sentence("document.steps.checks", {})), table]
    blocks += [heading("duties"), body(Sentence("document.steps.duties", {})), duties()]
    return chapter("steps", tuple(blocks))


def gantt(plan: MeasuresPlan, record: PlanRecord) -> Table:
    """Measures by year as shaded cells, the lead body left open, money of all payers below."""
    years = range(record.start, record.horizon + 1)
    rows: list[tuple[Cell, ...]] = [
        (
            card_text.named(step.name),
            LEAD,
            *(Shade(0 if not step.start <= y <= step.until else 1 if y < step.start + step.ramp else 2) for y in years),
        )
        for step in plan.steps
    ]
    if plan.years:
        paid = {year.year: year.total for year in plan.years}
        rows.append(
            (Sentence("document.steps.money", {}), "", *(Amount(paid.get(year, 0.0), "yuan") for year in years))
        )
    width = 0.6 / len(years)
    head = (
        *heads("column", "measure", "lead_body"),
        *(Sentence("document.column.of_year", {"year": y}) for y in years),
    )
    caption = Sentence("document.steps.table", {"start": record.start, "horizon": record.horizon})
    return grid(caption, head, tuple(rows), (0.22, 0.18, *(width for _ in years)), plan_text.SOURCES, yuan_from=2)


def checks(result: CityResult) -> Table | None:
    """What to find out before more is decided: unknowns that would tell most, else first checks of industries."""
    record, answer = result.planned, dict[str, tuple[Bilingual, list[Sentence]]]()
    for card in card_text.ordered_cards(record.cards) if record is not None else ():
        at = card.telling
        if at is not None:
            label = Bilingual(*(unknown_label(at.kind, at.of, at.item, language) for language in LANGUAGES))
            share = Amount(at.share, "share", (at.low, at.high))
            values = {"measure": card_text.named(card.name), "share": share}
            answer.setdefault(label.en, (label, []))[1].append(Sentence("document.steps.of_measure", values))
    rows: list[tuple[Cell, ...]] = [
        (label, Sentence("document.steps.tells", {"measures": Clauses(tuple(of))}), RESPONSIBLE, DEADLINE)
        for label, of in list(answer.values())[:CHECKED]
    ]
    by_check: dict[str, list[object]] = {}
    for one in result.pathways.candidates:
        by_check.setdefault(first_check(one.unit.industry), []).append(one.unit)
    for check, units in list(by_check.items())[:CHECKED]:
        about = Sentence("document.steps.decides", {"industries": units})
        rows.append((Sentence(f"industries.check.{check}", {}), about, RESPONSIBLE, DEADLINE))
    if not rows:
        return None
    head = heads("column", "find_out", "because", "responsible", "deadline")
    caption = Sentence("document.steps.checks_table", {})
    return grid(caption, head, tuple(rows), (0.32, 0.32, 0.18, 0.18), plan_text.SOURCES)


def duties() -> Table:
    """Who answers for what: all to be filled."""
    names = ("overall", "money", "land", "work", "watching")
    rows = tuple((Sentence(f"document.steps.duty.{name}", {}), LEAD, RESPONSIBLE) for name in names)
    head = heads("column", "task", "lead_body", "responsible")
    return grid(Sentence("document.steps.duties_table", {}), head, rows, (0.44, 0.28, 0.28))


def watching(result: CityResult) -> Chapter:
    """Chapter nine of the document: what is watched."""
    blocks: list[Block] = [heading("indicators_watched")]
    table = watched(result)
    if table is None:
        blocks.append(body(Sentence("document.watch.none", {}), blank("indicators")))
    else:
        blocks += [body(Sentence("document.watch.how", {})), table]
    record = result.planned
    if record is not None and record.signs:
        blocks += bullets([plan_text.sign_words(sign) for sign in record.signs], plan_text.SOURCES)
    elif record is not None and record.cards:
        blocks.append(body(Sentence("document.watch.no_sign", {})))
    blocks += [heading("evaluation"), *_evaluation(result)]
    return chapter("watching", tuple(blocks))


def watched(result: CityResult) -> Table | None:
    """Quantities of the outlook two years after the start: what is expected, and what would be outside."""
    outlook = result.outlook
    if outlook is None or not outlook.forecasts:
        return None
    start = result.planned.start if result.planned is not None and result.planned.cards else result.made.year
    year = min(start + WATCHED_AFTER, outlook.years[-1])
    rows = [row for each in outlook.forecasts if (row := _watched(each, outlook, year)) is not None]
    if not rows:
        return None
    head = (
        *heads("column", "indicator", "base"),
        Sentence("document.column.expected", {"year": year}),
        *heads("column", "alarm", "responsible"),
    )
    return grid(Sentence("document.watch.table", {}), head, tuple(rows), (0.24, 0.2, 0.26, 0.16, 0.14))


def _watched(each: Forecast, outlook: Outlook, year: int) -> tuple[Cell, ...] | None:
    at = outlook.years.index(year)
    middle, low, high = (each.quantiles[name][at] for name in ("median", "p05", "p95"))
    if middle is None or low is None or high is None:
        return None
    opening = Amount(each.opening, each.unit, None, each.sources)
    base = Sentence("document.aims.of_year", {"value": opening, "year": each.origin})
    name: object = Sentence(f"outlook.target.{each.quantity}", {})
    if each.price_base:
        name = Sentence("document.aims.at_prices", {"quantity": name, "year": each.price_base})
    side, end = ("above", high) if each.quantity in BAD_ABOVE else ("below", low)
    alarm = Sentence(f"document.watch.{side}", {"end": Amount(end, each.unit, None, each.sources)})
    # The end that is the alarm stands in a column of its own, with three digits: here the middle is enough.
    return name, base, Amount(middle, each.unit, None, each.sources), alarm, RESPONSIBLE


def _evaluation(result: CityResult) -> Iterator[Block]:
    peers = [peer.place for peer in result.profile.peers]
    if peers:
        yield body(Sentence("document.watch.peers", {"count": len(peers), "peers": peers}))
    yield body(Sentence("document.watch.report", {}), blank("reporting"))


def risks(result: CityResult) -> Chapter:
    """Chapter ten of the document: risks."""
    rows = [*_risks(result)]
    head = heads("column", "risk", "basis", "answer", "responsible")
    table = grid(Sentence("document.risk.table", {}), head, tuple(rows), (0.16, 0.38, 0.32, 0.14), plan_text.SOURCES)
    return chapter("risks", (body(Sentence("document.risk.lead", {})), table))


def _risks(result: CityResult) -> Iterator[tuple[Cell, ...]]:
    record, lead = result.planned, lead_plan(result.planned)
    if record is not None and record.fails is not None:
        yield _risk("fails", list(plan_text.fails_words(record)))
    if record is not None and lead is not None:
        yield from _risks_of(lead, record)
    if record is not None and record.sensitivity:
        yield from _unknowns(record.sensitivity)
    short = _shortest(result)
    if short is not None:
        yield _risk("forecast", short)
    yield _risk("debts", blank("platform_debt"))
    yield _risk("safety", blank("mine_sites"))


def _risk(name: str, basis: object) -> tuple[Cell, ...]:
    return Sentence(f"document.risk.name.{name}", {}), basis, Sentence(f"document.risk.answer.{name}", {}), RESPONSIBLE


def _risks_of(lead: MeasuresPlan, record: PlanRecord) -> Iterator[tuple[Cell, ...]]:
    if any(step.granted for step in lead.steps):
        usual = known(record.pots, "granted", len(lead.years))
        part = next((each.yuan for each in lead.pots if each.pot == "granted"), 0.0)
        values: dict[str, object] = {"needed": card_text.money(part)}
        if usual is not None:
            sources = tuple(dict.fromkeys(key for pot in record.pots if pot.name == "granted" for key in pot.sources))
            values["usual"] = Amount(usual.value, "yuan", usual.interval_90, sources)
        yield _risk("grant", Sentence(f"document.risk.basis.grant{'_unknown' if usual is None else ''}", values))
    spent = {"mean": card_text.money(lead.spent), "worst": card_text.money(lead.worst_tenth)}
    yield _risk("dearer", Sentence("document.risk.basis.dearer", spent))
    harmed = {step.name: [outcome_words(h.outcome) for h in card_of(step, record).verdict.harms] for step in lead.steps}
    said = [
        Sentence("document.risk.basis.harm", {"measure": card_text.named(name), "harms": harms})
        for name, harms in harmed.items()
        if harms
    ]
    if said:
        yield _risk("harm", said)
    if record.neighbours is not None:
        yield _risk("neighbours", plan_text.neighbours_words(record.neighbours))
    yield _risk("evidence", [_evidence(lever) for lever in dict.fromkeys(step.lever for step in lead.steps)])


def _evidence(lever: str) -> Sentence:
    """How many independent studies hold the own doing of a lever."""
    (count, direct), measure = independent(lever_studies(lever)), card_text.measure_words(lever, "")
    if not count:
        return Sentence("document.risk.basis.unstudied", {"measure": measure})
    return Sentence("document.risk.basis.studied", {"measure": measure, "count": count, "direct": direct})


def _unknowns(record: SensitivityRecord) -> Iterator[tuple[Cell, ...]]:
    """The group of unknowns that makes most of the variance of jobs if nothing is done."""
    outcome = record.outcomes.get("do_nothing")
    if outcome is not None:
        first = outcome.groups[0]
        label = Bilingual(first.label["en"], first.label["zh"])
        values = {"group": label, "share": Amount(first.total, "share"), "year": record.year}
        yield _risk("unknowns", Sentence("document.risk.basis.unknowns", values))


def _shortest(result: CityResult) -> Sentence | None:
    """That bands of people are not scored to the last year."""
    outlook = result.outlook
    people = None if outlook is None else outlook.quantities.get("population")
    if outlook is None or people is None or people.scored_until >= outlook.years[-1]:
        return None
    return Sentence("document.risk.basis.forecast", {"scored": people.scored_until, "until": outlook.years[-1]})
