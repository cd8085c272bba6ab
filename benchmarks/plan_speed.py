"""How fast a plan is made, and how fast futures of one city are, beside the EMA workbench on the same model.

    python benchmarks/plan_speed.py [--city hegang] [--parts plan,futures,workbench]

Each part is a process of its own, so that its peak memory is its own. Prints a Markdown table.
"""

import argparse
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FUTURES, SAMPLES, CALLS, LOOKED_UP = 512, 100_000, 500, 10_000
PARTS = ("plan", "futures", "workbench")


def plan(city: str) -> dict[str, float]:
    """The default plan: until its page one is on disk, and until it is done. [s]"""
    from relode.decisions.request import PlanRequest
    from relode.runs import report_runs as runs

    started, first = time.perf_counter(), {}

    def since(what: str) -> dict[str, float]:
        """Seconds by the clock, and of all cores together: on a machine that others use the clock says little."""
        return {what: time.perf_counter() - started, f"{what}, seconds of processors": time.process_time()}

    def tell(what: str, *_: object) -> None:
        if what == "page_one":
            first.update(since("default plan: page one"))

    with tempfile.TemporaryDirectory() as folder:
        runs.plan(city, [], Path(folder), PlanRequest(), tell)
    return first | since("default plan: done")


def grounded(city: str):
    """A city in a stored world, with everything that is not known of it."""
    from relode.decisions.request import PlanRequest
    from relode.model.opening.opening_world import world
    from relode.panel import load
    from relode.places import find
    from relode.plan.trials.stage import stage
    from relode.plan.uncertainty.jobs_uncertainty import Recombined
    from relode.plan.uncertainty.unknowns import unknowns

    panel, place, asked = load(), find(city), PlanRequest(futures=FUTURES)
    on = stage(world(panel), place, asked)
    return Recombined(on.ground, unknowns(on.ground))


def picked(looked, count: int):
    """Futures put together anew: of each unknown, the future that it is taken from."""
    import numpy as np

    rng = np.random.default_rng(1)
    return {unknown.name: rng.integers(FUTURES, size=count) for unknown in looked.every}


def futures(city: str) -> dict[str, float]:
    """A hundred thousand futures of one city with nothing done, put together from those of a plan."""
    ready = time.perf_counter()
    looked = grounded(city)
    started = time.perf_counter()
    assert len(looked.jobs(picked(looked, SAMPLES))) == SAMPLES
    return {
        f"ready: {FUTURES} futures of the system": started - ready,
        f"{SAMPLES:,} futures of one city": time.perf_counter() - started,
    }


def workbench(city: str) -> dict[str, float]:
    """The same futures through the EMA workbench: it calls a model once for each; and what its own work takes alone."""
    import numpy as np
    from ema_workbench import IntegerParameter, Model, ScalarOutcome, ema_logging, perform_experiments

    ema_logging.log_to_stderr(logging.ERROR)
    looked = grounded(city)
    picks = picked(looked, LOOKED_UP)
    known = looked.jobs(picks)

    def computed(number: int) -> dict[str, float]:
        one = {name: at[[number]] for name, at in picks.items()}
        return {"jobs": float(looked.jobs(one)[0])}

    def looked_up(number: int) -> dict[str, float]:
        return {"jobs": float(known[number])}

    times = {}
    for label, function, count in (("computed", computed, CALLS), ("looked up", looked_up, LOOKED_UP)):
        model = Model("city", function=function)
        model.uncertainties = [IntegerParameter("number", 0, LOOKED_UP - 1)]
        model.outcomes = [ScalarOutcome("jobs")]
        started = time.perf_counter()
        found = perform_experiments(model, scenarios=count)[1]["jobs"]
        times[label] = (time.perf_counter() - started) / count * SAMPLES
        assert np.isfinite(found).all()
    return {
        f"EMA workbench, {SAMPLES:,} calls of the same model (from {CALLS:,})": times["computed"],
        f"EMA workbench, its own work on {SAMPLES:,} answers (from {LOOKED_UP:,})": times["looked up"],
    }


def main() -> None:
    """Every part in a process of its own, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="hegang")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--part", choices=PARTS)
    given = parser.parse_args()
    if given.part:
        times = {"plan": plan, "futures": futures, "workbench": workbench}[given.part](given.city)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(json.dumps({"times": times, "peak": peak}))
        return
    print("| what | seconds | peak memory, GB |\n|---|---:|---:|")
    for part in given.parts.split(","):
        command = [sys.executable, __file__, "--city", given.city, "--part", part]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        for name, seconds in told["times"].items():
            print(f"| {name} | {seconds:.1f} | {told['peak']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
