"""Sobol indices and Morris effects on functions whose answers are known, and wrong samples."""

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.plan.uncertainty.sensitivity import (
    Indices,
    morris_effects,
    morris_sample,
    sobol_indices,
    sobol_sample,
)

ISHIGAMI = ["x", "y", "z"]
G_WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
G = [f"x{i}" for i in range(8)]


def ishigami(chances, a=7.0, b=0.1):
    table = np.pi * (2 * chances - 1)
    return np.sin(table["x"]) + a * np.sin(table["y"]) ** 2 + b * table["z"] ** 4 * np.sin(table["x"])


def ishigami_answer(a=7.0, b=0.1):
    first_x, first_y = 0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first_x + first_y + both
    return np.array([first_x, first_y, 0]) / variance, np.array([first_x + both, first_y, both]) / variance


def g_function(table):
    return np.prod((np.abs(4 * table.to_numpy() - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1)


def g_answer():
    parts = 1 / (3 * (1 + G_WEIGHTS) ** 2)
    variance = np.prod(1 + parts) - 1
    return parts / variance, parts * np.prod(1 + parts) / (1 + parts) / variance


@pytest.mark.parametrize(
    ("factors", "function", "answer"), [(ISHIGAMI, ishigami, ishigami_answer), (G, g_function, g_answer)]
)
def test_indices_are_the_known_ones(factors, function, answer):
    sample = sobol_sample(factors, 4096, seed=1)
    found = sobol_indices(sample, function(sample), seed=1)
    first, total = answer()
    # 4,096 Saltelli points: the standard error is near 0.01.
    assert found.first == pytest.approx(first, abs=0.03)
    assert found.total == pytest.approx(total, abs=0.03)
    assert (np.abs(found.total - total) <= 2 * found.total_half_length + 1e-3).all()
    assert found.converged


def test_few_points_do_not_converge_and_say_so():
    sample = sobol_sample(ISHIGAMI, 32, seed=1)
    assert not sobol_indices(sample, ishigami(sample), seed=1).converged


def test_an_outcome_that_adds_up_has_equal_first_and_total_indices():
    factors = ["a", "b"]
    sample = sobol_sample(factors, 1024, seed=2)
    found = sobol_indices(sample, sample["a"] + 2 * sample["b"], seed=2)
    assert found.first == pytest.approx([0.2, 0.8], abs=0.02)  # variances 1 and 4
    assert found.total == pytest.approx(found.first, abs=0.02)


def test_the_factor_worth_measuring_first_takes_most_variance_away():
    sample = sobol_sample(G, 2048, seed=3)
    found = sobol_indices(sample, g_function(sample), seed=3)
    assert found.worth_measuring_first()[0] == "x0"
    values = sample["x0"].to_numpy()
    outcome = g_function(sample)
    # Knowing x0 to a hundredth: the variance that is left, by brute force, is 1 less the first-order index.
    cells = pd.Series(outcome).groupby((values * 100).astype(int)).var().mean()
    assert cells / outcome.var() == pytest.approx(1 - g_answer()[0][0], abs=0.05)


def test_factors_that_cannot_be_told_apart_are_named_together():
    factors = ["a", "b", "c"]
    sample = sobol_sample(factors, 512, seed=4)
    outcome = sample["a"] + sample["b"] + 0.05 * sample["c"]
    assert set(sobol_indices(sample, outcome, seed=4).worth_measuring_first()) == {"a", "b"}


def indices(first, first_half, total_half=0.0, half_change=0.0):
    columns = [np.broadcast_to(np.array(each, dtype=float), len(first)) for each in (first, first_half, total_half)]
    return Indices(tuple("abcd"[: len(first)]), columns[0], columns[1], columns[0], columns[2], half_change)


def test_which_factors_are_worth_measuring_by_hand():
    """The ends of a are .4 and .6, of b .3 and .5, of c .03 and .07, of d -.1 and .7: it may be nothing."""
    found = indices([0.4, 0.5, 0.05, 0.3], [0.1, 0.1, 0.02, 0.4])
    assert found.worth_measuring_first() == ("b", "a")
    assert found.worth_measuring_first({"a", "c"}) == ("a",)
    assert found.worth_measuring_first({"c"}) == ("c",)
    assert found.worth_measuring_first({"d"}) == found.worth_measuring_first(()) == ()
    assert indices([0.5, 0.25], [0.125, 0.125]).worth_measuring_first() == ("a", "b")  # they touch
    assert indices([0.5, 0.25], [0.5, 0.0]).worth_measuring_first() == ()


def test_indices_have_converged_where_intervals_and_halves_differ_by_a_tenth_at_most():
    assert indices([0.5, 0.2], 0.1, 0.1, 0.1).converged
    for wrong in ((0.11, 0.0, 0.0), (0.0, 0.11, 0.0), (0.0, 0.0, 0.11)):
        assert not indices([0.5, 0.2], *wrong).converged
    assert not indices([0.5, 0.2], [0.0, 0.11]).converged


def test_the_halves_of_a_sample_are_told_apart():
    sample = sobol_sample(ISHIGAMI, 64, seed=1)
    values = ishigami(sample)
    totals = [sobol_indices(sample[at], values[at], seed=1).total for at in (slice(160), slice(160, None))]
    found = sobol_indices(sample, values, seed=1)
    assert found.half_change == pytest.approx(np.abs(totals[0] - totals[1]).max(), rel=1e-12)


def test_chances_of_a_first_look_are_four_levels_from_an_eighth_on():
    sample = morris_sample(["a", "b"], 40, seed=1)
    assert sorted(set(sample["a"])) == pytest.approx([1 / 8, 3 / 8, 5 / 8, 7 / 8])
    assert len(sample) == 40 * 3
    assert len(morris_sample(["a", "b"], 2, seed=1)) == 6


def test_morris_effects_rank_as_the_known_weights_and_see_what_does_nothing():
    factors = [*G[:4], "idle"]
    sample = morris_sample(factors, 60, seed=6)
    outcome = 4 * sample["x0"] + 2 * sample["x1"] + sample["x2"] * sample["x3"]
    found = morris_effects(sample, outcome, seed=6)
    # A chance moves by half of its range in a step of two thirds of the grid: effects are three quarters of slopes.
    assert found.size[:2] == pytest.approx([3, 1.5])
    assert found.spread[:2] == pytest.approx([0, 0], abs=1e-9)
    assert (found.spread[2:4] > 0.05).all()
    assert found.size[4] == found.spread[4] == 0


def test_the_same_seed_gives_the_same_sample_and_indices():
    first, second = (sobol_sample(ISHIGAMI, 64, seed=9) for _ in range(2))
    assert first.equals(second)
    found = [sobol_indices(first, ishigami(first), seed=1).total_half_length.tobytes() for _ in range(2)]
    assert found[0] == found[1]


def test_a_sample_has_a_block_of_rows_for_each_point_and_its_cells_lie_between_the_ends():
    sample = sobol_sample(ISHIGAMI, 64, seed=1)
    assert (list(sample.columns), len(sample)) == (ISHIGAMI, 64 * 5)
    assert 0 < sample.to_numpy().min() < sample.to_numpy().max() < 1
    assert len(morris_sample(ISHIGAMI, 8, seed=1)) == 8 * 4


def test_outcomes_that_are_missing_or_never_change_are_refused():
    sample = sobol_sample(ISHIGAMI, 64, seed=1)
    with pytest.raises(RelodeError, match="320 rows"):
        sobol_indices(sample, np.ones(319), seed=1)
    with pytest.raises(RelodeError, match="320 rows"):
        sobol_indices(sample, np.full(320, np.nan), seed=1)
    with pytest.raises(RelodeError, match="same in all"):
        sobol_indices(sample, np.ones(320), seed=1)
