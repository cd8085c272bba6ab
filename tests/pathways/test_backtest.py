import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways.entry.backtest import backtest, folds, interval, score_draws
from relode.pathways.entry.entry_forecast import surroundings_of
from relode.pathways.entry.questions import ENTRY, EXIT
from relode.pathways.entry.transitions import Task, transitions

YEARS = (2001, 2002, 2003, 2004, 2005)


@pytest.fixture(scope="module")
def around(world, borders):
    return surroundings_of(world, borders)


def run(values, around, question=ENTRY):
    earlier, later = transitions(values, YEARS, Task())
    return backtest(question, earlier, later, around, np.random.default_rng(3))


def test_folds_keep_regions_whole_and_spread_places_evenly():
    unit = np.repeat(np.arange(9), [30, 20, 20, 10, 10, 10, 5, 5, 5])
    fold = folds(unit, 5, np.random.default_rng(0))
    assert all(len(set(fold[unit == one])) == 1 for one in range(9))
    assert np.bincount(fold).max() - np.bincount(fold).min() <= 15


def test_one_region_cannot_be_held_out():
    with pytest.raises(RelodeError, match="held out"):
        folds(np.zeros(4, dtype=int), 5, np.random.default_rng(0))


def test_no_score_looks_at_the_outcome_that_it_is_scored_on(world, around):
    before = run(world.values, around)
    changed = world.values.copy()
    changed[4] = np.random.default_rng(9).permutation(changed[4])  # the last year is outcome of the later one only
    after = run(changed, around)
    for name in before.scores:
        np.testing.assert_array_equal(before.scores[name], after.scores[name])


def test_nothing_is_learnt_from_the_outcomes_of_a_held_out_region(world, around):
    before = run(world.values, around)
    region = around.region == 2
    changed = world.values.copy()
    changed[3, region] = 0  # outcome of the earlier transition, no base of either
    after = run(changed, around)
    for name in before.scores:
        np.testing.assert_array_equal(before.scores[name][region], after.scores[name][region])
    assert (before.scores["full"] != after.scores["full"]).any()


def test_scores_are_drawn_with_the_same_regions_for_all_models(world, around):
    test = run(world.values, around)
    drawn = score_draws(test, ("full", "strong_null"), np.random.default_rng(0), draws=30)
    gain = drawn["full"] - drawn["strong_null"]
    assert gain[:, 0].std() < drawn["full"][:, 0].std()
    low, high = interval(drawn["full"][:, 0])
    assert low < high


@pytest.mark.parametrize("question", [ENTRY, EXIT], ids=["entry", "exit"])
def test_renaming_places_and_industries_renames_the_scores(world, question):
    from relode.pathways.entry.terms import Borders, group_numbers

    rng = np.random.default_rng(1)
    places, industries = rng.permutation(world.shape[1]), rng.permutation(world.shape[2])
    region = group_numbers([str(name) for name in world["region"].values])
    plain = run(world.values, Borders(region=region), question)
    renamed = run(world.values[:, places][:, :, industries], Borders(region=region[places]), question)
    for name, scores in plain.scores.items():
        # Sums run in another order; the logistic fits stop at a relative gain of 1e-9.
        np.testing.assert_allclose(renamed.scores[name], scores[places][:, industries], atol=1e-5)


def test_draws_without_an_event_are_left_out_and_no_draw_at_all_is_refused(world, around):
    test = run(world.values, around)
    rare = np.zeros_like(test.events)
    place = np.flatnonzero((test.events & test.cells).any(axis=1))[0]
    rare[place] = test.events[place]
    drawn = score_draws(test._replace(events=rare), ("full",), np.random.default_rng(0), draws=40)["full"]
    assert 0 < len(drawn) < 40
    assert np.isfinite(drawn).all()
    with pytest.raises(RelodeError, match="no interval"):
        interval(np.zeros((0, 2))[:, 0])
