"""A policy evaluated by the protocol: refusals, verdicts, records and words."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.evaluation import checks, past_policy, staggered, study
from relode.evaluation.checks import Check, Verdict, after_only
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.past_policy import Evaluation, EvaluationSettings, evaluate
from relode.evaluation.policies import PastPolicy, policy, protocol
from relode.evaluation.record import outcome_answer
from relode.evaluation.shipped_findings import finding
from relode.evaluation.study import Refused, outcome_table, study_of, within_provinces
from relode.evaluation.tested import ExaminedStudy
from relode.evaluation.text import _notes, evaluation_text, reason_words, verdict_words
from relode.language import plain_value, spoken
from studies.evaluation.simulated_panels import Truth, simulated_panel


def planted(effect, seed=1):
    return study(simulated_panel(Truth(effect=effect), np.random.default_rng(seed)), horizon=5)


@pytest.fixture(scope="module")
def found():
    """A planted effect of .06, evaluated as spending of exhausted cities would be."""
    return past_policy._evaluated(
        policy("exhausted_transfers"),
        "budget_expenditure",
        ExaminedStudy(planted(0.06), (), None),
        EvaluationSettings(),
        (),
        None,
    )


@pytest.mark.parametrize(("last", "year"), [(2020, 2016), (2016, 2016), (2014, 2014)])
def test_an_effect_is_of_the_last_year_of_the_horizon_of_the_last_treated_or_of_the_data(last, year):
    """By hand: the last are treated in 2012, and a horizon of five years from then on ends in 2016."""
    asked = PastPolicy("own", {"a": 2010, "b": 2012}, ("c",), 2000, 2020, 5, below=("d",), left_out=("e",))
    path = pd.DataFrame({"event_year": [-1, 0], "effect": [0.0, 0.1], "standard_error": [np.nan, 0.05]})
    estimate = DesignEstimate("staggered", 0.1, 0.05, 0.0, 0.3, path, 0.1, 0.05, 2, 7, ("n",))
    check = Check("pre_trends", None, {"count": 2}, RelodeError("unknown_design", name="x", known="y"))
    made = Evaluation(
        asked, "budget_revenue", EvaluationSettings(seed=4), Verdict("no_effect_beyond", ("r",), 0.2), estimate,
        {"pre_trends": check}, {"imputation": estimate}, (1.0, 2.0, 3.0), (2000, last), ("f",), ("a", "b"), ("g",),
    )  # fmt: skip
    told = outcome_answer(made)
    assert (told.effect.year, told.effect.unit) == (year, "share")
    assert (told.effect.flags, told.effect.sources) == (("own_evaluation",), ())
    assert told.effect.value == pytest.approx(np.expm1(0.1))
    assert told.effect.interval_95 == pytest.approx((0.0, np.expm1(0.3)))
    ends = (0.1 - 0.1 * 1.644854 / 1.959964, 0.1 + 0.2 * 1.644854 / 1.959964)
    assert told.effect.interval_90 == pytest.approx(tuple(np.expm1(ends)), rel=1e-5)
    assert (told.bound, told.practical_size) == pytest.approx((np.expm1(0.2), np.expm1(0.05)))
    beside = told.designs["imputation"]
    assert (beside.effect, beside.low, beside.high) == pytest.approx((np.expm1(0.1), 0.0, np.expm1(0.3)))
    assert told.path[0] == {"event_year": -1, "effect": 0.0, "standard_error": None}
    assert (told.treated, told.dropped, told.treated_from_start) == (("a", "b"), ("f",), ("g",))
    assert (told.left_out, told.below_prefecture, told.control_count) == (("e",), ("d",), 7)
    assert (told.verdict, told.reasons, told.notes, told.seed, told.placebos) == (
        "no_effect_beyond", ("r",), ("n",), 4, 3,
    )  # fmt: skip
    assert told.checks["pre_trends"].passed is None
    assert told.checks["pre_trends"].detail["count"] == 2
    assert "x" in told.checks["pre_trends"].detail["missing"]
    assert (told.years, told.refused) == ((2000, last), None)
    points = outcome_answer(replace(made, outcome="secondary_share", verdict=Verdict("effect"))).effect
    assert (points.value, points.unit) == (0.1, "percentage points")


def test_that_few_were_treated_is_noted_of_a_synthetic_control_with_nothing_beside_it():
    asked = PastPolicy("own", {"a": 2010}, ("c",), 2000, 2020, 5)
    path = pd.DataFrame({"event_year": [0], "effect": [0.1], "standard_error": [0.05]})
    estimate = DesignEstimate("synthetic_control", 0.1, 0.05, 0.0, 0.3, path, 0.1, 0.05, 1, 7, ())

    def noted(design, **beside):
        settings, verdict = EvaluationSettings(design=design), Verdict("effect")
        of = Evaluation(asked, "budget_revenue", settings, verdict, estimate, beside=beside)
        return "evaluation.answer.few" in [said.key for said in _notes(of)]

    assert noted("synthetic_control")
    assert not noted("synthetic_control", imputation=estimate)
    assert not noted("staggered")


def test_what_was_refused_has_no_effect():
    refused = RelodeError("unknown_design", name="x", known="y")
    asked = PastPolicy("own", {"a": 2010}, ("c",), 2000, 2020, 5)
    told = outcome_answer(
        Evaluation(asked, "population", EvaluationSettings(), Verdict("not_identified"), refused=refused)
    )
    assert (told.effect, told.path, told.notes, told.control_count, told.bound, told.years) == (
        None,
        (),
        (),
        0,
        None,
        None,
    )
    assert told.refused == str(refused)


def test_outcomes_are_the_panels_own_cells(panel):
    asked = policy("exhausted_transfers")
    table = outcome_table(panel, asked, "secondary_share").set_index(["place", "year"])
    cell = float(panel["value"].sel(quantity="secondary_share", place="230400", year=2010))
    assert table.loc[("230400", 2010), "outcome"] == pytest.approx(100 * cell)
    assert table.loc[("230400", 2010), "first_year"] == 2012
    logs = outcome_table(panel, asked, "budget_expenditure").set_index(["place", "year"])
    spent = float(panel["value"].sel(quantity="budget_expenditure", place="230400", year=2010))
    assert logs.loc[("230400", 2010), "outcome"] == pytest.approx(np.log(spent))


def test_the_window_is_the_longest_run_of_years_that_the_treated_have(panel):
    years = set(outcome_table(panel, policy("exhausted_transfers"), "population_resident_reported")["year"])
    assert years == set(range(min(years), max(years) + 1))
    assert max(years) == 2016


def test_one_census_before_treatment_is_refused(panel):
    with pytest.raises(Refused, match="treated places: 1;"):
        study_of(panel, policy("exhausted_transfers"), "population")


def test_debt_that_was_first_published_after_the_policy_is_refused(panel):
    with pytest.raises(Refused, match="missing"):
        study_of(panel, policy("exhausted_transfers"), "government_debt")


def test_a_policy_that_came_with_another_is_refused_and_says_which(panel):
    (only,) = evaluate(panel, policy("declining_2013"), ["gdp_real_index"])
    assert (only.verdict.kind, only.verdict.reasons) == ("not_identified", ("refused",))
    assert "transfers to resource-exhausted cities" in plain_value(reason_words(finding(only)), "en")
    assert "转移支付" in plain_value(reason_words(finding(only)), "zh")
    assert outcome_answer(only).effect is None


def test_unknown_outcomes_and_designs_are_refused(panel):
    with pytest.raises(RelodeError, match="happiness"):
        evaluate(panel, policy("declining_2013"), ["happiness"])
    with pytest.raises(RelodeError, match="staggered"):
        EvaluationSettings(design="guess")


def test_years_that_do_not_matter_for_the_effect_do_not_matter():
    whole = planted(0.03)
    short = after_only(whole)
    assert len(short.table) < len(whole.table)
    assert staggered(short).effect == pytest.approx(staggered(whole).effect, abs=1e-12)
    assert staggered(short).standard_error == pytest.approx(staggered(whole).standard_error, abs=1e-12)


def test_within_provinces_a_shock_of_the_province_is_gone():
    whole = planted(0.03)
    shocked = whole.table["outcome"] + 0.5 * ((whole.table["cluster"] < "12") & (whole.table["year"] >= 2008))
    moved = replace(whole, table=whole.table.assign(outcome=shocked))
    assert abs(staggered(moved).effect - 0.03) > 0.05
    assert staggered(within_provinces(moved)).effect == pytest.approx(0.03, abs=0.015)  # the noise of one draw


@pytest.mark.slow
def test_a_record_has_the_fields_of_the_contract(found):
    answer = json.loads(json.dumps(outcome_answer(found).record(), allow_nan=False))
    assert {"policy", "outcome", "design", "effect", "verdict", "checks"} <= set(answer)
    assert answer["effect"]["unit"] == "share"
    # ln .06 is 6.18 %; the estimate is one draw
    assert answer["effect"]["value"] == pytest.approx(np.expm1(found.estimate.effect))
    low, high = answer["effect"]["interval_90"]
    assert answer["effect"]["interval_95"][0] < low < answer["effect"]["value"] < high
    assert all(set(check) == {"passed", "detail"} for check in answer["checks"].values())
    assert set(answer["designs"]) == {
        "imputation", "synthetic_control", "synthetic_difference_in_differences", "within_provinces"
    }  # fmt: skip


@pytest.mark.slow
def test_the_verdict_is_said_with_its_numbers_in_both_languages(found):
    said = spoken(verdict_words(finding(found)), "en")
    assert said.startswith("Effect: +6.")
    assert "first 5 years" in said
    assert "前5年平均+6." in spoken(verdict_words(finding(found)), "zh")
    text = evaluation_text([found], "en")
    assert "--placebos" in text
    assert "44 treated counties" in text


@pytest.mark.slow
def test_doses_are_said_as_an_effect_for_one_unit(found):
    treated = found.treated
    dosed = replace(found, policy=replace(found.policy, doses=dict.fromkeys(treated, 2.0), dose_unit="bn yuan"))
    assert outcome_answer(dosed).record()["effect_per_dose"] == pytest.approx(found.estimate.effect / 2)
    assert "per bn yuan: +3." in evaluation_text([dosed], "en")


@pytest.mark.slow
def test_every_reason_that_the_rule_may_give_has_words(found):
    made = {
        **found.checks,
        "spillovers": checks.spillovers(planted(0.0), frozenset(planted(0.0).controls[:20]), 0.05),
        "wild_bootstrap": checks.wild_bootstrap(planted(0.0), 0.05, 99, 1),
        "several_outcomes": checks.Check("several_outcomes", False, {"p_value": 0.5, "count": 3}),
        "placebo_in_place": checks.Check("placebo_in_place", False, {"p_value": 0.5, "draws": 200, "places": 3}),
    }
    for name in [*made, "too_wide"]:
        wrong = replace(found.verdict, kind="not_identified", reasons=(name,), bound=0.4)
        judged = replace(found, verdict=wrong, checks=made)
        for language in ("en", "zh"):
            assert len(spoken(reason_words(finding(judged)), language)) > 15


def test_the_protocol_names_only_what_exists(panel):
    assert set(protocol()["outcomes"]) <= set(panel["quantity"].to_numpy())


def test_what_was_refused_counts_no_places_and_no_years():
    asked = PastPolicy("own", {"a": 2010}, ("c",), 2000, 2020, 5)
    refused = RelodeError("unknown_design", name="x", known="y")
    found = finding(Evaluation(asked, "population", EvaluationSettings(), Verdict("not_identified"), refused=refused))
    assert (found.treated, found.controls, found.first, found.last) == (0, 0, 0, 0)
