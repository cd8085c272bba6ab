"""Workbooks to fill in: the figures of a place, and what only the city knows of its needs."""

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from relode.deals.file import CODED_FIELDS, SHEET_FIELDS, field_heads
from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, has_sentence, say, unit_name
from relode.needs.own_cells import SHEETS
from relode.panel.derived import YEARS
from relode.panel.own_figures import head_of
from relode.places import all_places
from relode.shipped_tables import rows
from relode.vocabulary import Quantity, quantity

# Rows that have lists to choose from; more rows work as well.
LISTED_ROWS = 500


def write_template(path: Path, language: Language) -> None:
    """Write the empty workbook. Raises RelodeError if there is such a file already, or for another ending."""
    if path.suffix.lower() != ".xlsx":
        raise RelodeError("template_ending", path=path)
    if path.exists():
        raise RelodeError("template_exists", path=path)
    meant = [quantity(row["quantity"]) for row in rows("relode.report", "template_quantities")]
    book = Workbook()
    figures = book.worksheets[0]
    figures.title = say("template.sheet.figures", language)
    _figures(figures, meant, language)
    _projects(book.create_sheet(say("deals.sheet.projects", language)), language)
    _targets(book.create_sheet(say("deals.sheet.targets", language)), language)
    _notes(book.create_sheet(say("template.sheet.notes", language)), meant, language)
    _lists(figures, book.create_sheet(say("template.sheet.lists", language)), language)
    try:
        book.save(path)
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error


def _figures(sheet: Worksheet, meant: list[Quantity], language: Language) -> None:
    heads = [say(f"template.column.{name}", language) for name in ("place", "year")]
    heads += [head_of(each).name(language) for each in meant]
    sheet.append([*heads, say("template.column.note", language)])
    for number, each in enumerate(meant, 3):
        sheet.cell(1, number).comment = Comment(f"{each.meaning(language)} {each.note(language)}".strip(), "Relode")
    for number, cell in enumerate(sheet[1], 1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = 18
    sheet.freeze_panes = "C2"


def _projects(sheet: Worksheet, language: Language) -> None:
    """A row a project and its first gift; further gifts in rows without a name. Filled with an invented example."""
    heads = [field_heads(*pair)[LANGUAGES.index(language)] for pair in SHEET_FIELDS]
    sheet.append(heads)
    example = {row["field"]: row for row in rows("relode.report", "template_project")}
    for row in ("first", "second"):
        sheet.append([_example(example.get(".".join(pair)), row, language) for pair in SHEET_FIELDS])
    for number, cell in enumerate(sheet[1], 1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = 16
    sheet.freeze_panes = "B2"
    for at, (_, field) in enumerate(SHEET_FIELDS, 1):
        if field in CODED_FIELDS:
            words = ",".join(say(f"deals.choice.{code}", language) for code in CODED_FIELDS[field])
            choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            choice.showErrorMessage = False
            sheet.add_data_validation(choice)
            choice.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{LISTED_ROWS}")


def _example(row: Mapping[str, str] | None, number: str, language: Language) -> str | float | None:
    """A cell of the example: a code as its word, a number as such."""
    if row is None or not row[number]:
        return None
    text = row[number]
    if has_sentence(f"deals.choice.{text}"):
        return say(f"deals.choice.{text}", language)
    return float(text) if text.replace(".", "", 1).isdigit() else text


def _targets(sheet: Worksheet, language: Language) -> None:
    """A target a row: quantity, year, value in the unit of the quantity."""
    sheet.append([say(f"deals.review.{name}", language) for name in ("quantity", "year", "target")])
    sheet.append([quantity("population").label(language), 2030, 800_000])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in "ABC":
        sheet.column_dimensions[column].width = 24


def _notes(sheet: Worksheet, meant: list[Quantity], language: Language) -> None:
    for name in ("how", "units", "example", "next"):
        sheet.append([say(f"template.notes.{name}", language)])
    sheet.append([])
    sheet.append([say(f"template.column.{name}", language) for name in ("quantity", "unit", "meaning", "care")])
    for each in meant:
        unit = unit_name(each.unit, language)
        sheet.append([each.label(language), unit, each.meaning(language), each.note(language)])
    for column, width in zip("ABCD", (36, 14, 70, 70), strict=True):
        sheet.column_dimensions[column].width = width


def _lists(figures: Worksheet, sheet: Worksheet, language: Language) -> None:
    """Places and years to choose from, on a hidden sheet; what is not in the list may be typed all the same."""
    places = [place.name(language) for place in all_places() if place.level == "prefecture"]
    for number, name in enumerate(sorted(set(places)), 1):
        sheet.cell(number, 1, name)
    for number, year in enumerate(reversed(YEARS), 1):
        sheet.cell(number, 2, year)
    sheet.sheet_state = "hidden"
    for column, last in (("A", len(set(places))), ("B", len(YEARS))):
        choice = DataValidation(type="list", formula1=f"'{sheet.title}'!${column}$1:${column}${last}", allow_blank=True)
        choice.showErrorMessage = False
        figures.add_data_validation(choice)
        choice.add(f"{column}2:{column}{LISTED_ROWS}")


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
