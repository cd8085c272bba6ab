"""The shipped table of the examination: written by one run, read by the page, the tags and the report."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from relode.examination.examine import Examination, Result
from relode.examination.experiments import experiments
from relode.examination.scoring import Score

COLUMNS = ("effect_id", "draws", "seed", "median", "p05", "p95", "above", "overlap", "checks", "obstacle")


@cache
def shipped_examination() -> Examination | None:
    """The results that ship, None before there are any."""
    table = files(__package__).joinpath("results.csv")
    if not table.is_file():
        return None
    rows = {row["effect_id"]: row for row in csv.DictReader(StringIO(table.read_text(encoding="utf-8")))}
    first = next(iter(rows.values()))
    results = []
    for experiment in experiments():
        row = rows[experiment.effect_id]
        results.append(Result(experiment, _score(row) if row["median"] else None, row["obstacle"]))
    return Examination(tuple(results), int(first["draws"]), int(first["seed"]))


def results_table(found: Examination) -> str:
    """The results as CSV, six significant digits."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in found.results:
        own = result.score
        numbers = [f"{x:.6g}" for x in (own.median, own.p05, own.p95, own.above)] if own else [""] * 4
        checks = ";".join(f"{name}={int(good)}" for name, good in own.checks.items()) if own else ""
        overlap = str(int(own.overlap)) if own else ""
        table.writerow(
            [result.experiment.effect_id, found.draws, found.seed, *numbers, overlap, checks, result.obstacle]
        )
    return out.getvalue()


def _score(row: dict[str, str]) -> Score:
    pairs = (part.split("=") for part in row["checks"].split(";"))
    checks = {name: good == "1" for name, good in pairs}
    median, p05, p95, above = (float(row[name]) for name in ("median", "p05", "p95", "above"))
    return Score(median, p05, p95, above, row["overlap"] == "1", checks)
