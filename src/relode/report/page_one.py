"""Page one of a brief, read in a minute: finding, money, what to do in three groups, industries, missing figures.

Reasons, methods and error rates are in the report, its annex. Every sentence has figures or names of the place.
"""

from collections.abc import Iterator
from operator import attrgetter

from relode.decisions.decision_chapter import (
    ASKED,
    amount_of,
    asks_of,
    cell_name,
    cost_of,
    headline,
    law_of,
    month_of,
    payer_of,
    recommendation,
    sources_of,
)
from relode.decisions.records import Decision, Decisions
from relode.language import Amount, Clauses, Sentence, about_style
from relode.language.numbers import DIGITS, to_digits
from relode.needs import Needs
from relode.needs.chapter import FIRST, users_of
from relode.needs.own_cells import STAGES
from relode.outlook import Outlook
from relode.outlook.ahead.forecasts import Forecast
from relode.report.content import CityResult
from relode.report.funding_calendar import year_strip
from relode.story import Block, Callout, Chapter, Column, Heading, Link, Passage, PictureSpot, Table
from relode.story.columns import Cited
from relode.usual import HORIZON

SHOWN = ("do", "secure", "pilot")
"""Recommendations that have a card on page one; the others are named or counted."""
NUMBERS = ("population", "employment", "budget_revenue")
"""The three numbers beside the message: people, jobs, own money a year."""
PARTS = ("own", "secured", "law", "pilots", "unassigned")
"""Parts of the money of a plan, as the bar shows them."""
PICTURE = "account"


def page_one(result: CityResult) -> Chapter:
    """Page one of a place, from what was computed for it."""
    record = result.planned
    horizon = record.horizon if record is not None else HORIZON
    title = Sentence("brief.title", {"place": result.place, "horizon": horizon})
    return Chapter("page_one", title, tuple(block for blocks in parts(result).values() for block in blocks))


def parts(result: CityResult, annex: str = "") -> dict[str, list[Block]]:
    """Part of page one -> its blocks, in their order. With `annex`, its file, each card leads to its row there."""
    record = result.planned
    decisions = record.decisions if record is not None else None
    found: dict[str, list[Block]] = {
        "message": [Callout((message(result),), "message"), *own_figures(result)],
        "numbers": [numbers_table(result.outlook)] if result.outlook is not None else [],
        "picture": [PictureSpot(PICTURE)],
    }
    if decisions is not None:
        found |= {"money": money(decisions)}
        found |= {group: cards(decisions, group, annex) for group in ("here", "law")}
        found |= {"common": general(decisions), "months": [year_strip(result)]}
        found |= {"missing": [*missing(decisions), *not_now(decisions)]}
    elif result.needs is not None:
        found["ages"] = [Heading(Sentence("brief.heading.ahead", {})), users_by_age(result.needs)]
    return {name: blocks for name, blocks in (found | {"sure": [*how_sure(result)]}).items() if blocks}


# the band


def message(result: CityResult) -> Sentence:
    """What the run says, in one sentence."""
    record, place = result.planned, result.place
    if record is None:
        return Sentence("brief.headline.not_asked", {"place": place})
    if record.decisions is not None:
        return headline(record.decisions, place)
    return Sentence("brief.headline.without", {"place": place})


def own_figures(result: CityResult) -> list[Block]:
    """How many figures are the user's own; nothing without any."""
    own = sum(each.place == result.place.code for each in result.overrides)
    return [Passage((Sentence("brief.own", {"count": own}),), "note")] if own else []


def numbers_table(outlook: Outlook) -> Table:
    """People, jobs and own money a year: the newest figure, and what the last year brings if nothing is done."""
    told = [outlook.quantities[name] for name in NUMBERS if name in outlook.quantities]

    def opening(each: Forecast) -> Sentence:
        return Sentence(
            "brief.number.now",
            {"value": Amount(each.opening, each.unit, None, each.sources), "year": each.origin},
        )

    columns = (
        Column("brief.column.quantity", lambda each: Cited(_named(each), each.sources), width=1.4),
        Column("brief.column.now", opening),
        Column(Sentence("brief.column.then", {"year": outlook.years[-1]}), _then),
        Column("brief.column.interval", _interval, width=1.3),
    )
    return Table(None, columns, told)


def _named(each: Forecast) -> Sentence:
    return Sentence(f"brief.number.{each.quantity}", {"year": each.price_base})


def _ends(each: Forecast) -> tuple[float, float, float]:
    """Low end, median and high end of the last year. [unit of the forecast]"""
    low, median, high = (each.quantiles[name][-1] or 0.0 for name in ("p05", "median", "p95"))
    return low, median, high


def _then(each: Forecast) -> Sentence:
    """The median of the last year, in the digits that its interval allows."""
    low, median, high = _ends(each)
    told = to_digits(median, DIGITS[about_style(median, (low, high))])
    return Sentence("brief.number.then", {"value": Amount(told, each.unit, None, each.sources)})


def _interval(each: Forecast) -> Sentence:
    low, median, high = _ends(each)
    end = Amount(median, each.unit, (low, high), each.sources)
    return Sentence("brief.number.interval", {"end": end})


# money


def money(record: Decisions) -> list[Block]:
    """The parts of the money, what the account leaves, and what unassigned money waits for."""
    split, account = record.money, record.account
    blocks: list[Block] = [Heading(Sentence("brief.heading.money", {}))]
    if split.budget is not None or split.secured > 0:
        columns = (Column(f"brief.money.{name}", attrgetter(name), "yuan per year") for name in PARTS)
        blocks.append(Table(None, tuple(columns), [split]))
    lines: list[Sentence] = []
    if split.budget is None:
        lines.append(Sentence("brief.money.no_budget", {}))
    if account is None:
        lines.append(Sentence("brief.money.no_account", {}))
    elif account.leaves is not None:
        low, high = account.leaves
        keys = tuple(dict.fromkeys(key for row in account.general for key in row.sources))
        ends = {"end": Amount((low + high) / 2, "yuan", (low, high), keys)}
        lines.append(Sentence("brief.money.leaves", ends))
    if split.displaced:
        lines.append(Sentence("brief.money.displaced", {"sum": Amount(split.displaced, "yuan per year")}))
    waits = [ask for ask, of in asks_of(record) if of.kind == "money"]
    if split.unassigned > 0 and waits:
        values = {"cell": cell_name(waits[0]), "bureau": waits[0].bureau}
        lines.append(Sentence("brief.money.waits", values))
    return [*blocks, Passage(tuple(lines))]


# what to do


def shown(record: Decisions, group: str) -> list[Decision]:
    """Decisions of a group that page one shows."""
    return [each for each in record.decisions if each.group == group and each.recommendation in SHOWN]


def cards(record: Decisions, group: str, annex: str = "") -> list[Block]:
    """What to do, secure and pilot in a group: what, how much, money, bureau and month; nothing if there is none."""
    found = shown(record, group)

    def what(each: Decision) -> Cited:
        return Cited(Link(each.name, f"{annex}#row-{each.id}") if annex else each.name, sources_of(each))

    columns = (
        Column("decision.column.what", what, width=1.8),
        Column("decision.column.recommendation", _advice),
        Column("decision.column.amount", lambda each: _how_much(each) or law_of(each), width=1.3),
        Column("brief.column.money", money_of, width=1.4),
        Column("decision.column.bureau", "bureau", is_whole=True),
        Column("decision.column.month", _by_month),
    )
    return [Heading(Sentence(f"decision.group.{group}", {})), Table(None, columns, found)] if found else []


def _advice(each: Decision) -> Sentence:
    said = recommendation(each.recommendation)
    return Sentence("brief.by_law", {"recommendation": said}) if each.group == "law" else said


def _how_much(each: Decision) -> object:
    if each.kind == "mine" and each.unit == "count" and each.amount is not None:
        return Sentence("brief.mines", {"count": round(each.amount)})
    return amount_of(each)


def _by_month(each: Decision) -> Sentence | None:
    month = month_of(each)
    return None if month is None else Sentence("brief.by_month", {"month": month})


def money_of(each: Decision) -> Sentence | None:
    """What it costs, and who pays; None if neither is known."""
    cost, payer = cost_of(each), payer_of(each)
    if cost is None:
        return payer
    return (
        Sentence("brief.cost_of", {"cost": cost, "payer": payer}) if payer else Sentence("brief.cost", {"cost": cost})
    )


def general(record: Decisions) -> list[Block]:
    """Advice that is the same everywhere, in one line; nothing if there is none."""
    names = [each.name for each in shown(record, "common")]
    return [Passage((Sentence("brief.general", {"names": Clauses(tuple(names))}),))] if names else []


def users_by_age(needs: Needs) -> Table:
    """Who will use each service, of a place whose capacity nobody counts."""
    last = needs.services[0].years[-1].year
    columns = (
        Column("needs.column.service", "name", width=2),
        *(
            Column(Sentence("needs.column.users_year", {"year": year}), users_of(year))
            for year in (FIRST, needs.year, last)
        ),
    )
    told = [each for each in needs.services if each.kind in ("ages", "ratio") or each.service in STAGES]
    return Table(None, columns, told, needs.sources)


# what is not known


def missing(record: Decisions) -> list[Block]:
    """The missing figures that move most money, each with its bureau and what it decides, and how many more."""
    asks = asks_of(record)
    if not asks:
        return []
    columns = (
        Column("decision.column.cell", lambda pair: cell_name(pair[0]), width=2),
        Column("decision.column.bureau", lambda pair: pair[0].bureau, width=1.2),
        Column("decision.column.decides", lambda pair: pair[1].name, width=2),
        Column(
            "brief.column.moves",
            lambda pair: pair[0].moves and Amount(pair[0].moves, "yuan per year", None, sources_of(pair[1])),
            width=1.2,
        ),
    )
    more = len(asks) - ASKED
    key = "brief.missing_more" if more > 0 else "decision.recommendation.more_data"
    return [Heading(Sentence(key, {"count": more})), Table(None, columns, asks[:ASKED])]


def not_now(record: Decisions) -> list[Block]:
    """What is not to be done now, in one line."""
    found = record.of("not_now")
    return [Passage((Sentence("brief.not_now", {"names": [each.name for each in found]}),))] if found else []


def how_sure(result: CityResult) -> Iterator[Passage]:
    """How often intervals of people held, in how many tests; nothing without a forecast of people."""
    forecast = result.outlook.quantities.get("population") if result.outlook else None
    if forecast is None or not forecast.by_horizon or forecast.coverage_90 is None:
        return
    ahead = max(forecast.by_horizon)
    values = {
        "held": Amount(forecast.coverage_90, "share", None, forecast.sources),
        "count": forecast.by_horizon[ahead].count,
        "ahead": ahead,
        "scored": forecast.scored_until,
    }
    yield Passage((Sentence("brief.how_certain", values),))
