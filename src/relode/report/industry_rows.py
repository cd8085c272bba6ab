"""Industries on page one: the chain that exists, its gap, who does it elsewhere, and the test that decides."""

from collections.abc import Sequence
from typing import cast

from relode.decisions.industries import industry_decisions
from relode.decisions.records import Decision, Decisions
from relode.language import Sentence, Word
from relode.pathways import CityCandidate
from relode.pathways.industries.city_words import first_check
from relode.report.content import CityResult
from relode.story import Block, Column, Heading, Passage, Table

CHAINS, ROWS, PLACES = 2, 3, 3
"""The most chains of materials among the rows, the most rows, and the most places that a row names."""


def industry_blocks(result: CityResult, record: Decisions) -> list[Block]:
    """Up to three industries, main industries to be upgraded, and why there is no order; nothing if none is listed.

    Rows of a place below a prefecture are those of its prefecture.
    """
    every = [each for each in record.decisions if each.kind == "industry"]
    if not every:
        return []
    # The record may have been read back from a file, with plain texts; the rows are made again with their values.
    made = {each.id: each for each in industry_decisions(None, result.place)}
    known = {f"industry:{one.unit.industry}": one for one in result.pathways.candidates}
    rows = [made[each.id] for each in chosen(every)]
    columns = (
        Column("brief.column.industry", "name", width=1.2),
        Column("brief.column.here", lambda each: here(each, known.get(each.id)), width=2),
        Column("brief.column.gap", gap, width=1.1),
        Column("brief.column.elsewhere", lambda each: elsewhere(each, known.get(each.id)), width=1.3),
        Column("brief.column.test", test_of, width=2.2),
    )
    upgrades = [_reason(made[each.id]).values["industry"] for each in every if _kind(each) == "upgrade"]
    notes = [Sentence("brief.upgrades", {"names": upgrades})] if upgrades else []
    notes.append(Sentence("brief.unranked", {"count": len(every) - len(rows) - len(upgrades)}))
    industries = result.pathways.industries
    if industries is not None and industries.is_of_prefecture:
        notes.append(Sentence("brief.of_prefecture", {"unit": industries.unit}))
    head = Heading(Sentence("brief.heading.industries", {}))
    sources = tuple(dict.fromkeys(key for each in rows for fact in each.facts for key in fact.sources))
    return [head, *([Table(None, columns, rows, sources)] if rows else []), Passage(tuple(notes), "note")]


def chosen(every: Sequence[Decision]) -> list[Decision]:
    """Chains of materials first, then other industries, those that another test decides before those of a shown one."""
    chains = [each for each in every if _kind(each) == "chain"][:CHAINS]
    others = [each for each in every if _kind(each) == "other" and each.recommendation == "more_data"]
    found, checks = [*chains], set[str]()
    for is_new in (True, False):
        for each in others:
            check = first_check(each.id.removeprefix("industry:"))
            if len(found) < ROWS and each not in found and (check not in checks) == is_new:
                found.append(each)
                checks.add(check)
    return found


def _kind(each: Decision) -> str:
    """Whether a row is of a chain of materials, of a main industry to be upgraded, or of another industry."""
    name = each.id.removeprefix("industry:")
    return next((kind for kind in ("chain", "upgrade") if name.startswith(f"{kind}_")), "other")


def _reason(each: Decision) -> Sentence:
    """The reason with its values, of a row that was made and not read back from a file."""
    return cast(Sentence, each.reason)


def here(each: Decision, candidate: CityCandidate | None) -> object:
    """What of it is here: the stages of a chain; of another industry the zones that name it and its materials."""
    values = _reason(each).values
    if _kind(each) == "chain":
        return values["here"]
    materials = [Word("material", name) for name in candidate.at_hand] if candidate is not None else []
    key = "zones" if not materials else "zones_and_materials" if values["zones"] else "materials"
    return Sentence(f"brief.industry.{key}", {"count": values["zones"], "materials": materials})


def gap(each: Decision) -> Sentence:
    """The stage without a record; of an industry that is no chain its first works."""
    if _kind(each) != "chain":
        return Sentence("brief.industry.no_works", {})
    whole = _reason(each).key.endswith("whole")
    return Sentence("brief.industry.no_gap", {}) if whole else cast(Sentence, _reason(each).values["gap"])


def elsewhere(each: Decision, candidate: CityCandidate | None) -> object:
    """Who does it elsewhere: places like this one with the year of their first listed firm, else its main hosts."""
    if candidate is not None and candidate.went:
        return [Sentence("brief.precedent", {"place": one.place, "year": one.year}) for one in candidate.went[:PLACES]]
    hosts = _reason(each).values.get("hosts") or Sentence("industry_rows.no_host", {})
    return hosts[:PLACES] if isinstance(hosts, list) else hosts


def test_of(each: Decision) -> object:
    """The test that decides."""
    if _kind(each) == "chain":
        return each.first_step
    return Sentence(f"industries.check.{first_check(each.id.removeprefix('industry:'))}", {})
