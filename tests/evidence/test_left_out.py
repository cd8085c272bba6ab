"""Scores of left-out clusters: each figure by hand or by another library, and the tables that ship."""

import numpy as np
import pytest
from scipy.stats import binomtest, norm, t

from relode import shipped_tables
from relode.evidence.evidence_answer import SIMPLE, evidence_answer, shipped_effects, shipped_scores
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import fingerprint, studies
from relode.evidence.summary import summary
from studies.evidence.left_out import (
    RowScore,
    Spreading,
    crps,
    difference,
    learnt,
    nested,
    quantiles,
    scored_rows,
    share_by_clusters,
    simple_forecasts,
)


def test_crps_of_two_values_by_hand():
    """Values 0 and 2, each a half, seen 1: mean distance 1, less half of the mean distance 1 of two draws."""
    assert crps(np.array([0.0, 2.0]), np.array([1.0, 1.0]), 1.0) == pytest.approx(0.5)


def test_crps_of_a_normal_sample_is_the_closed_form():
    rng = np.random.default_rng(1)
    closed = 0.5 * (2 * norm.cdf(0.5) - 1) + 2 * norm.pdf(0.5) - np.pi**-0.5
    assert crps(rng.standard_normal(200_000), np.ones(200_000), 0.5) == pytest.approx(closed, abs=0.005)


def test_quantiles_follow_the_weights():
    assert quantiles(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]), (0.5,)) == (3.0,)


def test_a_value_without_weight_moves_no_quantile():
    """Half way between 0 and 4 by two equal weights; 3 weighs nothing."""
    assert quantiles(np.array([0.0, 3.0, 4.0]), np.array([1.0, 0.0, 1.0]), (0.5,)) == (2.0,)


def test_a_student_density_is_scipys():
    own = Spreading(0.3, 1.7, 6.0)
    assert own.log_density(2.0) == pytest.approx(t.logpdf(2.0, 6, 0.3, 1.7))


def test_a_learnt_width_is_drawn_to_that_of_all():
    """Four prior rows of variance 1 and four own of squared deviation 4: (4 + 16) / 8."""
    found = learnt([2.0, -2.0, 2.0, -2.0], 0.0, [1.0, -1.0])
    assert (found.scale**2, found.freedom) == pytest.approx((2.5, 8.0))


def test_simple_forecasts_do_not_see_the_cluster_that_they_predict():
    study = scored_rows(studies())[0]
    training = [other for other in studies() if other.cluster != study.cluster]
    found = simple_forecasts(training, study)
    assert found["no_effect"].location == 0
    assert {"grand_mean", "lever_mean"} < set(found)
    assert study.effect_id not in {other.effect_id for other in training}


def scores(name, logs):
    return [RowScore(name, f"row {at}", f"cluster {at // 2}", log) for at, log in enumerate(logs)]


def test_a_choice_is_made_on_other_clusters():
    """The first choice does best on cluster 0 only: there the others decide for the second."""
    chosen = nested([scores("x", [9, 9, 0, 0, 0, 0]), scores("x", [0, 0, 1, 1, 1, 1])])
    assert [row.log_score for row in chosen] == [0, 0, 0, 0, 0, 0]


def test_a_difference_has_an_interval_by_clusters():
    rows = [*scores("a", [1, 1, 3, 3]), *scores("b", [0, 0, 0, 0])]
    mean, low, high = difference(rows, "a", "b", [f"row {at}" for at in range(4)], 1)
    assert (mean, low, high) == (2, 1, 3)


def test_a_share_that_is_all_or_none_has_an_interval_nevertheless():
    """Five clusters of which every row was held: .025 of draws of five from a share of .4782 would be so."""
    names = [f"cluster {at // 2}" for at in range(10)]
    assert share_by_clusters([1.0] * 10, names, 1) == pytest.approx((1, binomtest(5, 5).proportion_ci().low, 1))
    assert share_by_clusters([0.0] * 10, names, 1) == pytest.approx((0, 0, binomtest(0, 5).proportion_ci().high))
    share, low, high = share_by_clusters([1.0, 0.0] * 5, names, 1)
    assert share == low == high == 0.5


def test_what_ships_comes_from_the_rows_that_ship():
    draws = shipped_draws()
    assert 1200 <= draws.count < 1300
    assert draws.rhat < 1.1
    assert evidence_answer().fingerprint == fingerprint(studies())


def test_what_the_command_tells_is_what_the_shipped_draws_say():
    effects, rhat = shipped_effects()
    again = summary(studies(), shipped_draws())
    assert rhat == shipped_draws().rhat
    assert set(effects) == set(again)
    for outcome, numbers in again.items():
        assert effects[outcome] == pytest.approx(numbers, rel=1e-5)
    # By hand of the draws: half lie below the median of a mean over places.
    says = expected(shipped_draws(), ("cluster_support", "measure"), "C", np.random.default_rng(1))
    below = says.average < effects["cluster_support", "measure", "C"]["average_median"]
    assert below.mean() == pytest.approx(0.5, abs=0.002)


def test_every_scored_row_has_a_score_by_every_forecast():
    ids = {study.effect_id for study in scored_rows(studies())}
    rows = shipped_tables.rows("relode.evidence", "evidence_row_scores")
    for forecast in {row["forecast"] for row in rows}:
        assert {row["effect_id"] for row in rows if row["forecast"] == forecast} == ids


def test_the_table_of_scores_is_that_of_its_rows():
    rows = shipped_tables.rows("relode.evidence", "evidence_row_scores")
    for score in shipped_scores():
        if score.group != "all":
            continue
        own = [row for row in rows if row["forecast"] == score.forecast]
        assert score.log_score == pytest.approx(np.mean([float(row["log_score"]) for row in own]), abs=2e-3)
        held = [int(row["held_90"]) for row in own if row["held_90"]]
        assert score.coverage_90 == pytest.approx(np.mean(held), abs=1e-3)
        for simple in SIMPLE:
            other = {row["effect_id"]: float(row["log_score"]) for row in rows if row["forecast"] == simple}
            gap = np.mean([float(row["log_score"]) - other[row["effect_id"]] for row in own])
            mean, low, high = score.above[simple]
            assert mean == pytest.approx(gap, abs=2e-3)
            assert low <= mean <= high


def test_ninety_per_cent_intervals_of_what_ships_hold_85_to_95_per_cent_of_unseen_numbers():
    found = {(row.forecast, row.group): row for row in shipped_scores()}
    assert 0.85 <= found["as_shipped", "all"].coverage_90 <= 0.95
    for forecast in ("synthesis", "as_shipped"):
        assert found[forecast, "all"].above["no_effect"][1] > 0
        assert found[forecast, "all"].above["simulator"][1] > 0


def test_a_pool_or_a_shrinkage_that_earns_less_than_a_twentieth_a_row_does_not_ship():
    found = {row.forecast: row for row in shipped_scores() if row.group == "all"}
    for tried, simpler in (("pool", "synthesis"), ("shrunk", "as_shipped")):
        assert found[tried].log_score - found[simpler].log_score < 0.05
    rows = shipped_tables.rows("relode.evidence", "evidence_row_scores")
    assert {row["forecast"] for row in rows if row["choice"]} == {"pool", "shrunk"}
    # Where the others chose the whole synthesis, the pool is the synthesis.
    if {row["choice"] for row in rows if row["forecast"] == "pool"} == {"1"}:
        assert found["pool"].coverage_90 == found["synthesis"].coverage_90
