"""The appendix: how it was made, what is to be filled, evidence of measures, assumptions, sources."""

from collections.abc import Iterable, Mapping, Sequence

from relode import __version__
from relode.diagnosis.depth.depth_text import missing_words
from relode.evidence.evidence_answer import independent, lever_studies
from relode.facts import fingerprint, references, rows
from relode.language import Amount, Bilingual, Sentence, Word
from relode.language.names import has_name
from relode.model.policy.levers import levers
from relode.plan.cards import card_text
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.report.content import CityResult
from relode.report.document.document_parts import body, bullets, chapter, grid, heading, heads, note
from relode.story.blocks import Blank, Block, Chapter, Table, blanks_of
from relode.story.word import SourceList
from relode.vocabulary import quantity


def appendix(result: CityResult, before: Sequence[Chapter]) -> Chapter:
    """The appendix of the chapters `before`, without the list of sources, which the file adds."""
    record = result.planned
    blocks: list[Block] = [heading("made"), *bullets(made_words(result))]
    blocks += [heading("to_fill"), body(Sentence("document.appendix.to_fill", {})), to_fill(blanks_of(before))]
    if record is not None and record.cards:
        blocks += [heading("evidence"), evidence(record), note(Sentence("document.appendix.evidence_note", {}))]
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
        if record.cards:
            yield Sentence("document.appendix.futures", {"futures": record.futures, "year": record.price_year})
    yield Sentence("document.appendix.figures", {})
    yield Sentence("document.appendix.prices", {})
    if result.overrides:
        yield Sentence("document.appendix.overrides", {"count": len(result.overrides)})


def to_fill(blanks: Sequence[Blank]) -> Table:
    """Every field that is left to be filled, and where it is usually found."""
    listed = tuple((blank.label, Sentence(f"document.blank_from.{blank.name}", {}), blank) for blank in blanks)
    head = heads("column", "field", "found_at", "content")
    return grid(Sentence("document.appendix.to_fill_table", {"count": len(listed)}), head, listed, (0.26, 0.44, 0.3))


def evidence(record: PlanRecord) -> Table:
    """What is known of each lever: grade, studies, and how many independent ones hold its own doing."""
    used = tuple(dict.fromkeys(card.lever for card in record.cards))
    table = []
    for name in used:
        count, _ = independent(lever_studies(name))
        grade = Sentence(f"document.grade.{levers()[name].evidence_grade}", {})
        table.append((card_text.measure_words(name, ""), grade, citations(levers()[name].source), str(count)))
    head = heads("column", "measure", "grade", "studies", "independent")
    return grid(Sentence("document.appendix.evidence", {}), head, tuple(table), (0.16, 0.16, 0.5, 0.18))


def citations(sources: str) -> list[object]:
    """Author and year of each study of a lever; what is assumed is called so."""
    said: list[object] = []
    for key in sources.split(";"):
        if key in references():
            row = references()[key]
            first: object = row["authors"].split(";")[0].split(",")[0]
            first = Word("author", key) if has_name("author", key) else first
            said.append(Sentence("document.appendix.study", {"author": first, "year": row["year"]}))
        elif key == "assumption":
            said.append(Sentence("document.appendix.assumed", {}))
    return said


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
    if row["year"]:
        values["year"] = row["year"]
    return Sentence(f"document.appendix.{SOURCE_KEYS[tuple(values)[1:]]}", values)


SOURCE_KEYS: Mapping[tuple[str, ...], str] = {
    ("publisher", "year"): "source",
    ("publisher",): "source_of_publisher",
    ("year",): "source_of_year",
    (): "source_alone",
}
"""What is known of a source beside its title -> the sentence that tells it."""

SOURCES = SourceList(plan_text.band_sources, source_words)
"""Of a published effect the sources of its table; books and papers are cited beside the evidence."""
