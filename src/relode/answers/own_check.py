"""What `relode check` says of a file of the user's own figures and list of projects, and of tables of a country."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np

from relode.deals.file import DealOfFile, ProjectSheet, RowFault, named_sheet, projects_of, sheet_names
from relode.errors import RelodeError
from relode.facts.readers.country_files import IN_PARTS
from relode.facts.readers.own_workbook import read_workbook
from relode.language import LANGUAGES, Amount, Bilingual, Language, Sentence, say, spoken
from relode.outlook.one_future.observed_series import AS_PUBLISHED, DEFLATED
from relode.panel import load
from relode.panel.own_figures import FigureNote, OwnFigures, read_own_figures
from relode.places import place_of
from relode.record import Doc, Record
from relode.shipped_tables import rows
from relode.vocabulary import quantity

if TYPE_CHECKING:
    import xarray as xr

SOURCES = ("user",)
MONEY = tuple(AS_PUBLISHED[name] for name in DEFLATED)


@dataclass(frozen=True)
class CheckedCell(Record):
    """A cell and what is the matter with it."""

    cell: Annotated[str, Doc("sheet and cell, or the line of a CSV file")]
    value: Annotated[str, Doc("what stands there")]
    reason: Annotated[Bilingual, Doc("what is the matter and how to mend it")]


@dataclass(frozen=True)
class UsableFigure(Record):
    """A figure that can be used, beside what ships."""

    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[Bilingual, Doc("its name")]
    quantity: Annotated[str, Doc("name in the vocabulary")]
    year: Annotated[int, Doc("year", "year")]
    value: Annotated[float, Doc("the user's own", "that of the quantity")]
    shipped: Annotated[float | None, Doc("what ships, null if nothing does", "that of the quantity")]


@dataclass(frozen=True)
class FileCheck(Record):
    """What can be used of a file of one's own figures, what cannot, and what to look at again."""

    path: Annotated[str, Doc("the file")]
    figures: Annotated[tuple[UsableFigure, ...], Doc("what can be used", shape="figure")]
    errors: Annotated[tuple[CheckedCell, ...], Doc("what cannot", shape="cell")]
    warnings: Annotated[tuple[CheckedCell, ...], Doc("what to look at again", shape="cell")]
    projects: Annotated[int, Doc("projects of the list that can be read", "count")] = 0


def is_country(path: Path) -> bool:
    """Whether it is the tables of a country: a folder, a description, or a workbook with a sheet that is one of them.

    Raises RelodeError for a workbook that cannot be read.
    """
    if path.suffix.lower() == ".xlsx":
        labels = {row["label"] for row in rows("relode.facts", "country_tables") if row["table"] in IN_PARTS}
        return any(sheet.name.strip().lower() in labels for sheet in read_workbook(path))
    return path.is_dir() or path.suffix.lower() == ".toml"


def checked_country(path: Path) -> FileCheck:
    """Every fault of the first table of a country that has any, and all doubts where there is none."""
    from relode.country import load_country

    try:
        country = load_country(path)
    except RelodeError as error:
        offenders = error.values.get("offenders") if error.key == "country.cells" else None
        where, faults = error.values.get("where", path), offenders if isinstance(offenders, list) else [error]
        errors = tuple(_fault(str(where), fault) for fault in faults if isinstance(fault, RelodeError))
        return FileCheck(str(path), (), errors, ())
    doubts = (Bilingual(en=spoken(notice, "en"), zh=spoken(notice, "zh")) for notice in country.notices)
    return FileCheck(str(path), (), (), tuple(CheckedCell("", "", doubt) for doubt in doubts))


def _fault(where: str, fault: RelodeError) -> CheckedCell:
    """A fault with the row of the file as it lies."""
    row, column = fault.values.get("row"), fault.values.get("column")
    at = where if row is None else f"{where} [{row}] {column}"
    return CheckedCell(at, str(fault.values.get("value", "")), Bilingual(en=fault.say("en"), zh=fault.say("zh")))


def checked_file(path: Path) -> FileCheck:
    """Every figure and every fault of the file, those of its list too.

    Raises RelodeError for a file that cannot be read at all.
    """
    if is_country(path):
        return checked_country(path)
    panel, listed = load(), _listed(path)
    result = _own_figures(path, panel, is_beside_list=not all(_is_example(each) for each in listed))
    figures = []
    for one in result.figures:
        before = float(panel["value"].sel(quantity=one.quantity, place=one.place, year=one.year))
        place = place_of(one.place)
        name = Bilingual(en=place.name("en"), zh=place.name("zh"))
        shipped = before if np.isfinite(before) else None
        figures.append(UsableFigure(one.place, name, one.quantity, one.year, one.value, shipped))
    rows_at_fault = [each for each in listed if isinstance(each, RowFault)]
    examples, faults = (
        tuple(_row_of_list(each, path) for each in rows_at_fault if _is_example(each) is wanted)
        for wanted in (True, False)
    )
    return FileCheck(
        str(path),
        tuple(figures),
        (*_cells(result.errors), *faults),
        (*_cells(result.warnings), *examples),
        sum(isinstance(each, DealOfFile) for each in listed),
    )


def _listed(path: Path) -> list[DealOfFile | RowFault]:
    """The rows of the sheet of projects, as `relode appraise` reads them; nothing of another file."""
    sheet = named_sheet(path, "projects") if path.suffix.lower() == ".xlsx" else None
    return [] if sheet is None else projects_of(ProjectSheet(str(path), sheet))


def _is_example(row: object) -> bool:
    return isinstance(row, RowFault) and row.is_example


def _own_figures(path: Path, panel: "xr.Dataset", *, is_beside_list: bool) -> OwnFigures:
    """The figures of the file; none where its list is all that it has. Raises RelodeError as `read_own_figures`."""
    try:
        return read_own_figures(path, panel)
    except RelodeError as error:
        is_empty = error.key == "override_empty" or (error.key == "workbook.no_table" and _has_no_figures(path))
        if is_beside_list and is_empty:
            return OwnFigures(where=str(path))
        raise


def _has_no_figures(path: Path) -> bool:
    """Whether every sheet is one of projects or notes: another may hold figures under a misspelled head."""
    names = {*sheet_names("projects"), *(say("template.sheet.notes", language) for language in LANGUAGES)}
    return {sheet.name for sheet in read_workbook(path)} <= names


def _row_of_list(row: RowFault, path: Path) -> CheckedCell:
    cell = str(row.error.values["where"]).removeprefix(f"{path} ")
    return CheckedCell(cell, row.name, Bilingual(en=row.error.say("en"), zh=row.error.say("zh")))


def check_text(check: FileCheck, language: Language) -> str:
    """The same in words."""
    counts = {"count": _count(len(check.figures)), "errors": _count(len(check.errors)), "path": check.path}
    head = "bad" if check.errors else "good"
    kind = "check" if check.figures or not is_country(Path(check.path)) else "country_check"
    lines = [Sentence(f"template.{kind}.{head}", counts)]
    if check.projects:
        lines.insert(0, Sentence("template.check.listed", {"projects": _count(check.projects), "path": check.path}))
    lines += [_line(each, language) for each in check.errors]
    if check.warnings:
        lines.append(Sentence("template.check.again", {"count": _count(len(check.warnings))}))
        lines += [_line(each, language) for each in check.warnings]
    lines += [_figure(each, language) for each in check.figures]
    return "\n".join(spoken(line, language) for line in lines)


def _cells(notes: tuple[FigureNote, ...]) -> tuple[CheckedCell, ...]:
    return tuple(
        CheckedCell(one.cell, one.value, Bilingual(en=one.reason.say("en"), zh=one.reason.say("zh"))) for one in notes
    )


def _says(reason: str, cell: str) -> bool:
    """Whether a reason names the cell, or there is none: line 2 is not the 2 of 2026."""
    return not cell or re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", reason) is not None


def _line(each: CheckedCell, language: Language) -> Sentence:
    """A cell and what is the matter; a reason that says itself where it is stands alone."""
    key = "template.country_check.line" if _says(each.reason.en, each.cell) else "template.check.line"
    return Sentence(key, {"cell": each.cell, "reason": each.reason.name(language)})


def _figure(each: UsableFigure, language: Language) -> Sentence:
    meant = quantity(each.quantity)
    values = {"place": each.place_name.name(language), "year": each.year, "label": meant.label(language)}
    value = Amount(each.value, meant.unit, None, SOURCES)
    if each.shipped is None:
        return Sentence("template.check.new", {**values, "value": value})
    before = Amount(each.shipped, meant.unit, None, SOURCES)
    return Sentence("template.check.figure", {**values, "value": value, "before": before})


def _count(value: int) -> Amount:
    return Amount(float(value), "count", None, SOURCES)
