"""Scores of counties on tables of a few counties, worked out by hand."""

import numpy as np
import pytest

from relode.facts import rows
from relode.panel.census_measures import SECTIONS
from relode.pathways.counties import county_scores as module
from relode.pathways.counties.county_scores import (
    FOLDS,
    Counties,
    log_share_ridge,
    matched_counties,
    national_ratio,
    out_of_province,
    section_relatedness,
    share_ridge,
    unchanged,
)

KNOWN = np.array([True, True, False])


def counties(before, after, people=None, urban=None, province="a"):
    count = len(before)
    return Counties(
        code=tuple(map(str, range(count))),
        province=np.array([province] * count),
        before=np.array(before, dtype=float),
        after=np.array(after, dtype=float),
        people=np.full(count, 100.0) if people is None else people,
        urban=np.full(count, 50.0) if urban is None else urban,
    )


def test_shares_that_stay_and_shares_that_grow_as_in_all_known_counties_together():
    """By hand: shares of the known grow from .35 to .45 and from .65 to .55."""
    table = counties([[50, 50], [20, 80], [40, 60]], [[60, 40], [30, 70], [1, 99]])
    assert unchanged(table, KNOWN).tolist() == [[0.4, 0.6]]
    first, second = 0.4 * 0.45 / 0.35, 0.6 * 0.55 / 0.65
    expected = [first / (first + second), second / (first + second)]
    assert national_ratio(table, KNOWN)[0] == pytest.approx(expected, rel=1e-12)


def test_a_ridge_of_two_counties_shrinks_the_slope_by_a_hundredth_of_each():
    """By hand: columns 1 and 3 are -1 and 1 of their deviation, 5 is 3; outcomes are 4 less and more 2."""
    found = module._ridge(np.array([[1.0], [3.0], [5.0]]), np.array([[2.0], [6.0], [99.0]]), KNOWN)
    assert found == pytest.approx(np.array([[4 + 3 * 4 / 2.02]]), rel=1e-12)


@pytest.mark.parametrize("method", [log_share_ridge, share_ridge])
def test_both_ridges_are_least_squares_with_a_row_more_for_each_slope(method):
    rng = np.random.default_rng(6)
    before, after = rng.integers(2, 90, (2, 40, 3)).astype(float)
    after[:, 0] = np.maximum(before[:, 0] - 60, 0)  # some are foretold below nothing
    people = before.sum(axis=1) * rng.uniform(2, 30, 40)
    table, known = counties(before, after, people, people * rng.uniform(0.1, 0.9, 40)), np.arange(40) < 30
    is_log = method is log_share_ridge
    padded = [(counts + 0.5) if is_log else counts for counts in (before, after)]
    start, end = (counts / counts.sum(axis=1)[:, None] for counts in padded)
    start, end = (np.log(start), np.log(end)) if is_log else (start, end)
    columns = np.column_stack([start, np.log(people), table.urban / people])
    columns = (columns - columns[known].mean(axis=0)) / columns[known].std(axis=0)
    mean = (end - start)[known].mean(axis=0)
    added = np.sqrt(0.01 * 30) * np.eye(5)
    slopes = np.linalg.lstsq(
        np.vstack([columns[known], added]),
        np.vstack([(end - start)[known] - mean, np.zeros((5, 3))]),
        rcond=None,
    )[0]
    moved = start[~known] + mean + columns[~known] @ slopes
    assert is_log or moved.min() < 0
    moved = np.exp(moved) if is_log else np.maximum(moved, 0)
    # The same equations solved in another way.
    assert method(table, known) == pytest.approx(moved / moved.sum(axis=1)[:, None], rel=1e-9)


def test_provinces_are_held_out_eight_apart_and_whole():
    """Of nine provinces the first and the last are held out together."""
    nine = counties(np.ones((18, len(SECTIONS))), np.ones((18, len(SECTIONS))))
    nine = Counties(nine.code, np.repeat(list("abcdefghi"), 2), nine.before, nine.after, nine.people, nine.urban)
    held = []

    def predict(_, is_known):
        held.append("".join(dict.fromkeys(nine.province[~is_known])))
        return np.full(((~is_known).sum(), len(SECTIONS)), len(held))

    found = out_of_province(nine, predict)
    assert len(held) == FOLDS
    assert held == ["ai", *"bcdefgh"]
    assert found[:, 0].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 1, 1]


def test_matched_counties_are_those_of_one_area_with_500_workers_in_both_years():
    table = rows("census_counties")
    later = {row["place"]: row for row in table if row["year"] == "2020"}

    def workers(row):
        return [float(row[f"employment_{section}"] or 0) for section in SECTIONS]

    kept = [
        (row, later[row["code_2020"]])
        for row in table
        if row["year"] == "2010" and row["same_area"] == "1" and row["code_2020"] in later
        if sum(workers(row)) >= 500 and sum(workers(later[row["code_2020"]])) >= 500
    ]
    found = matched_counties()
    assert found.code == tuple(row["place"] for row, _ in kept)
    for at in (0, 700, -1):
        row, end = kept[at]
        assert (found.before[at].tolist(), found.after[at].tolist()) == (workers(row), workers(end))
        assert (found.province[at], found.people[at]) == (row["province_code"], float(row["population"]))
        assert found.urban[at] == float(row["population_urban"])


@pytest.mark.parametrize("year", [2010, 2020])
def test_two_sections_are_related_by_the_counties_that_have_much_of_both(year):
    table = matched_counties()
    counts = table.before if year == 2010 else table.after
    much = counts / counts.sum(axis=1)[:, None] >= counts.sum(axis=0) / counts.sum()
    one, other = much[:, SECTIONS.index("mining")], much[:, SECTIONS.index("education")]
    expected = (one & other).sum() / max(one.sum(), other.sum())
    found = section_relatedness(year)[SECTIONS.index("mining"), SECTIONS.index("education")]
    assert found == pytest.approx(expected, rel=1e-12)


CHANGES = {
    "mining": -0.02, "manufacturing": 0.03, "agriculture": 0.01, "wholesale_retail": -0.04, "health": 0.05,
    "utilities": -0.06, "construction": 0.03,
}  # fmt: skip
"""Of the first of three mining counties; those of the third are the opposite, the second has none."""


def made():
    """Three counties with more than a twentieth in mining and one with just that."""
    mining = np.array([0.06, 0.10, 0.20, 0.05])
    before = np.zeros((4, len(SECTIONS)))
    for name in CHANGES:
        before[:, SECTIONS.index(name)] = 0.1
    before[:, SECTIONS.index("mining")] = mining
    before[:, SECTIONS.index("education")] = 1 - before.sum(axis=1)
    after = before.copy()
    for name, change in CHANGES.items():
        after[:, SECTIONS.index(name)] += change * np.array([1, 0, -1, 0])
    return Counties(tuple("abcd"), np.array(["p"] * 4), before, after, np.ones(4), np.ones(4))


@pytest.mark.parametrize(("group", "count"), [("all", 4), ("mining", 3)])
def test_scores_of_a_group_are_those_of_its_counties_and_sections(group, count):
    """By hand: changes have the mean 0, so that who foretells none explains nothing, and who is half off 3 of 4."""
    table = made()
    before, after = table.shares
    half = (before + after) / 2
    found = list(module._group(table, {"national_ratio": before, "half": half}, group, (3, 1)))
    # Services are all but farms, mines, factories, utilities and building: trade and health here.
    changes = {"mining": 2, "manufacturing": 3, "agriculture": 1, "wholesale_retail": 4, "services": 1}
    assert [(one.group, one.target, one.method, one.count) for one in found] == [
        (group, target, method, count) for target in changes for method in ("national_ratio", "half")
    ]
    for bar, other in zip(found[::2], found[1::2], strict=True):
        error = 2 * changes[bar.target] / count
        assert (bar.mean_error, bar.r2, bar.saved) == pytest.approx((error, 0, 0), abs=1e-9)
        assert (other.mean_error, other.r2, other.saved) == pytest.approx((error / 2, 0.75, error / 2), abs=1e-9)


def test_explained_variance_weighs_each_county_as_often_as_it_was_drawn():
    """By hand: mean 2 and variance 1, half of it missed; drawn 3 to 1 the mean is 1.5, the variance .75, all missed."""
    found = module._r2(np.array([1.0, 3.0]), np.array([1.0, 0.0]), np.array([[1.0, 1.0], [3.0, 1.0]]))
    assert found == pytest.approx([0.5, 0.0], abs=1e-12)


def test_ends_are_the_5_and_95_per_cent_points_of_the_draws():
    """By hand: draws give the first of two counties 10 to 110 of 300; it alone is a point nearer than the bar."""
    first = np.arange(10.0, 111.0)
    weights = np.column_stack([first, 300 - first])
    found = module._score(
        ("all", "mining", "x"), np.array([1.0, 3.0]), np.array([0.02, 0.02]), np.array([0.03, 0.02]), weights
    )
    low, high = 15 / 300, 105 / 300

    def explained(share):
        return 1 - 0.0004 / (4 * share * (1 - share))

    assert (found.group, found.target, found.method, found.count) == ("all", "mining", "x", 2)
    ends = (found.r2_low, found.r2, found.r2_high, found.saved_low, found.saved, found.saved_high, found.mean_error)
    expected = (explained(low), 1 - 0.0004, explained(high), low, 0.5, high, 2.0)
    assert ends == pytest.approx(expected, rel=1e-9)


def test_whole_provinces_are_drawn_as_often_as_there_are_some():
    times = module._drawn(np.array(["b", "a", "b", "c"]), 400, 1)
    assert times.shape == (400, 4)
    assert (times[:, 0] == times[:, 2]).all()
    assert set(times[:, [0, 1, 3]].sum(axis=1)) == {3}
    # Three draws of a third each: a standard error of .04.
    assert times.mean(axis=0) == pytest.approx(np.ones(4), abs=0.15)


def test_scores_are_written_with_four_digits_and_their_names(monkeypatch, tmp_path):
    made = module.CountyScore("all", "mining", "unchanged", 7, 1.23456, 0.5, -0.25, 0.75, 2.0, 1.0, 3.14159)
    monkeypatch.setattr(module, "county_scores", lambda: (made, made))
    module.write_county_scores(tmp_path / "scores.csv")
    line = "all,mining,unchanged,7,1.2346,0.5000,-0.2500,0.7500,2.0000,1.0000,3.1416\n"
    head = "group,target,method,count,mean_error,r2,r2_low,r2_high,saved,saved_low,saved_high\n"
    assert (tmp_path / "scores.csv").read_bytes().decode() == head + 2 * line
