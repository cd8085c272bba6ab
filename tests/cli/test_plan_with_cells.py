"""`relode plan --cells`: what only the city knows stands in the run, and is kept for `--resume` and `replay`."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from relode.language import say
from relode.report.template_workbook import write_cells_template

COUNTY = "renqiu"
"""A county-level city: the simulator has none, so that a run takes seconds; no source counts a service there."""


@pytest.fixture
def cells(tmp_path):
    """A workbook with homes without light: of 200,000 homes, or of as many as asked for."""

    def make(homes=200_000):
        path = tmp_path / "cells.xlsx"
        write_cells_template(path, "en")
        book = load_workbook(path)
        book[say("needs.sheet.homes_without_light", "en")].append([2025, "all", homes, 60_000])
        book.save(path)
        return path

    return make


@pytest.mark.slow  # the county is computed twice
@pytest.mark.usefixtures("undocumented")
def test_a_run_tells_needs_by_own_cells_and_is_made_again(relode, cells, tmp_path):
    path = cells()
    done = relode("plan", COUNTY, "--cells", path, "--output", tmp_path / "runs", "--json")
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)["run"]
    norms = load_workbook(Path(run) / "tables.en.xlsx")[say("workbook.sheet.needs_norms", "en")]
    homes = [row for row in norms.iter_rows(min_row=2, values_only=True) if row[0] == "Homes (all residents)"]
    assert [row[2] for row in homes] == [200_000]  # without the cells no service of the county has a capacity
    path.unlink()
    again = json.loads(relode("replay", run, "--json").stdout)
    assert (again["same_results"], again["differing"]) == (True, [])


def test_cells_that_cannot_be_end_the_run_before_it_begins(relode, cells, tmp_path):
    """More homes without light than homes."""
    done = relode("plan", COUNTY, "--cells", cells(50_000), "--output", tmp_path / "runs")
    assert (done.returncode, "!D2" in done.stderr) == (2, True)
    assert not (tmp_path / "runs").exists()
