"""The one figure that would tell most about a measure, among what could be measured of the city and the lever."""

import numpy as np

from relode.arrays import Values
from relode.plan.cards.card_records import TellingUnknown
from relode.plan.estimate import rounded
from relode.plan.trials.measure_list import Measure
from relode.plan.trials.stage import Stage
from relode.plan.uncertainty.unknowns import unknowns
from relode.plan.verdicts.most_telling import most_telling


def telling(on: Stage, measure: Measure, effect: Values, size: float) -> TellingUnknown | None:
    """The measurable unknown that tells most of whether the effect (future,) is above `size`, in the printing half.

    None where that is the same in every future, or where no unknown tells more than chance would.
    """
    half = on.printing
    known = {each.name: each for each in unknowns(on.ground, (measure.lever,)) if each.is_measurable}
    ranks = {name: np.argsort(each.order)[half].astype(np.float64) for name, each in known.items()}
    result = most_telling(ranks, effect[half], size, on.asked.seed)
    if result is None:
        return None
    at = known[result.name]
    return TellingUnknown(at.kind, at.of, at.item, rounded(result.share), rounded(result.low), rounded(result.high))
