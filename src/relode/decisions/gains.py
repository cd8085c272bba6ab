"""The gain of a programme: own effect by published studies, the effect of its money, and the yardstick, set apart.

The evidence gives an effect at the standard dose, in a new place and on average over places; the account gives the path
to it and what the money does by itself. Rows of studies hold a measure with its money: they give the total, and the own
effect is what is left of it. Where no row speaks of the lever, the family's prediction is its own doing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relode.arrays import Values, Vector
from relode.decisions.money_account import MILLION, MoneyAccount
from relode.decisions.rule import GainGrounds, thresholds
from relode.evidence.posterior import EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.prediction import place as in_a_place
from relode.evidence.studies import Kind, families, studies
from relode.streams import stream

WORST = 0.1
LOST = 0.1
"""Below this part of the yardstick a dearer dose loses too little for a cost to be told. A choice of this project."""
POINTS = 100.0
"""Points in a share."""


@dataclass(frozen=True)
class OwnSize:
    """The size of a measure at its dose, here and on average over places, (draw,) each. [log points of its outcome]

    `holds_money`: whether the studies' effect is the measure with its money. `error`: standard error of a common study.
    """

    here: Vector
    average: Vector
    holds_money: bool
    error: float


@dataclass(frozen=True)
class Gain:
    """Draws (draw,) of one measure on its outcome, means over the years of the plan. [unit of the outcome]

    `error`: standard error of a common study of it here.
    """

    account: MoneyAccount
    own: Vector
    money: Vector
    yardstick: Vector
    here: Vector
    average: Vector
    size: OwnSize
    error: float

    @property
    def total(self) -> Vector:
        """Own effect and that of the money together, (draw,). [unit of the outcome]"""
        return np.asarray(self.own + self.money)


def factors(doses: Values) -> Values:
    """Effect at doses (of any shape) over that at the standard dose: in proportion up to it, beyond by a power. [ratio]

    Limits: no dose, no effect; the standard dose: 1.
    """
    return np.where(doses <= 1, doses, np.maximum(doses, 1) ** thresholds()["curvature_above"].value)


def factor(dose: float) -> float:
    """The same at one dose. [ratio]"""
    return float(factors(np.asarray(dose)))


def own_size(
    draws: EffectDraws,
    lever: str,
    family: str,
    dose: float,
    count: int,
    seed: int,
    share: Vector | None = None,
    place: str = "",
) -> OwnSize:
    """What studies let us expect of a lever at `dose` (in standard doses), in `count` draws.

    All draws of the evidence come once, then once more in another order. `share` (draw,): people reached over all jobs,
    where the family counts points of re-employment a person. `place`: code of the place, whose way to differ from the
    average is drawn by itself; "" for any place.
    """
    kind: Kind = (lever, "measure")
    scale = factor(dose) * (1.0 if share is None else share / POINTS)
    says = expected(draws, kind, family, stream("expected_effect", seed))
    here = says.here
    if place:
        unit = families()[family].scale
        rng = stream("effect_in_a_place", (seed, int(place, 36)))
        here = unit * in_a_place(draws, says.average / unit, draws.place_sd(family), rng)
    rng = stream("decision_draws", seed)
    at = np.concatenate([rng.permutation(draws.count) for _ in range(0, count, draws.count)])[:count]
    error = study_error(draws, family) * float(np.mean(scale))
    return OwnSize(here[at] * scale, says.average[at] * scale, kind in draws.kinds, error)


def study_error(draws: EffectDraws, family: str) -> float:
    """Standard error of a common study of a family at the standard dose. [unit of the family]"""
    common = np.exp(draws.scalars["error_log_mean"] + draws.scalars["error_log_spread"] ** 2 / 2)
    return float(common.mean()) * families()[family].scale


def gain_of(account: MoneyAccount, size: OwnSize) -> Gain:
    """The gain over the yardstick, with its parts: own + money = total, total - yardstick = gain."""
    money = account.money
    here, average = (each * account.per_own for each in (size.here, size.average))
    own = here - money if size.holds_money else here
    total_average = average if size.holds_money else average + money
    return Gain(
        account=account,
        own=np.asarray(own),
        money=money,
        yardstick=account.yardstick,
        here=np.asarray(own + money - account.yardstick),
        average=np.asarray(total_average - account.yardstick),
        size=size,
        error=size.error * float(account.per_own.mean()),
    )


def together(gains: Sequence[Gain]) -> Gain:
    """The gain of one measure in several places at once: sums, draw by draw.

    All share what it does on average and the futures; how each place differs is drawn for each, so that differences
    cancel and the average counts. Errors of trials add up as those of independent places.
    Limits: one place: its own gain.
    """
    accounts = [each.account for each in gains]
    first = accounts[0]
    by_payer = {
        payer: tuple(float(sum(year)) for year in zip(*(each.by_payer[payer] for each in accounts), strict=True))
        for payer in first.by_payer
    }
    account = replace(
        first,
        request=replace(first.request, yuan=sum(each.request.yuan for each in accounts)),
        by_payer=by_payer,
        after=sum(each.after for each in accounts),
        **_sums(accounts, ("base", "money", "per_own", "yardstick", "yuan")),
    )
    sums = _sums(gains, ("own", "money", "yardstick", "here", "average"))
    return replace(gains[0], account=account, error=float(np.sqrt(sum(each.error**2 for each in gains))), **sums)


def _sums(parts: Sequence[object], names: Sequence[str]) -> dict[str, Any]:
    """Sums over parts of fields of draws, (draw,) each."""
    return {name: np.sum([getattr(each, name) for each in parts], axis=0) for name in names}


def at_price(gain: Gain, ratio: float) -> Gain:
    """The same dose at `ratio` times its price: what the money does, and the yardstick, follow the money.

    Limits: its own price: the same. Of studies that hold the money the total stays, and the yardstick grows.
    """
    more = ratio - 1
    dearer = {name: getattr(gain.account, name) * ratio for name in ("money", "yardstick", "yuan")}
    of_money = 0.0 if gain.size.holds_money else more * gain.money
    change = of_money - more * gain.yardstick
    return replace(
        gain,
        account=replace(gain.account, **dearer),
        own=gain.own + of_money - more * gain.money,
        money=gain.money * ratio,
        yardstick=gain.yardstick * ratio,
        here=gain.here + change,
        average=gain.average + change,
    )


def break_even(gain: Gain) -> float | None:
    """What the dose may cost in a year for the expected gain to be 0, None where no price takes it away. [yuan/yr]

    Limits: nothing gained at its price: its price. Money that does nine tenths of the yardstick or more: None.
    """
    lost = float((gain.yardstick - (0.0 if gain.size.holds_money else gain.money)).mean())
    if lost <= LOST * max(float(gain.yardstick.mean()), 0.0):
        return None
    return float(gain.account.yuan.mean()) * (1 + float(gain.here.mean()) / lost)


def printed_most(outcome: str) -> float | None:
    """The most output that a study of public money prints for a million yuan; None of other outcomes. [yuan x years]

    Jobs have printed costs of their own, and income none.
    """
    if outcome != "output":
        return None
    return MILLION * max(each.y for each in studies() if each.family == "A" and each.y is not None)


def worst_tenth(values: Vector) -> float:
    """Mean of the lowest tenth of draws (draw,), at least one. In the unit of the draws."""
    count = max(int(len(values) * WORST), 1)
    return float(np.sort(values)[:count].mean())


def capped_mean(values: Vector) -> float:
    """Mean of draws (draw,) whose upper end is capped: few large draws turn no sign. In the unit of the draws."""
    return float(np.minimum(values, np.quantile(values, thresholds()["capped_at"].value)).mean())


def value_of_trial(mean: float, spread: float, error: float) -> float:
    """What it is worth to know better before deciding, for normal beliefs: E max(0, later mean) - max(0, mean).

    `mean` and `spread` of the gain here, `error` of what a trial tells of it. [unit of the gain]

    Equation: s = spread^2 / sqrt(spread^2 + error^2); s phi(mean / s) + mean Phi(mean / s) - max(0, mean)

    Source: raiffa1961.
    Limits: nothing is unknown, or a trial tells nothing: 0. A mean far from 0: next to 0.
    """
    from scipy.stats import norm

    if spread <= 0:
        return 0.0
    s = spread**2 / np.sqrt(spread**2 + error**2)
    if not np.isfinite(s) or s <= 0:
        return 0.0
    return float(max(s * norm.pdf(mean / s) + mean * norm.cdf(mean / s) - max(mean, 0.0), 0.0))


def gain_grounds(gain: Gain, dear: Gain, priced: bool, stops: bool, seen: float) -> GainGrounds:
    """What the rule sees of a gain. `dear`: the gain at the upper end of the price; `seen` as in GainGrounds."""
    account, t = gain.account, thresholds()
    years, trial_years = len(account.years), t["trial_years"].value
    error = gain.error / max(seen, 1e-6)
    once = value_of_trial(float(gain.here.mean()), float(gain.here.std()), error)
    yardstick = float(account.yardstick.mean())
    # The yardstick's effect a yuan, on the money of a trial.
    of_trial = t["trial_part"].value * trial_years * account.request.yuan / float(account.yuan.mean())
    return GainGrounds(
        average_above=float((gain.average > 0).mean()),
        here=float(gain.here.mean()),
        capped=capped_mean(gain.here),
        dear=float(dear.here.mean()),
        worst_tenth=worst_tenth(gain.average),
        yardstick=yardstick,
        priced=priced,
        stops=stops,
        found_out=once * max(years - trial_years, 0.0),
        trial_cost=max(yardstick, 0.0) * of_trial,
        seen=seen,
    )
