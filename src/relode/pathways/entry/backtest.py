"""Backtest: learn from some regions and an earlier transition, score in the other regions on a later one."""

from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.errors import RelodeError
from relode.pathways.entry.additive_model import log_odds
from relode.pathways.entry.questions import Question, fit_model, plain_score
from relode.pathways.entry.ranking_scores import (
    area_within,
    auc_and_precision,
    calibration,
    ordered_scores,
    ranking,
    recall_at,
)
from relode.pathways.entry.surroundings import Borders
from relode.pathways.entry.terms import terms
from relode.pathways.entry.transitions import Mask, Transition

FOLDS = 5
CROSS_GROUPS = 4


class Backtest(NamedTuple):
    """Held-out log-odds or scores by model, (place, industry), with the cells and events they are scored on.

    `unit` (place,) numbers what was held out together: regions, or places where no region is known.
    """

    question: Question
    scores: dict[str, Array]
    cells: Mask
    events: Mask
    unit: Groups


def folds(unit: Groups, count: int, rng: np.random.Generator) -> Groups:
    """Fold of each place, (place,): whole units, spread so that folds have about the same number of places.

    Raises RelodeError if there are fewer units than two.
    """
    number = np.bincount(unit)
    if len(number) < 2:
        raise RelodeError("entry.one_unit")
    count = min(count, len(number))
    shuffled = rng.permutation(len(number))
    fold, load = np.zeros(len(number), dtype=np.int64), np.zeros(count)
    for one in shuffled[np.argsort(-number[shuffled], kind="stable")]:
        fold[one] = load.argmin()
        load[fold[one]] += number[one]
    return fold[unit]


def backtest(
    question: Question, earlier: Transition, later: Transition, around: Borders, rng: np.random.Generator
) -> Backtest:
    """Scores of every model of `question` for places whose regions it has never seen, on a later transition.

    Coefficients and corrections come from `earlier` in the other regions, curves and industry weights from the
    base of `later` in the other regions. The held-out place's own base, and its neighbours', are known on the day.
    """
    unit = np.arange(later.base.shape[1]) if around.region is None else around.region
    fold, cross = folds(unit, FOLDS, rng), folds(unit, CROSS_GROUPS, rng)
    cells, events = question.cells(later)
    scores = {name: np.zeros(cells.shape) for name in (*question.scores, *question.models)}
    for held_out in range(fold.max() + 1):
        learn = fold != held_out
        for name, values in _one_fold(question, earlier, later, around, learn, cross).items():
            scores[name][~learn] = values[~learn]
    return Backtest(question, scores, cells, events, unit)


def _one_fold(
    question: Question, earlier: Transition, later: Transition, around: Borders, learn: Mask, cross: Groups
) -> dict[str, Array]:
    training, testing = terms(earlier.base, around, learn, cross), terms(later.base, around, learn)
    cells, events = question.cells(earlier)
    cells = cells & learn[:, None]
    values = {score: plain_score(score, later.base, learn) for score in question.scores}
    for name in question.models:
        model = fit_model(question, name, training.columns, cells, events, cross)
        values[name] = log_odds(model, testing.columns)
    return values


def model_scores(test: Backtest, name: str, places: Mask | None = None) -> dict[str, float]:
    """Every score of one model, over all places or those in `places` (place,)."""
    cells = test.cells if places is None else test.cells & places[:, None]
    values = test.scores[name]
    area, precision = auc_and_precision(ranking(values[cells]), test.events[cells])
    array = {
        "auc": area,
        "average_precision": precision,
        "recall_at_10": recall_at(values, cells, test.events),
        "auc_within_places": area_within(values, cells, test.events),
        "auc_within_industries": area_within(values.T, cells.T, test.events.T),
    }
    return array | calibration(values, cells, test.events) if name in test.question.models else array


def score_draws(
    test: Backtest, names: tuple[str, ...], rng: np.random.Generator, draws: int = 200, places: Mask | None = None
) -> dict[str, Array]:
    """AUC and average precision (draw, 2) of each model when units are drawn again, the same ones for all models.

    Draws without an event, or with nothing else, have no score and are left out.
    """
    cells = test.cells if places is None else test.cells & places[:, None]
    unit, happened = test.unit[np.nonzero(cells)[0]], test.events[cells]
    ranked = {name: ranking(test.scores[name][cells]) for name in names}
    in_order = {name: (one.ends, happened[one.order], unit[one.order]) for name, one in ranked.items()}
    size = test.unit.max() + 1
    cells_in, events_in = np.bincount(unit, minlength=size), np.bincount(unit, happened, minlength=size)
    have = np.flatnonzero(cells_in)
    result: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(draws):
        times = np.bincount(rng.choice(have, len(have)), minlength=size).astype(np.float64)
        if 0 < times @ events_in < times @ cells_in:
            for name, (ends, ordered, units) in in_order.items():
                result[name].append(ordered_scores(ends, ordered, times[units]))
    return {name: np.array(scores).reshape(-1, 2) for name, scores in result.items()}


def interval(draws: Array, level: float = 0.95) -> tuple[float, float]:
    """Middle `level` of the draws. Raises RelodeError if there is none: too few units have an event.

    `draws` is (draw,), the ends in its unit.
    """
    if not len(draws):
        raise RelodeError("entry.no_draws")
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
