"""Each cluster predicted from the others: python -m studies.evidence.scores.

evidence_row_scores.csv has every forecast of every scored row, evidence_scores.csv their means by group, each with
its interval by clusters drawn again, and the difference of log scores to each simple forecast.
"""

import hashlib
import time
from collections.abc import Sequence

import numpy as np

from relode import shipped_tables
from relode.arrays import Vector
from relode.evidence.evidence_answer import SIMPLE
from relode.evidence.posterior import EffectDraws
from relode.evidence.sampling import draws
from relode.evidence.shipped_draws import read_draws
from relode.evidence.studies import PublishedStudy, kind_of, studies
from relode.evidence.synthesis import rows_of
from studies import as_csv, write
from studies.evidence.fits import ONE_CHAIN, SEED, part, written
from studies.evidence.left_out import (
    LEVELS,
    RowScore,
    Spreading,
    all_scores,
    by_clusters,
    clusters_of,
    difference,
    scored_rows,
    share_by_clusters,
    simple_forecasts,
    z_of,
)

WEIGHTS = {"direct": 1.0, "near": 1 / 4, "far": 1 / 16}
"""How studies were pooled before the synthesis, by distance."""


def simulated() -> dict[str, Vector]:
    """The simulator's frozen draws of each scored row, on the scale of its family."""
    result = {}
    for row in shipped_tables.rows("relode.evidence", "simulator_draws"):
        result[row["effect_id"]] = np.array([float(x) for name, x in row.items() if name != "effect_id" and x])
    return result


def pooled_prior(training: Sequence[PublishedStudy], study: PublishedStudy) -> Spreading:
    """The pooling before the synthesis: rows of the lever and family by `WEIGHTS`; spread is lent to few."""

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
) -> dict[str, object]:
    """A line of the table of scores: each mean with the 95 % interval of a bootstrap of clusters."""
    ids = {study.effect_id for study in members}
    of = [row for row in result if row.forecast == forecast and row.effect_id in ids]
    numbers = [row for row in of if row.crps is not None]
    line: dict[str, object] = {"forecast": forecast, "group": group, "n": len(of), "numbers": len(numbers)}
    parts = [(f"coverage_{100 * level:.0f}", numbers, [float(row.held[at]) for row in numbers])
             for at, level in enumerate(LEVELS)]  # fmt: skip
    parts += [("crps", numbers, [row.crps or 0.0 for row in numbers]), ("log_score", of, [row.log_score for row in of])]
    for name, rows, values in parts:
        clusters = [row.cluster for row in rows]
        is_share = name.startswith("coverage")
        line |= _cells(name, (share_by_clusters if is_share else by_clusters)(values, clusters, SEED) if rows else None)
    for name in SIMPLE:
        line |= _cells(f"above_{name}", difference(result, forecast, name, [row.effect_id for row in of], SEED))
    return line


def _cells(name: str, numbers: tuple[float, float, float] | None) -> dict[str, object]:
    texts = ("", "", "") if numbers is None else [f"{x:.4f}" for x in numbers]
    return dict(zip((name, f"{name}_low", f"{name}_high"), texts, strict=True))


def write_scores(rows: Sequence[PublishedStudy], result: Sequence[RowScore]) -> None:
    """Both tables of scores."""
    names = dict.fromkeys(row.forecast for row in result)
    groups = groups_of(rows)
    write("evidence/evidence_scores", as_csv([score_line(f, g, of, result) for f in names for g, of in groups.items()]))

    def cell(x: float | None) -> str:
        return "" if x is None else f"{x:.4g}"

    numbers = ("log_score", "median", "p05", "p95", "crps", "choice")
    write("evidence/evidence_row_scores", as_csv([
        {
            "forecast": row.forecast, "effect_id": row.effect_id, "cluster": row.cluster,
            **{name: cell(getattr(row, name)) for name in numbers},
            "held_90": int(row.held[-1]) if row.held else "",
        }
        for row in result
    ]))  # fmt: skip


def fit_without(table: Sequence[PublishedStudy], cluster: str) -> EffectDraws:
    """A fit without the rows of a cluster."""
    rows = rows_of(table)
    used = np.array([study.cluster != cluster for study in table])
    at = hashlib.sha256(cluster.encode()).hexdigest()[:12]
    text = part("left-out", at, ONE_CHAIN, lambda: written(draws(rows, SEED, used, ONE_CHAIN), table, SEED))
    return read_draws(text, rows)


def main() -> None:
    """Leave each cluster out, score every forecast, write both tables."""
    table, start = studies(), time.process_time()
    rows = scored_rows(table)
    without = {cluster: fit_without(table, cluster) for cluster in clusters_of(table)}
    worst = max(fit.rhat for fit in without.values())
    print(len(without), "fits,", round(time.process_time() - start), "s of processor time, R-hat up to", worst)
    priors = {s.effect_id: pooled_prior([o for o in table if o.cluster != s.cluster], s) for s in rows}
    write_scores(rows, all_scores(table, without, simulated(), {"pooled_priors": priors}, SEED))


if __name__ == "__main__":
    main()
