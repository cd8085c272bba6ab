import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import entropy, related_variety, unrelated_variety

counts = arrays(np.float64, (3, 6), elements=st.floats(0.01, 1e4))


@given(counts, st.lists(st.sampled_from("abc"), min_size=6, max_size=6))
def test_the_two_varieties_add_up_to_the_entropy(table, groups):
    related, unrelated = related_variety(table, groups), unrelated_variety(table, groups)
    np.testing.assert_allclose(related + unrelated, entropy(table), atol=1e-12)
    assert (related >= 0).all()


@given(counts)
def test_one_group_has_only_related_and_a_group_for_each_only_unrelated_variety(table):
    np.testing.assert_allclose(unrelated_variety(table, ["a"] * 6), 0, atol=1e-12)
    np.testing.assert_allclose(related_variety(table, list("abcdef")), 0, atol=1e-12)


def test_related_variety_is_the_weighted_entropy_within_groups():
    expected = 0.5 * entropy([1, 3]) + 0.5 * entropy([2, 2])
    assert related_variety([[1, 3, 2, 2]], list("aabb"))[0] == pytest.approx(expected)


def test_groups_that_do_not_match_are_refused():
    with pytest.raises(RelodeError, match="must match"):
        unrelated_variety([[1, 2]], ["a"])
