"""Freeze what the simulator says of the scored studies: python -m studies.evidence.simulator_draws.

Made once, before any mechanism of a lever is taken out of the simulator, and not again: `evidence/simulator_draws.csv`
has for each scored row of studies.csv 256 draws (seed 1) of the effect on the row's common scale.
"""

import sys

import numpy as np

from relode.arrays import Values
from relode.evidence.studies import studies
from relode.examination.examine import DRAWS, SEED, effect
from relode.examination.experiments import Experiment, experiments
from relode.examination.measures import cumulated_ratio, over
from relode.examination.paired_runs import Pair, ground, paired
from relode.examination.readings import reading
from relode.panel import load
from studies import as_csv, write

FEWEST_JOBS = 0.01
"""A draw without more jobs has no logarithm of jobs for money: it counts as one hundredth of a worker's output."""


def on_scale(experiment: Experiment, family: str, runs: Pair) -> Values:
    """The draws of an experiment on the common scale of `family`, (draw,)."""
    horizon = experiment.horizon
    if family in ("B", "Bc") and experiment.outcome.measure in ("cost_per_job_year", "cost_per_job"):
        product, jobs = reading(runs.before, "gross_domestic_product"), reading(runs.before, "employment")
        worth = product[:, :horizon].sum(axis=(1, 2)) / jobs[:, :horizon].sum(axis=(1, 2))
        more = reading(runs.after, "employment") - jobs
        if family == "B":
            rate = cumulated_ratio(more, runs.money, horizon)
        else:
            made = reading(runs.after, experiment.outcome.quantity) - reading(runs.before, experiment.outcome.quantity)
            rate = over(made[:, horizon - 1].sum(axis=1), runs.money[:, :horizon].sum(axis=(1, 2)))
        return np.asarray(np.log(np.maximum(rate * worth, FEWEST_JOBS)))
    draws = effect(experiment, runs)
    money = experiment.shocks[0].dose
    if experiment.outcome.measure == "growth_points":
        return draws * horizon / 100
    if family == "A" and experiment.outcome.measure == "log_change":
        return draws / money
    if family == "B":
        return np.asarray(np.log(np.maximum(draws / money, FEWEST_JOBS)))
    return draws


def main() -> None:
    """Run every scored row that can be set up, and write the table."""
    scored = {study.effect_id: study.family for study in studies() if study.scored}
    base = ground(load(), DRAWS, SEED)
    lines = []
    for experiment in experiments():
        if experiment.effect_id not in scored:
            continue
        if not experiment.set_up:
            print(f"{experiment.effect_id}: cannot be set up", file=sys.stderr)
            continue
        runs = paired(base, experiment.places, experiment.shocks, experiment.horizon)
        draws = on_scale(experiment, scored[experiment.effect_id], runs)
        print(experiment.effect_id, scored[experiment.effect_id], np.nanquantile(draws, (0.05, 0.5, 0.95)), flush=True)
        lines.append([experiment.effect_id, *("" if np.isnan(x) else f"{x:.4g}" for x in draws)])
    head = ["effect_id", *(f"draw_{i}" for i in range(DRAWS))]
    write("evidence/simulator_draws", as_csv([dict(zip(head, line, strict=True)) for line in lines]))


if __name__ == "__main__":
    main()
