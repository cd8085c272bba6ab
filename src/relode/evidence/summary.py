"""What draws say of each lever and outcome in a few numbers: those that ship are in `evidence_effects.csv`."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.arrays import Vector
from relode.evidence.evidence_answer import Outcome, measured
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.studies import PublishedStudy
from relode.evidence.words import BOUND
from relode.streams import stream
from relode.usual import SEED


def summary(table: Sequence[PublishedStudy], draws: EffectDraws) -> dict[Outcome, Mapping[str, float]]:
    """Lever, what it holds, family -> quantiles of its mean over places and of a new place, and chances above 0.

    [unit of the family; 0-1]
    """
    result: dict[Outcome, Mapping[str, float]] = {}
    for (kind, family), _ in measured(table).items():
        says = expected(draws, kind, family, stream("expected_effect", SEED))
        numbers: dict[str, float] = {}
        for name, values in (("average", says.average), ("here", says.here)):
            numbers |= _quantiles(name, values)
        numbers["average_bound"] = float(np.quantile(says.average, BOUND))
        result[(*kind, family)] = numbers
    return result


def _quantiles(name: str, values: Vector) -> dict[str, float]:
    p05, median, p95 = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95)))
    return {f"{name}_p05": p05, f"{name}_median": median, f"{name}_p95": p95,
            f"{name}_above": float((values > 0).mean())}  # fmt: skip
