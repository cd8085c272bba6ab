"""The question turned round: the least money that keeps so many jobs or people, in half and in nine of ten futures.

Measures are added by what they gain for a yuan, whoever pays, each at its largest dose; the last one is made as small
as it may be. "Nothing known does" where all of them together do not. Least is meant among these sums of measures.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.asked.keep_asked import KeepAsked
from relode.plan.asked.pots import YUAN
from relode.plan.cards.card_figures import cents
from relode.plan.cards.card_making import TriedMeasure
from relode.plan.estimate import estimate
from relode.plan.making.plan_records import KeepAnswer, KeepMoney
from relode.plan.trials.bundles import Trial
from relode.plan.trials.financing import Bundle, Part, runs
from relode.plan.trials.stage import Stage

LEVELS = {"half": 0.5, "nine_of_ten": 0.9}
STEPS = (0.25, 0.5, 0.75, 1.0)
"""Parts of the last measure that are tried."""


def kept(on: Stage, measures: Sequence[TriedMeasure], asked: KeepAsked) -> KeepAnswer:
    """The least money, by pot, that keeps it; searched in the choosing half, told from the printing half."""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    today = on.nothing.quantities[asked.quantity][0][:, before]
    parts = _by_return(on, measures, asked)
    bundles: list[Bundle] = [()]
    for number, part in enumerate(parts):
        whole = tuple(parts[:number])
        bundles += [(*whole, replace(part, dose=part.dose * step)) for step in STEPS]
    ends = [np.asarray(on.base[asked.quantity][:, -1] / today)]
    costs: list[KeepMoney | None] = [KeepMoney(0.0, ())]
    for run in runs(on, bundles[1:]):
        ends.append(run.path[asked.quantity][:, -1] / today)
        years = len(on.years)
        half = on.printing
        paid = run.paid
        granted = float(paid.granted[half].sum(axis=1).mean()) * YUAN / years
        others = float((paid.total[half] / YUAN - paid.by("city")[half].sum(axis=1)).mean()) * YUAN / years
        pots = (("granted", cents(granted)), ("others", cents(others)))
        costs.append(KeepMoney(cents(sum(yuan for _, yuan in pots)), pots))
    chance = {
        name: _chances(ends, asked.level, half) for name, half in (("chosen", on.choosing), ("told", on.printing))
    }
    least: dict[str, KeepMoney | None] = {}
    for name, share in LEVELS.items():
        enough = [i for i, known in enumerate(chance["chosen"]) if known >= share and chance["told"][i] >= share]
        at = min(enough, key=lambda i: costs[i].yuan, default=None)  # type: ignore[union-attr]
        least[name] = None if at is None else replace(costs[at], measures=_named(bundles[at]))  # type: ignore[type-var]
    return KeepAnswer(
        asked.what,
        asked.level,
        estimate(ends[0][on.printing], "ratio"),
        round(chance["told"][0], 4),
        least["half"],
        least["nine_of_ten"],
        estimate(ends[-1][on.printing], "ratio"),
        round(chance["told"][-1], 4),
    )


def _by_return(on: Stage, measures: Sequence[TriedMeasure], asked: KeepAsked) -> list[Part]:
    """The largest granted dose of every measure that adds to it in most of the choosing half, best for a yuan first."""
    offered = []
    for each in measures:
        own = [trial for trial in each.trials if trial.bundle[0].granted]
        for trial in own[-1:]:
            gain = float(np.median(_gain(trial, asked)[on.choosing]))
            cost = float(trial.cost[on.choosing].mean())
            if gain > 0 and cost > 0:
                offered.append((gain / cost, each.measure.name, trial.bundle[0]))
    return [part for _, _, part in sorted(offered, key=lambda each: (-each[0], each[1]))]


def _gain(trial: Trial, asked: KeepAsked) -> Values:
    return trial.ends[asked.quantity]


def _chances(ends: Sequence[Values], level: float, half: slice) -> list[float]:
    """The share of futures of a half in which the level is kept."""
    return [float(np.mean(end[half] >= level)) for end in ends]


def _named(bundle: Bundle) -> tuple[tuple[str, float], ...]:
    return tuple((part.measure.name, part.dose) for part in bundle)
