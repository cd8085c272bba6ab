"""What the years of a plan run are told by: the course of doing nothing, and that of a plan beside it, with bands."""

import numpy as np

from relode.arrays import Values
from relode.plan.estimate import rounded
from relode.plan.making.plan_records import Course
from relode.plan.trials.judged import Path
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
"""What is told of the years, with and without a plan."""
BANDS = {"p05": 0.05, "median": 0.5, "p95": 0.95}


def courses(on: Stage, path: Path | None) -> tuple[Course, ...]:
    """Each of COURSES if nothing is done, and on the `path` of a plan; from the printing half."""
    return tuple(
        Course(
            name,
            unit,
            on.years,
            _bands(on, on.base[name]),
            None if path is None or name not in path else _bands(on, path[name]),
            _moved_by(on, name),
        )
        for name, unit in COURSES.items()
    )


def _moved_by(on: Stage, name: str) -> float | None:
    """The median factor by which a quantity of the last year is moved to the outlook, and effects on it too."""
    shift = on.ground.shifts.get(name)
    return None if shift is None or shift.is_difference else float(np.median(shift.amount[on.printing, -1]))


def _bands(on: Stage, values: Values) -> dict[str, tuple[float, ...]]:
    return {
        band: tuple(rounded(float(v)) for v in np.quantile(values[on.printing], level, axis=0))
        for band, level in BANDS.items()
    }
