"""Where the doubt comes from: futures put together anew, and shares of variance from the same world."""

import json
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.language import LANGUAGES
from relode.model.parameters import priors
from relode.plan.trials.evaluate import evaluate
from relode.plan.uncertainty import jobs_uncertainty as module
from relode.plan.uncertainty.jobs_text import convergence_words, sensitivity_record
from relode.plan.uncertainty.jobs_uncertainty import Recombined, jobs_uncertainty
from relode.plan.uncertainty.unknowns import GROUPS, recombined, unknown_label, unknowns


@pytest.fixture(scope="module")
def every(on):
    return unknowns(on.ground)


@pytest.fixture(scope="module")
def found(on, every):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "COUNTS", (512,))
        patch.setattr(module, "TRAJECTORIES", 6)
        return jobs_uncertainty(on.ground, every, seed=1)


def test_every_unknown_taken_from_the_same_future_gives_that_future_bit_for_bit(every, on):
    as_drawn = {unknown.name: np.arange(on.ground.futures.count) for unknown in every}
    own = evaluate(replace(on.ground, shifts={}), {})  # the simulator's own futures, not moved to the outlook
    assert (Recombined(on.ground, every).jobs(as_drawn) == own.at_end("employment")).all()


def test_a_future_put_together_anew_takes_each_unknown_from_the_future_picked_for_it(every, on):
    first = np.zeros(3, dtype=np.int64)
    picks = {unknown.name: first for unknown in every} | {"prices": first + 1, "reemployment": first + 2}
    made = recombined(on.ground, every, picks).futures
    own = on.ground.futures
    assert (made.exogenous.log_price == np.asarray(own.exogenous.log_price)[first + 1]).all()
    assert (made.params.reemployment == np.asarray(own.params.reemployment)[2]).all()
    for field in fields(own.params):
        if field.name not in ("reemployment", "lag", "unit_cost"):
            assert (getattr(made.params, field.name) == np.asarray(getattr(own.params, field.name))[0]).all()
    assert (made.exogenous.national_growth == np.asarray(own.exogenous.national_growth)[0]).all()


def test_unknowns_have_names_of_their_own_and_those_of_levers_are_none(every):
    names = [unknown.name for unknown in every]
    assert len(set(names)) == len(names)
    assert {u.group for u in every} == set(GROUPS)
    assert {"prices", "nation", "luck", "wage_elasticity"} <= {u.name for u in every if not u.is_measurable}
    assert "reemployment" in {u.name for u in every if u.is_measurable}
    assert {u.of for u in every if u.kind == "split"} == {"public_budget"}
    assert all(u.label(language) for u in every for language in LANGUAGES)


def test_what_never_differs_between_futures_is_no_unknown(on):
    assert "smoothing" not in {unknown.name for unknown in unknowns(on.ground)}


def test_only_what_can_be_measured_is_worth_measuring(found):
    assert not {"prices", "nation", "luck", module.REST} & set(found.worth)


def test_too_few_samples_are_told_not_to_converge(found):
    assert not found.converged


def test_jobs_that_are_the_same_in_every_future_have_no_spread(on, every, monkeypatch):
    monkeypatch.setattr(Recombined, "jobs", lambda _, picks: np.ones(len(next(iter(picks.values())))))
    assert jobs_uncertainty(on.ground, every, seed=1) is None
    assert sensitivity_record(None, every, 2035).sentences == {"en": (), "zh": ()}


def test_the_record_can_be_written_and_says_it_in_both_languages(found, every):
    record = json.loads(json.dumps(sensitivity_record(found, every, 2035).record(), allow_nan=False))
    assert len(record["sentences"]["en"]) == len(record["sentences"]["zh"]) == 3
    of = record["jobs"]
    assert 0 <= of["assumed_share"] <= 1.2  # an estimate from few samples may lie a little beyond
    assert [each["first"] for each in of["groups"]] == sorted((each["first"] for each in of["groups"]), reverse=True)
    assert {"en", "zh"} == set(of["groups"][0]["label"])


def test_each_share_and_effect_of_the_record_is_that_of_its_unknown(found, every):
    jobs = sensitivity_record(found, every, 2035).jobs
    for shares, indices in ((jobs.groups, found.groups), (jobs.singles, found.singles)):
        for share in shares:
            at = indices.factors.index(share.name)
            expected = [indices.first, indices.first_half_length, indices.total, indices.total_half_length]
            told = [share.first, share.first_half_length_95, share.total, share.total_half_length_95]
            assert told == pytest.approx([values[at] for values in expected], rel=1e-3), share.name
    for effect in jobs.screened:
        at = found.effects.factors.index(effect.name)
        expected = [found.effects.size[at], found.effects.size_half_length[at], found.effects.spread[at]]
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


def test_what_is_told_of_the_samples_is_the_worst_of_all_shares(found, every):
    told = sensitivity_record(found, every, 2035).jobs
    shares = [each for indices in (found.groups, found.singles)
              for each in (*indices.first_half_length, *indices.total_half_length)]  # fmt: skip
    assert told.widest_half_length_95 == max(shares) > min(shares)
    assert told.largest_change_between_halves == max(found.groups.half_change, found.singles.half_change)
