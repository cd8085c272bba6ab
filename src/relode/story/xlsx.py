"""A workbook as a file: a cover with links, then a sheet a subject, with formats, filters and no formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as Written
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from relode import __version__
from relode.language import Language, Sentence, say, spoken
from relode.story.units import Cell, Sheet, SheetColumn, Value, may_be_formula, safe

MOST_SHEETS = 10
HEAD = PatternFill("solid", fgColor="D9E2EC")
WIDEST = 48


@dataclass(frozen=True)
class Cover:
    """What stands on the cover: its title, lines below it, where the rest is, and what the run says."""

    title: Sentence
    lines: Sequence[Sentence]
    more: Sentence
    said: Sequence[Sentence] = ()


def write_sheets(cover: Cover, sheets: Sequence[Sheet], path: Path | BytesIO, language: Language) -> None:
    """Write `path` (XLSX) in `language`: a cover with links, then a sheet a subject; empty ones are left out."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    full = [sheet for sheet in sheets if sheet.rows]
    _cover(book.create_sheet(_title("cover", language)), cover, full, language)
    for sheet in full:
        _fill(book.create_sheet(_title(sheet.key, language)), sheet)
    book.properties.title = spoken(cover.title, language)
    book.properties.creator = f"Relode {__version__}"
    book.save(path)


def _title(key: str, language: Language) -> str:
    return say(f"workbook.sheet.{key}", language)


def _cover(sheet: Worksheet, cover: Cover, sheets: Sequence[Sheet], language: Language) -> None:
    """What it is, what the run says, and a link to each sheet."""
    sheet.append([spoken(cover.title, language)])
    sheet["A1"].font = Font(bold=True, size=16)
    for line in cover.lines:
        sheet.append([spoken(line, language)])
    sheet.append([])
    sheet.append([say(f"workbook.cover.{head}", language) for head in ("sheet", "holds", "rows")])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), HEAD
    for each in sheets:
        title = _title(each.key, language)
        sheet.append([title, say(f"workbook.about.{each.key}", language), len(each.rows)])
        link = sheet.cell(sheet.max_row, 1)
        link.hyperlink = Hyperlink(link.coordinate, location=f"'{title}'!A1", display=title)
        link.style = "Hyperlink"
    sheet.append([])
    sheet.append([spoken(cover.more, language)])
    if cover.said:
        sheet.append([])
        sheet.append([say("workbook.cover.said", language)])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for sentence in cover.said:
            sheet.append([safe(spoken(sentence, language))])
    for column, width in zip("ABC", (30, 60, 10), strict=True):
        sheet.column_dimensions[column].width = width


def _fill(sheet: Worksheet, content: Sheet) -> None:
    """Head, rows, formats, widths; the head stays in sight and filters the rows."""
    sheet.append([column.head for column in content.columns])
    for line, row in enumerate(content.rows, 2):
        sheet.append([each.number if isinstance(each, Value) else each for each in row])
        # A row asked for as such looks through all cells of the sheet: a sheet of 5,000 rows would take minutes.
        for place, (value, column) in enumerate(zip(row, content.columns, strict=True), 1):
            _format(sheet.cell(line, place), value, column)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    for at, column in enumerate(content.columns, 1):
        longest = max((len(str(row[at - 1])) for row in content.rows if isinstance(row[at - 1], str)), default=0)
        wanted = max(12, min(WIDEST, longest * 1.2), min(24, len(column.head) * 1.2))
        sheet.column_dimensions[get_column_letter(at)].width = wanted
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _format(cell: Written | MergedCell, value: Cell, column: SheetColumn) -> None:
    if isinstance(value, str):
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDEST)
        if may_be_formula(value):
            cell.data_type, cell.quotePrefix = "s", True
    elif isinstance(value, Value):
        cell.number_format = value.form
    elif column.form:
        cell.number_format = column.form
