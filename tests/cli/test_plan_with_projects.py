"""`relode plan --projects`: the list stands in the record of the run, and is kept for `--resume` and `replay`."""

import json
import re

import pytest

from ..deals.lists import clean, workbook, works

COUNTY = "renqiu"
"""A county-level city: the simulator has none, so that a run takes seconds."""


@pytest.fixture
def sheet(tmp_path):
    rows = [{**each, "project.place": COUNTY} for each in (clean(1), works(1), {**clean(40), "give.basis": "none"})]
    return workbook(tmp_path / "list.xlsx", rows)


@pytest.mark.slow  # the county is computed twice
@pytest.mark.usefixtures("undocumented")
def test_a_run_tells_its_projects_is_made_again(relode, sheet, tmp_path):
    done = relode("plan", COUNTY, "--projects", sheet, "--output", tmp_path / "runs", "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    told = {each["name"]["en"]: each["recommendation"] for each in record["decisions"] if each["kind"] == "project"}
    assert told == {"Project 1": "secure", "Works 1": "secure", "Project 40": "not_now"}
    run = record["run"]
    for language in ("en", "zh"):
        report = (tmp_path / "runs" / run.rpartition("/")[2] / f"report.{language}.html").read_text(encoding="utf-8")
        assert re.search("Project 40", report)
    sheet.unlink()
    again = json.loads(relode("replay", run, "--json").stdout)
    assert (again["same_results"], again["differing"]) == (True, [])


def test_projects_of_another_city_end_the_run_before_it_begins(relode, sheet, tmp_path):
    done = relode("plan", "hegang", "--projects", sheet, "--output", tmp_path / "runs")
    assert (done.returncode, "renqiu" in done.stderr) == (2, True)
    assert not (tmp_path / "runs").exists()
