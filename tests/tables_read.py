"""Tables as a reader has them: each cell under the head of its column."""

import csv
from pathlib import Path

from relode.language import spoken
from relode.story import Span, Table
from relode.story.columns import cell_text

NBSP = "\N{NO-BREAK SPACE}"


def told_rows(table: Table, language: str = "en") -> list[dict[str, str]]:
    """Every row as head -> cell; of a row that heads others its words alone."""
    heads = [spoken(column.head_with_unit, language) for column in table.columns]
    told = []
    for cells in table.cells():
        if isinstance(cells[0], Span):
            told.append({"": spoken(cells[0].said, language)})
            continue
        words = [cell_text(cell, column, language) for cell, column in zip(cells, table.columns, strict=True)]
        told.append({head: word.replace(NBSP, " ") for head, word in zip(heads, words, strict=True)})
    return told


def plain(said: object, language: str = "en") -> str:
    """A sentence as it is read, with common spaces."""
    return spoken(said, language).replace(NBSP, " ")


def cases(name: str) -> list[dict[str, str]]:
    """The rows of a table of cases that were worked out by hand."""
    with (Path(__file__).parent / "cases" / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
