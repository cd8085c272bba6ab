"""What speaks for an industry in a Chinese city, and how well it foresaw what cities entered in unseen provinces."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.pathways.entry.additive_model import chance, fit_additive, fit_market_size, log_odds, market_log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, FOLDS, folds, ordered_scores, ranking
from relode.pathways.entry.terms import Borders, Terms, industry_weights, presence_surprise, terms
from relode.pathways.entry.transitions import Mask
from relode.pathways.industries.city_table import Cities, cities, clusters, listings, nearness, zones
from relode.places import official
from relode.streams import stream
from relode.usual import SEED

NULL = ("market_size", "people", "mean_size", "near_threshold", "recent", "momentum")
"""The strong null: sizes of city and industry, and where the industry is heading."""
RELATED = (*NULL, "related")
FULL = (*RELATED, "adjacent", "own_region", "siblings", "inputs")
NAMED = ("named", "related_zones")
"""From 2018: whether the own zones name the industry, and relatedness among the industries that zones name."""
WINDOW = 5
"""Years that momentum looks back, twice."""
MOMENTUM_PRIOR = 3.0


class CityTerms(NamedTuple):
    """`columns` by name, each (place, industry); what `related`, `adjacent` and `related_zones` are made of."""

    columns: dict[str, Array]
    entry: Terms
    zone_surprise: Array | None
    zone_weights: Array | None


def surroundings_of(table: Cities) -> Borders:
    """The five nearest cities, the province, and the division that industries share."""
    divisions = {code: number for number, code in enumerate(dict.fromkeys(one[:2] for one in table.industries))}
    return Borders(table.adjacent, None, table.province, np.array([divisions[one[:2]] for one in table.industries]))


def city_terms(table: Cities, year: int, learn: Mask, cross: Groups | None = None, *, with_zones: bool) -> CityTerms:
    """All terms known at the end of `year`; curves and weights are learnt from the places in `learn` (place,).

    Zones are of 2018: `with_zones` must be False for an earlier year.
    """
    base = listings(table, 0, year)
    result = terms(base[None], surroundings_of(table), learn, cross)
    size = np.log(table.people)
    present = (base > 0).astype(np.float64)
    recent = listings(table, year - WINDOW, year)[learn].sum(axis=0)
    before = listings(table, year - 2 * WINDOW, year - WINDOW)[learn].sum(axis=0)
    lines = {
        "recent": np.log1p(recent),
        "momentum": np.log((recent + MOMENTUM_PRIOR) / (before + MOMENTUM_PRIOR)),
    }
    columns = {
        **result.columns,
        **{name: np.broadcast_to(line, base.shape) for name, line in lines.items()},
        "people": market_log_odds(fit_market_size(size[learn], present[learn]), size),
        "inputs": nearness(table),
    }
    if not with_zones:
        return CityTerms(columns, result, None, None)
    mentions = zones(table)
    number = np.log1p(mentions.sum(axis=1))
    named = (mentions > 0).astype(np.float64)
    surprise = presence_surprise(named, chance(market_log_odds(fit_market_size(number[learn], named[learn]), number)))
    weights = industry_weights(surprise[learn])
    columns |= {"named": surprise, "related_zones": surprise @ weights}
    return CityTerms(columns, result, surprise, weights)


ORIGINS = (2005, 2010, 2015)
SPAN = 10
ZONE_YEAR, LAST_YEAR = 2018, 2025
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


def census_of(year: int) -> int:
    """The last census before a year. Population of 2000 stands for earlier years too."""
    return 2000 if year < 2010 else 2010


def entries(table: Cities, year: int, until: int, *, with_listing: bool = True) -> tuple[Mask, Mask]:
    """Candidates (cities with a listing by `year` and none of the industry) and those that came by `until`."""
    base = listings(table, 0, year)
    there = base.sum(axis=1) > 0 if with_listing else np.ones(len(base), dtype=np.bool_)
    cells = (base == 0) & there[:, None]
    return cells, cells & (listings(table, year, until) > 0)


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
