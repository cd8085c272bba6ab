"""A planner's corrections: a CSV file with the columns place, quantity, year, value, note."""

import csv
from io import StringIO
from pathlib import Path

from relode.errors import RelodeError
from relode.facts.shipped import Row

COLUMNS = ("place", "quantity", "year", "value", "note")


def read_override_csv(path: Path) -> list[tuple[int, Row]]:
    """Line number and cells, as text, of each row; UTF-8 or GB 18030. Raises RelodeError if it cannot be read."""
    text = read_text(path)
    try:
        lines = list(csv.reader(StringIO(text, newline="")))
    except csv.Error as error:
        raise RelodeError("not_csv", path=path, reason=error) from error
    header = [name.strip() for name in lines[0]] if lines else []
    wrong = [name for name in COLUMNS if header.count(name) != 1]
    if wrong:
        raise RelodeError("override_columns", path=path, missing=", ".join(wrong), columns=", ".join(COLUMNS))
    full = [(line, cells) for line, cells in enumerate(lines[1:], 2) if any(cell.strip() for cell in cells)]
    uneven = [f"[{line}] {len(cells)}" for line, cells in full if len(cells) != len(header)]
    if uneven:
        raise RelodeError("override_uneven", path=path, offenders=uneven, width=len(header))
    if not full:
        raise RelodeError("override_empty", path=path, columns=", ".join(COLUMNS))
    return [(line, _row(header, cells)) for line, cells in full]


def read_text(path: Path) -> str:
    """The text of a user's file, UTF-8 or GB 18030. Raises RelodeError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
    return _decoded(raw, path)


def _row(header: list[str], cells: list[str]) -> Row:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name in COLUMNS}


def _decoded(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RelodeError("unknown_encoding", path=path)
