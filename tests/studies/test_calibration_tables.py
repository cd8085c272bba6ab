"""What the tables of the room of calibration are made by: estimates that find what was put in, and what ships."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from relode import shipped_tables
from relode.calibration.draws import score_names
from relode.model.opening.opening_world import world
from studies.calibration import NoAnswer
from studies.calibration import moment_functions as of
from studies.calibration.budget_relations import budget_rows
from studies.calibration.combination import Pool, combination
from studies.calibration.estimates import as_csv
from studies.calibration.fit import ensemble, fit, fitted_moments
from studies.calibration.migration import distance_gain, flows, gravity
from studies.calibration.multipliers import changes, multipliers, out_of_province_gain
from studies.calibration.observed import GRIDS, observed
from studies.calibration.plane import plane
from studies.calibration.price_fit import ONE_FACTOR, Process, change_covariance, log_likelihood
from studies.calibration.price_fit import fit as fit_prices
from studies.calibration.regression import least_squares
from studies.calibration.simulated_moments import MOMENTS, allowed, computed, covariance, moments
from studies.outlook.predictive import Draws, Spread

SIX_DIGITS = 2e-6
"""Tables have six decimals; sums in another order move the last."""
YEAR = {year: i for i, year in enumerate(range(2000, 2025))}


@pytest.fixture(scope="module")
def past(panel):
    return observed(panel)


def grown(past, name, steps):
    """The record with field `name` starting at 100 in 2000 and changing by `steps`, (place, year), in logarithms."""
    return replace(past, **{name: 100 * np.exp(np.cumsum(steps, axis=1))})


def test_targets_are_the_moments_of_the_shipped_past(past):
    assert tuple(moments()) == tuple(MOMENTS)
    names = tuple(name for name in MOMENTS if name != "migration_distance")  # it takes longest, and is tested apart
    assert computed(past, names) == pytest.approx([moments()[name].target for name in names], abs=SIX_DIGITS)
    errors = np.sqrt(np.diag(covariance()))
    assert errors == pytest.approx([m.standard_error for m in moments().values()], rel=1e-3, abs=1e-6)
    assert np.linalg.eigvalsh(covariance() / np.outer(errors, errors)).min() > 0


def test_relations_of_budgets_and_migration_of_2020_are_those_of_the_shipped_past(panel, past):
    found = as_csv(budget_rows(panel, past)).splitlines()[1:]
    there = shipped_tables.text("relode.calibration", "budget_relations").splitlines()[1:]
    for row, other in zip(found, there, strict=True):
        for cell, expected in zip(row.split(","), other.split(","), strict=True):
            close = "." in expected and cell and float(cell) == pytest.approx(float(expected), abs=SIX_DIGITS)
            assert close or cell == expected, (row, other)
    moves = flows(2020)
    gained, low, high = distance_gain(moves)
    shipped = {
        row["quantity"]: [float(row[name]) for name in ("value", "low", "high") if row[name]]
        for row in shipped_tables.rows("relode.calibration", "migration_gravity")
        if row["subject"] == "2020"
    }
    assert [gravity(moves).elasticity] == pytest.approx(shipped["distance_elasticity"], abs=SIX_DIGITS)
    assert [gained, low, high] == pytest.approx(shipped["deviance_gain"], abs=SIX_DIGITS)


def test_moments_known_at_2013_use_nothing_later(past):
    names, noise = allowed(2013), np.random.default_rng(1).lognormal(0, 1, (len(past.codes), len(past.years)))
    assert {"gdp_price_2004_2013"} <= set(names) <= set(MOMENTS) - {"gdp_coal_2015"}
    later = np.array(past.years) > 2013
    grids = {name: np.where(later, getattr(past, name) * noise, getattr(past, name)) for name in GRIDS}
    assert (computed(replace(past, **grids), names) == computed(past, names)).all()
    assert fitted_moments(2005) == ()
    assert fitted_moments(2010) == ("national_mining_jobs_2002_2007",)


def test_responses_to_prices_and_to_coal_that_are_put_in_come_out(past):
    exposure, steps = np.nan_to_num(past.at("mining_share", 2010)), np.nan_to_num(past.price_change)
    lagged = sum(
        np.pad(steps, ((0, 0), (lag, 0)))[:, : steps.shape[1]] * size for lag, size in enumerate((0.3, 0.2, 0.1))
    )
    made = grown(past, "gdp_real", exposure[:, None] * lagged)
    assert of.price_response(made, "gdp_real", 2005, 2019) == pytest.approx(0.6, abs=1e-6)
    fall = np.zeros_like(steps)
    fall[:, YEAR[2014]] = -0.8 * exposure * past.is_coal + past.province_index / 10
    made = grown(past, "gdp_real", fall)
    assert of.coal_change(made, "gdp_real", 2011, 2015) == pytest.approx(-0.8, abs=1e-9)
    with pytest.raises(NoAnswer):
        of.coal_change(replace(made, is_coal=np.zeros(len(past.codes), dtype=bool)), "gdp_real", 2011, 2015)


def test_persistence_and_convergence_that_are_put_in_come_out(past):
    dice = np.random.default_rng(2)
    start = dice.normal(0, 0.05, len(past.codes))
    made = grown(past, "gdp_real", start[:, None] * 0.5 ** np.arange(25))
    assert of.relative_growth_persistence(made, 2004, 2013) == pytest.approx(0.5)
    level, years = dice.normal(1, 0.5, len(past.codes)), np.clip(np.arange(25) - 10, 0, 10)
    made = replace(past, gdp_real=np.exp(level[:, None] * (1 - 0.02 * years)))
    assert of.convergence(made, 2010, 2020, per_head=False) == pytest.approx(0.02, abs=1e-9)


def test_a_multiplier_that_is_put_in_comes_out_also_in_provinces_not_seen():
    found = changes()
    made = 0.8 * found.mining + np.random.default_rng(1).normal(0, 0.02, len(found.mining))
    known = replace(found, outcomes={**found.outcomes, "other_jobs": made})
    assert multipliers(known)[0].value == pytest.approx(0.8, abs=0.05)  # about six of its standard errors
    assert out_of_province_gain(known).low > 0


def test_effects_taken_out_in_turn_give_what_columns_of_dummies_give():
    rng = np.random.default_rng(1)
    kept = rng.random(240) < 0.7  # unbalanced, so that one round is not enough
    place, year = np.repeat(np.arange(30), 8)[kept], np.tile(np.arange(8), 30)[kept]
    columns = rng.normal(size=(kept.sum(), 2))
    outcome = columns @ [0.5, -2] + rng.normal(size=30)[place] + rng.normal(size=8)[year] + rng.normal(size=kept.sum())
    expected = np.linalg.lstsq(np.hstack([columns, np.eye(30)[place], np.eye(8)[year]]), outcome, rcond=None)[0][:2]
    found = least_squares(outcome, columns, (place, year), place)
    assert found.coefficients == pytest.approx(expected, abs=1e-8)  # the rounds stop at 1e-10 of a deviation
    with pytest.raises(NoAnswer):
        least_squares(outcome, np.ones((len(place), 1)), (place,), place)


def test_a_price_process_is_found_within_its_errors_by_the_likelihood_of_the_normal_distribution():
    process, rng = Process(0.4, 0.3, 0.0, 0.02), np.random.default_rng(4)
    law = stats.multivariate_normal(np.full(100, 0.02), change_covariance(process, 100))
    series = law.rvs(6, random_state=rng)
    assert log_likelihood(series[0], process, 0.02)[0] == pytest.approx(law.logpdf(series[0]))
    found = [fit_prices(each, ONE_FACTOR) for each in series]
    for name in ONE_FACTOR:
        z = [(getattr(each.process, name) - getattr(process, name)) / each.errors[name] for each in found]
        assert np.mean(np.square(z)) < 3  # 1 if errors were exact
    with pytest.raises(NoAnswer, match="fewer than 12"):
        fit_prices(np.zeros(5), ONE_FACTOR)


def test_the_method_that_made_the_outcomes_gets_nearly_all_the_weight_by_outcomes_of_other_folds():
    rng, fold = np.random.default_rng(1), np.repeat(np.arange(6), 10)
    outcome = rng.normal(0, 1, (60, 3))
    parts = {
        name: Spread(np.full((60, 3), centre), np.full((60, 3), scale))
        for name, (centre, scale) in {"good": (0, 1), "shifted": (2, 1), "wide": (0, 6)}.items()
    }
    pool = combination(parts, outcome, fold)
    assert pool.weights[0].min() > 0.8  # 150 cells tell the weight to about a tenth
    assert pool.weights.sum(axis=0) == pytest.approx(np.ones(60))
    other = combination(parts, np.where(fold[:, None] == 2, outcome + 100, outcome), fold)
    assert (pool.weights[:, fold == 2] == other.weights[:, fold == 2]).all()
    draws = Draws(rng.normal(size=(40, 60, 3))), Draws(rng.normal(1, 2, (40, 60, 3)))
    together = Draws(np.concatenate([each.draws for each in draws]))
    assert Pool(draws, np.full((2, 60), 0.5)).crps(outcome) == pytest.approx(together.crps(outcome))


def test_the_plane_of_a_linear_model_is_that_model():
    rng = np.random.default_rng(1)
    slopes, scores = rng.standard_normal((5, 12)), rng.standard_normal((400, 12))
    found = plane(scores, scores @ slopes.T + 0.01 * rng.standard_normal((400, 5)))
    # The outermost hundredths are drawn in, which flattens the plane by a few per cent.
    assert found.slopes == pytest.approx(slopes, rel=0.06, abs=0.03)
    assert found.middle - found.slopes @ found.centre == pytest.approx(np.zeros(5), abs=0.05)


@pytest.mark.slow
def test_a_fit_finds_the_parameters_of_a_synthetic_past(panel, past, tmp_path):
    """Along the directions of which most was learnt nine in ten draws hold the truth."""
    opened, names = world(panel, 2010), fitted_moments(2013)
    truth = np.random.default_rng(5).standard_normal((1, len(score_names())))
    target = ensemble(opened, past, truth, names, 2013, seed=77)[0]
    found = fit(opened, past, 2013, 0, tmp_path, target=target)
    spread = found.scores.std(axis=0)
    learnt = np.argsort(spread)[:8]
    low, high = np.quantile(found.scores[:, learnt], (0.01, 0.99), axis=0)
    assert np.mean((truth[0, learnt] > low) & (truth[0, learnt] < high)) >= 0.75
    again = fit(opened, past, 2013, 0, tmp_path, target=target)  # from the rounds that were stored
    assert np.array_equal(found.scores, again.scores)
    assert len(list(tmp_path.glob("round-*"))) == 3
