"""Tables of a Word document, cell by cell, and the fields to be filled in cells and lines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from docx.document import Document as Written
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Emu, Length, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from relode.language import Language, Sentence, is_figure, say
from relode.language.numbers import NO_BREAK
from relode.story.blocks import Blank, Table
from relode.story.columns import IN_TEXT, TOLD, Column, Shade, Span, cell_text
from relode.story.figures import text_of
from relode.story.word.xml import control, element, kept_with_next, shade

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[\d.,]+(?:%\uff08[\d.,]+)?")
LETTER, PADDING = 0.56, Pt(11)
"""Width of a letter over its size, bold ones among them, and what a cell keeps free on both sides."""


def fit(table: Grid, widths: Sequence[float], full: Length, size: Length) -> None:
    """Give each column its share of the `full` width. `size` is that of letters that have none of their own."""
    sized = _sized(table, widths, full, size)
    for column, width in zip(table.columns, sized, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, sized, strict=True):
            cell.width = width


def _sized(table: Grid, widths: Sequence[float], full: Length, size: Length) -> list[Length]:
    """Shares of the width as lengths; a column too narrow for its longest word takes from those that have room."""
    sized = [full * width / sum(widths) for width in widths]
    least = [PADDING + max((_longest_word(cell, size) for cell in column.cells), default=0) for column in table.columns]
    lacking = [max(0.0, need - has) for need, has in zip(least, sized, strict=True)]
    spare = [max(0.0, has - need) for need, has in zip(least, sized, strict=True)]
    given = min(1.0, sum(lacking) / (sum(spare) or 1.0))
    taken = min(1.0, sum(spare) / (sum(lacking) or 1.0))
    parts = zip(sized, lacking, spare, strict=True)
    return [Emu(int(has + taken * lack - given * room)) for has, lack, room in parts]


def _longest_word(cell: _Cell, size: Length) -> float:
    """The width of the longest word or number of a cell; Chinese breaks anywhere, but not within 14.8%(2026."""
    found = [(word, run.font.size or size) for made in cell.paragraphs for run in made.runs for word in
             WORD.findall(run.text) if word[0] < "\u2e80"]  # fmt: skip
    return max((len(word) * LETTER * of for word, of in found), default=0.0)


SMALL, TINY = Pt(9), Pt(7)
HEAD_GROUND, SHADES = "D9E2EC", {1: "9CC3E0", 2: "1F6FA8"}
UNGLUED = re.compile(rf"{NO_BREAK}(?!%)")
"""In a cell a number may stand apart from its unit, or a narrow column would break inside a word."""
MOST_COLUMNS = 8
"""A table with more columns has tiny letters."""
SHORT = 6
"""A table with so few rows stands on one page."""
MOST_ROWS = 30
"""So has one with more rows in a document that is tightened."""


def filled_table(
    document: Written, block: Table, told: str, language: Language, width: Length, *, is_tight: bool
) -> None:
    """A table as wide as `width` with its head on each page; the rows of a group stay with its head.

    `told` is what a screen reader says of it.
    """
    is_long = is_tight and len(block.rows) > MOST_ROWS
    size = TINY if is_long or len(block.columns) > MOST_COLUMNS else SMALL
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(element("w:tblCaption", val=told))
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _cell(cell, column.head_with_unit, column, language, size, is_head=True)
    kept_with_next(table.rows[0])
    table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))
    last = len(block.rows) - 1
    for at, values in enumerate(block.cells()):
        made = table.add_row()
        made._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))
        if isinstance(values[0], Span):
            merged = made.cells[0].merge(made.cells[-1])
            _cell(merged, values[0].said, block.columns[0], language, size, is_head=True)
            kept_with_next(made)
            continue
        for cell, value, column in zip(made.cells, values, block.columns, strict=True):
            _cell(cell, value, column, language, size)
        if at < last and (len(block.rows) <= SHORT or at in (0, last - 1)):
            kept_with_next(made)
    fit(table, [column.width for column in block.columns], width, SMALL)


def filled_field(
    paragraph: Paragraph, blank: Blank, language: Language, size: Length | None = None, *, is_short: bool = False
) -> None:
    """A field; in a table, whose head says what it is, without its label."""
    label = text_of(blank.label, language)
    shown = say(f"document.label.{'to_fill_here' if is_short else 'to_fill'}", language, label=label)
    if blank.proposal is not None:
        proposal = text_of(blank.proposal, language)
        shown = say("document.label.proposed", language, label=label, proposal=proposal)
    if is_short:
        shown = UNGLUED.sub(" ", shown)
    control(paragraph, label, blank.name, shown, size)


def _cell(
    cell: _Cell, value: object, column: Column, language: Language, size: Length, *, is_head: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
    if is_head:
        shade(cell, HEAD_GROUND)
    if isinstance(value, Shade):
        if value.strength:
            shade(cell, SHADES[value.strength])
        return
    if isinstance(value, Blank):
        filled_field(paragraph, value, language, size, is_short=True)
        return
    if column.unit and not is_head:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    text = UNGLUED.sub(" ", _cell_text(value, column, language))
    run = paragraph.add_run(text[:1].upper() + text[1:])
    run.font.size, run.font.bold = size, is_head or None


def _cell_text(value: object, column: Column, language: Language) -> str:
    """A cell; a document tells figures as they are read aloud where a page has all digits."""
    told = replace(column, format=TOLD) if column.format == IN_TEXT else column
    if isinstance(value, list | tuple) and all(isinstance(each, Sentence) or is_figure(each) for each in value):
        stop, between = (say(f"document.mark.{name}", language) for name in ("stop", "part"))
        return between.join(cell_text(each, told, language).removesuffix(stop) for each in value)
    return cell_text(value, told, language)
