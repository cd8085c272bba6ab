"""A file of chapters: a page, a Word file or a workbook, by its ending."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from relode import __version__
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import Language, Sentence
from relode.report.document.document_appendix import SOURCES
from relode.report.document.document_file import file_of
from relode.report.html import page_html
from relode.report.written import write_whole
from relode.story import Chapter, Table
from relode.story.html import chapter_html
from relode.story.sheets import sheet_of
from relode.story.word import Front, word_document
from relode.story.words import Words
from relode.story.xlsx import Cover, write_sheets


def write_chapters(chapters: Sequence[Chapter], path: Path, language: Language, made: date) -> Path:
    """Write chapters as one file, whole or not at all, in the form that its ending says: html, docx or xlsx.

    Raises RelodeError for another ending and where `path` cannot be written.
    """
    forms = {".html": _page, ".docx": _document, ".xlsx": _workbook}
    if path.suffix not in forms:
        raise RelodeError("unknown_choice", option="--output", value=path.name, choices=", ".join(forms))
    return write_whole(path, forms[path.suffix](chapters, language, made))


def _made(made: date) -> Sentence:
    values = {"version": __version__, "fingerprint": fingerprint()[:12], "date": made.isoformat()}
    return Sentence("workbook.cover.made", values)


def _page(chapters: Sequence[Chapter], language: Language, made: date) -> bytes:
    keys = SOURCES.of(chapters)
    words = Words(language, {key: at for at, key in enumerate(keys, 1)})
    shown = [chapter_html(each, words) for each in chapters]
    values = {"title": chapters[0].heading, "chapters": shown, "made": _made(made)}
    return page_html("chapters.html.j2", language, keys, (), **values).encode()


def _document(chapters: Sequence[Chapter], language: Language, made: date) -> bytes:
    title = chapters[0].heading
    front = Front(title, _made(made), (), (), (), title)
    return file_of(word_document(front, chapters, {}, language, sources=SOURCES, is_brief=True), title, made, language)


def _workbook(chapters: Sequence[Chapter], language: Language, made: date) -> bytes:
    """Every table with the name of a sheet."""
    blocks = [block for chapter in chapters for block in chapter.blocks]
    tables = [block for block in blocks if isinstance(block, Table) and block.sheet]
    written = BytesIO()
    cover = Cover(chapters[0].heading, [_made(made)], Sentence("workbook.cover.more", {}))
    write_sheets(cover, [sheet_of(each, language) for each in tables], written, language)
    return written.getvalue()
