import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import correlation_proximity, cosine_proximity, proximity, relatedness_density


def linked(table):
    """The first place and the first industry link everything."""
    table[0], table[:, 0] = 1, 1
    return table.astype(float)


connected_presence = arrays(bool, (6, 5)).map(linked)


def test_everywhere_against_one_place_of_four_is_a_quarter():
    table = np.array([[1, 1], [1, 0], [1, 0], [1, 0]])
    assert proximity(table)[0, 1] == 1 / 4


def test_never_together_is_zero_and_always_together_is_one():
    close = proximity(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
    assert close[0, 1] == 1
    assert close[0, 2] == 0


@given(connected_presence)
def test_proximity_is_the_smaller_conditional_chance(table):
    close = proximity(table)
    for i in range(table.shape[1]):
        for j in range(table.shape[1]):
            both = (table[:, i] * table[:, j]).sum()
            assert close[i, j] == min(both / table[:, i].sum(), both / table[:, j].sum())


def test_proportional_columns_have_cosine_one_and_columns_without_a_common_place_zero():
    close = cosine_proximity([[1, 2, 0], [2, 4, 0], [0, 0, 5]])
    np.testing.assert_allclose(close, [[1, 1, 0], [1, 1, 0], [0, 0, 1]], atol=1e-15)


def test_columns_that_mirror_each_other_have_correlation_proximity_zero():
    np.testing.assert_allclose(correlation_proximity([[1, 3], [2, 2], [3, 1]]), [[1, 0], [0, 1]], atol=1e-15)


def test_correlation_proximity_is_numpys_correlation():
    table = np.random.default_rng(0).random((20, 4))
    np.testing.assert_allclose(correlation_proximity(table), (1 + np.corrcoef(table.T)) / 2, rtol=1e-12)


@pytest.mark.parametrize(
    ("measure", "table", "key"),
    [
        (proximity, [[1, 0], [1, 0]], "measures.absent_industries"),
        (cosine_proximity, [[1, 0], [1, 0]], "measures.empty_industries"),
        (correlation_proximity, [[1, 0.1], [2, 0.1]], "measures.constant_industries"),
        (proximity, [[[1, 0], [1, 0]]], "measures.not_a_table"),
        (cosine_proximity, [[[1, 0], [1, 0]]], "measures.not_a_table"),
    ],
)
def test_an_industry_without_a_closeness_is_refused(measure, table, key):
    with pytest.raises(RelodeError) as caught:
        measure(table)
    assert caught.value.key == key


@given(connected_presence)
def test_density_lies_between_nothing_and_everything(table):
    close = proximity(table)
    density = relatedness_density(table, close)
    assert (density >= 0).all()
    np.testing.assert_allclose(density[0], 1)  # the first place has every industry
    np.testing.assert_array_equal(relatedness_density(np.zeros_like(table), close), 0)


def test_density_weights_what_is_present_by_its_closeness():
    close = np.array([[1, 0.5, 0], [0.5, 1, 0.25], [0, 0.25, 1]])
    np.testing.assert_allclose(relatedness_density([[1, 0, 0]], close), [[1 / 1.5, 0.5 / 1.75, 0]])


def test_a_proximity_of_another_size_is_refused():
    with pytest.raises(RelodeError, match="one row and one column"):
        relatedness_density([[1, 0, 0]], np.eye(2))
