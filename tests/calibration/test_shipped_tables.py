"""What ships of the simulator's past is what the code gives from the shipped facts and posteriors."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from relode.calibration.scores.backcast_table import backcast_table
from relode.calibration.scores.population_table import population_table
from relode.calibration.scores.since_opening import scores, since_opening_table
from relode.model.opening.opening_world import world


def shipped(name: str) -> pd.DataFrame:
    with (files("relode.calibration") / name).open(encoding="utf-8") as stream:
        return pd.read_csv(stream)


@pytest.mark.slow
def test_scores_of_the_backcast(facts, past):
    found = backcast_table(facts, past)
    # Five digits were written; the order of sums differs between machines.
    pd.testing.assert_frame_equal(found, shipped("backcast.csv"), atol=2e-4, rtol=2e-3, check_dtype=False)


@pytest.mark.slow
def test_counts_of_cities_by_type_and_change_of_people(facts, past):
    found = population_table(world(facts, 2010), past)
    # A city at the end of a class may change sides between machines.
    pd.testing.assert_frame_equal(found, shipped("population_table.csv"), atol=0.3, check_dtype=False)


@pytest.mark.slow
def test_scores_of_the_years_after_the_opening(facts):
    found = since_opening_table(facts, world(facts, 2020))
    pd.testing.assert_frame_equal(found, shipped("since_opening.csv"), atol=2e-4, rtol=2e-3, check_dtype=False)


def test_errors_after_the_opening_are_those_computed_by_hand():
    """Outcomes .1 and .3, simulated medians .2, futures .15 to .25: errors .1 and .1 beside .1 and .3, a gain of one
    half; with the mean .2 known the simulator says nothing beyond it, so nothing is gained; no outcome is inside."""
    change = np.array([[0.15, 0.15], [0.2, 0.2], [0.25, 0.25]])
    found = scores(np.array([0.1, 0.3]), change, np.array(["23", "23"]))
    expected = {"simulator": 0.1, "no_change": 0.2, "simulator_given": 0.1, "no_difference": 0.1, "coverage_90": 0.0}
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert (found["simulator_gain"], found["simulator_given_gain"]) == pytest.approx((0.5, 0.0))
    # 90 % of three futures reach from .155 to .245: .16 is inside, .15 is not.
    assert scores(np.array([0.16, 0.15]), change, np.array(["23", "15"]))["coverage_90"] == pytest.approx(0.5)
