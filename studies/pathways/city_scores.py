"""The hindcast of entry on Chinese cities: entries foreseen in provinces that were not learnt from, and its scores."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from typing import NamedTuple

import numpy as np

from relode.arrays import Array
from relode.pathways.entry.additive_model import chance, fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, FOLDS, folds, ordered_scores, ranking
from relode.pathways.entry.transitions import Mask
from relode.pathways.industries.city_backtest import (
    FULL,
    LAST_YEAR,
    NAMED,
    NULL,
    RELATED,
    SPAN,
    ZONE_YEAR,
    census_of,
    city_terms,
    entries,
)
from relode.pathways.industries.city_scores import GAIN, ORIGINS, CityScore
from relode.pathways.industries.city_table import Cities, cities, clusters, listings, zones
from relode.places import official
from relode.streams import stream
from relode.usual import SEED
from studies import write

POPULAR = "popularity_x_size"


STRONG = "strong_null"


DRAWS = 400


class Hindsight(NamedTuple):
    """Held-out log-odds (popularity x size: an order only) by model, (place, industry), and what came.

    `cells` are the candidates, `events` those that came. `left_out` counts events in places without a census.
    """

    question: str
    table: Cities
    scores: dict[str, Array]
    cells: Mask
    events: Mask
    left_out: int


def from_listings(year: int) -> Hindsight:
    """Entries in the ten years after `year`, by coefficients learnt on the ten years before it in other provinces."""
    table = cities(census_of(year))
    models = {STRONG: NULL, "related": RELATED, "full": FULL}
    cells, events = entries(table, year, year + SPAN)
    learnt_on = entries(table, year - SPAN, year)
    scores = _held_out(table, models, (year - SPAN, year), learnt_on, with_zones=False)
    return Hindsight(f"listings_{year}", table, scores, cells, events, _left_out(table, year, year + SPAN))


def from_zones(*, everywhere: bool = False) -> Hindsight:
    """First listings 2019-2025 by what was there in 2018, zones among it; learnt in other provinces, same years.

    `everywhere` adds the cities without any listing, as the model in use does.
    """
    table = cities(census_of(ZONE_YEAR))
    models = {STRONG: NULL, "related": RELATED, "named": (*NULL, "named"), "full": (*FULL, *NAMED)}
    cells, events = entries(table, ZONE_YEAR, LAST_YEAR, with_listing=not everywhere)
    scores = _held_out(table, models, (ZONE_YEAR, ZONE_YEAR), (cells, events), with_zones=True)
    question = "zones_listings_everywhere" if everywhere else "zones_listings"
    return Hindsight(question, table, scores, cells, events, _left_out(table, ZONE_YEAR, LAST_YEAR))


def from_zones_to_clusters() -> Hindsight:
    """Hosts of the clusters of 2021-2024 by what was there in 2018; industries without any cluster are no cells."""
    table = cities(census_of(ZONE_YEAR))
    null = (*NULL, "own_count")
    models = {
        STRONG: null,
        "related": (*null, "related"),
        "named": (*null, "named"),
        "full": (*FULL, "own_count", *NAMED),
    }
    hosts = clusters(table) > 0
    cells = np.broadcast_to(hosts.any(axis=0), hosts.shape)
    scores = _held_out(table, models, (ZONE_YEAR, ZONE_YEAR), (cells, hosts), with_zones=True)
    return Hindsight("zones_clusters", table, scores, cells, hosts, 0)


def _held_out(
    table: Cities,
    models: Mapping[str, Sequence[str]],
    years: tuple[int, int],
    learnt_on: tuple[Mask, Mask],
    *,
    with_zones: bool,
) -> dict[str, Array]:
    """Log-odds for places of held-out provinces; `years` are the base to learn on and the base to apply to."""
    rng = stream("industry_hindcast_folds", SEED)
    fold, cross = folds(table.province, FOLDS, rng), folds(table.province, CROSS_GROUPS, rng)
    had = listings(table, 0, years[1]) + (zones(table) if with_zones else 0) > 0
    scores = {name: np.zeros(had.shape) for name in (POPULAR, *models)}
    for out in range(fold.max() + 1):
        learn = fold != out
        training = city_terms(table, years[0], learn, cross, with_zones=with_zones).columns
        testing = city_terms(table, years[1], learn, with_zones=with_zones).columns
        scores[POPULAR][~learn] = np.outer(table.people[~learn], had[learn].sum(axis=0))
        cells, events = learnt_on[0] & learn[:, None], learnt_on[1]
        for name, used in models.items():
            model = fit_additive(training, used, cells, events)
            scores[name][~learn] = log_odds(model, testing)[~learn]
    return scores


def _left_out(table: Cities, year: int, until: int) -> int:
    """Entries in places of the newest census that the table of the origin lacks."""
    newest = cities(2020)
    missing = np.array([place.code not in table.position for place in newest.places])
    return int(entries(newest, year, until)[1][missing].sum())


def resource_places(table: Cities) -> Mask:
    """The prefectures of the list of 2013, (place,)."""
    return np.array([place.code in official() for place in table.places])


MEASURES = ("auc", "average_precision", "recall_at_5", "recall_at_10", "slope", "predicted_over_observed")


def drawn_scores(test: Hindsight, places: Mask | None = None, draws: int = DRAWS) -> dict[str, Array]:
    """Each measure of each model, (1 + draw, measure): first as it is, then with provinces drawn again.

    Each in the unit of its measure.

    The same provinces are drawn for all models. Draws without an event are left out. Popularity x size has no slope.
    """
    cells = test.cells if places is None else test.cells & places[:, None]
    rng = stream("industry_hindcast_scores", SEED)
    have = np.unique(test.table.province[cells.any(axis=1)])
    size = int(test.table.province.max()) + 1
    times = [np.ones(size)]
    times += [np.bincount(rng.choice(have, len(have)), minlength=size).astype(np.float64) for _ in range(draws)]
    owner = test.table.province[np.nonzero(cells)[0]]
    happened = test.events[cells]
    times = [one for one in times if one[owner][happened].sum() > 0]
    return {name: _scored(name, values, test, cells, times) for name, values in test.scores.items()}


def _scored(name: str, values: Array, test: Hindsight, cells: Mask, times: list[Array]) -> Array:
    line, happened = values[cells], test.events[cells]
    owner = test.table.province[np.nonzero(cells)[0]]
    ranked = ranking(line)
    ordered, owners = happened[ranked.order], owner[ranked.order]
    result = {top: _hits(values, cells, test.events & cells, top) for top in (5, 10)}
    rows = []
    for one in times:
        weight = one[owner]
        recall = [_mean(*result[top], one[test.table.province]) for top in (5, 10)]
        level = (np.nan, np.nan) if name == POPULAR else _calibration(line, happened, weight)
        rows.append([*ordered_scores(ranked.ends, ordered, one[owners]), *recall, *level])
    return np.array(rows)


def _hits(values: Array, cells: Mask, events: Mask, top: int) -> tuple[Array, Mask]:
    """Recall of each place among its `top` cells (place,), and which places have an event."""
    ranked = np.where(cells, values, -np.inf)
    best = np.argsort(-ranked, axis=1, kind="stable")[:, :top]
    number = events.sum(axis=1)
    return np.take_along_axis(events, best, axis=1).sum(axis=1) / np.maximum(np.minimum(top, number), 1), number > 0


def _mean(recall: Array, counted: Mask, times: Array) -> float:
    return float((recall * times)[counted].sum() / times[counted].sum())


def _calibration(line: Array, happened: Mask, weight: Array) -> tuple[float, float]:
    """Slope of events on log-odds (with an intercept, by Newton), and predicted over observed."""
    design = np.column_stack([np.ones_like(line), line])
    beta = np.array([0.0, 1.0])
    for _ in range(25):
        fitted = chance(design @ beta)
        gradient = design.T @ (weight * (happened - fitted))
        curvature = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return float(beta[1]), float((weight * chance(line)).sum() / (weight * happened).sum())


def gain(drawn: Mapping[str, Array], model: str = "full", null: str = STRONG) -> Array:
    """What `model` has over `null` in each draw, (1 + draw, measure). In the unit of the measure."""
    return np.asarray(drawn[model] - drawn[null])


LEVEL = 0.95


COLUMNS = ("question", "group", "model", "measure", "value", "low", "high", "cells", "events", "left_out")


def questions() -> Iterator[Callable[[], Hindsight]]:
    """The outcomes of the protocol: listings after three origins, zones against listings and clusters."""
    for origin in ORIGINS:
        yield lambda year=origin: from_listings(year)  # type: ignore[misc]
    yield from_zones
    yield lambda: from_zones(everywhere=True)
    yield from_zones_to_clusters


def measured(test: Hindsight, draws: int = DRAWS) -> list[CityScore]:
    """Every score of a question for all cities and for the listed prefectures, and the gain over the strong null."""
    scores = []
    for group, places in (("all", None), ("resource", resource_places(test.table))):
        cells = test.cells if places is None else test.cells & places[:, None]
        drawn = drawn_scores(test, places, draws)
        for model, values in {**drawn, GAIN: gain(drawn)}.items():
            for at, measure in enumerate(MEASURES):
                if not np.isnan(values[0, at]) and not (model == GAIN and at > 3):
                    low, high = np.quantile(values[1:, at], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
                    value, low, high = (round(float(v), 5) for v in (values[0, at], low, high))
                    counted = int(cells.sum()), int((test.events & cells).sum()), test.left_out
                    scores.append(CityScore(test.question, group, model, measure, value, low, high, *counted))
    return scores


def as_csv(scores: list[CityScore]) -> str:
    """The text of the table that ships."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(score, column) for column in COLUMNS] for score in scores)
    return out.getvalue()


if __name__ == "__main__":
    write("pathways/industries/city_scores", as_csv([one for each in questions() for one in measured(each())]))
