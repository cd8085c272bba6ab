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
    connected_part,
    fitness,
    proximity,
    relatedness_density,
)


def linked(table):
    """The first place and the first industry link everything."""
    table[0], table[:, 0] = 1, 1
    return table.astype(float)


connected_presence = arrays(bool, (6, 5)).map(linked)


def nested_presence(size=5):
    """Each place has all that the one before has, and one more."""
    return np.tril(np.ones((size, size)))


def complexity_or_assume(table):
    """Small random tables are often too regular to be sorted: the measure says so, and the example is no case."""
    try:
        return complexity(table)
    except RelodeError as error:
        assume(error.key not in {"measures.tied_axes", "measures.places_alike", "measures.no_direction"})
        raise


def test_nested_places_are_sorted_by_diversity():
    places, industries = complexity(nested_presence())
    assert (np.diff(places) > 0).all()
    assert (np.diff(industries) > 0).all()


@given(connected_presence)
def test_a_places_index_is_the_mean_of_its_industries(table):
    places, industries = complexity_or_assume(table)
    # The axis is computed to about 1e-15 over its distance from the next one, which TIED keeps above 1e-9.
    np.testing.assert_allclose(table @ industries / table.sum(axis=1), places, atol=1e-5)
    assert places.mean() == pytest.approx(0, abs=1e-9)
    assert places.std() == pytest.approx(1)


@given(connected_presence, st.permutations(range(6)), st.permutations(range(5)))
def test_renaming_renames_every_index(table, places, industries):
    plain = complexity_or_assume(table)
    renamed = complexity_or_assume(table[places][:, industries])
    np.testing.assert_allclose(renamed[0], plain[0][places], atol=1e-5)
    np.testing.assert_allclose(renamed[1], plain[1][industries], atol=1e-5)


@given(connected_presence)
def test_no_measure_is_ever_nan(table):
    close = proximity(table)
    density = relatedness_density(table, close)
    places, industries = complexity_or_assume(table)
    parts = [close, density, places, industries, *fitness(table), complexity_outlook_gain(table, close, industries)]
    for part in parts:
        assert np.isfinite(part).all()


def test_the_wide_and_the_tall_table_give_the_same_axis():
    rng = np.random.default_rng(3)
    table = (rng.random((12, 30)) < 0.4).astype(float)
    table[0], table[:, 0] = 1, 1
    tall, wide = complexity(np.vstack([table, table, table])), complexity(table)
    np.testing.assert_allclose(tall[0][:12], wide[0], atol=1e-9)


@pytest.mark.slow
def test_both_solvers_find_the_same_axis(monkeypatch):
    rng = np.random.default_rng(5)
    size, taste = rng.normal(size=(450, 1)), rng.normal(size=(450, 3)) @ rng.normal(size=(3, 500))
    table = (size + taste + rng.normal(size=(450, 500)) > 0.5).astype(float)
    table[0], table[:, 0] = 1, 1
    iterative = complexity(table)
    monkeypatch.setattr("relode.measures.economic_complexity_index.LANCZOS_FROM", 10**9)
    np.testing.assert_allclose(iterative[0], complexity(table)[0], atol=1e-10)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ([[1, 1], [0, 0]], "measures.absent_places"),
        ([[1, 0], [1, 0]], "measures.absent_industries"),
        ([[1], [1]], "measures.too_few"),
        ([[1, 1]], "measures.too_few"),
        ([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]], "measures.not_connected"),
        ([[1, 1], [1, 1]], "measures.places_alike"),
        (np.ones((4, 3)), "measures.places_alike"),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], "measures.tied_axes"),
        ([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0]], "measures.absent_industries"),
        ([[0, 2], [1, 1]], "measures.not_presence"),
    ],
)
def test_a_table_that_cannot_be_sorted_is_refused(table, key):
    with pytest.raises(RelodeError) as caught:
        complexity(table)
    assert caught.value.key == key
    assert caught.value.say("zh") != caught.value.say("en")


def test_an_industry_that_is_everywhere_is_no_obstacle():
    table = np.hstack([nested_presence(), np.ones((5, 1))])
    assert np.isfinite(complexity(table)[0]).all()


def test_the_largest_connected_part_is_kept():
    places, industries = connected_part([[1, 1, 0], [1, 0, 0], [0, 0, 1]])
    np.testing.assert_array_equal(places, [True, True, False])
    np.testing.assert_array_equal(industries, [True, True, False])


def test_what_has_nothing_belongs_to_no_part():
    places, industries = connected_part([[1, 0], [0, 0]])
    np.testing.assert_array_equal(places, [True, False])
    np.testing.assert_array_equal(industries, [True, False])


def test_alike_places_are_equally_fit():
    strength, quality = fitness(np.ones((4, 3)))
    np.testing.assert_allclose(strength, 1)
    np.testing.assert_allclose(quality, 1)


def test_more_of_everything_is_fitter_and_what_only_the_fit_have_is_worth_more():
    strength, quality = fitness(nested_presence(), updates=20)
    assert (np.diff(strength) > 0).all()
    assert (np.diff(quality) > 0).all()


@pytest.mark.parametrize(
    ("table", "updates", "key"),
    [
        ([[1, 1], [0, 0]], 5, "measures.absent_places"),
        ([[1, 0], [1, 0]], 5, "measures.absent_industries"),
        ([[1, 1], [1, 0]], 0, "measures.no_updates"),
        ([[1, 1], [1, 0], [1, 0]], 10_000, "measures.fitness_vanishes"),
    ],
)
def test_fitness_that_cannot_be_is_refused(table, updates, key):
    with pytest.raises(RelodeError) as caught:
        fitness(table, updates)
    assert caught.value.key == key


def test_the_origin_of_product_complexity_does_not_move_the_outlook():
    table = nested_presence()
    close = proximity(table)
    density = relatedness_density(table, close)
    index = complexity(table).product_complexity_index
    for measure, link in ((complexity_outlook_index, density), (complexity_outlook_gain, close)):
        np.testing.assert_allclose(measure(table, link, index + 7), measure(table, link, index), atol=1e-12)


def test_a_place_that_has_everything_gains_nothing():
    table = nested_presence()
    gain = complexity_outlook_gain(table, proximity(table), complexity(table).product_complexity_index)
    np.testing.assert_array_equal(gain[table == 1], 0)
    assert (gain[-1] == 0).all()


def test_outlook_inputs_must_fit():
    table = nested_presence()
    with pytest.raises(RelodeError, match="must match"):
        complexity_outlook_index(table, table[:2], np.zeros(5))
    with pytest.raises(RelodeError, match="must match"):
        complexity_outlook_gain(table, proximity(table), np.zeros(4))
    with pytest.raises(RelodeError, match="missing or infinite"):
        complexity_outlook_gain(table, proximity(table), np.full(5, np.nan))
    with pytest.raises(RelodeError, match="alike"):
        complexity_outlook_index(np.ones((3, 3)), np.ones((3, 3)), np.arange(3.0))
