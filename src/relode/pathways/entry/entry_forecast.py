"""Forecast: the model learnt from the latest transition, applied to the latest years; what is odd about the table."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.facts.table_labels import Labels, other_padding
from relode.measures.location_quotient import checked_counts
from relode.pathways.entry.additive_model import AdditiveModel, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, Backtest, backtest, folds
from relode.pathways.entry.entry_record import EntryNotice
from relode.pathways.entry.questions import ENTRY, Question, fit_model, supported_model
from relode.pathways.entry.terms import Borders, Terms, group_numbers, rings, terms
from relode.pathways.entry.transitions import Mask, Task, Transition, absent, gone, present, transitions

if TYPE_CHECKING:
    import xarray as xr


# Codes of two digits and three are numbers of a list; with more, a digit less is a leading zero lost.
SHORTEST_CODE = 4


def check_border_codes(pairs: Collection[tuple[str, str]], places: Collection[str]) -> None:
    """RelodeError where codes of `pairs` are those of `places` but for leading zeros: their borders would be lost."""
    known = set(places)
    bare = {code.lstrip("0") for code in known}
    unknown = dict.fromkeys(code for pair in pairs for code in pair if code not in known and code.lstrip("0") in bare)
    unpadded = [f"{code} > {other}" for code in unknown if (other := other_padding(code, known)) is not None]
    if unpadded:
        raise RelodeError("entry.unpadded_borders", count=len(unpadded), where=first_three(unpadded))


def notices(
    base: Array, places: Labels, industries: Labels, adjacency: Collection[tuple[str, str]]
) -> tuple[EntryNotice, ...]:
    """What a reader must know of the table: industries that are gone, unknown places in borders, short codes.

    `base` is (place, industry).
    """
    known = set(places.codes)
    strange = [code for code in dict.fromkeys(code for pair in adjacency for code in pair) if code not in known]
    values = {
        "gone_industries": [industries.shown(int(i)) for i in np.flatnonzero(gone(base))],
        "unknown_in_borders": strange,
        "place_codes": _short_codes(places.codes),
        "industry_codes": _short_codes(industries.codes),
    }
    return tuple(EntryNotice(kind, len(names), tuple(names[:3])) for kind, names in values.items() if names)


def _short_codes(codes: Collection[str]) -> list[str]:
    """Codes that have a digit less than the others, none of which begins with 0: leading zeros may be lost."""
    lengths = sorted({len(code) for code in codes})
    if not all(code.isdigit() for code in codes) or any(code.startswith("0") for code in codes):
        return []
    if len(lengths) != 2 or lengths[1] - lengths[0] != 1 or lengths[1] < SHORTEST_CODE:
        return []
    return [code for code in codes if len(code) == lengths[0]]


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
