"""From an estimate and its checks to a verdict in words, by rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from relode.evaluation.checks import Check
from relode.evaluation.designs import DesignEstimate

EFFECT, NO_EFFECT, NOT_IDENTIFIED = "effect", "no_effect_beyond", "not_identified"


@dataclass(frozen=True)
class Verdict:
    """`kind` is effect, no_effect_beyond or not_identified; `reasons` are keys of sentences, the first one counts.

    `bound` is the size beyond which effects are excluded, in the outcome's unit, where no effect was seen.
    """

    kind: str
    reasons: tuple[str, ...] = ()
    bound: float | None = None


def verdict(estimate: DesignEstimate, checks: Mapping[str, Check], practical: float, widest: float) -> Verdict:
    """The rule, in this order.

    1. Not identified if the treated already moved otherwise before, if the policy seems to work before it came, or if
       untreated neighbours move with the treated.
    2. Effect if the interval, the wild bootstrap by province (also when corrected for several outcomes) and, where
       drawn, placebos in place all tell it from 0, no single place or province makes it, and it outlasts the
       protocol's violation of parallel trends.
    3. Not identified if the interval tells it from 0 and one of the other checks of 2 does not.
    4. No effect beyond the farther end of the interval that allows for the violation; if that end is farther than
       `widest` practical sizes the data say nothing: not identified.

    Example:
        >>> import pandas as pd
        >>> from relode.evaluation import Check, DesignEstimate, verdict
        >>> found = DesignEstimate("staggered", 0.08, 0.02, 0.04, 0.12, pd.DataFrame(), 0.08, 0.02, 40, 200)
        >>> verdict(found, {}, practical=0.02, widest=2.0).kind
        'effect'
        >>> verdict(found, {"pre_trends": Check("pre_trends", False, {})}, practical=0.02, widest=2.0)
        Verdict(kind='not_identified', reasons=('pre_trends',), bound=None)
    """
    failed = tuple(
        name for name in ("pre_trends", "placebo_in_time", "spillovers")
        if name in checks and checks[name].passed is False
    )  # fmt: skip
    if failed:
        return Verdict(NOT_IDENTIFIED, failed)
    tells = ("wild_bootstrap", "several_outcomes", "placebo_in_place", "leave_one_out", "sensitivity")
    if estimate.low > 0 or estimate.high < 0:
        weak = tuple(name for name in tells if name in checks and checks[name].passed is False)
        return Verdict(NOT_IDENTIFIED, weak) if weak else Verdict(EFFECT)
    robust = checks["sensitivity"].detail
    bound = max(abs(robust["low"]), abs(robust["high"]))
    if bound > widest * practical:
        return Verdict(NOT_IDENTIFIED, ("too_wide",), bound)
    return Verdict(NO_EFFECT, (), bound)
