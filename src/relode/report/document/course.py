"""Steps by year and who answers for them, what may go wrong, and what to watch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from relode.language import Amount, Sentence
from relode.outlook import Forecast, Outlook
from relode.pathways.industries.city_words import first_check
from relode.plan.making import plan_text
from relode.plan.making.plan_text import lead_of
from relode.report.content import CityResult
from relode.report.document.parts import Cell, blank, body, chapter, grid, heading, heads
from relode.story.blocks import Block, Chapter, Table

MIDDLE = 6
"""Month at whose end checks are proposed to be done."""
CHECKED = 4
"""So many checks of industries have a row."""
WATCHED_AFTER = 2
"""The first look back is so many years after the start."""
ASSESSED = ("law_texts",)
"""Source of what is known of the yearly assessment."""
BAD_ABOVE = ("debt",)
"""Quantities whose rise is bad."""
RESPONSIBLE = blank("responsible")
DUTIES = {"overall": "planning", "money": "finance", "land": "land", "work": "labour", "watching": "statistics"}
"""Task -> the bureau that is proposed to lead."""


def steps(result: CityResult) -> Chapter:
    """The chapter on checks and the division of work."""
    table = checks(result)
    blocks: list[Block] = []
    if table is not None:
        blocks += [heading("checks"), body(Sentence("document.steps.checks", {})), table]
    blocks += [heading("duties"), body(Sentence("document.steps.duties", {})), duties()]
    return chapter("steps", tuple(blocks))


def checks(result: CityResult) -> Table | None:
    """What to find out before more is decided: the first checks of industries."""
    rows: list[tuple[Cell, ...]] = []
    by_check: dict[str, list[object]] = {}
    deadline = replace(blank("deadline"), proposal=Sentence("document.steps.by_end", {"year": _ahead(result.made)}))
    for one in result.pathways.candidates:
        by_check.setdefault(first_check(one.unit.industry), []).append(one.unit)
    for check, units in list(by_check.items())[:CHECKED]:
        about = Sentence("document.steps.decides", {"industries": units})
        rows.append((Sentence(f"industries.check.{check}", {}), about, Sentence("document.lead.zones", {}), deadline))
    if not rows:
        return None
    head = heads("column", "find_out", "because", "responsible", "deadline")
    caption = Sentence("document.steps.checks_table", {})
    return grid(caption, head, tuple(rows), (0.32, 0.32, 0.18, 0.18), plan_text.SOURCES)


def _ahead(made: date) -> int:
    """The first year whose middle lies ahead of a day."""
    return made.year + (made.month > MIDDLE)


def duties() -> Table:
    """Who answers for what: the bureau is proposed, the person is to be filled."""
    rows = tuple(
        (Sentence(f"document.steps.duty.{name}", {}), Sentence(f"document.lead.{lead}", {}), RESPONSIBLE)
        for name, lead in DUTIES.items()
    )
    head = heads("column", "task", "lead_body", "responsible")
    return grid(Sentence("document.steps.duties_table", {}), head, rows, (0.44, 0.28, 0.28))


def watching(result: CityResult) -> Chapter:
    """The chapter on what is watched."""
    blocks: list[Block] = [heading("indicators_watched")]
    table = watched(result)
    if table is None:
        blocks.append(body(Sentence("document.watch.none", {}), blank("indicators")))
    else:
        blocks += [body(Sentence("document.watch.how", {})), table]
    blocks += [heading("evaluation"), *_evaluation(result)]
    return chapter("watching", tuple(blocks))


def watched(result: CityResult) -> Table | None:
    """Quantities of the outlook two years after the start: what is expected, and what would be outside."""
    outlook = result.outlook
    if outlook is None or not outlook.forecasts:
        return None
    start = result.planned.start if result.planned is not None else result.made.year
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
    return name, base, Amount(middle, each.unit, None, each.sources), alarm, lead_of(each.quantity)


def _evaluation(result: CityResult) -> Iterator[Block]:
    peers = [peer.place for peer in result.profile.peers]
    if peers:
        yield body(Sentence("document.watch.peers", {"count": len(peers), "peers": peers}))
    yield body(Sentence("document.watch.assessment", {}), sources=ASSESSED)
    reporting = replace(blank("reporting"), proposal=Sentence("document.watch.reporting", {}))
    yield body(Sentence("document.watch.report", {}), reporting)


def risks(result: CityResult) -> Chapter:
    """The chapter on risks."""
    rows = [*_risks(result)]
    head = heads("column", "risk", "basis", "answer", "responsible")
    table = grid(Sentence("document.risk.table", {}), head, tuple(rows), (0.16, 0.38, 0.32, 0.14), plan_text.SOURCES)
    return chapter("risks", (body(Sentence("document.risk.lead", {})), table))


def _risks(result: CityResult) -> Iterator[tuple[Cell, ...]]:
    short = _shortest(result)
    if short is not None:
        yield _risk("forecast", short, "statistics")
    yield _risk("debts", blank("platform_debt"), "finance")
    yield _risk("safety", blank("mine_sites"), "emergency")


def _risk(name: str, basis: object, lead: str) -> tuple[Cell, ...]:
    answer = Sentence(f"document.risk.answer.{name}", {})
    return Sentence(f"document.risk.name.{name}", {}), basis, answer, Sentence(f"document.lead.{lead}", {})


def _shortest(result: CityResult) -> Sentence | None:
    """That bands of people are not scored to the last year."""
    outlook = result.outlook
    people = None if outlook is None else outlook.quantities.get("population")
    if outlook is None or people is None or people.scored_until >= outlook.years[-1]:
        return None
    return Sentence("document.risk.basis.forecast", {"scored": people.scored_until, "until": outlook.years[-1]})
