"""What no design can answer is refused, with the reason and what would help."""

import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.evaluation import Refused, study


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
    with pytest.raises(Refused, match="have 0 years"):
        study(rows({"a": 2000, "b": 1999, "c": 0}))


def test_one_year_before_treatment_is_refused():
    with pytest.raises(Refused, match=r"have 1 years .* 3 are needed"):
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
