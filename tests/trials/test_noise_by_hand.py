"""Noise of outcomes, units of a trial and the line of points where every figure can be worked out."""

from math import inf, log, sqrt

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import xarray as xr

from relode.errors import NoVerdict, RelodeError
from relode.evaluation.study import Refused
from relode.facts import rows
from relode.measures.power import looks, mixture_bound, power_of, smallest_effect, units_needed
from relode.places import find
from relode.trials.noise import (
    Noise,
    county_noise,
    intraclass,
    moves_of,
    own_noise,
    prefecture_noise,
    read_units,
    wrong_value,
)
from relode.trials.threshold import at_the_line, before_the_line

MOVES = (1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5)
"""Of eight units, 0 on average; their squares add up to 28.5."""
CHI_7 = (2.16735, 14.06714)
"""A tenth and nine tenths, 5 % on either side, of a chi-square of seven degrees."""
ENDS = (sqrt(28.5 / CHI_7[1]), sqrt(28.5 / CHI_7[0]))


def moved(*steps):
    return {f"u{at}": {2000: 5.0 * at, 2001: 5.0 * at + 10 + step} for at, step in enumerate(steps)}


def test_eight_units_have_a_spread_with_its_interval_and_seven_have_none():
    """One degree goes with the mean move: the square root of 28.5 / 7."""
    found = own_noise(moved(*MOVES), {}, 3)
    assert found == Noise(
        pytest.approx(sqrt(28.5 / 7)), pytest.approx(ENDS[0], rel=1e-5), pytest.approx(ENDS[1], rel=1e-5), "own", 8, 1,
        ("user",), 1.0, 0.0,
    )  # fmt: skip
    with pytest.raises(NoVerdict) as caught:
        own_noise(moved(*MOVES[:7]), {}, 3)
    assert vars(caught.value)["values"] == {"count": 7, "least": 8}


def test_windows_follow_one_another_and_need_two_units_that_have_every_year():
    """From 2000 to the mean of 2001 and 2002, from 2003 to that of 2004 and 2005; c lacks a year of the first."""
    histories = {
        "a": {2000: 0.0, 2001: 1.0, 2002: 3.0, 2003: 0.0, 2004: 4.0, 2005: 6.0},
        "b": {2000: 5.0, 2001: 5.0, 2002: 5.0, 2003: 1.0, 2004: 1.0, 2005: 3.0},
        "c": {2000: 9.0, 2001: 7.0, 2003: 2.0, 2004: 5.0, 2005: 5.0},
    }
    moves, freedom = moves_of(histories, 2)
    # 2 and 0, mean 1; then 5, 1 and 3, mean 3.
    assert (moves.tolist(), freedom) == ([1, -1, 2, -2, 0], 3)
    assert moves_of({"a": histories["a"]}, 2)[0].tolist() == []


def test_units_of_a_group_are_as_alike_as_their_last_moves():
    """Two groups of four: 1, 1, 2, 2 and 5, 5, 6, 6; a ninth unit without the year before does not count."""
    steps = (1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 6.0, 6.0)
    histories = {f"u{at}": {2000: 0.0, 2001: 40.0 * at, 2002: 40.0 * at + step} for at, step in enumerate(steps)}
    histories["late"] = {2000: 0.0, 2002: 77.0}
    clusters = {**{f"u{at}": "pq"[at // 4] for at in range(8)}, "late": "q"}
    found = own_noise(histories, clusters, 1)
    # Between 8 x 4 = 32, within 2 / 6 = 1 / 3, groups of 4: (32 - 1 / 3) / (32 + 3 / 3).
    assert (found.cluster_size, found.correlation) == (4, pytest.approx((32 - 1 / 3) / 33))
    apart = own_noise(histories, {unit: unit for unit in histories}, 1)
    assert (apart.cluster_size, apart.correlation) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("groups", "size", "correlation"),
    [
        # Between 2 x 9 + 3 x 4 = 30, within (2 + 8) / 3, of size (5 - 13 / 5): (30 - 10 / 3) / (30 + 1.4 x 10 / 3).
        ({"x": (1, 3), "y": (5, 7, 9)}, 2.5, (30 - 10 / 3) / (30 + 1.4 * 10 / 3)),
        # Between (8 + 8) / 2 = 8 of three groups, within 24 / 3 = 8 / 1: no more alike than chance.
        ({"x": (1, 9), "y": (4, 6)}, 2.0, 0.0),
        ({"x": (4, 4), "y": (4, 4)}, 2.0, 0.0),
        ({"x": (1, 3)}, 2.0, 0.0),
        ({"x": (1,), "y": (3,)}, 1.0, 0.0),
        ({"x": (1, 1), "y": (3, 3), "z": (8, 8)}, 2.0, 1.0),
        # Three groups: between (2 + 8 + 2) / 2 = 6 less 2, over 6 + 2.
        ({"x": (0, 2), "y": (2, 4), "z": (1, 3)}, 2.0, 0.0),
        ({"x": (0, 2), "y": (5, 7)}, 2.0, (25 - 2) / (25 + 2)),
    ],
)
def test_how_alike_groups_are_by_an_analysis_of_variance(groups, size, correlation):
    values = {f"{group}{at}": float(each) for group, of in groups.items() for at, each in enumerate(of)}
    assert intraclass(values, {unit: unit[0] for unit in values}) == (size, pytest.approx(correlation))


@pytest.mark.parametrize("years", [10, 3])
def test_counties_of_the_province_that_kept_their_area_move_by_the_part_of_ten_years(years):
    """Of Heilongjiang those with jobs in both censuses whose area is that of 2010."""
    table = pd.DataFrame(rows("census_counties"))
    table = table[
        table["province_code"].str.startswith("23") & ((table["year"] == "2020") | (table["same_area"] == "1"))
    ]
    jobs = pd.to_numeric(table["employment_all_sections"]).where(lambda each: each > 0)
    wide = table.assign(jobs=jobs).pivot(index="place", columns="year", values="jobs")
    moves = np.log(wide["2020"] / wide["2010"]).dropna()
    count, squares = len(moves), years / 10 * float(((moves - moves.mean()) ** 2).sum())
    ends = (sqrt(squares / scipy.stats.chi2.ppf(chance, count - 1)) for chance in (0.95, 0.05))
    assert county_noise(find("hegang"), years) == Noise(
        pytest.approx(sqrt(squares / (count - 1))), *map(pytest.approx, ends), "counties", count, years,
        ("census2010", "census2020"),
    )  # fmt: skip


def test_prefectures_move_by_logs_of_what_is_positive():
    """Eight prefectures, one without any figure and one with a nought: these two tell nothing."""
    values = np.full((2, 10, 2), 0.5)
    values[1, :8, 0] = 100.0
    values[1, :8, 1] = 100 * np.exp(1 + 0.1 * np.array(MOVES))
    values[1, 8] = np.nan
    values[1, 9] = (0.0, 4.0)
    coords = {"quantity": ["x", "gdp"], "place": [f"p{at}" for at in range(10)], "year": [2010, 2011]}
    panel = xr.Dataset({"value": (("quantity", "place", "year"), values)}, coords=coords)
    found = prefecture_noise(panel, "gdp", 1)
    assert (found.sd, found.by, found.units, found.years, found.sources) == (
        pytest.approx(0.1 * sqrt(28.5 / 7)), "prefectures", 8, 1, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "transform", "wrong"),
    [
        (0.0, "share", None), (1.0, "share", None), (-0.01, "share", "not_a_share"), (1.01, "share", "not_a_share"),
        (0.0, "ln", "no_logarithm"), (-1.0, "ln", "no_logarithm"), (0.5, "ln", None), (5.0, "ln", None),
        (-5.0, "level", None),
    ],
)  # fmt: skip
def test_a_share_lies_in_0_to_1_and_a_logarithm_is_of_what_is_above_0(value, transform, wrong):
    found = wrong_value(value, transform)
    assert (found and found.key) == (wrong and f"trials.{wrong}")


def units_of(path, text, transform="ln"):
    path.write_text(text, encoding="utf-8")
    return read_units(path, transform)


def test_units_are_read_in_any_order_of_columns_with_groups_that_all_have(tmp_path):
    path, text = tmp_path / "u.csv", "Outcome,cluster,YEAR,note,unit\n10,p,2020,x,a\n30,,2021,x,a\n20,q,2020,x,b\n"
    found, clusters = units_of(path, text)
    assert found == {"a": {2020: log(10), 2021: log(30)}, "b": {2020: log(20)}}
    assert clusters == {"a": "p", "b": "q"}
    assert units_of(path, text.replace(",q,", ",,"))[1] == {}
    shares, _ = units_of(path, "unit,year,outcome\na,2020,0.5\n", "share")
    assert shares == {"a": {2020: 0.5}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit,year,outcome\na,2020,1\na,2020,2\n", r"row 3, column unit, 'a'.*2020"),
        ("unit,year,outcome\na,2020,1\na,2021,0\n", "row 3, column outcome, '0'"),
        ("unit,year,outcome\na,,1\n", "row 2, column year, ''"),
        ("unit,year,outcome\na,2020,x\nb,2020,1\n", "row 2, column outcome, 'x'"),
        ("unit,year,outcome,year\na,2020,1,2020\n", "year"),
        ("unit,when,outcome\na,2020,1\n", "year"),
    ],
)
def test_faults_of_units_are_told_with_row_and_column(tmp_path, text, said):
    with pytest.raises(RelodeError, match=said):
        units_of(tmp_path / "u.csv", text)


def test_a_trial_is_looked_at_after_a_third_a_half_and_two_thirds():
    """Standard errors by which it must be away: the boundary over the root of what is there."""
    found = looks()
    assert [each.part for each in found] == pytest.approx([1 / 3, 1 / 2, 2 / 3])
    for each in found:
        # rho = 1 / (5.991465 + ln 6.991465) = 0.126006; sqrt((t + rho) (ln(1 + t / rho) + 5.991465) / t)
        t, rho = each.part, 1 / (5.991465 + log(6.991465))
        assert each.errors == pytest.approx(sqrt((t + rho) * (log(1 + t / rho) + 5.991465) / t), rel=1e-6)
    strict = looks(0.01)[1].errors
    assert strict == pytest.approx(mixture_bound(0.5, 0.01, 1.0) / sqrt(0.5))
    assert strict > found[1].errors


def test_units_of_a_very_large_and_of_a_very_small_effect():
    """Two on each side are the fewest with which a spread is known; a billion of each is where the search ends."""
    assert units_needed(1000.0, 1.0) == 4
    assert units_needed(1e-7, 1.0) == 2 * 10**9
    assert power_of(1000.0, 1.0, 1, 1) == 0.0
    assert power_of(1.0, 1.0, 2, 1) > 0.05
    for treated, control, freedom in ((1, 1, None), (0.5, 50, None), (50, 0.5, None), (50, 50, 0.5)):
        assert smallest_effect(1.0, treated, control, freedom) == inf
    for treated, control, freedom in ((1, 3, None), (3, 1, None), (2, 1, None), (50, 50, 1)):
        least = smallest_effect(1.0, treated, control, freedom)
        assert power_of(least, 1.0, treated, control, freedom) == pytest.approx(0.8, abs=1e-6)
        assert power_of(-least, 1.0, treated, control, freedom) == pytest.approx(0.8, abs=1e-6)
    assert smallest_effect(1.0, 60, 30, power=0.9) > smallest_effect(1.0, 60, 30)


def test_of_many_units_the_test_is_that_of_a_normal_on_both_sides():
    """2,000 units: 2.5 errors away a share of Phi(2.5 - 1.959964) and a little on the other side."""
    error = sqrt(1 / 1200 + 1 / 800)
    expected = scipy.stats.norm.sf(1.959964 - 2.5) + scipy.stats.norm.cdf(-1.959964 - 2.5)
    assert power_of(2.5 * error, 1.0, 1200, 800) == pytest.approx(expected, rel=1e-6)
    assert power_of(0.1 * error, 1.0, 1200, 800) == pytest.approx(
        scipy.stats.norm.sf(1.959964 - 0.1) + scipy.stats.norm.cdf(-1.959964 - 0.1), rel=1e-6
    )


def at_points(count, below, jump=0.5, seed=2):
    """Units of 1, 2, ... points, the first `below` under the line; three years before 2027 and three from then on."""
    rng = np.random.default_rng(seed)
    lines = [
        (f"u{at:02d}", year, rng.normal(0, 0.1) + jump * (at >= below) * (year >= 2027), 2027 * (at >= below))
        for at in range(count) for year in range(2024, 2031)
    ]  # fmt: skip
    table = pd.DataFrame(lines, columns=["place", "year", "outcome", "first_year"])
    return table, {f"u{at:02d}": float(at) for at in range(count)}


def jump_by_hand(change, below):
    """Least squares with a straight course on either side of the line between two ranks, and HC3 by the hat matrix."""
    count = len(change)
    place = (np.arange(1, count + 1) - (below + 0.5)) / count
    drawn = (np.arange(count) >= below).astype(float)
    design = np.column_stack([np.ones(count), drawn, place, drawn * place])
    inverse = np.linalg.inv(design.T @ design)
    residual = change - design @ inverse @ design.T @ change
    leverage = np.diag(design @ inverse @ design.T)
    meat = design.T @ np.diag((residual / (1 - leverage)) ** 2) @ design
    return (inverse @ design.T @ change)[1], sqrt((inverse @ meat @ inverse)[1, 1])


def test_a_jump_has_the_interval_of_a_t_with_four_degrees_less_than_units():
    """Twelve below and eighteen above: three years from 2027 on less 2026; 2030 is beyond."""
    table, points = at_points(30, 12)
    wide = table.pivot(index="place", columns="year", values="outcome")
    change = (wide[[2027, 2028, 2029]].mean(axis=1) - wide[2026]).to_numpy()
    effect, error = jump_by_hand(change, 12)
    half = scipy.stats.t.ppf(0.975, 26) * error
    found = at_the_line(table, points, 2027, 3)
    assert [found.effect, found.standard_error, found.low, found.high] == pytest.approx(
        [effect, error, effect - half, effect + half]
    )
    assert (found.overall, found.overall_error) == (found.effect, found.standard_error)
    assert (found.design, found.treated_count, found.control_count) == ("threshold", 18, 12)


def test_the_last_change_before_the_measure_has_its_chance_by_hand():
    table, points = at_points(30, 12)
    wide = table.pivot(index="place", columns="year", values="outcome")
    effect, error = jump_by_hand((wide[2026] - wide[2025]).to_numpy(), 12)
    chance = 2 * scipy.stats.t.sf(abs(effect / error), 26)
    for level in (0.9, 1.1):
        check = before_the_line(table, points, 2027, level * chance)
        assert (check.name, check.passed) == ("placebo_in_time", level < 1)
        assert check.detail == {"effect": pytest.approx(effect), "p_value": pytest.approx(chance)}
    none = before_the_line(table[table["year"] > 2025], points, 2027, 0.05)
    assert (none.detail, none.missing.key) == ({}, "check_no_earlier_years")


@pytest.mark.parametrize(("count", "below", "few"), [(20, 10, None), (30, 9, 9), (30, 21, 9)])
def test_ten_units_on_each_side_are_enough_and_nine_are_not(count, below, few):
    table, points = at_points(count, below)
    if few is None:
        assert at_the_line(table, points, 2027, 3).treated_count == 10
        return
    with pytest.raises(Refused) as caught:
        at_the_line(table, points, 2027, 3)
    assert vars(caught.value)["values"] == {"count": few, "least": 10}
