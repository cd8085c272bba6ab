"""The draws of the synthesis: what algebra says of them, whole worlds, and that a seed is a seed."""

from dataclasses import replace

import numpy as np
import pytest

from relode.evidence.posterior import PRIORS
from relode.evidence.prediction import next_number
from relode.evidence.sampling import draws, rhat
from relode.evidence.studies import PublishedStudy, studies
from relode.evidence.synthesis import NODES, WEIGHTS, chances, kind_of, rows_of
from relode.evidence.worlds import TESTED, ranks

# One lever and family, no spread between them, a known spread between places of .5 and errors of .01.
PINNED = {
    **PRIORS, "lever_sd": 1e-3, "family_sd": 1e-3, "both_sd": 1e-3, "place_sd": 0.5, "place_sd_log_sd": 1e-3,
    "family_spread": 1e-4, "far": 1.0, "far_log_sd": 1e-4, "error": 0.01, "error_log_sd": 0.1, "reading_sd": 1e-4,
    "nothing": 1e6,
}  # fmt: skip


def planted(name: str, z: float) -> PublishedStudy:
    """A direct study of zones, its output effect z tenths, known almost exactly."""
    like = next(study for study in studies() if study.effect_id == "alder2016_gdp")
    return replace(like, effect_id=name, cluster=name, y=0.1 * z, error=0.001, verified="table")


def mean_of(table: list[PublishedStudy]) -> tuple[float, float]:
    (fit,) = draws(rows_of(table), 1, chains=8, sweeps=300, warm_up=200, priors=PINNED)
    # Few draws lie in the wide component when none of the studies does.
    centre = fit.centre(kind_of(table[0]), "C", np.random.default_rng(1))
    return float(centre.mean()), float(centre.std())


def test_a_planted_study_moves_the_mean_as_algebra_says():
    """Precision 1 of the prior mean .5, 4 of each study: (.5 + 4 sum z) / (1 + 4 n)."""
    table = [planted(f"study {at}", z) for at, z in enumerate((0.8, 0.9, 1.0, 1.0, 1.1, 1.2))]
    before, sd = mean_of(table)
    after, _ = mean_of([*table, planted("new", 1.6)])
    assert before == pytest.approx((0.5 + 4 * 6) / 25, abs=0.03)
    assert sd == pytest.approx(25**-0.5, rel=0.15)
    assert after - before == pytest.approx((0.5 + 4 * 7.6) / 29 - (0.5 + 4 * 6) / 25, abs=0.03)


def test_the_same_seed_gives_the_same_bits_and_another_does_not():
    rows = rows_of(studies())
    first, again, other = (draws(rows, seed, chains=1, sweeps=4, warm_up=2, kept=4)[0].effects for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_rows_left_out_do_not_count():
    """Without any row the draws are those of the prior."""
    rows = rows_of(studies())
    (fit,) = draws(rows, 1, np.zeros((1, len(rows.family)), bool), chains=40, sweeps=100, warm_up=50)
    assert fit.effects[:, 0].mean() == pytest.approx(PRIORS["mean"], abs=0.1)
    assert fit.effects[:, 0].std() == pytest.approx(PRIORS["mean_sd"], rel=0.1)
    assert fit.scalars["nothing"].mean() == pytest.approx(0.2, abs=0.05)


def test_chances_of_signs_are_those_of_simulated_studies():
    rng = np.random.default_rng(1)
    p = {"nothing": np.array(0.3), "unusual": np.array(0.2)}
    count, centre, sd, error = 400_000, 0.4, 0.5, 0.3
    at = rng.random(count)
    width = np.where(at < 0.3, 0.0, np.where(at < 0.3 + 0.7 * 0.2, 3.0, 1.0))
    z = np.where(at < 0.3, 0.0, centre) + width * sd * rng.standard_normal(count) + error * rng.standard_normal(count)
    blurred = z + 0.2 * error * rng.standard_normal(count)
    above, below = chances(np.array(centre), np.array(sd**2), np.array(0.0), np.array(error), p)
    assert float(above) == pytest.approx((blurred > 1.96 * error).mean(), abs=0.003)
    assert float(below) == pytest.approx((blurred < -1.96 * error).mean(), abs=0.003)


def test_nodes_have_mean_0_and_variance_1():
    share = WEIGHTS / WEIGHTS.sum()
    assert (share @ NODES, share @ NODES**2) == pytest.approx((0, 1))


def test_chains_that_disagree_are_told_from_chains_that_agree():
    rng = np.random.default_rng(1)
    same = rng.standard_normal((4, 500, 1))
    assert rhat(same) < 1.02
    assert rhat(same + np.arange(4)[:, None, None]) > 1.5


def test_a_money_row_says_nothing_of_a_measure():
    table = studies()
    kinds = {kind_of(study) for study in table if study.lever == "cluster_support"}
    assert kinds == {("cluster_support", "money"), ("cluster_support", "measure")}


@pytest.mark.slow
def test_a_refit_with_a_planted_study_agrees_with_weighting_the_draws_before_it():
    """Bayes' rule by two routes: the shipped rows and one more, or draws without it, each by its likelihood."""
    new = replace(planted("new", 1.5), transfer="direct", error=0.02)
    (before,), (after,) = (
        draws(rows_of(table), 1, chains=8, sweeps=1500, kept=8000) for table in (studies(), (*studies(), new))
    )
    kind = kind_of(new)
    rng = np.random.default_rng(1)
    s, centre, sd = before.scalars, before.centre(kind, "C", rng), before.place_sd("C")
    density = np.zeros(before.count)
    for part, width in (((1 - s["nothing"]) * (1 - s["unusual"]), 1.0), ((1 - s["nothing"]) * s["unusual"], 3.0)):
        variance = (width * sd) ** 2 + 0.2**2
        density += part * np.exp(-((1.5 - centre) ** 2) / 2 / variance) / variance**0.5
    density += s["nothing"] * np.exp(-(1.5**2) / 2 / 0.2**2) / 0.2
    # It is printed, significant and with its error: that is the same in every draw but for how often such is seen.
    density *= s["number_significant"] * np.exp(
        -((np.log(0.2) - s["error_log_mean"]) ** 2) / 2 / s["error_log_spread"] ** 2
    ) / s["error_log_spread"]  # fmt: skip
    weight = density / density.sum()
    expected, spread = weight @ centre, (weight @ (centre - weight @ centre) ** 2) ** 0.5
    found = after.centre(kind, "C", rng)
    # The chance of being seen is left out of the weights: it moves them by a few hundredths of a spread.
    assert found.mean() == pytest.approx(expected, abs=0.15 * spread)
    assert found.mean() - before.centre(kind, "C", rng).mean() > 0.05


@pytest.mark.slow
def test_truths_of_simulated_worlds_lie_anywhere_in_their_posteriors():
    """Twenty small worlds: ranks spread over 0 to 1; the shipped hundred are in the table of the page."""
    found = ranks(rows_of(studies()), 20, 3, sweeps=600, warm_up=300)
    assert found.shape == (20, len(TESTED))
    # Means of 20 uniform ranks have a standard deviation of .065; 16 quantities are looked at.
    assert np.abs(found.mean(axis=0) - 0.5).max() < 0.25
    assert np.abs(found.std(axis=0) - 12**-0.5).max() < 0.12


def test_a_forecast_of_a_printed_number_has_a_density():
    (fit,) = draws(rows_of(studies()), 1, chains=2, sweeps=60, warm_up=60, kept=120)
    study = studies()[0]
    for selected in (True, False):
        forecast = next_number(fit, study, np.random.default_rng(1), selected)
        grid = np.linspace(-15, 15, 3001)
        area = np.exp([forecast.log_density(z) for z in grid]).sum() * 0.01
        assert area == pytest.approx(1, abs=0.15 if selected else 0.01)
        assert forecast.sign_chances().sum() == pytest.approx(1)
