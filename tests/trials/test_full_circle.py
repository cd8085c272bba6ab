"""One circle: a run of Hegang says what to try, a planted trial of it is read, a year later the run is held against
what came with a planted break, and the record of runs has it."""

import json
import shutil

import pytest
from openpyxl import load_workbook

from relode.language import LANGUAGES, say
from relode.runs import trial_runs
from relode.trials.request import TrialRequest

from .test_trial import filled

pytestmark = pytest.mark.slow


def test_a_planted_trial_is_read_and_the_run_is_monitored_and_tracked(relode, tmp_path, undrawn_plan_runs_folder):
    runs = tmp_path / "runs"
    shutil.copytree(undrawn_plan_runs_folder, runs)
    (run,) = (path.parent for path in runs.glob("hegang-*/plan.json"))
    planned = json.loads((run / "plan.json").read_text(encoding="utf-8"))["plan"]["decisions"]["decisions"]
    assert "retraining_coverage" in {each["name"] for each in planned}

    made = trial_runs.run(TrialRequest(city="hegang", measure="retraining_coverage", futures=80), tmp_path / "trials")
    sheet = filled(tmp_path / "filled.xlsx", made, 0.25)
    read = json.loads(relode("trial", "--read", str(sheet), "--json").stdout)
    assert read["verdict"] == "yes"
    assert read["card_after"]["gain"]["gain"]["value"] > read["card_before"]["gain"]["gain"]["value"]

    files = json.loads(relode("monitor", str(run), "--json").stdout)["files"]
    with_two = load_workbook(files[0])
    due = with_two.worksheets[0]
    names = [due.cell(row, 1).value for row in range(2, due.max_row + 1)]
    assert names
    due["E2"], due["F2"] = say("trials.due.yes", "en"), 1_000_000
    figures = with_two[say("template.sheet.figures", "en")]
    heads = [cell.value for cell in figures[1]]
    line: list[object] = ["Hegang", 2025, *[None] * (len(heads) - 2)]
    line[next(i for i, head in enumerate(heads) if head.startswith("Resident population ("))] = 640_000
    line[next(i for i, head in enumerate(heads) if head.startswith("House price"))] = 1870
    figures.append(line)
    book = tmp_path / "a_year_later.xlsx"
    with_two.save(book)
    found = json.loads(relode("monitor", str(run), "--data", str(book), "--json").stdout)
    watched = {each["quantity"]: each for each in found["figures"]}
    assert watched["population"]["alarm"]  # a quarter fewer than expected
    assert not watched["house_price"]["alarm"]
    assert found["alarms"] == 1
    assert found["needs"]  # fewer people need less
    assert {each["decision"]["name"]: each["done"]["state"] for each in found["due"]}
    assert sum(each["done"]["paid"] == 1_000_000 for each in found["due"]) == 1
    for language in LANGUAGES:
        page = (run / f"monitor.{language}.html").read_text(encoding="utf-8")
        assert say("trials.monitor.alarm", language) in page
        assert (run / f"monitor.{language}.xlsx").exists()

    track = json.loads(relode("track", str(runs), "--json").stdout)
    assert (track["runs"], track["met"], track["again"]) == (1, 1, 1)
    assert (track["figures"], track["held"]) == (2, 1)
    assert sum(each["stayed"] + each["turned"] for each in track["verdicts"]) == len(planned)
