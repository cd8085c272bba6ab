import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways.entry.terms import group_numbers, rest_of_group, rings


def test_rings_of_a_row_of_places():
    first, second = rings(list("abcd"), [("a", "b"), ("c", "b"), ("c", "d"), ("d", "d"), ("d", "elsewhere")])
    half = 1 / np.sqrt(2)
    np.testing.assert_allclose(first.toarray(), [[0, 1, 0, 0], [half, 0, half, 0], [0, half, 0, half], [0, 0, 1, 0]])
    np.testing.assert_allclose(second.toarray(), [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]])


def test_three_places_that_all_border_each_other_have_no_second_ring():
    _, second = rings(list("abc"), [("a", "b"), ("b", "c"), ("c", "a")])
    assert second.nnz == 0


def test_borders_of_unknown_places_only_are_refused():
    with pytest.raises(RelodeError, match="own codes"):
        rings(["a", "b"], [("x", "y")])


def test_the_rest_of_a_group_leaves_the_row_itself_out():
    values = np.array([[1.0], [2.0], [4.0], [8.0]])
    group = group_numbers(["n", "n", "n", "s"])
    np.testing.assert_allclose(rest_of_group(values, group), [[6 / 2**0.5], [5 / 2**0.5], [3 / 2**0.5], [0]])
