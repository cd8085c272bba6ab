"""Measures enter a plan by return until the money is used; what does not fit is made smaller openly or left out."""

import numpy as np
import pytest

from relode.plan.cards.card_making import Judge, Trial, TriedMeasure
from relode.plan.cards.card_records import DoseTried
from relode.plan.making.plan_making import (
    RESERVE,
    Choice,
    FittedBundle,
    Made,
    choices_for_staying,
    fitted,
    needed,
    ordered,
    worst_tenth,
)
from relode.plan.trials.financing import Part
from relode.plan.trials.judged import OUTCOMES, STAYING
from relode.plan.trials.measure_list import measures
from relode.plan.verdicts.verdict_tables import sizes

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


def trial(part_names, gains, cost=1e8):
    """A trial whose effects are `gains` practical sizes in every one of two futures."""
    bundle = tuple(Part(BY_NAME[name], 0.1) for name in part_names)
    sized = {name: np.full(2, gains.get(name, 0.0) * sizes()[name]) for name in OUTCOMES}
    paid = {name: np.full((2, 1), 0.1) for name in ("city", "province", "centre", "insurance", "firm")}
    return Trial(bundle, sized, {}, {}, {}, {}, np.full(2, cost), paid, {})


def test_of_two_measures_that_do_the_same_one_stays_in_the_plan():
    """By hand: relief and subsidy give 3 sizes of jobs alone and 3 together; land gives its own."""
    jobs = {"tax_relief", "subsidy.processing"}

    def run(chosen):
        def gives(names):
            land = 2.0 if "remediation_spending" in names else 0.0
            return trial(names, {"employment": 3.0 if jobs & set(names) else 0.0, "damaged_land": land})

        inside = [part.measure.name for part in chosen.bundle]
        without = {name: gives([each for each in inside if each != name]) for name in inside}
        return Made(chosen, gives(inside), without) if inside else None

    every = tuple(Part(BY_NAME[name], 0.1) for name in (*sorted(jobs), "remediation_spending"))
    plan, missed = needed(run(FittedBundle(every, (), ())), slice(None), run)
    assert [part.measure.name for part in plan.fitted.bundle] == ["tax_relief", "remediation_spending"]
    assert plan.fitted.left == ("subsidy.processing",)
    aims = {"tax_relief": "employment", "subsidy.processing": "employment", "remediation_spending": "damaged_land"}
    losses = {name: loss[0] / sizes()[aims[name]] for name, loss in missed.items()}
    assert losses == pytest.approx({"subsidy.processing": 0.0, "remediation_spending": 2.0, "tax_relief": 3.0})


def test_a_measure_for_those_who_stay_gains_in_sum_and_worsens_none_of_services_income_and_burden(on):
    """By hand, in practical sizes: 3 of services less half a size of debt enters with 2.5 for 100 million yuan; 4 of
    income that cost 2 of services do not, nor half a size of services, nor 30 of jobs."""
    tried = DoseTried(0.1, "assured", "leave", 0.0, 1e8)
    gains = {
        "schooling_spending": {"services_per_person": 3.0, "debt": -0.5},
        "tax_relief": {"income_per_person": 4.0, "services_per_person": -2.0},
        "research_spending": {"services_per_person": 0.5},
        "remediation_spending": {"employment": 30.0},
    }
    found = [
        TriedMeasure(BY_NAME[name], None, (tried,), (trial([name], each),), {"assured": 0})
        for name, each in gains.items()
    ]
    offered = choices_for_staying(Judge(on, 1.0), found, "assured")
    assert [(each.part.measure.name, each.back) for each in offered] == [("schooling_spending", pytest.approx(2.5))]
    assert choices_for_staying(Judge(on, 1.0), found, "granted") == []
    assert STAYING == ("services_per_person", "income_per_person", "budget_gap", "debt")
