"""A user's own figures from a Parquet file: the head and the cells of each row, as text."""

from pathlib import Path

from relode.errors import RelodeError
from relode.facts.duck_source import opened, readable
from relode.facts.readers.own_workbook import MOST_CELLS


def read_parquet_lines(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    """Row number (1 is the head) and cells of the head and of each row that is not empty.

    Raises RelodeError if it cannot be read, or has more cells than a table of figures of a city.
    """
    link = opened(path)
    with link, readable(path):
        names = [str(row[0]) for row in link.execute("DESCRIBE whole").fetchall()]
        count = link.execute("SELECT count(*) FROM whole").fetchall()[0][0]
        if count * len(names) > MOST_CELLS:
            cells = f"{count * len(names):,}"
            raise RelodeError("workbook.too_many_cells", path=path, cells=cells, most=f"{MOST_CELLS:,}")
        rows = link.execute("SELECT * FROM whole").fetchall()
    texts = [(number, tuple(_text(value) for value in row)) for number, row in enumerate(rows, 2)]
    return [(1, tuple(name.strip() for name in names)), *((number, row) for number, row in texts if any(row))]


def _text(value: object) -> str:
    """A number as Python writes it, a whole one without its fraction; anything else as text without blanks around."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value).strip()
