"""A table that breaks the vocabulary is refused: the first three offenders, and how many more."""

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.panel.load import check_table


def table(**columns):
    good = {
        "place": ["230400", "231100", "620300", "150200", "230600"],
        "quantity": ["population"] * 5,
        "value": [1_058_665.0, 1_673_898.0, 464_050.0, 2_650_364.0, 2_904_532.0],
        "source": ["census2010"] * 5,
        "row": [2, 3, 4, 5, 6],
    }
    return pd.DataFrame(good).assign(**columns)


def refused(**columns):
    with pytest.raises(RelodeError) as caught:
        check_table(table(**columns), "census.csv")
    for language in ("en", "zh"):
        assert "census.csv" in caught.value.say(language)
    return caught.value


def test_a_good_table_passes():
    check_table(table(), "census.csv")
    check_table(table(source=["census2010;census_matched"] * 5), "census.csv")


def test_a_table_without_rows_passes():
    check_table(table().iloc[:0], "empty.csv")


def test_unknown_quantities_are_refused():
    error = refused(quantity=["people", "population", "emp_B", "persons", "souls"])
    assert error.key == "unknown_quantities"
    assert "'people' (line 2), 'emp_B' (line 4), 'persons' (line 5) (+1)" in str(error)


def test_unknown_places_are_refused_with_their_lines():
    error = refused(place=["999999", "231100", "HEGANG", "000000", "1"])
    assert error.key == "unknown_place_in_table"
    assert "'999999' (line 2), 'HEGANG' (line 4), '000000' (line 5) (+1)" in str(error)


@pytest.mark.parametrize("bad", ["", "nonsense", "census2010;nonsense", "census2010;", "census2010, census2020"])
def test_unknown_and_empty_sources_are_refused_with_their_lines(bad):
    error = refused(source=[bad, "census2010", bad, bad, bad])
    assert error.key == "unknown_source_in_table"
    assert f"{bad!r} (line 2), {bad!r} (line 4), {bad!r} (line 5) (+1)" in str(error)


def test_a_missing_source_is_refused_with_its_lines():
    error = refused(source=[np.nan, "census2010", np.nan, np.nan, np.nan])
    assert error.key == "unknown_source_in_table"
    assert "(line 2)" in str(error)
    assert "(+1)" in str(error)


def test_a_missing_quantity_is_refused():
    assert refused(quantity=[np.nan, "people", "population", "population", "souls"]).key == "unknown_quantities"


def test_a_missing_place_is_refused_with_its_line():
    error = refused(place=[np.nan, "231100", "620300", "150200", "230600"])
    assert error.key == "unknown_place_in_table"
    assert "(line 2)" in str(error)


def test_values_out_of_bounds_are_refused_with_lines_and_bounds():
    error = refused(value=[1.0, 1e9, 464_050.0, -1.0, np.inf])
    assert error.key == "value_out_of_bounds"
    said = str(error)
    assert "population = 1 (line 2, [100, 4e+07]), population = 1e+09 (line 3, [100, 4e+07])" in said
    assert "population = -1 (line 5" in said
    assert "(+1)" in said


def test_a_value_that_is_not_a_number_is_refused():
    assert refused(value=[np.nan, 1e6, 1e6, 1e6, 1e6]).key == "value_out_of_bounds"


def test_values_on_their_bounds_pass():
    check_table(table(value=[100.0, 40_000_000.0, 100.0, 100.0, 100.0]), "census.csv")


def test_one_offender_is_named_without_a_count():
    assert "(+" not in str(refused(value=[1.0, 1e6, 1e6, 1e6, 1e6]))
