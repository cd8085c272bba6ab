import numpy as np
import pytest

from relode.errors import RelodeError
from relode.measures import fitness, rank_interval, resource_industries_in_and_out


def fitness_of(presence):
    return fitness(presence, updates=20).fitness


def test_places_of_very_different_size_keep_their_ranks_up_to_one():
    def size(presence):
        return presence.sum(axis=1)

    owner = np.repeat([0, 1, 2, 3], [20, 120, 400, 900])
    own = (owner == np.arange(4)[:, None]) * 1000.0 + 1
    common = np.outer(own.sum(axis=1), np.full(60, 0.01)).round()  # about half of them pass as present by chance
    table = np.hstack([own, common])
    low, high, _ = rank_interval(table, size, np.random.default_rng(1), draws=50)
    assert (low <= [4, 3, 2, 1]).all()
    assert (high >= [4, 3, 2, 1]).all()
    assert (high - low <= 1).all()


def test_the_same_generator_gives_the_same_intervals_and_small_counts_wider_ones():
    rng = np.random.default_rng
    large = rng(5).gamma(0.7, 1, size=(30, 60)) * rng(6).uniform(1, 4, size=(30, 1))
    table = np.round(large * 400) + 1
    first = rank_interval(table, fitness_of, rng(2), draws=40)
    again = rank_interval(table, fitness_of, rng(2), draws=40)
    np.testing.assert_array_equal(first, again)
    few = rank_interval(np.round(large * 2) + (large == large.max(axis=1, keepdims=True)), fitness_of, rng(2), draws=40)
    assert (few.high - few.low).mean() > (first.high - first.low).mean()


def test_a_place_that_hangs_by_one_industry_is_not_ranked_in_every_draw():
    table = np.zeros((4, 4))
    table[:3, :3] = [[50, 30, 0], [0, 40, 30], [20, 0, 40]]
    table[3, 3] = 10
    share = rank_interval(table, fitness_of, np.random.default_rng(0), draws=60).ranked_share
    assert share[3] < 1
    assert np.isfinite(share).all()


def test_no_draw_and_no_level_are_refused():
    with pytest.raises(RelodeError, match="draws"):
        rank_interval([[1, 2]], fitness_of, np.random.default_rng(0), draws=0)
    with pytest.raises(RelodeError, match="level"):
        rank_interval([[1, 2]], fitness_of, np.random.default_rng(0), level=1)


def mining_world():
    rng = np.random.default_rng(8)
    counts = np.round(rng.gamma(0.6, 20, size=(25, 30)))
    counts[:, 0] = 1
    counts[:5, 0] = 5000
    return counts, np.arange(30) == 0


def test_without_resource_industries_nothing_changes():
    counts, _ = mining_world()
    side = resource_industries_in_and_out(counts, np.zeros(30, dtype=bool))
    np.testing.assert_array_equal(side.complexity_all, side.complexity_without)
    np.testing.assert_array_equal(side.fitness_all, side.fitness_without)
    assert side.compared.all()


def test_an_ore_that_fills_the_total_hides_what_a_place_can_do():
    counts, is_resource = mining_world()
    side = resource_industries_in_and_out(counts, is_resource)
    mines = np.arange(5)
    assert side.fitness_without[mines].mean() > 3 * side.fitness_all[mines].mean()


def test_marks_must_fit_and_leave_something():
    counts, _ = mining_world()
    with pytest.raises(RelodeError, match="must match"):
        resource_industries_in_and_out(counts, [True])
    with pytest.raises(RelodeError, match="too few"):
        resource_industries_in_and_out(counts, np.arange(30) > 0)
