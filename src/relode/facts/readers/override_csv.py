"""A planner's corrections: a CSV file with the columns place, quantity, year, value, note."""

from collections.abc import Sequence
from pathlib import Path

from relode.errors import RelodeError
from relode.facts.readers.plain_file import plain_lines
from relode.facts.shipped import Row

COLUMNS = ("place", "quantity", "year", "value", "note")
OPTIONAL = ("low", "high")
Lines = Sequence[tuple[int, tuple[str, ...]]]


def read_override_csv(path: Path) -> list[tuple[int, Row]]:
    """Line number and cells, as text, of each row. Raises RelodeError if it cannot be read."""
    return long_rows(path, plain_lines(path, COLUMNS).rows)


def check_even(path: Path, lines: Lines) -> None:
    """Raises RelodeError for lines with more or fewer cells than the head."""
    width = len(lines[0][1])
    uneven = [f"[{line}] {len(cells)}" for line, cells in lines if len(cells) != width]
    if uneven:
        raise RelodeError("override_uneven", path=path, offenders=uneven, width=width)


def long_rows(path: Path, lines: Lines) -> list[tuple[int, Row]]:
    """Rows with a figure each, the first line being the head. RelodeError for a head without its columns."""
    header = lines[0][1] if lines else ()
    if wrong := _lacking(header):
        raise RelodeError("override_columns", path=path, missing=", ".join(wrong), columns=", ".join(COLUMNS))
    check_even(path, lines)
    if len(lines) < 2:
        raise RelodeError("override_empty", path=path, columns=", ".join(COLUMNS))
    return [(line, _row(header, cells)) for line, cells in lines[1:]]


def _lacking(header: Sequence[str]) -> list[str]:
    return [name for name in COLUMNS if header.count(name) != 1] + [name for name in OPTIONAL if header.count(name) > 1]


def _row(header: Sequence[str], cells: Sequence[str]) -> Row:
    return {name: cell for name, cell in zip(header, cells, strict=True) if name in (*COLUMNS, *OPTIONAL)}


def own_table(path: Path) -> list[dict[str, str]]:
    """Rows by column of a table, every cell as text; none where it has only a head or nothing.

    Raises RelodeError for a file that cannot be read, another encoding, and rows of another length than the head.
    """
    lines = plain_lines(path).rows
    head = lines[0][1] if lines else ()
    uneven = [f"[{line}]" for line, cells in lines if len(cells) != len(head)]
    if uneven:
        raise RelodeError("uneven_rows_in_table", where=path.name, offenders=uneven)
    return [dict(zip(head, cells, strict=True)) for _, cells in lines[1:]]
