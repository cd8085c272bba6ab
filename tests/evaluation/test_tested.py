"""The studies of a policy together: few treated places by placebos, corrections, refusals, neighbours."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from relode.evaluation import checks, tested
from relode.evaluation.checks import Check, Verdict
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.policies import protocol
from relode.evaluation.study import Refused, Study
from relode.evaluation.synthetic_designs import gaps_of, mean_effect
from relode.evaluation.tested import (
    ExaminedStudy,
    FewTreated,
    _misfit,
    _Moved,
    _moved,
    _placebo_in_time,
    corrected,
    few_treated,
    few_verdict,
    near_treated,
)
from relode.places import find


def rows(levels, starts):
    return pd.DataFrame(
        [(p, 2000 + at, v, starts.get(p, 0), p) for p, line in levels.items() for at, v in enumerate(line)],
        columns=["place", "year", "outcome", "first_year", "cluster"],
    )


def walks(starts, donors, years=12, gain=0.5, seed=2):
    rng = np.random.default_rng(seed)
    levels = {f"d{at:03d}": np.cumsum(rng.normal(0, 0.02, years)) for at in range(donors)}
    for place, start in starts.items():
        levels[place] = np.cumsum(rng.normal(0, 0.02, years)) + gain * (np.arange(years) >= start - 2000)
    return Study(rows(levels, starts), horizon=3)


def estimated(low, high):
    return DesignEstimate("synthetic_control", 0.1, 0.1, low, high, pd.DataFrame(), 0.1, 0.1, 1, 20)


def test_a_misfit_is_the_root_mean_square_before_treatment():
    assert _misfit(pd.Series([3.0, -4.0, 100.0], index=[2004, 2005, 2006]), 2006) == pytest.approx(12.5**0.5)


def test_placebos_with_as_large_a_mean_are_counted_and_the_treated_with_them():
    """The mean of 1 and 3 is 2: of -2, 1.9 and 2.5 two are as far from 0; three of four with itself."""
    assert _Moved([1.0, 3.0], np.array([-2.0, 1.9, 2.5]), [], [], []).p_value == 0.75
    assert _Moved([-1.0], np.array([0.5, 0.9, 0.1]), [], [], []).p_value == 0.25


def test_of_several_treated_means_of_as_many_untreated_by_chance_are_placebos():
    """With the same dice: all of eight untreated places, one drawn at the first start and two at the second."""
    starts = {"a": 2007, "b": 2009, "c": 2009}
    data, dice = walks(starts, 8), np.random.default_rng(5)
    donors = [f"d{at:03d}" for at in range(8)]
    places = sorted(dice.choice(donors, 8, replace=False))
    chance, effects = 0.0, []
    for cohort, own in ((2007, ["a"]), (2009, ["b", "c"])):
        placebo = [mean_effect(gap, cohort, 3) for gap in gaps_of(data, places, donors, cohort)]
        effects += [mean_effect(gap, cohort, 3) for gap in gaps_of(data, own, donors, cohort)]
        chance += np.array([dice.choice(placebo, len(own), replace=False).sum() for _ in range(2000)])
    moved = _moved(data, np.random.default_rng(5))
    assert moved.chance == pytest.approx(chance / 3)
    assert moved.effects == pytest.approx(effects)
    assert (len(moved.fits), len(moved.usual)) == (3, 16)
    assert [(n, cohort) for n, cohort, _ in moved.gaps] == [(1, 2007), (1, 2009), (1, 2009)]


def test_more_treated_than_untreated_places_draw_some_of_these_twice():
    starts = dict.fromkeys("abc", 2007)
    moved = _moved(walks(starts, 2), np.random.default_rng(5))
    # Three of two: all of one, two and one, one and two, all of the other.
    assert len(set(moved.chance.round(12))) == 4


@pytest.mark.slow
def test_at_most_two_hundred_untreated_places_are_placebos():
    moved = _moved(walks({"t": 2003}, 204, years=4), np.random.default_rng(1))
    assert (len(moved.chance), len(moved.usual)) == (200, 200)


def test_few_treated_have_the_interval_of_placebos_around_their_effect():
    data = walks({"t": 2009}, 19)
    found = few_treated(data, 0.05, np.random.default_rng(1))
    moved = _moved(data, np.random.default_rng(1))
    estimate, chance = found.estimate, moved.chance
    assert (estimate.design, estimate.treated_count, estimate.control_count) == ("synthetic_control", 1, 19)
    assert estimate.effect == estimate.overall == moved.effects[0]
    assert estimate.standard_error == estimate.overall_error == pytest.approx(np.std(chance, ddof=1))
    ends = estimate.effect - np.quantile(chance, [0.975, 0.025])
    assert [estimate.low, estimate.high] == pytest.approx(ends.tolist())
    assert list(found.checks) == ["pre_fit", "placebo_in_time", "placebo_in_place"]
    assert found.checks["pre_fit"].detail == {"effect": moved.fits[0], "usual": np.median(moved.usual)}
    # None of nineteen moves as far: one of twenty, which is not below .05, but below .06.
    assert found.checks["placebo_in_place"].detail == {"p_value": 0.05, "draws": 19, "places": 1}
    assert found.checks["placebo_in_place"].passed is False
    assert few_treated(data, 0.06, np.random.default_rng(1)).checks["placebo_in_place"].passed is True


@pytest.mark.parametrize(("times", "passed"), [(1.9, True), (2.1, False)])
def test_twice_the_usual_misfit_is_as_far_off_as_a_comparison_may_be(monkeypatch, times, passed):
    moved = _Moved([1.0], np.array([0.1, 0.2]), [times], [0.5, 1.0, 9.0], [(1, 2003, pd.Series([0.0], index=[2003]))])
    monkeypatch.setattr(tested, "_moved", lambda *_: moved)
    data = walks({"t": 2003}, 2, years=4)
    assert few_treated(data, 0.05, np.random.default_rng(1)).checks["pre_fit"].passed is passed


def test_three_years_early_is_asked_where_six_years_are_known_before():
    """Of a first start in 2006 and a later one: both are said to have come in 2003, and later years are not read."""
    data = walks({"a": 2006, "b": 2008}, 30)
    before = data.table[data.table["year"] < 2006]
    early = Study(before.assign(first_year=2003 * before["place"].isin(["a", "b"])), 3)
    moved = _moved(early, np.random.default_rng(4))
    for level in (0.9, 1.1):
        check = _placebo_in_time(data, level * moved.p_value, np.random.default_rng(4))
        assert check.detail == {"shift": 3, "effect": pytest.approx(np.mean(moved.effects)), "p_value": moved.p_value}
        assert (check.name, check.passed) == ("placebo_in_time", level < 1)
    late = data.table[data.table["year"] >= 2001]
    check = _placebo_in_time(Study(late, 3), 0.05, np.random.default_rng(4))
    assert (check.passed, check.detail, check.missing.key) == (None, {"shift": 3}, "check_no_earlier_years")


@pytest.mark.parametrize(
    ("failed", "seen", "several", "ends", "said"),
    [
        (("pre_fit", "placebo_in_time"), True, True, (0.1, 0.2),
         Verdict("not_identified", ("pre_fit", "placebo_in_time"))),
        (("placebo_in_time",), True, True, (0.1, 0.2), Verdict("not_identified", ("placebo_in_time",))),
        ((), True, True, (0.1, 0.2), Verdict("effect")),
        ((), True, False, (0.1, 0.2), Verdict("not_identified", ("several_outcomes",))),
        ((), False, True, (-0.25, 0.2), Verdict("no_effect_beyond", (), 0.25)),
        ((), False, True, (-0.1, 0.26), Verdict("not_identified", ("too_wide",), 0.26)),
    ],
)  # fmt: skip
def test_few_treated_are_judged_in_order(failed, seen, several, ends, said):
    """Five sizes of .05 are .25, which is still narrow."""
    made = {name: Check(name, name not in failed, {}) for name in ("placebo_in_time", "pre_fit")}
    made["placebo_in_place"] = Check("placebo_in_place", seen, {"p_value": 0.04})
    few = FewTreated(estimated(*ends), made)
    many = Check("several_outcomes", several, {"p_value": 0.1, "count": 2})
    assert few_verdict(few, many, 0.05, 5) == said
    examined = ExaminedStudy(walks({"t": 2003}, 2, years=4), (many,), few)
    assert examined.years == (2000, 2003)
    assert examined.checked(frozenset()) == (few.estimate, {**made, "several_outcomes": many})
    assert examined.judged(few.estimate, {"several_outcomes": many}, 0.05) == said


def test_chances_are_corrected_in_their_order():
    """Benjamini and Hochberg: .01 x 3 / 1, .02 x 3 / 2 and .5, the smaller ones no larger than those above them."""
    assert corrected([0.5, 0.01, 0.02]) == pytest.approx([0.5, 0.03, 0.03])
    assert corrected([]) == []


def test_outcomes_are_tested_together_by_placebos_or_by_provinces_and_what_cannot_be_studied_is_told():
    """Four treated places are judged by placebos and five by the bootstrap; a chance counts with that of the other."""
    few, many = (walks({f"t{at}": 2007 for at in range(count)}, 12, gain=1.0, seed=3) for count in (4, 5))

    def cannot():
        raise Refused("study_nothing_treated")

    examined, refused = tested.tested_or_refused({"x": lambda: few, "y": cannot, "z": lambda: many}, 1)
    assert ({name: each.key for name, each in refused.items()}, list(examined)) == (
        {"y": "study_nothing_treated"}, ["x", "z"],
    )  # fmt: skip
    one, two = examined["x"], examined["z"]
    wild = checks.wild_bootstrap(many, 0.05, protocol()["rules"]["bootstrap_draws"], 1)
    adjusted = corrected([one.few.p_value, wild.detail["p_value"]])
    assert (one.study, two.study, two.few) == (few, many, None)
    assert [each.name for each in one.known] == ["several_outcomes"]
    assert [each.name for each in two.known] == ["wild_bootstrap", "several_outcomes"]
    assert two.known[0] == wild
    for each, chance in ((one.known[-1], adjusted[0]), (two.known[-1], adjusted[1])):
        assert each.detail == {"p_value": pytest.approx(chance), "count": 2}
        assert each.passed is (chance < 0.05)
    assert one.few.p_value == pytest.approx(1 / 2001)


def test_an_estimate_stands_all_checks_by_the_rules_of_the_protocol():
    """Names in their order, each with the numbers that the rules give; what was known before stands at the end."""
    data = walks({f"t{at}": 2008 for at in range(5)}, 12, gain=1.0, seed=3)
    known = Check("several_outcomes", True, {"count": 1})
    examined = ExaminedStudy(data, (known,), None)
    main, made = examined.checked(frozenset(["d000"]))
    assert list(made) == [
        "pre_trends", "sensitivity", "placebo_in_time", "leave_one_out", "spillovers", "several_outcomes",
    ]  # fmt: skip
    assert made["pre_trends"] == checks.pre_trends(main, data, 6, 0.05, 0.8)
    assert made["sensitivity"] == checks.sensitivity(main, data, 6, 0.5)
    assert made["placebo_in_time"] == checks.placebo_in_time(data, [2, 3, 4], 0.05)
    assert made["spillovers"].detail == {"near": 1, "far": 11}
    assert made["several_outcomes"] == known
    for low, size in ((-0.251, "too_wide"), (-0.249, None)):
        main = replace(main, low=-1.0, high=1.0)
        wide = {"sensitivity": Check("sensitivity", False, {"low": low, "high": 0.1})}
        assert examined.judged(main, wide, 0.05).reasons == ((size,) if size else ())


def test_neighbours_lie_within_150_kilometres_of_any_treated_place():
    """Hegang and Jiamusi are 60 km apart, Yichun 110; Harbin is 390 km away."""
    others = [find(name) for name in ("jiamusi", "yichun-heilongjiang", "harbin", "yulin-shaanxi")]
    near = near_treated([find("hegang"), find("beijing")], others)
    assert near == {find("jiamusi").code, find("yichun-heilongjiang").code}
