"""What holds of measures whatever the table: sums, order, units, bounds."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import (
    complexity,
    complexity_outlook_gain,
    complexity_outlook_index,
    entropy,
    exposed_shift_share,
    fitness,
    herfindahl_index,
    location_quotient,
    proximity,
    related_variety,
    relatedness_density,
    shift_share,
    unrelated_variety,
)
from relode.measures.decoupling import decoupling_elasticity
from relode.measures.topsis import min_max, topsis

COUNTS = arrays(np.float64, (6, 5), elements=st.floats(0.1, 1e5))
PLACES, INDUSTRIES = st.permutations(range(6)), st.permutations(range(5))


def linked(table):
    """The first place and the first industry link everything."""
    table[0], table[:, 0] = 1, 1
    return table.astype(float)


PRESENCE = arrays(bool, (6, 5)).map(linked)
NESTED = np.tril(np.ones((5, 5)))


def complexity_or_assume(table):
    """Small random tables are often too regular to be sorted: the measure says so, and the example is no case."""
    try:
        return complexity(table)
    except RelodeError as error:
        assume(error.key not in {"measures.tied_axes", "measures.places_alike", "measures.no_direction"})
        raise


@given(COUNTS, PLACES, INDUSTRIES)
def test_quotients_follow_names_not_units_and_average_one(table, places, industries):
    quotient = location_quotient(table)
    np.testing.assert_allclose(quotient @ (table.sum(axis=0) / table.sum()), 1, rtol=1e-12)
    np.testing.assert_allclose(location_quotient(table / 1000), quotient, rtol=1e-12)
    renamed = location_quotient(table[places][:, industries])
    np.testing.assert_allclose(renamed, quotient[places][:, industries], rtol=1e-12)
    np.testing.assert_array_equal(location_quotient(np.array([table, table]))[1], quotient)


@given(COUNTS, COUNTS)
def test_parts_of_a_change_add_up_to_it(before, after):
    # A tiny total before makes a large growth, whose parts cancel: the scale of the roundings is theirs.
    parts = shift_share(before, after)
    scale = 1 + max(np.abs(part).max() for part in (*parts, before, after))
    np.testing.assert_allclose(sum(parts), after - before, atol=1e-12 * scale)
    np.testing.assert_allclose(parts.place.sum(axis=0), 0, atol=1e-11 * scale)
    growth = after.sum(axis=0) / before.sum(axis=0) - 1
    own = exposed_shift_share(before, after, growth, before / before.sum(axis=1, keepdims=True))
    for part, classic in zip(own, parts, strict=True):
        np.testing.assert_allclose(part, classic.sum(axis=1), rtol=1e-9, atol=1e-9 * scale)


@given(COUNTS, st.lists(st.sampled_from("abc"), min_size=5, max_size=5), INDUSTRIES)
def test_varieties_add_up_to_the_entropy(table, groups, order):
    whole, related = entropy(table), related_variety(table, groups)
    np.testing.assert_allclose(related + unrelated_variety(table, groups), whole, atol=1e-12)
    assert (related >= 0).all()
    np.testing.assert_allclose(unrelated_variety(table, ["a"] * 5), 0, atol=1e-12)
    np.testing.assert_allclose(related_variety(table, list("abcde")), 0, atol=1e-12)
    np.testing.assert_allclose(entropy(table[:, order]), whole, atol=1e-12)
    # Renyi entropies fall with their order: order 1 (Shannon) is at least order 2 (-log of Herfindahl).
    assert (whole >= -np.log(herfindahl_index(table)) - 1e-12).all()


@given(PRESENCE, PLACES, INDUSTRIES)
def test_complexity_follows_names_and_is_the_mean_of_a_place_s_industries(table, places, industries):
    plain, renamed = complexity_or_assume(table), complexity_or_assume(table[places][:, industries])
    # The axis is computed to about 1e-15 over its distance from the next one, which is above 1e-9.
    np.testing.assert_allclose(renamed[0], plain[0][places], atol=1e-5)
    np.testing.assert_allclose(renamed[1], plain[1][industries], atol=1e-5)
    np.testing.assert_allclose(table @ plain[1] / table.sum(axis=1), plain[0], atol=1e-5)
    assert (plain[0].mean(), plain[0].std()) == pytest.approx((0, 1), abs=1e-9)


@given(PRESENCE)
def test_closeness_is_a_chance_and_no_measure_is_missing(table):
    close, number = proximity(table), table.sum(axis=0)
    both = table.T @ table
    np.testing.assert_array_equal(close, np.minimum(both / number, both / number[:, None]))
    density, (places, industries) = relatedness_density(table, close), complexity_or_assume(table)
    assert (density >= 0).all()
    np.testing.assert_allclose(density[0], 1)  # the first place has every industry
    np.testing.assert_array_equal(relatedness_density(np.zeros_like(table), close), 0)
    gain = complexity_outlook_gain(table, close, industries)
    assert all(np.isfinite(part).all() for part in (places, industries, gain, *fitness(table)))
    np.testing.assert_array_equal(gain[table == 1], 0)


def test_nested_places_are_sorted_and_the_origin_of_complexity_does_not_move_the_outlook():
    places, industries = complexity(NESTED)
    close = proximity(NESTED)
    for sorted_parts in ((places, industries), fitness(NESTED, updates=20)):
        assert all((np.diff(part) > 0).all() for part in sorted_parts)
    assert np.isfinite(complexity(np.hstack([NESTED, np.ones((5, 1))]))[0]).all()
    for measure, link in (
        (complexity_outlook_index, relatedness_density(NESTED, close)),
        (complexity_outlook_gain, close),
    ):
        np.testing.assert_allclose(measure(NESTED, link, industries + 7), measure(NESTED, link, industries), atol=1e-12)


def test_wide_tall_and_large_tables_give_the_same_axis():
    rng = np.random.default_rng(3)
    table = linked(rng.random((12, 30)) < 0.4)
    tall = complexity(np.vstack([table] * 3))[0][:12]
    np.testing.assert_allclose(tall, complexity(table)[0], atol=1e-9)
    # Repeated places leave the mean over places as it is; so many of them are sorted by the iterative solver.
    large = complexity(np.vstack([table] * 50).repeat(20, axis=1))[0][:12]
    np.testing.assert_allclose(large, complexity(table)[0], atol=1e-8)


@given(*[st.floats(1, 1e6)] * 4, st.floats(0.1, 10))
def test_units_do_not_move_an_elasticity(one, two, three, four, factor):
    assume(abs(four / three - 1) > 1e-6)
    plain = decoupling_elasticity((one, two), (three, four))
    # A quotient of differences: rounding grows as the change of output vanishes.
    assert decoupling_elasticity((one * factor, two * factor), (three * factor, four * factor)) == pytest.approx(
        plain, rel=1e-6, abs=1e-6
    )


def test_scores_are_those_of_another_library_and_know_no_units_and_no_order():
    phones = np.array([[250, 16, 12, 5], [200, 16, 8, 3], [300, 32, 16, 4], [275, 32, 8, 4], [225, 16, 16, 2.0]])
    good, weights, order = [False, True, True, True], [0.06391538, 0.37883128, 0.28792061, 0.26933272], [3, 1, 4, 0, 2]
    scores = topsis(min_max(phones, good), weights)
    # pymcdm 1.4.0: TOPSIS(minmax_normalization).
    np.testing.assert_allclose(scores, [0.43030896, 0.17809991, 0.82190009, 0.57873702, 0.38559313], atol=1e-8)
    other = topsis(min_max(phones[order] * [1000, 0.1, 7, 3] + 5, good), weights)
    np.testing.assert_allclose(other, scores[order], atol=1e-12)
