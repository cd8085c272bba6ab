"""Page one of a brief, read in a minute: where it stands, the message, do, apply, choose, leave, fill in, how sure.

Statistics, methods and error rates are in the report, its annex. Every sentence has figures or names of the place.
"""

from collections.abc import Iterator

from relode.decisions import chapter as told
from relode.decisions import decision_money, decision_text
from relode.decisions.decision_records import Decision, Decisions
from relode.language import Amount, Bilingual, Clauses, Sentence, Word
from relode.needs import Needs
from relode.needs.chapter import FIRST, users_of
from relode.needs.own_cells import STAGES
from relode.outlook.ahead.change_accounts import accounts
from relode.pathways import cluster_name
from relode.places import official
from relode.report.bureaus import asked_of_bureaus
from relode.report.choices import choose
from relode.report.content import CityResult
from relode.report.funding_calendar import apply_for
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, PictureSpot, Table
from relode.usual import HORIZON

MOST, FILLED = 5, 2
"""Rows of what is to be done on page one, and bureaus that have figures to be filled in."""
SUREST = 3
"""Needs that are told where nothing is to be done now."""
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
        blocks += [*do_now(decisions, needs), *apply_for(result, decisions)]
    blocks += choose(result)
    blocks.append(PictureSpot(PICTURE))
    if decisions is not None:
        blocks += [*on_terms(decisions), *leave(decisions), *fill_in(result, decisions)]
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
        return told.headline(record.decisions, place)
    return Sentence("brief.headline.without", {"place": place})


def _ages_ahead(needs: Needs) -> Sentence:
    """Children of primary school age and people of 60 and over, now and in the year of the needs."""
    told: dict[str, object] = {"first": FIRST, "year": needs.year}
    for name in ("primary", "pensions"):
        service = needs.service(name)
        told |= {f"{name}_now": service.at(FIRST).users, f"{name}_then": service.at(needs.year).users}
    return Sentence("brief.stands.ages", told)


# what to do


def do_now(record: Decisions, needs: Needs | None) -> list[Block]:
    """Needs, duties and programmes that are to be done now, five at most; where there are none what is surest."""
    found = record.of("do")[:MOST]
    head = Heading(Sentence("brief.heading.do", {}))
    if not found:
        facts = tuple(surest(needs)) if needs is not None else ()
        values = {"count": len(record.decisions), "facts": Clauses(facts)}
        return [head, Passage((Sentence("brief.do_none" if facts else "brief.do_none_alone", values),))]
    columns = (
        Column("decisions.column.measure", decision_text.name_of, width=1.6),
        Column("decisions.column.why", decision_text.reason_of, width=2),
        Column("decisions.column.first_step", decision_text.first_step, width=2.2),
        Column("decisions.column.bureau", decision_text.bureau_of, is_whole=True),
        Column("brief.column.money", decision_money.cost_said),
        Column("decisions.column.date", decision_text.date_of, width=1.3),
    )
    return [head, Table(None, columns, found, record.sources)]


def surest(needs: Needs) -> Iterator[Sentence]:
    """What is surely too much or too little, three services at most; of a place without any its children."""
    found = [(each, each.at(needs.year).sure) for each in needs.services if each.capacity is not None]
    sure = [(each, amount) for each, amount in found if amount]
    for each, amount in sure[:SUREST]:
        assert each.capacity is not None
        there = Amount(each.capacity.value, "count", None, each.capacity.sources)
        values = {"name": each.name, "there": there, "amount": Amount(abs(amount), "count"), "year": needs.year,
                  "counter": each.counter_behind}  # fmt: skip
        yield Sentence(f"brief.surest.{'surplus' if amount > 0 else 'shortage'}", values)
    if not sure:
        primary = needs.service("primary")
        users = {"now": primary.at(FIRST).users, "then": primary.at(needs.year).users}
        yield Sentence("brief.surest.users", {"name": primary.name, **users, "first": FIRST, "year": needs.year})


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


def on_terms(record: Decisions) -> list[Block]:
    """Projects of a list that pay only on other terms, or if the firm comes because of the deal, with first steps."""
    found = record.of("do_on_terms")
    if not found:
        return []
    steps = [
        Sentence("brief.on_terms", {"name": decision_text.name_of(each), "step": decision_text.first_step(each)})
        for each in found[: decision_text.PROJECTS]
    ]
    if (more := len(found) - decision_text.PROJECTS) > 0:
        steps.append(Sentence("brief.on_terms_more", {"count": more}))
    head = Heading(Sentence("brief.heading.on_terms", {}))
    return [head, *(Passage((said,), "bullet") for said in steps)]


def leave(record: Decisions) -> list[Block]:
    """What to leave, by name, with what it would cost in a year; the reasons are in the report."""
    found = record.of("leave")
    if not found:
        return []
    listed = [each for each in found if each.project is not None]
    named = [_left(each) for each in found if each.project is None]
    has_costs = any(decision_money.cost_of(each) for each in found if each.project is None)
    names = [*named, *decision_text.names_within(listed)]
    said = Sentence(f"brief.leave{'_costs' if has_costs else ''}", {"names": names})
    return [Heading(Sentence("brief.heading.leave", {})), Passage((said,))]


def _left(decision: Decision) -> Bilingual | Sentence:
    """The name of what is left, with its cost in a year where that is known."""
    name, cost = decision_text.name_within(decision), decision_money.cost_of(decision)
    if cost is None:
        return name
    return Sentence("brief.left", {"name": name, "cost": Amount(cost.value, cost.unit)})


def fill_in(result: CityResult, record: Decisions) -> list[Block]:
    """Figures that only the place has, by bureau, those that decide alone on most measures first."""
    found = asked_of_bureaus(result, record)
    if not found:
        return []
    lines = [
        Sentence(
            "brief.fill" if one.known else "brief.fill_unknown",
            {"bureau": one.bureau, "cells": one.cells, "measures": one.measures, "known": Clauses(tuple(one.known))},
        )
        for one in found[:FILLED]
    ]
    if len(found) > FILLED:
        lines.append(Sentence("brief.fill_more", {"count": len(found) - FILLED}))
    return [Heading(Sentence("brief.heading.fill_in", {})), *(Passage((said,), "bullet") for said in lines)]


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
