"""Power, clusters and early looks against published figures and against each other."""

import numpy as np
import pytest

from relode.trials.power import (
    LEVEL,
    design_effect,
    looks,
    mixture_bound,
    mixture_rho,
    power_of,
    smallest_effect,
    units_needed,
)


def test_half_a_standard_deviation_takes_64_units_a_side():
    """Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), table 2.4.1: .5, a2 .05, power .80."""
    assert units_needed(0.5, 1.0) == 128
    assert power_of(0.5, 1.0, 64, 64) == pytest.approx(0.8015, abs=5e-5)


@pytest.mark.parametrize(
    ("size", "effect", "effective", "power"),
    [(10, 1.153, 34, 0.29), (20, 1.323, 60, 0.47), (40, 1.663, 96, 0.67), (80, 2.343, 136, 0.82)],
)
def test_clusters_count_as_in_the_published_example(size, effect, effective, power):
    """Killip, Mahfoud and Pearce, Annals of Family Medicine 2 (2004), table 2: four practices, correlation .017."""
    found = design_effect(size, 0.017)
    assert found == pytest.approx(effect, abs=5e-4)
    assert int(4 * size / found) in (effective, effective - 1)
    each = round(4 * size / found) / 2
    # Two digits are printed, of effective units that were rounded.
    assert power_of(0.5, 1.0, each, each) == pytest.approx(power, abs=0.011)


def test_the_mixture_boundary_is_that_of_the_reference_implementation():
    """Howard and others (2021): values of their reference implementation in R, at information 100 and level .05."""
    assert mixture_rho(100, 0.05) == pytest.approx(12.60056, abs=1e-5)
    assert mixture_bound(100, 0.05, 100) == pytest.approx(30.35209, abs=1e-5)


def test_the_boundary_is_crossed_in_at_most_one_of_twenty_walks_however_often_one_looks():
    walks = np.random.default_rng(7).standard_normal((4000, 300)).cumsum(axis=1)
    bound = np.array([mixture_bound(t, LEVEL, 300) for t in range(1, 301)])
    crossed = (np.abs(walks) > bound).any(axis=1).mean()
    assert 0.005 < crossed <= LEVEL


def test_what_is_seen_with_the_units_needed_is_what_was_looked_for():
    for effect in (0.05, 0.2, 1.1):
        count = units_needed(effect, 0.5)
        assert smallest_effect(0.5, count / 2, count / 2) <= effect
        assert smallest_effect(0.5, count / 2 - 1, count / 2 - 1) > effect


def test_limits_of_power():
    assert power_of(0.0, 1.0, 50, 50) == pytest.approx(LEVEL)
    assert smallest_effect(2.0, 30, 30) == pytest.approx(2 * smallest_effect(1.0, 30, 30))
    assert smallest_effect(1.0, 400, 400) == pytest.approx(smallest_effect(1.0, 100, 100) / 2, rel=0.01)
    assert smallest_effect(1.0, 1, 1) == float("inf")
    assert [design_effect(1, 0.3), design_effect(30, 0), design_effect(30, 1)] == [1, 1, 30]


def test_a_look_asks_for_more_than_the_end_does():
    assert all(look.errors > 1.96 for look in looks())
    assert [look.errors for look in looks()] == sorted((look.errors for look in looks()), reverse=True)
