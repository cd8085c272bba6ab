"""The cells of a user's workbook (.xlsx) as text: nothing in it is run, evaluated, followed or repaired."""

import re
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from relode.errors import RelodeError
from relode.facts.readers.file_rows import cell_text

if TYPE_CHECKING:  # its library is for who has a workbook
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# An office's table of figures has some thousand cells; its parts unpack to less than a megabyte.
MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500
MOST_CELLS = 200_000
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["']([^"']*)["']""")
REFUSED_PARTS = {"vbaProject": "workbook.macros", "externalLinks/": "workbook.links"}
# What openpyxl and the readers below it raise on a file that is damaged; SyntaxError is what both readers of XML raise
# that it may stand on, RuntimeError comes where a part is locked or packed in a way that they do not know.
DAMAGED = (
    *(BadZipFile, SyntaxError, ZlibError, EOFError, OSError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, RuntimeError, ArithmeticError),
)


class VisibleSheet(NamedTuple):
    """A visible sheet: `rows` are (row number, cells as text) from the top, "" where a cell is empty.

    `refused` maps a cell such as C5 to the key of the reason why it has no text: a formula or a merged cell.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    refused: dict[str, str]


def read_workbook(path: Path) -> list[VisibleSheet]:
    """The visible sheets of an .xlsx file that have anything in them.

    Raises RelodeError for a file that is missing, damaged, too large, packed beyond reason, or has macros or links.
    """
    book = _opened(path)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    cells = sum(sheet.max_row * sheet.max_column for sheet in visible)
    if cells > MOST_CELLS:
        raise RelodeError("workbook.too_many_cells", path=path, cells=f"{cells:,}", most=f"{MOST_CELLS:,}")
    sheets = [_sheet(sheet) for sheet in visible]
    return [sheet for sheet in sheets if sheet.rows]


def _opened(path: Path) -> "Workbook":
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
    if len(raw) > MOST_BYTES:
        raise RelodeError("workbook.too_large", path=path, most=MOST_BYTES // 1_000_000)
    try:
        _refuse_parts(raw, path)
        with warnings.catch_warnings(action="ignore"):  # of styles and the like that do not matter here
            return load_workbook(BytesIO(raw), keep_links=False)
    except RelodeError:
        raise
    except (InvalidFileException, *DAMAGED) as error:
        raise RelodeError("workbook.damaged", path=path, reason=type(error).__name__) from error


def _refuse_parts(raw: bytes, path: Path) -> None:
    """What a workbook holds is looked at before it is unpacked, and its text before it is parsed."""
    with ZipFile(BytesIO(raw)) as parts:
        result = parts.infolist()
        if len(result) > MOST_PARTS or sum(part.file_size for part in result) > MOST_UNPACKED:
            raise RelodeError("workbook.too_large", path=path, most=MOST_UNPACKED // 1_000_000)
        for part in result:
            for name, key in REFUSED_PARTS.items():
                if name in part.filename:
                    raise RelodeError(key, path=path)
            text = parts.read(part).replace(b"\0", b"")  # as it stands there in UTF-16 too
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise RelodeError("workbook.damaged", path=path, reason="DOCTYPE")
            merged = sum(_area(area) for area in MERGED.findall(text))
            if merged > MOST_CELLS:
                raise RelodeError("workbook.too_many_cells", path=path, cells=f"{merged:,}", most=f"{MOST_CELLS:,}")


def _area(area: bytes) -> int:
    """How many cells are merged: each is made when the workbook is opened."""
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(area.decode("ascii", errors="replace"))
    return abs((right or 0) - (left or 0) + 1) * abs((bottom or 0) - (top or 0) + 1)


def _sheet(sheet: "Worksheet") -> VisibleSheet:
    refused = {}
    for area in sheet.merged_cells.ranges:
        refused.update({f"{cell.coordinate}": "workbook.merged" for row in sheet[area.coord] for cell in row})
    rows = []
    for number, line in enumerate(sheet.iter_rows(), 1):
        for cell in line:
            if cell.data_type == "f":
                refused[cell.coordinate] = "workbook.formula"
            elif cell.data_type == "e":
                refused[cell.coordinate] = "workbook.error_cell"
        texts = tuple(cell_text(cell.value) for cell in line)
        if any(texts):
            rows.append((number, texts))
    return VisibleSheet(sheet.title, tuple(rows), refused)
