"""Rows that are sums of other rows of the same table: a total, a wider industry, a region among its places."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from relode.arrays import Array, Grid, Groups
from relode.errors import RelodeError
from relode.shipped_tables import rows

# A sum of others is larger than they are, so it is looked for among the largest only.
LARGEST_INDUSTRIES, LARGEST_PLACES = 60, 10
# Cells with something in them that a sum must hold in: fewer may agree by chance.
LEAST_CELLS = 10
# Cells that the sum is looked for in; it is then checked in all of them.
SAMPLE = 600
# Exact sums differ by rounding only; sums over hidden cells are told from chance by three members and many cells.
ROUNDING = 0.01
HIDDEN_USUAL, HIDDEN_MOST = 0.03, 0.10
FEWEST_OTHERS, FEWEST_CELLS = 3, 2
"""A total of accounts has at least so many others beside it, and adds up in so many years and quantities."""
FEWEST_PARTS, COVERED = 2, 0.5
"""A total of a run has at least so many parts, one of them FEWEST_OTHERS, and the runs of a level together hold
at least this share of the places that are no totals. Source: assumption."""
PARTS_ROUNDED = 1e-3
"""Figures of a total and of its parts are rounded apart: a thousandth is allowed."""
RANGE = re.compile(r"([A-Za-z]?\d*)\s*[-–—~\u81f3]\s*([A-Za-z]?\d*)")


def refuse_aggregates(counts: Array, places: Sequence[str], industries: Sequence[str]) -> None:
    """RelodeError for an industry or a place of `counts` (year, place, industry) that is the sum of others.

    Sums are found in the figures, hidden small cells allowed; a label such as Total or 31-33 beside 311 is
    enough by itself. Codes that only begin alike are no sums.
    """
    by_industry = counts.reshape(-1, len(industries))
    texts = {**labelled_sums(industries), **sums_of_others(by_industry, industries, LARGEST_INDUSTRIES)}
    texts |= {wide: texts.get(wide, narrow) for wide, narrow in _nested_sums(by_industry, industries).items()}
    if texts:
        raise RelodeError("table.aggregates", where=_told(texts), count=len(texts))
    by_place = counts.transpose(0, 2, 1).reshape(-1, len(places))
    texts = sums_of_others(by_place, places, LARGEST_PLACES)
    if texts:
        raise RelodeError("table.aggregate_places", where=_told(texts), count=len(texts))


def labelled_sums(labels: Sequence[str]) -> dict[str, list[str]]:
    """Labels that say that they are sums -> those that they cover, [] for all: Total, A-E, 31-33 beside 311."""
    totals = {row["label"] for row in rows("relode.facts", "total_labels")}
    texts: dict[str, list[str]] = {label: [] for label in labels if label.strip().casefold() in totals}
    for label in labels:
        ends = RANGE.fullmatch(label.strip())
        if ends and ends[1] and ends[2] and len(ends[1]) == len(ends[2]):
            width = len(ends[1])
            inside = [other for other in labels if other != label and ends[1] <= other[:width] <= ends[2]]
            if inside:
                texts[label] = inside
    return texts


def sums_of_others(counts: Array, labels: Sequence[str], largest: int) -> dict[str, list[str]]:
    """Labels whose column of `counts` (cell, label) is the sum of others -> those; the `largest` only."""
    totals = counts.sum(axis=0)
    texts = {}
    for whole in np.argsort(-totals, kind="stable")[:largest]:
        members = _members(counts, totals, int(whole))
        if len(members):
            texts[labels[whole]] = [labels[member] for member in members]
    return texts


def _members(counts: Array, totals: Array, whole: int) -> Groups:
    """Columns whose sum is the column `whole`, none if there is no such sum."""
    from scipy.optimize import nnls

    none = np.zeros(0, dtype=np.int64)
    filled = np.flatnonzero(counts[:, whole])
    if len(filled) < LEAST_CELLS or len(set(counts[filled, whole].tolist())) < 3:
        return none
    target = counts[:, whole]
    inside = (counts <= target[:, None]).all(axis=0) & (totals > 0)
    inside[whole] = False
    parts = np.flatnonzero(inside)
    if totals[parts].sum() < (1 - HIDDEN_MOST) * totals[whole]:
        return none
    sample = filled[np.unique(np.linspace(0, len(filled) - 1, SAMPLE).astype(int))]
    # Every cell has the same weight: a sum holds in small places as well as in large ones.
    weights, _ = nnls(
        counts[np.ix_(sample, parts)] / target[sample, None], np.ones(len(sample)), maxiter=10 * len(parts)
    )
    members = parts[weights > 0.5]
    missing = np.abs(target[filled] - counts[np.ix_(filled, members)].sum(axis=1)) / target[filled]
    is_exact = bool((missing <= ROUNDING).all())
    usual, most = np.quantile(missing, [0.5, 0.9])
    is_hidden = len(members) > 2 and usual <= HIDDEN_USUAL and most <= HIDDEN_MOST
    return members if len(members) and (is_exact or is_hidden) else none


def _nested_sums(counts: Array, labels: Sequence[str]) -> dict[str, list[str]]:
    """Codes that begin others and hold at least their sum wherever they are: 211 beside 2111 and 2112."""
    from relode.facts.count_cube import nested_codes

    texts = {}
    position = {label: number for number, label in enumerate(labels)}
    for wide, narrow in nested_codes(labels).items():
        whole = counts[:, position[wide]]
        parts = counts[:, [position[each] for each in narrow]].sum(axis=1)
        if ((whole >= parts) | (whole == 0)).all() and parts.any() and whole.any():
            texts[wide] = narrow
    return texts


def _told(texts: dict[str, list[str]]) -> list[object]:
    return [
        RelodeError("table.one_sum", whole=whole, parts=parts) if parts else RelodeError("table.all_sum", whole=whole)
        for whole, parts in texts.items()
    ]


def totals_of_runs(values: Mapping[str, Grid]) -> dict[int, tuple[str, ...]]:
    """Rows of (place, year) that are sums of others that stand one after the other, and in which quantities.

    Sums must be exact but for the last printed digit, wherever all of them are known, and the runs of all such rows
    together must hold at least COVERED of the other rows: a single sum may be chance, a level is not. Where several
    runs add up to one row, each is a level: the longest one are places, the others sums of them too.
    """
    name, grid = max(values.items(), key=lambda pair: int(np.isfinite(pair[1]).sum()))
    years = np.flatnonzero(np.isfinite(grid).all(axis=0))
    if len(grid) <= FEWEST_OTHERS + 1 or len(years) < FEWEST_CELLS:
        return {}
    seen = grid[:, years]
    step = _last_digit(seen)
    sums = np.vstack([np.zeros(len(years)), np.cumsum(seen, axis=0)])
    runs: dict[int, tuple[int, int]] = {}
    levels: set[int] = set()
    starts, last_row = np.arange(len(sums)), len(seen)
    for row, whole in enumerate(seen):
        if not whole[0] > 0:
            continue
        # The end whose sum comes nearest to the whole, for every start at once: a nation has ten million runs.
        target = sums[:, 0] + whole[0]
        ends = np.minimum(np.searchsorted(sums[:, 0], target), last_row)
        ends = np.where(target - sums[ends - 1, 0] < np.abs(sums[ends, 0] - target), ends - 1, ends)
        apart = np.abs(sums[ends, 0] - target) <= step * (ends - starts + 1) / 2
        usable = apart & (ends - starts >= FEWEST_PARTS) & ~((starts <= row) & (row < ends))
        for first in np.flatnonzero(usable).tolist():
            last = int(ends[first])
            moves = np.ptp(seen[first:last] / whole, axis=1).max() > PARTS_ROUNDED**2  # else one year says what all say
            if moves and (np.abs(sums[last] - sums[first] - whole) <= step * (last - first + 1) / 2).all():
                wide, narrow = sorted([runs.get(row, (first, first)), (first, last)], key=lambda run: run[1] - run[0])
                runs[row] = narrow
                if wide[1] <= narrow[0] or narrow[1] <= wide[0]:
                    levels |= set(range(*wide))
    if not any(last - first >= FEWEST_OTHERS for first, last in runs.values()):
        return {}
    totals = sorted(runs.keys() | levels)
    parts = {part for first, last in runs.values() for part in range(first, last)}.difference(totals)
    return dict.fromkeys(totals, (name,)) if len(parts) >= COVERED * (len(seen) - len(totals)) else {}


def _last_digit(grid: Grid) -> float:
    """The size of the last printed digit of the figures, 1 to a millionth, or rounding in 64 bits where it is more."""
    step = 1.0
    while step > 1e-6 and np.abs(grid / step - np.round(grid / step)).max() > 1e-6:
        step /= 10
    return max(step, 1e-9 * float(np.abs(grid).max()))


def total_among(values: Mapping[str, Grid]) -> tuple[int | None, tuple[str, ...]]:
    """The row of (place, year) that is the sum of all others wherever both are known, and in which quantities."""
    cells: dict[int, int] = {}
    named: dict[int, list[str]] = {}
    for name, grid in values.items():
        filled = np.isfinite(grid)
        figures = np.where(filled, grid, 0.0)
        seen = filled & (filled.sum(axis=0) > FEWEST_OTHERS) & (grid > 0)
        adds = seen & (np.abs(figures.sum(axis=0) - 2 * figures) <= PARTS_ROUNDED * figures)
        for row in np.flatnonzero(adds.any(axis=1) & (adds == seen).all(axis=1)).tolist():
            cells[row] = cells.get(row, 0) + int(adds[row].sum())
            named.setdefault(row, []).append(name)
    most = max(cells, key=lambda at: cells[at], default=None)
    return (None, ()) if most is None or cells[most] < FEWEST_CELLS else (most, tuple(named[most]))
