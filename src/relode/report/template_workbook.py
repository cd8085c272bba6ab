"""Workbooks to fill in: the figures of a place, and what only the city knows of its needs."""

from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

from relode.deals.file import CODED_FIELDS, SHEET_FIELDS, field_heads
from relode.language import LANGUAGES, Language, has_sentence, say, unit_name
from relode.needs.own_cells import SHEETS
from relode.panel.derived import YEARS
from relode.panel.own_figures import head_of
from relode.places import all_places
from relode.shipped_tables import rows
from relode.story.form import FormSheet, write_form
from relode.vocabulary import Quantity, quantity


def write_template(path: Path, language: Language) -> None:
    """Write the empty workbook. Raises RelodeError if there is such a file already, or for another ending."""
    meant = [quantity(row["quantity"]) for row in rows("relode.report", "template_quantities")]
    sheets = (_figures(meant, language), _projects(language), _notes(meant, language))
    write_form(path, (*sheets, _lists(language)))


def write_cells_template(path: Path, language: Language) -> None:
    """Write a sheet a cell of `SHEETS`, heads only. Raises RelodeError for another ending and where a file stands."""
    write_form(
        path,
        [
            FormSheet(say(f"needs.sheet.{key}", language), [say(f"needs.head.{name}", language) for name in columns])
            for key, columns in SHEETS.items()
        ],
    )


def _figures(meant: list[Quantity], language: Language) -> FormSheet:
    head = [say(f"template.column.{name}", language) for name in ("place", "year")]
    head += [head_of(each).name(language) for each in meant]
    notes = {at: f"{each.meaning(language)} {each.note(language)}".strip() for at, each in enumerate(meant, 3)}
    lists = say("template.sheet.lists", language)
    return FormSheet(
        say("template.sheet.figures", language), [*head, say("template.column.note", language)],
        widths=18, frozen="C2", is_wrapped=True, notes=notes,
        choices={
            at: f"'{lists}'!${column}$1:${column}${len(of)}"
            for at, (column, of) in enumerate(zip("AB", (_names(language), YEARS), strict=True), 1)
        },
    )  # fmt: skip


def _projects(language: Language) -> FormSheet:
    """A row a project and its first gift; further gifts in rows without a name. Filled with an invented example."""
    example = {row["field"]: row for row in rows("relode.report", "template_project")}
    return FormSheet(
        say("deals.sheet.projects", language),
        [field_heads(*pair)[LANGUAGES.index(language)] for pair in SHEET_FIELDS],
        [
            [_example(example.get(".".join(pair)), row, language) for pair in SHEET_FIELDS]
            for row in ("first", "second")
        ],
        widths=16,
        frozen="B2",
        is_wrapped=True,
        choices={
            at: [say(f"deals.choice.{code}", language) for code in CODED_FIELDS[field]]
            for at, (_, field) in enumerate(SHEET_FIELDS, 1)
            if field in CODED_FIELDS
        },
    )


def _example(row: Mapping[str, str] | None, number: str, language: Language) -> str | float | None:
    """A cell of the example: a code as its word, a number as such."""
    if row is None or not row[number]:
        return None
    text = row[number]
    if has_sentence(f"deals.choice.{text}"):
        return say(f"deals.choice.{text}", language)
    return float(text) if text.replace(".", "", 1).isdigit() else text


def _notes(meant: list[Quantity], language: Language) -> FormSheet:
    return FormSheet(
        say("template.sheet.notes", language),
        [say(f"template.column.{name}", language) for name in ("quantity", "unit", "meaning", "care")],
        [
            [each.label(language), unit_name(each.unit, language), each.meaning(language), each.note(language)]
            for each in meant
        ],
        [say(f"template.notes.{name}", language) for name in ("how", "units", "example", "next")],
        widths=(36, 14, 70, 70),
        frozen=None,
        is_bold=False,
    )


def _names(language: Language) -> list[str]:
    return sorted({place.name(language) for place in all_places() if place.level == "prefecture"})


def _lists(language: Language) -> FormSheet:
    """Places and years to choose from, on a hidden sheet; what is not in the list may be typed all the same."""
    lines = list(zip_longest(_names(language), reversed(YEARS)))
    return FormSheet(say("template.sheet.lists", language), (), lines, frozen=None, is_hidden=True)
