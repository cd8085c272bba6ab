"""When a plan, or doing nothing, fails, and what to watch: from the stage to the record."""

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.asked.thresholds import Threshold, all_met
from relode.plan.estimate import Estimate, rounded
from relode.plan.failure.boxes import Restriction
from relode.plan.failure.conditions import conditions
from relode.plan.failure.discovery import when_it_fails
from relode.plan.failure.signposts import signpost
from relode.plan.making.plan_records import Failing, Sign
from relode.plan.trials.evaluate import Doses
from relode.plan.trials.financing import Bundle, doses_of_bundle
from relode.plan.trials.judged import Path
from relode.plan.trials.stage import Stage
from relode.streams import stream

WATCHED = ("population", "employment", "mining_employment", "unemployment_rate", "debt_ratio", "budget_revenue")
"""What a city sees of itself every year."""


def thresholds_of(on: Stage) -> tuple[Threshold, ...]:
    """What was asked for, or the jobs that doing nothing keeps in the middle future, to a twentieth of the opening."""
    if on.asked.parsed:
        return on.asked.parsed
    jobs = on.nothing.quantities["employment"][0]
    return (Threshold("employment", ">=", max(0.05, round(float(np.median(jobs[:, -1] / jobs[:, 0])) * 20) / 20)),)


def failing(on: Stage, name: str, path: Path) -> Failing:
    """Under which conditions the plan of `path` misses its thresholds, by PRIM."""
    asked = thresholds_of(on)
    relative = {
        each.quantity: (path[each.quantity][:, -1] / on.nothing.quantities[each.quantity][0][:, 0])[None]
        for each in asked
    }
    met = all_met(asked, relative, dict.fromkeys(relative, 1.0))[0]
    result = when_it_fails(conditions(on), ~met, stream("failure_conditions", on.asked.seed))
    return Failing(
        plan=name,
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


def signs(on: Stage, name: str, bundle: Bundle, least: float) -> tuple[Sign, ...]:
    """When to begin the plan instead of beginning at once or never; told if it surely gains `least` jobs.

    Without financing: what is watched is the city, not who pays.
    """
    years = on.ground.futures.years
    start = years.index(FIRST_PLAN_YEAR)
    to = doses_of_bundle(on, bundle)
    runs = on.run([begun(to, at) for at in range(start, len(years))])
    observed = {quantity: on.nothing.quantities[quantity][0][:, start:] for quantity in WATCHED}
    gains = (runs.at_end("employment") - on.nothing.at_end("employment")).T
    result = signpost(observed, gains, stream("signposts", on.asked.seed))
    if result is None or result.gain_90[0] < least:
        return ()
    gain = Estimate(rounded(result.gain), "persons", (rounded(result.gain_90[0]), rounded(result.gain_90[1])))
    return (
        Sign(
            name,
            result.rule.quantity,
            result.rule.side,
            rounded(result.rule.level),
            gain,
            result.triggered,
            result.futures,
        ),
    )


def begun(doses: Doses, at: int) -> dict[str, Values]:
    """The doses from year number `at` on, nothing before, (year,) each and in their units."""
    values = {}
    for lever, dose in doses.items():
        late = np.array(dose, copy=True)
        late[:at] = 0.0
        values[lever] = late
    return values
