"""Each check on a few invented places: its numbers worked out beside it, its limits, and when it cannot be made."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from relode.evaluation import DesignEstimate, Refused, checks, staggered, verdict
from relode.evaluation.checks import Check
from relode.evaluation.designs import windowed
from relode.evaluation.study import Study


def table(gains, starts, years=range(2000, 2010), clusters=None, noise=0.0):
    """Places whose outcome is 1 and from 2006 on their gain more; `noise` on top, the same each time."""
    rng = np.random.default_rng(8)
    rows = [
        (place, year, 1.0 + gain * (year >= 2006) + noise * rng.normal(), starts.get(place, 0),
         (clusters or {}).get(place, place))
        for place, gain in gains.items()
        for year in years
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"])


GAIN, FOUR = 0.3, dict.fromkeys("abcd", 2006)


@pytest.fixture(scope="module")
def noisy():
    """Four treated and ten untreated places, each its own province, and a gain of GAIN."""
    gains = {**dict.fromkeys("abcd", GAIN), **dict.fromkeys("klmnopqrst", 0.0)}
    return Study(table(gains, FOUR, noise=0.05), horizon=3)


@pytest.fixture(scope="module")
def found(noisy):
    return staggered(noisy)


def estimated(effect, error):
    return DesignEstimate("x", effect, error, effect - error, effect + error, pd.DataFrame(), effect, error, 1, 1)


def test_leaving_out_places_and_provinces_by_hand():
    """Gains of 3, 6 and 3 in provinces p, p and q, controls of -1, 0 and 1: an effect of 4 less 0."""
    gains = {"a": 3.0, "b": 6.0, "c": 3.0, "x": -1.0, "y": 0.0, "z": 1.0}
    clusters = {"a": "p", "b": "p", "c": "q", "x": "p", "y": "r", "z": "s"}
    data = Study(table(gains, dict.fromkeys("abc", 2006), clusters=clusters))
    check = checks.leave_one_out(staggered(data), data)
    # Without a 4.5, without b 3, without c 4.5; without p c alone, 3, less the mean .5 of y and z; without q 4.5.
    assert (check.name, check.passed) == ("leave_one_out", True)
    assert check.detail == {
        "lowest": pytest.approx(2.5), "highest": pytest.approx(4.5), "weakest": "province p"
    }  # fmt: skip
    assert checks.leave_one_out(estimated(5.01, 1.0), data).passed is False
    assert checks.leave_one_out(estimated(-4.0, 1.0), data).detail["weakest"] == "a"


def test_one_treated_place_cannot_be_left_out():
    data = Study(table({"a": 3.0, "x": 0.0, "y": 1.0}, {"a": 2006}))
    check = checks.leave_one_out(staggered(data), data)
    assert (check.passed, check.detail, check.missing.key) == (None, {}, "check_one_treated")


@pytest.mark.parametrize(("horizon", "last"), [(2, 2006), (None, 2009)])
def test_years_from_the_one_before_the_first_to_the_last_of_the_horizon_are_kept(horizon, last):
    """First treated in 2003, last in 2005: two years of that end with 2006."""
    data = Study(table({"a": 1.0, "b": 1.0, "x": 0.0}, {"a": 2003, "b": 2005}), horizon, ("d",))
    kept = checks.after_only(data)
    assert sorted(set(kept.table["year"])) == list(range(2002, last + 1))
    assert list(kept.table.index) == list(range(3 * (last - 2001)))
    assert (kept.horizon, kept.dropped) == (horizon, ("d",))


def test_trends_before_are_a_wald_test_by_clusters(noisy, found):
    """Six years before: effects in -6 to -2, beside that of -1, which is 0. Fourteen clusters."""
    index = [int(e) for e in found.fitted.event_study_vcov_index]
    before = [index.index(e) for e in range(-6, -1)]
    values = np.array([found.fitted.event_study_effects[e]["effect"] for e in range(-6, -1)])
    wald = values @ np.linalg.inv(found.fitted.event_study_vcov[np.ix_(before, before)]) @ values
    chance = scipy.stats.f.sf(wald * (14 - 5) / (13 * 5), 5, 14 - 5)
    check = checks.pre_trends(found, noisy, 6, 0.05, 0.8)
    assert set(check.detail) == {"p_value", "largest", "missed_trend"}
    assert check.detail["p_value"] == pytest.approx(chance, rel=1e-9)
    assert check.detail["largest"] == pytest.approx(np.abs(values).max())
    assert check.detail["missed_trend"] > 0
    assert [checks.pre_trends(found, noisy, 6, level, 0.8).passed for level in (chance * 0.9, chance * 1.1)] == [
        *(True, False)
    ]
    fewer = checks.pre_trends(found, noisy, 3, 0.05, 0.8)
    assert fewer.detail["largest"] == pytest.approx(np.abs(values[-2:]).max())


def test_a_single_year_before_shows_no_trend(noisy, found):
    check = checks.pre_trends(found, noisy, 1, 0.05, 0.8)
    assert (check.passed, check.detail, check.missing.key) == (None, {}, "check_no_years_before")


def test_a_window_has_the_years_before_the_one_that_is_nought_and_those_of_the_horizon(found):
    for before, horizon, years in ((3, 2, [-3, -2, -1, 0, 1]), (2, None, [-2, -1, 0, 1, 2, 3])):
        fit = windowed(found, before, horizon)
        assert sorted(int(e) for e in fit.event_study_effects) == years
        index = [int(e) for e in fit.event_study_vcov_index]
        whole = [int(e) for e in found.fitted.event_study_vcov_index]
        assert sorted({*index, -1}) == years
        at = [whole.index(e) for e in index]
        assert np.array_equal(fit.event_study_vcov, found.fitted.event_study_vcov[np.ix_(at, at)])


def test_the_interval_of_the_violation_and_the_largest_that_is_outlasted_are_the_librarys(noisy, found):
    from diff_diff import HonestDiD

    fit = windowed(found, 6, 3)
    ends = {m: HonestDiD(method="relative_magnitude").fit(fit, M=m) for m in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)}
    firm = [m for m, each in ends.items() if each.ci_lb > 0]
    assert 0.0 in firm
    assert 2.0 not in firm
    for violation in (0.0, 0.5, 2.0):
        check = checks.sensitivity(found, noisy, 6, violation)
        low, high = ends[violation].ci_lb, ends[violation].ci_ub
        assert check.detail == {"low": low, "high": high, "violation": violation, "breakdown": max(firm)}
        assert check.passed is (violation in firm)
    down = Study(noisy.table.assign(outcome=-noisy.table["outcome"]), 3)
    check = checks.sensitivity(staggered(down), down, 6, 0.0)
    assert (check.passed, check.detail["breakdown"]) == (True, max(firm))


def test_no_violation_is_outlasted_by_what_is_not_told_from_nought(noisy):
    flat = noisy.table.assign(outcome=noisy.table["outcome"] - GAIN * (noisy.table["year"] >= 2006))
    own = noisy.table["first_year"] > 0
    data = Study(noisy.table.assign(outcome=flat["outcome"].where(own, noisy.table["outcome"])), 3)
    check = checks.sensitivity(staggered(data), data, 6, 0.5)
    assert (check.passed, check.detail["breakdown"]) == (False, None)


def test_fewer_clusters_than_years_are_refused(noisy):
    """Three provinces: their covariance of eight years is singular."""
    place = noisy.table["place"]
    few = Study(noisy.table.assign(cluster=place.map(lambda p: "pqr"["abcdklmnopqrst".index(p) % 3])), 3)
    with pytest.raises(Refused) as caught:
        checks.sensitivity(staggered(few), few, 6, 0.5)
    assert (caught.value.key, dict(vars(caught.value)["values"])) == ("study_few_clusters", {"count": 3, "years": 8})


def test_an_earlier_start_is_the_worst_of_several_tries_and_held_against_its_part_of_the_level(noisy):
    """First treated in 2006: two to four years earlier leave the two years before that a design needs, five do not."""
    rows = noisy.table[noisy.table["year"] < 2006]
    tried = {}
    for shift in (2, 3, 4):
        start = rows["first_year"].where(rows["first_year"] == 0, 2006 - shift)
        made = staggered(Study(rows.assign(first_year=start), shift))
        chance = 2 * scipy.stats.t.sf(abs(made.effect / made.standard_error), 13)
        tried[shift] = (chance, made.effect)
    worst = min(tried, key=lambda shift: tried[shift][0])
    chance, effect = tried[worst]
    check = checks.placebo_in_time(noisy, [2, 3, 4, 5], 0.05)
    assert check.detail == {
        "shift": worst, "effect": pytest.approx(effect), "p_value": pytest.approx(chance), "count": 3
    }  # fmt: skip
    levels = (2.7 * chance, 3.3 * chance)
    assert [checks.placebo_in_time(noisy, [2, 3, 4], level).passed for level in levels] == [True, False]
    none = checks.placebo_in_time(noisy, [5, 6], 0.05)
    assert (none.passed, none.detail, none.missing.key) == (None, {}, "check_no_earlier_years")


def test_placebos_as_large_as_the_own_effect_are_counted_with_it():
    """Of three draws one is as far from 0 as 2, itself counted: 2 of 4."""
    data = Study(table(dict.fromkeys("abcklmnopqr", 0.0), dict.fromkeys("abc", 2006)))
    rng, drawn = np.random.default_rng(1), [-2.0, 1.9, -1.0]
    check, ratios = checks.placebo_in_place(estimated(0.2, 0.1), data, 3, 0.6, rng, drawn)
    assert (check.name, check.passed, ratios) == ("placebo_in_place", True, drawn)
    assert check.detail == {"p_value": 0.5, "draws": 3, "places": 3}
    assert checks.placebo_in_place(estimated(0.2, 0.1), data, 3, 0.5, rng, drawn)[0].passed is False


@pytest.mark.parametrize(("untreated", "places"), [("klmno", 2), ("klmnop", 3), ("klmnopqr", 3)])
def test_half_of_too_few_untreated_places_are_placebos(untreated, places):
    data = Study(table(dict.fromkeys(f"abc{untreated}", 0.0), dict.fromkeys("abc", 2006)))
    check, _ = checks.placebo_in_place(estimated(0.2, 0.1), data, 1, 0.5, np.random.default_rng(1), [1.0])
    assert check.detail["places"] == places


def test_a_placebo_is_drawn_among_the_untreated_in_the_years_of_the_treated():
    rows = table(dict.fromkeys("abklmnop", 0.0), {"a": 2005, "b": 2007}, noise=0.05)
    data, dice = Study(rows, 2), np.random.default_rng(3)
    chosen = dice.choice(list("klmnop"), 2, replace=False)
    untreated = rows[rows["first_year"] == 0]
    starts = dict(zip(chosen, (2005, 2007), strict=True))
    moved = untreated.assign(first_year=[starts.get(place, 0) for place in untreated["place"]])
    expected = staggered(Study(moved, 2))
    _, ratios = checks.placebo_in_place(estimated(0.2, 0.1), data, 1, 0.5, np.random.default_rng(3))
    assert ratios == pytest.approx([expected.effect / expected.standard_error])


def test_neighbours_are_held_against_untreated_places_farther_away(noisy):
    """Five of ten lie near, two treated ones beside them are no neighbours; the others stand for themselves."""
    near, rows = frozenset("klmnoab"), noisy.table
    untreated = rows[rows["first_year"] == 0]
    of_near = staggered(Study(untreated.assign(first_year=untreated["place"].isin(list("klmno")) * 2006), 3))
    without = staggered(Study(rows[~rows["place"].isin(list("klmno"))], 3))
    chance = float(2 * scipy.stats.t.sf(abs(of_near.effect / of_near.standard_error), 9))
    check = checks.spillovers(noisy, near, chance * 0.9)
    assert (check.name, check.passed) == ("spillovers", True)
    assert check.detail == {
        "effect": pytest.approx(of_near.effect), "p_value": pytest.approx(chance), "near": 5,
        "without_neighbours": pytest.approx(without.effect),
    }  # fmt: skip
    assert checks.spillovers(noisy, near, chance * 1.1).passed is False


@pytest.mark.parametrize(("near", "count"), [("klmn", 4), ("klmnop", 6)])
def test_four_neighbours_or_four_others_are_too_few(noisy, near, count):
    check = checks.spillovers(noisy, frozenset(near), 0.05)
    assert (check.passed, check.detail) == (None, {"near": count, "far": 10 - count})
    assert check.missing.key == "check_few_neighbours"


def test_the_wild_bootstrap_is_that_of_mean_changes_since_the_last_year_before():
    """Two cohorts, each beside all untreated places: the library's bootstrap of a regression with a mean a cohort."""
    from diff_diff import wild_bootstrap_se

    gains = {**dict.fromkeys("abc", 0.1), **dict.fromkeys("klmnop", 0.0)}
    clusters = {place: "uvwxyz"[at % 6] for at, place in enumerate(gains)}
    rows = table(gains, {"a": 2004, "b": 2006, "c": 2006}, clusters=clusters, noise=0.05)
    wide = rows.pivot(index="place", columns="year", values="outcome")
    for horizon, ends in ((2, (2005, 2007)), (None, (2009, 2009))):
        parts = []
        for own, start, end in (("a", 2004, ends[0]), ("bc", 2006, ends[1])):
            for place in (*own, *"klmnop"):
                change = wide.loc[place, range(start, end + 1)].mean() - wide.loc[place, start - 1]
                parts.append((change, place in own, start == 2004, start == 2006, clusters[place]))
        design = np.array([each[1:4] for each in parts], dtype=float)
        outcome = np.array([each[0] for each in parts])
        residuals = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
        of = np.array([each[4] for each in parts])
        made = wild_bootstrap_se(design, outcome, residuals, of, 0, n_bootstrap=199, seed=5)
        check = checks.wild_bootstrap(Study(rows, horizon), 0.05, 199, 5)
        assert check.detail == {
            "p_value": pytest.approx(made.p_value), "low": pytest.approx(made.ci_lower),
            "high": pytest.approx(made.ci_upper),
        }  # fmt: skip
        levels = (made.p_value * 0.9, made.p_value * 1.1)
        assert [checks.wild_bootstrap(Study(rows, horizon), each, 199, 5).passed for each in levels] == [False, True]


@pytest.mark.parametrize(
    ("low", "high", "bound", "kind"),
    [
        (-0.03, 0.1, (-0.03, 0.1), "no_effect_beyond"),
        (-0.03, 0.05, (-0.1, 0.05), "no_effect_beyond"),
        (-0.03, 0.05, (-0.11, 0.05), "not_identified"),
        (0.0, 0.05, (-0.02, 0.06), "no_effect_beyond"),
        (-0.05, 0.0, (-0.06, 0.02), "no_effect_beyond"),
    ],
)
def test_an_interval_that_touches_nought_excludes_what_lies_beyond_its_farther_end(low, high, bound, kind):
    """Five sizes of .02 are .1, which is still narrow."""
    estimate = replace(estimated(0.01, 0.1), low=low, high=high)
    check = Check("sensitivity", False, {"low": bound[0], "high": bound[1]})
    found = verdict(estimate, {"sensitivity": check}, practical=0.02, widest=5.0)
    assert (found.kind, found.bound) == (kind, max(map(abs, bound)))


def test_reasons_come_in_the_order_of_the_rule_and_what_could_not_be_made_is_none():
    estimate = replace(estimated(0.5, 0.1), low=-0.4, high=-0.1)
    first, then = ("pre_trends", "placebo_in_time", "spillovers"), ("wild_bootstrap", "several_outcomes",
                   "placebo_in_place", "leave_one_out", "sensitivity")  # fmt: skip
    for names in (first, then):
        failed = {name: Check(name, False, {}) for name in reversed(names)}
        assert verdict(estimate, failed, 0.02, 5.0).reasons == names
        unknown = {name: Check(name, None, {}) for name in names}
        assert verdict(estimate, unknown, 0.02, 5.0).kind == "effect"
    both = {name: Check(name, False, {}) for name in ("spillovers", "sensitivity")}
    assert verdict(estimate, both, 0.02, 5.0).reasons == ("spillovers",)
