"""The entry models, from the weakest null to the full one: which terms each has."""

import numpy as np

from relode.measures.counts import Array
from relode.measures.proximity import proximity
from relode.measures.relatedness_density import relatedness_density
from relode.pathways.terms import Terms
from relode.pathways.transitions import Mask

# The order is the order of strength that the scores must show.
SCORES = ("density", "diversity_x_ubiquity")
MODELS = ("market_size", "strong_null", "three_terms", "full")

INDUSTRY_TERMS = ("mean_size", "near_threshold", "momentum")
SURROUNDING_TERMS = ("adjacent", "adjacent_counts", "second_ring", "own_region")
FULL = ("market_size", "related", "related_counts", *SURROUNDING_TERMS, "siblings", *INDUSTRY_TERMS)

# With fewer events for each coefficient a model with more terms scored worse than one with few.
EVENTS_PER_TERM = 20


def model_terms(model: str, columns: dict[str, Array]) -> tuple[str, ...]:
    """The terms of `model` that `columns` have: a table without neighbours or regions has fewer."""
    around = next((name for name in ("second_ring", "own_region") if name in columns), None)
    wanted = {
        "market_size": ("market_size",),
        "strong_null": ("market_size", *INDUSTRY_TERMS),
        "three_terms": ("market_size", "related", *([around] if around else [])),
        "full": FULL,
    }[model]
    return tuple(name for name in wanted if name in columns)


def supported_model(columns: dict[str, Array], events: int) -> str:
    """The full model if there are enough events for its coefficients, else the one with three terms."""
    return "full" if events >= EVENTS_PER_TERM * len(model_terms("full", columns)) else "three_terms"


def plain_score(score: str, base: Array, learnt: Terms, fit_places: Mask) -> Array:
    """A score of the literature for each cell, (place, industry): no probability, only an order.

    `density` is relatedness density on presence with proximity learnt from `fit_places`; `diversity_x_ubiquity`
    the product of the two counts.
    """
    present = base.max(axis=0) > 0
    if score == "diversity_x_ubiquity":
        return np.outer(present.sum(axis=1), present[fit_places].sum(axis=0)).astype(np.float64)
    known = present[fit_places].any(axis=0)
    result = np.zeros(learnt.presence_surprise.shape)
    result[:, known] = relatedness_density(present[:, known], proximity(present[fit_places][:, known]))
    return result
