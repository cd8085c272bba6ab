"""Bundles of measures run with their financing, and reduced to what cards and plans need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Bools, Values
from relode.plan.asked.keep_asked import KEEPABLE
from relode.plan.asked.pots import YUAN
from relode.plan.trials.dose_reach import PUBLIC
from relode.plan.trials.financing import Bundle, BundleRun, runs
from relode.plan.trials.judged import BOUGHT, effects
from relode.plan.trials.stage import Stage

NOT_ASSURED = 0.05
"""Where others than city and firms pay a larger part, the money is not assured. Assumed."""
GROUPS = {"low_skilled": "persons", "high_skilled": "persons", "mining_employment": "persons"}
"""Of whom a card says how many more there are at the horizon."""


@dataclass(frozen=True)
class Trial:
    """A bundle reduced to what cards and plans need; all arrays (future,) over every future.

    `sized`: outcome -> effect in the unit of its practical size, good positive; `plain` in a reader's unit; `bought`:
    unit of a published cost -> what the money buys; `groups` and `ends`: more of them at the horizon; `cost`: yuan of
    all payers over the years; `payers_by_year` and `pots_by_year`: (future, year). [10^8 yuan/yr]
    """

    bundle: Bundle
    sized: Mapping[str, Values]
    plain: Mapping[str, Values]
    bought: Mapping[str, Values]
    groups: Mapping[str, Values]
    ends: Mapping[str, Values]
    cost: Values
    payers_by_year: Mapping[str, Values]
    pots_by_year: Mapping[str, Values]

    @property
    def payers(self) -> Mapping[str, Values]:
        """Payer -> yuan over the years, (future,)."""
        return {name: paid.sum(axis=1) * YUAN for name, paid in self.payers_by_year.items()}

    @property
    def pots(self) -> Mapping[str, Values]:
        """Pot -> yuan over the years, (future,)."""
        return {name: paid.sum(axis=1) * YUAN for name, paid in self.pots_by_year.items()}

    @property
    def asks_others(self) -> Bools:
        """Where public budgets above the city or insurance funds pay more than a twentieth, (future,)."""
        asked = sum(self.payers[name] for name in ("province", "centre", "insurance"))
        return np.asarray(asked > NOT_ASSURED * np.abs(self.cost))

    @property
    def yearly(self) -> Values:
        """What public budgets pay, (future, year). [10^8 yuan/yr]"""
        return np.asarray(sum(self.payers_by_year[name] for name in PUBLIC))


def trials(on: Stage, bundles: Sequence[Bundle]) -> list[Trial]:
    """Every bundle run with its financing and set beside doing nothing."""
    return [_reduced(on, run) for run in runs(on, bundles)]


def _reduced(on: Stage, run: BundleRun) -> Trial:
    base, paid = on.base, run.paid
    asked = paid.by_payer
    above = asked["centre"] + asked["province"]
    # What is granted is paid by the centre, or by a province in its place.
    payers = {**asked, "city": asked["city"] - paid.granted, "centre": asked["centre"] + paid.granted}
    pots = {
        "own": payers["city"] - paid.bonds,
        "granted": paid.granted + above,
        "bonds": paid.bonds,
        "others": paid.lines.sum(axis=-1) - asked["city"] - above,
    }
    return Trial(
        run.bundle,
        effects(run.path, base, plain=False),
        effects(run.path, base, plain=True),
        {unit: bought(run.path, base) for unit, bought in BOUGHT.items()},
        {name: (run.path[name] - base[name])[:, -1] for name in GROUPS},
        {name: (run.path[name] - base[name])[:, -1] for name in KEEPABLE.values()},
        paid.total,
        payers,
        pots,
    )
