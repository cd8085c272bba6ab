"""The two questions, entry and exit: which cells they are about, and their models from the weakest null up."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import numpy as np

from relode.arrays import Array, Groups
from relode.measures.proximity import proximity
from relode.measures.relatedness_density import relatedness_density
from relode.pathways.entry.additive_model import AdditiveModel, fit_additive, fit_calibration
from relode.pathways.entry.transitions import Mask, Transition, entries, exits

# What an industry is like everywhere. Its momentum of one period is left to the null: on the first transition it
# added nothing to the full model, and its coefficient moved from 1.7 to 5.0 between two transitions.
INDUSTRY_TERMS = ("mean_size", "near_threshold")
SURROUNDING_TERMS = ("adjacent", "adjacent_counts", "second_ring", "own_region")
RELATED_TERMS = ("related", "related_counts")
ALL_TERMS = ("market_size", *RELATED_TERMS, *SURROUNDING_TERMS, "siblings", *INDUSTRY_TERMS)

# The usual rule for logistic regression asks for ten to twenty events a coefficient; this is its careful end.
EVENTS_PER_TERM = 20

Cells = Callable[[Transition], tuple[Mask, Mask]]


class Question(NamedTuple):
    """`cells` gives candidates and events; `scores` are orders of the literature, `models` name their terms.

    Scores and models go from the weakest to the strongest; `null` is the last of those that a claim must beat.
    `calibrated` names the model whose log-odds are calibrated at the top, if any.
    """

    cells: Cells
    scores: tuple[str, ...]
    models: Mapping[str, tuple[str, ...]]
    null: str
    calibrated: str | None


# `second_ring` stands for the surroundings in three terms; without neighbours the own region does.
ENTRY = Question(
    entries,
    ("density", "diversity_x_ubiquity"),
    {
        "market_size": ("market_size",),
        "strong_null": ("market_size", *INDUSTRY_TERMS, "momentum"),
        "three_terms": ("market_size", "related", "second_ring"),
        "full": ALL_TERMS,
    },
    "strong_null",
    "full",
)
EXIT = Question(
    exits,
    (),
    {
        "own_count": ("own_count",),
        "size_and_industry": ("own_count", "market_size", *INDUSTRY_TERMS),
        "full": ("own_count", *ALL_TERMS),
    },
    "size_and_industry",
    None,
)


def nulls(question: Question) -> tuple[str, ...]:
    """The scores and models that a claim must beat: all up to `question.null`."""
    models = list(question.models)
    return (*question.scores, *models[: models.index(question.null) + 1])


# A single curve per industry is the plain threshold: a correction of the industry would be another model.
UNCORRECTED = frozenset({"market_size", "own_count"})


def model_terms(question: Question, model: str, columns: Collection[str]) -> tuple[str, ...]:
    """The terms of `model` that `columns` have: a table without neighbours or regions has fewer."""
    wanted = question.models[model]
    if model == "three_terms" and "second_ring" not in columns:
        wanted = (*wanted, "own_region")
    return tuple(name for name in wanted if name in columns)


def supported_model(question: Question, columns: Collection[str], events: int) -> str:
    """The full model if there are enough events for its coefficients, else the strongest with fewer terms."""
    needed = EVENTS_PER_TERM * len(model_terms(question, "full", columns))
    return "full" if events >= needed else list(question.models)[-2]


def fit_model(
    question: Question, name: str, columns: Mapping[str, Array], cells: Mask, events: Mask, cross: Groups
) -> AdditiveModel:
    """The model `name` of `question`, calibrated if it is to be and there are enough events for its coefficients.

    Each of `columns` is (place, industry), `cross` (place,).
    """
    names = model_terms(question, name, columns)
    model = fit_additive(columns, names, cells, events, correct=name not in UNCORRECTED)
    if name != question.calibrated or model.events < EVENTS_PER_TERM * len(names):
        return model
    return fit_calibration(model, columns, cells, events, cross)


def plain_score(score: str, base: Array, fit_places: Mask) -> Array:
    """A score of the literature for each cell, (place, industry): no probability, only an order.

    `density` is relatedness density on presence with proximity learnt from `fit_places`; `diversity_x_ubiquity`
    the product of the two counts.
    """
    present = base.max(axis=0) > 0
    if score == "diversity_x_ubiquity":
        return np.outer(present.sum(axis=1), present[fit_places].sum(axis=0)).astype(np.float64)
    known = present[fit_places].any(axis=0)
    result = np.zeros(present.shape)
    result[:, known] = relatedness_density(present[:, known], proximity(present[fit_places][:, known]))
    return result
