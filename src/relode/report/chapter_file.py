"""A file of chapters: a page, a Word file or a workbook, by its ending."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

from markupsafe import Markup

from relode import __version__
from relode.charts import Picture, svg
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import Language, Sentence, spoken
from relode.report.document.appendix import SOURCES
from relode.report.document.file import drawn_picture, file_of
from relode.report.html import WIDTHS, page_html, spoken_of
from relode.report.written import write_whole
from relode.story import Chapter, PictureSpot, Table
from relode.story.html import chapter_html
from relode.story.word.parts import Front
from relode.story.word.writer import word_document
from relode.story.words import Words
from relode.story.xlsx import Cover, sheet_of, write_sheets

Form = Callable[[Sequence[Chapter], Language, date, Sequence[Picture]], bytes]
"""Chapters with their pictures as the bytes of a file."""


def write_chapters(
    chapters: Sequence[Chapter],
    path: Path,
    language: Language,
    made: date,
    drawn: Sequence[Picture] = (),
    *,
    is_tight: bool = False,
) -> Path:
    """Write chapters as one file, whole or not at all, in the form that its ending says: html, docx or xlsx.

    `drawn` are the pictures that chapters have spots for; a workbook has none. `is_tight`: a Word file in small
    letters, for what has to stand on few pages.

    Raises RelodeError for another ending and where `path` cannot be written.
    """
    tight = partial(_document, is_tight=is_tight)
    forms: Mapping[str, Form] = {".html": _page, ".docx": tight, ".xlsx": _workbook}
    if path.suffix not in forms:
        raise RelodeError("unknown_choice", option="--output", value=path.name, choices=", ".join(forms))
    spots = {block.picture for each in chapters for block in each.blocks if isinstance(block, PictureSpot)}
    wanted = [picture for picture in drawn if picture.key in spots]
    return write_whole(path, forms[path.suffix](chapters, language, made, wanted))


def _made(made: date) -> Sentence:
    values = {"version": __version__, "fingerprint": fingerprint()[:12], "date": made.isoformat()}
    return Sentence("workbook.cover.made", values)


def _page(chapters: Sequence[Chapter], language: Language, made: date, drawn: Sequence[Picture]) -> bytes:
    keys = SOURCES.of(chapters)
    words = Words(language, {key: at for at, key in enumerate(keys, 1)})
    figures = {picture.key: figure_html(picture) for picture in drawn}
    shown = [chapter_html(each, words, lambda key: figures.get(key, Markup(""))) for each in chapters]
    values = {"title": chapters[0].heading, "chapters": shown, "made": _made(made)}
    return page_html("chapters.html.j2", language, keys, (), **values).encode()


def _document(
    chapters: Sequence[Chapter], language: Language, made: date, drawn: Sequence[Picture], *, is_tight: bool
) -> bytes:
    title = chapters[0].heading
    pictures = {picture.key: drawn_picture(picture) for picture in drawn}
    front = Front(title, _made(made), (), (), (), title)
    document = word_document(front, chapters, pictures, language, sources=SOURCES, is_brief=True, is_tight=is_tight)
    return file_of(document, title, made, language)


def _workbook(chapters: Sequence[Chapter], language: Language, made: date, _: Sequence[Picture]) -> bytes:
    """Every table with the name of a sheet."""
    blocks = [block for chapter in chapters for block in chapter.blocks]
    tables = [block for block in blocks if isinstance(block, Table) and block.sheet]
    written = BytesIO()
    cover = Cover(chapters[0].heading, [_made(made)], Sentence("workbook.cover.more", {}))
    write_sheets(cover, [sheet_of(each, language) for each in tables], written, language)
    return written.getvalue()


def figure_html(picture: Picture, widths: Mapping[str, int] = WIDTHS) -> Markup:
    """A picture under its finding, in each of `widths`, as it stands on a page that opens from disk."""
    title, subtitle = (spoken(each, picture.language) for each in (picture.title, picture.subtitle))
    caption = Markup("<figcaption>{}<br>{}</figcaption>").format(title, subtitle)
    drawn = Markup("").join(
        Markup('<div class="{}">{}</div>').format(size, Markup(svg(picture.draw(width), spoken_of(picture))))
        for size, width in widths.items()
    )
    return Markup('<figure class="picture">{}{}</figure>\n').format(caption, drawn)
