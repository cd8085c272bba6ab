"""What ships of the simulator's past is what the code gives from the shipped facts and posteriors."""

import numpy as np
import pytest

from studies.calibration.since_opening import scores


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
