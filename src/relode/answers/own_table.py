"""A user's own table of place, industry and year, from files to the answer for one place."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relode.errors import RelodeError
from relode.facts.count_cube import covered
from relode.facts.readers.borders_csv import read_borders
from relode.facts.readers.override_csv import read_keyed
from relode.facts.readers.place_industry_year import COLUMNS, OPTIONAL, read_counts
from relode.facts.table_labels import refuse_hidden
from relode.measures.one_place import PlaceMeasures, Shocks, measures_of_known
from relode.pathways import entry_report
from relode.pathways.entry.entry_forecast import TWO_YEARS
from relode.pathways.entry.entry_record import EntryReport
from relode.pathways.entry.transitions import Task

if TYPE_CHECKING:
    import xarray as xr


def entry_answer(
    table: Path,
    place: str | None,
    columns: Sequence[str],
    adjacency: Path | None,
    single_years: bool,
    seed: int,
    visible_from: int | None = None,
) -> EntryReport:
    """Which industries may enter `place` of the table; `columns` are NAME=COLUMN. Raises RelodeError for bad input."""
    if place is None:
        raise RelodeError("no_place_in_table", table=table)
    counts = read_own(table, columns, visible_from)
    refuse_hidden(counts, place)
    borders = read_borders(adjacency) if adjacency else ()
    return entry_report(
        covered(counts), place, adjacency=borders, task=Task(window=1) if single_years else TWO_YEARS, seed=seed
    )


def measured_place(
    table: Path,
    place: str | None,
    columns: Sequence[str],
    visible_from: int | None = None,
    shocks: Path | None = None,
    weights: Path | None = None,
) -> PlaceMeasures:
    """The measures of `place` in the table; `columns` are NAME=COLUMN. Raises RelodeError for bad input.

    `shocks` (industry, shock) and `weights` (place, industry, weight) are files of the user's own for its shift-share.
    """
    if place is None:
        raise RelodeError("no_place_in_table", table=table)
    if shocks is None and weights is not None:
        raise RelodeError("measures.weights_without_shocks", path=weights)
    own = None if shocks is None else _shocks(shocks, weights)
    return measures_of_known(read_own(table, columns, visible_from), place, own)


def _shocks(shocks: Path, weights: Path | None) -> Shocks:
    growth = {industry: value for (industry,), value in read_keyed(shocks, ("industry",), "shock").items()}
    if weights is None:
        return Shocks(growth)
    shares: dict[str, dict[str, float]] = {}
    for (place, industry), value in read_keyed(weights, ("place", "industry"), "weight").items():
        shares.setdefault(place, {})[industry] = value
    return Shocks(growth, shares)


def read_own(table: Path, columns: Sequence[str], visible_from: int | None = None) -> "xr.DataArray":
    """Counts (year, place, industry) of the file; `columns` are NAME=COLUMN. Raises RelodeError for bad input."""
    return read_counts(table, columns=dict(_column(text) for text in columns), visible_from=visible_from)


def _column(text: str) -> tuple[str, str]:
    name, result, column = text.partition("=")
    if not result or name not in (*COLUMNS, *OPTIONAL):
        raise RelodeError("unknown_choice", option="--column", value=text, choices=", ".join((*COLUMNS, *OPTIONAL)))
    return name, column
