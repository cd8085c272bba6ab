"""Settings of runs: typed or left alone, kept in a manifest and read again, refused in words."""

import json

import pytest

from relode.errors import RelodeError
from relode.fund.fund_asked import FundAsked
from relode.language import LANGUAGES
from relode.panel.overrides import Override
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.simulations.ensemble import EnsembleAsked
from relode.plan.simulations.simulation import SimulationAsked
from relode.runs.city_run import BackcastRun, CityRun, FitRun
from relode.settings import Settings

RUNS = (
    PlanAsked(keep=("jobs=0.9",), seed=7),
    FundAsked(province="hainan", budget="500M", places=("danzhou",)),
    EnsembleAsked(city="hegang", futures=9, paths=True),
    SimulationAsked(futures=8, why=("employment", 2030)),
    CityRun(place="230400", overrides=(Override("230400", "population", 2024, 840_000.0, "own count"),)),
    CityRun(place="230400", plan=PlanAsked(futures=80)),
    BackcastRun(simulator=False),
    FitRun(origin=2015),
)


@pytest.mark.parametrize("asked", RUNS, ids=[f"{type(each).__name__}-{at}" for at, each in enumerate(RUNS)])
def test_settings_come_back_from_the_json_of_a_manifest(asked):
    assert type(asked)(**json.loads(json.dumps(asked.record()))) == asked


def test_every_class_of_settings_is_tried_here():
    assert set(Settings.__subclasses__()) == {type(asked) for asked in RUNS}


def test_what_a_person_left_alone_keeps_its_default_and_is_not_compared():
    kept = PlanAsked(budget="300M", seed=4)
    typed = PlanAsked.typed(budget=None, keep=[], seed=4)
    assert typed.model_fields_set == {"seed"}
    assert typed.differing(kept) == []
    assert PlanAsked.typed(budget="5%", seed=5).differing(kept) == ["budget = 300M", "seed = 4"]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"seed": "one"}, "unreadable_setting"),
        ({"objectives": []}, "unreadable_setting"),
        ({"horizon": 1999}, "planning.horizon"),
        ({"keep": ("joy=0.9",)}, "keep"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(settings, key):
    with pytest.raises(RelodeError) as caught:
        PlanAsked(**settings)
    assert key in caught.value.key
    assert all(caught.value.say(language) for language in LANGUAGES)
