"""Forecast: the model learnt from the latest transition, applied to the latest years."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from relode.arrays import Array
from relode.measures.counts import checked_counts
from relode.pathways.entry.additive_model import AdditiveModel, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, Backtest, backtest, folds
from relode.pathways.entry.entry_notices import check_border_codes
from relode.pathways.entry.questions import ENTRY, Question, fit_model, supported_model
from relode.pathways.entry.surroundings import Borders, group_numbers, rings
from relode.pathways.entry.terms import Terms, terms
from relode.pathways.entry.transitions import Mask, Task, Transition, absent, gone, present, transitions

if TYPE_CHECKING:
    import xarray as xr

TWO_YEARS = Task()


class EntryForecast(NamedTuple):
    """Log-odds and the cells they are for, (place, industry), with all that explains and scores them."""

    question: Question
    name: str
    model: AdditiveModel
    learnt: Terms
    around: Borders
    log_odds: Array
    cells: Mask
    test: Backtest
    tested: tuple[Transition, Transition]
    base_years: tuple[int, ...]


def surroundings_of(
    table: "xr.DataArray", adjacency: Collection[tuple[str, str]] = (), parents: Mapping[str, str] | None = None
) -> Borders:
    """What is known around the places and industries of `table`: borders, regions, groups of industries.

    The table is (year, place, industry).

    Without `parents` (industry -> group) codes of one length are grouped by all but their last character.
    Raises RelodeError if no pair of `adjacency` joins two places of the table.
    """
    check_border_codes(adjacency, _labels(table, "place"))
    first, second = rings(_labels(table, "place"), list(adjacency)) if adjacency else (None, None)
    region = group_numbers([str(name) for name in table["region"].to_numpy()]) if "region" in table.coords else None
    return Borders(first, second, region, _parent_groups(_labels(table, "industry"), parents))


def forecast(
    table: "xr.DataArray",
    around: Borders,
    rng: np.random.Generator,
    task: Task = TWO_YEARS,
    question: Question = ENTRY,
) -> EntryForecast:
    """Log-odds of `question` for the years after the last of `table` (year, place, industry), with their backtest.

    The model has as many terms as the events of the latest transition support. What no place has in the latest
    years is not asked about: nobody could bring it from within the table.
    Raises RelodeError for missing or negative counts, too few years, and nothing to learn from.
    """
    counts = checked_counts(table.to_numpy())
    years = tuple(int(year) for year in table["year"].to_numpy())
    earlier, latest = transitions(counts, years, task)[-2:]
    everywhere = np.ones(counts.shape[1], dtype=np.bool_)
    unit = np.arange(counts.shape[1]) if around.region is None else around.region
    cross = folds(unit, CROSS_GROUPS, rng)
    training = terms(latest.base, around, everywhere, cross)
    cells, events = question.cells(latest)
    name = supported_model(question, training.columns, int(events.sum()))
    model = fit_model(question, name, training.columns, cells, events, cross)
    base = counts[-task.window :]
    learnt = terms(base, around, everywhere)
    test = backtest(question, earlier, latest, around, rng)
    asked = absent(base) & ~gone(base) if question is ENTRY else present(base)
    return EntryForecast(
        question, name, model, learnt, around, log_odds(model, learnt.columns), asked, test, (earlier, latest),
        years[-task.window :],
    )  # fmt: skip


def _labels(table: "xr.DataArray", axis: str) -> list[str]:
    return [str(label) for label in table[axis].to_numpy()]


def _parent_groups(industries: Sequence[str], parents: Mapping[str, str] | None) -> "np.ndarray | None":
    if parents is not None:
        return group_numbers([parents.get(industry, industry) for industry in industries])
    lengths = {len(industry) for industry in industries}
    if len(lengths) != 1 or lengths == {1} or not all(any(c.isdigit() for c in code) for code in industries):
        return None
    return group_numbers([industry[:-1] for industry in industries])
