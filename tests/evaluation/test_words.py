"""An evaluation in words: each sentence whole, with its figures, from invented findings."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from relode.evaluation.checks import Check, Verdict
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.past_policy import Evaluation, EvaluationSettings
from relode.evaluation.policies import PastPolicy
from relode.evaluation.record import policy_answer
from relode.evaluation.shipped_findings import finding
from relode.evaluation.text import (
    SOURCES,
    answer_table,
    basis_words,
    evaluation_sentences,
    evaluation_text,
    progress_words,
    reason_words,
    short_verdict,
    span_words,
    verdict_words,
)
from relode.language import Amount, Sentence, with_label
from relode.places.place import by_code
from relode.vocabulary import Label

FISCAL = ("city_fiscal", "yearbook_panel")
ASKED = PastPolicy(
    "plan_2013", {"230400": 2014}, ("140100",), 2005, 2018, 4, below=("x", "y", "z"), left_out=("210900",),
    doses={"230400": 2.0}, dose_unit="bn yuan",
)  # fmt: skip
ESTIMATE = DesignEstimate(
    "staggered", 0.1, 0.05, 0.02, 0.3, pd.DataFrame({"event_year": [0]}), 0.1, 0.05, 11, 22, ("mind this",)
)
EVALUATED = Evaluation(
    ASKED, "budget_revenue", EvaluationSettings(), Verdict("effect"), ESTIMATE,
    {"pre_trends": Check("pre_trends", True, {"largest": 0.04}), "spillovers": Check("spillovers", None, {"near": 3}),
     "leave_one_out": Check("leave_one_out", False, {})},
    {"imputation": replace(ESTIMATE, effect=0.11, low=0.03, high=0.31)}, (), (2006, 2017), ("140200",), ("230400",),
    ("140300", "140400"),
)  # fmt: skip
FOUND = finding(EVALUATED)
REFUSED = replace(FOUND, effect=None, low=None, high=None, verdict="not_identified", reasons=("refused",))


def revenue(size):
    """A logarithm as readers take it: ln 1.2 is a fifth more."""
    return Amount(float(np.expm1(size)), "share", None, FISCAL)


def share(points):
    return Amount(points / 100, "share change", None, ("gdp_first",))


VERDICT = Sentence(
    "evaluation.verdict.effect",
    {"horizon": 4, "reason": None, "effect": revenue(0.1), "low": revenue(0.02), "high": revenue(0.3)},
)
BASIS = (
    Sentence(
        "evaluation.answer.places", {"treated": 11, "controls": 22, "below": 3, "first": 2006, "last": 2017}
    ),
    Sentence("evaluation.answer.practical", {"size": revenue(0.05)}),
    Sentence("evaluation.answer.checks", {"checks": [
        with_label(Sentence(f"evaluation.check.{name}", {}), Sentence(f"evaluation.passed.{word}", {}))
        for name, word in (("pre_trends", "yes"), ("spillovers", "unknown"), ("leave_one_out", "no"))
    ]}),
    Sentence("evaluation.answer.designs", {"designs": [Sentence("evaluation.answer.design", {
        "name": Sentence("evaluation.design.imputation", {}), "effect": revenue(0.11), "low": revenue(0.03),
        "high": revenue(0.31),
    })]}),
    Sentence("evaluation.answer.dropped", {"places": [by_code()["140200"]]}),
)  # fmt: skip
NOTES = (
    Sentence("evaluation.answer.from_start", {"places": [by_code()["140300"], by_code()["140400"]]}),
    Sentence("evaluation.answer.notes", {"notes": ["mind this"]}),
    Sentence(
        "evaluation.answer.per_dose",
        {"unit": "bn yuan", "effect": revenue(0.05), "mean": Amount(2.0, "1", None, ("user",))},
    ),
)
TITLE = Sentence("evaluation.answer.title", {"policy": Sentence("evaluation.policy.plan_2013", {})})
LEFT_OUT = Sentence("evaluation.answer.left_out", {"places": [by_code()["210900"]]})
NO_PLACEBOS = Sentence("evaluation.answer.no_placebos", {})


def test_an_answer_is_the_verdict_on_each_outcome_and_what_it_rests_on():
    """The policy is that of all; placebos are missed where any outcome lacks them."""
    own = replace(ASKED, name="own", left_out=())
    refused = Evaluation(own, "population", EvaluationSettings(placebos=True), Verdict("not_identified"))
    drawn = replace(refused, settings=EvaluationSettings(), checks={"placebo_in_place": Check("x", True, {})})
    said = (with_label(Label("budget_revenue"), VERDICT), *BASIS, *NOTES)
    none = (with_label(Label("population"), verdict_words(finding(refused))),)
    assert evaluation_sentences([EVALUATED, refused]) == ((TITLE,), (LEFT_OUT,), said, none, (NO_PLACEBOS,))
    title = Sentence("evaluation.answer.title", {"policy": Sentence("evaluation.policy.own", {})})
    assert evaluation_sentences([refused, drawn]) == ((title,), none, none)


def test_what_a_verdict_rests_on_stands_below_it_further_in():
    lines = evaluation_text([EVALUATED], "en").split("\n\n")
    assert [each.startswith(" ") for each in lines] == [False] * 4
    assert [each.startswith("  ") for each in lines[2].splitlines()] == [False, *[True] * 8]


def test_without_other_designs_and_places_left_out_nothing_is_said_of_them():
    assert basis_words(replace(FOUND, designs={}, dropped=[])) == BASIS[:3]
    assert basis_words(REFUSED) == ()


@pytest.mark.parametrize(
    ("verdict", "low", "high", "bound", "drifts"),
    [
        ("no_effect_beyond", -0.1, 0.2, 0.2, False),
        ("no_effect_beyond", -0.1, 0.2, 0.21, True),
        ("no_effect_beyond", -0.3, 0.2, 0.21, False),
        ("no_effect_beyond", -0.1, 0.2, None, False),
        ("no_effect_beyond", None, None, 0.21, False),
        ("not_identified", -0.1, 0.2, 0.21, False),
    ],
)
def test_a_bound_beyond_both_ends_says_that_paths_may_part_later(verdict, low, high, bound, drifts):
    said = verdict_words(replace(FOUND, verdict=verdict, low=low, high=high, bound=bound))
    sizes = {"effect": 0.1, "low": low, "high": high, "bound": bound}
    told = {name: revenue(size) for name, size in sizes.items() if size is not None}
    key = f"evaluation.verdict.{verdict}{'_drift' * drifts}"
    assert said == Sentence(key, {"horizon": 4, "reason": None, **told})


def test_what_was_refused_is_told_as_such():
    assert verdict_words(replace(REFUSED, refused={"key": "study_nothing_treated"})) == Sentence(
        "evaluation.verdict.refused", {"horizon": 4, "reason": Sentence("errors.study_nothing_treated", {})}
    )


def test_a_short_verdict_has_its_bound():
    assert short_verdict(FOUND) == Sentence("evaluation.short.effect", {})
    assert short_verdict(replace(FOUND, bound=0.2)) == Sentence("evaluation.short.effect", {"bound": revenue(0.2)})


def test_too_wide_says_five_practical_sizes():
    """Of revenue .05 matters: wider than .25 says nothing. Of a share two points matter."""
    wide = replace(FOUND, reasons=("too_wide", "pre_trends"), bound=0.4)
    assert reason_words(wide) == Sentence(
        "evaluation.reason.too_wide", {"bound": revenue(0.4), "widest": revenue(0.25)}
    )
    without = reason_words(replace(wide, bound=None, outcome="secondary_share"))
    assert without == Sentence("evaluation.reason.too_wide", {"bound": share(0.0), "widest": share(10.0)})
    assert reason_words(FOUND) is None


def test_a_reason_has_the_numbers_of_its_check():
    """Sizes of the outcome in its unit, other figures as they are, a place or a province by name."""
    detail = {
        "passed": False, "largest": 0.1, "lowest": None, "p_value": 0.03, "count": 3, "weakest": "province 23",
    }  # fmt: skip
    shown = {"passed": False, "largest": revenue(0.1), "lowest": None, "p_value": Amount(0.03, "1", None, FISCAL),
             "count": 3}  # fmt: skip
    for code, place in (("province 23", "230000"), ("230400", "230400")):
        told = replace(FOUND, reasons=("leave_one_out",), checks={"leave_one_out": {**detail, "weakest": code}})
        said = Sentence("evaluation.reason.leave_one_out", {**shown, "weakest": by_code()[place]})
        assert reason_words(told) == said


def test_a_refusal_has_places_and_policies_by_name_and_the_first_three_of_many():
    codes = ["230400", "210100", "140100"]
    named = [by_code()[code] for code in codes]
    refused = {"key": "study_overlap", "lacking": codes, "other": "clusters", "where": "140200", "treated": 0.5,
               "count": 4}  # fmt: skip
    said = {
        "lacking": named, "other": Sentence("evaluation.policy.clusters", {}), "where": by_code()["140200"],
        "treated": Amount(0.5, "share", None, ("policy_documents",)), "count": 4,
    }  # fmt: skip
    assert reason_words(replace(REFUSED, refused=refused)) == Sentence("errors.study_overlap", said)
    more = reason_words(replace(REFUSED, refused={**refused, "lacking": [*codes, "140300", "140400"]}))
    first = Sentence("evaluation.answer.first_places", {"places": named, "more": 2})
    assert more == Sentence("errors.study_overlap", {**said, "lacking": first})


@pytest.mark.parametrize("lacking", ["effect", "low", "high"])
def test_a_span_has_all_of_its_ends_or_is_none(lacking):
    said = {"effect": revenue(0.1), "low": revenue(0.02), "high": revenue(0.3)}
    assert span_words(FOUND) == Sentence("report.past.span", said)
    assert span_words(replace(FOUND, **{lacking: None})) is None


def test_progress_is_told_of_all_placebos():
    said = {"outcome": Label("budget_revenue"), "done": 40, "all": 200}
    assert progress_words("budget_revenue", 40) == Sentence("evaluation.answer.progress", said)


def test_a_table_of_an_answer_has_verdict_and_estimate():
    points = replace(EVALUATED, outcome="secondary_share", verdict=Verdict("no_effect_beyond", (), 4.0))
    refused = Evaluation(ASKED, "population", EvaluationSettings(), Verdict("not_identified"))
    answer = policy_answer([EVALUATED, points, refused])
    table = answer_table(answer)
    heads = [column.head.key for column in table.columns]
    assert heads == ["report.past.outcome", "report.past.verdict", "report.past.estimate"]
    span = {"effect": share(0.1), "low": share(0.02), "high": share(0.3)}
    assert [*table.cells()] == [
        (Label("budget_revenue"), Sentence("evaluation.short.effect", {}), span_words(FOUND)),
        (
            Label("secondary_share"), Sentence("evaluation.short.no_effect_beyond", {"bound": share(4.0)}),
            Sentence("report.past.span", span),
        ),
        (Label("population"), Sentence("evaluation.short.not_identified", {}), None),
    ]  # fmt: skip
    assert answer.policy == "plan_2013"


@pytest.mark.parametrize("outcome", sorted(SOURCES))
def test_sources_of_an_outcome_are_those_of_its_cells(panel, outcome):
    assert set(SOURCES[outcome]) <= set(panel["source"].sel(quantity=outcome).to_numpy().ravel())
