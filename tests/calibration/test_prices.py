import math
from dataclasses import replace

import numpy as np
import pytest

from relode.calibration import KINDS, correlation, process
from relode.calibration.fitting.draws import draw_futures, published_prices
from relode.calibration.prices.price_table import ONE_FACTOR, TWO_FACTOR, Process
from relode.calibration.prices.resource_price import (
    PRICED,
    last_price,
    log_real_kind_price,
    national_mix,
    price_changes,
    yearly_changes,
)
from relode.calibration.targets.estimates import figure
from relode.errors import NoVerdict
from relode.model.opening.opening_world import world
from relode.model.opening.tables import COMMODITIES
from studies.calibration.price_fit import (
    _curvature,
    _filled,
    change_covariance,
    cross_covariance,
    fit,
    forecast,
    largest_long_run_volatility,
    log_likelihood,
)
from studies.calibration.price_process import ASSUMED, CORRELATION, DRIFT, correlation_interval

PASSING = Process(0.4, 0.3, 0.0, 0.02)
BOTH = Process(0.4, 0.3, 0.1, 0.02)


def simulated(of: Process, years: int, rng: np.random.Generator) -> np.ndarray:
    """Yearly changes of ln price, step by step: an independent way to the same law."""
    fade = np.exp(-of.reversion)
    size = of.volatility / np.sqrt(2 * of.reversion)
    passing = [rng.normal(0, size)]
    for _ in range(years):
        passing.append(fade * passing[-1] + rng.normal(0, size * np.sqrt(1 - fade**2)))
    return np.diff(passing) + of.drift + rng.normal(0, of.long_run_volatility, years)


def test_covariance_of_changes_is_that_of_simulated_prices():
    rng = np.random.default_rng(1)
    sample = np.stack([simulated(BOTH, 4, rng) for _ in range(40_000)])
    # the sampling error of a covariance of size .1 over 40,000 draws is about .0007
    assert np.cov(sample, rowvar=False) == pytest.approx(change_covariance(BOTH, 4), abs=0.003)


def test_a_price_with_itself_and_correlation_one_has_its_own_covariance():
    assert cross_covariance(PASSING, PASSING, 1.0, 6) == pytest.approx(change_covariance(PASSING, 6))


def test_without_passing_shocks_it_is_a_random_walk():
    walk = Process(0.4, 0.0, 0.2, 0.01)
    changes = np.random.default_rng(2).normal(0.01, 0.2, 30)
    assert change_covariance(walk, 5) == pytest.approx(0.04 * np.eye(5))
    assert forecast(changes, walk, 5, 0.01) == pytest.approx((0.05, 0.2 * np.sqrt(5)))


def test_the_error_of_a_fitted_drift_is_in_the_spread():
    # A random walk of .2 over 16 years: h years ahead the variance is .04 h + .04 h^2 / 16, twice .04 x 16 at h = 16.
    changes = np.random.default_rng(4).normal(0.01, 0.2, 16)
    walk = Process(0.3, 0.0, 0.2, float(changes.mean()))
    for ahead in (1, 4, 16):
        centre, spread = forecast(changes, walk, ahead)
        assert centre == pytest.approx(ahead * changes.mean())
        assert spread == pytest.approx(np.sqrt(0.04 * ahead + 0.04 * ahead**2 / 16))


def test_far_ahead_a_passing_shock_is_forgotten_and_the_level_stays():
    low = np.concatenate([np.zeros(20), [-0.5]])
    centre, spread = forecast(low, replace(PASSING, drift=0.0), 60, 0.0)
    assert centre == pytest.approx(0.5, abs=0.1)  # the level before the fall; 20 years tell it only so well
    assert spread < 2 * PASSING.volatility / np.sqrt(2 * PASSING.reversion)


def test_likelihood_is_that_of_the_normal_distribution():
    from scipy import stats

    changes = simulated(BOTH, 25, np.random.default_rng(3))
    expected = stats.multivariate_normal(np.full(25, 0.02), change_covariance(BOTH, 25)).logpdf(changes)
    assert log_likelihood(changes, BOTH, 0.02)[0] == pytest.approx(expected)


@pytest.mark.slow
def test_the_fit_finds_what_made_the_prices_within_its_errors():
    rng = np.random.default_rng(4)
    found = [fit(simulated(PASSING, 120, rng), ONE_FACTOR) for _ in range(8)]
    for name in ONE_FACTOR:
        z = [(getattr(each.process, name) - getattr(PASSING, name)) / each.errors[name] for each in found]
        assert np.mean(np.square(z)) < 2.5  # 1 if errors were exact; 8 draws exceed 2.5 in one case of a hundred
    assert np.mean([each.process.reversion for each in found]) == pytest.approx(0.4, abs=0.15)


def test_two_factors_are_never_less_likely_than_one():
    for kind in PRICED:
        changes = np.array(list(yearly_changes(kind).values()))
        gain = fit(changes, TWO_FACTOR).log_likelihood - fit(changes, ONE_FACTOR).log_likelihood
        assert gain > -1e-3  # the second factor has a lower bound of a tenth of a per cent, not 0


def test_too_short_a_series_gives_no_verdict():
    with pytest.raises(NoVerdict, match="at least 12"):
        fit(np.zeros(5), ONE_FACTOR)


def test_real_domestic_coal_fell_by_half_from_2011_to_2015():
    coal = log_real_kind_price("coal")
    assert np.exp(coal[2015] - coal[2011]) == pytest.approx(0.47, abs=0.01)


def test_the_national_mix_adds_up_and_is_mostly_coal():
    mix = national_mix()
    assert sum(mix.values()) == pytest.approx(1)
    assert max(mix, key=lambda kind: mix[kind]) == "coal"


def test_a_coal_city_has_the_price_of_coal_and_beijing_that_of_the_mix():
    hegang, beijing = price_changes(("230400", "110000"), (2012, 2022))
    coal, mix = yearly_changes("coal"), national_mix()
    assert hegang[0] == coal[2012]
    assert np.isnan(hegang[1])  # the domestic series ends in 2021
    assert beijing[0] == pytest.approx(sum(share * yearly_changes(kind)[2012] for kind, share in mix.items()))


def test_correlation_of_all_kinds_is_positive_definite():
    matrix = correlation()
    assert matrix.shape == (len(KINDS), len(KINDS))
    assert np.linalg.eigvalsh(matrix).min() > 0.1
    assert matrix == pytest.approx(matrix.T)


def test_each_kind_has_a_process_and_what_has_no_price_says_so():
    for kind in KINDS:
        assert process(kind).volatility > 0
        sources = figure("price_process", kind, "volatility").sources
        assert (sources == ("assumption",)) == (kind not in PRICED)


def test_the_chosen_form_beats_a_random_walk_over_five_years_and_a_fitted_drift_does_not():
    chosen = figure("price_process", "one_factor_without_drift", "crps_gain_5_years")
    drifting = figure("price_process", "one_factor", "crps_gain_5_years")
    assert chosen.low is not None
    assert chosen.low > 0
    assert drifting.value < 0


def test_the_curvature_of_a_quadratic_is_its_matrix():
    matrix = np.array([[3.0, -1.0, 0.5], [-1.0, 2.0, 0.25], [0.5, 0.25, 1.0]])
    found = _curvature(lambda at: float(at @ matrix @ at / 2), np.array([0.3, -0.2, 0.1]))
    # Central differences of a quadratic are exact but for rounding, over the square of the step.
    assert found == pytest.approx(matrix, abs=1e-5)


def test_correlations_of_pairs_fill_a_matrix_with_ones_on_its_diagonal():
    found = _filled(3, ((0, 1), (0, 2), (1, 2)), np.array([0.1, 0.2, 0.3]))
    assert found.tolist() == [[1.0, 0.1, 0.2], [0.1, 1.0, 0.3], [0.2, 0.3, 1.0]]


def test_the_largest_long_run_volatility_is_where_the_best_likelihood_has_fallen_by_1_92():
    changes = simulated(BOTH, 30, np.random.default_rng(5))
    best = fit(changes, TWO_FACTOR).log_likelihood
    found = largest_long_run_volatility(changes, best)
    reversions, volatilities = np.linspace(0.02, 3.0, 60), np.geomspace(0.01, 1.0, 60)
    there = max(log_likelihood(changes, Process(a, v, found, 0.0), None)[0] for a in reversions for v in volatilities)
    assert best - there == pytest.approx(1.92, abs=0.02)  # between two points of the grid


def test_published_prices_since_the_opening_hold_in_futures_of_today_only(panel):
    """By hand: coal at Qinhuangdao 573.7 to 990.5 yuan a tonne, consumer prices 158.218 to 159.771."""
    found = published_prices(2020, 6)
    coal, metals = COMMODITIES.index("coal"), COMMODITIES.index("nonferrous")
    assert found[1, coal] == pytest.approx(np.log(990.5 / 573.7 * 158.218 / 159.771), rel=1e-6)
    assert (found[0, :4] == 0).all()
    assert (last_price("coal"), last_price("nonferrous")) == (2021, 2024)
    assert np.isnan(found[2:, coal]).all()
    assert np.isfinite(found[4, metals])
    assert np.isnan(found[5, metals])
    assert np.isnan(found[:, 4:]).all()  # kinds without a price
    opened = world(panel, 2020)
    known, drawn = (
        np.asarray(draw_futures(opened, 6, 8, 1, known=known).exogenous.log_price) for known in (True, False)
    )
    np.testing.assert_allclose(known[:, 1, coal], found[1, coal], atol=1e-9)
    assert known[:, 2, coal].std() > 0.05
    assert drawn[:, 1, coal].std() > 0.05


def test_the_interval_of_a_correlation_by_hand():
    # z = ln(1.5 / .5) / 2 = .549306, less and more 1.959964 x .1 / .75 = .261329; back by (e^2z - 1) / (e^2z + 1)
    ends = [(math.exp(2 * z) - 1) / (math.exp(2 * z) + 1) for z in (0.287977, 0.810635)]
    assert correlation_interval(0.5, 0.1) == pytest.approx(ends, abs=1e-6)
    assert correlation_interval(0.0, 0.1) == pytest.approx((-0.193525, 0.193525), abs=1e-6)  # x - x^3 / 3 + 2 x^5 / 15


def test_what_is_assumed_of_prices_is_what_ships():
    for kind in KINDS:
        drift = figure("price_process", kind, "drift")
        assert (drift.value, drift.low, drift.high) == DRIFT
        if kind not in PRICED:
            found = {name: figure("price_process", kind, name) for name in ASSUMED}
            assert {name: (each.value, each.low, each.high) for name, each in found.items()} == ASSUMED
            pair = figure("price_process", f"coal:{kind}", "correlation")
            assert (pair.value, pair.low, pair.high) == CORRELATION
