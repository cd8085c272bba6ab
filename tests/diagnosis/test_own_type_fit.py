import numpy as np
import pytest
from scipy.optimize import minimize

from relode.diagnosis.life_cycle.own_type import TypeScore, chances, may_speak, shipped_scores
from studies.diagnosis.own_type import (
    PENALTIES,
    LabelledCities,
    calibration_table,
    confusion_table,
    fit,
    held_out,
    province_interval,
    ranking_table,
    rivals,
    scores,
    trial,
)


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def world(rng, slope, cities=96, provinces=8):
    """Cities whose type follows the first of three features, the more surely the larger `slope`."""
    table = rng.normal(size=(cities, 3))
    edges = np.quantile(table[:, 0], [0.25, 0.5, 0.75])
    labels = np.digitize(slope * table[:, 0] + (1 - slope) * rng.normal(size=cities), edges)
    return table, labels.astype(np.int64), np.array([f"p{i % provinces:02d}" for i in range(cities)])


def as_trial(table, labels, provinces):
    padded = np.hstack([table, np.zeros((len(table), 10))])
    return LabelledCities(tuple(map(str, range(len(table)))), padded, labels, provinces)


def test_a_large_penalty_gives_every_city_the_shares_of_the_types(rng):
    table, labels, _ = world(rng, 1.0)
    found = chances(table, fit(table, labels, 1e9, 4))
    np.testing.assert_allclose(
        found, np.tile(np.bincount(labels, minlength=4) / len(labels), (len(labels), 1)), atol=1e-6
    )


def test_the_fit_is_the_minimum_that_another_optimiser_finds(rng):
    table, labels, _ = world(rng, 0.7)
    design = np.hstack([np.ones((len(table), 1)), table])

    def loss(flat):
        b = flat.reshape(4, 4)
        scores_ = design @ b.T
        normal = np.log(np.exp(scores_).sum(axis=1))
        return (normal - scores_[np.arange(len(labels)), labels]).mean() + 0.5 * 0.1 * (b[:, 1:] ** 2).sum()

    other = minimize(loss, np.zeros(16), method="BFGS", options={"gtol": 1e-8}).x.reshape(4, 4)
    found = fit(table, labels, 0.1, 4)
    # BFGS with numerical gradients stops at about 1e-5.
    np.testing.assert_allclose(chances(table, found), chances(table, other), atol=1e-4)
    assert found[:, 0].sum() == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(found[:, 1:].sum(axis=0), 0, atol=1e-9)


def test_a_city_s_own_label_and_those_of_its_province_never_reach_its_probabilities(rng):
    table, labels, provinces = world(rng, 0.9)
    turned = np.where(provinces == "p03", 3 - labels, labels)
    here = provinces == "p03"
    plain, other = (held_out(table, which, provinces, 4).probabilities for which in (labels, turned))
    np.testing.assert_array_equal(plain[here], other[here])
    assert not np.array_equal(plain[~here], other[~here])


@pytest.mark.slow
def test_types_that_follow_a_feature_are_found_in_provinces_never_seen(rng):
    on = as_trial(*world(rng, 1.0))
    found = tuple(scores(on, rivals(on)))
    assert may_speak(found)
    accuracy = next(s for s in found if (s.predictor, s.measure) == ("model", "accuracy"))
    assert accuracy.value > 0.8


@pytest.mark.slow
def test_types_that_follow_nothing_allow_no_verdict(rng):
    table, labels, provinces = world(rng, 1.0)
    on = as_trial(table, rng.permutation(labels), provinces)
    assert not may_speak(tuple(scores(on, rivals(on))))


@pytest.mark.parametrize("worse", ["log_score", "accuracy"])
def test_both_gains_must_be_shown(worse):
    names = ("log_score", "accuracy")
    rows = (TypeScore("type_shares", f"{n}_gain_of_model", 0.1, -0.01 if n == worse else 0.01, 0.2, 9) for n in names)
    assert not may_speak(tuple(rows))


def test_labels_that_renumber_the_types_renumber_the_probabilities(rng):
    table, labels, _ = world(rng, 0.8)
    order = np.array([2, 0, 3, 1])
    plain, renamed = fit(table, labels, 0.1, 4), fit(table, order[labels], 0.1, 4)
    np.testing.assert_allclose(renamed[order], plain, atol=1e-8)


def test_the_interval_over_provinces_is_the_value_itself_where_all_are_alike():
    provinces = np.array(["a", "b", "b", "c"])
    assert province_interval(provinces, lambda w: w @ np.ones(4) / w.sum(axis=1)) == (1.0, 1.0)


@pytest.mark.slow
def test_declining_cities_of_provinces_left_out_are_ranked_above_others_by_their_probability(panel):
    on = trial(panel)
    found = rivals(on)
    assert set(found["model"].penalties.values()) <= set(PENALTIES)
    confusion = confusion_table(on, found["model"].probabilities)
    assert confusion.to_numpy().sum() == len(on.places) == 124
    assert np.trace(confusion.to_numpy()) / 124 == pytest.approx(
        next(s.value for s in shipped_scores() if (s.predictor, s.measure) == ("model", "accuracy")), abs=1e-6
    )
    calibration = calibration_table(on, found["model"].probabilities)
    assert calibration["pairs"].sum() == 4 * 124
    assert calibration["observed"].between(0, 1).all()
    ranking = ranking_table(on, found["model"].probabilities).set_index("type")
    assert ranking.loc["declining", "low"] > 0.5
    assert ranking["cities"].sum() == 124


def test_ranking_is_one_where_a_type_is_always_ranked_first_and_a_half_where_nothing_is_known(rng):
    on = as_trial(*world(rng, 1.0))
    assert (ranking_table(on, np.eye(4)[on.labels])["ranking"] == 1).all()
    assert (ranking_table(on, np.full((len(on.labels), 4), 0.25))["ranking"] == 0.5).all()
