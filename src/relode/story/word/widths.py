"""The widths of a table's columns: shares of the page, but none narrower than its longest word or number."""

import re
from collections.abc import Sequence

from docx.shared import Emu, Length, Pt
from docx.table import Table, _Cell

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[\d.,]+(?:%\uff08[\d.,]+)?")
LETTER, PADDING = 0.56, Pt(11)
"""Width of a letter over its size, bold ones among them, and what a cell keeps free on both sides."""


def fit(table: Table, widths: Sequence[float], full: Length, size: Length) -> None:
    """Give each column its share of the `full` width. `size` is that of letters that have none of their own."""
    sized = _sized(table, widths, full, size)
    for column, width in zip(table.columns, sized, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, sized, strict=True):
            cell.width = width


def _sized(table: Table, widths: Sequence[float], full: Length, size: Length) -> list[Length]:
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
