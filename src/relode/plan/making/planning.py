"""The planning run: decisions by facts first, then what comes of doing nothing in the simulator, and how sure."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import xarray as xr

from relode.calibration.prices import PRICED, log_real_kind_price
from relode.decisions.decide import decide
from relode.decisions.money import sums_of
from relode.decisions.options import KeepRequest
from relode.decisions.request import PlanRequest
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.futures import Futures
from relode.model.opening.opening_world import World, world
from relode.places import Place
from relode.plan.estimate import estimate
from relode.plan.failure.failing import failing
from relode.plan.making.own_policy import own_policy
from relode.plan.making.plan_records import KeepAnswer, PlanRecord
from relode.plan.trials.stage import Stage, courses, stage
from relode.plan.uncertainty.jobs_text import sensitivity_record
from relode.plan.uncertainty.jobs_uncertainty import jobs_uncertainty
from relode.plan.uncertainty.unknowns import unknowns

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


def planning(
    panel: xr.Dataset,
    place: Place,
    request: PlanRequest,
    progress: Progress,
    given: World | None = None,
    drawn: Futures | None = None,
) -> Iterator[PlanRecord]:
    """The run on a place; each record is whole. The same settings and facts give the same bits.

    Raises RelodeError for money that the place cannot have, before anything is simulated, and as its parts do. A place
    that the simulator does not have gives one record, which says why.
    """
    opened = given or world(panel)
    decided = decide(panel, place, request)
    why = None
    if place.code not in opened.codes:
        other = "unknown" if place.level == "prefecture" else "not_a_prefecture"
        why = opened.opening.excluded.get(place.code, other) or "unknown"
    first = replace(head(place, request, why or ""), decisions=decided)
    yield first
    if why is None:
        yield simulated(stage(opened, place, request, drawn), first, sums_of(panel, place, request).bonds, progress)


def head(place: Place, request: PlanRequest, why: str) -> PlanRecord:
    """What is known before anything ran."""
    return PlanRecord(
        state="done" if why else "decided",
        why_not=why,
        asked=request.record(),
        command=f"relode plan {place.slug} {request.command()}",
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


def simulated(on: Stage, first: PlanRecord, bonds: float, progress: Progress) -> PlanRecord:
    """The record with what the simulator says of doing nothing, of the user's own policy, and how sure that is.

    `bonds`: what may be borrowed for that policy [yuan per year].
    """
    record = replace(
        first,
        state="done",
        prices={kind: max(log_real_kind_price(kind)) for kind in PRICED},
        shrinks=shrinks(on),
        nothing=courses(on),
        own=own_policy(on, on.asked.own_policies[0], bonds) if on.asked.own_policies else None,
        fails=failing(on),
        kept=tuple(kept(on, each) for each in on.asked.kept),
    )
    progress("uncertainty", 1, 1)
    every = unknowns(on.ground)
    uncertainty = jobs_uncertainty(on.ground, every, on.asked.seed)
    return replace(record, sensitivity=sensitivity_record(uncertainty, every, on.asked.horizon))


def kept(on: Stage, request: KeepRequest) -> KeepAnswer:
    """How much of it is left in the last year if nothing is done, and the chance that it is enough."""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    today = on.nothing.quantities[request.quantity][:, before]
    left = np.asarray(on.base[request.quantity][:, -1] / today)
    chance = round(float(np.mean(left >= request.level)), 4)
    return KeepAnswer(request.what, request.level, estimate(left, "ratio"), chance)


def shrinks(on: Stage) -> bool:
    """Whether people of working age get fewer in nine of ten futures."""
    people = on.base["working_age_people"]
    return bool(np.mean(people[:, -1] < people[:, 0]) >= 0.9)
