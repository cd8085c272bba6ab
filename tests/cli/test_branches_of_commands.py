"""Commands that answer in more than one way: which way is taken, and what is asked of the rooms below."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from relode.cli import city_commands as city
from relode.cli import own_commands as own
from relode.cli import past_commands as past
from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.evaluation.past_policy import EvaluationSettings

FILE, OTHER, RUNS = Path("a.csv"), Path("b.csv"), Path("runs")
ANSWER = SimpleNamespace(record=lambda *speech: {"speech": list(speech)})
"""What a room answers: its record says the language that it was asked for."""
LIGHT = ("answers.journey:overrides_from", (), ["figures"])
NONE = ("answers.journey:overrides_from", (), [])
BARE = ("panel:load", (), "panel")


@pytest.mark.parametrize(
    ("given", "entry", "known"),
    [
        ({"city": "c", "override": FILE}, None, ("c", FILE)),
        ({"table": FILE, "place": "p"}, (FILE, "p", [], None, False, 1, None), None),
        ({"city": "c", "table": FILE}, (FILE, "c", [], None, False, 1, None), None),
        (
            {"city": "c", "table": FILE, "place": "p", "column": ["a=b"], "adjacency": OTHER, "single_years": True,
             "visible_from": 3, "seed": 4},
            (FILE, "p", ["a=b"], OTHER, True, 4, 3),
            ("c", None),
        ),
    ],
)  # fmt: skip
def test_pathways_are_those_of_a_city_of_a_table_or_of_both(rooms, capsys, given, entry, known):
    asked = rooms(
        [("answers.own_table:entry_answer", (), "own"), ("answers.pathways_answer:known_of", (), "known"),
         ("answers.pathways_answer:beside", (), {"both": 1})],
        "answers.pathways_answer:said",
    )  # fmt: skip
    city.pathways(**given)
    assert capsys.readouterr().out == "words\n"
    of = [("answers.own_table:entry_answer", entry)] if entry else []
    of += [("answers.pathways_answer:known_of", known)] if known else []
    pair = ("known" if known else None, "own" if entry else None)
    assert asked == [*of, ("answers.pathways_answer:said", (*pair, "en"))]
    asked.clear()
    city.pathways(**given, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"schema": "pathways/5", "both": 1}
    assert asked == [*of, ("answers.pathways_answer:beside", pair)]


def test_needs_write_the_empty_workbook_alone_or_a_file_beside_what_they_print(rooms, capsys):
    asked = rooms([("report.template_workbook:write_cells_template", (), None)])
    city.needs(template=FILE)
    assert (asked, capsys.readouterr().out) == ([("report.template_workbook:write_cells_template", (FILE, "en"))], "")
    asked.clear()
    rooms(
        [("answers.needs_answer:needs_answer", (), (ANSWER, "chapter")),
         ("charts.needs_pictures:pictures_of", (), {"a": "first", "b": "second"}),
         ("report.chapter_file:write_chapters", (), None)],
        "story.text:chapter_text",
    )  # fmt: skip
    today = datetime.now(UTC).date()
    city.needs(output=FILE)
    assert capsys.readouterr().out == "words\n"
    [written] = [each for each in asked if each[0] == "report.chapter_file:write_chapters"]
    assert written[1] in [(("chapter",), FILE, "en", day, ("first", "second")) for day in (today, date.today())]


@pytest.mark.parametrize(
    ("given", "planned"),
    [
        ({"chapter": ["needs"]}, ["needs"]),
        ({"chapter": ["needs"], "futures": 80}, ["needs", "plan"]),
        ({"report": True}, ["usual", "plan"]),
        ({"report": True, "chapter": ["needs"]}, ["needs"]),
        ({"budget": "5%", "bonds": "1%", "granted": "2%"}, ["usual", "plan"]),
        ({}, ["usual"]),
    ],
)
def test_a_country_is_planned_for_where_money_or_a_whole_report_is_asked_for(rooms, capsys, given, planned):
    asked = rooms(
        [("country:load_country", (), "read"), ("country:usual_chapters", (), ["usual"]),
         ("country:country_answer", (), ANSWER), ("runs.country_runs:write_country", (), Path("folder"))],
        "country:country_text",
    )  # fmt: skip
    own.country(FILE, "p", **given, output=OTHER)
    request = PlanRequest(**{name: given[name] for name in ("budget", "bonds", "granted", "futures") if name in given})
    assert ("country:country_answer", ("read", "p", planned, request)) in asked
    printed = capsys.readouterr()
    assert printed.out == "words\n"
    written = ("runs.country_runs:write_country", (ANSWER, FILE, planned, request, OTHER))
    assert (written in asked) == ("report" in given)
    assert (str(Path("folder") / "report.en.html") in printed.err) == ("report" in given)


def test_a_description_of_a_country_is_proposed_and_nothing_read(rooms, capsys):
    asked = rooms([("runs.country_runs:proposed_description", (), "proposed"), ("country:load_country", (), None)])
    own.country(FILE, "p", proposed=True)
    assert asked == [("runs.country_runs:proposed_description", (FILE, "en"))]
    assert capsys.readouterr().out == "proposed\n"


def test_an_export_is_of_the_places_named_and_says_how_many_figures_it_has(rooms, capsys):
    asked = rooms([NONE, BARE, ("places:find", (), "place"), ("answers.export:export", (), 1234)])
    own.export(FILE)
    own.export(FILE, place=["a", "b"])
    exported = [each[1] for each in asked if each[0] == "answers.export:export"]
    assert exported == [("panel", FILE, []), ("panel", FILE, ["place", "place"])]
    assert all("1,234" in line and "a.csv" in line for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("errors", [(), ("a fault",)])
def test_a_checked_file_is_told_and_fails_where_it_has_faults(rooms, capsys, errors):
    checked = SimpleNamespace(record=ANSWER.record, errors=errors)
    rooms([("answers.own_check:checked_file", (), checked)], "answers.own_check:check_text")
    for as_json in ({}, {"as_json": True}):
        if errors:
            with pytest.raises(RelodeError) as failed:
                own.check(FILE, **as_json)
            assert (failed.value.key, failed.value.values) == ("check_failed", {"path": FILE})
        else:
            own.check(FILE, **as_json)
    words, line = capsys.readouterr().out.splitlines()
    assert (words, json.loads(line)) == ("words", {"schema": "check/5", "speech": ["en"]})


@pytest.mark.parametrize(
    ("outcome", "answer"), [(None, "policy_answer"), (["a"], "outcome_answer"), (["a", "b"], "policy_answer")]
)
def test_one_outcome_is_an_answer_of_its_own_and_several_are_one_object(rooms, capsys, outcome, answer):
    names = ("policy_answer", "outcome_answer")
    record = {name: SimpleNamespace(record=lambda name=name: {"by": name}) for name in names}
    asked = rooms(
        [NONE, BARE, ("runs.evaluation_runs:policy_called", (), "policy"),
         ("runs.evaluation_runs:evaluation_run", (), ["first", "second"]),
         *((f"evaluation.record:{name}", (), each) for name, each in record.items())],
        "evaluation.text:evaluation_text",
    )  # fmt: skip
    past.evaluate("p", outcome, design="imputation", placebos=True, seed=3)
    [run] = [each[1] for each in asked if each[0] == "runs.evaluation_runs:evaluation_run"]
    settings = EvaluationSettings(design="imputation", placebos=True, seed=3)
    assert run[:5] == ("panel", "policy", outcome or (), settings, RUNS)
    assert capsys.readouterr().out == "words\n"
    past.evaluate("p", outcome, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"schema": "evaluate/5", "by": answer}
    run = [each[1] for each in asked if each[0] == "runs.evaluation_runs:evaluation_run"][1]
    assert run[3] == EvaluationSettings(design="staggered", placebos=False, seed=1)


def test_the_old_name_of_evidence_says_so_and_gives_the_scores_or_the_own_studies(rooms, capsys):
    asked = rooms(
        [("evidence.evidence_answer:evidence_answer", (), ANSWER), ("evidence.scored:scored_chapter", (), "scores"),
         ("evidence.evidence_chapter:chapter", (), "chapter")],
        "story.text:chapter_text",
    )  # fmt: skip
    past.examine()
    assert asked[0] == ("evidence.evidence_answer:evidence_answer", ())
    assert asked[-1] == ("story.text:chapter_text", ("scores", "en"))
    past.examine(as_json=True)
    past.examine(table=FILE, as_json=True)
    assert asked[-1] == ("evidence.evidence_answer:evidence_answer", (None, FILE))
    words, *lines = capsys.readouterr().out.splitlines()
    assert words == "words"
    assert [json.loads(line) for line in lines] == [{"schema": "evidence/5", "speech": ["en"]}] * 2


def test_evidence_in_a_file_prints_where_it_is_and_draws_what_one_lever_did(rooms, capsys):
    record = SimpleNamespace(lever="l", effects=["jobs", "wage"])
    asked = rooms(
        [("evidence.evidence_answer:evidence_answer", (), record), ("evidence.evidence_chapter:chapter", (), "chapter"),
         ("charts.past_effects:forest", (), "forest"), ("report.chapter_file:write_chapters", (), "written")]
    )  # fmt: skip
    past.evidence("l", studies=OTHER, output=FILE)
    record.lever = ""
    past.evidence(output=FILE)
    files = [each[1] for each in asked if each[0] == "report.chapter_file:write_chapters"]
    assert [(each[0], each[1], each[2], each[4]) for each in files] == [
        (["chapter"], FILE, "en", ["forest", "forest"]), (["chapter"], FILE, "en", [])
    ]  # fmt: skip
    assert [each[1] for each in asked if "forest" in each[0]] == [(record, "jobs", "en"), (record, "wage", "en")]
    assert capsys.readouterr().out == "written\nwritten\n"


def test_a_backcast_has_the_simulator_unless_it_is_left_out_and_says_where_its_report_is(rooms, capsys):
    asked = rooms([("runs.report_runs:backcast_run", (), (ANSWER, Path("folder")))], "outlook:backcast_text")
    past.backcast()
    past.backcast("declining", seed=3, simulator=False, as_json=True)
    words, where, line = capsys.readouterr().out.splitlines()
    assert [each[1] for each in asked if "run" in each[0]] == [(RUNS, 1, True), (RUNS, 3, False)]
    assert ("outlook:backcast_text", (ANSWER, "en", "all")) in asked
    assert (words, "folder/report.en.html" in where) == ("words", True)
    assert json.loads(line) == {"run": "folder", "schema": "backcast/5", "speech": []}
