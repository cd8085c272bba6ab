import csv
from pathlib import Path

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.measures.spatial_autocorrelation import (
    local_moran,
    moran,
    moran_chance,
    nearest_neighbour_weights,
    passed_false_discovery,
)

COLUMBUS = Path(__file__).parents[1] / "published" / "tables" / "columbus_crime.csv"


@pytest.fixture
def rng():
    return np.random.default_rng(11)


@pytest.fixture(scope="module")
def columbus():
    """Crime in 49 areas of Columbus, Ohio, 1980 (Anselin 1988, by way of libpysal, BSD), and who borders on whom."""
    rows = list(csv.DictReader(COLUMBUS.read_text(encoding="utf-8").splitlines()))
    position = {row["area"]: i for i, row in enumerate(rows)}
    weights = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        around = [position[name] for name in row["neighbours"].split()]
        weights[i, around] = 1 / len(around)
    local = np.array([float(row["local_moran_esda"]) for row in rows])
    return np.array([float(row["crime"]) for row in rows]), weights, local


def ring(size):
    """A ring of places, each with two neighbours."""
    return (np.roll(np.eye(size), 1, axis=1) + np.roll(np.eye(size), -1, axis=1)) / 2


def test_crime_in_columbus_has_the_moran_s_i_that_esda_and_geoda_give(columbus):
    values, weights, _ = columbus
    # esda 2.9.0: 0.5001885571828611; crime is stored with six decimals.
    assert moran(values, weights) == pytest.approx(0.5001885571828611, abs=1e-7)


def test_local_values_are_those_of_esda_but_for_its_divisor(columbus, rng):
    values, weights, expected = columbus
    found = local_moran(values, weights, rng, 9)
    # esda divides by n - 1 instead of n.
    np.testing.assert_allclose(found.value * 48 / 49, expected, atol=1e-6)
    assert found.value.mean() == pytest.approx(moran(values, weights), abs=1e-12)


def test_alternating_values_on_a_ring_are_as_unlike_as_can_be():
    assert moran(np.tile([1.0, -1.0], 6), ring(12)) == pytest.approx(-1, abs=1e-12)


def test_neither_scale_nor_order_of_places_matters(columbus, rng):
    values, weights, _ = columbus
    order = rng.permutation(len(values))
    expected = moran(values, weights)
    assert moran(-3 * values + 8, weights) == pytest.approx(expected, abs=1e-12)
    assert moran(values[order], weights[np.ix_(order, order)]) == pytest.approx(expected, abs=1e-12)


def test_shuffled_values_are_found_by_chance_only_and_a_gradient_is_found(rng):
    weights = ring(60)
    gradient = np.sin(np.linspace(0, 2 * np.pi, 60, endpoint=False))
    assert moran_chance(gradient, weights, rng, 199) == pytest.approx(1 / 200)
    chances = [moran_chance(rng.normal(size=60), weights, rng, 99) for _ in range(60)]
    # 60 tests at .1: 6 expected, 14 or more would happen once in about 500.
    assert sum(chance <= 0.1 for chance in chances) < 14


def test_neighbours_are_the_nearest_and_weigh_alike():
    line = np.array([0.0, 1.0, 3.0, 7.0])
    weights = nearest_neighbour_weights(np.abs(line[:, None] - line), 2)
    assert weights.tolist() == [[0, 0.5, 0.5, 0], [0.5, 0, 0.5, 0], [0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0]]


@pytest.mark.parametrize("count", [0, 4])
def test_a_count_of_neighbours_that_cannot_be_is_refused(count):
    with pytest.raises(RelodeError, match="neighbours"):
        nearest_neighbour_weights(np.ones((4, 4)), count)


def test_missing_distances_and_values_all_alike_are_refused():
    with pytest.raises(RelodeError, match="square table"):
        nearest_neighbour_weights(np.array([[0, np.nan], [1, 0]]), 1)
    for values in (np.ones(5), np.array([1, 2, np.nan, 4, 5])):
        with pytest.raises(RelodeError, match="all alike"):
            moran(values, ring(5))
    with pytest.raises(RelodeError, match="Neighbour weights"):
        moran(np.arange(4.0), ring(5))


def test_the_false_discovery_rule_gives_the_answer_of_its_paper():
    # Benjamini and Hochberg (1995), section 4: 15 tests, at level .05 the four smallest are found.
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert passed_false_discovery(p, 0.05).tolist() == [True] * 4 + [False] * 11
    assert passed_false_discovery([0.05], 0.05).all()
    assert not passed_false_discovery([1.0, 1.0]).any()


def test_a_pattern_is_as_far_as_its_mirror_about_what_shuffling_gives():
    """Of three places in a ring each has both others beside it: Moran's I is -1/2 however they are shuffled."""
    assert moran_chance([1.0, 2.0, 4.0], ring(3), np.random.default_rng(1), 9) == 1
    beside_all = (np.ones((4, 4)) - np.eye(4)) / 3
    for values in ([5.1, 3.8, 3.1, 1.6], [3.0, 3.6, 5.8, 4.4]):  # sums in another order end lower here, higher there
        assert local_moran(values, beside_all, np.random.default_rng(1), 9).chance.tolist() == [1, 1, 1, 1]
