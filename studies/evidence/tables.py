"""What the room of evidence ships: python -m studies.evidence.tables [draws] [scores] [worlds] [priors].

draws: evidence_draws.csv, one fit of all rows. scores: evidence_scores.csv and evidence_row_scores.csv, each cluster
left out. worlds: simulated_worlds.csv, ranks of known truths. priors: prior_sensitivity.csv. Without a word all four.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.calibration.targets.published_priors import WEIGHTS
from relode.evidence.left_out import (
    LEVELS,
    RowScore,
    Spreading,
    all_scores,
    by_clusters,
    clusters_of,
    difference,
    scored_rows,
    simple_forecasts,
    z_of,
)
from relode.evidence.posterior import PRIORS, EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.sampling import WHOLE, draws
from relode.evidence.shipped_draws import read_draws, written
from relode.evidence.studies import PublishedStudy, studies
from relode.evidence.synthesis import kind_of, rows_of
from relode.evidence.worlds import TESTED, a_world, ranks
from studies import PACKAGE, as_csv, own_folder, write

SEED = 1
REFIT = WHOLE._replace(chains=1)
"""Chains of the many fits that do not ship."""
ROWS = ("studies", "families", "evidence_priors", "value_added_per_worker")
MODULES = ("conversions", "posterior", "sampling", "shipped_draws", "studies", "synthesis", "worlds")
"""Tables and modules that a fit hangs on."""


def write_table(name: str, head: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    """A table of the room."""
    write(f"evidence/{name}", as_csv([dict(zip(head, line, strict=True)) for line in lines]))


def simulated() -> dict[str, Vector]:
    """The simulator's frozen draws of each scored row, on the scale of its family."""
    result = {}
    for row in shipped_tables.rows("relode.evidence", "simulator_draws"):
        result[row["effect_id"]] = np.array([float(x) for name, x in row.items() if name != "effect_id" and x])
    return result


def pooled_prior(training: Sequence[PublishedStudy], study: PublishedStudy) -> Spreading:
    """Today's pooling: rows of the lever and family, near ones at 1/4, far at 1/16; spread is lent to few."""

    def pooled(rows: Sequence[PublishedStudy], relative: float | None) -> tuple[float, float]:
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


GROUPINGS = (("family", "family"), ("lever", "lever"), ("transfer", "transfer"))
HEAD = ("forecast", "group", "n", "numbers", "coverage_50", "coverage_80", "coverage_90", "coverage_90_low",
        "coverage_90_high", "crps", "log_score",
        "to_no_effect", "to_no_effect_low", "to_no_effect_high", "to_simulator", "to_simulator_low",
        "to_simulator_high")  # fmt: skip
ROW_HEAD = ("forecast", "effect_id", "cluster", "log_score", "median", "p05", "p95", "crps", "held_90")


def groups_of(rows: Sequence[PublishedStudy]) -> dict[str, list[PublishedStudy]]:
    """Names of groups -> their rows."""
    groups = {
        "all": list(rows),
        "numbers": [s for s in rows if s.y is not None],
        "signs": [s for s in rows if s.y is None],
        "own": [s for s in rows if s.holds != "money"],
        "money": [s for s in rows if s.holds == "money"],
    }
    for name, attribute in GROUPINGS:
        for value in dict.fromkeys(getattr(s, attribute) for s in rows):
            groups[f"{name} {value}"] = [s for s in rows if getattr(s, attribute) == value]
    return groups


def score_line(
    forecast: str, group: str, members: Sequence[PublishedStudy], result: Sequence[RowScore]
) -> list[object]:
    """A line of the table of scores."""
    ids = [s.effect_id for s in members]
    own = {row.effect_id: row for row in result if row.forecast == forecast}
    of = [own[i] for i in ids]
    held = np.array([row.held for row in of if row.held], dtype=float)
    cover = [f"{x:.4f}" for x in held.mean(axis=0)] if len(held) else [""] * len(LEVELS)
    told = [row for row in of if row.held]
    if told:
        ends = by_clusters([float(row.held[-1]) for row in told], [row.cluster for row in told], SEED)
        cover += [f"{x:.4f}" for x in ends[1:]]
    else:
        cover += ["", ""]
    points = [row.crps for row in of if row.crps is not None]
    gaps = [difference(result, forecast, other, ids, SEED) for other in ("no_effect", "simulator")]
    mean = f"{np.mean(points):.4f}" if points else ""
    log = f"{np.mean([row.log_score for row in of]):.4f}"
    return [forecast, group, len(of), len(points), *cover, mean, log, *(f"{x:.4f}" for gap in gaps for x in gap)]


def write_scores(rows: Sequence[PublishedStudy], result: Sequence[RowScore]) -> None:
    """Both tables of scores."""
    names = dict.fromkeys(row.forecast for row in result)
    lines = [score_line(f, group, of, result) for f in names for group, of in groups_of(rows).items()]
    for line in lines:
        if line[1] in ("all", "numbers", "signs", "own"):
            print(*line, flush=True)
    write_table("evidence_scores", HEAD, lines)

    def cell(x: float | None) -> str:
        return "" if x is None else f"{x:.4g}"

    write_table("evidence_row_scores", ROW_HEAD, [
        [r.forecast, r.effect_id, r.cluster, *map(cell, (r.log_score, r.median, r.p05, r.p95, r.crps)),
         int(r.held[-1]) if r.held else ""]
        for r in result
    ])  # fmt: skip


def part_of(name: str, at: str, settings: object, make: Callable[[], str]) -> str:
    """One fit's text: as an earlier run of the same code and tables left it, or made and left for the next."""
    room = PACKAGE / "evidence"
    read = [*(room / f"{each}.py" for each in MODULES), *(room / f"{each}.csv" for each in ROWS)]
    basis = {"settings": repr(settings), **{p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in read}}
    path = own_folder(f"evidence-{name}", basis) / f"{at}.csv"
    if not path.exists():
        text = make()
        unfinished = path.with_suffix(".part")
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    return path.read_text(encoding="utf-8")


def fit_without(table: Sequence[PublishedStudy], cluster: str) -> EffectDraws:
    """A fit without the rows of a cluster."""
    rows = rows_of(table)
    used = np.array([study.cluster != cluster for study in table])
    at = hashlib.sha256(cluster.encode()).hexdigest()[:12]
    text = part_of("left-out", at, REFIT, lambda: written(draws(rows, SEED, used, REFIT), table, SEED))
    return read_draws(text, rows)


def scores() -> None:
    """Leave each cluster out, score every forecast, write both tables."""
    table, start = studies(), time.process_time()
    rows = scored_rows(table)
    without = {cluster: fit_without(table, cluster) for cluster in clusters_of(table)}
    worst = max(fit.rhat for fit in without.values())
    print(len(without), "fits,", round(time.process_time() - start), "s of processor time, R-hat up to", worst)
    priors = {s.effect_id: pooled_prior([o for o in table if o.cluster != s.cluster], s) for s in rows}
    write_scores(rows, all_scores(table, without, simulated(), {"pooled_priors": priors}, SEED))


def shipped() -> None:
    """One fit of all rows, and its draws."""
    start = time.process_time()
    fit = draws(rows_of(studies()), SEED)
    seconds = round(time.process_time() - start, 1)
    print(f"fit: {seconds} s of processor time, R-hat {fit.rhat:.3f}, {fit.effective:.0f} independent draws at least,"
          f" {fit.divergent} diverged", flush=True)  # fmt: skip
    write("evidence/evidence_draws", written(fit, studies(), SEED))


def ranked(at: int) -> str:
    """A world's line of the table: its number, ranks of its truths, R-hat of its fit."""
    rows = rows_of(studies())
    truth, told = a_world(rows, at, SEED)
    fit = draws(told, SEED, effort=REFIT)
    return ",".join([str(at), *(f"{x:.4f}" for x in ranks(rows, truth, fit)), f"{fit.rhat:.3f}"])


def calibration(worlds: int = 100) -> None:
    """Ranks of the truth in simulated worlds."""
    lines = []
    for at in range(worlds):
        lines.append(part_of("worlds", str(at), REFIT, partial(ranked, at)).split(","))
        print(*lines[-1], flush=True)
    write_table("simulated_worlds", ["world", *TESTED, "rhat"], lines)


VARIATIONS = {
    "as_shipped": {},
    "half_place": {"place_sd": PRIORS["place_sd"] / 2},
    "twice_place": {"place_sd": PRIORS["place_sd"] * 2},
    "half_lever": {"lever_sd": 0.25, "both_sd": 0.25},
    "twice_lever": {"lever_sd": 1.0, "both_sd": 1.0},
    "mean_nought": {"mean": 0.0},
    "half_error": {"error": PRIORS["error"] / 2},
    "twice_error": {"error": PRIORS["error"] * 2},
    "far_same": {"far": 1.0, "far_log_sd": 0.01},
}


def fit_under(name: str, priors: Mapping[str, float]) -> EffectDraws:
    """A fit of all rows under other priors."""
    rows = rows_of(studies())
    text = part_of(f"priors-{name}", "fit", (REFIT, priors), lambda: written(
        draws(rows, SEED, effort=REFIT, priors=priors), studies(), SEED
    ))  # fmt: skip
    return read_draws(text, rows)


def sensitivity() -> None:
    """What other priors would have said."""
    lines = []
    for name, change in VARIATIONS.items():
        fit, rng = fit_under(name, {**PRIORS, **change}), np.random.default_rng(SEED)
        for kind, family in rows_of(studies()).pairs:
            says = expected(fit, kind, family, rng)
            numbers = [
                f"{x:.4g}" for values in (says.average, says.here) for x in np.quantile(values, (0.05, 0.5, 0.95))
            ]
            lines.append([name, kind[0], kind[1], family, *numbers])
        print(name, flush=True)
    ends = [f"{of}_{at}" for of in ("average", "here") for at in ("p05", "median", "p95")]
    write_table("prior_sensitivity", ["priors", "lever", "holds", "family", *ends], lines)


PARTS = {"draws": shipped, "scores": scores, "worlds": calibration, "priors": sensitivity}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
