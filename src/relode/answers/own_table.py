"""A user's own table of place, industry and year, from files to the answer for one place."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from relode.errors import RelodeError
from relode.facts.readers.place_industry_year import COLUMNS, OPTIONAL, read_counts
from relode.pathways import entry_report
from relode.pathways.entry.entry_forecast import TWO_YEARS
from relode.pathways.entry.transitions import Task


def entry_answer(
    table: Path, place: str | None, columns: Sequence[str], adjacency: Path | None, single_years: bool, seed: int
) -> dict[str, Any]:
    """Which industries may enter `place` of the table; `columns` are NAME=COLUMN. Raises RelodeError for bad input."""
    if place is None:
        raise RelodeError("no_place_in_table", table=table)
    counts = read_counts(table, columns=dict(_column(text) for text in columns))
    borders = _pairs(adjacency) if adjacency else ()
    return entry_report(counts, place, adjacency=borders, task=Task(window=1) if single_years else TWO_YEARS, seed=seed)


def _column(text: str) -> tuple[str, str]:
    name, found, column = text.partition("=")
    if not found or name not in (*COLUMNS, *OPTIONAL):
        raise RelodeError("unknown_choice", option="--column", value=text, choices=", ".join((*COLUMNS, *OPTIONAL)))
    return name, column


def _pairs(path: Path) -> list[tuple[str, str]]:
    """Pairs of neighbours: the first two columns of a CSV file with a head."""
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RelodeError("unreadable_file", path=path, reason=error) from error
    short = [f"[{line}]" for line, cells in enumerate(lines[1:], 2) if len(cells) < 2]
    if short or len(lines) < 2:
        raise RelodeError("adjacency_rows", path=path, offenders=short)
    return [(cells[0], cells[1]) for cells in lines[1:]]
