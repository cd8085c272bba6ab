"""The one figure that would tell most about a measure: the unknown that its effect goes with."""

import numpy as np

from relode.arrays import Values
from relode.plan.card_records import Telling
from relode.plan.measures import Measure
from relode.plan.stage import Stage
from relode.plan.unknowns import unknowns


def most_telling(on: Stage, measure: Measure, effect: Values) -> Telling | None:
    """The measurable unknown whose rank goes most with that of the effect (future,), in the printing half.

    None where the effect is the same in every future.
    Limits: the effect is the unknown itself: that unknown, with a rank correlation of 1.
    """
    half = on.printing
    if np.ptp(effect[half]) == 0:
        return None
    known = [each for each in unknowns(on.ground, (measure.lever,)) if each.is_measurable]
    ranks = np.stack([ranked(np.argsort(each.order)[half].astype(np.float64)) for each in known])
    with_effect = np.array([np.corrcoef(own, ranked(effect[half]))[0, 1] for own in ranks])
    at = int(np.argmax(np.abs(with_effect)))
    return Telling(known[at].kind, known[at].of, known[at].item, round(float(with_effect[at]), 4))


def ranked(values: Values) -> Values:
    """The rank of each value, ties in their order."""
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)
