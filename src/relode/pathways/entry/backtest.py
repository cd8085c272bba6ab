"""Backtest: learn from some regions and an earlier transition, score the ranking in the others on a later one."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array, Groups
from relode.errors import RelodeError
from relode.measures.variety import entropy
from relode.pathways.entry.additive_model import chance, fit_additive, log_odds
from relode.pathways.entry.questions import Question, fit_model, plain_score
from relode.pathways.entry.terms import Borders, terms
from relode.pathways.entry.transitions import Mask, Transition


class Ranking(NamedTuple):
    """Cells from the highest score down: `order`, and where each run of equal scores ends."""

    order: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def ranking(scores: Array) -> Ranking:
    """The ranking of `scores` (cell,)."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    return Ranking(order, np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1))


def auc_and_precision(ranked: Ranking, happened: Mask, weights: Array | None = None) -> tuple[float, float]:
    """Area under the ROC curve (ties count half) and average precision (ties share one threshold).

    `weights` (cell,) counts each cell as often. Source: fawcett2006.
    """
    weight = np.ones(len(happened)) if weights is None else weights
    return ordered_scores(ranked.ends, happened[ranked.order], weight[ranked.order])


def ordered_scores(ends: npt.NDArray[np.int64], happened: Mask, weight: Array) -> tuple[float, float]:
    """As `auc_and_precision`, with cells already in the order of a ranking that has these `ends`.

    `ends` and `weight` are (cell,). [0-1]
    """
    seen, result = np.cumsum(weight)[ends], np.cumsum(weight * happened)[ends]
    new = np.diff(result, prepend=0.0)
    misses = seen - result
    below = misses[-1] - misses + np.diff(misses, prepend=0.0) / 2
    precision = np.divide(result, seen, out=np.zeros_like(seen), where=seen > 0)
    return float((new * below).sum() / (result[-1] * misses[-1])), float((new * precision).sum() / result[-1])


def recall_at(scores: Array, cells: Mask, events: Mask, top: int = 10) -> float:
    """Events among a place's `top` cells over what could be found there, mean over places with an event.

    `scores` is (place, industry). [0-1]
    """
    has_event = (events & cells).any(axis=1)
    ranked = np.where(cells, scores, -np.inf)[has_event]
    best = np.argsort(-ranked, axis=1, kind="stable")[:, :top]
    happened = (events & cells)[has_event]
    hits = np.take_along_axis(happened, best, axis=1).sum(axis=1)
    return float((hits / np.minimum(top, happened.sum(axis=1))).mean())


def area_within(scores: Array, cells: Mask, events: Mask) -> float:
    """Mean area under the ROC curve inside rows (place, or industry if transposed), over rows with both outcomes. [0-1]

    Raises RelodeError if no row has both.
    """
    areas = []
    for row_scores, row_cells, row_events in zip(scores, cells, events, strict=True):
        happened = row_events[row_cells]
        if 0 < happened.sum() < len(happened):
            areas.append(auc_and_precision(ranking(row_scores[row_cells]), happened)[0])
    if not areas:
        raise RelodeError("entry.no_events", cells=int(cells.sum()), events=int((events & cells).sum()))
    return float(np.mean(areas))


def calibration(log_odds: Array, cells: Mask, events: Mask) -> dict[str, float]:
    """Slope of events on log-odds, predicted over observed, and the share of the base rate's log loss removed.

    `log_odds` is (cell,).
    """
    line, happened = log_odds[cells], events[cells]
    slope = fit_additive({"line": log_odds}, ("line",), cells, events, correct=False).coefficients[0]
    rate = happened.mean()
    loss = (np.logaddexp(0, line) - line * happened).mean()
    base_loss = float(entropy([rate, 1 - rate]))
    ratio = chance(line).sum() / happened.sum()
    return {
        "slope": float(slope),
        "predicted_over_observed": float(ratio),
        "log_loss_skill": float(1 - loss / base_loss),
    }


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
