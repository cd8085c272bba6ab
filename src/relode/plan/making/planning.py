"""The planning run: first the money and the needs, then every decision, what comes of doing nothing, and how sure."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import xarray as xr

from relode.calibration.prices.resource_price import PRICED, last_price
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.places import Place
from relode.plan.asked.plan_asked import Command, PlanAsked, command
from relode.plan.decided_run import DecisionBasis, counted_alone
from relode.plan.failure.failing import failing
from relode.plan.making.courses import courses
from relode.plan.making.keeping import kept
from relode.plan.making.own_policy import own_policy
from relode.plan.making.plan_records import PlanRecord
from relode.plan.trials.stage import Stage, in_system, opened_world, stage
from relode.plan.uncertainty.jobs_uncertainty import jobs_uncertainty
from relode.plan.uncertainty.jobs_uncertainty_text import sensitivity_record
from relode.plan.uncertainty.unknowns import unknowns

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


def planning(panel: xr.Dataset, place: Place, asked: PlanAsked, progress: Progress) -> Iterator[PlanRecord]:
    """The run on a place; each record is whole. The same settings and facts give the same bits.

    Raises RelodeError for money that the place cannot have, before anything runs, and as its parts do. A place that the
    simulator does not have gives one record, with what its ages and its list decide, which says why there is no more.
    """
    opened = opened_world(panel)
    inside = in_system(opened, place)
    why = (
        ""
        if inside
        else opened.opening.excluded.get(place.code, "" if place.level == "prefecture" else "not_a_prefecture")
    )
    if not inside:
        record = head(place, asked, None, why or "unknown")
        yield replace(record, decisions=counted_alone(panel, place, asked))
        return
    money = command(panel, place, asked)
    basis = DecisionBasis.of(panel, place, asked, money)
    yield replace(head(place, asked, money, ""), decisions=basis.on(None))
    yield planned_on(stage(opened, place, asked, money), basis, progress)


def head(place: Place, asked: PlanAsked, money: Command | None, why: str) -> PlanRecord:
    """What is known before anything ran."""
    return PlanRecord(
        state="done" if why else "money",
        why_not=why,
        asked=asked.record(),
        command=f"relode plan {place.slug} {asked.command()}",
        budget=money.budget if money else 0.0,
        bonds=money.bonds if money else 0.0,
        granted=money.granted if money else 0.0,
        spending=money.spending if money else None,
        pots=money.pots if money else (),
        start=FIRST_PLAN_YEAR,
        horizon=asked.horizon,
        price_year=OPENING_YEAR,
        futures=asked.futures,
        seed=asked.seed,
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
