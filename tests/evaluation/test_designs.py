"""Designs against arithmetic by hand and against what was planted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from relode import evaluation
from relode.evaluation.designs import heard
from studies.evaluation.simulated_panels import Truth, simulated_panel

FIRM = Truth(effect=0.05, noise=1e-6)


@pytest.fixture(scope="module")
def planted():
    return evaluation.study(simulated_panel(FIRM, np.random.default_rng(3)), horizon=5)


@pytest.fixture(scope="module")
def four():
    """Two treated in 2003, two not: by hand the treated gain 3 - 1 = 2 in each year after."""
    gains = {"a": 3.0, "b": 3.0, "c": 0.5, "d": 1.5}
    return pd.DataFrame(
        [
            {"place": p, "year": y, "outcome": 10.0 + (y >= 2003) * g, "first_year": 2003 * (p in "ab"), "cluster": p}
            for p, g in gains.items()
            for y in range(2000, 2006)
        ]
    )


def test_a_difference_in_differences_is_that_by_hand(four):
    found = evaluation.study(four)
    assert evaluation.staggered(found).effect == pytest.approx(2.0, abs=1e-12)
    assert evaluation.imputation(found).effect == pytest.approx(2.0, abs=1e-12)


def test_the_horizon_cuts_later_years_off(four):
    four = four.assign(outcome=four["outcome"] + 7 * ((four["year"] >= 2005) & four["place"].isin(["a", "b"])))
    for design in (evaluation.staggered, evaluation.imputation):
        assert design(evaluation.study(four, horizon=2)).effect == pytest.approx(2.0, abs=1e-12)
        assert design(evaluation.study(four)).effect == pytest.approx(2 + 7 / 3, abs=1e-12)


@pytest.mark.slow
def test_every_design_finds_the_planted_effect(planted):
    rng = np.random.default_rng(1)
    found = [
        evaluation.staggered(planted),
        evaluation.imputation(planted),
        evaluation.synthetic_control(planted, rng=rng, placebo_places=5),
        evaluation.augmented_synthetic_control(planted, rng=rng, placebo_places=2),
        evaluation.synthetic_difference_in_differences(planted, seed=1, draws=5),
    ]
    # Places differ in level by half a logarithm, which a weighted mean without intercept meets to a few thousandths.
    assert [e.effect for e in found] == pytest.approx([0.05] * 5, abs=0.01)
    assert [e.effect for e in found[:2]] == pytest.approx([0.05] * 2, abs=1e-5)


def test_names_and_order_of_places_do_not_matter(planted):
    shuffled = planted.table.sample(frac=1, random_state=1).assign(place=lambda t: "x" + t["place"].str[::-1])
    again = evaluation.study(shuffled, horizon=5)
    assert evaluation.staggered(again).effect == pytest.approx(evaluation.staggered(planted).effect, abs=1e-12)


def test_what_a_library_warns_of_is_kept_as_a_note():
    import warnings

    with heard() as notes:
        warnings.warn("mind this", UserWarning, stacklevel=1)
    assert notes == ["mind this"]


def test_an_effect_over_years_has_the_error_that_their_covariances_say():
    """All years of one cohort: the library's own error of the whole, which knows nothing of our weights."""
    found = evaluation.study(simulated_panel(Truth(), np.random.default_rng(2)))
    one = replace(found, table=found.table[found.table["first_year"].isin([0, found.cohorts[0]])])
    estimate = evaluation.staggered(one)
    assert estimate.standard_error == pytest.approx(estimate.fitted.overall_se, rel=1e-3)
