"""What other rooms decide or find, as a plan has it: money and past policy, ages and services, decisions."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from relode.decisions import chapter as decision_chapter
from relode.decisions.decision_records import Decisions
from relode.evaluation.shipped_findings import province_transfers
from relode.language import Amount, Sentence
from relode.language.numbers import MONEY
from relode.needs import chapter as needs_chapter
from relode.places import Place, by_code
from relode.plan.asked.pots import pot_rows
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.report import funding_calendar
from relode.report.age_groups import AGED, AgeGroup, AgeGroups, age_groups
from relode.report.content import CityResult
from relode.report.document.mines import placed
from relode.report.document.parts import blank, body, chapter, grid, heading, heads
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
        if not record.why_not:
            blocks.append(body(*plan_text.money_words(record), sources=plan_text.SOURCES))
        if record.pots:
            blocks.append(pots(record, result.place))
    blocks.append(body(Sentence("document.money.unknown", {}), *map(blank, UNKNOWN)))
    blocks += [heading("calendar"), *funding_calendar.chapter(result).blocks]
    blocks += [heading("policies"), *_policies(result)]
    return chapter("money", tuple(blocks))


def pots(record: PlanRecord, place: Place) -> Table:
    """What is known of each pot in a year."""
    rows = tuple(tuple("–" if cell is None else cell for cell in row) for row in pot_rows(record.pots, place.code))
    head = heads("column", "pot", "known", "how")
    return grid(Sentence("document.money.pots", {}), head, rows, (0.26, 0.32, 0.42), plan_text.SOURCES)


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
        decided = result.planned is not None and result.planned.decisions is not None
        told = needs_chapter.chapter(record, has_measures=not decided).blocks
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


IN_REPORT = frozenset({"decisions.table.gains", "decisions.table.thresholds"})
"""Tables that tell how a verdict came about."""
BY_HAND = ("site", "lead_body", "responsible", "approval")
"""What a project needs and no source holds."""


def projects(result: CityResult) -> Chapter:
    """The chapter on projects."""
    record = result.planned
    if record is None:
        words = body(Sentence("document.projects.no_plan", {"place": result.place}), *map(blank, BY_HAND))
        return chapter("projects", (heading("projects"), words))
    if record.decisions is not None:
        why = (body(plan_text.why_words(record, result.place)),) if record.why_not else ()
        _, *told = decision_chapter.chapter(record.decisions).blocks
        kept = [each for block in told if (each := _for_a_plan(block)) is not None]
        return chapter("projects", (heading("projects"), *why, _decisions(record.decisions), *kept))
    return chapter("projects", tuple(_undecided(record, result.place)))


def _decisions(record: Decisions) -> Table:
    """Every decision but those that the chapter on mines has."""
    before = placed(record)
    if not before:
        return decision_chapter.decisions_table(record)
    rest = tuple(each for each in record.decisions if each not in before)
    caption = Sentence("decisions.table.but_placed", {"chapter": Sentence("document.chapter.mines", {})})
    return decision_chapter.decisions_table(replace(record, decisions=rest), caption)


def _for_a_plan(block: Block) -> Block | None:
    """A block as a plan has it: gains beside the yardstick and constants of the rule are in the report."""
    is_method = isinstance(block, Table) and block.caption is not None and block.caption.key in IN_REPORT
    return None if is_method else block


def _undecided(record: PlanRecord, place: Place) -> Iterator[Block]:
    yield heading("projects")
    yield body(plan_text.headline(record, place))
    yield body(Sentence("document.projects.by_hand", {}), *map(blank, BY_HAND))
