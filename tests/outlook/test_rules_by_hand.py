"""Rules, bands and distributions on series of a few places and years, worked out by hand."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from relode.errors import RelodeError
from relode.outlook.forecasters.predictive import Draws, Spread
from relode.outlook.forecasters.rules import (
    RULES,
    Relative,
    average,
    damped_trend,
    fitted,
    hierarchical_ar1,
    own_drift,
    own_drift_unshrunk,
    pooled_ar1,
    province_ar1,
    province_drift,
    random_walk,
    relative,
)
from relode.outlook.forecasters.statistical import (
    LocalLevel,
    Selected,
    Statistical,
    error_quantiles,
    local_level,
    longest_measured,
    mean_path,
    past_errors,
    tail_degrees,
    volatility,
    widths,
)

from .made_up import past


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


def test_a_local_level_tells_growth_and_its_variance():
    """By hand after h years: h^2 of growth, h (h + 1) (2 h + 1) / 6 of wandering and h of noise."""
    level = LocalLevel(0.1, 1.0, 10.0, 100.0)
    assert level.change(2) == pytest.approx([0.1, 0.2])
    assert level.variance(3).tolist() == [111.0, 4 + 50 + 200, 9 + 140 + 300]
    steady = local_level(np.full(6, 0.07))
    assert steady.growth == pytest.approx(0.07)
    # All of each change lasts in steps that stay: the last figure is the level.
    assert local_level(np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0])).growth == pytest.approx(
        0.0, abs=0.02
    )
    # Of growth that turns each year next to nothing lasts: the level is about the mean.
    turning = local_level(np.tile([0.1, -0.1], 20))
    assert abs(turning.growth) < 0.02
    assert turning.noise_variance > 10 * turning.wander_variance


LEVELS = np.array([[0.0, 1.0, 3.0, 6.0, 10.0], [0.0, 2.0, 3.0, 4.0, 4.0]])


def test_what_a_method_missed_by_at_earlier_origins():
    """By hand, all stays: from column 2 on changes of 3 and 7, and 1 and 1; of the mean 2 and 4 is given."""
    of, stays = relative(LEVELS, ["a", "a"]), Statistical(random_walk, national_years=0, start=2)
    found = past_errors(stays, LEVELS, of, 3, given=False)
    assert found.shape == (2, 2, 3)
    assert found[0, :, :2].tolist() == [[3, 7], [1, 1]]
    assert found[1, :, 0].tolist() == [4, 0]
    assert np.isnan(found[0, :, 2]).all()
    assert past_errors(stays, LEVELS, of, 1, given=True)[0, :, 0].tolist() == [1, -1]
    # Mean growth of 1.5, 1.5, 2, 2: the last goes on, or the mean of three.
    for years, mean in ((1, 2.0), (3, 5.5 / 3), (9, 1.75), (0, 0.0)):
        path, variance = mean_path(replace(stays, national_years=years), LEVELS, 4, 2)
        assert path == pytest.approx([mean, 2 * mean])
        assert variance.tolist() == [0, 0]
    path, variance = mean_path(replace(stays, national_years=None), LEVELS, 4, 2)
    level = local_level(np.array([1.5, 1.5, 2.0, 2.0]))
    assert path.tolist() == level.change(2).tolist()
    assert variance.tolist() == level.variance(2).tolist()


def test_bands_are_as_wide_as_a_group_of_thirty_missed_by():
    errors = np.full((1, 61, 4), np.nan)
    errors[0, :, 0] = np.where(np.arange(61) < 30, 1.0, 3.0)
    errors[0, :, 1] = 2.0
    groups = np.where(np.arange(61) < 30, 0, np.where(np.arange(61) < 60, 1, 2))
    found = widths(errors, groups, 4)
    assert longest_measured(errors) == 2
    everyone = sqrt((30 + 31 * 9) / 61)
    assert found[[0, 30, 60], 0] == pytest.approx([1, 3, everyone])
    assert found[0, 1:] == pytest.approx([2, 2 * sqrt(3 / 2), 2 * sqrt(4 / 2)])
    two = np.concatenate([errors, 2 * errors])
    assert widths(two[:, :, :1], groups, 1, 1.0)[0, 0] == pytest.approx(sqrt((0.5 * 1 + 4) / 1.5))
    # The group of one takes all; where 29 are known of the first it takes all too.
    errors[0, 0, 0] = np.nan
    assert widths(errors[:, :, :1], groups, 1)[1, 0] == pytest.approx(sqrt((29 + 31 * 9) / 60))


def test_quantiles_of_errors_are_of_the_group_and_grow_beyond_the_longest():
    errors = np.full((1, 60, 3), np.nan)
    errors[0, :, 0] = np.where(np.arange(60) < 30, 1.0, 5.0)
    found = error_quantiles(errors, np.repeat([0, 1], 30), 3)
    assert found.shape == (200, 60, 3)
    assert found[100, [0, 59], 0].tolist() == [1, 5]
    assert found[100, 0, 1:] == pytest.approx([sqrt(2), sqrt(3)])


def test_a_place_that_missed_by_more_gets_wider_bands():
    """By hand: errors of 2 and 4 of a width of 2 are 1 + 4 in two; drawn to 1 by eight."""
    errors = np.array([[[2.0], [0.0]], [[4.0], [np.nan]]])
    found = volatility(errors, np.full((2, 1), 2.0))
    assert found == pytest.approx([sqrt(13 / 10), sqrt(8 / 9)])


@pytest.mark.parametrize("degrees", [3.0, 20.0, np.inf])
def test_tails_are_those_that_errors_are_likeliest_under(degrees):
    """Quantiles of a distribution of unit variance, three places short of its ends."""
    at = (np.arange(4000) + 0.5) / 4000
    standard = stats.norm.ppf(at) if np.isinf(degrees) else stats.t.ppf(at, degrees) * sqrt((degrees - 2) / degrees)
    assert tail_degrees(3 * standard[:, None, None], np.full((1, 1), 3.0)) == degrees


def test_a_statistical_forecast_has_the_rule_the_mean_and_the_width_of_its_errors():
    """By hand: the mean grows by 2 a year more; errors of a year that stays are 3, 4 and 1, 0."""
    rng = np.random.default_rng(1)
    stays = Statistical(random_walk, national_years=1, start=2)
    found = stays.predict(past(LEVELS), ("150200",), (2006,), rng)
    assert isinstance(found, Spread)
    assert found.centre == pytest.approx(np.array([[4.0]]))
    # After two years one error is known of each: changes of 7 and 1 less twice the growth of 1.5.
    assert found.scale == pytest.approx(np.array([[sqrt((4**2 + 2**2) / 2)]]))
    given = stays.predict(past(LEVELS, np.array([0.5, 9.0])), ("230400", "150200"), (2005,), rng)
    assert given.centre == pytest.approx(np.full((2, 1), 0.5))
    assert given.scale[0, 0] == pytest.approx(sqrt((1 + 1 + 4 + 4) / 4))
    empirical = replace(stays, tails="empirical").predict(past(LEVELS), ("150200",), (2005,), rng)
    assert isinstance(empirical, Draws)
    assert empirical.draws.shape == (200, 1, 1)
    student = replace(stays, tails="student").predict(past(LEVELS), ("150200",), (2005,), rng)
    assert student.degrees in (3.0, 4.0, 5.0, 7.0, 10.0, 20.0, np.inf)
    factor = sqrt((student.degrees - 2) / student.degrees) if np.isfinite(student.degrees) else 1.0
    plain = stays.predict(past(LEVELS), ("150200",), (2005,), rng)
    assert student.scale == pytest.approx(plain.scale * factor)
    with pytest.raises(RelodeError) as refused:
        replace(stays, start=4).predict(past(LEVELS), ("150200",), (2005,), rng)
    assert refused.value.values == {"target": "gdp_real", "origin": 2004, "first": 2005}


def test_of_candidates_the_one_with_the_least_past_error_is_selected():
    """The drift of five years is right of steady growth, no change is not."""
    steady = np.array([[0.0], [0.0]]) + np.array([[0.1], [-0.1]]) * np.arange(9)
    two = {"stays": Statistical(random_walk), "goes_on": Statistical(own_drift_unshrunk)}
    assert Selected(two).choice(past(steady, np.zeros(3)), (2009, 2010)) == "goes_on"
    found = Selected(two).predict(past(steady, np.zeros(2)), ("230400",), (2010,), np.random.default_rng(1))
    assert found.centre == pytest.approx(np.array([[0.2]]))
