"""Money moved between the measures of a plan while all its aims together gain by it.

Filling a plan by return gives each measure credit for its own aim alone, and money to the best of them until it is
used. A measure that serves several aims, or that does most where others have done their part, is found by exchanging.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Values
from relode.plan.making.plan_making import LEAST_PART, RESERVE, Choice, FittedBundle, aim_of
from relode.plan.trials.bundles import Trial, trials
from relode.plan.trials.financing import Bundle, Part
from relode.plan.trials.stage import Stage
from relode.plan.verdicts.verdict_tables import sizes

STEPS = (0.5, 0.25, 0.125, 0.0625, 0.03125)
"""Parts of the money that change hands at once, the largest first. A choice of this project."""
ROUNDS = 3
"""Exchanges of one size at most. A choice of this project."""
NO_GAIN = 0.01
"""An aim that gains less than so many practical sizes counts as gaining that: a product of nothing compares nothing.

Assumed."""


@dataclass(frozen=True)
class Offer:
    """A measure on offer: a part at its largest dose; doses from none to the largest with what they cost, in rising
    order. `yuan` and `yuan_worst` as in `Choice`."""

    part: Part
    doses: Values
    yuan: Values
    yuan_worst: Values

    def mean(self, dose: float) -> float:
        """What a dose costs a year, between the doses that were tried. [yuan/yr]"""
        return float(np.interp(dose, self.doses, self.yuan))

    def worst(self, dose: float) -> float:
        """The same in the worst tenth of futures. [yuan/yr]"""
        return float(np.interp(dose, self.doses, self.yuan_worst))

    def bought(self, yuan: float, yuan_worst: float = np.inf) -> float:
        """The dose that so much a year pays for, on average and in the worst tenth, at most the largest; in hundredths
        of the largest, downwards; none where it is less than a fifth of the smallest dose tried."""
        dose = min(np.interp(yuan, self.yuan, self.doses), np.interp(yuan_worst, self.yuan_worst, self.doses))
        hundredth = self.doses[-1] / 100
        return (
            0.0 if dose < LEAST_PART * self.doses[1] else float(f"{np.floor(dose / hundredth + 1e-9) * hundredth:.6g}")
        )


Doses = Mapping[str, float]
"""Measure -> dose, none left out."""


def offers(offered: Sequence[Choice], chosen: Bundle = ()) -> dict[str, Offer]:
    """Each measure among the choices with all its doses, with the money of the `chosen` part, else of the best return.

    Doses that cost less than a smaller one are passed over.
    """
    granted = {part.measure.name: part.granted for part in (*(each.part for each in reversed(offered)), *chosen)}
    result = {}
    for name in dict.fromkeys(choice.part.measure.name for choice in offered):
        same = (each for each in offered if each.part.measure.name == name and each.part.granted == granted[name])
        own = sorted(same, key=lambda each: each.part.dose)
        rising = [own[0]]
        for each in own[1:]:
            if each.yuan > rising[-1].yuan and each.part.dose > rising[-1].part.dose:
                rising.append(each)
        costs = [(0.0, 0.0, 0.0), *((each.part.dose, each.yuan, each.yuan_worst) for each in rising)]
        result[name] = Offer(rising[-1].part, *np.array(costs).T)
    return result


def exchanged(on: Stage, chosen: FittedBundle, offered: Sequence[Choice], money: float) -> FittedBundle:
    """The plan after exchanges: while one moves money to another (or takes what is left over) and the product of the
    gains on all aims of the choices grows, the best such exchange is made.

    Gains are medians in practical sizes, in the choosing half. `money` (yuan a year) limits the mean, with the reserve
    the worst tenth, by the costs of single doses. The product is that of Nash's bargaining solution with doing nothing
    as what each aim falls back on: no aim is priced in another. Source: nash1950.
    """
    names = offers(offered, chosen.bundle)
    if len(names) < 2 or not chosen.bundle:
        return chosen
    wanted = tuple(sorted({aim_of(choice.part) for choice in offered}))
    start = {part.measure.name: part.dose for part in chosen.bundle}

    def value(every: Sequence[Doses]) -> list[float]:
        return [worth(on, trial, wanted) for trial in trials(on, [bundle_of(names, doses) for doses in every])]

    doses = best_exchange(names, start, money, value)
    tried = {name: each.doses for name, each in names.items()}
    return FittedBundle(
        bundle_of(names, doses),
        tuple(name for name, dose in doses.items() if not np.isclose(tried[name], dose, rtol=1e-9).any()),
        tuple(name for name in names if name not in doses),
    )


def worth(on: Stage, trial: Trial, wanted: Sequence[str]) -> float:
    """The logarithm of the product of the median gains on these aims in the choosing half, in practical sizes."""
    gains = [float(np.median(trial.sized[aim][on.choosing])) / sizes()[aim] for aim in wanted]
    return float(np.log(np.maximum(gains, NO_GAIN)).sum())


def bundle_of(names: Mapping[str, Offer], doses: Doses) -> Bundle:
    """These doses as parts."""
    return tuple(replace(names[name].part, dose=dose) for name, dose in doses.items())


def best_exchange(
    names: Mapping[str, Offer], start: Doses, money: float, value: Callable[[Sequence[Doses]], Sequence[float]]
) -> Doses:
    """Doses from `start` on, by the best exchange of each round as long as its `value` grows."""
    current, reached = dict(start), value([start])[0]
    for step in STEPS:
        for _ in range(ROUNDS):
            every = moves(names, current, money, step * money)
            values = value(every) if every else []
            at = int(np.argmax(values)) if every else -1
            if at < 0 or values[at] <= reached:
                break
            current, reached = dict(every[at]), values[at]
    return current


def moves(names: Mapping[str, Offer], doses: Doses, money: float, amount: float) -> list[Doses]:
    """Every way to move this much a year from one measure, or from what is not used, to another, within the limits.

    `money` and `amount` in yuan a year.
    """
    result: list[Doses] = []
    for giver in (None, *doses):
        rest = {name: dose for name, dose in doses.items() if name != giver}
        if giver is not None and (less := names[giver].bought(names[giver].mean(doses[giver]) - amount)) > 0:
            rest[giver] = less
        for taker in names:
            if taker == giver:
                continue
            others = {name: dose for name, dose in rest.items() if name != taker}
            before = doses.get(taker, 0.0)
            free = money - sum(names[name].mean(dose) for name, dose in others.items())
            spare = RESERVE * money - sum(names[name].worst(dose) for name, dose in others.items())
            more = names[taker].bought(min(free, names[taker].mean(before) + amount), spare)
            moved = {**others, taker: more}
            if more > before and moved not in result:
                result.append(moved)
    return result
