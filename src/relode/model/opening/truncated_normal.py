"""Draws of a standard normal variable between two limits, to the bit those of SciPy's `truncnorm`.

SciPy's own takes the whole of `scipy.stats` into memory: 70 MB and a second in a server that needs nothing else of it.
"""

import numpy as np
from scipy import special

from relode.arrays import Values


def truncated_normal(lower: Values, upper: float, size: tuple[int, ...], rng: np.random.Generator) -> Values:
    """Standard normal draws between `lower`, (place,), and `upper`, above 0: of shape `size`, (future, place). [1]

    Limits: wide limits: a standard normal; narrow ones: evenly between them.
    Raises ValueError where no number lies between the limits: a defect of ours.
    """
    lows, highs = np.broadcast_arrays(lower, upper)
    if not (lows < highs).all():
        raise ValueError("lower, upper")
    chances, values = rng.uniform(size=size), np.empty(size)
    # Each tail by logarithms of its own end: the other end is 1 but for rounding.
    for here, sign in ((lows < 0, 1), (lows >= 0, -1)):
        low, high, chance = lows[here], highs[here], chances[..., here]
        end, part = (low, np.log(chance)) if sign == 1 else (-high, np.log1p(-chance))
        ends = np.broadcast_to(special.log_ndtr(end), chance.shape)
        values[..., here] = sign * special.ndtri_exp(special.logsumexp([ends, part + _log_mass(low, high)], axis=0))
    return values


def _log_mass(lower: Values, upper: Values) -> Values:
    """Logarithm of the chance that a standard normal variable lies between two limits, the upper above 0."""
    values = np.empty(lower.shape)
    is_right = lower > 0
    ends = special.log_ndtr(-lower[is_right]), special.log_ndtr(-upper[is_right]) + np.pi * 1j
    values[is_right] = np.real(special.logsumexp(ends, axis=0)) if is_right.any() else 0.0
    values[~is_right] = special.log1p(-special.ndtr(lower[~is_right]) - special.ndtr(-upper[~is_right]))
    return values
