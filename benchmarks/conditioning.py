"""What moving futures to the one statement does: what reweighting them would leave, and how lever effects change.

    python benchmarks/conditioning.py          what moving hides
    python benchmarks/conditioning.py added    what a measure adds: multiplied by a factor, as before, and added

The first has a row a city: persons, jobs and 100 million yuan by which people, jobs and output of the last year are
moved (median future); the effective sample if futures were weighted so that the three get the mean and spread of the
outlook (normal in logarithms, with the simulator's correlations); and the median effect of each lever on jobs, as
moved and by those weights. The second has a row a measure: its money of the last year, the jobs that it adds in the
last year if the simulator's jobs with and without it are both multiplied by what takes doing nothing to the outlook
(as up to the first release, when its money was not), and as they are added now.
"""

import sys
from dataclasses import replace

import numpy as np

import relode as rl
from relode.calibration.draws import draw_futures
from relode.decisions.request import PlanRequest
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.model.results import stored_paths
from relode.outlook import outlook
from relode.places import find
from relode.plan.trials.evaluate import evaluate
from relode.plan.trials.stage import stage

CITIES = ("hegang", "baotou", "yulin", "fuxin", "panzhihua")
FUTURES, YEAR, SEED = 512, 2035, 1
TOLD = ("population", "employment", "gdp_real")
LEVERS = {"public_services_spending": 0.01, "schooling_spending": 0.01, "extraction_cut": 0.5, "talent_subsidy": 5.0}
NINE_IN_TEN = 2 * 1.6449
ADDED_IN = ("hegang", "ordos")
MEASURES = {
    **LEVERS,
    "connectivity_spending": 0.01,
    "research_spending": 0.01,
    "retraining_coverage": 0.5,
}
MILLION = 100
"""Million yuan in the unit of budgets."""


def weights(logs, told) -> np.ndarray:
    """Weights of futures (future, quantity) that give them the outlook's mean and spread; their sum is 1."""
    mean, spread = logs.mean(axis=0), logs.std(axis=0)
    correlation = np.corrcoef(logs.T)
    wanted = np.array([np.log(each.quantiles["median"][-1]) for each in told])
    wide = np.array([np.log(each.quantiles["p95"][-1] / each.quantiles["p05"][-1]) for each in told]) / NINE_IN_TEN

    def density(centre, size):
        z = (logs - centre) / size
        return -0.5 * np.einsum("fi,ij,fj->f", z, np.linalg.inv(correlation), z) - np.log(size).sum()

    log = density(wanted, wide) - density(mean, spread)
    found = np.exp(log - log.max())
    return found / found.sum()


def weighted_median(values, weight) -> float:
    """The value below which half of the weight lies."""
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weight[order]), 0.5)])


def ends(values) -> str:
    """Median with the 90 % band."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def added() -> None:
    """Print what measures add, before and after."""
    panel = rl.panel.load()
    opened = world(panel)
    drawn = draw_futures(opened, FUTURES, YEAR - OPENING_YEAR, SEED)
    around = stored_paths(drawn)
    print("| city | measure, dose | million yuan in 2035 | factor | jobs in 2035, times the factor | jobs, added |")
    print("| --- | --- | --- | --- | --- | --- |")
    for city in ADDED_IN:
        place, asked = find(city), PlanRequest(futures=FUTURES)
        on = stage(opened, place, asked, drawn, around)
        alone = replace(on.ground, shifts={})
        nothing = evaluate(alone, {}).at_end("employment")
        factor = on.nothing.at_end("employment") / nothing
        years = np.array(on.ground.futures.years) >= FIRST_PLAN_YEAR
        for name, dose in MEASURES.items():
            doses = {name: np.where(years, dose, 0.0)}
            simulated, moved = evaluate(alone, doses), evaluate(on.ground, doses)
            before = factor * (simulated.at_end("employment") - nothing)
            now = moved.at_end("employment") - on.nothing.at_end("employment")
            paid = MILLION * np.median((moved.cost - on.nothing.cost)[:, -1].sum(axis=-1))
            about = f"| {place.name_en} | {name} {dose:g} | {paid:,.0f} | {np.median(factor):.2f} |"
            print(about, f"{ends(before)} | {ends(now)} |", flush=True)


def main() -> None:
    """Print the table of what moving hides."""
    panel = rl.panel.load()
    opened = world(panel)
    drawn = draw_futures(opened, FUTURES, YEAR - OPENING_YEAR, SEED)
    around = stored_paths(drawn)
    names = list(LEVERS)
    print(
        "| city | people, jobs, output moved by | effective sample if weighted |",
        *(f"{name}: moved, weighted |" for name in names),
    )
    print("| --- | --- | --- |", *("--- |" for _ in names))
    for city in CITIES:
        place, asked = find(city), PlanRequest(futures=FUTURES)
        on = stage(opened, place, asked, drawn, around)
        raw = evaluate(replace(on.ground, shifts={}), {}).quantities
        told = outlook(panel, place, YEAR).quantities
        weight = weights(np.log(np.stack([raw[n][:, -1] for n in TOLD], axis=1)), [told[n] for n in TOLD])
        years = np.array(on.ground.futures.years) >= FIRST_PLAN_YEAR
        runs = [evaluate(on.ground, {name: np.where(years, dose, 0.0)}) for name, dose in LEVERS.items()]
        effects = np.stack([run.at_end("employment") for run in runs]) / on.nothing.at_end("employment") - 1
        amounts = ", ".join(f"{np.median(on.ground.shifts[name].amount[:, -1]):.2f}" for name in TOLD)
        cells = [f"{np.median(e):+.3%}, {weighted_median(e, weight):+.3%} |" for e in effects]
        print(f"| {city} | {amounts} | {1 / (weight**2).sum():.0f} of {FUTURES} |", *cells)


if __name__ == "__main__":
    added() if sys.argv[1:] == ["added"] else main()
