"""What a place may choose between, on page one of a brief: up to three industries, with the tests that decide each."""

from collections.abc import Iterable

from relode.language import Sentence, Word
from relode.pathways import CityCandidate
from relode.pathways.industries.city_words import first_check
from relode.report.content import CityResult
from relode.story import Block, Column, Heading, Passage, Table

CHOICES = 3
"""Industries on page one."""


def choose(result: CityResult) -> list[Block]:
    """Industries on the table, each with the tests that decide it, who went this way and who named it and did not.

    Those of a place below a prefecture are the prefecture's, by name only.
    """
    found, industries = choices(result), result.pathways.industries
    if not found or industries is None:
        return []
    head = Heading(Sentence("brief.heading.choose", {}))
    if industries.is_of_prefecture:
        values = {"place": result.place, "unit": industries.unit, "names": [one.unit for one in found]}
        return [head, Passage((Sentence("brief.choose_of", values),))]
    columns = (
        Column("brief.column.industry", _named, width=1.4),
        Column("brief.column.tests", _tests, width=3),
        Column("brief.column.went", lambda one: _where(one.went), width=1.2),
        Column("brief.column.did_not", lambda one: _where(one.did_not), width=1.2),
    )
    sources = tuple(dict.fromkeys(key for one in found for key in one.sources))
    more = len(result.pathways.candidates) - len(found)
    rest = [Passage((Sentence("brief.choose_more", {"count": more}),), "note")] if more else []
    return [head, Table(None, columns, found, sources), *rest]


def choices(result: CityResult) -> tuple[CityCandidate, ...]:
    """Up to three candidates: first those that zones name and whose material is here, then those that zones name.

    Of those with the same grounds one that other tests decide comes first, then one that more zones name.
    """
    found, rest = list[CityCandidate](), [*result.pathways.candidates]
    while rest and len(found) < CHOICES:
        checks = {first_check(one.unit.industry) for one in found}
        found.append(min(rest, key=lambda one: (_grounds(one), first_check(one.unit.industry) in checks,
                                                -len(one.named_by))))  # fmt: skip
        rest.remove(found[-1])
    return tuple(found)


def _grounds(one: CityCandidate) -> int:
    """0 where zones of the place name it and its material is here, 1 where zones name it, 2 where the material is."""
    return (0 if one.at_hand else 1) if one.named_by else 2 if one.at_hand else 3


def _named(one: CityCandidate) -> object:
    """The industry, how many zones of the place name it, and its materials that are here."""
    key = {0: "brief.named_with", 1: "brief.named_by", 2: "brief.at_hand"}.get(_grounds(one))
    materials = [Word("material", each) for each in one.at_hand]
    values = {"industry": one.unit, "count": len(one.named_by), "of": one.zone_count, "materials": materials}
    return one.unit if key is None else Sentence(key, values)


def _tests(one: CityCandidate) -> Sentence:
    return Sentence(f"industries.check.{first_check(one.unit.industry)}", {})


def _where(precedents: Iterable[object]) -> list[Sentence]:
    told = [Sentence("brief.precedent", {"place": each.place, "year": each.year}) for each in precedents]  # type: ignore[attr-defined]
    return told or [Sentence("brief.none_seen", {})]
