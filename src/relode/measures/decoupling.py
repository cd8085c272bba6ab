"""Decoupling: whether a burden grew with what it bears, in the eight states of the literature."""

import numpy as np

from relode.errors import RelodeError

LOW, HIGH = 0.8, 1.2
"""Elasticities between which burden and output move together."""


def decoupling_elasticity(burden: tuple[float, float], output: tuple[float, float]) -> float:
    """Relative change of the burden (start, end) over that of output (start, end). [1]

    Raises RelodeError for values that are not positive. Source: tapio2005.
    Limits: the same relative change: 1; a burden that stays: 0; output that stays: infinite, or NaN if both stay.

    Example:
        >>> round(rl.measures.decoupling_elasticity(burden=(100, 102), output=(100, 110)), 2)
        0.2
    """
    changes = [_change(*pair) for pair in (burden, output)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.float64(changes[0]) / np.float64(changes[1]))


def decoupling_state(burden: tuple[float, float], output: tuple[float, float]) -> str:
    """One of eight states; bounds of coupling count as coupling. Errors and source as for the elasticity.

    Limits: output up and burden down: strong decoupling; output down and burden up: strong negative decoupling.

    Example:
        >>> rl.measures.decoupling_state(burden=(100, 102), output=(100, 110))
        'weak_decoupling'
        >>> rl.measures.decoupling_state(burden=(100, 98), output=(100, 110))
        'strong_decoupling'
    """
    # Rounded, since a bound that is met exactly may miss it by the last bit of a division.
    up, elasticity = _change(*output) >= 0, round(decoupling_elasticity(burden, output), 9)
    if _change(*burden) < 0 and up:
        return "strong_decoupling"
    if _change(*burden) > 0 and not up:
        return "strong_negative_decoupling"
    if LOW <= elasticity <= HIGH:
        return "expansive_coupling" if up else "recessive_coupling"
    if up:
        return "expansive_negative_decoupling" if elasticity > HIGH else "weak_decoupling"
    return "recessive_decoupling" if elasticity > HIGH else "weak_negative_decoupling"


def _change(start: float, end: float) -> float:
    if not (0 < start < np.inf and 0 < end < np.inf):
        raise RelodeError("measures.not_positive", count=1)
    return end / start - 1
