"""What is said of a fit, on one that is made by hand."""

import numpy as np
import pytest

from relode.calibration.fitting.fit import FitAnswer, PosteriorFit
from relode.calibration.fitting.fit_text import fit_sentences, fit_text, moment_table
from relode.calibration.targets.simulated_moments import moments
from relode.language import spoken


@pytest.fixture(scope="module")
def answer():
    name = next(iter(moments()))
    target, sd = moments()[name].target, moments()[name].sd
    # Two draws one standard error beside the target: their mean is the target, their spread one standard error.
    model = np.array([[target - sd], [target + sd]])
    prior = np.full((2, 1), target + 3 * sd)
    scores = np.array([[-0.5, -1.0], [0.5, 1.0]])  # standard deviations .5 and 1
    fit = PosteriorFit(
        2010, 1, ("depth_cost", "moving_cost"), (name,), scores, model, prior, np.zeros((1, 2)),
        np.array([2.346, 0.1, 0.02, 0.01]), 1, {},
    )  # fmt: skip
    return FitAnswer("runs/posterior.csv", fit)


def test_a_fit_says_what_was_learnt_most_first(answer):
    said = fit_sentences(answer)
    learnt = [each for each in said if each.key == "calibration.fit.parameter"]
    assert [(each.values["name"], each.values["share"].value) for each in learnt] == [
        ("depth_cost", 0.5), ("moving_cost", 0.0)
    ]  # fmt: skip
    directions = next(each for each in said if each.key == "calibration.fit.directions")
    assert [spoken(each, "en") for each in directions.values["singular"]] == ["2.35", "0.10", "0.02"]


def test_moments_stand_beside_their_targets(answer):
    (row,) = moment_table(answer.fit).cells()
    target, after = row[1].values, row[3].values
    assert after["value"].value == pytest.approx(target["value"].value, rel=1e-12)
    assert after["spread"].value == pytest.approx(target["spread"].value, rel=1e-12)
    assert row[4].key == "calibration.fit.yes"


@pytest.mark.parametrize(("language", "first"), [("en", "The simulator fitted to 1 moments"), ("zh", "用2010年")])
def test_a_fit_is_said_in_both_languages_with_the_file_last(answer, language, first):
    lines = fit_text(answer, language).splitlines()
    assert lines[0].startswith(first)
    assert lines[-1].endswith("runs/posterior.csv")
    assert not any("{" in line for line in lines)
