"""How large an effect a trial sees, how many units it takes, and when it may stop early."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt

POWER, LEVEL = 0.8, 0.05
"""Chance to see the smallest effect, and chance to see one where there is none."""
LOOKS = (1 / 3, 1 / 2, 2 / 3)
"""Parts of the information at which a trial may be looked at before its end. A choice of this project."""
MOST_UNITS = 10**9


def design_effect(size: float, correlation: float) -> float:
    """How much more units count for if whole clusters of `size` units are drawn. [ratio]

    Equation: 1 + (size - 1) correlation

    Source: kish1965.
    Limits: clusters of one, or no correlation: 1. Full correlation: the size of a cluster.
    """
    return 1 + (size - 1) * correlation


def power_of(effect: float, spread: float, treated: float, control: float, freedom: float | None = None) -> float:
    """Chance that a two-sided t test at LEVEL tells `effect` from 0, in the unit of `spread`. [0-1]

    `freedom` of the test, that of two groups if None. Limits: no effect: LEVEL.
    """
    from scipy.special import fdtri, ncfdtr, ndtr, ndtri  # the whole of scipy.stats starts slowly

    df = treated + control - 2 if freedom is None else freedom
    if df < 1:
        return 0.0
    away = abs(effect) / (spread * sqrt(1 / treated + 1 / control))
    if df > 1000 or away > 30:  # the distribution of t is that of a normal by then, to three digits
        end = ndtri(1 - LEVEL / 2)
        return float(ndtr(away - end) + ndtr(-end - away))
    if away == 0:
        return LEVEL
    # The square of a t test: exact on both sides at once.
    return float(1 - ncfdtr(1, df, away**2, fdtri(1, df, 1 - LEVEL)))


def smallest_effect(
    spread: float, treated: float, control: float, freedom: float | None = None, power: float = POWER
) -> float:
    """The effect that is seen with `power`, in the unit of `spread`; infinite where no test can be made.

    Limits: twice the spread: twice the effect. Four times the units: half of it.
    """
    from scipy.optimize import brentq

    df = treated + control - 2 if freedom is None else freedom
    if df < 1 or treated < 1 or control < 1:
        return float("inf")
    error = spread * sqrt(1 / treated + 1 / control)
    # With one degree of freedom the test needs 16 standard errors at most.
    return float(brentq(lambda e: power_of(e, spread, treated, control, freedom) - power, 0.0, 60 * error))


THRESHOLD = 4.0
"""How many times the units a threshold takes that lots would, with places in the order of points, all equally likely.

Equation: 1 / (1 - correlation^2), of being above the middle and the place in the order: 3 / 4. Source: schochet2009.
"""


def chosen_by(choice: str) -> float:
    """How many times the units of a lottery a choice takes. [ratio]"""
    return THRESHOLD if choice == "threshold" else 1.0


def honest_pass(level: float = LEVEL) -> float:
    """Chance that an honest trial passes both checks of the years before, each at `level`. [0-1]

    Two changes before the measure, independent and of variance one: a Wald test looks at both, a placebo at one.

    Equation: integral over |z| < c of phi(z) (2 Phi(sqrt(d - z^2)) - 1), c and d the limits of one and of both

    Limits: level 0: 1. It lies between (1 - level)^2 and 1 - level.
    """
    from scipy.integrate import quad
    from scipy.stats import chi2, norm

    one, both = norm.ppf(1 - level / 2), chi2.ppf(1 - level, 2)
    return float(quad(lambda z: norm.pdf(z) * (2 * norm.cdf(sqrt(max(both - z**2, 0.0))) - 1), -one, one)[0])


def units_needed(effect: float, spread: float, power: float = POWER) -> int:
    """Units in both groups, half of them treated, that see `effect` with `power`. [count]

    Limits: twice the spread: four times the units, but for the degrees of freedom of few.
    """
    return _least(lambda each: power_of(effect, spread, each, each) >= power) * 2


def _least(enough: Callable[[int], bool]) -> int:
    low, high = 1, 2
    while not enough(high):
        low, high = high, high * 2
        if high > MOST_UNITS:
            return MOST_UNITS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


@dataclass(frozen=True)
class Look:
    """An early look: part of the information that is there, and the standard errors that an effect must be away."""

    part: float
    errors: float


def mixture_rho(information: float, level: float) -> float:
    """The spread of the mixture by which the boundary is tightest at `information`. [as information]

    Equation: information / (2 ln(1 / level) + ln(1 + 2 ln(1 / level)))

    Source: howard2021.
    """
    told = 2 * log(1 / level)
    return information / (told + log(1 + told))


def mixture_bound(information: float, level: float, tightest: float) -> float:
    """How far a sum of variance `information` may go, at any time, with chance `level`: two-sided normal mixture.

    Equation: sqrt((information + rho) (ln(1 + information / rho) + 2 ln(1 / level)))

    Source: howard2021.
    Limits: it is wider than the boundary of a single look, always.
    """
    rho = mixture_rho(tightest, level)
    return sqrt((information + rho) * (log(1 + information / rho) + 2 * log(1 / level)))


def looks(level: float = LEVEL) -> tuple[Look, ...]:
    """When a trial may be looked at, and what it must show to stop: valid however often one looks."""
    return tuple(Look(part, mixture_bound(part, level, 1.0) / sqrt(part)) for part in LOOKS)
