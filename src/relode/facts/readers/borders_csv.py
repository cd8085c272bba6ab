"""Who borders whom, from a user's CSV file."""

import csv
from pathlib import Path

from relode.errors import RelodeError


def read_borders(path: Path) -> list[tuple[str, str]]:
    """Pairs of neighbours: the first two columns of a CSV file with a head. Raises RelodeError for a short row."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RelodeError("unreadable_file", path=path, reason=error) from error
    short = [f"[{line}]" for line, cells in enumerate(lines[1:], 2) if len(cells) < 2]
    if short or len(lines) < 2:
        raise RelodeError("adjacency_rows", path=path, offenders=short)
    return [(cells[0], cells[1]) for cells in lines[1:]]
