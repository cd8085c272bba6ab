"""Settings of runs: typed or left alone, kept in a manifest and read again, refused in words."""

import json
import shlex
from pathlib import Path

import pytest

from relode.cli import build
from relode.decisions.request import CityRun, PlanRequest
from relode.errors import RelodeError
from relode.evaluation.past_policy import EvaluationSettings
from relode.fund.request import FundRequest
from relode.language import LANGUAGES
from relode.panel.overrides import Override
from relode.plan.simulations.simulation import SimulationRequest
from relode.settings import Settings
from relode.trials.request import TrialRequest
from relode.usual import HORIZON, SEED
from relode.web.plan_runs.plan_order import Order
from relode.web.what_if.scenario import Scenario

RUNS = (
    PlanRequest(budget="5%", seed=7),
    FundRequest(province="hainan", budget="500M", places=("danzhou",)),
    SimulationRequest(futures=8),
    CityRun(
        place="230400",
        overrides=(Override("230400", "population", 2024, 840_000.0, "own count"),),
        plan=PlanRequest(budget="4%"),
    ),
    EvaluationSettings(design="imputation", placebos=True),
    TrialRequest(
        city="hegang",
        measure="subsidy",
        units=Path("units.csv"),
        choice="lottery",
        country=Path("tables"),
        overrides=(Override("230400", "population", 2024, 840_000.0, "own count"),),
        futures=80,
    ),
)


@pytest.mark.parametrize("asked", RUNS, ids=[f"{type(each).__name__}-{at}" for at, each in enumerate(RUNS)])
def test_settings_come_back_from_the_json_of_a_manifest(asked):
    assert type(asked)(**json.loads(json.dumps(asked.record()))) == asked


def test_a_plan_may_reach_fifty_years_from_the_census_of_2020():
    assert PlanRequest(horizon=2070).horizon == 2070


def test_every_class_of_settings_is_tried_here():
    assert set(Settings.__subclasses__()) == {type(asked) for asked in RUNS}


def test_what_a_person_left_alone_keeps_its_default_and_is_not_compared():
    kept = PlanRequest(budget="300M", seed=4)
    typed = PlanRequest.typed(budget=None, seed=4)
    assert typed.model_fields_set == {"seed"}
    assert typed.differing(kept) == []
    assert PlanRequest.typed(budget="5%", seed=5).differing(kept) == ["budget = 300M", "seed = 4"]


@pytest.mark.parametrize(
    ("asked", "settings", "key"),
    [
        (PlanRequest, {"seed": "one"}, "unreadable_setting"),
        (PlanRequest, {"objectives": []}, "unreadable_setting"),
        (PlanRequest, {"horizon": 1999}, "planning.horizon"),
        (PlanRequest, {"horizon": 2071}, "planning.horizon"),
        (FundRequest, {"province": "hainan"}, "fund.no_budget"),
        (EvaluationSettings, {"design": "guess"}, "unknown_design"),
        (TrialRequest, {"city": "hegang", "measure": "subsidy", "choice": "coin"}, "unknown_choice"),
        (CityRun, {"place": "230400", "overrides": [{"place": "230400"}]}, "unreadable_setting"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(asked, settings, key):
    with pytest.raises(RelodeError) as caught:
        asked(**settings)
    assert key in caught.value.key
    assert all(caught.value.say(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("plan", PlanRequest(budget="4%", bonds="1%", horizon=2032)),
        ("fund", FundRequest(province="hainan", budget="500M", places=("danzhou", "haikou"), seed=0)),
    ],
)
def test_the_command_of_a_run_asks_for_it_again(command, asked, monkeypatch):
    """What the command line makes of the words is the same settings, each option is one of the command."""
    given = {}
    monkeypatch.setattr(type(asked), "typed", classmethod(lambda _, **options: given.update(options) or 1 / 0))
    words = [command, *(["hegang"] if command == "plan" else []), *shlex.split(asked.command())]
    with pytest.raises(ZeroDivisionError):
        build("en")(words, standalone_mode=False)
    assert type(asked)(**{name: value for name, value in given.items() if value is not None}) == asked


def test_what_was_read_from_a_file_is_named_by_a_word():
    typed = PlanRequest.model_construct(projects="a,b", cells="c")
    assert typed.command().endswith("--seed 1 --projects WORKBOOK --cells WORKBOOK")
    assert "--bonds" not in typed.command()


def test_what_nobody_says_is_the_same_wherever_it_is_asked_for():
    """Each command, the page and an assistant take the same seed and horizon, which stand here by hand."""
    asked = {PlanRequest: "--horizon 2035 --seed 1"}
    assert {each: each().command() for each in asked} == asked
    usual = {"seed": "1", "until": "2035", "horizon": "2035"}
    options = {(command.name, option.name): option.default for command in build("en").commands.values()
               for option in command.params if option.name in usual and option.default is not None}  # fmt: skip
    assert {key: str(value) for key, value in options.items()} == {key: usual[key[1]] for key in options}
    assert len(options) == 6
    assert Order().horizon == Scenario().until == 2035
    assert (PlanRequest().seed, PlanRequest().horizon) == (SEED, HORIZON)


def test_a_value_that_cannot_be_is_told_in_eighty_letters_at_most():
    for typed, told in (("x" * 78, f"'{'x' * 78}'"), ("x" * 79, f"'{'x' * 79}")):
        with pytest.raises(RelodeError) as refused:
            PlanRequest(seed=typed)
        assert (refused.value.values["name"], refused.value.values["value"]) == ("seed", told)


def test_what_stands_empty_goes_unsaid_and_each_of_several_has_its_option():
    kept = FundRequest(province="hainan", budget="5%", places=("danzhou", "haikou"), seed=3)
    assert kept.command() == "hainan --budget 5% --place danzhou --place haikou --horizon 2035 --seed 3"
    assert PlanRequest.typed(budget="", horizon=None, seed=0).model_fields_set == {"budget", "seed"}
