"""The planning run: records that grow from the shipped policies to plans that were searched, compared and doubted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from relode.model.policy.policy_file import Policy
from relode.places import Place
from relode.plan.comparison import compared
from relode.plan.decisions import reach
from relode.plan.doubted import doubted
from relode.plan.evaluate import joined_outcomes
from relode.plan.finding import (
    Candidate,
    chosen,
    kept_plans,
    kept_to_limits,
    main_measures,
    searched,
    shipped_candidates,
)
from relode.plan.generations import SEARCHES
from relode.plan.planning_text import both, found_title
from relode.plan.searching import Found
from relode.plan.simulation import doses_of
from relode.plan.stability import kept_share
from relode.plan.stage import Asked, Stage, in_system, opened_world, stage
from relode.plan.step_record import Step, step_of, why_not, without

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


def planning(panel: xr.Dataset, place: Place, asked: Asked, folder: Path, progress: Progress) -> Iterator[Step]:
    """The run on a place: first the shipped policies, then what was searched; each record is whole.

    The files of the search lie in `folder`, and are gone on with if they are there. Raises RelodeError as its parts
    do. A place that the simulator does not have gives one record without plans, which says why.
    """
    opened = opened_world(panel)
    if not in_system(opened, place):
        yield Step(without(asked, why_not(opened.opening.excluded, place)), {})
        return
    yield from planned_on(stage(opened, place, asked), folder, progress)


def planned_on(on: Stage, folder: Path, progress: Progress) -> Iterator[Step]:
    """The run on a stage: as `planning`, for a place that the simulator has."""
    asked = on.asked
    shipped = shipped_candidates(on)
    seen = on.run([doses_of(each.policy, on.ground.futures.years) for each in shipped])
    yield step_of(on, compared(on, shipped, seen), None, searching=asked.generations > 0)
    progress("shipped", 1, 1)
    if not asked.generations:
        return
    within = reach(on.ground, asked.budget, asked.horizon)
    searches = []
    for number in range(SEARCHES):
        path = folder / f"search-{asked.seed + number}.jsonl"
        searches.append(searched(on, within, asked.seed + number, path, _telling(progress, number, asked.generations)))
    sets = [chosen(found, within, asked.horizon) for found in searches]
    best, outcomes = kept_to_limits(on, chosen(_both(searches), within, asked.horizon))
    named = [replace(each, policy=_titled(each, number)) for number, each in enumerate(best)]
    table = compared(on, [*shipped, *named], joined_outcomes([seen, *([outcomes] if outcomes else [])]))
    progress("comparing", 1, 1)
    measures = [main_measures(each) for each in sets]
    step = doubted(on, table, kept_share(*measures) if any(measures) else 1.0)
    step.record["as_good_in_another_seed"] = kept_plans(sets, searches)
    yield step


def _telling(progress: Progress, number: int, generations: int) -> Callable[[int, int], None]:
    return lambda done, _: progress("search", number * generations + done, SEARCHES * generations)


def _both(searches: Sequence[Found]) -> Found:
    return Found(
        np.concatenate([found.decisions for found in searches]),
        np.concatenate([found.objectives for found in searches]),
        sum(found.evaluated for found in searches),
        sum(found.replayed for found in searches),
    )


def _titled(candidate: Candidate, number: int) -> Policy:
    titles = both(partial(found_title, candidate, number))
    return replace(candidate.policy, title_en=titles["en"], title_zh=titles["zh"])
