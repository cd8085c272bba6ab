import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import location_quotient

counts = arrays(np.float64, (4, 3), elements=st.floats(0.1, 1e6))


def test_places_that_are_alike_have_one_everywhere():
    np.testing.assert_allclose(location_quotient(np.outer([1, 5, 20], [3, 4])), 1)


def test_an_industry_found_in_one_place_only_has_total_over_that_places_total():
    assert location_quotient(np.array([[2, 2], [0, 4]]))[0, 0] == 8 / 4


@given(counts)
def test_industry_shares_weight_the_quotients_of_a_place_to_one(table):
    industry_share = table.sum(axis=0) / table.sum()
    # Ten roundings of sums of a dozen terms.
    np.testing.assert_allclose(location_quotient(table) @ industry_share, 1, rtol=1e-12)


@given(counts, st.permutations(range(4)), st.permutations(range(3)))
def test_renaming_places_and_industries_renames_the_quotients(table, places, industries):
    renamed = location_quotient(table[places][:, industries])
    np.testing.assert_allclose(renamed, location_quotient(table)[places][:, industries], rtol=1e-12)


@given(counts)
def test_thousands_for_units_change_nothing(table):
    np.testing.assert_allclose(location_quotient(table / 1000), location_quotient(table), rtol=1e-12)


def test_years_are_independent():
    years = np.array([[[1, 2], [3, 4]], [[5, 1], [1, 7]]])
    np.testing.assert_array_equal(location_quotient(years)[1], location_quotient(years[1]))


@pytest.mark.parametrize(
    ("table", "key", "where"),
    [
        ([[1, 2], [0, 0]], "measures.empty_places", "1"),
        ([[1, 0], [2, 0]], "measures.empty_industries", "1"),
        ([[1, -2], [3, 4]], "measures.negative_cells", "(0, 1)"),
        ([[1, np.nan], [3, 4]], "measures.missing_cells", "(0, 1)"),
        ([1, 2], "measures.not_a_table", None),
        ([[]], "measures.nothing_there", None),
    ],
)
def test_bad_counts_are_refused_with_their_place(table, key, where):
    with pytest.raises(RelodeError) as caught:
        location_quotient(table)
    assert caught.value.key == key
    assert caught.value.values.get("where") == where
    assert caught.value.say("zh")
