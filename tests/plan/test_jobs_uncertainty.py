"""Where the doubt comes from: futures put together anew, and shares of variance from the same world."""

import json
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.language import LANGUAGES
from relode.model.parameters import priors
from relode.model.policy.policy_file import read_policy
from relode.plan.simulations.simulation import doses_of
from relode.plan.uncertainty import jobs_uncertainty as module
from relode.plan.uncertainty.jobs_uncertainty import ExaminedPlan, jobs_uncertainty
from relode.plan.uncertainty.jobs_uncertainty_text import convergence_words, sensitivity_record
from relode.plan.uncertainty.unknown_labels import unknown_label
from relode.plan.uncertainty.unknowns import GROUPS, levers_used, recombined, unknowns

POLICY = read_policy("retraining")


@pytest.fixture(scope="module")
def looked(on):
    return ExaminedPlan(on, doses_of(POLICY, on.ground.futures.years), levers_used(POLICY.steps))


@pytest.fixture(scope="module")
def found(looked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "COUNTS", (512,))
        patch.setattr(module, "TRAJECTORIES", 6)
        return jobs_uncertainty(looked, seed=1)


def test_every_unknown_taken_from_the_same_future_gives_that_future_bit_for_bit(looked, on):
    as_drawn = {unknown.name: np.arange(on.ground.futures.count) for unknown in looked.every}
    own = replace(on, ground=replace(on.ground, shifts={}))  # the simulator's own futures, not moved to the outlook
    jobs = own.run([{}, looked.doses]).at_end("employment")
    again = looked.outcomes(as_drawn)
    assert (again["do_nothing"] == jobs[0]).all()
    assert (again["gain"] == jobs[1] - jobs[0]).all()


def test_a_future_put_together_anew_takes_each_unknown_from_the_future_picked_for_it(looked, on):
    first = np.zeros(3, dtype=np.int64)
    picks = {unknown.name: first for unknown in looked.every} | {"prices": first + 1, "reemployment": first + 2}
    made = recombined(on.ground, looked.every, picks).futures
    own = on.ground.futures
    assert (made.exogenous.log_price == np.asarray(own.exogenous.log_price)[first + 1]).all()
    assert (made.params.reemployment == np.asarray(own.params.reemployment)[2]).all()
    for field in fields(own.params):
        if field.name not in ("reemployment", "efficiency", "lag", "unit_cost"):
            assert (getattr(made.params, field.name) == np.asarray(getattr(own.params, field.name))[0]).all()
    assert (made.exogenous.national_growth == np.asarray(own.exogenous.national_growth)[0]).all()


def test_unknowns_have_names_of_their_own_and_only_levers_that_are_used(on):
    every = unknowns(on.ground, ("retraining_coverage",))
    names = [unknown.name for unknown in every]
    assert len(set(names)) == len(names)
    assert {u.of for u in every if u.group == "levers"} == {"retraining_coverage"}
    assert {u.group for u in every} == set(GROUPS)
    assert {"prices", "nation", "luck", "wage_elasticity"} <= {u.name for u in every if not u.is_measurable}
    assert "reemployment" in {u.name for u in every if u.is_measurable}
    assert all(u.label(language) for u in every for language in LANGUAGES)


def test_what_never_differs_between_futures_is_no_unknown(on):
    assert "smoothing" not in {unknown.name for unknown in unknowns(on.ground)}


@pytest.mark.slow
def test_levers_matter_for_the_gain_and_not_for_doing_nothing(found):
    at = found["do_nothing"].groups.factors.index("levers")
    assert found["do_nothing"].groups.total[at] == pytest.approx(0, abs=1e-12)  # differences of sums
    assert found["gain"].groups.total[at] > 0.1


def test_only_what_can_be_measured_is_worth_measuring(found):
    for doubt in found.values():
        assert not {"prices", "nation", "luck", module.REST} & set(doubt.worth)


def test_too_few_samples_are_told_not_to_converge(found):
    assert not found["gain"].converged


def test_a_plan_that_does_nothing_has_no_doubt_of_its_own(on):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "COUNTS", (64,))
        patch.setattr(module, "TRAJECTORIES", 2)
        assert list(jobs_uncertainty(ExaminedPlan(on, {}, ()), seed=1)) == ["do_nothing"]


def test_the_record_can_be_written_and_says_it_in_both_languages(found, looked):
    record = json.loads(json.dumps(sensitivity_record(found, looked.every, POLICY, 2035).record(), allow_nan=False))
    assert len(record["sentences"]["en"]) == len(record["sentences"]["zh"]) >= 4
    for of in record["outcomes"].values():
        assert 0 <= of["assumed_share"] <= 1.2  # an estimate from few samples may lie a little beyond
        assert [each["first"] for each in of["groups"]] == sorted(
            (each["first"] for each in of["groups"]), reverse=True
        )
        assert {"en", "zh"} == set(of["groups"][0]["label"])


def test_each_share_and_effect_of_the_record_is_that_of_its_unknown(found, looked):
    record = sensitivity_record(found, looked.every, POLICY, 2035)
    for name, of in found.items():
        outcome = record.outcomes[name]
        for shares, indices in ((outcome.groups, of.groups), (outcome.singles, of.singles)):
            for share in shares:
                at = indices.factors.index(share.name)
                expected = [indices.first, indices.first_half_length, indices.total, indices.total_half_length]
                told = [share.first, share.first_half_length_95, share.total, share.total_half_length_95]
                assert told == pytest.approx([values[at] for values in expected], rel=1e-3), share.name
        for effect in outcome.screened:
            at = of.effects.factors.index(effect.name)
            expected = [of.effects.size[at], of.effects.size_half_length[at], of.effects.spread[at]]
            told = [effect.effect, effect.effect_half_length_95, effect.effect_spread]
            assert told == pytest.approx(expected, rel=1e-3), effect.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_uncertain_parameter_has_a_name_in_words(language):
    for name, prior in priors().items():
        if prior.shape != "fixed":
            assert unknown_label("parameter", name, "", language), name


@pytest.mark.parametrize(("spread", "said"), [(1.0, False), (1.5, True), (0.5, True)])
def test_a_spread_that_is_not_that_of_the_futures_is_told(spread, said):
    sure = {"converged": True, "samples": 512, "widest_half_length_95": 0.02, "largest_change_between_halves": 0.01}
    text = convergence_words(SimpleNamespace(**sure, spread=spread, spread_drawn=1.0), "en")
    assert ("The recombined spread is" in text) == said
