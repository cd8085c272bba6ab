"""Synthetic comparisons whose weights, gaps and intervals are known by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from relode.evaluation.study import Study
from relode.evaluation.synthetic_designs import (
    _gap,
    augmented_synthetic_control,
    gaps_of,
    mean_effect,
    mean_path,
    simplex_weights,
    synthetic_control,
    synthetic_difference_in_differences,
)


def test_a_mean_gap_is_that_of_the_years_of_the_horizon():
    gap = pd.Series([1.0, 2.0, 4.0, 9.0], index=[2004, 2005, 2006, 2007])
    assert mean_effect(gap, 2005, 2) == 3
    assert mean_effect(gap, 2005, None) == 5
    assert mean_effect(gap, 2005, 1) == 2


def test_a_path_counts_years_since_treatment_and_weighs_by_places():
    """Of three places and of one: (3 x 1 + 5) / 4 in the year before, (3 x 2 + 9) / 4 in that of treatment."""
    three = pd.Series([1.0, 2.0], index=[2004, 2005])
    one = pd.Series([5.0, 9.0, 7.0], index=[2006, 2007, 2008])
    path = mean_path([(3, 2005, three), (1, 2007, one)])
    assert path.to_dict("list") == {"event_year": [-1, 0, 1], "effect": [2.0, 3.75, 7.0]}


def test_a_gap_of_the_library_is_nought_on_average_before():
    """4 - 1 and 6 - 2 before, 9 - 3 after: 3.5 is taken off."""
    fit = SimpleNamespace(
        pre_periods=[2004, 2005], post_periods=[2006],
        treated_pre_trajectory=np.array([4.0, 6.0]), treated_post_trajectory=np.array([9.0]),
        synthetic_pre_trajectory=np.array([1.0, 2.0]), synthetic_post_trajectory=np.array([3.0]),
    )  # fmt: skip
    assert _gap(fit).to_dict() == {2004: -0.5, 2005: 0.5, 2006: 2.5}


def rows(levels, starts):
    return pd.DataFrame(
        [(p, 2000 + at, v, starts.get(p, 0), p) for p, line in levels.items() for at, v in enumerate(line)],
        columns=["place", "year", "outcome", "first_year", "cluster"],
    )


def mixed(gains, starts, donors=8, years=12, seed=4):
    """Untreated walks d0, d1, ...; the treated are .25 of d0 and .75 of d1, and gain from their start on."""
    rng = np.random.default_rng(seed)
    levels = {f"d{i}": 1 + np.cumsum(rng.normal(0, 0.2, years)) for i in range(donors)}
    for place, gain in gains.items():
        levels[place] = 0.25 * levels["d0"] + 0.75 * levels["d1"] + gain * (np.arange(years) >= starts[place] - 2000)
    return rows(levels, starts)


def test_weights_are_those_of_which_a_place_is_made_before_treatment_alone():
    """After it the place moves away, which no weight follows; a weight is never below 0, as 1.5 less .5 would be."""
    wide = mixed({"t": 5.0}, {"t": 2008}).pivot(index="year", columns="place", values="outcome")
    donors = wide[[f"d{i}" for i in range(4)]].to_numpy()
    assert simplex_weights(donors, wide["t"].to_numpy(), 8) == pytest.approx([0.25, 0.75, 0, 0], abs=0.02)
    other = simplex_weights(donors, 1.5 * donors[:, 0] - 0.5 * donors[:, 1], 8)
    assert (other.min() >= 0, other.sum()) == (True, pytest.approx(1))
    # Levels count: what lies a hundred above all donors has no better mix than the highest of them alone.
    high = simplex_weights(np.column_stack([np.arange(8.0), np.arange(8.0) + 5]), np.arange(8.0) + 100, 8)
    assert high == pytest.approx([0, 1], abs=1e-3)


def test_each_treated_place_has_its_own_comparison_and_their_mean_is_the_effect():
    """Gains of 1, 2 and 6: their mean is 3; years since treatment go as far as there are any."""
    starts = {"a": 2007, "b": 2009, "c": 2009}
    data = Study(mixed({"a": 1.0, "b": 2.0, "c": 6.0}, starts), horizon=3)
    found = synthetic_control(data, rng=np.random.default_rng(1), placebo_places=6)
    assert (found.design, found.treated_count, found.control_count) == ("synthetic_control", 3, 8)
    assert found.effect == found.overall == pytest.approx(3.0, abs=0.05)
    assert found.standard_error == found.overall_error == np.std(found.fitted["chance"], ddof=1)
    ends = found.effect - np.quantile(found.fitted["chance"], [0.975, 0.025])
    assert [found.low, found.high] == ends.tolist()
    assert [(n, cohort) for n, cohort, _ in found.fitted["paths"]] == [(1, 2007), (1, 2009), (1, 2009)]
    path = dict(zip(found.path["event_year"], found.path["effect"], strict=True))
    assert [path[-1], path[0], path[3]] == pytest.approx([0.0, 3.0, 1.0], abs=0.1)
    assert (min(path), max(path)) == (-9, 4)


def test_what_chance_does_is_drawn_from_other_untreated_places_and_shared_among_the_treated():
    """With the same dice: gaps of six places drawn at each start, of one, then of two at once, over three treated."""
    starts = {"a": 2007, "b": 2009, "c": 2009}
    data = Study(mixed({"a": 1.0, "b": 2.0, "c": 6.0}, starts), horizon=3)
    found = synthetic_control(data, rng=np.random.default_rng(1), placebo_places=6)
    dice, donors, chance = np.random.default_rng(1), [f"d{i}" for i in range(8)], 0.0
    for cohort, count in ((2007, 1), (2009, 2)):
        places = sorted(dice.choice(donors, 6, replace=False))
        placebo = [mean_effect(gap, cohort, 3) for gap in gaps_of(data, places, donors, cohort)]
        chance += np.array([dice.choice(placebo, count).sum() for _ in range(2000)])
    assert found.fitted["chance"] == pytest.approx(chance / 3)


def test_no_more_placebos_than_there_are_untreated_places():
    data = Study(mixed({"t": 5.0}, {"t": 2008}, donors=3), horizon=3)
    found = synthetic_control(data, rng=np.random.default_rng(1))
    assert len(set(found.fitted["chance"])) == 3


def test_a_gap_is_to_a_mix_of_the_others_of_the_donors():
    data = Study(mixed({"t": 5.0}, {"t": 2008}), horizon=3)
    gap, other = gaps_of(data, ["t", "d0"], ["d0", "d1", "d2"], 2008)
    assert gap.loc[2008:].tolist() == pytest.approx([5.0] * 4, abs=0.1)
    assert gap.loc[:2007].tolist() == pytest.approx([0.0] * 8, abs=0.1)
    assert other.abs().max() > 0.05


@pytest.mark.slow
def test_the_augmented_form_finds_the_gain_with_as_many_years_as_there_are():
    data = Study(mixed({"t": 5.0}, {"t": 2008}), horizon=3)
    found = augmented_synthetic_control(data, rng=np.random.default_rng(1), placebo_places=1)
    assert found.design == "augmented_synthetic_control"
    assert found.effect == pytest.approx(5.0, abs=0.3)
    assert (found.treated_count, found.control_count, len(found.path)) == (1, 8, 12)


def test_cohorts_of_differences_in_differences_weigh_by_their_places():
    """Gains of 1 of one place, of 2 and 6 of two: 3; errors of both, a third and two thirds, add up as independent."""
    starts = {"a": 2007, "b": 2009, "c": 2009}
    made = mixed({"a": 1.0, "b": 2.0, "c": 6.0}, starts)
    late = (made["place"] == "a") & (made["year"] >= 2010)
    data = Study(made.assign(outcome=made["outcome"] + 50.0 * late), horizon=3)
    found = synthetic_difference_in_differences(data, seed=1, draws=20)
    one, two = found.fitted
    assert (one.att, two.att) == (pytest.approx(1.0, abs=0.15), pytest.approx(4.0, abs=0.15))
    assert found.effect == found.overall == pytest.approx((one.att + 2 * two.att) / 3)
    error = np.sqrt((one.se / 3) ** 2 + (2 * two.se / 3) ** 2)
    assert found.standard_error == found.overall_error == pytest.approx(error)
    assert (found.effect - found.low, found.high - found.effect) == pytest.approx([1.959964 * error] * 2)
    assert (found.design, found.treated_count, found.control_count) == ("synthetic_difference_in_differences", 3, 8)
    assert sorted(one.post_periods) == [2007, 2008, 2009]
    assert sorted(two.post_periods) == [2009, 2010, 2011]
    whole = synthetic_difference_in_differences(Study(data.table), seed=1, draws=2)
    assert sorted(whole.fitted[0].post_periods) == list(range(2007, 2012))
