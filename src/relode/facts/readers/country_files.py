"""The tables of another country, from a folder, a workbook or a description: which file and column is what, as text.

A folder has one file a table (CSV, TSV, also packed by gzip, or Parquet), a workbook one sheet a table; `country.toml`
may name other files and columns. Nothing is repaired: what a cell means is decided where the tables are used.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts.duck_source import FORMATS, opened, readable
from relode.facts.readers.country_table import (
    BY_INDUSTRY,
    COUNTS,
    CountryTable,
    across,
    columns_of,
    known_tables,
    refuse_cells,
    table_of_file,
    table_of_rows,
)
from relode.facts.readers.file_rows import first_lines, read_text
from relode.facts.readers.firm_registry import COLUMNS as FIRM_COLUMNS
from relode.facts.readers.layouts import Layout
from relode.facts.readers.own_workbook import VisibleSheet, read_workbook
from relode.facts.readers.plain_file import encoding_or_latin
from relode.language import Language, say

DESCRIPTION, BLANK = "country.toml", "?"
ROWS_SHOWN, MOST_SHOWN = 8, 160
"""Rows of a file that an empty description shows, and letters of each."""
IN_PARTS = (*BY_INDUSTRY, "accounts")
"""Tables that may stand in several files."""
TEXTS = ("name", "name_zh", "currency", "currency_zh", "classification", "decimal", "structure")
OF_A_TABLE = (
    *("file", "sheet", "layout", "encoding", "head", "decimal", "zero", "unknown", "columns", "fixed", "take"),
    *(
        "match",
        "keep",
        "leave_out",
        "quantities",
        "scale",
        "practical",
        "logarithms",
        "fiscal",
        "kind",
        "years",
        "index",
        "base",
        "of",
    ),
)
MAPS = ("columns", "quantities", "fixed", "match", "keep", "leave_out")


@dataclass(frozen=True)
class CountryFiles:
    """All tables that were found, by name, and what the description says of the country.

    `pieces`: accounts and counts may stand in several files, which are one table.
    """

    path: Path
    texts: Mapping[str, str]
    pieces: Mapping[str, tuple[CountryTable, ...]]

    @property
    def tables(self) -> dict[str, CountryTable]:
        """The table of each name, the first of its files."""
        return {name: pieces[0] for name, pieces in self.pieces.items()}


def read_country_files(path: Path) -> CountryFiles:
    """The tables of a folder, of an .xlsx workbook, or those that a .toml description names.

    Raises RelodeError for a path that is none of these, a description that cannot be read or has unknown words, a file
    that is missing or unreadable, a table without its columns, and where no table is found.
    """
    if path.suffix.lower() == ".toml":
        folder, said = path.parent, description(path)
    elif path.is_dir():
        folder, said = path, description(path / DESCRIPTION) if (path / DESCRIPTION).is_file() else {}
    elif path.suffix.lower() == ".xlsx":
        return CountryFiles(path, {}, _found(path, _of_workbook(path)))
    else:
        raise RelodeError("country.no_folder", path=path, endings=", ".join(sorted(set(FORMATS))))
    texts = {name: str(said[name]) for name in TEXTS if name in said}
    tables = [
        table
        for name in known_tables()
        for settings in settings_of(said, name)
        for table in _of_folder(folder, name, settings, texts.get("decimal", "."))
    ]
    return CountryFiles(path, texts, _found(path, tables))


def settings_of(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """What a description says of each part of a table: one where nothing is said."""
    part = said.get(name, {})
    return [dict(each) for each in part] if isinstance(part, list) else [dict(part)]


def _found(path: Path, tables: Sequence[CountryTable]) -> dict[str, tuple[CountryTable, ...]]:
    if not any(table.name in IN_PARTS for table in tables):
        raise RelodeError("country.no_tables", path=path, tables=", ".join(known_tables()))
    pieces: dict[str, tuple[CountryTable, ...]] = {}
    for table in tables:
        pieces[table.name] = (*pieces.get(table.name, ()), table)
    return pieces


def description(path: Path) -> dict[str, Any]:
    """What a country.toml says. Raises RelodeError for one that cannot be read, and for words that mean nothing."""
    text = read_text(path)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RelodeError("country.bad_toml", path=path, reason=error) from error
    if left := list(_blanks(said, "")):
        raise RelodeError("country.to_fill", path=path, words=left)
    unknown = [name for name in said if name not in (*TEXTS, *known_tables())]
    for name in known_tables():
        parts = said.get(name, {})
        if isinstance(parts, list) and name not in IN_PARTS:
            raise RelodeError("country.one_part", path=path, name=name, known=", ".join(IN_PARTS))
        for table in parts if isinstance(parts, list) else [parts]:
            if not isinstance(table, dict):
                raise RelodeError("country.toml_table", path=path, name=name)
            unknown += [f"{name}.{word}" for word in table if word not in OF_A_TABLE]
            for word in MAPS:
                held = table.get(word, {})
                wrong = [k for k, v in held.items() if not isinstance(v, str)] if isinstance(held, dict) else [""]
                if wrong and (word in ("columns", "quantities") or not isinstance(held, dict)):
                    raise RelodeError(
                        "country.toml_text", path=path, name=".".join(filter(None, (name, word, wrong[0])))
                    )
    if unknown:
        raise RelodeError(
            "country.toml_words", path=path, words=unknown, known=", ".join((*TEXTS, *known_tables(), *OF_A_TABLE))
        )
    return said


def _blanks(said: object, where: str) -> Iterator[str]:
    """Words of a description whose meaning is still to be filled in."""
    if said == BLANK or where.rpartition(".")[2] == BLANK:
        yield where
    elif isinstance(said, dict | list):
        named = said.items() if isinstance(said, dict) else ((str(at), part) for at, part in enumerate(said, 1))
        for name, part in named:
            yield from _blanks(part, f"{where}.{name}".removeprefix("."))


def write_description(path: Path, language: Language) -> None:
    """Write a country.toml for the files of its folder: the first rows of each, and "?" for every meaning.

    Nothing is guessed. Raises RelodeError for another name, a file that is there, and a folder without tables.
    """
    if path.name != DESCRIPTION:
        raise RelodeError("country.description_name", path=path, name=DESCRIPTION)
    lines = [*_comment(say("country.template.head", language, tables=", ".join(known_tables()))), f'name = "{BLANK}"']
    found = sorted(each for each in path.parent.glob("*") if each.name.lower().endswith((*FORMATS, ".txt", ".xlsx")))
    for each in found:
        sheets = read_workbook(each) if each.suffix.lower() == ".xlsx" else (None,)
        for sheet in sheets:
            lines += ["", f'[["{BLANK}"]]', f"file = {json.dumps(each.name, ensure_ascii=False)}"]
            lines += [] if sheet is None else [f"sheet = {json.dumps(sheet.name, ensure_ascii=False)}"]
            lines += [f'columns = {{ place = "{BLANK}", year = "{BLANK}" }}', *_comment("\n".join(_top(each, sheet)))]
    if not found:
        raise RelodeError("country.no_tables", path=path.parent, tables=", ".join(known_tables()))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=path, reason=error.strerror or error) from error


def _comment(text: str) -> list[str]:
    return [f"# {line[:MOST_SHOWN]}" for line in text.splitlines()]


def _top(path: Path, sheet: VisibleSheet | None) -> list[str]:
    """The first rows of a file as they lie, each with its number."""
    if sheet is not None:
        return [f"{number}: {' | '.join(cells)}" for number, cells in sheet.rows[:ROWS_SHOWN]]
    if path.suffix.lower() == ".parquet":
        return [" | ".join(_heads_only(path))]
    texts = first_lines(path, encoding_or_latin(path), ROWS_SHOWN)
    return [f"{number}: {line}" for number, line in enumerate(texts, 1)]


def _of_folder(folder: Path, name: str, settings: dict[str, Any], decimal: str) -> list[CountryTable]:
    """The table of a name: a file, or several that lie alike; none where there is none. A series may stand in it."""
    if "index" in settings:
        if name != "deflator" or not isinstance(settings["index"], dict):
            raise RelodeError("country.no_series", name=name)
        series = [("year", "index"), *((year, str(value)) for year, value in settings["index"].items())]
        table = table_of_rows(name, f"{DESCRIPTION} [{name}]", enumerate(series, 1), {}, Layout(), ".")
        return [replace(table, settings=settings)]
    if "file" in settings:
        said = settings["file"]
        paths = [folder / str(each) for each in (said if isinstance(said, list) else [said])]
        absent = [path for path in paths if not path.is_file()]
        if absent:
            raise RelodeError("table.no_file", path=absent[0])
    else:
        labels = [row["label"] for row in shipped_tables.rows("relode.facts", "country_tables") if row["table"] == name]
        here = [folder / f"{label}{ending}" for label in labels for ending in FORMATS]
        paths = [path for path in here if path.is_file()][:1]
    if settings.get("kind") == "firms":
        return [_firms(path, name, settings) for path in paths]
    if name in COUNTS and len(paths) == 1 and not settings.keys() - {"file", "columns"}:
        heads = _heads_only(paths[0])
        if not across(heads):
            columns = columns_of(name, paths[0].name, heads, dict(settings.get("columns", {})))
            return [CountryTable(name, paths[0].name, paths[0], columns, heads, (), settings)]
    return [table_of_file(path, name, settings, decimal) for path in paths]


def _firms(path: Path, name: str, settings: dict[str, Any]) -> CountryTable:
    """A registry of firms, which is counted where it is used. Raises RelodeError for settings that it cannot have."""
    columns, years = {**FIRM_COLUMNS, **settings.get("columns", {})}, settings.get("years")
    is_span = isinstance(years, list) and len(years) == 2 and all(isinstance(year, int) for year in years)
    if name != "establishments" or not is_span or columns.keys() - FIRM_COLUMNS.keys():
        raise RelodeError("country.firms", where=path.name, columns=list(FIRM_COLUMNS))
    return CountryTable(name, path.name, path, columns, tuple(columns.values()), (), settings)


def _of_workbook(path: Path) -> list[CountryTable]:
    labels = {row["label"]: row["table"] for row in shipped_tables.rows("relode.facts", "country_tables")}
    tables = []
    for sheet in read_workbook(path):
        name = labels.get(sheet.name.strip().lower())
        if name is not None:
            refuse_cells(path, sheet)
            tables.append(table_of_rows(name, f"{path.name}!{sheet.name}", iter(sheet.rows), {}, Layout(), "."))
    return tables


def _heads_only(path: Path) -> tuple[str, ...]:
    link = opened(path)
    with link, readable(path):
        return tuple(str(row[0]) for row in link.execute("DESCRIBE whole").fetchall())
