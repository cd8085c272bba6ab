"""The one reader of tables that ship with a room: plain CSV beside the room's modules, every cell as text."""

import csv
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


def optional_rows(room: str, name: str) -> tuple[dict[str, str], ...]:
    """As `rows`; none where the table is still to be made."""
    return rows(room, name) if exists(room, name) else ()


def cells(table: str) -> tuple[list[str], list[list[str]]]:
    """Head and lines of a table's text, without empty lines."""
    # A text that stands in many cells is kept once: places, years and sources are most of a table.
    once: dict[str, str] = {}
    head, *lines = ([once.setdefault(cell, cell) for cell in line] for line in csv.reader(StringIO(table)) if line)
    return head, lines


def as_rows(head: list[str], lines: list[list[str]]) -> tuple[dict[str, str], ...]:
    """Lines as rows by column. Raises ValueError for one of another length than the head: a defect of ours."""
    return tuple(dict(zip(head, line, strict=True)) for line in lines)
