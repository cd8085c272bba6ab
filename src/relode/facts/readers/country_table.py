"""One table of another country as text: which column is what, which rows count, each with its row in the file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from relode import shipped_tables
from relode.errors import RelodeError, first_three
from relode.facts.readers.file_rows import FileRow, csv_rows, first_lines, separator_of
from relode.facts.readers.layouts import Layout, Lying, head_rows, layout_of
from relode.facts.readers.own_workbook import VisibleSheet, read_workbook
from relode.facts.readers.table_cells import FISCAL_YEAR, YEAR, fiscal_years
from relode.facts.table_labels import HIDDEN
from relode.language import Sentence

MOST_CELLS = 5_000_000
"""Cells of a table of places, accounts or policies; counts by place and industry are read by another reader."""
COUNTS = ("employment", "establishments")
"""Tables of whole numbers by place, industry and year."""
BY_INDUSTRY = ("employment", "output_by_industry", "wages_by_industry", "establishments")
"""All tables by place, industry and year, the one that tells the structure first; money may have fractions."""
UNIT_HEADS = frozenset({"unit", "units", "uom", "\u5355\u4f4d"})
"""Heads of a column that says the unit of its row."""
Line = tuple[int, Mapping[str, str]]
DATED = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
"""A year within a head."""
NUMBER = re.compile(r"[-+\u2212]?[\d.,\u202f\u00a0 ]*\d[\d.,]*%?")
"""What looks like a figure, whatever its signs mean."""


@dataclass(frozen=True)
class CountryTable:
    """One table as text. `columns`: name -> the file's own head; `lines`: (row number, cells by head).

    Counts by place and industry have no lines when they stand in a file of their own: `path` is read elsewhere.
    `told`: what was passed over when it was read; `figures`: heads of columns of figures.
    """

    name: str
    where: str
    path: Path | None
    columns: Mapping[str, str]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    settings: Mapping[str, Any]
    decimal: str = "."
    figures: tuple[str, ...] = ()
    told: tuple[Sentence, ...] = ()

    def places(self) -> Iterator[str]:
        """The code of the place in each row."""
        return (line[self.columns["place"]] for _, line in self.lines)

    def cells(self) -> Iterator[tuple[int, str, str, str, str, str]]:
        """(row, head of the value, place, word of the quantity, year, value) of each cell of accounts."""
        place, year, quantity = self.columns["place"], self.columns.get("year"), self.columns.get("quantity")
        for number, line in self.lines:
            for head in self.figures:
                word = line[quantity] if quantity else head
                yield number, head, line[place], word, line[year] if year else head, line[head]


def is_census_table(table: CountryTable) -> bool:
    """Whether its years are of censuses, between which nothing is known."""
    return table.settings.get("kind") == "census"


def table_of_file(path: Path, name: str, settings: Mapping[str, Any], decimal: str) -> CountryTable:
    """A table of a file, as its settings say. Raises RelodeError with what cannot be read."""
    layout = layout_of(settings, path.name)
    sign = str(settings.get("decimal") or layout.decimal or decimal)
    return table_of_rows(name, path.name, rows_of(path, settings, layout, sign), settings, layout, sign)


def rows_of(path: Path, settings: Mapping[str, Any], layout: Layout, decimal: str) -> Iterator[FileRow]:
    """All rows of a file that are not empty, with the number that they have in it.

    Raises RelodeError for a file that cannot be read, and for a workbook of several sheets of which none is named.
    """
    ending = path.name.lower()
    if ending.endswith(".xlsx"):
        yield from _rows_of_sheet(path, str(settings.get("sheet", "")), head_rows(settings, path.name))
    elif ending.endswith(".parquet"):
        from relode.facts.duck_source import read_parquet_lines

        yield from read_parquet_lines(path, MOST_CELLS)
    else:
        encoding = str(settings.get("encoding", ""))
        head = head_rows(settings, path.name)
        line = next(iter(first_lines(path, encoding, head[0] if head else 1)[-1:]), "")
        between = "\t" if ending.removesuffix(".gz").endswith(".tsv") else separator_of(line, decimal)
        try:
            yield from csv_rows(path, encoding, layout.between or between)
        except LookupError as error:
            raise RelodeError("unknown_encoding", path=path) from error


def _rows_of_sheet(path: Path, name: str, head: tuple[int, int] | None) -> Iterator[FileRow]:
    sheets = read_workbook(path)
    sheet = next((each for each in sheets if each.name == name), sheets[0] if len(sheets) == 1 and not name else None)
    if sheet is None:
        raise RelodeError("country.which_sheet", where=path.name, sheets=[each.name for each in sheets])
    refuse_cells(path, sheet, head[1] if head else 0)
    yield from sheet.rows


def refuse_cells(path: Path, sheet: VisibleSheet, below: int = 0) -> None:
    """Raises RelodeError for formulas and merged cells below a row; titles above it may be merged."""
    widths = {number: sum(map(bool, cells)) for number, cells in sheet.rows}
    at = sorted(c for c in sheet.refused if (row := int(c.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) > below
                and (not below or widths.get(row, 0) > 1))  # fmt: skip
    if at:
        offenders: list[object] = [(f"[{sheet.name}!{cell}] ", RelodeError(f"{sheet.refused[cell]}")) for cell in at]
        raise RelodeError("override_rows", where=path, offenders=offenders)


def table_of_rows(
    name: str, where: str, rows: Iterator[FileRow], settings: Mapping[str, Any], layout: Layout, decimal: str
) -> CountryTable:
    """The table of rows as they lie. Raises RelodeError for heads missing or twice, and where no row counts."""
    head = head_rows(settings, where)
    lying = Lying(rows, layout, head, where)
    fixed = {name: str(text) for name, text in dict(settings.get("fixed", {})).items()}
    heads = (*lying.heads, *(name for name in fixed if name not in lying.heads))
    twice = sorted({head for head in lying.heads if lying.heads.count(head) > 1})
    if twice and not lying.is_loose:
        raise RelodeError("country.column_twice", where=where, columns=twice)
    said = {**dict(settings.get("columns", {})), **{name: name for name in fixed}}
    spans = [head for head in heads if fiscal_years(head)]
    if len(spans) > 1:
        first, last = fiscal_years(spans[0]) or (0, 0)
        raise RelodeError("country.fiscal_heads", where=where, head=spans[0], first=first, last=last, table=name)
    columns = columns_of(name, where, heads, said, layout)
    figures = _figures_of(name, where, heads, columns, settings)
    lines = tuple(_lines(lying, heads, fixed, columns, figures, settings, where))
    if not lines:
        raise RelodeError("country.empty_table", where=where)
    told = [Sentence("country.notice.notes", {"where": where, "count": lying.notes})] if lying.notes else []
    if layout.fiscal:
        told.append(Sentence(f"country.notice.fiscal_{layout.fiscal}", {"where": where, "example": FISCAL_YEAR}))
    if name == "accounts" and "quantity" not in columns and "take" not in settings:
        texts = [head for head in figures if _is_text(head, lines)]
        figures = tuple(head for head in figures if head not in texts)
        if texts:
            values = {"where": where, "count": len(texts), "first": first_three(texts)}
            told.append(Sentence("country.notice.text_columns", values))
    return CountryTable(name, where, None, columns, heads, lines, settings, decimal, figures, tuple(told))


def _lines(
    lying: Lying,
    heads: tuple[str, ...],
    fixed: Mapping[str, str],
    columns: Mapping[str, str],
    figures: Sequence[str],
    settings: Mapping[str, Any],
    where: str,
) -> Iterator[Line]:
    """Rows that the description keeps, without those that it leaves out; each value named must be there."""
    rules = [
        (head, {str(value) for value in (said if isinstance(said, list) else [said])}, word == "keep")
        for word in ("keep", "leave_out")
        for head, said in dict(settings.get(word, {})).items()
    ]
    forms = {head: _form(str(form), where) for head, form in dict(settings.get("match", {})).items()}
    for head in (*(head for head, _, _ in rules), *forms):
        if head not in heads:
            raise RelodeError("country.missing_column", where=where, columns=[head], found=list(heads))
    layout, year, cells_read = lying.layout, columns.get("year"), 0
    at = {head: position for position, head in enumerate(heads)}
    hides = {head: mark for head, mark in layout.hides.items() if head in at}
    units = [head for head in heads if head.strip().casefold() in UNIT_HEADS]
    used = [(head, at[head]) for head in dict.fromkeys((*columns.values(), *figures, *units))]
    seen: list[set[str]] = [set() for _ in rules]
    ends = tuple(fixed[name] for name in heads[len(lying.heads) :])
    for number, row in lying.body():
        whole, is_kept = (*row, *ends), True
        for (head, values, keeps), found in zip(rules, seen, strict=True):
            cell = whole[at[head]]
            found.add(cell)
            is_kept = is_kept and (cell in values) == keeps
        if not is_kept or not all(form.fullmatch(whole[at[head]]) for head, form in forms.items()):
            continue
        cells = {head: whole[position] for head, position in used}
        is_hidden = any(whole[at[head]] == mark for head, mark in hides.items())
        for head in figures if layout.name or layout.zero or layout.unknown else ():
            cells[head] = "" if is_hidden else layout.value(cells[head])
        if year is not None:
            cells[year] = layout.year_text(cells[year])
        cells_read += len(cells)
        if cells_read > MOST_CELLS:
            raise RelodeError("workbook.too_many_cells", path=where, cells=f"{cells_read:,}", most=f"{MOST_CELLS:,}")
        yield number, cells
    for (head, values, _), found in zip(rules, seen, strict=True):
        if absent := sorted(values - found):
            there = first_three(sorted(found - {""}))
            raise RelodeError("country.value_absent", where=where, column=head, values=absent, found=there)


def _form(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise RelodeError("country.no_form", where=where, value=text, reason=error) from error


def _is_text(head: str, lines: Sequence[Line]) -> bool:
    """Whether a column has texts and no figure at all."""
    filled = [text for _, cells in lines if (text := cells[head]) and text.casefold() not in HIDDEN]
    return bool(filled) and not any(re.search(r"\d", text) for text in filled)


def across(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads that are years, where a table has a column for each year; none where it has not."""
    years = tuple(head for head in heads if YEAR.fullmatch(head.strip()))
    return years if len(years) > 1 else ()


def _figures_of(
    name: str, where: str, heads: Sequence[str], columns: Mapping[str, str], settings: Mapping[str, Any]
) -> tuple[str, ...]:
    """Heads of the columns of figures: the count or value, the years, or all that are nothing else."""
    if name in BY_INDUSTRY:
        return (columns["count"],) if "count" in columns else across(heads)
    if name != "accounts":
        return ()
    taken = settings.get("take")
    if taken is not None:
        absent = [head for head in taken if head not in heads]
        if absent:
            raise RelodeError("country.missing_column", where=where, columns=absent, found=list(heads))
        return tuple(taken)
    if "quantity" in columns:
        years: tuple[str, ...] = (columns["value"],) if {"year", "value"} <= columns.keys() else ()
        if not years and "year" not in columns:
            years = tuple(head for head in heads if YEAR.fullmatch(head))
        if not years:
            raise RelodeError("country.layout", where=where, found=list(heads))
        return years
    if "year" not in columns:
        raise RelodeError("country.layout", where=where, found=list(heads))
    own = {head for name, head in columns.items() if name != "value"}
    figures = tuple(head for head in heads if head and head not in own)
    if dated := [head for head in figures if DATED.search(head)]:
        raise RelodeError("country.year_in_head", where=where, heads=dated)
    return figures


def columns_of(
    name: str, where: str, heads: Sequence[str], mapped: Mapping[str, str], layout: Layout | None = None
) -> dict[str, str]:
    """Name of each column of the table -> the head that stands there. Raises RelodeError for one that is not there."""
    required, optional = known_tables()[name]
    unknown = [each for each in mapped if each not in (*required, *optional)]
    if unknown:
        raise RelodeError("country.unknown_column", where=where, names=unknown, known=", ".join((*required, *optional)))
    absent = [head for head in mapped.values() if head not in heads]
    if absent:
        raise RelodeError("country.missing_column", where=where, columns=absent, found=list(heads))
    plain = {head.strip().casefold(): head for head in reversed(heads)}
    texts = dict(mapped)
    if layout is None or not layout.name or layout.plain:
        for row in shipped_tables.rows("relode.facts", "country_heads"):
            head = plain.get(row["label"])
            is_free = row["name"] not in texts and head is not None and head not in texts.values()
            if row["table"] == name and is_free and head is not None:
                texts[row["name"]] = head
    if layout is not None and layout.plain == "across":
        texts.pop("year", None)
    years = across(heads) if name in BY_INDUSTRY and "year" not in texts else ()
    lacking = [each for each in required if each not in texts and not (years and each in ("year", "count"))]
    if lacking:
        raise RelodeError("country.missing_column", where=where, columns=lacking, found=list(heads))
    return texts


@cache
def known_tables() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Table -> columns that it must have, and those that it may have."""
    return {
        row["table"]: (tuple(row["required"].split(";")), tuple(filter(None, row["optional"].split(";"))))
        for row in shipped_tables.rows("relode.facts", "country_tables")
    }
