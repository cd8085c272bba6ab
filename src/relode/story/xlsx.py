"""A workbook as a file: a cover with links, then a sheet a subject, with formats, filters and no formula.

A table is a sheet: numbers as numbers, the unit in the head, an interval in two more columns.
"""

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
from relode.language import Language, Sentence, is_figure, say, spoken
from relode.story.blocks import Table
from relode.story.columns import Column, Span, cell_text
from relode.story.figures import Cell, Sheet, SheetColumn, Value, cleaned, may_be_formula, safe, shown

FORMS = {"whole": "0%", "tenths": "0.0%", ".2f": "0.00"}
"""Formats of a spreadsheet for the styles of columns; of other styles the unit says which."""
UNITS = Sentence("workbook.head.unit", {})
"""The head of a column of units."""


def sheet_of(table: Table, language: Language) -> Sheet:
    """The sheet of a table.

    Where the rows of a column have several units, a column of units stands before it, unless the table has one; a
    heading of groups becomes a column of its own, before all others.
    """
    group: list[Cell] = []
    rows: list[tuple[object, ...]] = []
    said: Cell = None
    for values in table.cells():
        if isinstance(values[0], Span):
            said = spoken(values[0].said, language)
        else:
            group.append(said)
            rows.append(values)
    columns: list[SheetColumn] = []
    cells: list[Sequence[Cell]] = []
    if any(group):
        columns.append(SheetColumn(say("workbook.head.group", language)))
        cells.append(group)
    has_units = any(column.head == UNITS for column in table.columns)
    for at, column in enumerate(table.columns):
        heads, below = _filled(column, [row[at] for row in rows], language, has_units)
        columns += heads
        cells += below
    return Sheet(table.sheet, columns, list(zip(*cells, strict=True)) if rows else [])


def _filled(
    column: Column, values: Sequence[object], language: Language, has_units: bool
) -> tuple[list[SheetColumn], list[Sequence[Cell]]]:
    """The columns of a sheet that a column of a table becomes, and the cells of each."""
    figures = [each if is_figure(each) else None for each in values]
    known = [each for each in figures if each is not None]
    head = spoken(column.head, language)
    if not known:
        form = "0" if any(isinstance(each, int) for each in values) else ""
        return [SheetColumn(head, form)], [[_plain(each, column, language) for each in values]]
    units = {each.unit for each in known}
    ends = [None if each is None else (each.value, *(each.interval_90 or (None, None))) for each in figures]
    heads, form = [head], FORMS.get(column.format, "")
    if any(each.interval_90 for each in known):
        heads += [say(f"workbook.head.{end}", language) for end in ("low_90", "high_90")]
    parts = [[None, None, None] if each is None else cleaned(each) for each in ends]
    if column.unit or (len(units) == 1 and not has_units):
        how = shown(column.unit or units.pop(), language)
        labelled = [_labelled(each, "" if form else how.word, language) for each in heads]
        numbers: list[Sequence[Cell]] = [
            [None if part[at] is None else (part[at] or 0.0) * how.factor for part in parts] for at in range(len(heads))
        ]
        return [SheetColumn(each, form or how.form) for each in labelled], _with_words(
            numbers, values, column, language
        )
    each_shown = [None if each is None else shown(each.unit, language) for each in figures]
    numbers = [
        [None if how is None or part[at] is None else Value((part[at] or 0.0) * how.factor, how.form)
         for part, how in zip(parts, each_shown, strict=True)]
        for at in range(len(heads))
    ]  # fmt: skip
    shown_heads, cells = [*map(SheetColumn, heads)], _with_words(numbers, values, column, language)
    if has_units:
        return shown_heads, cells
    words = [None if how is None else how.word for how in each_shown]
    return [SheetColumn(spoken(UNITS, language)), *shown_heads], [words, *cells]


def _with_words(
    numbers: list[Sequence[Cell]], values: Sequence[object], column: Column, language: Language
) -> list[Sequence[Cell]]:
    """Words that stand among the numbers of a column stay where they are."""
    first = [
        _plain(value, column, language) if cell is None and value is not None else cell
        for cell, value in zip(numbers[0], values, strict=True)
    ]
    return [first, *numbers[1:]]


def _labelled(head: str, unit: str, language: Language) -> str:
    return say("workbook.head.with_unit", language, label=head, unit=unit) if unit else head


def _plain(value: object, column: Column, language: Language) -> Cell:
    if value is None or isinstance(value, int):
        return value
    return cell_text(value, column, language)


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
