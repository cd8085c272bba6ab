"""Bureaus of a city: which of them have a figure is in `bureaus.csv`, their names are in `language/bureaus.toml`."""

from collections.abc import Iterable
from functools import cache

from relode import shipped_tables
from relode.language import Sentence
from relode.language.spoken import plain_cell


@cache
def bureaus_of(cell: str) -> tuple[str, ...]:
    """Keys of the bureaus that have a cell of the workbook or of the list of projects, the one to ask first.

    KeyError for a cell that no row names.
    """
    return {row["cell"]: tuple(row["bureaus"].split(";")) for row in shipped_tables.rows("relode", "bureaus")}[cell]


def named(bureaus: Iterable[str]) -> Sentence:
    """The names of bureaus as one cell."""
    return plain_cell([Sentence(f"bureaus.{each}", {}) for each in bureaus])


def who_has(cell: str) -> Sentence:
    """The bureaus that have a cell, in words."""
    return named(bureaus_of(cell))
