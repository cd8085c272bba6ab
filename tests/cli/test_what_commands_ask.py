"""What each command asks of the rooms below, and that it prints words, or with --json one object and no words."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from relode.cli import city_commands as city
from relode.cli import own_commands as own
from relode.cli import past_commands as past
from relode.cli import planning_commands as planning
from relode.cli import simulator_commands as simulator
from relode.decisions.request import PlanRequest
from relode.fund.request import FundRequest
from relode.plan.simulations.simulation import SimulationRequest
from relode.trials.request import TrialRequest

FILE, OTHER, RUNS = Path("a.csv"), Path("b.csv"), Path("runs")
ANSWER = SimpleNamespace(record=lambda *speech: {"speech": list(speech)}, projects=("one",))
"""What a room answers: its record says the language that it was asked for."""
LIGHT = ("answers.journey:overrides_from", (FILE,), ["figures"])
NONE = ("answers.journey:overrides_from", (None,), [])


def case(name, command, given, computed, told, kind, speech=()):
    return pytest.param(command, given, computed, told, kind, list(speech), id=name)


PANEL = ("panel:load", (["figures"],), "panel")
BARE = ("panel:load", ([],), "panel")
SIMULATED = ("plan.simulations.record:simulation_answer", ("paths",), ANSWER)
SAME = SimpleNamespace(record=ANSWER.record, same_results=True)


CASES = [
    case("cities", city.cities, {"type": "a", "resource": "b"},
         [("answers.city_list:listing", ("a", "b"), ANSWER)], "answers.city_list:listing_text", "cities"),
    case("diagnose", city.diagnose, {"city": "c", "override": FILE},
         [LIGHT, ("answers.journey:diagnosed_in_depth", ("c", ["figures"]), ANSWER)],
         "answers.answer_text:diagnosis_text", "diagnose"),
    case("outlook", city.outlook, {"city": "c", "override": FILE},
         [("answers.journey:city", ("c",), "place"), LIGHT, PANEL,
          ("outlook:outlook", ("panel", "place", 2035), ANSWER)],
         "outlook:outlook_text", "outlook"),
    case("needs", city.needs, {"city": "c", "override": FILE, "cells": OTHER},
         [("answers.needs_answer:needs_answer", ("c", FILE, OTHER), (ANSWER, "chapter"))],
         "story.text:chapter_text", "needs"),
    case("explain", city.explain, {"city": "c", "quantity": "q", "year": "2020"},
         [NONE, ("answers.journey:diagnosed", ("c", []), ("panel", SimpleNamespace(place="place"))),
          ("diagnosis:explain", ("panel", "place", "q", 2020), ANSWER)],
         "answers.answer_text:explanation_text", "explain", ["en"]),
    case("explain a row", city.explain, {"city": "mine", "quantity": "M1"},
         [("diagnosis:explain_row", ("mine", "M1"), ANSWER)], "answers.answer_text:row_text", "explain", ["en"]),
    case("measures", own.measures, {"file": FILE, "place": "p", "visible_from": 3, "shocks": FILE, "weights": OTHER},
         [("answers.own_table:measured_place", (FILE, "p", [], 3, FILE, OTHER), ANSWER)],
         "measures:place_measures_text", "measures"),
    case("measures of a column", own.measures, {"file": FILE, "column": ["place=Town"]},
         [("answers.own_table:measured_place", (FILE, None, ["place=Town"], None, None, None), ANSWER)],
         "measures:place_measures_text", "measures"),
    case("country tables", own.country, {"tables": FILE},
         [("country:load_country", (FILE,), "read"), ("country:country_tables", ("read",), ANSWER)],
         "country:tables_text", "country_tables"),
    case("country", own.country, {"tables": FILE, "place": "p", "chapter": ["needs"]},
         [("country:load_country", (FILE,), "read"),
          ("country:country_answer", ("read", "p", ["needs"], PlanRequest(seed=1)), ANSWER)],
         "country:country_text", "country"),
    case("country with a plan", own.country, {"tables": FILE, "place": "p", "horizon": "2040", "seed": 3},
         [("country:load_country", (FILE,), "read"), ("country:usual_chapters", ("read",), ["usual"]),
          ("country:country_answer", ("read", "p", ["usual", "plan"], PlanRequest(horizon=2040, seed=3)), ANSWER)],
         "country:country_text", "country"),
    case("registry", own.registry, {"files": [FILE], "years": "y", "places": "p", "industries": "i"},
         [("answers.registry:counted_registry", ([FILE], "y", [], "p", "i", Path("counts.csv")), ANSWER)],
         "answers.registry:registry_text", "registry"),
    case("registry of a column", own.registry, {"files": [FILE], "years": "y", "column": ["x=y"], "output": OTHER},
         [("answers.registry:counted_registry", ([FILE], "y", ["x=y"], None, None, OTHER), ANSWER)],
         "answers.registry:registry_text", "registry"),
    case("evidence", past.evidence, {"lever": "retraining"},
         [("evidence.evidence_answer:evidence_answer", ("retraining", None), ANSWER),
          ("evidence.evidence_chapter:chapter", (ANSWER,), "chapter")],
         "story.text:chapter_text", "evidence", ["en"]),
    case("fund", planning.fund, {"province": "hainan", "budget": "1B", "place": ["a", "b"], "horizon": "2040",
                                 "seed": 3},
         [("runs.fund_runs:FundProgress", ("en",), "progress"),
          ("runs.fund_runs:run",
           (FundRequest(province="hainan", budget="1B", places=("a", "b"), horizon=2040, seed=3), RUNS,
            "progress"), ("record", "run")),
          ("runs.fund_runs:answer", ("record", "run"), {"speech": []})],
         "runs.fund_runs:answer_text", "fund"),
    case("read a trial", planning.trial, {"sheet": FILE, "override": OTHER},
         [("runs.trial_runs:read", (FILE, OTHER), ANSWER)], "runs.trial_runs:reading_text", "trial_reading"),
    case("trial", planning.trial, {"city": "c", "measure": "m", "choice": "lottery", "units": OTHER},
         [NONE, ("runs.trial_runs:run",
                 (TrialRequest(city="c", measure="m", choice="lottery", units=OTHER, futures=512, seed=1),
                  Path("trials")), ANSWER)],
         "runs.trial_runs:trial_text", "trial"),
    case("simulate", simulator.simulate, {"city": "c"},
         [("answers.journey:city", ("c",), "place"), NONE, BARE,
          ("plan.simulations.simulation:simulate",
           ("panel", "place", SimulationRequest(futures=64, years=30, start=2020, seed=1), None), "paths"), SIMULATED],
         "plan.simulations.text:simulation_text", "simulate"),
    case("simulate a policy", simulator.simulate,
         {"city": "c", "policy": "dig", "why": ("employment", "2030"), "checked": True, "shock": "price_fall@2030"},
         [("answers.journey:city", ("c",), "place"), ("model.policy.policy_file:read_policy", ("dig",), "policy"),
          NONE, BARE,
          ("plan.simulations.simulation:simulate",
           ("panel", "place", SimulationRequest(why=("employment", 2030), checked=True, shock="price_fall@2030"),
            "policy"), "paths"), SIMULATED],
         "plan.simulations.text:simulation_text", "simulate"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "given", "computed", "told", "kind", "speech"), CASES)
def test_a_command_passes_on_what_was_typed_and_prints_words_or_one_object(
    rooms, capsys, command, given, computed, told, kind, speech
):
    asked = rooms(computed, told)
    command(**given)
    assert capsys.readouterr() == ("words\n", "")
    called = [each for each in asked if each[0] != told]
    assert called == [(where, values) for where, values, _ in computed]
    command(**given, as_json=True)
    printed = capsys.readouterr()
    assert (json.loads(printed.out), printed.err) == ({"schema": f"{kind}/5", "speech": speech}, "")
