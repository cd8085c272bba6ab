"""What other rooms decide or find, as a plan has it: money and past policy, ages and services, decisions."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from relode.decisions.decision_chapter import books, decisions_table, lines_table, split_sentence
from relode.evaluation.shipped_findings import province_transfers
from relode.language import Amount, Sentence
from relode.language.numbers import MONEY
from relode.needs import chapter as needs_chapter
from relode.places import by_code
from relode.report import funding_calendar
from relode.report.age_groups import AGED, AgeGroup, AgeGroups, age_groups
from relode.report.content import CityResult
from relode.report.document.parts import blank, body, chapter, heading
from relode.report.past_chapter import past_finding
from relode.story.blocks import Block, Chapter, PictureSpot, Table
from relode.story.columns import Column

UNKNOWN = ("platform_debt", "guarantees", "pension_gap", "grant_letters")
"""Money that no shipped source holds."""


def money(result: CityResult) -> Chapter:
    """The chapter on money."""
    record = result.planned
    blocks: list[Block] = [heading("means")]
    if record is None:
        blocks.append(body(Sentence("document.money.no_plan", {"place": result.place})))
    else:
        if record.decisions is not None:
            blocks.append(body(split_sentence(record.decisions), sources=record.decisions.sources))
            blocks += [lines_table(record.decisions)] if record.decisions.money.lines else []
            blocks += books(record.decisions.account) if record.decisions.account is not None else []
    blocks.append(body(Sentence("document.money.unknown", {}), *map(blank, UNKNOWN)))
    blocks += [heading("calendar"), *funding_calendar.chapter(result).blocks]
    blocks += [heading("policies"), *_policies(result)]
    return chapter("money", tuple(blocks))


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


def needs(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """The chapter on needs."""
    record = result.needs
    blocks: list[Block] = [heading("services")]
    if record is None:
        blocks.append(body(Sentence("document.needs.none", {"place": result.place})))
    else:
        decisions = result.planned.decisions if result.planned is not None else None
        told = needs_chapter.chapter(record, has_measures=decisions is None).blocks
        if decisions is not None:
            services = tuple(each for each in decisions.decisions if each.kind == "service")
            blocks.append(decisions_table(replace(decisions, decisions=services)))
        blocks += [_without_scores(each) for each in told if not isinstance(each, PictureSpot)]
    blocks.append(heading("ages"))
    groups = age_groups(result.place)
    if groups is None:
        blocks.append(body(Sentence("document.people.no_ages", {"place": result.place}), blank("ages")))
    else:
        blocks += [body(*flow_words(groups), sources=groups.sources), ages_table(groups)]
    blocks += [PictureSpot(key) for key in ("pyramid",) if key in pictures]
    return chapter("needs", tuple(blocks))


def _without_scores(block: Block) -> Block:
    """The table of users without how such forecasts did: that is told in the report."""
    if not isinstance(block, Table):
        return block
    kept = (each for each in block.columns if each.field not in needs_chapter.SCORES)
    return replace(block, columns=tuple(kept))


def flow_words(groups: AgeGroups) -> list[Sentence]:
    """Who reaches 60 and who 15 within ten years of the census, before anybody moves or dies."""
    values = {"leave": groups.leaving, "enter": groups.entering, "year": groups.year, "until": groups.year + AGED}
    figures = {name: Amount(value, "persons") if isinstance(value, float) else value for name, value in values.items()}
    return [Sentence("document.people.flow", figures)]


def ages_table(groups: AgeGroups) -> Table:
    """People by five-year age groups: men, women, both, and both ten years before."""
    columns = (
        Column("document.column.age", _age, width=0.2),
        _persons("document.column.men", lambda row: row.men),
        _persons("document.column.women", lambda row: row.women),
        _persons("document.column.both", lambda row: row.men + row.women),
        _persons(Sentence("document.column.before", {"year": groups.before_year}), lambda row: row.before),
    )
    return Table(Sentence("document.people.table", {"year": groups.year}), columns, groups.rows, groups.sources)


def _age(row: AgeGroup) -> Sentence:
    key = "eighty" if row.group == "80+" else "group"
    return Sentence(f"document.people.{key}", {"low": row.group.partition("-")[0], "high": row.group.partition("-")[2]})


def _persons(name: str | Sentence, people: Callable[[AgeGroup], float | None]) -> Column:
    """A column of persons counted one by one in a census; the caption names the unit."""

    def value(row: AgeGroup) -> Amount | None:
        found = people(row)
        return None if found is None else Amount(found, "count")

    return Column(name, value, format="exact", width=0.2)


BY_HAND = ("site", "lead_body", "responsible", "approval")
"""What a project needs and no source holds."""


def projects(result: CityResult) -> Chapter:
    """The chapter on projects."""
    record = result.planned
    if record is None:
        words = body(Sentence("document.projects.no_plan", {"place": result.place}), *map(blank, BY_HAND))
        return chapter("projects", (heading("projects"), words))
    others = tuple(each for each in record.decisions.decisions if each.kind not in ("service", "mine"))
    table = decisions_table(replace(record.decisions, decisions=others))
    return chapter("projects", (heading("projects"), table))
