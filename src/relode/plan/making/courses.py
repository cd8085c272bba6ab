"""What the years of a plan run are told by: the course of doing nothing, with bands."""

import numpy as np

from relode.arrays import Values
from relode.plan.estimate import rounded
from relode.plan.making.plan_records import Course
from relode.plan.trials.stage import Stage

COURSES = {
    "employment": "persons",
    "in_work_share": "share",
    "working_age_people": "persons",
    "ageing_alone": "persons",
    "population": "persons",
    "income_per_person": "yuan per person",
    "services_per_person": "yuan per person",
    "housing_vacancy": "share",
    "debt_ratio": "share",
    "production_emissions": "t",
}
"""What is told of the years."""
BANDS = {"p05": 0.05, "median": 0.5, "p95": 0.95}


def courses(on: Stage) -> tuple[Course, ...]:
    """Each of COURSES if nothing is done."""
    return tuple(
        Course(name, unit, on.years, _bands(on.base[name]), *_beside_the_simulator(on, name))
        for name, unit in COURSES.items()
    )


def _beside_the_simulator(on: Stage, name: str) -> tuple[float | None, tuple[float, float] | None, float | None]:
    """What the simulator's last year is moved by, the middle half of what is told, and what it says itself outside it.

    Medians; None of what is not moved.
    """
    shift = on.ground.shifts.get(name)
    if shift is None or name not in on.base:
        return None, None, None
    amount, told = shift.amount[:, -1], on.base[name][:, -1]
    low, high = (rounded(float(end)) for end in np.quantile(told, (0.25, 0.75)))
    alone = rounded(float(np.median(told - amount)))
    return rounded(float(np.median(amount))), (low, high), None if low <= alone <= high else alone


def _bands(values: Values) -> dict[str, tuple[float, ...]]:
    return {band: tuple(rounded(float(v)) for v in np.quantile(values, level, axis=0)) for band, level in BANDS.items()}
