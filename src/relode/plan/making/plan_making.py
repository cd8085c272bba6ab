"""The plan: measures to do, with doses by return on money until the money is used, checked by leaving each out."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from relode.arrays import Values
from relode.plan.asked.pots import YUAN
from relode.plan.cards.card_making import TriedMeasure
from relode.plan.cards.card_records import DoseTried
from relode.plan.cards.city_rule import Judge
from relode.plan.trials.bundles import Trial, trials
from relode.plan.trials.dose_reach import two_digits
from relode.plan.trials.financing import Bundle, Part
from relode.plan.trials.judged import STAYING
from relode.plan.trials.stage import Stage
from relode.plan.verdicts.verdict_tables import aims, sizes

WORST_PART = 0.1
RESERVE = 1.25
"""In the worst tenth of futures a plan may cost so many times the money asked for, on average. Assumed."""
LEAST_PART = 0.2
"""A measure that fits with less than a fifth of its dose is left out: it would be another measure. Assumed."""


@dataclass(frozen=True)
class Choice:
    """A part that may enter a plan: its return is practical sizes of its aim for each 100 million yuan.

    `yuan` a year of public budgets on average, `yuan_worst` on average over the worst tenth; of the choosing half.
    """

    part: Part
    back: float
    yuan: float
    yuan_worst: float


@dataclass(frozen=True)
class FittedBundle:
    """What entered a plan, what entered with a smaller dose, and what did not fit: names of measures."""

    bundle: Bundle
    smaller: tuple[str, ...]
    left: tuple[str, ...]


def choices(rule: Judge, measures: Sequence[TriedMeasure], kind: str) -> list[Choice]:
    """What the choosing half says is to do (`kind`: do or do_if_granted) on its own aim, the best return first."""

    def gain(tried: DoseTried, trial: Trial) -> float | None:
        aim = aims()[trial.bundle[0].measure.lever].outcome
        return _middle(rule, trial, aim) if tried.verdict == kind else None

    return _by_return(rule, measures, gain)


def choices_for(rule: Judge, measures: Sequence[TriedMeasure], outcome: str) -> list[Choice]:
    """What gains more than the practical size of an outcome in half of the choosing draws with assured money, whatever
    its verdict; the best return first."""

    def gain(tried: DoseTried, trial: Trial) -> float | None:
        middle = _middle(rule, trial, outcome)
        return middle if tried.money == "assured" and middle > 1 else None

    return _by_return(rule, measures, gain)


def choices_for_staying(rule: Judge, measures: Sequence[TriedMeasure], money: str) -> list[Choice]:
    """What helps those who stay (`STAYING`): more than one practical size in sum, and none of them worse by its size.

    Both in half of the choosing draws, with `money` assured or granted, whatever its verdict on its own aim.
    """

    def gain(tried: DoseTried, trial: Trial) -> float | None:
        middles = [_middle(rule, trial, outcome) for outcome in STAYING]
        return sum(middles) if tried.money == money and sum(middles) > 1 and min(middles) >= -1 else None

    return _by_return(rule, measures, gain)


def _middle(rule: Judge, trial: Trial, outcome: str) -> float:
    """The median effect in the choosing half, in practical sizes."""
    return float(np.median(trial.sized[outcome][rule.on.choosing])) / sizes()[outcome]


def _by_return(
    rule: Judge, measures: Sequence[TriedMeasure], gain: Callable[[DoseTried, Trial], float | None]
) -> list[Choice]:
    """Every trial that costs something and has a gain, by gain for the money."""
    half, every = rule.on.choosing, []
    for each in measures:
        for tried, trial in zip(each.tried, each.trials, strict=True):
            sizes_gained, paid = gain(tried, trial), float(trial.cost[half].mean()) / YUAN
            if sizes_gained is not None and paid > 0:
                public = trial.yearly[half] * YUAN
                yuan, worst = float(public.mean()), worst_tenth(public.mean(axis=1))
                every.append(Choice(trial.bundle[0], sizes_gained / paid, yuan, worst))
    return sorted(every, key=lambda choice: (-choice.back, choice.part.measure.name, choice.part.dose))


def worst_tenth(values: Values) -> float:
    """Mean of the tenth with the highest values, at least one: conditional value at risk.

    `values` is (future,), the mean in their unit.
    """
    count = max(1, round(WORST_PART * len(values)))
    return float(np.sort(values)[-count:].mean())


Key = TypeVar("Key", bound=Hashable)
Offered = TypeVar("Offered", bound=Choice)


@dataclass(frozen=True)
class Filled(Generic[Key, Offered]):
    """What money was used for: key -> the choice taken; keys of those made smaller, and of those that did not fit."""

    taken: Mapping[Key, Offered]
    smaller: tuple[Key, ...]
    left: tuple[Key, ...]


def filled(
    offered: Sequence[Offered],
    money: float,
    key: Callable[[Offered], Key],
    start: Mapping[Key, Offered] | None = None,
    ceiling: Callable[[Offered], tuple[str, float]] = lambda _: ("", np.inf),
) -> Filled[Key, Offered]:
    """Choices by return until the money (yuan a year) is used, on average and with a reserve in the worst tenth.

    One choice for each `key`: a larger dose takes the place of a smaller one where it fits; what does not fit is made
    smaller, or left out where less than a fifth of it fits. `start` is taken before. `ceiling`: the group of a choice,
    and the most money that choices of that group may use on average.
    """
    taken: dict[Key, Offered] = dict(start or {})
    smaller: list[Key] = []
    left: list[Key] = []
    for choice in offered:
        name = key(choice)
        before = taken.get(name)
        if before is not None and before.part.dose >= choice.part.dose:
            continue
        group, most = ceiling(choice)
        rest = [each for other, each in taken.items() if other != name]
        share = min(
            _room(money, sum(each.yuan for each in rest), choice.yuan),
            _room(RESERVE * money, sum(each.yuan_worst for each in rest), choice.yuan_worst),
            _room(most, sum(each.yuan for each in rest if ceiling(each)[0] == group), choice.yuan),
        )
        if share >= 1:
            taken[name] = choice
        elif share >= LEAST_PART and (before is None or share * choice.part.dose > before.part.dose):
            part = replace(choice.part, dose=two_digits(choice.part.dose * share))
            yuan, worst = choice.yuan * share, choice.yuan_worst * share
            taken[name] = replace(choice, part=part, yuan=yuan, yuan_worst=worst)
            smaller.append(name)
        elif before is None:
            left.append(name)
    return Filled(
        taken,
        tuple(dict.fromkeys(name for name in smaller if name in taken)),
        tuple(dict.fromkeys(name for name in left if name not in taken)),
    )


def fitted(offered: Sequence[Choice], money: float) -> FittedBundle:
    """The parts of a plan: the best returns until the money (yuan a year) is used, as `filled` has it."""
    result = filled(offered, money, lambda choice: choice.part.measure.name)
    return FittedBundle(tuple(each.part for each in result.taken.values()), result.smaller, result.left)


def _room(money: float, used: float, cost: float) -> float:
    """The part of a cost that still fits."""
    return (money - used) / cost if cost > 0 else 1.0


@dataclass(frozen=True)
class Made:
    """A plan with its trial, and the trial without each of its parts, by name of the measure."""

    fitted: FittedBundle
    trial: Trial
    without: Mapping[str, Trial]


def made(on: Stage, chosen: FittedBundle) -> Made | None:
    """The plan run whole and without each part, None where nothing was chosen."""
    if not chosen.bundle:
        return None
    bundles = [chosen.bundle, *(_without(chosen.bundle, part) for part in chosen.bundle)]
    whole, *others = trials(on, bundles)
    return Made(chosen, whole, {part.measure.name: trial for part, trial in zip(chosen.bundle, others, strict=True)})


def _without(bundle: Bundle, part: Part) -> Bundle:
    return tuple(each for each in bundle if each != part)


def needed(
    plan: Made, half: slice, run: Callable[[FittedBundle], Made | None]
) -> tuple[Made | None, dict[str, Values]]:
    """The plan without what it does not miss, and what it loses without each measure that was ever in it.

    A measure goes if in half of the draws of this `half` the plan loses nothing on the measure's own aim without it;
    the least missed goes first, and the rest is `run` again: of two that do the same, one stays. The losses, (future,),
    are in the unit of the aim's practical size.
    """
    missed: dict[str, Values] = {}
    current: Made | None = plan
    while current is not None:
        losses = {part.measure.name: lost(current, part.measure.name, aim_of(part)) for part in current.fitted.bundle}
        missed |= losses
        middle = {name: float(np.median(loss[half])) for name, loss in losses.items()}
        least = min(middle, key=lambda name: (middle[name], name))
        if middle[least] > 0:
            break
        rest = tuple(part for part in current.fitted.bundle if part.measure.name != least)
        current = run(FittedBundle(rest, current.fitted.smaller, (*current.fitted.left, least)))
    return current, missed


def lost(plan: Made, name: str, outcome: str) -> Values:
    """What a plan loses on an outcome without one of its measures, (future,), in the unit of its practical size."""
    return np.asarray(plan.trial.sized[outcome] - plan.without[name].sized[outcome])


def aim_of(part: Part) -> str:
    """The outcome that a part is for."""
    return aims()[part.measure.lever].outcome


def ordered(bundle: Bundle) -> Bundle:
    """By first year, then by name: training before closures, a survey before demolition."""
    return tuple(sorted(bundle, key=lambda part: (part.measure.start, part.measure.name)))
