"""Who borders whom, from a user's CSV file."""

from pathlib import Path

from relode.errors import RelodeError
from relode.facts.readers.plain_file import plain_lines


def read_borders(path: Path) -> list[tuple[str, str]]:
    """Pairs of neighbours: the first two columns of a table with a head.

    Raises RelodeError for a short row or an empty cell, and where the first line is a pair and no head.
    """
    lines = plain_lines(path).rows
    short = [f"[{line}]" for line, cells in lines[1:] if not all((*cells, "", "")[:2])]
    pairs = [(cells[0], cells[1]) for _, cells in lines[1:] if len(cells) > 1 and all(cells[:2])]
    if short or not pairs:
        raise RelodeError("adjacency_rows", path=path, offenders=short)
    first = lines[0][1][:2]
    if {code for pair in pairs for code in pair} & set(first) or all(cell.isdigit() for cell in first):
        raise RelodeError("adjacency_head", path=path, line=", ".join(first))
    return pairs
