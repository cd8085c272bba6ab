import numpy as np
import pytest

from relode.errors import RelodeError
from relode.measures import diversity, presence_by_count, presence_by_quotient, ubiquity


def test_a_quotient_of_one_is_present_and_less_is_not():
    np.testing.assert_array_equal(presence_by_quotient([[1.0, 0.999]]), [[True, False]])


def test_a_count_at_the_threshold_is_present():
    np.testing.assert_array_equal(presence_by_count([[2, 3, 0]], at_least=3), [[False, True, False]])


def test_a_threshold_of_nothing_is_refused():
    with pytest.raises(RelodeError, match="above 0"):
        presence_by_count([[1, 2]], at_least=0)


def test_diversity_counts_industries_and_ubiquity_counts_places():
    table = np.array([[1, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(diversity(table), [2, 1])
    np.testing.assert_array_equal(ubiquity(table), [2, 1, 0])
    assert diversity(table).sum() == ubiquity(table).sum()


def test_presence_of_one_half_is_refused():
    with pytest.raises(RelodeError, match="0 or 1"):
        diversity([[0.5, 1]])
