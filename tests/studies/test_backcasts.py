"""The backcast: nothing after an origin is seen, bands hold what they promise, and its scores are those that ship."""

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import integrate

from relode import shipped_tables
from relode.outlook.forecasters.rules import RULES
from relode.places import all_places
from studies.calibration.backcast_table import table_cases
from studies.calibration.observed import observed
from studies.calibration.simulator_forecast import with_simulator
from studies.outlook.backcast import backcast
from studies.outlook.harness import cell_scores, eligible, outcomes, predict_case, score, scored, skill
from studies.outlook.method_list import methods
from studies.outlook.predictive import Draws, Spread
from studies.outlook.statistical import Selected, Statistical
from studies.outlook.structural import Design, fit
from studies.outlook.targets import (
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    TARGETS,
    Case,
    past_of,
    provinces,
)

CASES = [(name, origin, horizon) for name, of in TARGETS.items() for origin, horizon in of.cases]
GDP = TARGETS["gdp_real"]
YEARS = np.arange(1990, 2025)
CODES = [p.code for p in all_places() if p.level == "prefecture" and p.in_partition and p.code != "460300"]


@pytest.mark.parametrize(("name", "origin", "horizon"), CASES)
@pytest.mark.parametrize("mode", [NATIONAL_GIVEN, NOTHING_GIVEN])
def test_no_prediction_changes_with_what_came_after_the_origin(panel, name, origin, horizon, mode):
    case = Case(TARGETS[name], origin, horizon, mode)
    value = panel["value"].copy(deep=True)
    later = value["year"].to_numpy() > origin
    value.to_numpy()[:, :, later] *= np.random.default_rng(7).lognormal(0, 1, value.to_numpy()[:, :, later].shape)
    other = panel.assign(value=value)
    places = eligible(panel, case.target, origin)
    assert places == eligible(other, case.target, origin)
    national = None if mode == NOTHING_GIVEN else np.linspace(0.1, 0.2, len(case.years))
    for method in methods(name, mode).values():
        one, two = (
            method.predict(
                past_of(each, case.target, origin, places, national), places, case.years, np.random.default_rng(1)
            )
            for each in (panel, other)
        )
        for chance in (0.05, 0.5):
            assert np.array_equal(one.quantile(chance), two.quantile(chance), equal_nan=True)


def test_no_prediction_changes_with_outcomes_of_its_own_province(panel):
    case = Case(TARGETS["population"], 2010, 10, OTHER_PROVINCES_GIVEN)
    places = eligible(panel, case.target, 2010)
    outcome = outcomes(panel, case, places)
    mine = provinces(places) == "230000"
    other = np.where(mine[:, None], outcome + np.nanmean(outcome) - outcome[mine].mean(), outcome)  # the same mean path
    other[mine] += np.random.default_rng(1).normal(0, 0.1, (mine.sum(), 1))
    other[mine] += (np.nansum(outcome) - np.nansum(other)) / mine.sum()
    method = methods("population", OTHER_PROVINCES_GIVEN)["structural_ridge"]
    errors = [predict_case(panel, case, places, each, method, 1).error for each in (outcome, other)]
    centres = [each - error for each, error in zip((outcome, other), errors, strict=True)]
    assert centres[0][mine] == pytest.approx(centres[1][mine], abs=1e-9, nan_ok=True)


@pytest.mark.slow
def test_the_scores_that_ship_are_those_of_the_code(panel):
    names = ["mining_employment_share", "house_price"]
    found = backcast(panel, names)
    found = found[found["group"].isin(["all", "resource", "mining_above_2_percent", "without_liaoning"])]
    there = pd.DataFrame([row for row in shipped_tables.rows("relode.outlook", "scores") if row["target"] in names])
    assert found["method"].tolist() == there["method"].tolist()
    for name in ("mae", "crps", "coverage_90", "skill", "skill_interval_95_low"):
        assert found[name].to_numpy() == pytest.approx(there[name].astype(float).to_numpy(), abs=2e-5), name


@pytest.mark.slow
def test_the_simulator_is_scored_beside_the_rules_as_the_table_has_it(panel):
    case = next(each for each in table_cases() if each.target.name == "population")
    given = with_simulator(panel, observed(panel))
    result = scored(panel, case, 1, lambda *each: {"simulator": given(*each)["simulator"]})
    (row,) = [row for row in shipped_tables.rows("relode.calibration", "backcast")
              if (row["target"], row["method"], row["group"]) == ("population", "simulator", "all")]  # fmt: skip
    assert np.nanmean(result.cells["simulator"].crps) == pytest.approx(float(row["crps"]), abs=2e-5)


def grown(seed):
    """A panel whose real GDP grows by an autoregression of .6 with shocks of 2 % around a common path."""
    rng, shape = np.random.default_rng(seed), (len(CODES), len(YEARS))
    growth = np.zeros(shape)
    for year in range(1, shape[1]):
        growth[:, year] = 0.6 * growth[:, year - 1] + rng.normal(0, 0.02, shape[0])
    index = np.exp(np.cumsum(growth + 0.08, axis=1))
    index[:, YEARS < 2000] = np.nan
    grids = {
        "population": np.full(shape, 1e6),
        "mining_employment_share": np.full(shape, 0.02),
        "gdp_real_index": index,
    }
    coords = {"quantity": list(grids), "place": CODES, "year": YEARS}
    return xr.Dataset({"value": (("quantity", "place", "year"), np.stack(list(grids.values())))}, coords=coords)


@pytest.mark.parametrize("tails", ["normal", "student", "empirical"])
def test_bands_hold_what_they_promise_on_a_known_process_whose_rule_is_selected(tails):
    case, held = Case(GDP, 2013, 6, NATIONAL_GIVEN), []
    pair = {name: Statistical(RULES[name], tails=tails) for name in ("random_walk", "pooled_ar1")}
    for seed in range(4):
        cells = scored(grown(seed), case, 1, lambda *_: pair).cells
        held.append(score(cells["pooled_ar1"], np.ones(len(CODES), dtype=bool), np.random.default_rng(1)))
        assert np.nanmean(cells["pooled_ar1"].crps) < 0.95 * np.nanmean(cells["random_walk"].crps)
    # four worlds of 336 places whose six years move together: the sampling error of coverage is about 1 point
    assert np.mean([s.coverage_90 for s in held]) == pytest.approx(0.90, abs=0.03)
    assert np.mean([s.coverage_50 for s in held]) == pytest.approx(0.50, abs=0.04)
    past = past_of(grown(1), GDP, 2013, tuple(CODES), np.zeros(6))
    assert Selected(pair).choice(past, range(2014, 2020)) == "pooled_ar1"


@pytest.mark.parametrize("degrees", [3.0, 7.0, np.inf])
@pytest.mark.parametrize("outcome", [-1.5, 4.0])
def test_the_closed_form_of_a_score_is_the_integral_of_squared_distance_to_the_step(degrees, outcome):
    spread, at = Spread(np.array([[0.5]]), np.array([[1.3]]), degrees), np.array([[outcome]])
    left, right = (
        integrate.quad(lambda x, over=over: (over - spread.below(np.array([[x]]))[0, 0]) ** 2, *ends, limit=400)[0]
        for over, ends in ((0, (-200, outcome)), (1, (outcome, 200)))
    )
    # tails of three degrees beyond 200 scales hold less than 1e-6
    assert spread.crps(at)[0, 0] == pytest.approx(left + right, rel=1e-5)
    draws = Draws(spread.quantile(0.5) + 0 * np.zeros((10, 1, 1)))
    assert draws.crps(at)[0, 0] == pytest.approx(abs(outcome - 0.5))
    assert spread.below(spread.quantile(0.95))[0, 0] == pytest.approx(0.95)


def test_true_bands_have_nominal_coverage_and_beat_wide_ones_and_nothing_beats_itself():
    outcome, home = np.random.default_rng(1).normal(0, 1, (240, 5)), np.array([f"{i % 24:02d}" for i in range(240)])
    true, wide = (cell_scores(Spread(0 * outcome, 0 * outcome + scale), outcome, home) for scale in (1.0, 3.0))
    everyone = np.ones(240, dtype=bool)
    found = score(true, everyone, np.random.default_rng(1))
    assert found.coverage_90_interval[0] < 0.9 < found.coverage_90_interval[1]
    assert found.pit == pytest.approx((0.1,) * 10, abs=0.03)  # 1,200 outcomes: a bin has an error of .009
    assert asdict(found) == asdict(score(true, everyone, np.random.default_rng(1)))
    assert skill(true, true, everyone, np.random.default_rng(1)) == (0.0, (0.0, 0.0))
    gained, (low, _) = skill(true, wide, everyone, np.random.default_rng(1))
    assert gained > low > 0


def test_the_ridge_predicts_a_province_as_a_refit_without_it_does():
    rng = np.random.default_rng(1)
    home, table = np.arange(200) % 20, np.column_stack([np.ones(200), rng.normal(0, 1, (200, 4))])
    truth = np.array([0.1, 1.0, -0.5, 0.0, 0.0])
    outcome = table @ truth + rng.normal(0, 0.1, 200)
    noise = Design(np.column_stack([np.ones(200), rng.normal(0, 1, (200, 4))]), 1, np.ones(200))
    chosen, found = fit([noise, Design(table, 1, np.ones(200))], outcome, home)
    assert chosen == 1
    assert found.coefficients == pytest.approx(truth, abs=0.05)
    rest = home != 5
    ridge = np.diag([0.0, *[found.penalty * rest.sum()] * 4])
    coefficients = np.linalg.solve(table[rest].T @ table[rest] + ridge, table[rest].T @ outcome[rest])
    assert found.held_out[~rest] == pytest.approx(table[~rest] @ coefficients)
