from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures import dynamic_shift_share, exposed_shift_share, shift_share, spatial_shift_share

cells = st.one_of(st.just(0.0), st.floats(0.1, 1e5))
cube = arrays(np.float64, (3, 4, 3), elements=cells).filter(lambda c: (c.sum(axis=(1, 2)) > 0).all())
ring = np.roll(np.eye(4), 1, axis=0) + np.roll(np.eye(4), -1, axis=0)


def assert_adds_up(parts, change, scale):
    # A handful of 64-bit roundings of the largest number in sight.
    np.testing.assert_allclose(sum(parts), change, atol=1e-12 * scale)


@given(cube)
def test_the_parts_of_every_kind_add_up_to_the_change(years):
    # A tiny total before makes a growth of 1e6, whose parts cancel: the scale of the roundings is theirs.
    first, last = years[0], years[-1]
    classic, spatial = shift_share(first, last), spatial_shift_share(first, last, ring)
    assert_adds_up(classic, last - first, 1 + max(np.abs(p).max() for p in (*classic, first, last)))
    assert_adds_up(spatial[:3], last - first, 1 + max(np.abs(p).max() for p in (*spatial[:3], first, last)))
    dynamic = dynamic_shift_share(years)
    scale = 1 + max(np.abs(part).max() for f, t in pairwise(years) for part in (*shift_share(f, t), f, t))
    assert_adds_up(dynamic, years[-1] - years[0], scale)


def test_equal_growth_everywhere_is_the_nations():
    before = np.array([[1.0, 2], [3, 4]])
    nation, industry, place = shift_share(before, 1.5 * before)
    np.testing.assert_allclose(nation, 0.5 * before)
    np.testing.assert_allclose([industry, place], 0, atol=1e-15)


def test_the_places_part_cancels_within_an_industry():
    before, after = np.array([[1.0, 2], [3, 4]]), np.array([[2.0, 1], [9, 5]])
    np.testing.assert_allclose(shift_share(before, after).place.sum(axis=0), 0, atol=1e-12)


def test_an_industry_that_was_nowhere_belongs_to_the_places_that_got_it():
    nation, industry, place = shift_share([[1, 0], [1, 0]], [[1, 3], [1, 0]])
    np.testing.assert_array_equal(place[:, 1], [3, 0])
    assert (nation[:, 1] == 0).all()
    assert (industry[:, 1] == 0).all()


def test_two_years_make_the_dynamic_one_the_classic_one():
    years = np.array([[[1.0, 2], [3, 4]], [[2, 2], [5, 1]]])
    np.testing.assert_allclose(dynamic_shift_share(years), shift_share(*years))


def test_neighbours_that_grow_as_the_nation_leave_the_rest_to_the_place():
    before = np.array([[2.0, 1], [4, 4], [6, 3]])
    everyone = 1 - np.eye(3)
    after = before * 2
    nation, neighbours, place, borrowed = spatial_shift_share(before, after, everyone)
    np.testing.assert_allclose(nation, before)
    np.testing.assert_allclose([neighbours, place], 0, atol=1e-15)
    assert not borrowed.any()


def test_a_cell_without_neighbours_that_had_the_industry_says_so():
    before, after = np.array([[1.0, 0], [1, 2]]), np.array([[1.0, 1], [1, 4]])
    borrowed = spatial_shift_share(before, after, 1 - np.eye(2)).borrowed
    np.testing.assert_array_equal(borrowed, [[False, False], [False, True]])


def test_a_place_that_neighbours_itself_is_refused():
    with pytest.raises(RelodeError, match="neighbours itself"):
        spatial_shift_share([[1, 2]], [[1, 2]], [[1]])


@pytest.mark.parametrize(
    ("call", "key"),
    [
        (lambda: shift_share([[1, 2]], [[1, 2], [3, 4]]), "measures.shapes_differ"),
        (lambda: shift_share([[0, 0]], [[1, 2]]), "measures.empty_totals"),
        (lambda: dynamic_shift_share([[[1, 2]]]), "measures.not_a_cube"),
        (lambda: spatial_shift_share([[1, 2]], [[1, 2]], np.zeros((2, 2))), "measures.neighbour_weights"),
    ],
)
def test_what_cannot_be_split_is_refused(call, key):
    with pytest.raises(RelodeError) as caught:
        call()
    assert caught.value.key == key


def test_shocks_that_are_the_table_s_own_growth_give_the_classic_parts_summed():
    rng = np.random.default_rng(3)
    before, after = rng.integers(1, 90, (2, 5, 4)).astype(float)
    growth = after.sum(axis=0) / before.sum(axis=0) - 1
    classic = shift_share(before, after)
    own = exposed_shift_share(before, after, growth, before / before.sum(axis=1, keepdims=True))
    for part, summed in zip(own, classic, strict=True):
        np.testing.assert_allclose(part, summed.sum(axis=1), rtol=1e-9, atol=1e-9)  # one order of sums for another


def test_what_has_no_shock_is_the_place_s_own():
    # 100 jobs, half of them shocked by -20 %: 10 go by it; the mean shock is the only one, -20 % of 100.
    before, after = [[50, 50], [10, 90]], [[40, 45], [9, 99]]
    nation, industry, place = exposed_shift_share(before, after, [-0.2, np.nan], [[0.5, 0.5]] * 2)
    assert (nation[0], industry[0], place[0]) == pytest.approx((-20, 10, -5))
