"""What is said while a plan is made, and which run a brief is of: what is computed is put in by hand."""

import json

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import LANGUAGES, say
from relode.runs import planning_runs, report_runs
from relode.runs.planning_runs import Briefs, PlanProgress

REQUEST = PlanRequest(futures=80, seed=3)


def test_what_a_plan_run_does_is_told_on_lines_of_their_own_and_how_to_go_on(capsys, tmp_path):
    tell = PlanProgress("hegang", "en")
    tell.stopped()
    assert capsys.readouterr().err == f"\n{say('planning.progress.stopped_early', 'en')}\n"
    tell("begun", 0, 1, tmp_path)
    assert capsys.readouterr().err == ""
    tell("page_one", 1, 1, tmp_path)
    tell("document", 1, 1, tmp_path)
    assert capsys.readouterr().err.splitlines() == [
        say("planning.progress.page_one", "en", path=tmp_path / "brief.en.html"),
        say("planning.progress.document", "en"),
    ]
    tell.stopped()
    told = say("planning.progress.stopped", "en", city="hegang", run=tmp_path)
    assert capsys.readouterr().err == f"\n{told}\n"


def test_where_a_folder_is_gone_at_the_end_only_the_steps_are_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    tell = PlanProgress("hegang", "zh")
    for what in ("begun", "page_one", "uncertainty"):
        tell.progress(what, 0, 1, tmp_path)
    assert capsys.readouterr().err == f"\r\033[K{say('planning.progress.uncertainty', 'zh')}\n"
    tell("page_one", 1, 1, tmp_path)
    assert capsys.readouterr().err.endswith("\n")


def test_a_plan_is_begun_or_gone_on_with_and_without_a_request_there_is_none(monkeypatch, capsys, tmp_path):
    asked = []
    monkeypatch.setattr(report_runs, "plan", lambda *given: asked.append(("plan", *given)) or {})
    monkeypatch.setattr(report_runs, "resumed", lambda *given: asked.append(("resumed", *given)) or {})
    tell = PlanProgress("hegang", "en")
    for request, resume in ((None, None), (REQUEST, None), (REQUEST, tmp_path)):
        planning_runs.run("hegang", ["own"], tmp_path, request, resume, tell)
    assert asked == [
        ("plan", "hegang", ["own"], tmp_path),
        ("plan", "hegang", ["own"], tmp_path, REQUEST, tell),
        ("resumed", tmp_path, "230400", REQUEST, tell),
    ]

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(report_runs, "plan", stopped)
    with pytest.raises(SystemExit) as ended:
        planning_runs.run("hegang", [], tmp_path, REQUEST, None, tell)
    assert ended.value.code == 130
    assert say("planning.progress.stopped_early", "en") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"resume": "run"}, "planning.resume_nothing"),
        ({"projects": "list.xlsx"}, "planning.projects_without_plans"),
        ({"cells": "own.xlsx"}, "planning.cells_without_plans"),
        ({}, None),
    ],
)
def test_what_belongs_to_a_plan_is_refused_without_one(given, key):
    arguments = {"resume": None, "projects": None, "cells": None, **given}
    if key is None:
        planning_runs.refuse_without_plans("hegang", **arguments)
        return
    with pytest.raises(RelodeError) as caught:
        planning_runs.refuse_without_plans("hegang", **arguments)
    assert caught.value.key == key


@pytest.fixture
def briefed(monkeypatch, tmp_path):
    """A folder with a run, briefs of which are written again; what was made anew."""
    run = tmp_path / "kept"
    run.mkdir()
    about = {"command": "plan", "settings": {"place": "230400"}, "data_fingerprint": fingerprint()}
    (run / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    new = []

    def made(city, overrides, folder, request, resume, tell):
        new.append((city, overrides, folder, request.budget, resume, tell))
        (folder / "new").mkdir()
        for name in ("brief.zh.html", "brief.en.html", "report.en.html"):
            (folder / "new" / name).touch()
        return {"run": str(folder / "new")}

    monkeypatch.setattr(planning_runs, "run", made)
    monkeypatch.setattr(report_runs, "newest_run", lambda _, code: {"230400": run}.get(code))
    monkeypatch.setattr(report_runs, "briefs_again", lambda of: [of / "brief.en.html", of / "brief.zh.html"])
    return run, new


def test_a_brief_is_of_the_run_that_is_named_else_of_the_newest_else_of_a_new_one(briefed, tmp_path):
    run, new = briefed
    again = Briefs(str(run), (str(run / "brief.en.html"), str(run / "brief.zh.html")))
    assert planning_runs.brief_run("hegang", run, None, tmp_path, "tell") == again
    assert planning_runs.brief_run("hegang", None, None, tmp_path, "tell") == again
    assert new == []
    found = planning_runs.brief_run("hegang", None, "4%", tmp_path, "tell")
    of_new = tuple(str(tmp_path / "new" / f"brief.{each}.html") for each in LANGUAGES)
    assert found == Briefs(str(tmp_path / "new"), of_new)
    assert new == [("230400", (), tmp_path, "4%", None, "tell")]
    assert [found.path(each) for each in LANGUAGES] == list(of_new)
    with pytest.raises(RelodeError) as caught:
        planning_runs.brief_run("hegang", run, "4%", tmp_path, "tell")
    assert (caught.value.key, caught.value.values) == ("brief.run_and_budget", {"run": run})
    with pytest.raises(RelodeError) as caught:
        planning_runs.brief_run("fuxin", run, None, tmp_path, "tell")
    assert caught.value.key == "brief.other_city"
    assert caught.value.values == {"run": run, "place": "230400", "asked": "fuxin"}
