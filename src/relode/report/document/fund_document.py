"""A funding run as Word files: a brief of two pages, and a document with every section of its page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relode import __version__
from relode.charts import chinese_font_found
from relode.charts.funded_places import funded_places
from relode.fund import fund_cells, fund_text, people_text
from relode.fund.fund_records import FundRecord
from relode.language import Language, Sentence
from relode.report.document.document_appendix import SOURCES
from relode.report.document.document_file import drawn_picture, file_of
from relode.report.document.document_parts import blank, body, bullets, note
from relode.report.fund_sections import places_table, sections
from relode.story.blocks import Blank, Block, Chapter, Passage, PictureSpot, Table
from relode.story.word.writer import DrawnPicture, Front, word_document

BRIEF_COLUMNS = ("place", "measures", "funder", "jobs", "job_year")
"""Columns of the one table of a brief, of fund_text.PLACE_COLUMNS."""
PICTURE = "funded_places"
MAP_IN_BRIEF = 0.4
"""Width of the map in a brief, as a part of the text's, so that the brief has two pages."""
PLACES_IN_BRIEF = 6
"""So many places that get most stand in the table of a brief; more are counted."""
RATES_IN_BRIEF = ("false_do", "power")
WORST_OFF_IN_DOCUMENT = ("fund.worst_off.skills", "fund.worst_off.no_groups")
"""Of who is worst off, what only the document has."""
NET_IN_BRIEF = ("fund.net.lead", "fund.net.moved", "fund.net.others_gain", "fund.net.not_known")


def fund_documents(record: FundRecord, made: date, language: Language) -> tuple[bytes, bytes]:
    """The brief and the document of a run as Word files; the map in both is drawn once."""
    drawn = _drawn(record, language)
    return _brief_file(record, made, drawn, language), _document_file(record, made, drawn, language)


def _document_file(record: FundRecord, made: date, drawn: dict[str, DrawnPicture], language: Language) -> bytes:
    """Everything that the page tells, with contents, tables and a list of sources."""
    chapters = [
        Chapter(each.key, Sentence(f"fund.chapter.{number}", {"heading": each.heading}), _blocks(each, drawn))
        for number, each in enumerate(_told(record), 1)
    ]
    blanks = (blank("drafting_body"), blank("approving_body"))
    front = _front(
        record, made, bool(drawn), blanks, [*fund_text.headline(record), *list(people_text.net_words(record))[:2]]
    )
    return file_of(word_document(front, chapters, drawn, language, sources=SOURCES), front.title, made, language)


def _brief_file(record: FundRecord, made: date, drawn: dict[str, DrawnPicture], language: Language) -> bytes:
    """Who gets what, net of neighbours, who is worst off and how sure that is, on two pages.

    Its map has the sources of its words: the rest of the list stands in the document.
    """
    drawn = {key: replace(picture, sources=fund_text.SOURCES) for key, picture in drawn.items()}
    chapters = [Chapter(key, Sentence(f"fund.section.{key}", {}), blocks) for key, blocks in _brief(record, drawn)]
    front = _front(record, made, bool(drawn), (), [*fund_text.headline(record)])
    document = word_document(front, chapters, drawn, language, sources=SOURCES, is_brief=True)
    return file_of(document, front.title, made, language)


def _drawn(record: FundRecord, language: Language) -> dict[str, DrawnPicture]:
    """The map; nothing where the machine has no Chinese font to draw it with."""
    if language == "zh" and not chinese_font_found():
        return {}
    return {PICTURE: drawn_picture(funded_places(record, language))}


def _front(
    record: FundRecord, made: date, is_drawn: bool, blanks: tuple[Blank, ...], gist: Sequence[Sentence]
) -> Front:
    title = fund_text.title(record)
    notes = [Sentence("fund.document.made", {"version": __version__, "date": made.isoformat()})]
    if blanks:
        notes.append(Sentence("document.cover.how", {}))
    if not is_drawn:
        notes.append(Sentence("document.cover.no_font", {}))
    return Front(
        title=title,
        subtitle=Sentence("fund.document.subtitle", {"start": record.start, "horizon": record.horizon}),
        notes=(*notes, fund_text.lead(record)),
        blanks=blanks,
        gist=bullets(gist, fund_text.SOURCES),
        head=title,
    )


def _told(record: FundRecord) -> list[Chapter]:
    """The chapters of the page without what is only tables to look things up in."""
    return [each for each in sections(record) if any(not isinstance(e, Table) or not e.folded for e in each.blocks)]


def _blocks(chapter: Chapter, drawn: dict[str, DrawnPicture]) -> tuple[Block, ...]:
    said = [block for block in chapter.blocks if not isinstance(block, Table)]
    spots = [PictureSpot(key) for key in drawn] if chapter.key == "places" else []
    tables = [block for block in chapter.tables if not block.folded]
    looked_up = [note(Sentence("fund.document.look_up", {}))] if chapter.key == "how" else []
    return (*said, *spots, *tables, *looked_up)


def _brief(record: FundRecord, drawn: dict[str, DrawnPicture]) -> list[tuple[str, tuple[Block, ...]]]:
    """The chapters of a brief, each with its key among the sections of the page."""
    some, table = fund_cells.funded(record), places_table(record)
    rows = table.rows[: min(len(some), PLACES_IN_BRIEF)]
    blocks: list[Block] = [PictureSpot(key, MAP_IN_BRIEF) for key in drawn]
    if rows:
        columns = tuple(table.columns[fund_text.PLACE_COLUMNS.index(name)] for name in BRIEF_COLUMNS)
        blocks.append(replace(table, columns=columns, rows=rows))
    counts = {"more": len(some) - len(rows), "others": len(record.places) - len(some)}
    blocks += [_paragraph([Sentence(f"fund.document.{key}", {"count": n})]) for key, n in counts.items() if n]
    result = [("places", tuple(blocks))]
    if record.net is not None:
        net = [each for each in people_text.net_words(record) if each.key in NET_IN_BRIEF]
        result.append(("net", (_paragraph(net),)))
        worst = [each for each in people_text.worst_off_words(record) if each.key not in WORST_OFF_IN_DOCUMENT]
        result.append(("worst_off", (_paragraph(worst),)))
    sure = fund_text.sure_words(replace(record, rates=tuple(e for e in record.rates if e.name in RATES_IN_BRIEF)))
    result.append(("sure", (_paragraph([*sure]),)))
    return result


def _paragraph(said: Sequence[Sentence]) -> Passage:
    return body(*said, sources=fund_text.SOURCES)
