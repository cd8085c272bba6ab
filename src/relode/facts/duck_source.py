"""Open a CSV or Parquet file through DuckDB, which reads more than fits in memory."""

import csv
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from relode.errors import RelodeError, first_three
from relode.facts.readers.file_rows import PIECE, cell_text, file_encoding, first_lines, text_of
from relode.facts.readers.own_workbook import MOST_CELLS
from relode.facts.readers.plain_file import MOST_TOP, cells_of, separator_in

YEAR_HEAD = "[12][0-9]{3}"
FORMATS = {".csv": "csv", ".tsv": "csv", ".csv.gz": "csv", ".tsv.gz": "csv", ".parquet": "parquet"}


def open_source(
    path: Path | Sequence[Path],
    columns: Mapping[str, str],
    optional: Sequence[str] = (),
    memory: str = "2GB",
    encoding: Callable[[Path], str] = file_encoding,
) -> tuple[duckdb.DuckDBPyConnection, set[str]]:
    """A connection whose view `source` has the rows of all files as text, under the names that `columns` maps to them.

    Where a count is asked for and there is a column for each year, each of its cells becomes a row.

    `encoding` tells that of a text file. Returns the names found too. Text keeps the leading zeros of codes.

    Raises RelodeError for a file that is not there, of another format or unreadable, and for columns that are missing
    and not `optional`.
    """
    required = [own for name, own in columns.items() if name not in optional]
    above = [rows_above(each, required, encoding) for each in ([path] if isinstance(path, Path) else path)]
    link, whole, per_row = opened(path, memory, above, encoding), "whole", 1
    with readable(path):
        present = [str(row[0]) for row in link.execute("DESCRIBE whole").fetchall()]
    years = [head for head in present if re.fullmatch(YEAR_HEAD, head.strip())]
    if len(years) > 1 and {"year", "count"} & columns.keys() and not {"year", "count"} & set(present):
        heads, per_row = ", ".join(_quoted(head) for head in years), len(years)
        link.execute(f"CREATE VIEW long AS SELECT * FROM whole UNPIVOT INCLUDE NULLS (count FOR year IN ({heads}))")
        present, whole = [*(head for head in present if head not in years), "year", "count"], "long"
    # `Place` or `YEAR ` is as good as the plain name, unless the file has that too.
    plain = {own.strip().casefold(): own for own in present}
    columns = {name: own if own in present else plain.get(own.strip().casefold(), own) for name, own in columns.items()}
    absent = [own for name, own in columns.items() if own not in present and name not in optional]
    if absent:
        raise RelodeError("table.missing_columns", columns=first_three(absent), found=", ".join(present))
    result = {name: own for name, own in columns.items() if own in present}
    selected = ", ".join(f"CAST({_quoted(own)} AS VARCHAR) AS {_quoted(name)}" for name, own in result.items())
    link.execute(f"CREATE VIEW source AS SELECT {selected} FROM {whole}")
    link.execute(f"CREATE VIEW lying AS SELECT {per_row} AS cells_of_a_row, {above[0]} AS rows_above")
    return link, set(result)


def rows_above(path: Path, heads: Collection[str], encoding: Callable[[Path], str] = file_encoding) -> int:
    """Rows of titles above the head of a text file, 0 where the head is its first row or is not found."""
    if _kind(path) != "csv" or not path.is_file():
        return 0
    try:
        lines = first_lines(path, encoding(path), MOST_TOP)
        rows = cells_of(lines, separator_in(lines))
    except csv.Error:
        return 0  # the reader says what is wrong with it
    names = {head.strip().casefold() for head in heads}
    return next((number - 1 for number, cells in rows if names <= {cell.casefold() for cell in cells}), 0)


def opened(
    path: Path | Sequence[Path],
    memory: str = "2GB",
    above: Sequence[int] = (),
    encoding: Callable[[Path], str] = file_encoding,
) -> duckdb.DuckDBPyConnection:
    """A connection whose view `whole` has the rows of the file, or of several one after the other, joined by the names
    of their columns: text in CSV, as stored in Parquet. `above`: rows of titles above the head of each.

    Raises RelodeError for a file that is not there, of another format or unreadable.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    skipped = [*above, *[0] * len(paths)]
    readers = [_reader(each, rows) for each, rows in zip(paths, skipped, strict=False)]
    link = duckdb.connect(config={"memory_limit": memory, "autoinstall_known_extensions": "false"})
    with readable(path):
        for number, each in enumerate(paths):
            if is_plain(each) and (found := encoding(each)) != "utf-8-sig":
                readers[number] = _converted(link, each, found, f"converted_{number}", skipped[number])
        rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {reader}" for reader in readers)
        link.execute(f"CREATE VIEW whole AS {rows}")
    return link


def _converted(link: duckdb.DuckDBPyConnection, path: Path, encoding: str, table: str, above: int) -> str:
    """A table of the link with the rows of a file in another encoding. Raises RelodeError where it is not in that."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name.removesuffix(".gz")
        try:
            with text_of(path, encoding) as source, copy.open("w", encoding="utf-8", newline="") as file:
                shutil.copyfileobj(source, file, PIECE)
        except UnicodeDecodeError as error:
            raise RelodeError("unknown_encoding", path=path) from error
        link.execute(f"CREATE TABLE {table} AS SELECT * FROM {_reader(copy, above)}")
    return table


def is_plain(path: Path) -> bool:
    """Whether a file is text that is not packed."""
    return _kind(path) == "csv" and not path.name.lower().endswith(".gz")


def _kind(path: Path) -> str | None:
    return next((kind for ending, kind in FORMATS.items() if path.name.lower().endswith(ending)), None)


def _reader(path: Path, above: int = 0) -> str:
    kind = _kind(path)
    if path.is_dir():
        raise RelodeError("table.folder", path=path)
    if not path.is_file():
        raise RelodeError("table.no_file", path=path)
    if not path.stat().st_size:
        raise RelodeError("table.nothing_in_it", path=path)
    if kind is None:
        raise RelodeError("table.unknown_format", path=path, formats=", ".join(FORMATS))
    # A view takes no parameters, so the path is quoted as SQL quotes text: a single quote is doubled. What would stand
    # for other files too (* and the like) is put in brackets, where it stands for itself.
    text = re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''")
    skip = f", skip = {above}" if above else ""
    options = f"all_varchar = true, header = true{skip}"
    return f"read_parquet('{text}')" if kind == "parquet" else f"read_csv('{text}', {options})"


@contextmanager
def readable(path: Path | Sequence[Path]) -> Iterator[None]:
    """RelodeError where DuckDB fails on the file, which it may find out only after a million good rows.

    Also where the file is another one at the end: it is read more than once, and sums over two states are of neither.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    before = [_state(each) for each in paths]
    try:
        yield
    except duckdb.Error as error:
        raise RelodeError("table.unreadable", path=first_three(paths), problem=str(error).splitlines()[0]) from error
    if [_state(each) for each in paths] != before:
        raise RelodeError("table.changed_meanwhile", path=first_three(paths))


def _state(path: Path) -> tuple[int, int, int]:
    """What changes when a file is written."""
    try:
        result = path.stat()
    except OSError:
        return 0, 0, 0
    return result.st_size, result.st_mtime_ns, result.st_ino


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def number_values(link: duckdb.DuckDBPyConnection, table: str, expression: str) -> list[str]:
    """The distinct values of an expression over `source`, in order; `table` then holds value and number from 0."""
    link.execute(
        f"CREATE TABLE {table} AS SELECT value, row_number() OVER (ORDER BY value) - 1 AS number "
        f"FROM (SELECT DISTINCT {expression} AS value FROM source)"
    )
    return [str(row[0]) for row in link.execute(f"SELECT value FROM {table} ORDER BY number").fetchall()]


def refuse_rows(link: duckdb.DuckDBPyConnection, checks: Mapping[str, str], shown: Sequence[str]) -> None:
    """RelodeError for the first of `checks` (error key -> SQL condition that a bad row meets) that any row meets.

    The error names the first three rows as they lie in the file, its head being row 1, and how many more there are.
    """
    counted = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in checks.values())
    result = link.execute(f"SELECT {counted} FROM source").fetchone() or ()
    for (key, condition), count in zip(checks.items(), result, strict=True):
        if count:
            columns = ", ".join(_quoted(name) for name in shown)
            number = "(row_number() OVER () - 1) // cells_of_a_row + 2 + rows_above"
            numbered = f"SELECT {number} AS row, {columns}, ({condition}) AS is_bad FROM source, lying"
            first = link.execute(f"SELECT row, {columns} FROM ({numbered}) WHERE is_bad ORDER BY row LIMIT 3")
            raise RelodeError(key, count=count, where=_rows_text(first.fetchall(), shown, count))


def _rows_text(rows: Sequence[tuple[object, ...]], shown: Sequence[str], count: int) -> str:
    texts = [f"{row[0]} ({', '.join(f'{n}={v}' for n, v in zip(shown, row[1:], strict=True))})" for row in rows]
    return "; ".join(texts) + (f" (+{count - len(rows)})" if count > len(rows) else "")


def read_parquet_lines(path: Path, most: int = MOST_CELLS) -> list[tuple[int, tuple[str, ...]]]:
    """Row number (1 is the head) and cells of the head and of each row that is not empty.

    Raises RelodeError if it cannot be read, or has more cells than a table of figures of a city.
    """
    link = opened(path)
    with link, readable(path):
        names = [str(row[0]) for row in link.execute("DESCRIBE whole").fetchall()]
        count = link.execute("SELECT count(*) FROM whole").fetchall()[0][0]
        if count * len(names) > most:
            cells = f"{count * len(names):,}"
            raise RelodeError("workbook.too_many_cells", path=path, cells=cells, most=f"{most:,}")
        rows = link.execute("SELECT * FROM whole").fetchall()
    texts = [(number, tuple(cell_text(value) for value in row)) for number, row in enumerate(rows, 2)]
    return [(1, tuple(name.strip() for name in names)), *((number, row) for number, row in texts if any(row))]
