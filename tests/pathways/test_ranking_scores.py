import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.pathways.entry.additive_model import chance
from relode.pathways.entry.backtest import area_within, auc_and_precision, calibration, ranking, recall_at

cases = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=4, max_size=15).filter(
    lambda rows: any(e and w for _, e, w in rows) and any(w and not e for _, e, w in rows)
)


def by_pairs(scores, happened):
    hits, misses = scores[happened], scores[~happened]
    return ((hits[:, None] > misses).mean() + (hits[:, None] == misses).mean() / 2).item()


def by_thresholds(scores, happened):
    total, before = 0.0, 0
    for level in sorted(set(scores), reverse=True):
        above = scores >= level
        found = (above & happened).sum()
        total += (found - before) * found / above.sum()
        before = found
    return total / happened.sum()


@given(cases)
def test_scores_are_those_of_counting_pairs_and_thresholds_and_weights_are_repetitions(rows):
    scores, happened, weights = (np.array(column) for column in zip(*rows, strict=True))
    area, precision = auc_and_precision(ranking(scores.astype(float)), happened, weights.astype(float))
    repeated_scores, repeated = np.repeat(scores, weights), np.repeat(happened, weights)
    assert area == pytest.approx(by_pairs(repeated_scores, repeated))
    assert precision == pytest.approx(by_thresholds(repeated_scores, repeated))


def test_a_perfect_order_scores_one_and_its_mirror_zero():
    happened = np.array([True, True, False, False])
    assert auc_and_precision(ranking(np.array([4.0, 3, 2, 1])), happened) == (1, 1)
    assert auc_and_precision(ranking(np.array([1.0, 2, 3, 4])), happened)[0] == 0


def test_recall_counts_what_could_be_found_in_places_with_an_event():
    cells = np.ones((3, 4), bool)
    events = np.array([[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], bool)
    scores = np.array([[4.0, 1, 3, 2], [4, 3, 2, 1], [4, 3, 2, 1]])
    assert recall_at(scores, cells, events, top=2) == pytest.approx((1 / 2 + 1 / 1) / 2)
    cells[0, 2:] = False
    assert recall_at(scores, cells, events, top=2) == pytest.approx((2 / 2 + 1 / 1) / 2)


def test_area_within_rows_ignores_differences_between_rows():
    events = np.array([[1, 0], [1, 0], [0, 0]], bool)
    scores = np.array([[2.0, 1], [200, 100], [999, 998]])
    assert area_within(scores, np.ones((3, 2), bool), events) == 1


def test_rows_without_both_outcomes_have_no_area():
    everywhere = np.ones((2, 2), bool)
    with pytest.raises(RelodeError, match="nothing can be learnt"):
        area_within(np.ones((2, 2)), everywhere, everywhere)


def test_true_log_odds_have_slope_one_and_doubled_ones_half():
    rng = np.random.default_rng(0)
    line = rng.normal(-2, 1.5, size=(400, 200))
    events = rng.random(line.shape) < chance(line)
    right, doubled = calibration(line, np.ones(line.shape, bool), events), calibration(2 * line, line < 9, events)
    assert right["slope"] == pytest.approx(1, abs=0.03)
    assert right["predicted_over_observed"] == pytest.approx(1, abs=0.02)
    assert doubled["slope"] == pytest.approx(0.5, abs=0.015)
    assert right["log_loss_skill"] > doubled["log_loss_skill"]
