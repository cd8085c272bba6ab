"""Cubes of counts, and rows that are sums of others: each rule at its limit, on tables of a few cells."""

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.facts.aggregates import (
    _last_digit,
    _nested_sums,
    labelled_sums,
    refuse_aggregates,
    sums_of_others,
    total_among,
    totals_of_runs,
)
from relode.facts.count_cube import (
    check_axes,
    check_known,
    check_levels,
    check_shares,
    check_years,
    covered,
    covered_years,
    cube,
    nested_codes,
)

NAN = np.nan


def refusal(call, *args, **options):
    """Key and values of what a call is refused with, None where it is not."""
    try:
        call(*args, **options)
    except RelodeError as error:
        return error.key, error.values
    return None


def counts(by_year, first=2019):
    """Counts (year, place, industry) with places a, b ... and industries A, B ..."""
    values = np.array(by_year, dtype=float)
    places, industries = (
        [chr(start + i) for i in range(n)] for start, n in zip((97, 65), values.shape[1:], strict=True)
    )
    return cube(values, range(first, first + len(values)), places, industries)


def test_a_cube_has_its_labels_and_regions_only_where_they_are_given():
    values = np.arange(8.0).reshape(2, 2, 2)
    table = cube(values, [2019, 2020], ["a", "b"], ["11", "12"], ["n", "s"])
    assert (table.dims, table.name) == (("year", "place", "industry"), "count")
    assert table.sel(year=2020, place="a", industry="12").item() == 5
    assert table["region"].dims == ("place",)
    assert dict(zip(table["place"].values, table["region"].values, strict=True)) == {"a": "n", "b": "s"}
    assert "region" not in cube(values, [2019, 2020], ["a", "b"], ["11", "12"]).coords


def test_a_place_is_covered_in_the_years_in_which_all_of_its_counts_are_known():
    table = counts([[[1, 2], [3, NAN]], [[4, 5], [6, 7]]])
    assert covered(table)["place"].values.tolist() == ["a"]
    assert covered(table)["year"].values.tolist() == [2019, 2020]
    later = covered(table, [2020])
    assert (later["place"].values.tolist(), later["year"].values.tolist()) == (["a", "b"], [2019, 2020])
    assert (covered_years(table, "a"), covered_years(table, "b")) == ([2019, 2020], [2020])


@pytest.mark.parametrize(
    ("years", "places", "industries", "census", "found"),
    [
        ([2019, 2020], "ab", "AB", False, None),
        ([2019], "a", "AB", False, ("table.one_place", {"place": "a"})),
        ([2019], "ab", "A", False, ("table.one_industry", {"industry": "A"})),
        ([2000, 2010, 2020], "ab", "AB", False, None),
        ([2000, 2010, 2015], "ab", "AB", False, ("table.year_without_data", {"years": "2005", "step": 5})),
        ([2010, 2011, 2013], "ab", "AB", False, ("table.year_without_data", {"years": "2012", "step": 1})),
        ([2010, 2013, 2015], "ab", "AB", False, ("table.year_without_data", {"years": "2012, 2014", "step": 2})),
        ([2000, 2010, 2015], "ab", "AB", True, None),
        ([2020], range(20_000), range(20_000), False, None),
        ([2020], range(20_000), range(20_001), False,
         ("table.too_many_cells", {"cells": "400,020,000", "most": "400,000,000"})),
    ],
)  # fmt: skip
def test_axes_that_no_cube_may_have_are_refused(years, places, industries, census, found):
    assert refusal(check_axes, years, places, industries, is_census=census) == found


def test_codes_begin_others_where_they_are_at_most_two_letters_and_digits():
    labels = ["2112", "21", "211", "3", "AB1", "AB12", "ABC1", "ABC12", "A", "A1", "coal", "coal 2"]
    assert nested_codes(labels) == {"21": ["211", "2112"], "211": ["2112"], "AB1": ["AB12"]}
    assert refusal(check_levels, labels) == (
        "table.mixed_levels", {"count": 3, "where": "21 > 211, 211 > 2112, AB1 > AB12"}
    )  # fmt: skip
    assert refusal(check_levels, ["11", "12"]) is None


def of_totals(*totals):
    """One year of places with two industries that add up to these totals."""
    return counts([[[total - 30, 30] if total else [0, 0] for total in totals]])


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        ([100] * 10, ("table.shares", {"total": "100", "count": 10})),
        ([100] * 9, None),
        ([100] * 9 + [101.9], ("table.shares", {"total": "100", "count": 10})),
        ([100] * 9 + [102.1], None),
        ([100] * 9 + [97.9], None),
        ([100] * 10 + [0], ("table.shares", {"total": "100", "count": 10})),
    ],
)
def test_ten_totals_within_two_per_cent_are_those_of_shares(totals, found):
    assert refusal(check_shares, of_totals(*totals)) == found


def test_a_year_of_nothing_and_two_years_with_less_than_half_of_the_industries_in_common_are_refused():
    def years(*rows):
        return counts([[row, [0] * len(row)] for row in rows], first=2018)

    assert refusal(check_years, years([1, 1, 0], [0, 1, 1])) is None  # one of two is in both: just half
    assert refusal(check_years, years([1, 1, 1, 1], [1, 0, 0, 0])) is None  # the one that is left was there
    assert refusal(check_years, years([1, 1, 1, 0, 0], [1, 1, 1, 0, 0], [1, 0, 0, 1, 1])) == (
        "table.classification_changes", {"first": 2019, "last": 2020, "share": "33"}
    )  # fmt: skip
    assert refusal(check_years, years([1, 1], [0, 0], [1, 1])) == ("table.empty_year", {"years": "2019"})


def test_codes_that_are_not_known_are_counted_and_named_in_order():
    assert refusal(check_known, ["b", "c", "a", "b"], {"c"}) == (
        "table.unknown_industries", {"count": 2, "where": "a, b"}
    )  # fmt: skip
    assert refusal(check_known, ["c"], {"c", "d"}) is None


def test_a_label_covers_those_from_its_first_end_to_its_last_and_no_others():
    labels = ["A", "B1", "C", "D", "A-C", "B - D", " Grand TOTAL ", "合计", "X-Z", "9-11", "Y"]
    assert labelled_sums(labels) == {
        " Grand TOTAL ": [], "合计": [], "A-C": ["A", "B1", "C", "B - D"], "B - D": ["B1", "C", "D"], "X-Z": ["Y"],
    }  # fmt: skip
    assert labelled_sums(["10", "11", "12", "13", "11至12"]) == {"11至12": ["11", "12"]}


PARTS = np.array([[13, 29, 41], [50, 7, 11], [5, 37, 3], [23, 2, 19], [31, 17, 8], [4, 43, 53], [61, 6, 12],
                  [9, 59, 1], [14, 15, 67], [28, 33, 35], [71, 21, 10], [16, 18, 73]], dtype=float)  # fmt: skip
"""Twelve cells of three labels that nothing ties to each other."""


def with_sum(cells=12, members=(0, 1, 2), less=0.0):
    """The parts, and behind them the sum of some, of whose cells a part is missing."""
    parts = PARTS[:cells]
    whole = parts[:, list(members)].sum(axis=1) / (1 - np.asarray(less))
    return np.column_stack([parts, whole])


def test_a_column_that_is_the_sum_of_others_is_found_where_ten_cells_say_so():
    assert sums_of_others(with_sum(), "abct", 4) == {"t": ["a", "b", "c"]}
    assert sums_of_others(with_sum(10), "abct", 4) == {"t": ["a", "b", "c"]}
    assert sums_of_others(with_sum(9), "abct", 4) == {}
    hollow = with_sum(12)
    hollow[:2] = 0  # cells with nothing in them do not count
    assert sums_of_others(hollow, "abct", 4) == {"t": ["a", "b", "c"]}
    hollow[2] = 0
    assert sums_of_others(hollow, "abct", 4) == {}


def test_a_sum_is_looked_for_among_the_largest_only():
    beside = np.column_stack([1000 + 10 * PARTS[:, 1], with_sum()])
    assert sums_of_others(beside, "zabct", 2) == {"t": ["a", "b", "c"]}
    assert sums_of_others(beside, "zabct", 1) == {}


def test_a_column_of_two_values_is_no_sum_and_one_of_three_may_be():
    one, other = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10.0]), np.array([9, 8, 7, 6, 5, 4, 3, 2, 1, 20.0])
    assert sums_of_others(np.column_stack([one, other, one + other]), "abt", 1) == {}  # ten nine times, and thirty
    other[0] = 10
    assert sums_of_others(np.column_stack([one, other, one + other]), "abt", 1) == {"t": ["a", "b"]}


@pytest.mark.parametrize(
    ("members", "less", "is_found"),
    [
        ((0, 1), [0.009] * 12, True),
        ((0, 1), [0.009] * 11 + [0.012], False),  # of two members every cell must be exact
        ((0, 1, 2), [0.025] * 12, True),  # hidden cells: three in a hundred are missing in the usual cell
        ((0, 1, 2), [0.04] * 12, False),
        ((0, 1, 2), [0.0] * 9 + [0.09] * 3, True),  # and a tenth in nine of ten
        ((0, 1, 2), [0.0] * 9 + [0.13] * 3, False),
        ((0, 1, 2), [0.0] * 11 + [0.3], True),  # the tenth cell may be as it likes
    ],
)
def test_a_sum_that_is_not_exact_needs_three_members_and_few_hidden_cells(members, less, is_found):
    found = sums_of_others(with_sum(12, members, less), "abct", 1)
    assert found == ({"t": ["abc"[i] for i in members]} if is_found else {})


@pytest.mark.parametrize(
    ("rows", "is_sum"),
    [
        ([[5, 2, 3], [4, 1, 1], [0, 2, 0]], True),
        ([[5, 2, 3], [3, 2, 2], [9, 0, 0]], False),
        ([[5, 0, 0], [4, 0, 0]], False),
        ([[0, 2, 3], [0, 1, 1]], False),
    ],
)
def test_a_code_that_begins_others_is_their_sum_where_it_is_never_less(rows, is_sum):
    assert _nested_sums(np.array(rows, float), ["21", "211", "212"]) == ({"21": ["211", "212"]} if is_sum else {})


def test_sums_are_refused_with_their_parts_industries_first_then_places():
    industries = with_sum().reshape(4, 3, 4)
    key, values = refusal(refuse_aggregates, industries, "pqr", ["a", "b", "c", "Total"])
    (told,) = values.pop("where")
    assert (key, values, told.key, told.values) == (
        "table.aggregates", {"count": 1}, "table.one_sum", {"whole": "Total", "parts": ["a", "b", "c"]}
    )  # fmt: skip
    labelled = np.arange(1.0, 13.0).reshape(1, 3, 4) ** 2
    key, values = refusal(refuse_aggregates, labelled, "pqr", ["a", "b", "c", "Total"])
    assert (key, [(each.key, each.values) for each in values["where"]]) == (
        "table.aggregates", [("table.all_sum", {"whole": "Total"})]
    )  # fmt: skip
    places = with_sum().reshape(4, 3, 4).transpose(0, 2, 1)  # (year, place, industry)
    key, values = refusal(refuse_aggregates, places, ["a", "b", "c", "north"], "pqr")
    assert (key, values["count"], [each.values for each in values["where"]]) == (
        "table.aggregate_places", 1, [{"whole": "north", "parts": ["a", "b", "c"]}]
    )  # fmt: skip
    assert refusal(refuse_aggregates, places[:, :3], "abc", "pqr") is None


@pytest.mark.parametrize(("larger", "is_found"), [(9, True), (10, False)])
def test_a_sum_of_places_is_among_the_ten_largest(larger, is_found):
    rng = np.random.default_rng(0)
    others = rng.integers(1000, 9000, (12, larger)).astype(float)
    table = np.column_stack([with_sum(), others]).reshape(4, 3, -1).transpose(0, 2, 1)
    codes = [f"p{i}" for i in range(4 + larger)]
    assert (refusal(refuse_aggregates, table, codes, "pqr") is not None) == is_found


RUN = [[600, 661], [113, 120], [239, 251], [248, 290], [71, 93], [1003, 1090], [2110, 2300]]
"""A total, its three parts, and three that nothing adds up to."""


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (RUN[:4], {}),  # with three others alone a sum may be chance
        (RUN[:5], {0: ("people",)}),
        (RUN, {0: ("people",)}),  # three of six others are parts: just half
        ([*RUN, [4000, 4310]], {}),
        ([RUN[4], *RUN[1:4], RUN[0]], {4: ("people",)}),
        ([[602, 659], *RUN[1:5]], {0: ("people",)}),  # four printed digits rounded: two may be missing
        ([[603, 658], *RUN[1:5]], {}),
        ([[600, 669], *RUN[1:5]], {}),  # it adds up in one year alone
        ([[352, 371], *RUN[1:3], RUN[4], [4000, 4310]], {}),  # two parts are no level
        ([[n, 2 * n] for n, _ in RUN[:5]], {}),  # all grow alike: one year says what all say
        ([row[:1] for row in RUN[:5]], {}),  # one year
        ([[0, 0], [0, 0], [0, 0], [0, 0], [7, 9]], {}),
    ],
)
def test_a_row_is_the_total_of_a_run_of_others(rows, found):
    assert totals_of_runs({"people": np.array(rows, float)}) == found


def test_runs_are_looked_for_in_the_quantity_with_most_figures_and_in_its_whole_years():
    grid = np.column_stack([np.array(RUN[:5], float), [1, 2, NAN, 4, 5]])
    few = np.full((5, 3), NAN)
    few[0] = 1
    assert totals_of_runs({"gdp": few, "people": grid}) == {0: ("people",)}


@pytest.mark.parametrize(
    ("figures", "digit"), [([10, 20], 1.0), ([0.5, 2], 0.1), ([0.25, 3], 0.01), ([3e12, 1], 3000), ([40, 0.125], 0.001)]
)
def test_the_last_printed_digit_is_that_of_the_finest_figure(figures, digit):
    assert _last_digit(np.array([figures], float)) == pytest.approx(digit, rel=1e-9)


def test_a_total_is_a_thousandth_from_the_sum_of_at_least_three_others_in_two_cells():
    rows = np.array([[300, 300], [300, 300], [401, 401], [1000, 1000]], float)
    assert total_among({"people": rows}) == (3, ("people",))
    assert total_among({"people": rows + np.array([[0], [0], [1], [0]])}) == (None, ())
    assert total_among({"people": rows[1:] - [[0], [1], [300]]}) == (None, ())  # two others
    assert total_among({"people": rows[:, :1]}) == (None, ())
    assert total_among({"people": rows[:, :1], "jobs": 2 * rows[:, :1], "idle": 0 * rows}) == (3, ("people", "jobs"))


def test_hidden_cells_of_a_table_are_no_zeros():
    table = xr.DataArray(np.array([[[1.0, NAN]]]), dims=("year", "place", "industry"), coords={"place": ["a"]})
    assert covered(table).sizes["place"] == 0
