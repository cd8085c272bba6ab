"""The appendix: how it was made, what is to be filled, assumptions, sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from relode import __version__
from relode.bureaus import named
from relode.diagnosis.depth.text import missing_words
from relode.facts import fingerprint, rows
from relode.language import Amount, Bilingual, Sentence, Word
from relode.plan.making import plan_text
from relode.report.content import CityResult
from relode.report.document.parts import body, bullets, chapter, grid, heading, heads
from relode.story.blocks import Blank, Block, Chapter, Table, blanks_of, parts_of
from relode.story.word.parts import SourceList
from relode.vocabulary import quantity


def appendix(result: CityResult, before: Sequence[Chapter]) -> Chapter:
    """The appendix of the chapters `before`, without the list of sources, which the file adds."""
    blocks: list[Block] = [heading("made"), *bullets(made_words(result))]
    blocks += [heading("to_fill"), body(Sentence("document.appendix.to_fill", {})), to_fill(before)]
    blocks += [heading("assumptions"), assumptions()]
    gaps = tuple(gap for gap in result.depth.missing)
    if gaps:
        blocks += [heading("gaps"), *bullets(missing_words(gaps))]
    return chapter("appendix", tuple(blocks))


def made_words(result: CityResult) -> Iterable[Sentence]:
    """What it was made with, what the figures are."""
    record = result.planned
    values = {"version": __version__, "fingerprint": fingerprint()[:12], "date": result.made.isoformat()}
    yield Sentence("document.appendix.made", values)
    if record is not None:
        yield Sentence("document.appendix.command", {"command": record.command})
    yield Sentence("document.appendix.figures", {})
    yield Sentence("document.appendix.prices", {})
    if result.overrides:
        yield Sentence("document.appendix.overrides", {"count": len(result.overrides)})


def to_fill(chapters: Sequence[Chapter]) -> Table:
    """Every field that is left to be filled, and where it is usually found."""
    listed = tuple((blank.label, holder_of(blank), blank) for blank in open_fields(chapters))
    head = heads("column", "field", "found_at", "content")
    return grid(Sentence("document.appendix.to_fill_table", {"count": len(listed)}), head, listed, (0.26, 0.44, 0.3))


def open_fields(chapters: Sequence[Chapter]) -> list[Blank]:
    """Every field that is left to be filled, once, with what is proposed for it.

    One that stands in several places with different proposals leads back to these.
    """
    proposals: dict[Blank, list[Sentence]] = {}
    for each in parts_of(list(chapters)):
        if isinstance(each, Blank) and each.proposal is not None:
            proposals.setdefault(each, []).append(each.proposal)
    several = Sentence("document.appendix.several", {})
    told = ((each, proposals.get(each, [])) for each in blanks_of(chapters))
    return [
        replace(each, proposal=several if any(one != found[0] for one in found) else next(iter(found), None))
        for each, found in told
    ]


def holder_of(blank: Blank) -> Sentence:
    """Who has what is to be filled, where it is usually found."""
    return named(blank.bureaus) if blank.bureaus else Sentence(f"document.blank_from.{blank.name}", {})


def assumptions() -> Table:
    """The assumptions of the diagnosis with their range and reason."""
    table = tuple(
        (
            Bilingual(en=quantity(row["name"]).label_en, zh=quantity(row["name"]).label_zh),
            Amount(float(row["value"]), "ratio"),
            Sentence(
                "document.appendix.range",
                {"low": Amount(float(row["lower"]), "ratio"), "high": Amount(float(row["upper"]), "ratio")},
            ),
            Bilingual(row["reason_en"], row["reason_zh"]),
        )
        for row in rows("assumptions")
    )
    head = heads("column", "assumption", "value", "range", "reason")
    return grid(Sentence("document.appendix.assumptions", {}), head, table, (0.22, 0.12, 0.16, 0.5), ("assumption",))


def source_words(key: str) -> Sentence:
    """What the list of sources says of one: title, publisher, year; a user's own figures have none."""
    if key == "user":
        return Sentence("document.appendix.own_figures", {})
    row = next(row for row in rows("sources") if row["key"] == key)
    values: dict[str, object] = {"title": Word("source_title", key)}
    if row["publisher"]:
        values["publisher"] = Word("source_publisher", key)
    if row["year"] and (row["publisher"] or row["year"] not in row["title"]):
        values["year"] = row["year"]
    return Sentence(f"document.appendix.{SOURCE_KEYS[tuple(values)[1:]]}", values)


SOURCE_KEYS: Mapping[tuple[str, ...], str] = {
    ("publisher", "year"): "source",
    ("publisher",): "source_of_publisher",
    ("year",): "source_of_year",
    (): "source_alone",
}
"""What is known of a source beside its title -> the sentence that tells it."""

SOURCES = SourceList(plan_text.effect_sources, source_words)
"""Of a published effect the sources of its table; books and papers are cited beside the evidence."""
