"""Moran's I meets esda's on crime in Columbus, and chances meet counting."""

import csv
from pathlib import Path

import numpy as np
import pytest

from relode.measures.spatial_autocorrelation import local_moran, moran, moran_chance

COLUMBUS = Path(__file__).parents[1] / "published" / "tables" / "columbus_crime.csv"


def ring(size):
    """A ring of places, each with two neighbours."""
    return (np.roll(np.eye(size), 1, axis=1) + np.roll(np.eye(size), -1, axis=1)) / 2


def test_crime_in_columbus_has_the_moran_s_i_that_esda_gives():
    """49 areas of Columbus, Ohio, 1980 (Anselin 1988, by way of libpysal, BSD), and who borders on whom."""
    rows = list(csv.DictReader(COLUMBUS.read_text(encoding="utf-8").splitlines()))
    position = {row["area"]: i for i, row in enumerate(rows)}
    weights = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        around = [position[name] for name in row["neighbours"].split()]
        weights[i, around] = 1 / len(around)
    values, rng = np.array([float(row["crime"]) for row in rows]), np.random.default_rng(11)
    # esda 2.9.0: 0.5001885571828611; crime is stored with six decimals.
    assert moran(values, weights) == pytest.approx(0.5001885571828611, abs=1e-7)
    order = rng.permutation(len(values))
    assert moran(8 - 3 * values[order], weights[np.ix_(order, order)]) == pytest.approx(moran(values, weights))
    found = local_moran(values, weights, rng, 9)
    # esda divides by n - 1 instead of n.
    esda = np.array([float(row["local_moran_esda"]) for row in rows])
    np.testing.assert_allclose(found.value * 48 / 49, esda, atol=1e-6)
    assert found.value.mean() == pytest.approx(moran(values, weights), abs=1e-12)


def test_chances_by_shuffling():
    rng, gradient = np.random.default_rng(11), np.sin(np.linspace(0, 2 * np.pi, 60, endpoint=False))
    assert moran_chance(gradient, ring(60), rng) == pytest.approx(1 / 1000)
    assert local_moran(gradient, ring(60), rng).chance.min() == pytest.approx(2 / 1000)
    told = [moran_chance(gradient[::7], times * ring(9), np.random.default_rng(2), 99) for times in (1, 3)]
    assert told[0] == told[1]
    chances = [moran_chance(rng.normal(size=60), ring(60), rng, 99) for _ in range(60)]
    # 60 tests at .1: 6 expected, 14 or more would happen once in about 500.
    assert sum(chance <= 0.1 for chance in chances) < 14


def test_where_every_shuffle_is_alike_chance_is_all():
    """Of three places in a ring each has both others for neighbours, however they are shuffled."""
    assert moran_chance([1.0, 2.0, 4.0], ring(3), np.random.default_rng(1), 9) == 1
    everybody = (np.ones((4, 4)) - np.eye(4)) / 3
    for values in ([5.1, 3.8, 3.1, 1.6], [3.0, 3.6, 5.8, 4.4]):  # sums in another order end lower here, higher there
        assert local_moran(values, everybody, np.random.default_rng(1), 9).chance.tolist() == [1, 1, 1, 1]


def test_local_chances_of_four_places_by_counting():
    """One neighbour each; of the three others one is as high as the neighbour of a, two as low: chance 2 x (1/3 of
    draws); the neighbour of b is in the middle, so that two of three are as far on either side."""
    found = local_moran([0.0, 1.0, 2.0, 9.0], np.eye(4)[::-1], np.random.default_rng(1), 6000)
    # 9 is the largest of 1, 2, 9; 2 is the middle of 0, 2, 9
    assert found.chance == pytest.approx([2 / 3, 1, 1, 2 / 3], abs=0.03)
    assert found.neighbours == pytest.approx(np.array([6, -1, -2, -3]) / np.sqrt(12.5))
