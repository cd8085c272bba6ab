"""The rows of a small table of the user's own with their numbers read; every fault is told with its row and column."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from sys import float_info

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults, check_padding, number_reader, year_of_text
from relode.facts.table_labels import other_padding

BOUNDS = {
    "number": (-inf, inf), "amount": (0.0, inf), "positive": (float_info.min, inf), "share": (float_info.min, 1.0),
    "longitude": (-180.0, 180.0), "latitude": (-90.0, 90.0), "year": (-inf, inf),
}  # fmt: skip
"""Kind of a column of figures -> the least and the most that one may be."""


@dataclass(frozen=True)
class TypedLine:
    """A row: `texts` by name of the column, and those of its `figures` [unit of the table; years] that are given.

    A column that the table needs is among them.
    """

    number: int
    texts: Mapping[str, str]
    figures: Mapping[str, float]
    columns: Mapping[str, str]
    faults: CellFaults

    def refuse(self, column: str, key: str, **values: object) -> None:
        """Remember that a cell cannot be used, and why."""
        text = self.texts.get(column, "")
        self.faults.add(self.number, self.columns.get(column, column), text, RelodeError(f"country.{key}", **values))


@cache
def _kinds(table: str) -> Mapping[str, Mapping[str, str]]:
    """Column of a table -> its row of `country_columns.csv`: kind, whether it is needed, what is said if it lacks."""
    rows = shipped_tables.rows("relode.facts", "country_columns")
    return {row["column"]: row for row in rows if row["table"] == table}


def typed_lines(table: CountryTable | None, places: Collection[str] | None = None) -> Iterator[TypedLine]:
    """Each row of a table that can be used, and whose place, if `places` are given, is one of them.

    Columns are read as `country_columns.csv` says. Raises RelodeError after the last row where any cell has a fault:
    all are counted, the first three told.
    """
    if table is None:
        return
    faults, read, columns = CellFaults(table.where), number_reader(table.decimal), table.columns
    if places is not None:
        check_padding([cells[columns["place"]] for _, cells in table.lines], set(places), table.where)
    for number, cells in table.lines:
        line = TypedLine(number, {name: cells[head] for name, head in columns.items()}, {}, columns, faults)
        if places is not None and line.texts["place"] not in places:
            other = other_padding(line.texts["place"], places) or "-"
            line.refuse("place", "unknown_place", other=other)
            continue
        before, figures = len(faults.found), _figures(line, table.name, read)
        if len(faults.found) == before:
            yield replace(line, figures=figures)
    faults.stop()


def _figures(line: TypedLine, table: str, read: Callable[[str], float | None]) -> dict[str, float]:
    """The figures of a row by column; what is out of bounds, or needed and not given, is refused."""
    figures: dict[str, float] = {}
    for name, row in _kinds(table).items():
        text, kind, reader = line.texts.get(name, ""), row["kind"], year_of_text if row["kind"] == "year" else read
        value = None if kind == "text" else line.faults.tried(line.number, line.columns.get(name, name), text, reader)
        if value is not None:
            figures[name] = value
        low, high = BOUNDS.get(kind, (-inf, inf))
        is_lacking = not text.strip() if kind == "text" else value is None
        if (is_lacking and row["needed"] == "yes") or (value is not None and not low <= value <= high):
            line.refuse(name, row["refusal"], most=high)
    return figures
