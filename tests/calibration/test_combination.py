import numpy as np
import pytest

from relode.calibration.scores.combination import (
    best_weights,
    combination,
    combined_cells,
    cross_fitted_weights,
    distances,
    equally_likely,
)
from relode.errors import NoVerdict, RelodeError
from relode.outlook.forecasters.predictive import Draws, Spread

RNG = np.random.default_rng(1)
PLACES, YEARS = 60, 3
FOLD = np.repeat(np.arange(6), 10)
PROVINCE = np.array([f"{number}0000" for number in FOLD])
OUTCOME = RNG.normal(0, 1, (PLACES, YEARS))


def spread(centre: float, scale: float) -> Spread:
    return Spread(np.full((PLACES, YEARS), centre), np.full((PLACES, YEARS), scale))


GOOD, SHIFTED, WIDE = spread(0, 1), spread(2, 1), spread(0, 6)


def test_a_method_alone_is_the_combination():
    pool = combination({"good": GOOD}, OUTCOME, FOLD)
    # a hundred equally likely values stand for the normal
    assert pool.crps(OUTCOME) == pytest.approx(GOOD.crps(OUTCOME), abs=0.003)
    assert pool.quantile(0.9) == pytest.approx(GOOD.quantile(0.9), abs=0.03)
    assert pool.below(OUTCOME) == pytest.approx(GOOD.below(OUTCOME), abs=0.006)


def test_the_score_of_a_pool_is_that_of_its_draws_together():
    parts = {"one": Draws(RNG.normal(size=(40, PLACES, YEARS))), "two": Draws(RNG.normal(1, 2, (40, PLACES, YEARS)))}
    pool = combination(parts, OUTCOME, FOLD)
    even = type(pool)(pool.parts, np.full((2, PLACES), 0.5))
    together = Draws(np.concatenate([each.draws for each in parts.values()]))
    assert even.crps(OUTCOME) == pytest.approx(together.crps(OUTCOME))
    assert even.below(OUTCOME) == pytest.approx(together.below(OUTCOME))


def test_the_method_that_made_the_outcomes_gets_nearly_all_the_weight():
    pool = combination({"good": GOOD, "shifted": SHIFTED, "wide": WIDE}, OUTCOME, FOLD)
    assert pool.weights[0].min() > 0.8  # 150 cells tell the weight to about a tenth
    assert pool.weights.sum(axis=0) == pytest.approx(np.ones(PLACES))


def test_two_methods_that_err_to_either_side_share_the_weight():
    pool = combination({"low": spread(-1, 0.5), "high": spread(1, 0.5)}, OUTCOME, FOLD)
    assert pool.weights[0] == pytest.approx(np.full(PLACES, 0.5), abs=0.15)
    assert pool.crps(OUTCOME).mean() < 0.9 * spread(-1, 0.5).crps(OUTCOME).mean()


def test_weights_of_a_fold_do_not_change_with_its_own_outcomes():
    parts = [equally_likely(each) for each in (GOOD, SHIFTED, WIDE)]
    changed = OUTCOME.copy()
    changed[FOLD == 2] += 100
    one, other = (cross_fitted_weights(*distances(parts, outcome), FOLD) for outcome in (OUTCOME, changed))
    assert (one[:, FOLD == 2] == other[:, FOLD == 2]).all()
    assert not np.allclose(one[:, FOLD == 3], other[:, FOLD == 3])


def test_weights_are_no_worse_than_any_even_split_where_they_were_found():
    to_outcome, between = distances([equally_likely(each) for each in (GOOD, SHIFTED, WIDE)], OUTCOME)
    near, apart = to_outcome.mean(axis=(1, 2)), between.mean(axis=(2, 3))

    def score(weights: np.ndarray) -> float:
        return float(weights @ near - weights @ apart @ weights / 2)

    best = score(best_weights(to_outcome, between))
    assert all(best <= score(each) + 1e-9 for each in RNG.dirichlet(np.ones(3), 200))


def test_cells_without_an_outcome_are_left_out_of_weights_and_scores():
    holes = OUTCOME.copy()
    holes[::2, 0] = np.nan
    cells = combined_cells({"good": GOOD, "wide": WIDE}, holes, FOLD, PROVINCE)
    assert np.isnan(cells.crps[::2, 0]).all()
    assert np.isfinite(cells.crps[1::2]).all()
    assert np.abs(cells.chance[1::2] - 0.5).max() <= 0.5


def test_one_fold_and_no_outcome_are_refused():
    with pytest.raises(RelodeError, match="at least two groups"):
        combination({"good": GOOD}, OUTCOME, np.zeros(PLACES, dtype=np.int64))
    with pytest.raises(NoVerdict, match="no known outcome"):
        combination({"good": GOOD}, np.full_like(OUTCOME, np.nan), FOLD)
