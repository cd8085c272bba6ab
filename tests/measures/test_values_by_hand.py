"""Values of measures worked out by hand, or by another library, where limits and properties leave them open."""

import numpy as np
import pytest
from scipy.stats import binomtest, gamma

from relode.errors import RelodeError
from relode.measures import (
    complexity_outlook_gain,
    complexity_outlook_index,
    connected_part,
    correlation_proximity,
    diversity,
    dynamic_shift_share,
    exposed_shift_share,
    fitness,
    presence_by_count,
    proximity,
    rank_interval,
    relatedness_density,
    shrunken_location_quotient,
    spatial_shift_share,
    theil,
)
from relode.measures.decoupling import decoupling_state
from relode.measures.sampling_error import effective_size, share_interval
from relode.measures.spatial_autocorrelation import (
    local_moran,
    moran,
    moran_chance,
    nearest_neighbour_weights,
    passed_false_discovery,
)
from relode.measures.topsis import entropy_weights, min_max, topsis

from .test_spatial_autocorrelation import ring


@pytest.mark.parametrize(
    ("burden", "output", "state"),
    [
        ((100, 100), (100, 110), "weak_decoupling"),
        ((100, 100), (100, 90), "weak_negative_decoupling"),
        ((100, 105), (100, 100), "expansive_negative_decoupling"),
        ((100, 95), (100, 100), "strong_decoupling"),
        ((4, 6.39), (4, 6), "expansive_coupling"),  # a little less than .6 over .5
        ((4, 6.41), (4, 6), "expansive_negative_decoupling"),
        ((4, 5.59), (4, 6), "weak_decoupling"),
        ((4, 2.39), (4, 2), "recessive_coupling"),
        ((4, 2.41), (4, 2), "weak_negative_decoupling"),
        ((4, 1.59), (4, 2), "recessive_decoupling"),
        ((100, 100.5), (100, 99.5), "strong_negative_decoupling"),
    ],
)
def test_states_of_decoupling_at_their_bounds(burden, output, state):
    assert decoupling_state(burden, output) == state


@pytest.mark.parametrize("bad", [(0, 1), (-1, 1), (1, 0), (np.inf, 1)])
def test_a_burden_or_an_output_of_nothing_has_no_state(bad):
    for pair in ((bad, (1, 2)), ((1, 2), bad)):
        with pytest.raises(RelodeError):
            decoupling_state(*pair)


def test_moran_of_four_places_in_a_ring():
    """Values 1, 3, 1, -5 are their own distance from the mean, in threes; neighbours are -1, 1, -1 and 1 on average."""
    values = [1.0, 3.0, 1.0, -5.0]
    found = local_moran(values, ring(4), np.random.default_rng(1), 9)
    assert found.neighbours == pytest.approx([-1 / 3, 1 / 3, -1 / 3, 1 / 3])
    assert found.value == pytest.approx([-1 / 9, 3 / 9, -1 / 9, -5 / 9])
    assert moran(values, ring(4)) == moran(values, 3 * ring(4)) == pytest.approx(-1 / 9)


def test_a_pattern_that_no_shuffle_reaches_has_the_least_chance_of_999_shuffles():
    rng, gradient = np.random.default_rng(11), np.sin(np.linspace(0, 2 * np.pi, 60, endpoint=False))
    assert moran_chance(gradient, ring(60), rng) == pytest.approx(1 / 1000)
    assert local_moran(gradient, ring(60), rng).chance.min() == pytest.approx(2 / 1000)
    told = [moran_chance(gradient[::7], times * ring(9), np.random.default_rng(2), 99) for times in (1, 3)]
    assert told[0] == told[1]


def test_where_every_draw_is_alike_chance_is_all():
    """Of three places in a ring each has both others beside it, however they are drawn."""
    assert local_moran([1.0, 2.0, 4.0], ring(3), np.random.default_rng(1), 9).chance.tolist() == [1.0] * 3


def test_local_chances_of_four_places_by_counting():
    """One neighbour each; of the three others one is as high as the neighbour of a, two as low: chance 2 x (1/3 of
    draws); the neighbour of b is in the middle, so that two of three are as far on either side."""
    weights = np.zeros((4, 4))
    weights[[0, 1, 2, 3], [3, 2, 1, 0]] = 1
    chance = local_moran([0.0, 1.0, 2.0, 9.0], weights, np.random.default_rng(1), 6000).chance
    assert chance[0] == pytest.approx(2 / 3, abs=0.03)  # 9 is the largest of 1, 2, 9
    assert chance[1] == pytest.approx(1.0, abs=0.001)  # 2 is the middle of 0, 2, 9
    assert chance[2] == pytest.approx(1.0, abs=0.001)
    assert chance[3] == pytest.approx(2 / 3, abs=0.03)


def test_neighbours_as_near_as_each_other_are_taken_in_order_and_all_others_may_be_neighbours():
    same = np.ones((4, 4)) - np.eye(4)
    assert nearest_neighbour_weights(same, 1).tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]
    assert nearest_neighbour_weights(same, 3)[0] == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3])
    with pytest.raises(RelodeError):
        nearest_neighbour_weights(np.ones((3, 4)), 1)


@pytest.mark.parametrize(
    ("chances", "found"),
    [([0.1], [True]), ([0.101], [False]), ([0.2, 0.04], [False, True]), ([0.1, 0.06], [True, True]),
     ([0.06, 0.2], [False, False]), ([0.2, 0.05, 0.06], [False, True, True])],
)  # fmt: skip
def test_a_tenth_of_what_is_found_may_be_false(chances, found):
    assert passed_false_discovery(chances).tolist() == found


@pytest.mark.parametrize(("hits", "size"), [(50, 100), (3, 20), (0, 7), (12, 12)])
def test_an_interval_of_a_share_is_wilsons_by_another_library(hits, size):
    told = binomtest(hits, size).proportion_ci(0.9, "wilson")
    assert share_interval(hits / size, size) == pytest.approx((told.low, told.high), abs=1e-9)


def test_half_of_a_population_asked_twice_as_badly():
    assert effective_size(600, 0.25, 2) == 400.0


COUNTS = np.array([[30.0, 1], [2, 40], [10, 10]])


@pytest.mark.parametrize("level", [None, 0.5])
def test_shrunken_quotients_are_gamma_posteriors_by_another_library(level):
    expected = np.outer(COUNTS.sum(axis=1), COUNTS.sum(axis=0)) / 93
    excess = ((COUNTS - expected) ** 2).sum(axis=0) - expected.sum(axis=0)
    spread = (expected**2).sum(axis=0) / excess
    found = shrunken_location_quotient(COUNTS) if level is None else shrunken_location_quotient(COUNTS, level)
    posterior = gamma(COUNTS + spread, scale=1 / (expected + spread))
    tail = (1 - (level or 0.9)) / 2
    for part, told in ((found.mean, posterior.mean()), (found.low, posterior.ppf(tail)),
                       (found.high, posterior.ppf(1 - tail)), (found.concentration, spread)):  # fmt: skip
        np.testing.assert_allclose(part, told, rtol=1e-9)


def test_ranks_of_draws_are_told_by_their_nine_tenths():
    """All cells alike and no whole counts: each draw is the table. The first place wins in twenty of a hundred."""
    asked = []

    def index(presence):
        assert presence.all()
        asked.append(len(asked))
        return np.array([1.0, 0.0] if asked[-1] % 5 == 0 else [0.0, 1.0])

    table, rng = np.full((2, 3), 0.5), np.random.default_rng(1)
    wide = rank_interval(table, index, rng, draws=100)
    assert (wide.low.tolist(), wide.high.tolist(), wide.ranked_share.tolist()) == ([1, 1], [2, 2], [1, 1])
    narrow = rank_interval(table, index, rng, draws=100, level=0.5)
    assert (narrow.low.tolist(), narrow.high.tolist()) == ([2, 1], [2, 1])
    asked.clear()
    rank_interval(table, index, rng)
    assert len(asked) == 200
    assert rank_interval(table, index, rng, draws=1).low.shape == (2,)


def test_a_place_that_no_draw_ranks_may_be_anywhere():
    """Two places that share their industries, and one alone."""
    table = np.array([[9.5, 9.5, 0.0], [9.5, 9.5, 0.0], [0.0, 0.0, 9.5]])
    found = rank_interval(table, lambda presence: np.arange(len(presence), 0, -1.0), np.random.default_rng(1), draws=60)
    assert found.ranked_share[2] < 0.2
    assert found.low[2] == 1
    never = rank_interval(table, lambda presence: np.zeros(len(presence)), np.random.default_rng(3), draws=2)
    assert never.high.max() <= 3


def test_fitness_after_one_and_two_updates_by_hand():
    """First 2 and 1 of places, 1/2 and 1 of industries; each over its mean."""
    one = fitness([[1, 1], [1, 0]], updates=1)
    assert (one.fitness, one.quality) == (pytest.approx([4 / 3, 2 / 3]), pytest.approx([2 / 3, 4 / 3]))
    two = fitness([[1, 1], [1, 0]], updates=2)
    # 2 and 2/3 of places; 1 / (3/4 + 3/2) and 1 / (3/4) of industries.
    assert (two.fitness, two.quality) == (pytest.approx([1.5, 0.5]), pytest.approx([0.5, 1.5]))
    many = fitness([[1, 1], [1, 0]])
    assert many.fitness[1] == pytest.approx(fitness([[1, 1], [1, 0]], updates=100).fitness[1], rel=1e-12)
    assert many.fitness[1] != fitness([[1, 1], [1, 0]], updates=101).fitness[1]


def test_of_parts_of_equal_size_the_first_is_kept():
    places, industries = connected_part([[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    assert (places.tolist(), industries.tolist()) == ([True, False, False], [False, False, True])
    places, _ = connected_part([[0, 0], [1, 0], [1, 0], [0, 1]])
    assert places.tolist() == [False, True, True, False]


NESTED = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]])


def test_outlook_and_gain_of_nested_places_by_hand():
    """Complexities -1, 0 and 1 from their mean of -1/3 over what is present: -2/3, 1/3, 4/3; columns of closeness add
    up to 2, 13/6 and 11/6."""
    close = proximity(NESTED)
    np.testing.assert_allclose(close, [[1, 2 / 3, 1 / 3], [2 / 3, 1, 1 / 2], [1 / 3, 1 / 2, 1]])
    density = relatedness_density(NESTED, close)
    np.testing.assert_allclose(density[1:], [[5 / 6, 10 / 13, 5 / 11], [1 / 2, 4 / 13, 2 / 11]])
    last, middle = 4 / 3 / (11 / 6), 1 / 3 / (13 / 6)
    gain = complexity_outlook_gain(NESTED, close, [-1, 0, 1])
    np.testing.assert_allclose(gain, [[0, 0, 0], [0, 0, last], [0, middle + last / 2, middle / 2 + last]])
    plain = np.array([0, 5 / 11 * 4 / 3, 4 / 13 / 3 + 2 / 11 * 4 / 3])
    told = complexity_outlook_index(NESTED, density, [-1, 0, 1])
    np.testing.assert_allclose(told, (plain - plain.mean()) / plain.std())


def test_closeness_by_correlation_and_presence_by_one():
    np.testing.assert_allclose(correlation_proximity([[1, 2, 3], [2, 4, 1], [3, 6, 2]])[0], [1, 1, 0.25])
    assert presence_by_count([[1, 0.9]]).tolist() == [[True, False]]
    assert diversity(NESTED).tolist() == [3, 2, 1]


BEFORE, AFTER = np.array([[10.0, 10], [20, 20]]), np.array([[5.0, 15], [20, 32]])


def test_own_shocks_by_hand():
    """.5 of half of all counts is .25 on average: 5 of 20 and 10 of 40; exposures are .25 and .4. Without any shock
    all is the place's own."""
    parts = exposed_shift_share(BEFORE, AFTER, [0.0, 0.5], [[0.5, 0.5], [0.2, 0.8]])
    np.testing.assert_allclose(parts, [[5, 10], [0, 6], [-5, -4]])
    none = exposed_shift_share(BEFORE, AFTER, [np.nan, np.nan], [[0.5, 0.5], [0.2, 0.8]])
    np.testing.assert_allclose(none, [[0, 0], [0, 0], [0, 12]])
    for shocks, weights in (([0.1], [[0.5, 0.5], [0.2, 0.8]]), ([0.1, 0.1], [[0.5, 0.5]])):
        with pytest.raises(RelodeError):
            exposed_shift_share(BEFORE, AFTER, shocks, weights)


def test_neighbours_of_a_place_by_hand():
    """All grow by .2; beside the first place both industries by 0 and .6, beside the second by -.5 and .5."""
    found = spatial_shift_share(BEFORE, AFTER, [[0, 1], [1, 0]])
    np.testing.assert_allclose(found.nation, [[2, 2], [4, 4]])
    np.testing.assert_allclose(found.neighbours, [[-2, 4], [-14, 6]])
    np.testing.assert_allclose(found.place, [[-5, -1], [10, 2]])


def test_a_change_by_way_of_a_third_year():
    """All grow alike at first, then one industry of one place alone."""
    found = dynamic_shift_share([BEFORE, 2 * BEFORE, 2 * BEFORE + [[0, 10], [0, 0]]])
    np.testing.assert_allclose(found.nation[0], [10 + 20 / 12, 10 + 20 / 12])
    np.testing.assert_allclose(found.industry[0], [20 * (0 - 1 / 12), 20 * (1 / 6 - 1 / 12)])
    np.testing.assert_allclose(found.place[0], [0, 10 - 20 / 6])


def test_theil_of_two_pairs_by_hand():
    """Ten and thirty in one place, twenty twice in another: all of it lies within the first."""
    found = theil([10, 30, 20, 20], [1, 1, 1, 1], ["n", "n", "s", "s"])
    inside = 0.25 * np.log(0.5) + 0.75 * np.log(1.5)
    assert found == (pytest.approx(inside / 2), pytest.approx(0, abs=1e-12), pytest.approx(inside / 2))
    for amounts, people in (([1, -1], [1, 1]), ([1, 1], [0, 1]), ([1, np.inf], [1, 1]), ([], [])):
        with pytest.raises(RelodeError):
            theil(amounts, people, ["n", "s"][: len(amounts)])


def test_closeness_to_the_best_by_hand():
    """From 0 to 1 in two indicators of weight .6 and .8: a is .8 from the best and .6 from the worst."""
    assert topsis([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]], [0.6, 0.8]) == pytest.approx(
        [0.6 / 1.4, 0.8 / 1.4, 1, 0]
    )
    assert min_max([[1.0, 10.0], [3.0, 30.0], [2.0, 25.0]], [True, False]).tolist() == [[0, 1], [1, 0], [0.5, 0.25]]


def test_weights_by_unevenness_by_hand():
    """One indicator all in one place of two, the other with 1/4 and 3/4: entropies of 0 and .811 of log 2."""
    half = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2)
    assert entropy_weights([[0.0, 1.0], [5.0, 3.0]]) == pytest.approx([1 / (1 + half), half / (1 + half)])
    for bad in ([[0.0, 1.0], [0.0, 3.0]], [[1.0, 2.0]], np.ones((2, 0))):
        with pytest.raises(RelodeError):
            entropy_weights(bad)
    with pytest.raises(RelodeError):
        topsis(np.eye(2), [0.5, -0.5])
