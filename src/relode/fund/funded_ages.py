"""Who a place's people are by age: what ageing alone makes of them, and what the money changes."""

from collections.abc import Mapping

import numpy as np

from relode.arrays import Values
from relode.fund.fund_records import FundedAges
from relode.fund.judged_place import JudgedPlace
from relode.fund.net_of_neighbours import gain
from relode.fund.people_text import AGEING_SINCE
from relode.outlook.people_by_age.cohorts import STEP, WORKING, if_nobody_moved
from relode.plan.estimate import estimate, rounded
from relode.plan.trials.bundles import Trial

COUNTED = 2020
"""The census whose five-year groups are carried on."""
WORKING_AGE, EVERYBODY = "working_age_people", "population"


def ages_of(place: JudgedPlace, trial: Trial | None) -> FundedAges:
    """People of a place by age at the horizon, in the printing half: if nothing is done, and more with what it gets."""
    half = place.on.printing
    base = place.on.base[WORKING_AGE][half][:, -1]
    more = by_age(trial, half) if trial is not None else {name: np.zeros(len(base)) for name in ("working", "others")}
    return FundedAges(
        place.code,
        estimate(base, "persons"),
        gain(more["working"], "persons"),
        gain(more["others"], "persons"),
        ageing(place.code, int(place.on.years[-1])),
    )


def by_age(trial: Trial, half: slice) -> dict[str, Values]:
    """People more at the horizon: of 15 to 59, and younger and older ones, (future of the half,). [persons]

    Limits: both add up to the people who are more.
    """
    working = np.asarray(trial.ends[WORKING_AGE][half])
    return {"working": working, "others": np.asarray(trial.ends[EVERYBODY][half] - working)}


def ageing(code: str, horizon: int) -> tuple[float, float] | None:
    """People of 15 to 59 in AGEING_SINCE and at the horizon, if nobody came or went from the census on. [persons]

    None where the census has no ages of the place, and for a horizon that no five-year steps reach.
    Limits: nobody moves: what is left is births, deaths and birthdays.
    """
    if (horizon - COUNTED) % STEP or horizon <= AGEING_SINCE:
        return None
    people = if_nobody_moved(code, COUNTED, horizon)
    if people is None:
        return None
    ends = (people[(year - COUNTED) // STEP][:, WORKING].sum() for year in (AGEING_SINCE, horizon))
    start, end = (rounded(float(each)) for each in ends)
    return start, end


def ages_gained(trials: Mapping[str, Trial], half: slice, futures: int) -> dict[str, Values]:
    """The same over all funded places, sums draw by draw, (future of the half,). [persons]"""
    values = {name: np.zeros(len(range(futures)[half])) for name in ("working", "others")}
    for trial in trials.values():
        for name, more in by_age(trial, half).items():
            values[name] = values[name] + more
    return values
