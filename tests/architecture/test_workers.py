"""Tests that share what takes long to make stay with one worker."""

import runpy
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def shared():
    return runpy.run_path(str(TESTS / "conftest.py"))


def test_every_file_that_stays_with_others_is_there(shared):
    named = [file for files in shared["TOGETHER"].values() for file in files]
    assert [file for file in named if not (TESTS.parent / file).exists()] == []
    assert len(named) == len(set(named))


def test_whoever_asks_for_the_run_that_all_share_is_in_its_group(shared):
    """A fixture of a session is made once by each worker that needs it: these take half a minute."""
    homes = {
        "plan_runs_folder": "pages",
        "hegang_record": "pages",
        "undrawn_hegang_record": "pages",
        "hegang_run": "pages",
        "county_runs_folder": "pages",
        "undrawn_plan_runs_folder": "pages",
        "undrawn_county_runs_folder": "pages",
        "undisturbed_run": "stopped",
        "visit": "pages",
    }
    wrong = [
        (str(file), name)
        for file in sorted(TESTS.rglob("test_*.py"))
        if file != Path(__file__)
        for name, home in homes.items()
        if name in file.read_text(encoding="utf-8")
        and shared["_group"](str(file.relative_to(TESTS.parent)) + "::test") != home
    ]
    assert wrong == []


def test_a_file_by_itself_is_a_group(shared):
    group = shared["_group"]
    assert group("tests/places/test_find.py::test_a[b::c]") == "tests/places/test_find.py"
    assert group("tests/report/test_report.py::test_x") == group("tests/web/test_past.py::test_y[en]") == "pages"


def test_the_scheduler_asks_for_the_group(shared):
    assert shared["ByFile"]._split_scope(None, "tests/report/test_report.py::test_x") == "pages"
