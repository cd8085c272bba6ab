import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import entropy, herfindahl_index

parts = arrays(np.float64, 5, elements=st.floats(0, 1e6)).filter(lambda a: a.sum() > 1e-3)


def test_equal_parts_have_the_logarithm_of_their_number():
    assert entropy(np.full(8, 3.0)) == pytest.approx(np.log(8))
    assert herfindahl_index(np.full(8, 3.0)) == pytest.approx(1 / 8)


def test_one_part_that_has_all_has_no_entropy_and_full_concentration():
    assert entropy([0, 7, 0]) == 0
    assert not np.signbit(entropy([0, 7, 0]))
    assert herfindahl_index([0, 7, 0]) == 1


@given(parts)
def test_entropy_is_never_below_the_entropy_that_the_herfindahl_index_implies(table):
    # Renyi entropies fall with their order: order 1 (Shannon) is at least order 2 (-log of Herfindahl).
    assert entropy(table) >= -np.log(herfindahl_index(table)) - 1e-12


@given(parts, st.permutations(range(5)))
def test_the_order_of_parts_does_not_matter(table, order):
    assert entropy(table[order]) == pytest.approx(entropy(table), abs=1e-12)
    assert herfindahl_index(table[order]) == pytest.approx(herfindahl_index(table))


def test_the_axis_may_be_chosen():
    table = np.array([[1.0, 1.0], [0.0, 2.0]])
    np.testing.assert_allclose(entropy(table, axis=0), [0, entropy([1.0, 2.0])])
    np.testing.assert_allclose(herfindahl_index(table, axis=-1), [0.5, 1])


@pytest.mark.parametrize("measure", [entropy, herfindahl_index])
def test_a_total_of_nothing_is_refused(measure):
    with pytest.raises(RelodeError) as caught:
        measure([[1, 2], [0, 0]])
    assert caught.value.key == "measures.empty_totals"
    assert "position 1" in str(caught.value)
