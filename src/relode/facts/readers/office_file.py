"""What a file of an office is before anything is said of it: sign between columns, head, layout, what cells hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from relode.errors import RelodeError
from relode.facts.readers.country_table import rows_of
from relode.facts.readers.file_rows import FileRow, first_lines
from relode.facts.readers.layouts import BETWEEN_CHINESE, Layout, Lying, layouts
from relode.facts.readers.own_workbook import read_workbook
from relode.facts.readers.plain_file import (
    LATIN,
    MOST_TOP,
    SAMPLE,
    cells_of,
    encoding_or_latin,
    has_commas,
    separator_in,
)
from relode.facts.readers.table_cells import YEAR, fiscal_years
from relode.facts.table_labels import HIDDEN

MOST_STEP = 10
"""Years from one head to the next, of censuses at most."""
MOST_VALUES = 20_000
"""Distinct cells of a column that are remembered: more are figures."""
CHUNK = 20_000
UNIT_LINE = re.compile(r"(unit|einheit|\u5355\u4f4d|\u8ba1\u91cf\u5355\u4f4d)\s*[:\uff1a]", re.IGNORECASE)
"""A line that says the unit of a whole table."""
FIGURE = re.compile(r"[-+\u2212(]?\d[\d.,\u202f\u00a0 ]*\)?%?")


@dataclass(frozen=True)
class OfficeFile:
    """A file and what it holds. `settings`: words of country.toml by which it is read; `titles`: text above the head;
    `values`: head -> its distinct cells, None where there are too many.
    """

    path: Path
    layout: Layout
    settings: Mapping[str, Any]
    titles: tuple[str, ...]
    heads: tuple[str, ...]
    values: Mapping[str, frozenset[str] | None]
    rows: int
    decimal: str

    def lying(self) -> Lying:
        """The file read once more from its top."""
        rows = rows_of(self.path, self.settings, self.layout, self.decimal)
        return Lying(rows, self.layout, _pair(self.settings), self.path.name)

    def is_figure(self, head: str) -> bool:
        """Whether nine in ten of a column's filled cells are figures."""
        held = self.values[head]
        if held is None:
            return True
        texts = [each for text in held if (each := self.layout.value(text)) and each.casefold() not in HIDDEN]
        return bool(texts) and sum(FIGURE.fullmatch(text) is not None for text in texts) >= 0.9 * len(texts)


def _pair(settings: Mapping[str, Any]) -> tuple[int, int] | None:
    head = settings.get("head")
    return None if head is None else (head[0], head[1]) if isinstance(head, list) else (head, head)


def looks(path: Path, chosen: str = "") -> Iterator[OfficeFile]:
    """Every table of a file: one, or one a sheet. `chosen`: the layout that country.toml names.

    Raises RelodeError for a file that cannot be read, and for one that fits two layouts.
    """
    if path.suffix.lower() == ".xlsx":
        sheets = read_workbook(path)
        for sheet in sheets:
            settings = {"sheet": sheet.name} if len(sheets) > 1 else {}
            yield _look(path, settings, sheet.rows[:SAMPLE], [], chosen)
        return
    settings = {"encoding": LATIN} if encoding_or_latin(path) == LATIN else {}
    lines = first_lines(path, settings.get("encoding", ""), SAMPLE)
    yield _look(path, settings, cells_of(lines, separator_in(lines)), lines, chosen)


def _look(
    path: Path, settings: Mapping[str, Any], sample: Sequence[FileRow], lines: Sequence[str], chosen: str
) -> OfficeFile:
    found: dict[str, tuple[int, int]] = {}
    is_fiscal = sum(fiscal_years(cell) is not None for _, row in sample for cell in row) > 1
    if is_fiscal:
        begins = Layout(fiscal="begins")
        sample = [(number, tuple(map(begins.year_text, row))) for number, row in sample]
    for layout in layouts().values():
        rows = cells_of(lines, layout.between) if layout.between and lines else sample
        at = _head_of(rows, layout, lines[0] if lines else "")
        if at is not None:
            found[layout.name] = at
    plain = head_and_data(sample)
    if not found and plain is not None and chosen not in found:
        found = dict.fromkeys(_plain(sample, plain), plain)
    if chosen in found:
        found = {chosen: found[chosen]}
    if len(found) > 1:
        kinds = {name: layouts()[name].said for name in found}
        raise RelodeError("country.two_layouts", where=path.name, layouts=list(kinds.values()), names=list(kinds),
                          first=next(iter(kinds)))  # fmt: skip
    if not found:
        raise RelodeError("country.no_table_in_file", where=path.name)
    [(name, (top, last))] = found.items()
    layout, said = layouts()[name], dict(settings)
    if is_fiscal:
        layout, said["fiscal"] = layout.model_copy(update={"fiscal": "begins"}), "begins"
    if (top, last) != (1, 1):
        said["head"] = top if top == last else [top, last]
    if not layout.plain or name == chosen:
        said["layout"] = name
    titles = tuple(" ".join(filter(None, row)) for number, row in sample if number < top)
    decimal = layout.decimal or ("," if has_commas(sample) else ".")
    if decimal == "," and not layout.decimal:
        said["decimal"] = ","
    lying = Lying(rows_of(path, said, layout, decimal), layout, _pair(said), path.name)
    values, count = _values(lying)
    return OfficeFile(path, layout, said, titles, lying.heads, values, count, decimal)


def _values(lying: Lying) -> tuple[dict[str, frozenset[str] | None], int]:
    """Head -> distinct cells, and rows; columns of figures are given up as soon as there are too many."""
    held: list[set[str] | None] = [set() for _ in lying.heads]
    body, count = lying.body(), 0
    while chunk := [row for _, row in islice(body, CHUNK)]:
        count += len(chunk)
        for at, column in enumerate(zip(*chunk, strict=True)):
            known = held[at]
            if known is not None:
                known.update(column)
                if len(known) > MOST_VALUES:
                    held[at] = None
    sets = [None if known is None else frozenset(known) for known in held]
    return dict(zip(lying.heads, sets, strict=True)), count


def _head_of(rows: Sequence[FileRow], layout: Layout, first: str) -> tuple[int, int] | None:
    """First and last row of the head if the file is of the layout."""
    if layout.plain:
        return None
    if layout.begins:
        return head_and_data(rows) if layout.fits(first, ()) else None
    for number, row in rows[:MOST_TOP]:
        heads = [BETWEEN_CHINESE.sub("", " ".join(cell.split())) if layout.squeeze else cell for cell in row]
        if layout.fits("", heads):
            if not layout.squeeze:
                return number, number
            found = head_and_data(rows)
            return None if found is None or not found[0] <= number <= found[1] else found
    return None


def _plain(sample: Sequence[FileRow], head: tuple[int, int]) -> list[str]:
    """Plain layouts that fit: years across, a column of years, or both."""
    heads = [cell for number, row in sample if number == head[1] for cell in row]
    body = [row for number, row in sample if number > head[1] and sum(map(bool, row)) > 1]
    years = [cell for cell in heads if YEAR.fullmatch(cell)]
    columns = [at for at, cell in enumerate(heads) if not YEAR.fullmatch(cell) and cell.casefold() != "code"]
    down = any(
        (cells := [row[at] for row in body if len(row) > at and row[at]]) and all(YEAR.fullmatch(c) for c in cells)
        for at in columns
    )
    return [*(["years_across"] if len(years) > 1 else []), *(["years_down"] if down or len(years) < 2 else [])]


def head_and_data(rows: Sequence[FileRow]) -> tuple[int, int] | None:
    """First and last row of the head: those above the first row of figures, down from any title.

    A title has its only cell in the first column.
    """
    at = next((i for i, (_, row) in enumerate(rows) if i and _is_data(row)), None)
    if at is None:
        return None
    first = at
    while first and not _is_title(rows[first - 1][1]):
        first -= 1
    return (rows[first][0], rows[at - 1][0]) if first < at else None


def _is_data(row: Sequence[str]) -> bool:
    """Whether a row has figures that are not all years of a head, one after the other, few years apart."""
    figures = [cell for cell in row if FIGURE.fullmatch(cell) or YEAR.fullmatch(cell)]
    years = [int(found[1]) for cell in figures if (found := YEAR.fullmatch(cell))]
    steps = [after - before for before, after in pairwise(years)]
    is_head = len(years) == len(figures) and bool(steps) and all(0 < step <= MOST_STEP for step in steps)
    return sum(map(bool, row)) > 1 and bool(figures) and not is_head


def _is_title(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return not any(row[1:]) or (len(filled) == 1 and UNIT_LINE.match(filled[0]) is not None)
