"""A user's own figures from a workbook or a table: which cell is which figure, and what cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import xarray as xr

from relode.errors import RelodeError, plain
from relode.facts.readers.file_rows import FileRow
from relode.facts.readers.override_csv import COLUMNS, OPTIONAL, check_even, long_rows
from relode.facts.readers.own_workbook import VisibleSheet, read_workbook
from relode.facts.readers.plain_file import has_commas, plain_lines, under_head
from relode.facts.readers.table_cells import YEAR, number_reader
from relode.facts.shipped import Row
from relode.facts.table_labels import HIDDEN
from relode.language import LANGUAGES, Bilingual
from relode.language.spoken import column_head, unit_words
from relode.panel.doubt.own import contradictions, judged, misfits
from relode.panel.overrides import Override, bounded, override_of, twice
from relode.shipped_tables import rows as shipped_rows
from relode.vocabulary import Quantity, quantities, quantity

NOT_READ = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".et", ".numbers"})
"""Endings of spreadsheets that must be saved as another kind first."""

MOST_FAULTS = 500
"""After so many faults the rest of a file is not looked at, and that is told: each is compared with every name."""


@dataclass(frozen=True)
class FigureNote:
    """Something about a figure of the user's own: where it stands, and what is the matter."""

    cell: str
    reason: RelodeError
    value: str = ""


@dataclass(frozen=True)
class OwnFigures:
    """The figures that can be used, those that cannot, and what should be looked at again."""

    figures: tuple[Override, ...] = ()
    errors: tuple[FigureNote, ...] = ()
    warnings: tuple[FigureNote, ...] = ()
    where: str = field(default="")

    def usable(self) -> list[Override]:
        """All figures, each with its doubts. RelodeError with the first three cells that cannot be used, and why."""
        if self.errors:
            offenders: list[object] = [(f"[{each.cell}] ", each.reason) for each in self.errors]
            raise RelodeError("override_rows", where=self.where, offenders=offenders)
        doubts: dict[str, list[Mapping[str, str]]] = {}
        for result in self.warnings:
            doubts.setdefault(result.cell, []).append({language: result.reason.say(language) for language in LANGUAGES})
        return [replace(one, doubts=tuple(doubts.get(one.cell, ()))) for one in self.figures]


def read_own_figures(path: Path, panel: xr.Dataset) -> OwnFigures:
    """The figures of a file, each held against `panel`: the same place's other years and the other places.

    Workbook, CSV (UTF-8 or GB 18030) or Parquet: a figure a row (place, quantity, year, value, note, and low and high
    for its 90 % interval), or a place and a year a row with a quantity a column, as the template has it. Raises
    RelodeError for a file that cannot be read.
    """
    cells, refused, doubtful = _cells(path)
    errors, good = list(refused), dict[tuple[str, str, int], tuple[str, Override]]()
    for cell, text in cells:
        row = {**text, "value": _plain_number(text["value"], text["decimal"])}
        if not row["value"] and text["value"]:
            doubtful.append(FigureNote(cell, RelodeError("own_figures.hidden"), text["value"]))
            continue
        if len(errors) >= MOST_FAULTS:
            errors.append(FigureNote(cell, RelodeError("own_figures.too_many_faults", count=MOST_FAULTS), row["value"]))
            break
        try:
            override = replace(bounded(judged(panel, override_of(row))), cell=cell)
        except RelodeError as error:
            errors.append(FigureNote(cell, error, row["value"]))
            continue
        key = (override.quantity, override.place, override.year)
        if key in good:
            errors.append(FigureNote(cell, twice(override), row["value"]))
            continue
        good[key] = cell, override
        if not (row["value"] + row["year"]).isascii():
            doubtful.append(
                FigureNote(cell, RelodeError("own_figures.wide_digits", value=plain(override.value)), row["value"])
            )
    wrong = dict(reversed(contradictions(panel, list(good.values()))))
    errors += [FigureNote(cell, wrong[cell], plain(one.value)) for cell, one in good.values() if cell in wrong]
    doubtful += [FigureNote(cell, reason) for cell, reason in misfits(panel, list(good.values()))]
    usable = tuple(override for cell, override in good.values() if cell not in wrong)
    return OwnFigures(usable, tuple(errors), tuple(doubtful), str(path))


def _plain_number(text: str, decimal: str) -> str:
    """A number with a comma as its decimal sign as one with a point, nothing for a mark of what is not known.

    Anything else as it stands: what is wrong with it is told with what would be right.
    """
    if text.casefold() in HIDDEN:
        return ""
    if decimal == ".":
        return text
    try:
        value = number_reader(decimal)(text)
    except RelodeError:
        return text
    return "" if value is None else repr(value)


def _cells(path: Path) -> tuple[list[tuple[str, Row]], list[FigureNote], list[FigureNote]]:
    """Where each figure stands and its row as text; what cannot be used; what was taken in some way."""
    ending = path.suffix.lower()
    if ending in NOT_READ:
        raise RelodeError("workbook.ending", path=path)
    if ending == ".xlsx":
        return _of_workbook(path, read_workbook(path))
    lines, _, encoding = plain_lines(path, _is_head)
    heads = _head(lines[0][1]) if lines else {}
    told = [FigureNote("", RelodeError("own_figures.latin", encoding=encoding))] if encoding else []
    if _is_wide(heads) or _years_across(lines[0][1] if lines else (), heads):
        check_even(path, lines)
        cells, refused, _ = _of_workbook(path, [VisibleSheet("", tuple(lines), {})])
        return cells, refused, told
    named = {position: name for name, position in heads.items()}
    head = (0, tuple(named.get(position, cell) for position, cell in enumerate(lines[0][1] if lines else ())))
    decimal = _decimal(lines)
    rows = [{**row, "line": str(line), "decimal": decimal} for line, row in long_rows(path, [head, *lines[1:]])]
    return [(row["line"], row) for row in rows], [], told


def _decimal(lines: Sequence[FileRow]) -> str:
    return "," if has_commas(lines) else "."


def _is_wide(heads: Mapping[str, int]) -> bool:
    """A column a quantity, a row a place and year."""
    return {"place", "year"} <= heads.keys() and "quantity" not in heads


def _years_across(cells: Sequence[str], heads: Mapping[str, int]) -> dict[int, str]:
    """Columns that are years where a row is a place and a quantity: position -> year."""
    if not {"place", "quantity"} <= heads.keys() or "year" in heads:
        return {}
    years = {position: match[1] for position, cell in enumerate(cells) if (match := YEAR.fullmatch(cell))}
    return years if len(years) > 1 else {}


def _is_head(cells: Sequence[str]) -> bool:
    heads = _head(cells)
    return {"place", "year"} <= heads.keys() or bool(_years_across(cells, heads))


def _of_workbook(
    path: Path, read: Sequence[VisibleSheet]
) -> tuple[list[tuple[str, Row]], list[FigureNote], list[FigureNote]]:
    result: list[tuple[str, Row]] = []
    refused: list[FigureNote] = []
    sheets = [sheet._replace(rows=tuple(under_head(list(sheet.rows), _is_head))) for sheet in read]
    heads = {sheet.name: _head(sheet.rows[0][1]) for sheet in sheets}
    tables = [sheet for sheet in sheets if _is_head(sheet.rows[0][1])]
    if not tables:
        raise RelodeError("workbook.no_table", path=path, sheets=[sheet.name for sheet in sheets])
    for sheet in tables:
        head = heads[sheet.name]
        layout = _wide if _is_wide(head) else _across if _years_across(sheet.rows[0][1], head) else _long
        here, there = layout(sheet, head)
        decimal = _decimal(sheet.rows)
        result += [(cell, {**row, "decimal": decimal}) for cell, row in here]
        refused += there
    if not result and not refused:
        raise RelodeError("override_empty", path=path, columns=", ".join(COLUMNS))
    return result, refused, []


def _head(cells: Sequence[str]) -> dict[str, int]:
    """Names of the columns that every table has -> position; labels in either language are as good as names."""
    names = {row["label"]: row["name"] for row in shipped_rows("relode.panel", "own_figure_heads")}
    return {names[cell.lower()]: position for position, cell in enumerate(cells) if cell.lower() in names}


def _long(sheet: VisibleSheet, head: Mapping[str, int]) -> tuple[list[tuple[str, Row]], list[FigureNote]]:
    result, refused = [], []
    for number, cells in sheet.rows[1:]:
        at = {name: f"{_letter(position)}{number}" for name, position in head.items()}
        bad = [
            FigureNote(_at(sheet, cell), RelodeError(sheet.refused[cell]))
            for cell in at.values()
            if cell in sheet.refused
        ]
        refused += bad
        if not bad:
            row = {name: cells[head[name]] if name in head else "" for name in (*COLUMNS, *OPTIONAL)}
            result.append((_at(sheet, at.get("value", str(number))), {**row, "line": str(number)}))
    return result, refused


def _across(sheet: VisibleSheet, head: Mapping[str, int]) -> tuple[list[tuple[str, Row]], list[FigureNote]]:
    """A column a year: each cell is a row of its own."""
    result: list[tuple[str, Row]] = []
    refused: list[FigureNote] = []
    years = _years_across(sheet.rows[0][1], head)
    for number, cells in sheet.rows[1:]:
        keys = [f"{_letter(head[name])}{number}" for name in ("place", "quantity")]
        for position, year in years.items():
            at = f"{_letter(position)}{number}"
            reason = next((sheet.refused[cell] for cell in (at, *keys) if cell in sheet.refused), None)
            if reason is not None:
                refused.append(FigureNote(_at(sheet, at), RelodeError(reason)))
            elif cells[position]:
                texts = {name: cells[head[name]] if name in head else "" for name in ("place", "quantity", "note")}
                result.append((_at(sheet, at), {**texts, "year": year, "value": cells[position], "line": str(number)}))
    return result, refused


def _wide(sheet: VisibleSheet, head: Mapping[str, int]) -> tuple[list[tuple[str, Row]], list[FigureNote]]:
    result: list[tuple[str, Row]] = []
    refused: list[FigureNote] = []
    (first, titles), *lines = sheet.rows
    columns: dict[int, Quantity] = {}
    for position, title in enumerate(titles):
        if title and position not in head.values():
            try:
                columns[position] = titled(title)
            except RelodeError as error:
                refused.append(FigureNote(_at(sheet, f"{_letter(position)}{first}"), error))
    for number, cells in lines:
        for position, meant in columns.items():
            at = f"{_letter(position)}{number}"
            keys = [f"{_letter(head[name])}{number}" for name in ("place", "year")]
            reason = next((sheet.refused[cell] for cell in (at, *keys) if cell in sheet.refused), None)
            if reason is not None:
                refused.append(FigureNote(_at(sheet, at), RelodeError(reason)))
            elif cells[position]:
                texts = {name: cells[head[name]] if name in head else "" for name in ("place", "year", "note")}
                row = {**texts, "quantity": meant.name, "value": cells[position], "line": str(number)}
                result.append((_at(sheet, at), row))
    return result, refused


def _at(sheet: VisibleSheet, cell: str) -> str:
    return f"{sheet.name}!{cell}" if sheet.name else cell


def titled(title: str) -> Quantity:
    """The quantity that a head of a column names, with its unit behind it. RelodeError for another unit."""
    text = _half_width(title)
    label, _, unit = text[:-1].rpartition("(") if text.endswith(")") else (text, "", "")
    for name, meant in _heads().items():
        if text == name:
            return meant
    labels = {_half_width(each.label(language)): each for each in quantities().values() for language in LANGUAGES}
    if text in labels:  # a label may end in brackets of its own
        return labels[text]
    meant = labels.get(label.strip()) or quantity(label.strip())
    if unit and unit not in {_half_width(unit_words(meant.unit).name(each)).strip("()") for each in LANGUAGES}:
        raise RelodeError("own_figures.unit", title=title, unit=unit_words(meant.unit))
    return meant


def head_of(meant: Quantity) -> Bilingual:
    """The head of a quantity's column: its label and its unit."""
    return column_head(Bilingual(en=meant.label_en, zh=meant.label_zh), meant.unit)


@cache
def _heads() -> dict[str, Quantity]:
    both = [(head_of(meant).name(language), meant) for meant in quantities().values() for language in LANGUAGES]
    return {_half_width(head): meant for head, meant in both}


def _half_width(text: str) -> str:
    return (
        text.replace("\uff08", "(")
        .replace("\uff09", ")")
        .replace(" (", "(")
        .replace("((", "(")
        .replace("))", ")")
        .strip()
    )


def _letter(position: int) -> str:
    """The letters of a column of a sheet, by its position from 0."""
    from openpyxl.utils import get_column_letter  # its library is for who has a workbook

    return get_column_letter(position + 1)
