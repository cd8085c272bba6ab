"""How well scores rank events, with weights so that a bootstrap costs one sort."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from relode.arrays import Array
from relode.errors import RelodeError
from relode.measures.entropy import entropy
from relode.pathways.entry.additive_model import fit_additive
from relode.pathways.entry.market_size import chance
from relode.pathways.entry.transitions import Mask


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
