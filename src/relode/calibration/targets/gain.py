"""What a relation gains on a naive rule where it was not fitted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Groups
from relode.outlook.backcasts.harness import resampled_mean
from relode.streams import stream

SEED = 1


@dataclass(frozen=True)
class SkillGain:
    """Share of the mean absolute error of a naive rule that a relation takes away, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def gain(errors: NDArray[np.float64], naive: NDArray[np.float64], clusters: Groups) -> SkillGain:
    """The gain of `errors` on `naive`, (row, column) each, rows of a cluster drawn together; NaN where not scored."""
    own, benchmark = (np.abs(np.where(np.isfinite(errors), each, np.nan)) for each in (errors, naive))
    means = (resampled_mean(each, clusters, stream("gain_on_naive", SEED)) for each in (own, benchmark))
    low, high = np.quantile(1 - next(means) / next(means), (0.025, 0.975))
    return SkillGain(
        float(1 - np.nanmean(own) / np.nanmean(benchmark)), float(low), float(high), int(np.isfinite(own).sum())
    )
