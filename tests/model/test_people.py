"""M3: who moves where, and how the generations follow one another."""

from itertools import pairwise

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.model.links import StoredPath, as_links, closeness, settled
from relode.model.sectors import people

PLACES = 7


def drawn_system(seed):
    """Symmetric closeness, staying weights, attractions and people of one kind."""
    rng = np.random.default_rng(seed)
    kernel = rng.uniform(0.01, 1, (PLACES, PLACES))
    kernel = (kernel + kernel.T) / 2
    np.fill_diagonal(kernel, 0)
    return kernel, *(jnp.asarray(rng.lognormal(0, 1, PLACES)) for _ in range(3))


def moved(kernel, staying, attraction, here):
    links = as_links(kernel)
    pull = links.pull(attraction[None])
    going = people.departures(here[None], staying, attraction[None], pull)
    return (here + people.arrivals(attraction[None], links.push(going / pull)) - going)[0]


@given(st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_moving_neither_makes_nor_loses_people_nor_leaves_fewer_than_none(seed):
    kernel, staying, attraction, here = drawn_system(seed)
    after = moved(kernel, 1e-3 * staying, attraction, here)
    assert float(after.sum()) == pytest.approx(float(here.sum()), rel=1e-14)
    assert float(after.min()) >= 0


def test_moves_without_change_end_in_detailed_balance():
    kernel, staying, attraction, here = drawn_system(1)
    settled_there = attraction * (staying * attraction + kernel @ attraction)
    share = settled_there / settled_there.sum()
    np.testing.assert_allclose(moved(kernel, staying, attraction, share), share, rtol=1e-14)
    for _ in range(400):
        here = moved(kernel, staying, attraction, here)
    np.testing.assert_allclose(here / here.sum(), share, rtol=1e-12)


def test_without_frictions_people_choose_in_one_year_as_a_logit_says():
    _, _, attraction, here = drawn_system(2)
    anywhere = np.ones((PLACES, PLACES)) - np.eye(PLACES)
    after = moved(anywhere, jnp.ones(PLACES), attraction, here)
    np.testing.assert_allclose(after, here.sum() * attraction / attraction.sum(), rtol=1e-13)


def test_without_decay_and_borders_distance_does_not_matter():
    distance = np.random.default_rng(0).uniform(1, 3000, (4, 4))
    same = np.eye(4, dtype=bool)
    np.testing.assert_array_equal(closeness(distance, same, 0.0, 0.0), 1 - np.eye(4))
    distance[0] = distance[:, 0] = np.nan
    known = closeness(distance, same, 1.5, 0.7)
    off = known[1:, 1:][~np.eye(3, dtype=bool)]
    np.testing.assert_allclose(known[0, 1:], off.mean(), rtol=1e-15)


def test_closeness_falls_with_distance_and_at_borders():
    along = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0))) * 100
    one, many = (closeness(along, np.full((5, 5), same), 1.5, 0.7) for same in (True, False))
    np.testing.assert_array_equal(one, one.T)
    assert all(near > far for near, far in pairwise(one[0, 1:]))
    np.testing.assert_allclose(many[0, 1:], one[0, 1:] * np.exp(-0.7), rtol=1e-14)
    assert one[0, 1] == pytest.approx(3**-1.5)  # 100 km


def test_a_place_that_draws_more_gains_and_all_others_lose():
    kernel, staying, attraction, here = drawn_system(3)
    before = moved(kernel, staying, attraction, here)
    after = moved(kernel, staying, attraction.at[2].multiply(1.2), here)
    gain = np.asarray(after - before)
    assert gain[2] > 0
    assert (np.delete(gain, 2) < 0).all()


def test_settled_weights_give_back_the_moves_that_were_asked_for():
    kernel, _, _, here = drawn_system(4)
    rng = np.random.default_rng(4)
    here, leaving = np.asarray(here), rng.uniform(0.01, 0.05, PLACES)
    gain = rng.normal(0, 0.003, PLACES)
    gain -= (gain * here).sum() / here.sum()
    amenity, staying = settled(kernel, here, leaving, gain)
    attraction = jnp.exp(amenity)
    pull = as_links(kernel).pull(attraction[None])
    going = people.departures(here[None], staying, attraction[None], pull)[0]
    np.testing.assert_allclose(going / here, leaving, rtol=1e-10)
    np.testing.assert_allclose(moved(kernel, staying, attraction, jnp.asarray(here)) / here - 1, gain, atol=1e-12)


def test_settled_weights_that_cannot_be_found_are_an_error():
    kernel, *_ = drawn_system(5)
    with pytest.raises(RelodeError) as raised:
        settled(kernel, np.ones(PLACES), np.full(PLACES, 0.02), np.full(PLACES, 0.01))
    assert raised.value.key == "simulate.moves"


def test_a_stored_path_does_not_answer_to_the_place():
    stored = StoredPath(jnp.ones((2, 1)), jnp.ones((4, 1)))
    assert stored.pull(jnp.full((2, 1), 9.0)) is stored.stored_pull
    assert stored.push(jnp.full((4, 1), 9.0)) is stored.stored_push


def test_an_unchanged_place_draws_by_its_amenity_alone():
    amenity = jnp.array([[0.3, -1.0], [0.5, 0.0]])
    none = jnp.zeros(2)
    drawn = people.attraction(1.5, none, 3.0, none, 0.35, none, none, amenity)
    np.testing.assert_allclose(drawn, jnp.exp(amenity), rtol=1e-15)
    better = people.attraction(1.5, none + 0.1, 3.0, none, 0.35, none, none, amenity)
    np.testing.assert_allclose(better / drawn, np.exp(0.15), rtol=1e-14)


def test_generations_pass_on_all_but_the_dead():
    rng = np.random.default_rng(6)
    here, none = jnp.asarray(rng.lognormal(0, 1, (4, 3))), jnp.zeros((4, 3))
    after, deaths = people.people_next(here, none, none, jnp.zeros(3), none, 0.01 * here[1])
    np.testing.assert_allclose(after.sum(0), here.sum(0), rtol=1e-14)
    assert float(deaths.sum()) == 0
    births, rate = jnp.ones(3), jnp.full((4, 3), 0.02)
    after, deaths = people.people_next(here, none, none, births, rate, none[0])
    np.testing.assert_allclose(after.sum(0), (here - deaths).sum(0) + births, rtol=1e-14)
    np.testing.assert_allclose(deaths, 0.02 * here, rtol=1e-15)
