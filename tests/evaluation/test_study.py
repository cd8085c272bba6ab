"""What no design can answer is refused, with the reason and what would help."""

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.evaluation import Refused, study
from relode.evaluation.study import Study, _longest_run, _overlaps, by_rules, rows_of, within_provinces


def rows(first, years=range(2000, 2010)):
    """One row a place and year; `first` is place -> first year."""
    return pd.DataFrame(
        [
            {"place": p, "year": y, "outcome": 1.0 * y, "first_year": f, "cluster": p}
            for p, f in first.items()
            for y in years
        ]
    )


def test_a_study_knows_who_is_treated_and_when():
    found = study(rows({"a": 2005, "b": 2007, "c": 0}))
    assert (found.treated, found.controls, found.cohorts) == (("a", "b"), ("c",), (2005, 2007))


def test_a_start_after_the_last_year_of_the_outcome_is_no_treatment_yet():
    assert study(rows({"a": 2005, "b": 2012})).controls == ("b",)


def test_all_treated_at_once_is_refused():
    with pytest.raises(Refused, match="nothing to compare with"):
        study(rows({"a": 2005, "b": 2005}))


def test_places_treated_in_the_first_year_are_left_out_and_named_unless_all_of_the_treated_are():
    found = study(rows({"a": 2005, "b": 1990, "c": 2000, "d": 0, "e": 0}))
    assert (found.treated, found.controls, found.treated_from_start) == (("a",), ("d", "e"), ("b", "c"))
    assert set(found.table["place"]) == {"a", "d", "e"}
    assert found.without(["d"]).treated_from_start == ("b", "c")
    with pytest.raises(Refused, match="treated places: 0;"):
        study(rows({"a": 2000, "b": 1999, "c": 0}))


def test_one_year_before_treatment_is_refused():
    with pytest.raises(Refused, match="treated places: 1; 3 are needed"):
        study(rows({"a": 2001, "b": 0}), least_pre_periods=3)


def test_an_outcome_that_the_treated_lack_is_refused():
    table = rows({"a": 2005, "b": 2005, "c": 0})
    table.loc[table["place"].isin(["a", "b"]) & (table["year"] == 2003), "outcome"] = None
    with pytest.raises(Refused, match="for 2 treated places: a, b"):
        study(table)


def test_a_place_with_gaps_is_left_out_and_named():
    table = rows({"a": 2005, "b": 2005, "c": 0})
    table.loc[(table["place"] == "b") & (table["year"] == 2003), "outcome"] = None
    found = study(table)
    assert found.dropped == ("b",)
    assert found.treated == ("a",)
    with pytest.raises(Refused):
        study(table, balanced_share=0.8)


def test_rows_that_occur_twice_are_refused():
    table = rows({"a": 2005, "b": 0})
    with pytest.raises(RelodeError, match="a 2000"):
        study(pd.concat([table, table.head(1)]))


def test_a_place_with_two_first_years_is_refused():
    table = rows({"a": 2005, "b": 0})
    table.loc[(table["place"] == "a") & (table["year"] > 2006), "first_year"] = 2007
    with pytest.raises(RelodeError, match="more than one first year: a"):
        study(table)


def test_nothing_treated_is_refused():
    with pytest.raises(Refused, match="No place is treated"):
        study(rows({"a": 0, "b": 0}))


def test_a_table_without_a_column_is_refused():
    with pytest.raises(RelodeError, match="first_year"):
        study(rows({"a": 2005, "b": 0}).drop(columns="first_year"))


def test_a_treated_place_with_a_gap_is_left_out_and_the_others_are_studied():
    """By hand: of three treated places one lacks a year; no share of them is asked for unless it is said."""
    rows = [(p, y, 1.0, 2013 * (p in "abc")) for p in "abcde" for y in range(2010, 2016)]
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
    table.loc[(table["place"] == "b") & (table["year"] == 2014), "outcome"] = None
    found = study(table, cluster=None)
    assert (found.treated, found.dropped) == (("a", "c"), ("b",))
    with pytest.raises(Refused) as caught:
        study(table, cluster=None, balanced_share=0.9)
    assert caught.value.key == "study_outcome_missing"


@pytest.mark.parametrize(
    ("known", "kept"),
    [("110110", "000110"), ("111011", "111000"), ("011111", "011111"), ("000000", "000000"), ("000001", "000001")],
)
def test_the_longest_run_of_years_is_kept_and_of_two_the_later(known, kept):
    assert _longest_run(np.array([each == "1" for each in known])).tolist() == [each == "1" for each in kept]


def test_a_row_for_each_place_and_year():
    table = rows_of(["a", "b"], [2000, 2001], np.array([[1.0, 2.0], [3.0, 4.0]]), {"b": 2001}, ["p", "q"])
    assert table.to_numpy().tolist() == [
        ["a", 2000, 1.0, 0, "p"], ["a", 2001, 2.0, 0, "p"], ["b", 2000, 3.0, 2001, "q"], ["b", 2001, 4.0, 2001, "q"],
    ]  # fmt: skip


def test_outcomes_within_provinces_by_hand():
    """Untreated have 1 and 4 in 2000, 2 and 6 in 2001; treated 5 and 9; a province with one untreated place is left."""
    values = {"u": (1.0, 2.0), "v": (4.0, 6.0), **dict.fromkeys("abcde", (5.0, 9.0)), "w": (7.0, 7.0), "f": (8.0, 8.0)}
    rows = [
        (place, 2000 + at, each[at], 2001 * (place in "abcdef"), "north" if place in "uvabcde" else "south")
        for place, each in values.items()
        for at in (0, 1)
    ]
    data = Study(pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"]), dropped=("z",))
    near = within_provinces(data)
    found = {(row.place, row.year): row.outcome for row in near.table.itertuples()}
    assert found == {
        **{("u", 2000): -3.0, ("u", 2001): -4.0, ("v", 2000): 3.0, ("v", 2001): 4.0},
        **{(place, year): {2000: 2.5, 2001: 5.0}[year] for place in "abcde" for year in (2000, 2001)},
    }
    assert (list(near.table.columns), near.dropped) == (list(data.table.columns), ("z",))
    assert near.table[["place", "year"]].apply(tuple, axis=1).is_monotonic_increasing
    assert within_provinces(data.without(["a"])) is None  # four treated, and the protocol asks for five
    assert within_provinces(data.without(["u"])) is None


def test_fewer_places_than_the_protocol_asks_for_are_refused():
    """Ten controls are enough, nine are not; as many treated as are asked for are enough."""
    places = {"a": 2005, "b": 2005, **dict.fromkeys("cdefghijkl", 0)}
    assert by_rules(rows(places), 3, 2).horizon == 3
    with pytest.raises(Refused) as caught:
        by_rules(rows(places), 3, 3)
    assert caught.value.key == "study_few_treated"
    with pytest.raises(Refused) as caught:
        by_rules(rows({"a": 2005, **dict.fromkeys("cdefghijk", 0)}), 3)
    assert caught.value.key == "study_few_controls"


def test_policies_overlap_where_half_of_the_treated_got_another_and_twice_as_many_as_controls():
    assert _overlaps(0.5, 0.25)
    assert not _overlaps(0.49, 0.0)
    assert not _overlaps(0.9, 0.46)
