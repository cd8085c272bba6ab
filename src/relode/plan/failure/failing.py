"""When doing nothing fails: from the stage to the record."""

import numpy as np

from relode.plan.asked.thresholds import Threshold, all_met
from relode.plan.estimate import rounded
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.conditions import conditions
from relode.plan.failure.discovery import when_it_fails
from relode.plan.making.plan_records import Failing
from relode.plan.trials.stage import Stage
from relode.streams import stream


def thresholds_of(on: Stage) -> tuple[Threshold, ...]:
    """What was asked for, or the jobs that doing nothing keeps in the middle future, to a twentieth of the opening."""
    if on.asked.parsed:
        return on.asked.parsed
    jobs = on.nothing.quantities["employment"]
    return (Threshold("employment", ">=", max(0.05, round(float(np.median(jobs[:, -1] / jobs[:, 0])) * 20) / 20)),)


def failing(on: Stage) -> Failing:
    """Under which conditions doing nothing misses its thresholds, by PRIM."""
    asked = thresholds_of(on)
    runs = {each.quantity: on.nothing.quantities[each.quantity] for each in asked}
    met = all_met(asked, {name: run[:, -1] / run[:, 0] for name, run in runs.items()})
    result = when_it_fails(conditions(on), ~met, stream("failure_conditions", on.asked.seed))
    return Failing(
        thresholds=tuple(map(str, asked)),
        reason=result.reason or "",
        bounds=tuple((factor, *_ends(each)) for factor, each in result.box.items()),
        coverage=rounded(result.fit.coverage),
        density=rounded(result.fit.density),
        density_90=result.density_90,
        base_rate=rounded(result.fit.base_rate),
        futures=len(met),
    )


def _ends(each: Restriction) -> tuple[float | None, float | None]:
    low, high = (rounded(float(end)) if np.isfinite(end) else None for end in (each.low, each.high))
    return low, high
