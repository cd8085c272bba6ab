import numpy as np
import pytest

from relode.errors import RelodeError
from relode.measures.topsis import entropy_weights, min_max, topsis

PHONES = np.array([[250, 16, 12, 5], [200, 16, 8, 3], [300, 32, 16, 4], [275, 32, 8, 4], [225, 16, 16, 2]], dtype=float)
IS_GOOD = [False, True, True, True]
WEIGHTS = [0.06391538, 0.37883128, 0.28792061, 0.26933272]
SCORES = [0.43030896, 0.17809991, 0.82190009, 0.57873702, 0.38559313]


def test_weights_and_scores_are_those_of_pymcdm():
    weights = entropy_weights(PHONES)
    # pymcdm 1.4.0: entropy_weights and TOPSIS(minmax_normalization).
    np.testing.assert_allclose(weights, WEIGHTS, atol=1e-8)
    np.testing.assert_allclose(topsis(min_max(PHONES, IS_GOOD), weights), SCORES, atol=1e-8)


def test_the_best_in_all_scores_one_and_the_worst_in_all_nothing():
    table = np.array([[1.0, 1.0], [0.5, 0.2], [0.0, 0.0]])
    score = topsis(table, [0.3, 0.7])
    assert score[[0, 2]].tolist() == [1, 0]
    assert 0 < score[1] < 1


def test_an_indicator_alike_everywhere_has_no_weight_and_all_alike_weigh_the_same():
    assert entropy_weights(np.array([[1.0, 5.0], [1.0, 1.0], [1.0, 3.0]]))[0] == pytest.approx(0, abs=1e-12)
    assert entropy_weights(np.ones((4, 2))) == pytest.approx([0.5, 0.5], abs=1e-12)


def test_neither_units_nor_the_order_of_places_matter():
    rng = np.random.default_rng(2)
    order = rng.permutation(len(PHONES))
    plain = topsis(min_max(PHONES, IS_GOOD), np.full(4, 0.25))
    other = topsis(min_max(PHONES[order] * [1000, 0.1, 7, 3] + 5, IS_GOOD), np.full(4, 0.25))
    np.testing.assert_allclose(other, plain[order], atol=1e-12)


@pytest.mark.parametrize("bad", [np.array([[1.0, np.nan], [2, 3]]), np.ones((3, 2)), np.ones((1, 2)), np.ones(3)])
def test_missing_cells_and_indicators_alike_everywhere_are_refused(bad):
    with pytest.raises(RelodeError, match="Indicators must be"):
        min_max(bad, [True, True])


def test_weights_of_another_length_and_negative_indicators_are_refused():
    with pytest.raises(RelodeError, match="do not"):
        topsis(np.eye(3), [0.5, 0.5])
    with pytest.raises(RelodeError, match="negative"):
        entropy_weights(np.array([[-1.0, 2.0], [1.0, 2.0]]))
