"""Pools, tables of counts, structure and the list of methods, on series of a few places, by hand."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from relode.outlook.forecasters.pooled_rules import (
    METHODS,
    CountryPool,
    PastSeries,
    choice,
    error_sizes,
    expected,
    known_at,
    past_of,
    pool_at,
    usable_methods,
)
from relode.outlook.forecasters.rules import relative
from relode.outlook.forecasters.table_ahead import (
    CensusScore,
    census_score,
    chance_of_fall,
    from_counts,
    from_years,
    half_width,
    scored,
    scored_origins,
    skill,
    skill_of,
)


def test_methods_of_a_country_need_two_past_errors():
    early, later = ("stays", "country_drift", "country_drift_3"), (
        "own_drift_shrunk", "own_province_last", "pooled_ar1", "damped_trend", "level_reversion",
    )  # fmt: skip
    assert tuple(METHODS) == (*early, *later)
    assert [usable_methods(columns) for columns in (2, 3, 4, 7, 8)] == [
        (), early[:1], early, early, (*early, *later),
    ]  # fmt: skip
    assert [(METHODS[name].years, METHODS[name].start) for name in (*early, "pooled_ar1")] == [
        (0, 0), (1, 1), (3, 1), (3, 5),
    ]  # fmt: skip


LEVELS = np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]])


REGIONS = np.array(["a", "a"])


def test_what_a_country_missed_by_in_its_past():
    """Steady growth of 1 and 2 a year: no change misses by it, the mean of 1.5 by a half."""
    past = past_of(LEVELS, REGIONS, 2)
    assert list(past.errors) == list(past.sizes) == ["stays", "country_drift", "country_drift_3"]
    assert past.sizes["stays"][:4] == pytest.approx(np.array([[1.5, 3.0]] * 4))
    assert past.sizes["country_drift"][:3] == pytest.approx(np.array([[0.5, 1.0]] * 3))
    assert choice(past, 5, 2) == "country_drift"
    assert expected(past, "country_drift", 5, 2) == pytest.approx(np.array([[1.5, 3.0]] * 2))
    assert expected(past, "stays", 5, 2).tolist() == [[0, 0]] * 2
    pool = pool_at(past, "country_drift", 5, 2)
    assert pool.missed[0] == pytest.approx([0.5, 1.0])
    assert pool.stayed[-1] == pytest.approx([2.0, 4.0], abs=0.01)


def test_a_choice_weighs_each_horizon_alike_over_origins_that_all_have():
    """Of two years ahead and origins 2 to 4, sizes of .1 and .9 are worse than of .4 and .4."""
    sizes = {
        "stays": np.tile([0.1, 0.9], (5, 1)),
        "country_drift": np.tile([0.4, 0.4], (4, 1)),
        "country_drift_3": np.tile([0.6, 0.3], (4, 1)),
    }
    made = PastSeries(LEVELS, relative(LEVELS, REGIONS), {}, sizes)
    assert choice(made, 5, 2) == "country_drift"
    assert choice(made, 5, 1) == "stays"
    # What two years ahead missed by at column 4 is known at 6 alone.
    late = {name: each.copy() for name, each in sizes.items()}
    late["country_drift"][3, 1] = 99.0
    late["stays"][0] = 99.0  # before the first origin of the others
    assert choice(replace(made, sizes=late), 5, 2) == "country_drift"


def test_errors_whose_outcome_lies_later_are_not_known():
    errors = np.arange(24.0).reshape(4, 2, 3)
    found = known_at(errors, 1, 4, 2)
    assert found.shape == (3, 2, 2)
    assert found[0].tolist() == [[0, 1], [3, 4]]
    assert np.isfinite(found[1]).tolist() == [[True, True]] * 2
    assert np.isfinite(found[2]).tolist() == [[True, False]] * 2


def test_sizes_of_errors_are_quantiles_that_never_fall():
    errors = np.full((1, 5, 2), np.nan)
    errors[0, :, 0] = [0.0, -1.0, 2.0, -3.0, 4.0]
    errors[0, :, 1] = 1.0
    found = error_sizes(errors, 4)
    assert found.shape == (200, 4)
    # A quarter of the way is 1, half 2: levels are .0025 to .9975.
    assert found[[0, 49, 99, 199], 0] == pytest.approx([0.01, 0.99, 1.99, 3.99])
    assert found[0, 1:] == pytest.approx([1, sqrt(3 / 2), sqrt(2)])
    assert found[199, 1] == found[199, 0]


def pool(moved=0.0, missed=1.0, stayed=1.0):
    """Sizes that are as likely up to an end: 1 missed and stayed, in one place and two years."""
    levels = (np.arange(200) + 0.5) / 200
    return CountryPool(np.full((1, 2), moved), np.outer(levels, [missed, missed]), np.outer(levels, [stayed, stayed]))


def test_a_pool_weighs_by_squares_of_what_each_missed_by():
    assert pool().still.tolist() == [0.5, 0.5]
    assert pool(missed=2.0).still == pytest.approx([0.8, 0.8])
    assert pool(missed=0.0, stayed=0.0).still.tolist() == [0.5, 0.5]
    one = pool(moved=0.5)
    # Half of what ends .5 above, with an error of up to 1, lies below .5; of what stays three quarters.
    assert one.chance(np.full((1, 2), 0.5)) == pytest.approx(np.full((1, 2), (0.5 + 0.75) / 2))
    assert one.chance(np.full((1, 2), 0.5), 0.0) == pytest.approx(np.full((1, 2), 0.5))
    assert one.chance(np.full((1, 2), -9.0)).tolist() == [[0, 0]]
    assert one.chance(np.full((1, 2), 9.0)).tolist() == [[1, 1]]
    assert one.quantile(0.5, 0.0) == pytest.approx(np.full((1, 2), 0.5))
    assert one.quantile(0.75, 1.0) == pytest.approx(np.full((1, 2), 0.5))
    assert one.chance(one.quantile(0.9)) == pytest.approx(np.full((1, 2), 0.9))


def test_a_chance_to_end_lower_takes_direction_from_the_rule_and_the_past():
    """Of the past spans of two years one of four fell; a rule of .5 with an error of 1 falls in a quarter."""
    levels = np.array([[0.0, 1.0, 2.0, -3.0], [0.0, 1.0, 2.0, 3.0]])
    assert chance_of_fall(levels, pool(), "stays", 2) == 0.25
    assert chance_of_fall(levels, pool(moved=0.5), "x", 2) == pytest.approx(0.5 * 0.25 + 0.5 * 0.25)
    assert chance_of_fall(levels, pool(moved=-0.5, missed=2.0), "x", 2) == pytest.approx(0.2 * 0.625 + 0.8 * 0.25)


def test_counts_years_apart_stay_give_or_take_what_nine_in_ten_moved_by():
    """By hand: changes of .1 to 1.1, nine in ten by 1.0; half of it after a quarter of the time."""
    before, change = np.zeros(11), np.arange(1, 12) / 10
    table = np.stack([before, np.where(np.arange(11) < 4, -change, change)], axis=1)
    assert half_width(before, change) == pytest.approx(1.0)
    found = from_counts(table, (2010, 2014))
    ends = np.array([0.5, sqrt(0.5), sqrt(0.75), 1.0])
    assert found.ends == pytest.approx(np.stack([-ends, 0 * ends, ends]))
    assert (found.method, found.still, found.scored, found.fall) == ("census", 1.0, 4, pytest.approx(4 / 11))
    assert (found.score, found.census) == (None, None)


def test_bands_from_two_counts_are_scored_by_the_third():
    """By hand: nine in ten moved by 1 in ten years, .71 in five; ten of eleven moved by less, just, and one by more."""
    moved = np.array([*[0.5] * 9, sqrt(0.5), 0.8])
    levels = np.stack([np.zeros(11), np.ones(11), 1 + moved, 9 + moved], axis=1)
    found = census_score(levels[:, :3], (2000, 2010, 2015))
    assert found == CensusScore((2000, 2010, 2015), True, pytest.approx(10 / 11), (10 / 11, 10 / 11), 11, None)
    three = census_score(levels, (2000, 2010, 2015, 2020))
    assert (three.held, three.held_90, three.cases) == (pytest.approx(5 / 11), (0.0, 10 / 11), 22)
    assert census_score(levels[:, :2], (2000, 2010)) is None


def test_the_last_third_of_origins_is_scored():
    assert [scored_origins(columns) for columns in (5, 6, 9, 10, 12)] == [
        (3,), (3, 4), (5, 6, 7), (6, 7, 8), (7, 8, 9, 10),
    ]  # fmt: skip


def test_skill_is_the_error_saved_and_regions_are_drawn_from_five_on():
    assert skill(np.array([1.0, 2.0]), np.array([4.0, 2.0])) == 0.5
    assert skill(np.array([1.0]), np.array([0.0])) == 0.0
    error, without = np.array([1.0] * 5 + [3.0]), np.full(6, 4.0)
    for regions, drawn in (("abcdee", "regions"), ("abcdde", "regions"), ("abcddd", "places"), ("abcdef", "places")):
        value, (low, high), told = skill_of(error, without, list(regions), 1)
        assert (value, told) == (pytest.approx(1 - 8 / 24), drawn)
        assert 0.25 <= low < value < high <= 0.75


def test_yearly_figures_are_ahead_as_their_rule_and_its_score_say():
    """Twelve years of steady growth: the drift of the table is right of all but what places differ by."""
    rng = np.random.default_rng(2)
    table = np.cumsum(0.1 + rng.normal(0, 0.01, (8, 12)), axis=1)
    regions = np.array(list("abcdefgh"))
    found = from_years(table, regions, 3, range(2010, 2022), 1)
    assert found.scored == 3
    assert found.ends.shape == (3, 6)
    assert found.method in METHODS
    assert found.method != "stays"
    assert found.score.origins == (2017, 2018, 2019, 2020)
    assert found.score.cases == 8 * (3 + 3 + 2 + 1)
    assert found.score.drawn == "places"
    assert found.score.skill > 0.8
    assert 0 <= found.fall < 0.2
    past = past_of(table, regions, 3)
    rule, score = scored(past, regions, 3, 2010, 1)
    assert (rule, score) == (found.method, found.score)
    held = []
    for origin in (7, 8, 9, 10):
        ahead = min(3, 11 - origin)
        made = pool_at(past, choice(past, origin, ahead), origin, ahead)
        change = table[:, origin + 1 : origin + ahead + 1] - table[:, [origin]]
        held += (np.abs(made.chance(change) - 0.5) <= 0.45).ravel().tolist()
    assert score.coverage_90 == np.mean(held)
