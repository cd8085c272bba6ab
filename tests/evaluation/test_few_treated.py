"""Fewer treated places than the protocol asks for: synthetic control by hand, placebos counted, verdict by rule."""

import numpy as np
import pandas as pd
import pytest

from relode.evaluation.checks import Check
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.study import study
from relode.evaluation.tested import FewTreated, few_treated, few_verdict


def rows(levels, starts):
    return pd.DataFrame(
        [(p, 2000 + at, v, starts.get(p, 0)) for p, line in levels.items() for at, v in enumerate(line)],
        columns=["place", "year", "outcome", "first_year"],
    )


def test_of_one_treated_place_every_untreated_one_is_a_placebo():
    """The treated is the mean of two others in all ten years before, and .3 above it in the five after."""
    rng = np.random.default_rng(1)
    levels = {f"d{i:02d}": np.cumsum(rng.normal(0, 0.02, 15)) for i in range(24)}
    levels["t"] = (levels["d00"] + levels["d01"]) / 2 + 0.3 * (np.arange(15) >= 10)
    found = few_treated(study(rows(levels, {"t": 2010}), cluster=None, horizon=5), 0.05, np.random.default_rng(1))
    assert found.estimate.effect == pytest.approx(0.3, abs=0.02)
    # None of 24 untreated places moves as far: one in twenty-five, the treated itself.
    assert found.p_value == pytest.approx(1 / 25)
    assert (found.checks["placebo_in_place"].detail["draws"], found.checks["pre_fit"].passed) == (24, True)
    assert found.estimate.low == pytest.approx(
        found.estimate.effect - np.quantile(found.estimate.fitted["chance"], 0.975), rel=1e-12
    )


def test_a_place_that_no_mix_of_others_follows_is_told_so():
    rng = np.random.default_rng(2)
    levels = {f"d{i:02d}": np.cumsum(rng.normal(0, 0.01, 15)) for i in range(20)}
    levels["t"] = 3 + 0.2 * np.arange(15)
    found = few_treated(study(rows(levels, {"t": 2010}), cluster=None, horizon=5), 0.05, np.random.default_rng(1))
    assert found.checks["pre_fit"].passed is False
    assert few_verdict(found, Check("several_outcomes", True, {}), 0.05, 5).reasons[0] == "pre_fit"


def test_a_move_before_its_time_is_found():
    """The treated leaves the others three years before its start."""
    rng = np.random.default_rng(3)
    levels = {f"d{i:02d}": np.cumsum(rng.normal(0, 0.01, 15)) for i in range(24)}
    levels["t"] = (levels["d02"] + levels["d03"]) / 2 + 0.3 * (np.arange(15) >= 7)
    found = few_treated(study(rows(levels, {"t": 2010}), cluster=None, horizon=5), 0.05, np.random.default_rng(1))
    assert found.checks["placebo_in_time"].passed is False


@pytest.mark.parametrize(
    ("fit", "place", "several", "ends", "verdict"),
    [
        (False, True, True, (0.1, 0.2), "not_identified"),
        (True, True, True, (0.1, 0.2), "effect"),
        (True, True, False, (0.1, 0.2), "not_identified"),
        (True, False, False, (-0.1, 0.2), "no_effect_beyond"),
        (True, False, False, (-0.1, 0.3), "not_identified"),
    ],
)
def test_the_verdict_is_by_rule(fit, place, several, ends, verdict):
    estimate = DesignEstimate("synthetic_control", 0.1, 0.1, *ends, pd.DataFrame(), 0.1, 0.1, 1, 20)
    checks = {
        "pre_fit": Check("pre_fit", fit, {}),
        "placebo_in_time": Check("placebo_in_time", None, {}),
        "placebo_in_place": Check("placebo_in_place", place, {"p_value": 0.04}),
    }
    found = few_verdict(FewTreated(estimate, checks), Check("several_outcomes", several, {}), 0.05, 5)
    assert found.kind == verdict
