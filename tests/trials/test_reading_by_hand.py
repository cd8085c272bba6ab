"""The answer of a filled sheet by hand: checks, weights, needs of units, the card made anew."""

from dataclasses import dataclass, replace
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from relode.evaluation import checks
from relode.evaluation.checks import Check, Verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.policies import protocol
from relode.evaluation.study import study
from relode.language import Bilingual
from relode.measures.power import mixture_bound, units_needed
from relode.trials import reading as read
from relode.trials.reading import TrialEffect, answer_of, by_points, effect_of, judged, left_out, weights
from relode.trials.sheet import FilledSheet
from relode.trials.threshold import before_the_line


def estimated(effect, error=0.1):
    return DesignEstimate("x", effect, error, effect - 0.2, effect + 0.3, pd.DataFrame(), effect, error, 31, 29)


EFFECT, NONE, OPEN = (Verdict(kind) for kind in ("effect", "no_effect_beyond", "not_identified"))
HALF = 0.1 * mixture_bound(0.5, 0.05, 1.0) / sqrt(0.5)
"""How far an effect of error .1 must be from 0 at half of the information."""


@pytest.mark.parametrize(
    ("said", "effect", "ended", "answer"),
    [
        (EFFECT, None, True, "unclear"), (EFFECT, None, False, "unclear"),
        (EFFECT, 0.4, True, "yes"), (EFFECT, -0.4, True, "harm"), (NONE, 0.1, True, "no"), (OPEN, 0.1, True, "unclear"),
        (EFFECT, HALF * 0.99, False, "early"), (EFFECT, HALF * 1.01, False, "yes"),
        (EFFECT, -HALF * 1.01, False, "harm"), (NONE, HALF * 1.01, False, "early"), (OPEN, HALF * 2, False, "early"),
    ],
)  # fmt: skip
def test_an_answer_before_the_end_lies_beyond_the_boundary_and_never_says_no(said, effect, ended, answer):
    assert answer_of(said, None if effect is None else estimated(effect), ended, 0.5) == answer


def test_an_effect_is_written_as_it_was_found():
    assert effect_of(estimated(0.5)) == TrialEffect(0.5, 0.1, (0.3, 0.8), 31, 29)


def test_draws_are_weighed_by_how_likely_they_make_the_answer():
    """Half of each effect is seen: 0, 1 and 2 are 0, .5 and 1 from an answer of 1 of error .5: 2, 1 and 0 errors."""
    raw = np.exp([-2.0, -0.5, 0.0])
    assert weights(np.array([0.0, 1.0, 2.0]), 0.5, 1.0, 0.5) == pytest.approx(raw / raw.sum())


def changed(gains, others, clusters=None):
    """Units at 1 in 2026 and from 2027 on their change more, as a study of one cohort."""
    rows = [
        (f"{kind}{at:02d}", year, 1.0 + change * (year >= 2027), 2027 * (kind == "a"))
        for kind, changes in (("a", gains), ("x", others)) for at, change in enumerate(changes)
        for year in (2025, 2026, 2027, 2028)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
    return study(table.assign(cluster=clusters or table["place"]), horizon=2)


def test_each_of_many_units_is_left_out_by_its_change():
    """31 with 1 and one with 32, mean 63 / 32; 4 others with 0, 0, 1 and 3, mean 1. Without the one 1, less 1: 0."""
    data = changed([1.0] * 31 + [32.0], [0.0, 0.0, 1.0, 3.0])
    effect = 63 / 32 - 1
    # Without another of the 31: 62 / 31; of the others without 0: 4 / 3, without 3: 1 / 3.
    check = left_out(estimated(effect), data)
    assert (check.name, check.passed) == ("leave_one_out", False)
    assert check.detail == {
        "lowest": pytest.approx(0.0), "highest": pytest.approx(63 / 32 - 1 / 3)
    }  # fmt: skip
    even = changed([2.0] * 32, [0.0] * 4)
    assert left_out(estimated(2.0), even).passed is True
    assert left_out(estimated(-2.0), changed([-2.0] * 32, [0.0] * 4)).passed is True
    assert left_out(estimated(4.01), changed([4.01] * 32, [0.0, 4.01 * 2.01])).passed is False
    assert left_out(estimated(0.0), changed([0.0] * 32, [0.0] * 4)).passed is False


def test_up_to_thirty_are_left_out_one_by_one(monkeypatch):
    monkeypatch.setattr(read.made, "leave_one_out", lambda *_: "one by one")
    assert left_out(estimated(1.0), changed([1.0] * 30, [0.0] * 3)) == "one by one"
    assert isinstance(left_out(estimated(1.0), changed([1.0] * 31, [0.0] * 3)), Check)


def sheet_of(noise=0.1, effect=0.5, same=True, count=10, years=(2024, 2025, 2026, 2027, 2028), **more):
    rng = np.random.default_rng(4)
    rows = []
    for at in range(count):
        name, own = f"u{at:02d}", at % 2
        rows += [(name, y, rng.normal(0, noise) + effect * (own and y >= 2027), 2027 * own, name) for y in years]
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"])
    given = {"until": 2028, "looked_for": 0.2, "points": None, "place": "abroad:1", **more}
    return FilledSheet(
        place_en="Hegang", place_zh="鹤岗", measure="retraining_coverage", outcome="months_at_work", transform="share",
        first=2027, years=2, seed=3, futures=80, planned=count, same_start=same, table=table, **given,
    )  # fmt: skip


@pytest.fixture
def none_left_out(monkeypatch):
    """No unit is left out: that takes a fit of its own for each."""
    monkeypatch.setattr(read, "left_out", lambda *_: Check("leave_one_out", True, {"lowest": 0.25}))


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize("same", [True, False])
def test_a_sheet_stands_the_checks_of_its_start(same):
    """Years before are asked where units did not start alike."""
    sheet = sheet_of(same=same)
    data = study(sheet.table, horizon=2, least_pre_periods=1)
    main, rules = staggered(data), protocol()["rules"]
    estimate, found, said, refused = judged(sheet)
    assert (estimate.effect, refused, said) == (main.effect, None, EFFECT)
    expected = {
        "sensitivity": Check("sensitivity", True, {"low": main.low, "high": main.high}),
        "wild_bootstrap": checks.wild_bootstrap(data, 0.05, rules["bootstrap_draws"], 3),
        "leave_one_out": Check("leave_one_out", True, {"lowest": 0.25}),
        "pre_trends": checks.pre_trends(main, data, 6, 0.05, 0.8),
        "placebo_in_time": checks.placebo_in_time(data, [1], 0.05),
    }
    names = list(expected)[: 3 if same else 5]
    assert list(found) == names
    assert found == {name: expected[name] for name in names}
    down = judged(replace(sheet, table=sheet.table.assign(outcome=-sheet.table["outcome"])))
    assert (down[2], down[1]["sensitivity"].passed) == (EFFECT, True)


@pytest.mark.usefixtures("none_left_out")
def test_one_year_before_is_enough_and_without_one_group_nothing_is_estimated():
    one = judged(sheet_of(years=(2026, 2027, 2028)))
    assert (one[2], one[3]) == (EFFECT, None)
    sheet = sheet_of()
    estimate, found, said, refused = judged(replace(sheet, table=sheet.table[sheet.table["first_year"] > 0]))
    assert (estimate, found, said, refused.key) == (
        None, {}, Verdict("not_identified", ("refused",)), "study_no_controls",
    )  # fmt: skip


def test_a_line_of_points_is_judged_by_its_jump_and_the_change_before():
    sheet = sheet_of(count=40)
    sheet = replace(sheet, points={f"u{at:02d}": float(at // 2 + 20 * (at % 2)) for at in range(40)})
    estimate, found, said, refused = by_points(sheet, 0.05)
    assert (estimate.design, said, refused) == ("threshold", EFFECT, None)
    assert found == {
        "sensitivity": Check("sensitivity", True, {"low": estimate.low, "high": estimate.high}),
        "placebo_in_time": before_the_line(sheet.table, sheet.points, 2027, 0.05),
    }
    assert judged(sheet)[1] == found
    assert found["sensitivity"].detail["low"] < estimate.effect < found["sensitivity"].detail["high"]
    few = by_points(replace(sheet, table=sheet.table[sheet.table["place"] < "u18"]), 0.05)
    assert (few[0], few[1], few[2].reasons, few[3].key) == (None, {}, ("refused",), "study_few_at_line")


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize(("looked_for", "verdict"), [(0.8, "no_effect_beyond"), (0.001, "not_identified")])
def test_a_trial_says_no_where_it_excludes_what_was_looked_for(looked_for, verdict):
    assert judged(sheet_of(effect=0.0, looked_for=looked_for))[2].kind == verdict


@pytest.mark.usefixtures("none_left_out")
def test_a_reading_abroad_has_no_card_and_says_how_many_would_tell():
    """Ten units, whose error times two is the spread of two groups: what that spread needs."""
    sheet = sheet_of(effect=0.0, looked_for=0.001)
    found = read.reading(None, sheet)
    estimate, made, said, _ = judged(sheet)
    spread = estimate.standard_error * sqrt(10) / 2
    assert found.needed == units_needed(0.001, spread)
    assert (found.place, found.place_name.en, found.place_name.zh, found.measure, found.outcome, found.transform) == (
        "abroad:1", "Hegang", "鹤岗", "retraining_coverage", "months_at_work", "share",
    )  # fmt: skip
    assert (found.until, found.ended, found.verdict, found.reasons, found.bound) == (
        2028, True, "unclear", said.reasons, said.bound,
    )  # fmt: skip
    assert found.effect == effect_of(estimate)
    assert {name: (each.passed, each.detail) for name, each in found.checks.items()} == {
        name: (each.passed, each.detail) for name, each in made.items()
    }
    assert (found.card_before, found.card_after, found.effective, found.surprising, found.refused) == (
        None, None, None, False, None,
    )  # fmt: skip
    early = read.reading(None, replace(sheet, until=2027))
    assert (early.ended, early.verdict, early.needed) == (False, "early", None)
    table = sheet.table[sheet.table["first_year"] > 0]
    refused = read.reading(None, replace(sheet, table=table))
    assert (refused.verdict, refused.effect, refused.needed) == ("unclear", None, None)
    assert isinstance(refused.refused, Bilingual)
    assert refused.refused.en != refused.refused.zh


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize(
    ("effect", "until", "after", "effective"),
    [(0.5, 2028, "after", 99.9), (0.5, 2028, "after", 100.0), (0.0, 2028, "before", None), (0.0, 2027, "before", None)],
)
def test_a_card_is_made_anew_where_the_answer_says_something(monkeypatch, effect, until, after, effective):
    """Neither where it is unclear nor before the end; with fewer than a hundred draws the answer is surprising."""
    card = SimpleNamespace(decision="before")
    monkeypatch.setattr(read, "card_of", lambda panel, place, measure, asked: {
        (None, "230400", "retraining_coverage", 80, 3): card
    }[panel, place.code, measure.key, asked.futures, asked.seed])  # fmt: skip
    monkeypatch.setattr(read, "card_after", lambda *_: ("after", effective))
    found = read.reading(None, sheet_of(effect=effect, until=until, place="230400", looked_for=0.001))
    assert (found.card_before, found.card_after, found.effective) == ("before", after, effective)
    assert found.surprising is (effective == 99.9)


@dataclass(frozen=True)
class Parts:
    """A stand-in for an account and the size of an effect."""

    base: float
    years: np.ndarray
    yardstick: np.ndarray


@dataclass(frozen=True)
class Whole:
    """A stand-in for a gain: draws, and what has another length or is a number."""

    account: Parts
    size: Parts
    here: np.ndarray
    error: float


def test_draws_are_taken_of_every_part_that_has_as_many():
    of = Parts(5.0, np.array([2026.0, 2027.0]), np.array([1.0, 2.0, 3.0]))
    found = read.redrawn(Whole(of, of, np.array([4.0, 5.0, 6.0]), 0.5), np.array([2, 2, 0]))
    for each in (found.account, found.size):
        assert (each.base, each.years.tolist(), each.yardstick.tolist()) == (5.0, [2026, 2027], [3, 3, 1])
    assert (found.here.tolist(), found.error) == ([6, 6, 4], 0.5)


def test_a_card_after_counts_the_draws_that_tell(monkeypatch):
    """Two of four draws as likely as each other and the others not at all: two count."""
    here = np.array([0.0, 0.0, 9.0, -9.0])
    monkeypatch.setattr(read, "effects_here", lambda *_: here)
    monkeypatch.setattr(read, "seen_by", {"subsidy": 1.0}.get)
    monkeypatch.setattr(read, "redrawn", lambda _, drawn: SimpleNamespace(account=("account", set(drawn) <= {0, 1})))
    monkeypatch.setattr(read, "programme_decision", lambda judged, needs: (judged.asked, judged.account, needs))
    asked = SimpleNamespace(programme=SimpleNamespace(lever="subsidy"))
    card = SimpleNamespace(
        gain=object(), asked=asked, decision="before",
        basis=SimpleNamespace(asked=SimpleNamespace(seed=1), needs="needs"),
    )  # fmt: skip
    decision, effective = read.card_after(card, estimated(0.0, 0.5))
    assert decision == (asked, ("account", True), "needs")
    assert effective == pytest.approx(2.0)
    for name in ("gain", "asked"):
        assert read.card_after(SimpleNamespace(**{**vars(card), name: None}), estimated(0.0)) == ("before", None)


@pytest.mark.usefixtures("none_left_out")
def test_the_part_of_the_information_is_that_of_the_years_that_are_filled(monkeypatch):
    """One of two years is a half, and both are the end."""
    seen = []
    monkeypatch.setattr(read, "answer_of", lambda *given: seen.append(given[2:]) or "early")
    for until in (2027, 2028):
        read.reading(None, sheet_of(until=until))
    assert seen == [(False, 0.5), (True, 1.0)]
