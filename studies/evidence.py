"""Renew what the room of evidence ships: python studies/evidence.py [draws] [scores] [calibration] [sensitivity].

Without a word all four. draws: draws.csv, one fit (seed 1). scores: scores.csv and row_scores.csv, each cluster left
out. calibration: simulated_worlds.csv, ranks of known truths. sensitivity: prior_sensitivity.csv. Everything is
NumPy; docs/evidence.md shows the tables.
"""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.calibration.targets.published_priors import WEIGHTS
from relode.evidence.left_out import (
    FREEDOM,
    LEVELS,
    RowScore,
    Spreading,
    all_scores,
    difference,
    fits_without,
    pooled_scores,
    scored_rows,
    simple_forecasts,
    z_of,
)
from relode.evidence.posterior import PRIORS
from relode.evidence.prediction import expected
from relode.evidence.sampling import draws
from relode.evidence.shipped_draws import written
from relode.evidence.studies import Study, studies
from relode.evidence.synthesis import kind_of, rows_of
from relode.evidence.worlds import TESTED, ranks

ROOM = Path(__file__).parents[1] / "src" / "relode" / "evidence"
SEED = 1
NO_NOTHING = {**PRIORS, "nothing": 1e6}
"""Priors under which something happens everywhere."""


def write(name: str, head: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """A table of the room."""
    with (ROOM / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *lines])


def simulated() -> dict[str, Vector]:
    """The simulator's frozen draws of each scored row, on the scale of its family."""
    result = {}
    for row in shipped_tables.rows("relode.evidence", "simulator_draws"):
        result[row["effect_id"]] = np.array([float(x) for name, x in row.items() if name != "effect_id" and x])
    return result


def pooled_prior(training: Sequence[Study], study: Study) -> Spreading:
    """Today's pooling: rows of the lever and family, near ones at 1/4, far ones at 1/16; spread lent where they are few."""
    def pooled(rows: Sequence[Study], relative: float | None) -> tuple[float, float]:
        x = np.array([z_of(one) for one in rows], dtype=float)
        weight = np.array([WEIGHTS[one.transfer] for one in rows])
        part = weight / weight.sum()
        mean, count = float(part @ x), float(1 / (part @ part))
        if relative is not None or count <= 1.01:
            between = abs((relative or 0.5) * mean)
        else:
            between = float(np.sqrt(max(part @ (x - mean) ** 2 * count / (count - 1), 0.0)))
        return mean, max(between * float(np.sqrt(1 + 1 / count)), 0.05)

    numbers = [one for one in training if one.y is not None and not one.shock]
    own = [one for one in numbers if kind_of(one) == kind_of(study) and one.family == study.family]
    if not own:
        return simple_forecasts(training, study)["no_effect"]
    lent = pooled([one for one in numbers if one.family == "A"], None)
    mean, sd = pooled(own, lent[1] / lent[0] if len(own) < 3 else None)
    return Spreading(mean, sd, 1e6)


def scores() -> None:
    """Leave each cluster out, score every forecast, write both tables."""
    table, start = studies(), time.process_time()
    without = fits_without(table, SEED)
    print("left out:", len(without), "fits", round(time.process_time() - start), "s", flush=True)
    rows = scored_rows(table)
    priors = {s.effect_id: pooled_prior([o for o in table if o.cluster != s.cluster], s) for s in rows}
    result = all_scores(table, without, simulated(), {"pooled_priors": priors}, SEED)
    plain = fits_without(table, SEED, priors=NO_NOTHING)
    result += [
        RowScore("synthesis_without_nothing", *astuple[1:])
        for astuple in (tuple(vars(row).values()) for row in all_scores(table, plain, simulated(), {}, SEED) if row.forecast == "synthesis")
    ]
    pool, weight = pooled_scores(result, "synthesis", "simulator_recalibrated", "pool")
    result += pool
    groups = {"all": rows, "numbers": [s for s in rows if s.y is not None], "signs": [s for s in rows if s.y is None],
              "own": [s for s in rows if s.holds != "money"], "money": [s for s in rows if s.holds == "money"]}  # fmt: skip
    for name in dict.fromkeys(s.family for s in rows):
        groups[f"family {name}"] = [s for s in rows if s.family == name]
    for name in dict.fromkeys(s.lever for s in rows):
        groups[f"lever {name}"] = [s for s in rows if s.lever == name]
    for name in dict.fromkeys(s.transfer for s in rows):
        groups[f"transfer {name}"] = [s for s in rows if s.transfer == name]
    lines = []
    for forecast in dict.fromkeys(row.forecast for row in result):
        own = {row.effect_id: row for row in result if row.forecast == forecast}
        for group, members in groups.items():
            of = [own[s.effect_id] for s in members]
            held = np.array([row.held for row in of if row.held], dtype=float)
            cover = [f"{x:.4f}" for x in held.mean(axis=0)] if len(held) else [""] * len(LEVELS)
            points = [row.crps for row in of if row.crps is not None]
            gaps = [difference(result, forecast, other, [s.effect_id for s in members], SEED) for other in ("no_effect", "simulator")]
            lines.append([forecast, group, len(of), len(points), *cover, f"{np.mean(points):.4f}" if points else "",
                          f"{np.mean([row.log_score for row in of]):.4f}", *(f"{x:.4f}" for gap in gaps for x in gap)])  # fmt: skip
            if group in ("all", "numbers", "signs", "own"):
                print(*lines[-1], flush=True)
    print("weight of the synthesis in the pool", weight)
    write("evidence_scores", ["forecast", "group", "n", "numbers", "coverage_50", "coverage_80", "coverage_90", "crps", "log_score",
                     "to_no_effect", "to_no_effect_low", "to_no_effect_high", "to_simulator", "to_simulator_low", "to_simulator_high"], lines)  # fmt: skip
    def cell(x: float | None) -> str:
        return "" if x is None else f"{x:.4g}"

    write("evidence_row_scores", ["forecast", "effect_id", "cluster", "log_score", "median", "p05", "p95", "crps", "held_90"],
          [[r.forecast, r.effect_id, r.cluster, cell(r.log_score), cell(r.median), cell(r.p05), cell(r.p95), cell(r.crps), int(r.held[-1]) if r.held else ""] for r in result])  # fmt: skip


def shipped() -> None:
    """One fit of all rows, and its draws."""
    start = time.process_time()
    (fit,) = draws(rows_of(studies()), SEED)
    print("fit:", round(time.process_time() - start, 1), "s of processor time, R-hat", round(fit.rhat, 3), flush=True)
    (ROOM / "evidence_draws.csv").write_text(written(fit, studies(), SEED), encoding="utf-8", newline="")


def calibration(worlds: int = 100) -> None:
    """Ranks of the truth in simulated worlds."""
    start = time.process_time()
    table = ranks(rows_of(studies()), worlds, SEED)
    print(worlds, "worlds", round(time.process_time() - start), "s", flush=True)
    write("simulated_worlds", ["world", *TESTED], [[at, *(f"{x:.4f}" for x in line)] for at, line in enumerate(table)])


VARIATIONS = {
    "as shipped": {},
    "half the spread between places": {"place_sd": PRIORS["place_sd"] / 2},
    "twice the spread between places": {"place_sd": PRIORS["place_sd"] * 2},
    "half the spread between levers": {"lever_sd": 0.25, "both_sd": 0.25},
    "twice the spread between levers": {"lever_sd": 1.0, "both_sd": 1.0},
    "mean of all at 0": {"mean": 0.0},
    "half the standard errors": {"error": PRIORS["error"] / 2},
    "twice the standard errors": {"error": PRIORS["error"] * 2},
    "nothing happens in half of places": {"nothing": 1.0},
    "far studies no wider": {"far": 1.0, "far_log_sd": 0.01},
}
SHOWN = ((("cluster_support", "measure"), "C"), (("connectivity_spending", "measure"), "D"), (("spending", "money"), "A"),
         (("renewable_build_out", "measure"), "D"), (("retraining_coverage", "measure"), "H"))  # fmt: skip


def sensitivity() -> None:
    """What other priors would have said."""
    lines = []
    for name, change in VARIATIONS.items():
        (fit,) = draws(rows_of(studies()), SEED, chains=4, sweeps=1000, priors={**PRIORS, **change})
        rng = np.random.default_rng(SEED)
        for kind, family in SHOWN:
            says = expected(fit, kind, family, rng)
            numbers = [f"{x:.4g}" for values in (says.average, says.here) for x in np.quantile(values, (0.05, 0.5, 0.95))]
            lines.append([name, kind[0], kind[1], family, *numbers])
        print(name, flush=True)
    ends = [f"{of}_{at}" for of in ("average", "here") for at in ("p05", "median", "p95")]
    write("prior_sensitivity", ["priors", "lever", "holds", "family", *ends], lines)


PARTS = {"draws": shipped, "scores": scores, "calibration": calibration, "sensitivity": sensitivity}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
