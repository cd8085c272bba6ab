import numpy as np
import pytest

from relode.errors import RelodeError
from relode.measures import location_quotient, shrunken_location_quotient


def gamma_poisson(seed, places=400, concentration=2.0, mean=8.0):
    rng = np.random.default_rng(seed)
    quotient = rng.gamma(concentration, 1 / concentration, size=places)
    size = rng.uniform(0.2, 3, size=places)
    return quotient, np.column_stack([rng.poisson(mean * size * quotient), rng.poisson(2000 * size)]).astype(float)


def test_the_spread_that_made_the_data_is_found():
    found = [shrunken_location_quotient(gamma_poisson(seed, places=4000)[1]).concentration[0] for seed in range(10)]
    # The standard error of the mean is 0.03, and moments are 2 % high at this size.
    assert np.mean(found) == pytest.approx(2, abs=0.12)


def test_intervals_cover_what_made_the_data_and_shrinking_is_nearer_to_it():
    quotient, table = gamma_poisson(1, places=2000)
    mean, low, high, _ = shrunken_location_quotient(table, level=0.9)
    plain = location_quotient(table)[:, 0]
    truth = quotient / np.average(quotient, weights=table.sum(axis=1))
    inside = (low[:, 0] <= truth) & (truth <= high[:, 0])
    # The binomial error of a share of 2000 is 0.007, and the totals are estimated too.
    assert inside.mean() == pytest.approx(0.9, abs=0.025)
    assert ((mean[:, 0] - truth) ** 2).mean() < ((plain - truth) ** 2).mean()


def test_large_counts_keep_the_plain_quotient():
    table = np.array([[1e7, 3e7], [2e7, 1e7], [4e7, 5e7]])
    np.testing.assert_allclose(shrunken_location_quotient(table).mean, location_quotient(table), rtol=1e-5)


def test_counts_that_vary_less_than_chance_are_one_for_sure():
    mean, low, high, concentration = shrunken_location_quotient(np.outer([10, 20, 30], [1, 2]))
    assert np.isinf(concentration).all()
    for part in (mean, low, high):
        np.testing.assert_array_equal(part, 1)


@pytest.mark.parametrize(
    ("table", "level", "key"),
    [
        ([[1.5, 2], [3, 4]], 0.9, "measures.fractional_counts"),
        ([[1, 2], [3, 4]], 1.0, "measures.level"),
        ([[0, 0], [3, 4]], 0.9, "measures.empty_places"),
        ([[0, 1], [0, 4]], 0.9, "measures.empty_industries"),
        ([[[0, 1], [0, 4]]], 0.9, "measures.not_a_table"),
    ],
)
def test_what_has_no_interval_is_refused(table, level, key):
    with pytest.raises(RelodeError) as caught:
        shrunken_location_quotient(table, level)
    assert caught.value.key == key
