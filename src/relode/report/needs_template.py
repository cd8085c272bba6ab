"""The empty workbook of what only the city knows about its services."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from relode.errors import RelodeError
from relode.language import Language, say
from relode.needs.own_cells import SHEETS


def write_cells_template(path: Path, language: Language) -> None:
    """Write a sheet a cell of `SHEETS`, heads only. Raises RelodeError for another ending and where a file stands."""
    if path.suffix.lower() != ".xlsx":
        raise RelodeError("template_ending", path=path)
    if path.exists():
        raise RelodeError("template_exists", path=path)
    book = Workbook()
    book.remove(book.worksheets[0])
    for key, columns in SHEETS.items():
        sheet = book.create_sheet(say(f"needs.sheet.{key}", language))
        sheet.append([say(f"needs.head.{name}", language) for name in columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
