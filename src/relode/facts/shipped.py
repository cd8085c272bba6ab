"""Read the tables that ship with the package. Light: no pandas here, so that listing cities stays fast."""

import hashlib
from functools import cache

from relode import shipped_tables
from relode.errors import RelodeError

Row = dict[str, str]


def text(table: str) -> str:
    """The text of a shipped table ("census" reads `tables/census.csv`).

    Example:
        >>> rl.facts.text("sources").splitlines()[0]
        'key,title,publisher,year,citation,licence,taken,trust,defects,kind'
    """
    return shipped_tables.text("relode.facts", f"tables/{table}")


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of a shipped table, every cell as text; an empty cell is a missing value.

    Raises RelodeError for a row with too few or too many cells, or with a source that is not in `sources.csv`.

    Example:
        >>> found = next(row for row in rl.facts.rows("census") if row["place"] == "230400")
        >>> sorted(found)
        ['flag', 'place', 'quantity', 'source', 'value', 'year']
    """
    head, lines = shipped_tables.cells(text(table))
    uneven = [f"[{number}]" for number, line in enumerate(lines, 2) if len(line) != len(head)]
    if uneven:
        raise RelodeError("uneven_rows_in_table", where=f"{table}.csv", offenders=uneven)
    result = shipped_tables.as_rows(head, lines)
    if table != "sources" and result and "source" in result[0]:
        split = ((line, row["source"].split(";")) for line, row in enumerate(result, 2))
        unknown = [f"{';'.join(keys)!r} (line {line})" for line, keys in split if not source_keys().issuperset(keys)]
        if unknown:
            raise RelodeError("unknown_source_in_table", where=f"{table}.csv", offenders=unknown)
    return result


@cache
def table_list() -> dict[str, tuple[str, ...]]:
    """Name of each shipped table -> the columns that identify a row.

    Example:
        >>> rl.facts.table_list()["census"]
        ('place', 'year', 'quantity')
    """
    return {row["table"]: tuple(row["key"].split()) for row in shipped_tables.rows("relode.facts", "tables")}


@cache
def source_keys() -> frozenset[str]:
    """Every key of `sources.csv`.

    Example:
        >>> "census2020" in rl.facts.source_keys()
        True
    """
    return frozenset(row["key"] for row in rows("sources"))


@cache
def references() -> dict[str, Row]:
    """Key -> a publication that a method, a rule or an outlook is taken from: authors, year, title, published.

    Example:
        >>> found = rl.facts.references()["hidalgo2009"]
        >>> found["year"], found["published"]
        ('2009', 'Proceedings of the National Academy of Sciences 106(26)')
    """
    return {row["key"]: row for row in shipped_tables.rows("relode.facts", "references")}


@cache
def table_digests() -> dict[str, str]:
    """Table -> the first 12 digits of its SHA-256: which of them differ between two runs."""
    return {table: hashlib.sha256(text(table).encode()).hexdigest()[:12] for table in sorted(table_list())}


@cache
def fingerprint() -> str:
    """SHA-256 over the shipped tables: two runs with one fingerprint saw the same facts.

    Example:
        >>> len(rl.facts.fingerprint())
        64
    """
    digest = hashlib.sha256()
    for table in sorted(table_list()):
        digest.update(table.encode() + b"\0" + text(table).encode() + b"\0")
    return digest.hexdigest()
