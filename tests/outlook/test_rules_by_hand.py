"""Rules and what they missed by, on series of a few places and years, worked out by hand."""

import numpy as np
import pytest

from relode.outlook.forecasters.rules import (
    RULES,
    Relative,
    average,
    damped_trend,
    fitted,
    hierarchical_ar1,
    longest_measured,
    mean_growth,
    own_drift,
    own_drift_unshrunk,
    past_errors,
    pooled_ar1,
    province_ar1,
    province_drift,
    random_walk,
    relative,
)


def test_deviations_are_from_the_mean_of_places_that_have_a_figure():
    found = relative(np.array([[1.0, 2.0, 4.0], [3.0, np.nan, 4.0]]), ["b", "a"])
    assert found.level[:, [0, 2]].tolist() == [[-1, 0], [1, 0]]
    assert found.level[0, 1] == 0
    assert found.growth[0, 1:].tolist() == [0, 0]
    assert np.isnan(found.growth[:, 0]).all()
    assert found.province.tolist() == [1, 0]


def data(growth, province=(0, 0)):
    """Places with these yearly growths from a level of 0, as deviations."""
    growth = np.array(growth, dtype=float)
    level = np.cumsum(np.nan_to_num(growth), axis=1)
    return Relative(level, growth, np.array(province))


def test_growth_fades_at_the_common_rate():
    """By hand: 4, 2, 1 and -4, -2, -1 after a year without growth: half of it lasts."""
    of = data([[np.nan, 4, 2, 1], [np.nan, -4, -2, -1]])
    assert pooled_ar1(of, 3, 3).tolist() == [[0.5, 0.75, 0.875], [-0.5, -0.75, -0.875]]
    assert pooled_ar1(of, 2, 1).tolist() == [[1.0], [-1.0]]
    assert pooled_ar1(data([[np.nan, 0, 0, 3]]), 3, 2).tolist() == [[0, 0]]
    grows = data([[np.nan, 1, 2, 4]])
    assert pooled_ar1(grows, 3, 2).tolist() == [[4, 8]]  # no more than all of it lasts
    assert random_walk(of, 3, 2).tolist() == [[0, 0], [0, 0]]


def test_a_rate_of_its_own_is_drawn_to_the_common_one():
    """Places whose growth halves, and whose growth stays: rates of their own where they differ for sure."""
    of = data([[np.nan, 8, 4, 2, 1], [np.nan, 3, 3, 3, 3], [np.nan, -3, -3, -3, -3], [np.nan, -8, -4, -2, -1]])
    before, after = of.growth[:, 1:4], of.growth[:, 2:5]
    common = (before * after).sum() / (before**2).sum()
    power = (before**2).sum(axis=1)
    own = (before * after).sum(axis=1) / power
    assert own.tolist() == [0.5, 1, 1, 0.5]
    noise = np.var(after - common * before) / power
    between = max(np.var(own) - np.median(noise), 0)
    rate = np.clip(common + (own - common) * between / (between + noise), 0, 1)
    found = hierarchical_ar1(of, 4, 2)
    assert found == pytest.approx(np.stack([of.growth[:, 4] * rate, of.growth[:, 4] * (rate + rate**2)], axis=1))


def test_growth_of_a_province_and_within_it_fade_apart():
    """By hand: province growth 2, 1, .5 halves; within it 1, 1, 1 stays."""
    of = data([[np.nan, 3, 2, 1.5], [np.nan, 1, 0, -0.5]])
    assert province_ar1(of, 3, 2) == pytest.approx(np.array([[0.25 + 1, 0.375 + 2], [0.25 - 1, 0.375 - 2]]))


def test_a_trend_is_smoothed_and_fades_as_the_past_advises():
    """Growth that halves each year from column 5 on is foretold by no memory and a damping of .5."""
    growth = [np.nan, *[0.0] * 4, 64.0, 32.0, 16.0, 8.0, 4.0, 2.0]
    of = data([growth, [-x for x in growth]])
    assert damped_trend(of, 10, 2)[0].tolist() == [1.0, 1.5]
    early = damped_trend(of, 5, 2)
    assert early.tolist() == pooled_ar1(of, 5, 2).tolist()


def test_features_are_weighed_as_past_changes_advise():
    """Steady growth: drifts over three and five years and of the province go on."""
    rate = np.array([-0.02, 0.0, 0.01, 0.03])
    of = Relative(rate[:, None] * np.arange(12), np.tile(rate[:, None], 12), np.array([0, 0, 1, 1]))
    assert own_drift(3)(of, 8) == pytest.approx(rate)
    assert own_drift_unshrunk(of, 8, 2) == pytest.approx(np.stack([rate, 2 * rate], axis=1))
    assert province_drift(of, 8) == pytest.approx([-0.01, -0.01, 0.02, 0.02])
    assert average(random_walk, own_drift_unshrunk)(of, 8, 1)[:, 0] == pytest.approx(rate / 2)
    # At half of the drift the past is right; at column 5 nothing is known, and nothing is expected.
    assert fitted(lambda each, at: each.growth[:, at] * 2)(of, 8, 2)[:, 1] == pytest.approx(2 * rate)
    assert fitted(lambda each, at: each.growth[:, at])(of, 5, 2).tolist() == [[0, 0]] * 4
    for name in ("own_drift_shrunk", "own_province_last"):
        assert RULES[name](of, 9, 2) == pytest.approx(np.stack([rate, 2 * rate], axis=1), abs=1e-12)


LEVELS = np.array([[0.0, 1.0, 3.0, 6.0, 10.0], [0.0, 2.0, 3.0, 4.0, 4.0]])


def test_what_a_rule_missed_by_at_earlier_origins():
    """By hand, all stays: from column 2 on changes of 3 and 7, and 1 and 1; of the mean 2 and 4 is given."""
    of = relative(LEVELS, ["a", "a"])
    found = past_errors(random_walk, 0, 2, LEVELS, of, 3)
    assert found.shape == (2, 2, 3)
    assert found[0, :, :2].tolist() == [[3, 7], [1, 1]]
    assert found[1, :, 0].tolist() == [4, 0]
    assert np.isnan(found[0, :, 2]).all()
    assert longest_measured(found) == 2
    assert past_errors(random_walk, None, 2, LEVELS, of, 1)[0, :, 0].tolist() == [1, -1]
    # Mean growth of 1.5, 1.5, 2, 2: the last goes on, or the mean of three.
    for years, mean in ((1, 2.0), (3, 5.5 / 3), (9, 1.75), (0, 0.0)):
        assert mean_growth(LEVELS, 4, 2, years) == pytest.approx([mean, 2 * mean])
