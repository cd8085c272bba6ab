"""Did the simulator's results move since they were saved? `make baseline` renews them; the changelog says why."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def baseline():
    """The module that saves the world."""
    spec = importlib.util.spec_from_file_location("saved_world", Path(__file__).with_name("saved_world.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_figure_that_moves_is_noticed(baseline):
    before = {("hegang", "wage", "2030"): 100.0, ("hegang", "wage", "2035"): 100.0, ("yulin", "wage", "2035"): 1.0}
    after = {("hegang", "wage", "2030"): 100.00001, ("hegang", "wage", "2035"): 100.001}
    assert baseline.moved(before, after) == ["hegang wage 2035: 100.0 -> 100.001", "yulin wage 2035: 1.0 -> none"]


def test_the_saved_world_holds_four_cities_and_what_matters(baseline):
    saved = baseline.saved()
    assert {city for city, _, _ in saved} == set(baseline.CITIES)
    assert {"population", "employment", "gdp_real", "wage", "house_price"} <= {name for _, name, _ in saved}
    assert {"2025", "2030", "2035"} <= {year for _, _, year in saved}


@pytest.mark.slow
def test_the_world_of_now_is_the_saved_one(baseline):
    assert baseline.moved(baseline.saved(), baseline.world()) == []
