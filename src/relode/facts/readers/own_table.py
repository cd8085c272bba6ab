"""A user's own table: one CSV, read as text, row by row."""

import csv
from io import StringIO
from pathlib import Path

from relode.errors import RelodeError


def own_table(path: Path) -> list[dict[str, str]]:
    """Rows by column of a CSV in UTF-8, every cell as text; none where it has only a head or nothing.

    Raises RelodeError for a file that cannot be read, another encoding, and rows of another length than the head.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RelodeError("unknown_encoding", path=path) from error
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or type(error).__name__) from error
    table = list(csv.DictReader(StringIO(text)))
    uneven = [f"[{line}]" for line, row in enumerate(table, 2) if None in row or None in row.values()]
    if uneven:
        raise RelodeError("uneven_rows_in_table", where=path.name, offenders=uneven)
    return table
