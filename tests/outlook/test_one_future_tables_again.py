"""The shipped tables of the one future are those that the panel and the simulator's medians give."""

import csv
import runpy
from importlib.resources import files
from pathlib import Path

import pytest

WRITTEN = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "outlook.py"), run_name="docs.outlook")
TABLES = ("centres", "bands", "pool", "coverage", "ageing", "retirement")
NAMES = {"place", "quantity", "path_of", "part", "rule", "ages", "women"}
"""Columns that hold no number; all others are compared as numbers."""
CLOSE = 2e-3
"""Medians of 256 futures move in the third digit between versions of the numerical library."""


@pytest.fixture(scope="module")
def again(panel, tmp_path_factory):
    """All tables made anew, with the simulator run at past openings and today's."""
    WRITTEN["simulated"].__globals__["KEPT"] = tmp_path_factory.mktemp("simulated")
    return vars(WRITTEN["estimated"](panel, WRITTEN["simulated"](panel, again=True)))


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_a_shipped_table_comes_out_again(again, name):
    written = list(csv.DictReader(WRITTEN["table_text"](again[name]).splitlines()))
    text = files("relode.outlook.one_future").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    shipped = list(csv.DictReader(text.splitlines()))
    assert len(written) == len(shipped)
    for new, old in zip(written, shipped, strict=True):
        assert {column: new[column] for column in NAMES & set(new)} == {
            column: old[column] for column in NAMES & set(old)
        }
        for column in set(new) - NAMES:
            if not old[column]:
                assert new[column] == "", (old, column)
            else:
                assert float(new[column]) == pytest.approx(float(old[column]), abs=CLOSE), (old, column)
