"""Rows of a table of the user's own, whatever file it lies in: its encoding, signs and head are found, notes left out.

CSV of any sign between columns (UTF-8, GB 18030, else Windows-1252), packed or not, Parquet, or the one sheet of a
workbook. Rows keep the number that they have in the file; no cell is repaired.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from relode.errors import RelodeError
from relode.facts.readers.file_rows import FileRow, csv_rows, file_encoding, first_bytes, first_lines

SIGNS = (",", ";", "\t", "|")
LATIN = "cp1252"
"""What Latin letters that are not UTF-8 are in: Windows-1252, of which Latin-1 is a part."""
NO_LATIN = re.compile(rb"[\xc2-\xf4][\x80-\xbf]|\0")
"""Two bytes that are one sign in UTF-8, or a zero, as UTF-16 has it: the text is damaged or another."""
SAMPLE = 60
MOST_TOP = 20
"""Rows in which a head may stand."""
NOTE = re.compile(r"(sources?|notes?|quellen?|\u6ce8|\u8d44\u6599\u6765\u6e90)\s*[:\uff1a]|\(c\)|\u00a9", re.IGNORECASE)
"""How a line below a table begins that is none of its rows."""


class PlainLines(NamedTuple):
    """The head and the rows below it, each with its number in the file; the decimal sign, and the encoding if told."""

    rows: list[FileRow]
    decimal: str
    encoding: str = ""


def plain_lines(path: Path, heads: Collection[str] | Callable[[Sequence[str]], bool] = ()) -> PlainLines:
    """The table of a file. `heads`: names that its head has, or whether a row is the head; else the first row is it.

    Raises RelodeError for a file that cannot be read, and for a workbook of several sheets.
    """
    ending, encoding = path.name.lower(), ""
    if ending.endswith(".parquet"):
        from relode.facts.duck_source import read_parquet_lines  # a server that never reads one is 13 MB smaller

        rows = read_parquet_lines(path)
    elif ending.endswith(".xlsx"):
        from relode.facts.readers.own_workbook import read_workbook  # its library is for who has a workbook

        sheets = read_workbook(path)
        if len(sheets) != 1 or sheets[0].refused:
            refused = [f"{sheet.name}!{cell}" for sheet in sheets for cell in sheet.refused]
            raise RelodeError("one_plain_sheet", path=path, sheets=[each.name for each in sheets], cells=refused or "-")
        rows = list(sheets[0].rows)
    else:
        encoding = encoding_or_latin(path)
        try:
            separator = separator_in(first_lines(path, encoding, SAMPLE))
        except csv.Error as error:
            raise RelodeError("not_csv", path=path, reason=error) from error
        rows = list(csv_rows(path, encoding, separator))
    found = under_head(rows, heads)
    return PlainLines(found, "," if has_commas(found[:SAMPLE]) else ".", encoding if encoding == LATIN else "")


def under_head(rows: list[FileRow], heads: Collection[str] | Callable[[Sequence[str]], bool]) -> list[FileRow]:
    """The rows from the head on, without titles above it and notes below."""
    if callable(heads):
        is_head = heads
    else:
        names = set(heads)

        def is_head(cells: Sequence[str]) -> bool:
            return names <= {cell.casefold() for cell in cells}

    at = next((i for i, (_, cells) in enumerate(rows[:MOST_TOP]) if is_head(cells)), 0)
    head, below = rows[at : at + 1], rows[at + 1 :]
    return [*head, *(row for row in below if not _is_note(row[1]))]


def _is_note(cells: Sequence[str]) -> bool:
    return not any(cells[1:]) and NOTE.match(cells[0]) is not None


def encoding_or_latin(path: Path) -> str:
    """The encoding of a file; Windows-1252 where it is neither UTF-8 nor GB 18030 and has no sign of UTF-8 in it.

    Raises RelodeError for another: a text of UTF-8 with broken bytes is damaged.
    """
    try:
        return file_encoding(path)
    except RelodeError as error:
        if error.key != "unknown_encoding" or NO_LATIN.search(first_bytes(path)):
            raise
        return LATIN


def separator_in(lines: Sequence[str]) -> str:
    """The sign that parts lines best into equally many cells."""
    return max(SIGNS, key=lambda sign: _parted(lines, sign))


def _parted(lines: Sequence[str], sign: str) -> int:
    """How well a sign parts lines into equally many cells: cells of the lines with the usual number of them."""
    widths = Counter(len(cells) for _, cells in cells_of(lines, sign) if len(cells) > 1)
    return max((width * count for width, count in widths.items()), default=0)


def cells_of(lines: Sequence[str], sign: str) -> list[FileRow]:
    """Lines as rows that are not empty."""
    rows = csv.reader(lines, delimiter=sign, skipinitialspace=True)
    cells = [(number, tuple(cell.strip() for cell in row)) for number, row in enumerate(rows, 1)]
    return [(number, row) for number, row in cells if any(row)]


def has_commas(rows: Sequence[FileRow]) -> bool:
    """Whether figures have a comma where others have a point: digits behind it that are no group of thousands."""
    return any(re.fullmatch(r"-?\d+(\.\d{3})*,(\d{1,2}|\d{4,})", cell) for _, row in rows for cell in row)
