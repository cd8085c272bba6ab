"""Page one of a brief, read in a minute: where it stands, the message, do, apply, choose, leave, fill in, how sure.

Statistics, methods and error rates are in the report, its annex. Every sentence has figures or names of the place.
"""

from collections.abc import Iterator

from relode.decisions.decision_chapter import (
    ASKED,
    amount_of,
    asks_of,
    cell_name,
    cost_of,
    headline,
    month_of,
    payer_of,
    recommendation,
    split_sentence,
)
from relode.decisions.records import GROUPS, Decisions
from relode.language import Amount, Clauses, Sentence, Word
from relode.needs import Needs
from relode.needs.chapter import FIRST, users_of
from relode.needs.own_cells import STAGES
from relode.outlook.ahead.change_accounts import accounts
from relode.pathways import cluster_name
from relode.places import official
from relode.report.choices import choose
from relode.report.content import CityResult
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, PictureSpot, Span, Table
from relode.usual import HORIZON

MOST = 5
"""Industries that a sentence names."""
SHOWN = ("do", "secure", "pilot")
"""Recommendations that have a row on page one; the others are named or counted."""
PICTURE = "account"


def page_one(result: CityResult) -> Chapter:
    """Page one of a place, from what was computed for it."""
    record = result.planned
    decisions = record.decisions if record is not None else None
    blocks: list[Block] = [Passage(tuple(stands(result)))]
    blocks.append(Callout((message(result),), "message"))
    needs = result.needs
    if needs is not None and (record is None or record.why_not):
        blocks += [Heading(Sentence("brief.heading.ahead", {})), users_by_age(needs)]
    if decisions is not None:
        blocks += [Passage((split_sentence(decisions),)), cards(decisions)]
    blocks += choose(result)
    blocks.append(PictureSpot(PICTURE))
    if decisions is not None:
        blocks += [*missing(decisions), *not_now(decisions)]
    blocks.append(Passage(tuple(how_sure(result))))
    horizon = record.horizon if record is not None else HORIZON
    return Chapter("page_one", Sentence("brief.title", {"place": result.place, "horizon": horizon}), tuple(blocks))


# where it stands


def stands(result: CityResult) -> Iterator[Sentence]:
    """What the place is known for, its people by the newest year, what no measure can change, and whose figures."""
    facts = tuple(known_for(result))
    entry = official().get(result.place.code)
    if entry is not None:
        values = {
            "place": result.place,
            "type": Word("type", entry.type),
            "resources": [Word("resource_detail", each) for each in entry.resource_detail],
        }
        yield Sentence("brief.stands.exhausted" if entry.is_exhausted else "brief.stands.listed", values)
    if facts:
        yield Sentence("brief.stands.known", {"facts": Clauses(facts)})
    forecast = result.outlook.quantities.get("population") if result.outlook else None
    if forecast is not None:
        ends = forecast.quantiles
        median, low, high = (ends[name][-1] for name in ("median", "p05", "p95"))
        if median is not None and low is not None and high is not None and result.outlook is not None:
            values = {
                "place": result.place,
                "year": forecast.origin,
                "now": Amount(forecast.opening, "persons", None, forecast.sources),
                "until": result.outlook.years[-1],
                "end": Amount(median, "persons", (low, high), forecast.sources),
            }
            yield Sentence("brief.stands.people", values)
    for account in accounts(result.outlook) if result.outlook else ():
        if account.quantity == "population" and account.ageing is not None:
            values = {"since": account.since, "until": account.until,
                      "ageing": Amount(account.ageing, account.unit, None, account.sources)}  # fmt: skip
            yield Sentence("brief.stands.fixed", values)
    if result.planned is not None and result.planned.why_not and result.needs is not None:
        yield _ages_ahead(result.needs)
    own = sum(each.place == result.place.code for each in result.overrides)
    if own:
        yield Sentence("brief.stands.own", {"count": own})


def known_for(result: CityResult) -> Iterator[Sentence]:
    """Working mines, national clusters, what its zones name, its listed firms: from shipped facts.

    Zones and firms of a place below a prefecture are told as those of the prefecture.
    """
    mines, industries = result.depth.mines, result.pathways.industries
    if mines.mines:
        values = {"count": len(mines.mines), "capacity": Amount(mines.capacity, "t per year", None, mines.sources)}
        yield Sentence("brief.known.mines", values)
    if clusters := result.profile.clusters:
        yield Sentence("brief.known.clusters", {"names": [cluster_name(row["cluster_id"]) for row in clusters]})
    if industries is None:
        return
    of = {"unit": industries.unit} if industries.is_of_prefecture else {}
    counts = {"zones": industries.zone_count, "firms": industries.listed_firms}
    named = {"zones": industries.zone_industries, "firms": industries.firm_industries}
    for name, count in counts.items():
        if count:
            key = f"brief.known.{name}{'' if named[name] else '_unnamed'}{'_of' if of else ''}"
            yield Sentence(key, {"count": count, "industries": list(named[name][:MOST]), **of})


def message(result: CityResult) -> Sentence:
    """What the run says, in one sentence."""
    record, place = result.planned, result.place
    if record is None:
        return Sentence("brief.headline.not_asked", {"place": place})
    if record.decisions is not None:
        return headline(record.decisions, place)
    return Sentence("brief.headline.without", {"place": place})


def _ages_ahead(needs: Needs) -> Sentence:
    """Children of primary school age and people of 60 and over, now and in the year of the needs."""
    told: dict[str, object] = {"first": FIRST, "year": needs.year}
    for name in ("primary", "pensions"):
        service = needs.service(name)
        told |= {f"{name}_now": service.at(FIRST).users, f"{name}_then": service.at(needs.year).users}
    return Sentence("brief.stands.ages", told)


# what to do


def cards(record: Decisions) -> Table:
    """What to do, secure and pilot, in the three groups, with amount, money, bureau and month."""
    columns = (
        Column("decision.column.what", "name", width=1.8),
        Column("decision.column.recommendation", lambda each: recommendation(each.recommendation)),
        Column("decision.column.amount", amount_of, width=1.3),
        Column("decision.column.cost", cost_of, width=1.2),
        Column("decision.column.payer", payer_of, width=1.2),
        Column("decision.column.bureau", "bureau", is_whole=True),
        Column("decision.column.month", month_of),
    )
    lines: list[object] = []
    for group in GROUPS:
        found = [each for each in record.decisions if each.group == group and each.recommendation in SHOWN]
        if found:
            lines += [Span(Sentence(f"decision.group.{group}", {}), group), *found]
    return Table(None, columns, lines, record.sources)


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


def missing(record: Decisions) -> list[Block]:
    """The missing figures that move most money, each with its bureau and what it decides, and how many more."""
    asks = asks_of(record)
    if not asks:
        return []
    lines = [
        Sentence(
            "brief.missing",
            {"cell": cell_name(ask), "bureau": ask.bureau, "decides": ask.decides},
        )
        for ask, _ in asks[:ASKED]
    ]
    if len(asks) > ASKED:
        lines.append(Sentence("brief.missing_more", {"count": len(asks) - ASKED}))
    return [Heading(Sentence("decision.recommendation.more_data", {})), *(Passage((x,), "bullet") for x in lines)]


def not_now(record: Decisions) -> list[Block]:
    """What is not to be done now, in one line."""
    found = record.of("not_now")
    if not found:
        return []
    said = Sentence("brief.not_now", {"names": [each.name for each in found]})
    return [Passage((said,))]


def how_sure(result: CityResult) -> Iterator[Sentence]:
    """How often bands of people held, the band of this place, and where effects come from."""
    forecast = result.outlook.quantities.get("population") if result.outlook else None
    if forecast is None or result.outlook is None:
        return
    low, high = (forecast.quantiles[name][-1] for name in ("p05", "p95"))
    if low is None or high is None:
        return
    values = {
        "place": result.place,
        "held": Amount(forecast.coverage_90, "share", None, forecast.sources),
        "ahead": max(forecast.by_horizon),
        "scored": forecast.scored_until,
        "until": result.outlook.years[-1],
        "end": Amount(forecast.quantiles["median"][-1] or 0.0, "persons", (low, high), forecast.sources),
    }
    decisions = result.planned.decisions if result.planned is not None else None
    has_programmes = decisions is not None and any(each.kind == "programme" for each in decisions.decisions)
    yield Sentence(f"brief.sure.{'programmes' if has_programmes else 'people'}", values)
