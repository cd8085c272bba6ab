"""A planner's corrections: a CSV file with the columns place, quantity, year, value, note."""

import csv
from io import StringIO
from pathlib import Path

from relode.errors import RelodeError
from relode.facts.shipped import Row

COLUMNS = ("place", "quantity", "year", "value", "note")


def read_override_csv(path: Path) -> list[tuple[int, Row]]:
    """Line number and cells, as text, of each row; UTF-8 or GB 18030. Raises RelodeError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
    reader = csv.DictReader(StringIO(_decoded(raw, path)))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise RelodeError("override_columns", path=path, missing=", ".join(missing), columns=", ".join(COLUMNS))
    table = [(reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}) for row in reader]
    if not table:
        raise RelodeError("override_empty", path=path, columns=", ".join(COLUMNS))
    return table


def _decoded(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RelodeError("unknown_encoding", path=path)
