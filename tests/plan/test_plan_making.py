"""Measures enter a plan by return until the money is used; what does not fit is made smaller openly or left out."""

import numpy as np
import pytest

from relode.plan.financing import Part
from relode.plan.measures import measures
from relode.plan.plan_making import RESERVE, Choice, fitted, ordered, worst_tenth

BY_NAME = {each.name: each for each in measures()}


def choice(name, dose, back, yuan, worst=None):
    return Choice(Part(BY_NAME[name], dose), back, yuan, yuan if worst is None else worst)


def names(found):
    return {part.measure.name: part.dose for part in found.bundle}


def test_the_best_return_comes_first_and_what_does_not_fit_is_made_smaller_and_named():
    """By hand: 60 of 100 for research; schooling costs 80, so half of it fits; relief then does not fit at all."""
    offered = [
        choice("research_spending", 0.01, 3.0, 60),
        choice("schooling_spending", 0.02, 2.0, 80),
        choice("tax_relief", 0.1, 1.0, 50),
    ]
    found = fitted(offered, 100)
    assert names(found) == {"research_spending": 0.01, "schooling_spending": 0.01}
    assert (found.smaller, found.left) == (("schooling_spending",), ("tax_relief",))


def test_a_larger_dose_takes_the_place_of_a_smaller_one():
    found = fitted([choice("tax_relief", 0.1, 2.0, 30), choice("tax_relief", 0.3, 1.5, 90)], 100)
    assert (names(found), found.smaller, found.left) == ({"tax_relief": 0.3}, (), ())


def test_the_worst_tenth_may_cost_a_quarter_more_and_no_more():
    assert RESERVE == 1.25
    assert names(fitted([choice("tax_relief", 0.1, 2.0, 100, 125)], 100)) == {"tax_relief": 0.1}
    found = fitted([choice("tax_relief", 0.1, 2.0, 100, 250)], 100)
    assert (names(found), found.smaller) == ({"tax_relief": 0.05}, ("tax_relief",))


def test_a_measure_that_hardly_fits_is_left_out():
    found = fitted([choice("tax_relief", 0.1, 2.0, 1000)], 100)
    assert (found.bundle, found.left) == ((), ("tax_relief",))


def test_the_worst_tenth_is_the_mean_of_the_highest_tenth():
    assert worst_tenth(np.arange(20.0)) == pytest.approx(18.5)
    assert worst_tenth(np.array([3.0])) == 3


def test_training_comes_before_closures_and_a_survey_before_demolition():
    bundle = tuple(Part(BY_NAME[name], 0.1) for name in ("extraction_cut", "demolition_rate", "retraining_coverage"))
    assert [part.measure.name for part in ordered(bundle)] == [
        "retraining_coverage",
        "demolition_rate",
        "extraction_cut",
    ]
    assert BY_NAME["retraining_coverage"].start < BY_NAME["extraction_cut"].start
