"""Quantiles of many futures from counts: off by no more than is said, the same in any order."""

from itertools import permutations

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.model.streamed_quantiles import ERROR, LEAST, merged, quantiles, sketched

LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def values(count=1001):
    """Of both signs, of sizes from 1e-9 to 1e12, many alike, many 0: (future, year, quantity)."""
    rng = np.random.default_rng(1)
    wide = np.exp(rng.uniform(np.log(1e-9), np.log(1e12), (count, 2, 3))) * rng.choice([-1, 1], (count, 2, 3))
    return np.where(rng.random((count, 2, 3)) < 0.1, 0.0, np.where(rng.random((count, 2, 3)) < 0.1, 7.0, wide))


def test_a_quantile_is_as_near_to_the_value_of_its_rank_as_is_said():
    """NumPy's method "lower" gives the value of that rank."""
    exact = np.quantile(values(), LEVELS, axis=0, method="lower")
    found = quantiles(sketched(values()), LEVELS)
    assert found.shape == (7, 2, 3)
    # The last digits are those of the logarithm.
    assert (np.abs(found - exact) <= ERROR * np.abs(exact) * (1 + 1e-9)).all()
    assert (np.abs(found - exact) > 0.5 * ERROR * np.abs(exact)).any()


def test_a_bin_by_hand():
    """100 lies in bin 922: g = 1.0025 / .9975, ln 100 / ln g = 921.03; g^922 = 100.4851, less .25 %: 100.2339."""
    assert quantiles(sketched(np.full((5, 1), 100.0)), [0.5])[0, 0] == pytest.approx(100.2339, abs=1e-4)
    assert quantiles(sketched(np.full((5, 1), -100.0)), [0.5])[0, 0] == pytest.approx(-100.2339, abs=1e-4)
    assert quantiles(sketched(np.full((5, 1), LEAST / 2)), [0.5])[0, 0] == 0.0


def test_parts_in_any_order_and_grouping_give_the_same_bits():
    parts = [sketched(part) for part in np.array_split(values(), (1, 400, 700))]
    whole = sketched(values())
    for order in permutations(parts):
        for found in (merged(order), merged([merged(order[:2]), merged(order[2:])])):
            assert (found.count, found.shape) == (whole.count, whole.shape)
            np.testing.assert_array_equal(found.keys, whole.keys)
            np.testing.assert_array_equal(found.counts, whole.counts)


def test_a_value_that_is_not_finite_is_refused():
    with pytest.raises(RelodeError) as caught:
        sketched(np.array([[1.0], [np.nan], [np.inf]]))
    assert "2 values" in caught.value.say("en")
