"""How wide bands must be: what forecasts missed by at earlier origins, by horizon and by how much a place mines."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values

GROUPS = 3
"""Below 1 %, 1 to 5 %, above 5 % of jobs in mining (2010)."""
SHARES = (0.5, 0.9)
NORMAL = (0.6745, 1.6449)
"""Half widths of the middle 50 and 90 % of a normal distribution, in standard deviations."""
SLOWEST, FASTEST = 0.5, 1.0
"""Powers of the years ahead between which errors grow: a random walk, and a drift that lasts."""
FEWEST_ERRORS = 20
MEAN_POINTS = 512
"""Equally likely values of which a mean is taken."""


def reach(scores: NDArray[np.float64], half_50: Values, half_90: Values) -> NDArray[np.float64]:
    """How far from the median values with `scores` of the normal lie, by `half_50` and `half_90`, (..., year).

    All three are broadcast; on the scale of the halves. [ln]
    Limits: scores of NORMAL give the halves; halves of a normal give score x deviation.
    """
    inner, outer = NORMAL
    size = np.abs(scores)
    further = half_50 + (size - inner) / (outer - inner) * (half_90 - half_50)
    return np.asarray(np.sign(scores) * np.where(size <= inner, size / inner * half_50, further))


def towards(sign: NDArray[np.float64], halves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half widths below the median where `sign` is negative, else above it; `halves` (side, ...), broadcast. [log]"""
    return np.asarray(np.where(sign < 0, halves[0], halves[1]))


def mean_factor(halves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over median of a quantity whose logarithm has these half widths, (share, place, year); (place, year). [1]

    Limits: no width: 1.
    """
    inverse = NormalDist().inv_cdf
    scores = [inverse((at + 0.5) / MEAN_POINTS) for at in range(MEAN_POINTS)]
    return np.asarray(sum(np.exp(reach(np.array(score), halves[0], halves[1])) for score in scores) / MEAN_POINTS)


@dataclass(frozen=True)
class Widths:
    """Half widths on the scale of the errors, (share, group, horizon); `known` horizons have errors of their own."""

    half: NDArray[np.float64]
    known: int


def widths(
    errors: Mapping[int, Grid],
    group: NDArray[np.int64],
    among: NDArray[np.bool_],
    until: int,
    horizon: int,
    nation: Values | None = None,
    side: int = 0,
) -> Widths | None:
    """Half widths of 50 and 90 % bands for 1 ... `horizon` years from what was missed up to the year `until`.

    `side`: -1 of the part below the median, from outcomes below what is expected of all places; 1 above; 0 of both.

    `errors` are origin -> (place, years ahead), of which places `among` are looked at. What all places missed by
    together and what each missed beside that are taken apart: the second as it was, the first with the spread of
    its history, or with `nation` (horizon,), the error of the sum of national growth. None without any error.
    """
    seen = {o: np.where(o + 1 + np.arange(e.shape[1]) <= until, e, np.nan)[among] for o, e in errors.items()}
    seen = {o: _as_wide(e, horizon) for o, e in seen.items() if np.isfinite(e[:, :horizon]).any()}
    if not seen:
        return None
    common = _common(seen, horizon)
    own = np.concatenate([e - c for e, c in zip(seen.values(), common, strict=True)])
    own = own if side == 0 else np.where(own * side > 0, own, np.nan)
    home = np.tile(group[among], len(seen))
    # Other countries tell that what growth is missed by lasts; of other quantities nothing does.
    beyond = SLOWEST if nation is None else None
    national = _grown(_root_mean_square(common), beyond, small=len(seen))
    national = national if nation is None else np.maximum(national, nation[:horizon])
    half = np.empty((len(SHARES), GROUPS, horizon))
    for i, share in enumerate(SHARES):
        for g in range(GROUPS):
            mine = own[home == g] if (home == g).sum() >= FEWEST_ERRORS else own
            half[i, g] = np.hypot(_grown(_quantiles(np.abs(mine), share, horizon), beyond), NORMAL[i] * national)
    return Widths(half, int(np.isfinite(common).any(axis=0).sum()))


def _as_wide(errors: Grid, horizon: int) -> Grid:
    return np.pad(errors[:, :horizon], ((0, 0), (0, max(0, horizon - errors.shape[1]))), constant_values=np.nan)


def _common(seen: Mapping[int, Grid], horizon: int) -> Grid:
    """What all places missed by together, (origin, horizon)."""
    values = np.full((len(seen), horizon), np.nan)
    for i, errors in enumerate(seen.values()):
        known = np.isfinite(errors).sum(axis=0) >= FEWEST_ERRORS
        values[i, known] = np.nanmean(errors[:, known], axis=0)
    return values


def _root_mean_square(values: Grid) -> Values:
    """Over the first axis, NaN where nothing is known."""
    known = np.isfinite(values).sum(axis=0)
    return np.where(known > 0, np.sqrt(np.nansum(values**2, axis=0) / np.maximum(known, 1)), np.nan)


def _quantiles(sizes: Grid, share: float, horizon: int) -> Values:
    values = np.full(horizon, np.nan)
    for at in range(min(horizon, sizes.shape[1])):
        known = sizes[:, at][np.isfinite(sizes[:, at])]
        if len(known) >= FEWEST_ERRORS:
            values[at] = np.quantile(known, share)
    return values


def _grown(sizes: Values, beyond: float | None, small: int = 0) -> Values:
    """Sizes that never fall with the years ahead; between two known ones they go from one to the other.

    Before the first known one they grow by the power that the known ones do, past the last by the power `beyond`, by
    that of the known ones where it is None. A power of the years ahead is a straight line on logarithms.

    `small` origins: their spread is that of a sample, and a new one lies further out.
    """
    at = np.flatnonzero(np.isfinite(sizes) & (sizes > 0))
    if not len(at):
        return np.zeros(len(sizes))
    ahead, known = np.log(np.arange(1, len(sizes) + 1)), np.log(sizes[at])
    power = (SLOWEST + FASTEST) / 2
    if len(at) > 1:
        power = float(np.clip(np.polyfit(ahead[at], known, 1)[0], SLOWEST, FASTEST))
    before = np.minimum(ahead - ahead[at[0]], 0) * power
    after = np.maximum(ahead - ahead[at[-1]], 0) * (power if beyond is None else beyond)
    values = np.exp(np.interp(ahead, ahead[at], known) + before + after)
    grown = np.maximum.accumulate(values)
    return np.asarray(grown * np.sqrt((small + 1) / small) if small else grown)
