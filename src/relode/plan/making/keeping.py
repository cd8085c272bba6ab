"""The question turned round: which programmes keep so many jobs or people, in half and in nine of ten futures.

Programmes are added at the dose that they are judged at, those with the cheapest job first, with the effect that
studies and accounts let us expect (means over the years of the plan, added to the jobs of the last year). "No known
programme does" where all of them together do not. The money need not be there: decisions say what may pay.
"""

from dataclasses import dataclass

import numpy as np

from relode.arrays import Vector
from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.asked.keep_asked import KeepAsked
from relode.plan.decided_run import DecisionBasis
from relode.plan.estimate import estimate, rounded
from relode.plan.making.plan_records import KeepAnswer, KeepMoney
from relode.plan.trials.stage import Stage

LEVELS = {"half": 0.5, "nine_of_ten": 0.9}


@dataclass(frozen=True)
class JobsAdded:
    """What a programme adds to jobs, (draw,) [persons], for what all pay in a year on average [yuan per year]."""

    lever: str
    jobs: Vector
    yuan: float


def kept(on: Stage, basis: DecisionBasis, asked: KeepAsked) -> KeepAnswer:
    """What keeps it: nothing, or the first so many programmes."""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    today = on.nothing.quantities[asked.quantity][:, before]
    left = np.asarray(on.base[asked.quantity][:, -1] / today)
    added = jobs_added(on, basis) if asked.what == "jobs" else []
    ends = [left]
    if added:
        # The futures of the accounts are these, one after the other and again from the first.
        count = len(added[0].jobs)
        more = np.cumsum([each.jobs for each in added], axis=0) / np.resize(today, count)
        ends += [np.resize(left, count) + each for each in more]
    chance = [float(np.mean(end >= asked.level)) for end in ends]
    least: dict[str, KeepMoney | None] = {}
    for name, share in LEVELS.items():
        enough = next((count for count, known in enumerate(chance) if known >= share), None)
        some = added[:enough]
        yuan = rounded(sum(each.yuan for each in some))
        least[name] = None if enough is None else KeepMoney(yuan, tuple(each.lever for each in some))
    return KeepAnswer(
        asked.what,
        asked.level,
        estimate(left, "ratio"),
        round(chance[0], 4),
        least["half"],
        least["nine_of_ten"],
        estimate(ends[-1], "ratio") if added else None,
    )


def jobs_added(on: Stage, basis: DecisionBasis) -> list[JobsAdded]:
    """The lawful programmes that are expected to add jobs here, the cheapest job first."""
    found = []
    for each in basis.judged(on):
        programme, account, gain = each.asked.programme, each.account, each.gain
        if account is None or gain is None or account.request.outcome != "jobs" or programme.lawful == "not_allowed":
            continue
        if gain.total.mean() > 0:
            found.append(JobsAdded(programme.lever, gain.total, float(account.yuan.mean())))
    return sorted(found, key=lambda each: each.yuan / float(each.jobs.mean()))
