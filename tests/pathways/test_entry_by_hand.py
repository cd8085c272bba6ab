"""Terms and models of entry on tables of a few cells, by hand."""

from math import log, log1p, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize

from relode.errors import RelodeError
from relode.pathways.entry.additive_model import (
    _curvature,
    _logistic,
    chance,
    fit_additive,
    fit_calibration,
)
from relode.pathways.entry.entry_forecast import (
    surroundings_of,
)
from relode.pathways.entry.questions import (
    ENTRY,
    EXIT,
    fit_model,
    model_terms,
    nulls,
    plain_score,
    supported_model,
)
from relode.pathways.entry.terms import Borders, _industry_columns, count_surprise, terms

ALL = ("market_size", "related", "related_counts", "adjacent", "adjacent_counts", "second_ring", "own_region",
       "siblings", "mean_size", "near_threshold")  # fmt: skip


def test_what_an_industry_is_like_everywhere():
    """By hand: counts of two years in three places; the smallest visible count is 2, below 3 is near it.

    The first industry has means of 2, 4 and 0 and goes from 4 to 8, the second one of 2.5 in one place, the last none.
    """
    base = np.array([
        [[2.0, 0.0, 0.0], [2.0, 3.0, 0.0], [0.0, 0.0, 0.0]],
        [[2.0, 0.0, 0.0], [6.0, 2.0, 0.0], [0.0, 0.0, 0.0]],
    ])  # fmt: skip
    found = _industry_columns(base, (3, 3))
    assert found["mean_size"][1] == pytest.approx([log(3), log(2.5), log(2)])
    assert found["near_threshold"][1] == pytest.approx([log(0.52), log(1.02), log(0.02)])
    assert found["momentum"][1] == pytest.approx([log(14 / 10), log(8 / 9), 0])
    assert found["momentum"].shape == (3, 3)
    assert "momentum" not in _industry_columns(base[:1], (3, 3))
    nothing = _industry_columns(np.zeros((1, 2, 2)), (2, 2))
    assert nothing["mean_size"].tolist() == [[0, 0], [0, 0]]


def test_terms_are_of_the_mean_of_the_years_and_of_what_lies_around(world, borders):
    around = surroundings_of(world, borders)
    base, fit = world.to_numpy()[3:], np.arange(150) < 100
    found = terms(base, around, fit)
    assert found.columns.keys() == {*ALL, "own_count", "momentum"}
    assert found.columns["own_count"] == pytest.approx(np.log1p(base.mean(axis=0)))
    p = chance(found.columns["market_size"])
    surprise = ((base.mean(axis=0) > 0) - p) / np.sqrt(p * (1 - p) + 0.01)
    assert found.presence_surprise == pytest.approx(surprise, rel=1e-12)
    counted = count_surprise(base.mean(axis=0), np.log1p(base.mean(axis=0).sum(axis=1)), fit)
    assert (found.count_surprise == counted).all()
    for name, values in (("adjacent", surprise), ("adjacent_counts", counted)):
        expected = (values[6] + values[8]) / sqrt(2)  # a row of places
        assert found.columns[name][7] == pytest.approx(expected, rel=1e-9)
    assert found.columns["second_ring"][7] == pytest.approx((surprise[5] + surprise[9]) / sqrt(2), rel=1e-9)
    same = [place for place in range(150) if place % 6 == 1 and place != 7]
    assert found.columns["own_region"][7] == pytest.approx(surprise[same].sum(axis=0) / sqrt(len(same)), rel=1e-9)
    # Codes 10 to 33: the siblings of 11 are 10 and 12 to 19.
    siblings = [0, *range(2, 10)]
    assert found.columns["siblings"][7, 1] == pytest.approx(surprise[7, siblings].sum() / 3, rel=1e-9)
    assert found.columns["related"] == pytest.approx(surprise @ found.presence_weights)
    assert found.columns["related_counts"] == pytest.approx(counted @ found.count_weights)
    alone = terms(base, Borders(), fit).columns
    assert alone.keys() == {
        "market_size",
        "related",
        "related_counts",
        "own_count",
        "mean_size",
        "near_threshold",
        "momentum",
    }


def test_relatedness_of_a_group_is_learnt_without_it(world):
    base, everywhere, cross = world.to_numpy()[3:], np.ones(150, dtype=bool), np.arange(150) % 3
    found = terms(base, Borders(), everywhere, cross)
    whole = terms(base, Borders(), everywhere)
    assert (found.presence_weights == whole.presence_weights).all()
    others = cross != 1
    # Curves are those of all places: only the weights are learnt without the group.
    from relode.pathways.entry.terms import industry_weights

    expected = whole.presence_surprise[~others] @ industry_weights(whole.presence_surprise[others])
    assert found.columns["related"][~others] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("places", "industries"), [(1, 3), (3, 1)])
def test_one_place_or_one_industry_is_too_small(places, industries):
    with pytest.raises(RelodeError):
        terms(np.ones((2, places, industries)), Borders(), np.ones(places, dtype=bool))


def test_two_places_and_two_industries_are_enough():
    assert terms(np.array([[[1.0, 0.0], [3.0, 2.0]]]), Borders(), np.ones(2, dtype=bool)).columns["own_count"][
        1, 0
    ] == log1p(3)


def test_the_logistic_model_is_that_of_a_general_optimiser():
    """A penalty of 1/2 on each squared slope of a standardised term and none on the level."""
    rng = np.random.default_rng(5)
    design = np.stack([rng.normal(3, 2, 300), rng.normal(0, 0.1, 300)])
    happened = rng.random(300) < chance(-2 + 0.5 * design[0] - 6 * design[1])
    scaled = (design - design.mean(axis=1)[:, None]) / design.std(axis=1)[:, None]

    def loss(beta):
        line = beta[0] + beta[1:] @ scaled
        return np.logaddexp(0, line).sum() - line[happened].sum() + 0.5 * (beta[1:] ** 2).sum()

    best = minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-7}).x
    intercept, coefficients = _logistic(design, happened)
    # The optimiser's gradient is a difference quotient, good to about 1e-5.
    assert coefficients == pytest.approx(best[1:] / design.std(axis=1), rel=1e-4)
    assert intercept == pytest.approx(best[0] - coefficients @ design.mean(axis=1), rel=1e-4)


def test_a_table_of_more_cells_than_fit_at_once_is_summed_in_parts():
    rng = np.random.default_rng(6)
    table, weight = rng.normal(size=(2, 9000)), rng.random(9000)
    assert _curvature(table, weight) == pytest.approx(table * weight @ table.T, rel=1e-9)


def test_a_model_tells_what_it_was_learnt_from():
    columns = {"a": np.array([[1.0, 2.0], [4.0, 9.0]]), "b": np.array([[0.0, 1.0], [0.0, 1.0]])}
    cells, events = np.array([[True, True], [True, False]]), np.array([[True, False], [False, True]])
    model = fit_additive(columns, ("a", "b"), cells, events, correct=False)
    assert (model.names, model.events, model.cells, model.calibration) == (("a", "b"), 1, 3, None)
    assert model.column_means == pytest.approx([7 / 3, 1 / 3])
    assert model.correction.tolist() == [0, 0]
    with pytest.raises(RelodeError):
        fit_additive(columns, ("a",), np.zeros((2, 2), dtype=bool), events)
    # An event outside the cells is none: one of three happened with it or without.
    corrected = fit_additive(columns, ("a", "b"), cells, events)
    line = corrected.intercept + corrected.coefficients @ np.stack([columns[name][cells] for name in ("a", "b")])
    predicted = chance(line)[[0, 2]].sum(), chance(line)[1]
    assert corrected.correction == pytest.approx([log(6 / (predicted[0] + 5)), log(5 / (predicted[1] + 5))])


def test_a_model_whose_groups_have_no_events_beside_them_is_left_as_it_is():
    columns, cells = {"a": np.arange(8.0).reshape(4, 2)}, np.ones((4, 2), dtype=bool)
    events = np.zeros((4, 2), dtype=bool)
    events[0, 1] = True
    model = fit_additive(columns, ("a",), cells, events)
    assert fit_calibration(model, columns, cells, events, np.array([0, 1, 1, 1])) is model


def test_bends_lie_at_the_98_and_99_8_per_cent_points_of_what_others_tell():
    rng = np.random.default_rng(7)
    columns = {"a": rng.normal(0, 1.5, (800, 10))}
    events = rng.random((800, 10)) < chance(-3 + 0.5 * columns["a"])
    cells, cross = rng.random((800, 10)) < 0.9, np.arange(800) % 2
    model = fit_additive(columns, ("a",), cells, events & cells)
    found = fit_calibration(model, columns, cells, events, cross)
    line = np.zeros(cells.shape)
    for group in (0, 1):
        inside = cross == group
        other = fit_additive(columns, ("a",), cells & ~inside[:, None], events)
        line[inside] = (other.intercept + other.correction + other.coefficients[0] * columns["a"])[inside]
    bends = np.quantile(line[cells], (0.98, 0.998))
    told = found.calibration.bends.tolist()
    assert told in (
        [pytest.approx(bends[0]), pytest.approx(bends[1])],
        [pytest.approx(bends[0])],
        [pytest.approx(bends[1])],
    )
    assert np.cumsum(found.calibration.slopes).min() > 0
    assert found._replace(calibration=None) == model


def test_a_question_has_nulls_from_the_weakest_up():
    assert nulls(ENTRY) == ("density", "diversity_x_ubiquity", "market_size", "strong_null")
    assert nulls(EXIT) == ("own_count", "size_and_industry")
    assert model_terms(ENTRY, "full", ALL) == (
        "market_size", "related", "related_counts", "adjacent", "adjacent_counts", "second_ring", "own_region",
        "siblings", "mean_size", "near_threshold",
    )  # fmt: skip
    assert model_terms(ENTRY, "strong_null", (*ALL, "momentum")) == (
        "market_size", "mean_size", "near_threshold", "momentum",
    )  # fmt: skip
    assert model_terms(EXIT, "full", (*ALL, "own_count"))[0] == "own_count"
    assert model_terms(EXIT, "size_and_industry", (*ALL, "own_count")) == (
        "own_count", "market_size", "mean_size", "near_threshold",
    )  # fmt: skip
    assert model_terms(ENTRY, "three_terms", ALL) == ("market_size", "related", "second_ring")
    few = [name for name in ALL if name != "second_ring"]
    assert model_terms(ENTRY, "three_terms", few) == ("market_size", "related", "own_region")
    assert model_terms(ENTRY, "market_size", ALL) == ("market_size",)


def test_twenty_events_a_term_are_enough_for_the_full_model():
    assert [supported_model(ENTRY, ALL, events) for events in (199, 200)] == ["three_terms", "full"]
    assert [supported_model(EXIT, (*ALL, "own_count"), events) for events in (219, 220)] == [
        "size_and_industry",
        "full",
    ]


@pytest.mark.parametrize(("events_in", "is_calibrated"), [(19, False), (20, True)])
def test_a_full_model_is_calibrated_from_twenty_events_a_term(events_in, is_calibrated):
    rng = np.random.default_rng(9)
    columns = {"market_size": rng.normal(size=(60, 4))}
    events = np.zeros((60, 4), dtype=bool)
    events.ravel()[np.argsort(-(columns["market_size"] + rng.normal(size=(60, 4))).ravel())[:events_in]] = True
    given = columns, np.ones((60, 4), dtype=bool), events, np.arange(60) % 2
    assert (fit_model(ENTRY, "full", *given).calibration is not None) == is_calibrated
    plain = fit_model(ENTRY, "market_size", *given)
    assert (plain.calibration, plain.correction.tolist()) == (None, [0] * 4)
    assert (fit_model(ENTRY, "full", *given).correction != 0).any()


def test_scores_of_the_literature_on_three_places():
    """By hand: 2, 1 and 1 industries a place; learnt from the first two, industries are in 1, 2 and 0 of them."""
    base = np.array(
        [[[1.0, 2.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 4.0]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0] * 3]]
    )
    fit = np.array([True, True, False])
    expected = [[2, 4, 0], [1, 2, 0], [1, 2, 0]]
    assert plain_score("diversity_x_ubiquity", base, fit).tolist() == expected
    # Proximity of the two is 1/2: a place with the second has half of its neighbours, an industry unseen has none.
    found = plain_score("density", base, fit)
    assert found[:, 2].tolist() == [0, 0, 0]
    assert found[2].tolist() == [0, 0, 0]
    assert found[0, 0] >= found[1, 0] > 0
