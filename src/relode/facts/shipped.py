"""Read the tables that ship with the package. Light: no pandas here, so that listing cities stays fast."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from relode import shipped_tables
from relode.errors import RelodeError, first_three
from relode.language.names import has_name, known_words
from relode.language.numbers import has_unit

Row = dict[str, str]
FOLDER = Path(str(files("relode.facts"))) / "tables"
"""Where the shipped tables are."""


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

    Raises RelodeError for a row with too few or too many cells, with a source that is not in `sources.csv`, or with a
    word in a column of `coded_columns.csv` that is not one of its kind.

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
    wrong = tuple(unknown_in(table, result))
    if wrong:
        raise all_in_one(wrong)
    return result


def all_in_one(found: tuple[RelodeError, ...]) -> RelodeError:
    """One error that says all of them."""
    if len(found) == 1:
        return found[0]
    return RelodeError("faults_in_tables", faults=tuple(part for each in found for part in ("\n", each)))


def unknown_in(table: str, result: tuple[Row, ...]) -> Iterator[RelodeError]:
    """What rows of a table name that nobody knows: sources, words of `coded_columns.csv`; an error for each column."""
    if table != "sources" and result and "source" in result[0]:
        split = ((line, row["source"].split(";")) for line, row in enumerate(result, 2))
        unknown = [f"{';'.join(keys)!r} (line {line})" for line, keys in split if not source_keys().issuperset(keys)]
        if unknown:
            yield RelodeError("unknown_source_in_table", where=f"{table}.csv", offenders=", ".join(unknown))
    for column in coded_columns():
        if column["table"] == table:
            yield from _unknown_words(column, result)


@cache
def coded_columns() -> tuple[Row, ...]:
    """Columns whose cells are words of one kind: table, column, kind, and whether a cell joins several by ";".

    The kind is one of `language/names.csv`, or `unit` (`language/units.toml`), `place` (`places.csv`) or
    `place_or_county` (that of a county of the census too).
    """
    return shipped_tables.rows("relode.facts", "coded_columns")


def _unknown_words(column: Row, result: tuple[Row, ...]) -> Iterator[RelodeError]:
    name, kind = column["column"], column["kind"]
    words = {row[name]: _words(row[name], column["several"] == "1") for row in result}
    unknown = {cell for cell, several in words.items() if not all(_is_known(kind, word) for word in several)}
    wrong = [f"{row[name]!r} (line {line})" for line, row in enumerate(result, 2) if row[name] in unknown]
    if not wrong:
        return
    about = {"where": f"{column['table']}.csv", "offenders": ", ".join(wrong)}
    if kind in ("place", "place_or_county"):
        yield RelodeError("unknown_place_in_table", **about)
    else:
        known = first_three(known_words(kind)) if kind != "unit" else "units.toml"
        yield RelodeError("unknown_word_in_table", **about, column=name, kind=kind, known=known)


def _words(cell: str, several: bool) -> list[str]:
    return [word.strip() for word in cell.split(";")] if cell and several else [cell] if cell else []


def _is_known(kind: str, word: str) -> bool:
    if kind == "unit":
        return has_unit(word)
    if kind in ("place", "place_or_county"):
        return word in _place_codes() or (kind == "place_or_county" and word in _county_codes())
    return has_name(kind, word)


@cache
def _place_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("places"))


@cache
def _county_codes() -> frozenset[str]:
    return frozenset(row["place"] for row in rows("census_counties"))


@cache
def table_list() -> dict[str, tuple[str, ...]]:
    """Name of each shipped table -> the columns that identify a row.

    Example:
        >>> rl.facts.table_list()["census"]
        ('place', 'year', 'quantity')
    """
    return {name: tuple(key.split()) for name, key, *_ in _listed()}


def _listed() -> list[list[str]]:
    """Name, key and form of each table; one without a form is not in the panel."""
    return shipped_tables.cells(shipped_tables.text("relode.facts", "tables"))[1]


def panel_tables(form: str) -> tuple[str, ...]:
    """Tables that the panel holds: "long" ones have a quantity a row, "wide" ones a column for each."""
    return tuple(name for name, _, *its in _listed() if its == [form])


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


SECTION_LETTERS: dict[str, str] = {
    row["census_column"].removeprefix("employment_"): row["code"]
    for row in rows("industries")
    if row["level"] == "section"
}
"""The name that the vocabulary gives a section -> letter."""
SECTIONS = tuple(SECTION_LETTERS)
ABOUT_A_ROW = ("place", "year", "months", "boundary", "source", "flag", "cell_flags", "page")
"""Columns of a wide table of figures that are no quantities."""
INDUSTRY = "\N{CJK UNIFIED IDEOGRAPH-4E1A}"
"""The last character of most sections, which people leave out."""


def section_names() -> list[tuple[str, str]]:
    """Names of divisions and sections of GB/T 4754 and letters, each with its section's letter; the last one counts."""
    divisions = [row for row in rows("industries") if row["level"] == "division"]
    named = [(row[name], row["section"]) for row in divisions for name in ("name_zh", "name_en")]
    sections = [row for row in rows("industries") if row["level"] == "section"]
    named += [(row[name], row["code"]) for row in sections for name in ("code", "name_zh", "name_en")]
    return named + [(row["name_zh"].removesuffix(INDUSTRY), row["code"]) for row in sections]
