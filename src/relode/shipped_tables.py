"""The one reader of tables that ship with a room: plain CSV beside the room's modules, every cell as text."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


def text(room: str, name: str) -> str:
    """The text of `name`.csv of a room ("relode.model"); a path below it is written with slashes.

    Raises FileNotFoundError where there is none: a defect of ours.
    """
    return files(room).joinpath(*f"{name}.csv".split("/")).read_text(encoding="utf-8")


def exists(room: str, name: str) -> bool:
    """Whether the room has the table: one that is still to be made, or that a build left out, is not there."""
    return files(room).joinpath(*f"{name}.csv".split("/")).is_file()


def rows(room: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.csv of a room, in the order of the file; an empty cell is a missing value."""
    return as_rows(*cells(text(room, name)))


def rows_of(room: str, name: str, first: str) -> tuple[dict[str, str], ...]:
    """The rows of `name`.csv whose first cell is `first`, a key that needs no quotes; the others are not parsed."""
    head, by_first = _lines_by_first(room, name)
    return as_rows(*cells("\n".join((head, *by_first.get(first, ())))))


@cache
def _lines_by_first(room: str, name: str) -> tuple[str, dict[str, list[str]]]:
    """The head of a table, and its lines by their first cell: no cell of it may hold a line break."""
    head, *lines = text(room, name).split("\n")
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.partition(",")[0], []).append(line)
    return head, found


def optional_rows(room: str, name: str) -> tuple[dict[str, str], ...]:
    """As `rows`; none where the table is still to be made."""
    return rows(room, name) if exists(room, name) else ()


def cells(table: str) -> tuple[list[str], list[list[str]]]:
    """Head and lines of a table's text, without empty lines."""
    # A text that stands in many cells is kept once: places, years and sources are most of a table.
    once: dict[str, str] = {}
    head, *lines = (list(map(once.setdefault, line, line)) for line in csv.reader(StringIO(table)) if line)
    return head, lines


def as_rows(head: list[str], lines: list[list[str]]) -> tuple[dict[str, str], ...]:
    """Lines as rows by column. Raises ValueError for one of another length than the head: a defect of ours."""
    return tuple(dict(zip(head, line, strict=True)) for line in lines)
