"""When a plan fails: a box of conditions that other draws of the futures would find too, or nothing.

Source: bryant2010 for scenario discovery by PRIM with coverage, density and a test of what other draws keep.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from relode.arrays import Bools, Interval
from relode.errors import RelodeError
from relode.plan.failure.boxes import Box, BoxFit, checked, fit, inside, significant
from relode.plan.failure.prim import trajectory

MOST_FACTORS = 4
"""Conditions in one sentence: more than four are not kept in mind. A choice of this project."""
QUASI_P = 0.05
"""Restrictions with a higher quasi-p-value are taken off. Source: bryant2010."""
KEPT_SHARE = 0.7
"""Each factor must be restricted on the same side in so many resamples. A choice of this project, as for rankings."""
FEWEST_FAILURES = 20
"""With fewer failures a slice of a twentieth holds less than one: nothing is sought. A choice of this project."""


@dataclass(frozen=True)
class Discovery:
    """Conditions of failure, or why none is told.

    `box` is empty where `reason` is given ("never_fails", "always_fails", "too_few", "nothing_found", "unstable",
    "no_better"). `kept_shares`: factor -> share of resamples that restrict it on the same side. `density_90` and
    `coverage_90`: 5 % and 95 % points over resamples of what their boxes reach in the futures left out of them,
    and `gain_90` of that density less the share of failures there, which is the density of saying nothing.
    """

    box: Box
    fit: BoxFit
    reason: str | None
    kept_shares: dict[str, float]
    density_90: Interval | None = None
    coverage_90: Interval | None = None
    gain_90: Interval | None = None


def when_it_fails(
    table: pd.DataFrame, fails: npt.ArrayLike, rng: np.random.Generator, resamples: int = 50
) -> Discovery:
    """The conditions under which the futures of `table` (future x factor) fail, bool (future,), if they are stable.

    The box is told only if each of its factors is restricted on the same side in 70 % of the boxes found in
    bootstrap resamples, and if those boxes are denser in failures than chance, with 90 % certainty, in the
    futures that their resample left out. Raises RelodeError for missing values or shapes that differ.
    Source: bryant2010, efron1993. Limits: no or only failures: no box; failures at random: no box.
    """
    bools = checked(table, fails)
    if resamples < 1:
        raise RelodeError("plan.no_resamples", count=resamples)
    nothing = fit(table, bools, {})
    if (why := _too_plain(bools)) is not None:
        return Discovery({}, nothing, why, {})
    box = chosen_box(table, bools)
    if not box:
        return Discovery({}, nothing, "nothing_found", {})
    others, held_out = _resampled(table, bools, rng, resamples)
    kept = {name: _kept_share(name, box, others) for name in box}
    figures = np.array([(f.density, f.coverage, f.density - f.base_rate) for f in held_out])
    if len(figures) < resamples / 2 or min(kept.values()) < KEPT_SHARE:
        return Discovery({}, nothing, "unstable", kept)
    density, coverage, gain = ((float(a), float(b)) for a, b in np.quantile(figures, [0.05, 0.95], axis=0).T)
    if gain[0] <= 0:
        return Discovery({}, nothing, "no_better", kept, density, coverage, gain)
    return Discovery(box, fit(table, bools, box), None, kept, density, coverage, gain)


def chosen_box(table: pd.DataFrame, fails: Bools) -> Box:
    """Of the trajectory the box with the highest harmonic mean of coverage and density, less what tells little.

    `table` has a row for each future, `fails` is (future,).

    Coverage and density count the same: a choice of this project; the literature leaves it to the analyst.
    """
    best = max(trajectory(table, fails), key=lambda box: fit(table, fails, box).harmonic_mean)
    return significant(table, fails, best, QUASI_P, MOST_FACTORS)


def _too_plain(fails: Bools) -> str | None:
    if not fails.any():
        return "never_fails"
    if fails.all():
        return "always_fails"
    return "too_few" if min(fails.sum(), (~fails).sum()) < FEWEST_FAILURES else None


def _resampled(
    table: pd.DataFrame, fails: Bools, rng: np.random.Generator, resamples: int
) -> tuple[list[Box], list[BoxFit]]:
    """The box of each resample, and how those that hold futures left out of it fare there."""
    boxes, fits = [], []
    for _ in range(resamples):
        drawn = rng.integers(len(table), size=len(table))
        left_out = np.setdiff1d(np.arange(len(table)), drawn)
        there, failing = table.iloc[left_out], fails[left_out]
        box = chosen_box(table.iloc[drawn], fails[drawn]) if fails[drawn].any() and not fails[drawn].all() else {}
        boxes.append(box)
        if box and failing.any() and inside(there, box).any():
            fits.append(fit(there, failing, box))
    return boxes, fits


def _kept_share(name: str, box: Box, others: list[Box]) -> float:
    sides = box[name].sides()
    return float(np.mean([name in other and bool(sides & other[name].sides()) for other in others]))
