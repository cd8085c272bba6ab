"""Who will be there by age, what services must be ready or are too many, what is still asked for."""

from collections.abc import Callable
from dataclasses import replace

from relode.language import Amount, Sentence
from relode.needs import chapter as needs_chapter
from relode.report.age_groups import AGED, AgeGroup, AgeGroups, age_groups
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, heading
from relode.story.blocks import Block, Chapter, PictureSpot, Table
from relode.story.columns import Column


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
