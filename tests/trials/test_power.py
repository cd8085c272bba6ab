"""Power, clusters and early looks against published figures and against each other."""

import numpy as np
import pytest

from relode.measures.power import (
    LEVEL,
    chosen_by,
    design_effect,
    honest_pass,
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


def test_two_arms_have_the_power_that_declaredesign_prints():
    """Readme of DeclareDesign on CRAN (1.1): 100 units, an effect of .2, a spread of 1: standard deviation of the
    estimate .20, power .17 with a standard error of .02 (500 simulations)."""
    assert power_of(0.2, 1.0, 50, 50) == pytest.approx(0.17, abs=0.02)
    assert 1.0 * np.sqrt(1 / 50 + 1 / 50) == pytest.approx(0.20, abs=0.005)


def test_a_regressor_of_half_the_spread_has_the_power_that_declaredesign_prints():
    """Guide of estimatr (2.0): 100 units, effect .35, noise of 1 beside a regressor: .40, standard error .02."""
    assert power_of(0.35, 1.0, 50, 50, freedom=96) == pytest.approx(0.40, abs=0.02)


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


def test_checks_of_honest_trials_refuse_as_many_as_they_do_in_draws():
    """Both changes before the measure are normal: the Wald test looks at both, the placebo at the last."""
    z = np.random.default_rng(2).standard_normal((200_000, 2))
    passed = ((z**2).sum(axis=1) < 5.991465) & (np.abs(z[:, 0]) < 1.959964)
    assert honest_pass() == pytest.approx(passed.mean(), abs=0.002)
    assert (1 - LEVEL) ** 2 < honest_pass() < 1 - LEVEL
    assert honest_pass(1e-9) == pytest.approx(1)


def test_a_threshold_takes_four_times_the_units_of_lots():
    """Schochet (2009): with places in the order all equally likely, half above the line, the factor is 4."""
    place = (np.arange(100_000) + 0.5) / 100_000
    above = place > 0.5
    assert chosen_by("threshold") == pytest.approx(1 / (1 - np.corrcoef(place, above)[0, 1] ** 2), abs=1e-3)
    assert chosen_by("lottery") == chosen_by("phased") == 1
