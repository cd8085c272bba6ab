import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.measures.variety import theil

INCOMES = [10.0, 20.0, 30.0, 40.0, 15.0, 25.0, 60.0, 100.0]
HALVES = [0, 0, 0, 0, 1, 1, 1, 1]
amounts = st.lists(st.floats(0.1, 1e6), min_size=6, max_size=6)


def test_index_and_parts_are_those_of_inequality():
    found = theil(INCOMES, np.ones(8), HALVES)
    # inequality 1.1.2 of PySAL: TheilD(incomes, halves).
    assert found == pytest.approx((0.24166552364302063, 0.05663301, 0.18503251), abs=1e-8)


def test_one_person_who_has_nearly_all_reaches_the_logarithm_of_their_number():
    assert theil([1e-12, 1e-12, 1e-12, 1], np.ones(4), [0, 0, 1, 1]).total == pytest.approx(np.log(4), abs=1e-9)


@given(amounts, amounts)
def test_parts_add_up(amount, people):
    found = theil(amount, people, [0, 0, 1, 1, 1, 2])
    assert found.between + found.within == pytest.approx(found.total, abs=1e-12)
    assert min(found) > -1e-12


@given(amounts)
def test_limits_of_groups(people):
    assert theil(np.array(people) * 3, people, [0, 0, 1, 1, 2, 2]).total == pytest.approx(0, abs=1e-12)
    assert theil(INCOMES[:6], people, range(6)).within == pytest.approx(0, abs=1e-12)
    assert theil(INCOMES[:6], people, [0] * 6).between == pytest.approx(0, abs=1e-12)


def test_amounts_of_nothing_and_shapes_that_differ_are_refused():
    with pytest.raises(RelodeError, match="zero, negative or missing"):
        theil([0, 1], [1, 1], [0, 1])
    with pytest.raises(RelodeError, match="do not"):
        theil([1, 1, 1], [1, 1], [0, 1])
