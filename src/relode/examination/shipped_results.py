"""The shipped table of the examination: written by one run, read by the page, the tags and the report."""

import csv
from functools import cache
from io import StringIO

from relode import shipped_tables
from relode.examination.examine import Examination, ExperimentResult
from relode.examination.experiments import Experiment, experiments
from relode.examination.scoring import Score
from relode.model.policy.levers import levers

COLUMNS = ("effect_id", "draws", "seed", "median", "p05", "p95", "above", "overlap", "checks", "left_out", "obstacle",
           "standing", "levers")  # fmt: skip


@cache
def shipped_examination() -> Examination | None:
    """The results that ship, None before there are any."""
    rows = {row["effect_id"]: row for row in shipped_tables.optional_rows("relode.examination", "results")}
    if not rows:
        return None
    first = next(iter(rows.values()))
    results = []
    for experiment in experiments():
        row = rows[experiment.effect_id]
        results.append(ExperimentResult(experiment, _score(row) if row["median"] else None, row["obstacle"]))
    return Examination(tuple(results), int(first["draws"]), int(first["seed"]))


def results_table(examination: Examination) -> str:
    """The results as CSV, six significant digits."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in examination.results:
        own = result.score
        numbers = [f"{x:.6g}" for x in (own.median, own.p05, own.p95, own.above)] if own else [""] * 4
        checks = ";".join(f"{name}={int(good)}" for name, good in own.checks.items()) if own else ""
        overlap = str(int(own.overlap)) if own else ""
        said = (
            overlap,
            checks,
            own.left_out if own else "",
            result.obstacle,
            result.standing,
            ";".join(levers_of(result.experiment)),
        )
        table.writerow([result.experiment.effect_id, examination.draws, examination.seed, *numbers, *said])
    return out.getvalue()


def levers_of(experiment: Experiment) -> list[str]:
    """Levers that an experiment speaks of: those it sets, or the one studied where it cannot be set up."""
    tested = [shock.instrument for shock in experiment.shocks if shock.kind != "price" and not shock.both]
    studied = SPENDING if experiment.lever in ("spending", "public_jobs") else experiment.lever
    return list(dict.fromkeys(tested or ([studied] if studied in levers() else [])))


SPENDING = "public_services_spending"
"""The lever that stands for spending where no other is named."""


def _score(row: dict[str, str]) -> Score:
    pairs = (part.split("=") for part in row["checks"].split(";"))
    checks = {name: good == "1" for name, good in pairs}
    median, p05, p95, above = (float(row[name]) for name in ("median", "p05", "p95", "above"))
    return Score(median, p05, p95, above, row["overlap"] == "1", checks, int(row["left_out"]))
