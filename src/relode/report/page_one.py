"""Page one of a brief, read in a minute: where it stands, the message, do, apply, choose, leave, fill in, how sure.

Statistics, methods and error rates are in the report, its annex. Every sentence has figures or names of the place.
"""

from collections.abc import Iterable, Iterator

from relode.decisions import chapter as told
from relode.decisions import decision_text
from relode.decisions.decision_records import Decisions
from relode.language import Amount, Clauses, Sentence, Word
from relode.needs.chapter import first_lines
from relode.outlook.ahead.change_accounts import accounts
from relode.outlook.ahead.city_ahead import LAST
from relode.pathways import CityCandidate, cluster_name
from relode.pathways.industries.city_words import first_check
from relode.places import official
from relode.report.applications import OPEN, apply_for
from relode.report.content import CityResult
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, PictureSpot, Table

MOST, FILLED = 5, 3
"""Rows of what is to be done on page one, and of figures to be filled in."""
CHOICES = 3
"""Industries on page one."""
PICTURE = "account"


def page_one(result: CityResult) -> Chapter:
    """Page one of a place, from what was computed for it."""
    record = result.planned
    decisions = record.decisions if record is not None else None
    blocks: list[Block] = [Passage(tuple(stands(result)))]
    blocks.append(Callout((message(result),), "message"))
    if record is not None and record.why_not and (needs := result.needs) is not None:
        blocks += [
            Heading(Sentence("brief.heading.ahead", {})),
            Passage(tuple(first_lines(needs))),
        ]
    if decisions is not None:
        blocks += [*do_now(decisions), *apply_for(result, decisions)]
    blocks += choose(result)
    if decisions is not None:
        blocks += on_terms(decisions)
    blocks.append(PictureSpot(PICTURE))
    if decisions is not None:
        blocks += [*leave(decisions), *fill_in(decisions)]
    blocks.append(Passage(tuple(how_sure(result))))
    horizon = record.horizon if record is not None else LAST
    return Chapter("page_one", Sentence("brief.title", {"place": result.place, "horizon": horizon}), tuple(blocks))


# where it stands


def stands(result: CityResult) -> Iterator[Sentence]:
    """What the place is known for, its people by the newest year, and what no measure can change."""
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


# what to do


def do_now(record: Decisions) -> list[Block]:
    """Needs, duties and programmes that are to be done now, five at most; a sentence where there are none."""
    found = record.of("do")[:MOST]
    head = Heading(Sentence("brief.heading.do", {}))
    if not found:
        counts = {kind: len(record.of(kind)) for kind in OPEN} | {"count": len(record.decisions)}
        return [head, Passage((Sentence("brief.do_none", counts),))]
    columns = (
        Column("decisions.column.measure", decision_text.name_of, width=1.6),
        Column("decisions.column.why", decision_text.reason_of, width=2.4),
        Column("decisions.column.first_step", decision_text.first_step, width=2.4),
        Column("decisions.column.bureau", decision_text.bureau_of),
        Column("decisions.column.date", decision_text.date_of, is_whole=True),
    )
    return [head, Table(None, columns, found, record.sources)]


def choose(result: CityResult) -> list[Block]:
    """Industries on the table, each with the tests that decide it, who went this way and who named it and did not."""
    found = choices(result)
    if not found:
        return []
    columns = (
        Column("brief.column.industry", "unit", width=1.4),
        Column("brief.column.tests", _tests, width=3),
        Column("brief.column.went", lambda one: _where(one.went), width=1.2),
        Column("brief.column.did_not", lambda one: _where(one.did_not), width=1.2),
    )
    sources = tuple(dict.fromkeys(key for one in found for key in one.sources))
    return [Heading(Sentence("brief.heading.choose", {})), Table(None, columns, found, sources)]


def choices(result: CityResult) -> tuple[CityCandidate, ...]:
    """Up to three candidates: first those that the zones of the place name."""
    return tuple(sorted(result.pathways.candidates, key=lambda one: not one.named_by)[:CHOICES])


def _tests(one: CityCandidate) -> Sentence:
    return Sentence(f"industries.check.{first_check(one.unit.industry)}", {})


def _where(precedents: Iterable[object]) -> list[Sentence]:
    return [Sentence("brief.precedent", {"place": each.place, "year": each.year}) for each in precedents]  # type: ignore[attr-defined]


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
    """What to leave, by name; the reasons are in the report."""
    found = record.of("leave")
    if not found:
        return []
    return [
        Heading(Sentence("brief.heading.leave", {})),
        Passage((Sentence("brief.leave", {"names": decision_text.names_of(found)}),)),
    ]


def fill_in(record: Decisions) -> list[Block]:
    """Figures that only the place has, those that decide alone on most measures first, with who has them."""
    found = told.asked_lines([record])
    if not found:
        return []
    lines = [
        Sentence(
            "brief.fill",
            {"cell": cell_of(one), "bureau": bureau_of(one), "measures": decision_text.names_of(one.decisions)},
        )
        for one in found[:FILLED]
    ]
    if len(found) > FILLED:
        lines.append(Sentence("brief.fill_more", {"count": len(found) - FILLED}))
    return [Heading(Sentence("brief.heading.fill_in", {})), *(Passage((said,), "bullet") for said in lines)]


def cell_of(one: told.AskedLine) -> Sentence:
    """What is to be filled in."""
    return decision_text.cell_word(one.cell.cell, one.first)


def bureau_of(one: told.AskedLine) -> Sentence:
    """Who has it."""
    return decision_text.who_has(one.cell.cell, one.first)


def how_sure(result: CityResult) -> Iterator[Sentence]:
    """How often bands of people held, how many decisions wait for a figure, and where effects come from."""
    forecast = result.outlook.quantities.get("population") if result.outlook else None
    if forecast is not None:
        values = {
            "held": Amount(forecast.coverage_90, "share", None, forecast.sources),
            "ahead": max(forecast.by_horizon),
        }
        yield Sentence("brief.sure.bands", values)
    decisions = result.planned.decisions if result.planned else None
    if decisions is not None:
        values = {"fill_in": len(decisions.of("fill_in")), "count": len(decisions.decisions)}
        yield Sentence("brief.sure.decisions", values)
