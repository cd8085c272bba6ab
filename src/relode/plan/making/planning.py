"""The planning run: first the money and the needs, then every decision, what comes of doing nothing, and how sure.

What keeps so many jobs or people is the question turned round: programmes are added at the dose that they are judged
at, those with the cheapest job first, with the effect that studies and accounts let us expect (means over the years of
the plan, added to the jobs of the last year). "No known programme does" where all of them together do not. The money
need not be there: decisions say what may pay.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from relode.arrays import Vector
from relode.calibration.prices.resource_price import PRICED, last_price
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.places import Place
from relode.plan.asked.options import KeepRequest
from relode.plan.asked.request import Command, PlanRequest
from relode.plan.decided_run import DecisionBasis, begun, counted_alone
from relode.plan.estimate import estimate, rounded
from relode.plan.failure.failing import failing
from relode.plan.making.own_policy import own_policy
from relode.plan.making.plan_records import KeepAnswer, KeepMoney, PlanRecord
from relode.plan.trials.stage import Stage, courses
from relode.plan.uncertainty.jobs_text import sensitivity_record
from relode.plan.uncertainty.jobs_uncertainty import jobs_uncertainty
from relode.plan.uncertainty.unknowns import unknowns

LEVELS = {"half": 0.5, "nine_of_ten": 0.9}


@dataclass(frozen=True)
class JobsAdded:
    """What a programme adds to jobs, (draw,) [persons], for what all pay in a year on average [yuan per year]."""

    lever: str
    jobs: Vector
    yuan: float


def kept(on: Stage, basis: DecisionBasis, request: KeepRequest) -> KeepAnswer:
    """What keeps it: nothing, or the first so many programmes."""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    today = on.nothing.quantities[request.quantity][:, before]
    left = np.asarray(on.base[request.quantity][:, -1] / today)
    added = jobs_added(on, basis) if request.what == "jobs" else []
    ends = [left]
    if added:
        # The futures of the accounts are these, one after the other and again from the first.
        count = len(added[0].jobs)
        more = np.cumsum([each.jobs for each in added], axis=0) / np.resize(today, count)
        ends += [np.resize(left, count) + each for each in more]
    chance = [float(np.mean(end >= request.level)) for end in ends]
    least: dict[str, KeepMoney | None] = {}
    for name, share in LEVELS.items():
        enough = next((count for count, known in enumerate(chance) if known >= share), None)
        some = added[:enough]
        yuan = rounded(sum(each.yuan for each in some))
        least[name] = None if enough is None else KeepMoney(yuan, tuple(each.lever for each in some))
    return KeepAnswer(
        request.what,
        request.level,
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


Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


def planning(panel: xr.Dataset, place: Place, request: PlanRequest, progress: Progress) -> Iterator[PlanRecord]:
    """The run on a place; each record is whole. The same settings and facts give the same bits.

    Raises RelodeError for money that the place cannot have, before anything runs, and as its parts do. A place that the
    simulator does not have gives one record, with what its ages and its list decide, which says why there is no more.
    """
    opened = world(panel)
    on = begun(panel, place, request, opened)
    if on is None:
        other = "unknown" if place.level == "prefecture" else "not_a_prefecture"
        why = opened.opening.excluded.get(place.code, other)
        yield replace(head(place, request, None, why or "unknown"), decisions=counted_alone(panel, place, request))
        return
    yield replace(head(place, request, on.money, ""), decisions=on.basis.on(None))
    yield planned_on(on.stage, on.basis, progress)


def head(place: Place, request: PlanRequest, money: Command | None, why: str) -> PlanRecord:
    """What is known before anything ran."""
    return PlanRecord(
        state="done" if why else "money",
        why_not=why,
        asked=request.record(),
        command=f"relode plan {place.slug} {request.command()}",
        budget=money.budget if money else 0.0,
        bonds=money.bonds if money else 0.0,
        granted=money.granted if money else 0.0,
        spending=money.spending if money else None,
        pots=money.pots if money else (),
        start=FIRST_PLAN_YEAR,
        horizon=request.horizon,
        price_year=OPENING_YEAR,
        futures=request.futures,
        seed=request.seed,
        prices={},
        shrinks=False,
        nothing=(),
        decisions=None,
        own=None,
        fails=None,
        kept=(),
        sensitivity=None,
    )


def planned_on(on: Stage, basis: DecisionBasis, progress: Progress) -> PlanRecord:
    """The run on a stage: as `planning`, for a place that the simulator has."""
    record = replace(
        head(on.place, on.asked, on.command, ""),
        state="done",
        prices={kind: last_price(kind) for kind in PRICED},
        shrinks=shrinks(on),
        nothing=courses(on),
        decisions=basis.on(on),
        own=own_policy(on, on.asked.own_policies[0]) if on.asked.own_policies else None,
        fails=failing(on),
        kept=tuple(kept(on, basis, each) for each in on.asked.kept),
    )
    progress("uncertainty", 1, 1)
    every = unknowns(on.ground)
    uncertainty = jobs_uncertainty(on.ground, every, on.asked.seed)
    return replace(record, sensitivity=sensitivity_record(uncertainty, every, on.asked.horizon))


def shrinks(on: Stage) -> bool:
    """Whether people of working age get fewer in nine of ten futures."""
    people = on.base["working_age_people"]
    return bool(np.mean(people[:, -1] < people[:, 0]) >= 0.9)
