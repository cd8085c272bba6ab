"""Workbooks that people fill in: a head in bold that stays in sight, lines to begin with, lists to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from relode.errors import RelodeError

LISTED_ROWS = 500
"""Rows that have lists to choose from; more rows work as well."""
Line = Sequence[str | float | None]


@dataclass(frozen=True)
class FormSheet:
    """A sheet to be filled: its head, the lines below it, and lines of `words` above it, which no program reads.

    `widths`: of each column, or one for all; None leaves them as they are. `frozen`: the cell up to which the sheet
    stays in sight. `notes`: column, from 1, -> what its head says when it is pointed at. `choices`: column -> words, or
    the cells of another sheet, to choose from; what is not in the list may be typed all the same.
    """

    title: str
    head: Sequence[str]
    lines: Sequence[Line] = ()
    words: Sequence[str] = ()
    widths: Sequence[float] | float | None = None
    frozen: str | None = "A2"
    is_bold: bool = True
    is_wrapped: bool = False
    is_hidden: bool = False
    notes: Mapping[int, str] = field(default_factory=dict)
    choices: Mapping[int, Sequence[str] | str] = field(default_factory=dict)


def write_form(path: Path, sheets: Sequence[FormSheet]) -> None:
    """Write an empty form.

    Raises RelodeError for another ending than .xlsx, where a file stands already, and where none can be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise RelodeError("template_ending", path=path)
    if path.exists():
        raise RelodeError("template_exists", path=path)
    try:
        path.write_bytes(form_bytes(sheets))
    except OSError as error:
        raise RelodeError("export.unwritable", path=path, reason=error.strerror or error) from error


def form_bytes(sheets: Sequence[FormSheet], before: Path | None = None) -> bytes:
    """A form as a file, in front of the sheets of the workbook `before`, if there is one."""
    book = Workbook() if before is None else load_workbook(before)
    if before is None:
        book.remove(book.worksheets[0])
    for at, each in enumerate(sheets):
        _write(book.create_sheet(each.title, at), each)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write(sheet: Worksheet, form: FormSheet) -> None:
    for words in form.words:
        sheet.append([words])
    if form.words:
        sheet.append([])
    if form.head:
        sheet.append(list(form.head))
    for cell in sheet[sheet.max_row] if form.head and form.is_bold else ():
        cell.font = Font(bold=True)
        if form.is_wrapped:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for line in form.lines:
        sheet.append(list(line))
    if form.widths is not None:
        alike = [form.widths] * len(form.head) if isinstance(form.widths, int | float) else form.widths
        for column, width in enumerate(alike, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
    for column, note in form.notes.items():
        sheet.cell(1, column).comment = Comment(note, "Relode")
    for column, choices in form.choices.items():
        listed = choices if isinstance(choices, str) else f'"{",".join(choices)}"'
        choice = DataValidation(type="list", formula1=listed, allow_blank=True)
        choice.showErrorMessage = False
        sheet.add_data_validation(choice)
        choice.add(f"{get_column_letter(column)}2:{get_column_letter(column)}{LISTED_ROWS}")
    sheet.freeze_panes = form.frozen
    sheet.sheet_state = "hidden" if form.is_hidden else "visible"
