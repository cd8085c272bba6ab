"""plan.zh.docx and plan.en.docx of a result: content, pictures as PNG, and a file that appears whole or not at all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Written

from relode import __version__
from relode.charts import Picture, chinese_font_found, pictures, png
from relode.charts.value_chain import value_chain
from relode.language import Language, Sentence, spoken
from relode.plan.making import plan_text
from relode.report.content import CityResult
from relode.report.document.appendix import SOURCES
from relode.report.document.content import chapters_of
from relode.report.document.parts import blank
from relode.report.document.situation import ahead_sentences
from relode.report.html import WIDTHS
from relode.story.blocks import Chapter, Passage, PictureSpot, blanks_of
from relode.story.figures import text_of
from relode.story.word.parts import DrawnPicture, Front
from relode.story.word.writer import word_document

CHAINS_DRAWN = 4
"""So many value chains are drawn: more would not stand on half a page."""
DATED = (1980, 1, 1, 0, 0, 0)
"""Date of the parts of the file, so that the same content has the same bytes."""
AHEAD = "document.situation.ahead"


def document_bytes(result: CityResult, language: Language, template: Path | None = None) -> bytes:
    """The document as a Word file.

    Chinese pictures are left out, and the document says so, where the machine has no Chinese font to draw them with.
    Raises RelodeError for a template that cannot be used.
    """
    can_draw = language != "zh" or chinese_font_found()
    drawable = _drawable(result, language)
    chapters = chapters_of(result, frozenset(drawable) if can_draw else frozenset())
    drawn = {key: drawn_picture(drawable[key]) for key in _wanted(chapters)}
    front = front_of(result, bool(drawn), can_draw, len(blanks_of(chapters[:-1])))
    document = word_document(front, chapters, drawn, language, template, sources=SOURCES)
    return file_of(document, Sentence("document.cover.title", {"place": result.place}), result.made, language)


def file_of(document: Written, title: Sentence, made: date, language: Language) -> bytes:
    """A document as a file, with its title and date; the same content has the same bytes."""
    about = document.core_properties
    about.title = text_of(title, language)
    about.author, about.comments = f"Relode {__version__}", ""
    about.language = {"zh": "zh-CN", "en": "en-GB"}[language]
    about.created = about.modified = datetime.combine(made, time(), UTC).replace(tzinfo=None)
    written = BytesIO()
    document.save(written)
    return _dated(written.getvalue())


def _drawable(result: CityResult, language: Language) -> Mapping[str, Picture]:
    drawings = pictures(result.panel, result.depth, result.pathways, result.outlook, language)
    chains = value_chain(result.pathways, language, CHAINS_DRAWN)
    drawings |= {chains.key: chains} if chains else {}
    return drawings


def _wanted(chapters: tuple[Chapter, ...]) -> list[str]:
    return [block.picture for chapter in chapters for block in chapter.blocks if isinstance(block, PictureSpot)]


def drawn_picture(picture: Picture) -> DrawnPicture:
    """A picture as it is put into a document."""
    result = f"{spoken(picture.title, picture.language)}. {spoken(picture.subtitle, picture.language)}"
    return DrawnPicture(png(picture.draw(WIDTHS["wide"])), picture.title, picture.subtitle, result, picture.sources)


def front_of(result: CityResult, has_pictures: bool, can_draw: bool, fields: int) -> Front:
    """What stands before the chapters; `fields` are those to be filled in."""
    place, record = result.place, result.planned
    made = Sentence("document.cover.made", {"version": __version__, "date": result.made.isoformat()})
    notes = [made, Sentence("document.cover.how", {})]
    if not can_draw:
        notes.append(Sentence("document.cover.no_font", {}))
    elif not has_pictures:
        notes.append(Sentence("document.cover.no_pictures", {"place": place}))
    subtitle = Sentence("document.cover.subtitle_alone", {})
    if record is not None:
        subtitle = Sentence("document.cover.subtitle", {"start": record.start, "horizon": record.horizon})
    gist = [] if record is None else [Passage((plan_text.headline(record, place),), "bullet", plan_text.SOURCES)]
    if result.outlook is not None:
        gist += [Passage((each,), "bullet") for each in ahead_sentences(result.outlook) if each.key == AHEAD]
    gist.append(Passage((Sentence("document.gist.fields", {"count": fields}),), "bullet"))
    return Front(
        title=Sentence("document.cover.title", {"place": place}),
        subtitle=subtitle,
        notes=tuple(notes),
        blanks=(blank("drafting_body"), blank("approving_body")),
        gist=tuple(gist),
        head=Sentence("document.cover.head", {"place": place}),
    )


def _dated(content: bytes) -> bytes:
    """The same file with its parts dated alike."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(written, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(ZipInfo(name, DATED), before.read(name), ZIP_DEFLATED)
    return written.getvalue()
