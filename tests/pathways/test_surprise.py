import numpy as np

from relode.pathways.entry.terms import PENALTY_PER_PLACE, count_surprise, industry_weights, presence_surprise


def test_weights_are_the_ridge_regression_of_each_industry_on_the_others():
    surprise = np.random.default_rng(0).normal(size=(40, 5))
    weights = industry_weights(surprise)
    for i in range(5):
        others = np.delete(surprise, i, axis=1)
        gram = others.T @ others + PENALTY_PER_PLACE * 40 * np.eye(4)
        expected = np.linalg.solve(gram, others.T @ surprise[:, i])
        np.testing.assert_allclose(np.delete(weights[:, i], i), expected, rtol=1e-9)
        assert weights[i, i] == 0


def test_what_was_certain_is_no_surprise():
    np.testing.assert_allclose(presence_surprise(np.array([1.0, 0.0]), np.array([1.0, 0.0])), 0)
    assert (
        presence_surprise(np.array([1.0]), np.array([0.1]))[0]
        > 0
        > presence_surprise(np.array([0.0]), np.array([0.9]))[0]
    )


def test_counts_that_follow_size_are_no_surprise_and_only_fit_places_set_the_standard():
    size = np.linspace(0, 4, 30)
    counts = np.expm1(np.outer(size, [1.0, 0.5]))
    fit = np.arange(30) < 20
    np.testing.assert_allclose(count_surprise(counts, size, fit), 0, atol=1e-9)
    counts[25, 0] *= 50
    surprise = count_surprise(counts, size, fit)
    assert surprise[25, 0] > 10
    np.testing.assert_allclose(np.delete(surprise, 25, axis=0), 0, atol=1e-9)
