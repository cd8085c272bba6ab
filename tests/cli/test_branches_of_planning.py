"""Commands that plan, report and simulate: which way is taken, and what is asked of the rooms below."""

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from relode.cli import planning_commands as planning
from relode.cli import simulator_commands as simulator
from relode.errors import RelodeError
from relode.plan.asked.request import PlanRequest
from relode.plan.simulations.ensemble import EnsembleRequest

FILE, OTHER, RUNS = Path("a.csv"), Path("b.csv"), Path("runs")
ANSWER = SimpleNamespace(record=lambda *speech: {"speech": list(speech)})
"""What a room answers: its record says the language that it was asked for."""
LIGHT = ("answers.journey:overrides_from", (), ["figures"])
NONE = ("answers.journey:overrides_from", (), [])
BARE = ("panel:load", (), "panel")


@pytest.mark.parametrize("as_json", [False, True])
def test_a_plan_asks_for_what_was_typed(rooms, capsys, monkeypatch, as_json):
    asked = rooms(
        [LIGHT, ("charts:chinese_font_found", (), True), ("runs.planning_runs:PlanProgress", (), "tell"),
         ("runs.planning_runs:run", (), {"a": 1}), ("runs.planning_runs:own_policy", (), "policy"),
         ("runs.planning_runs:listed_projects", (), "projects"), ("runs.planning_runs:own_cells", (), "cells")],
        "answers.plan_answer:plan_text",
    )  # fmt: skip
    monkeypatch.setattr(PlanRequest, "typed", classmethod(lambda _, **options: options))
    planning.plan(
        "c", budget="5%", bonds="1%", granted="2%", keep=["jobs=0.9"], horizon="2040", futures=90, threshold=["a>=1"],
        policy="dig", projects=OTHER, cells=FILE, seed=3, override=FILE, as_json=as_json,
    )  # fmt: skip
    request = {
        "budget": "5%", "bonds": "1%", "granted": "2%", "keep": ["jobs=0.9"], "horizon": 2040, "futures": 90,
        "thresholds": ["a>=1"], "own": "policy", "projects": "projects", "cells": "cells", "seed": 3,
    }  # fmt: skip
    assert [each for each in asked if each[0].startswith("runs.")] == [
        ("runs.planning_runs:own_policy", ("dig", "c")),
        ("runs.planning_runs:listed_projects", (OTHER, "c")),
        ("runs.planning_runs:own_cells", (FILE,)),
        ("runs.planning_runs:PlanProgress", ("c", "en")),
        ("runs.planning_runs:run", ("c", ["figures"], RUNS, request, None, "tell")),
    ]
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out == ('{"schema": "plan/5", "a": 1}\n' if as_json else "words\n")


def test_no_futures_is_a_run_without_plans_and_one_is_a_plan(rooms, monkeypatch):
    asked = rooms(
        [NONE, ("charts:chinese_font_found", (), True), ("runs.planning_runs:run", (), {}),
         ("runs.planning_runs:refuse_without_plans", (), None)],
        "answers.plan_answer:plan_text",
    )  # fmt: skip
    monkeypatch.setattr(PlanRequest, "typed", classmethod(lambda _, **options: options["futures"]))
    for futures in (0, 1, None):
        planning.plan("c", futures=futures, resume=OTHER)
    runs = [each[1][3] for each in asked if each[0] == "runs.planning_runs:run"]
    assert runs == [None, 1, None]
    assert asked[0] == ("runs.planning_runs:refuse_without_plans", ("c", OTHER, None, None))
    assert sum("refuse" in where for where, *_ in asked) == 1


def test_a_brief_prints_where_it_is_in_the_language_or_one_object(rooms, capsys):
    briefs = SimpleNamespace(record=ANSWER.record, path=lambda language: f"brief.{language}.html")
    asked = rooms([("runs.planning_runs:PlanProgress", (), "tell"), ("runs.planning_runs:brief_run", (), briefs)])
    planning.brief("c", OTHER, "5%")
    planning.brief("c", as_json=True)
    path, line = capsys.readouterr().out.splitlines()
    assert (path, json.loads(line)) == ("brief.en.html", {"schema": "brief/5", "speech": []})
    assert asked[1] == ("runs.planning_runs:brief_run", ("c", OTHER, "5%", RUNS, "tell"))


def test_without_a_filled_sheet_the_sheets_to_fill_are_named(rooms, capsys):
    rooms([("runs.monitor_runs:sheets_to_fill", (), ([FILE, OTHER], [OTHER]))])
    planning.monitor(RUNS)
    planning.monitor(RUNS, as_json=True)
    words, kept, line = capsys.readouterr().out.splitlines()
    assert "a.csv, b.csv" in words
    assert "b.csv" in kept
    assert "a.csv" not in kept
    assert json.loads(line) == {"schema": "monitor_sheets/5", "files": ["a.csv", "b.csv"], "kept": ["b.csv"]}


@pytest.mark.parametrize(
    ("given", "printed", "is_warned"),
    [
        ({}, "page", False),
        ({"language": "zh"}, "page", False),
        ({"kind": "docx"}, "document", False),
        ({"kind": "docx", "template": FILE, "language": "zh"}, "document", True),
    ],
)
def test_a_report_is_a_page_or_a_document_and_a_chinese_document_wants_a_font(rooms, capsys, given, printed, is_warned):
    asked = rooms(
        [("charts:chinese_font_found", (), False), ("runs.report_runs:document_again", (), "document"),
         ("runs.report_runs:report_again", (), "page")]
    )  # fmt: skip
    planning.report(RUNS, **given)
    speech = given.get("language", "en")
    of = (RUNS, speech) if printed == "page" else (RUNS, speech, given.get("template"))
    assert asked[0] == (f"runs.report_runs:{'report' if printed == 'page' else 'document'}_again", of)
    told = capsys.readouterr()
    assert (told.out, bool(told.err)) == (f"{printed}\n", is_warned)
    asked.clear()
    for wrong, key in (({"kind": "pdf"}, "unknown_choice"), ({"template": FILE}, "document.template_of_html")):
        with pytest.raises(RelodeError) as refused:
            planning.report(RUNS, **wrong)
        assert (refused.value.key, asked) == (key, [])


def test_a_chinese_document_says_nothing_where_there_is_a_font(rooms, capsys):
    rooms([("charts:chinese_font_found", (), True), ("runs.report_runs:document_again", (), "document")])
    planning.report(RUNS, kind="docx", language="zh")
    assert capsys.readouterr() == ("document\n", "")


@pytest.mark.parametrize("same", [True, False])
def test_a_replay_fails_where_results_differ(rooms, capsys, same):
    result = SimpleNamespace(record=ANSWER.record, same_results=same)
    progress = SimpleNamespace(progress="tell")
    asked = rooms(
        [("runs.planning_runs:PlanProgress", (), progress), ("runs.replay_runs:replayed", (), result)],
        "runs.replay_runs:replay_text",
    )  # fmt: skip
    for as_json in ({}, {"as_json": True}):
        if same:
            planning.replay(RUNS, **as_json)
        else:
            with pytest.raises(RelodeError) as differs:
                planning.replay(RUNS, **as_json)
            assert differs.value.key == "replay.differs"
    words, line = capsys.readouterr().out.splitlines()
    assert (words, json.loads(line)["schema"]) == ("words", "replay/5")
    assert asked[:2] == [("runs.planning_runs:PlanProgress", ("", "en")), ("runs.replay_runs:replayed", (RUNS, "tell"))]


def test_the_page_is_served_or_only_prepared(rooms):
    asked = rooms([LIGHT, ("web.server.serve:prepare", (), None), ("web.server.serve:serve", (), None)])
    planning.serve(override=FILE)
    planning.serve("0.0.0.0", 80, names=["a.org"], override=FILE)
    planning.serve(override=FILE, prepare=True)
    assert [each for each in asked if each[0] != LIGHT[0]] == [
        ("web.server.serve:serve", ("127.0.0.1", 8600, "en", RUNS, ["figures"], ())),
        ("web.server.serve:serve", ("0.0.0.0", 80, "en", RUNS, ["figures"], ["a.org"])),
        ("web.server.serve:prepare", ("en", ["figures"])),
    ]


def test_an_ensemble_leaves_paths_to_their_default_and_says_where_its_folder_is(rooms, capsys):
    asked = rooms(
        [("runs.ensemble_runs:EnsembleProgress", (), "tell"), ("runs.ensemble_runs:run", (), ("result", Path("r"))),
         ("plan.simulations.ensemble:ensemble_answer", (), ANSWER)],
        "plan.simulations.text:ensemble_text",
    )  # fmt: skip
    simulator.ensemble("鹤岗", futures=90, years=9, seed=3, paths=True, scheduler="local", resume=OTHER)
    simulator.ensemble("hegang", as_json=True)
    words, folder, line = capsys.readouterr().out.splitlines()
    requests = [each[1] for each in asked if each[0] == "runs.ensemble_runs:run"]
    assert requests == [
        (EnsembleRequest(city="hegang", futures=90, years=9, seed=3, paths=True), RUNS, OTHER, "tell", "local"),
        (EnsembleRequest(city="hegang"), RUNS, None, "tell", None),
    ]
    assert [sorted(each[0].model_fields_set) for each in requests] == [
        ["city", "futures", "paths", "seed", "years"], ["city"],
    ]  # fmt: skip
    assert words == "words"
    assert "r/ensemble.json" in folder
    assert json.loads(line) == {"run": "r", "schema": "ensemble/5", "speech": []}


def test_a_fit_says_its_rounds_and_prints_words_or_one_object(rooms, capsys, monkeypatch):
    asked = []

    def fitted(panel, origin, seed, output, progress):
        asked.append((panel, origin, seed, output))
        progress(1, 3)
        return ANSWER

    monkeypatch.setattr(import_module("relode.runs.fit_runs"), "fit_run", fitted)
    rooms([("panel:load", (), "panel")], "calibration.fitting.fit_text:fit_text")
    simulator.fit()
    simulator.fit("2015", seed=3, as_json=True)
    printed = capsys.readouterr()
    words, line = printed.out.splitlines()
    assert (words, json.loads(line)) == ("words", {"schema": "fit/5", "speech": []})
    assert asked == [("panel", 2020, 1, RUNS), ("panel", 2015, 3, RUNS)]
    assert [("1" in each, "3" in each) for each in printed.err.splitlines()] == [(True, True)] * 2
