"""Futures as they are drawn: parameters at scores, posteriors that ship, prices that were published."""

import numpy as np
import pytest

from relode.calibration.draws import draw_futures, futures_at, posterior, posterior_draws, prior_scores, score_names
from relode.calibration.prices import log_real_kind_price, log_real_price, price_process, published_prices
from relode.errors import RelodeError
from relode.facts import rows
from relode.model.opening.opening_world import world
from relode.model.opening.tables import COMMODITIES
from relode.model.parameters import priors
from relode.streams import stream


@pytest.fixture(scope="module")
def opened(panel):
    return world(panel, 2020)


@pytest.mark.parametrize(
    ("count", "years", "key"), [(0, 1, "futures"), (2049, 1, "futures"), (1, 0, "years"), (1, 51, "years")]
)
def test_futures_are_1_to_2048_over_1_to_50_years(opened, count, years, key):
    with pytest.raises(RelodeError) as stop:
        draw_futures(opened, count, years, 1)
    assert stop.value.key == f"simulate.bad_{key}"


def test_scores_keep_the_numbers_with_which_posteriors_were_fitted():
    # Fifteen parameters are gone: their numbers are passed over, each where it stood.
    names, found = score_names(), prior_scores(3, 5)
    drawn = stream("prior_scores", 5).standard_normal((len(names) + 15, 3))
    assert found[names[-1]].tolist() == drawn[-1].tolist()
    at = [next(i for i, row in enumerate(drawn) if row.tolist() == found[name].tolist()) for name in names]
    assert at == sorted(at)
    skipped = [name for before, after, name in zip([-1, *at], at, names, strict=False) if after > before + 1]
    assert len(skipped) == 7


def test_scores_of_zero_are_the_medians_of_the_priors(opened):
    found = futures_at(opened, {name: np.zeros(2) for name in score_names()}, 3, 1).params
    for name, prior in priors().items():
        assert float(getattr(found, name)[0]) == pytest.approx(prior.value), name


@pytest.mark.parametrize("origin", [2010, 2013, 2015, 2020])
def test_a_posterior_ships_with_every_score_but_those_that_only_levers_use(origin):
    shipped = posterior(origin)
    assert set(score_names()) - set(shipped) == {"spending_rounds", "jobs_of_orders", "fund_return"}
    assert set(shipped) < set(score_names())
    assert np.isfinite(np.array(list(shipped.values()))).all()
    count = len(shipped["closure_rate"])
    drawn = posterior_draws(origin, count + 3, 1)["closure_rate"]
    assert sorted(drawn[:count]) == sorted(shipped["closure_rate"])
    assert drawn[count:].tolist() == drawn[:3].tolist()


def test_nothing_ships_where_nothing_was_known():
    assert posterior(2005) == posterior_draws(2005, 3, 1) == {}


def test_a_parameter_that_a_posterior_does_not_know_keeps_its_prior(opened):
    drawn = draw_futures(opened, 256, 3, 1).params.jobs_of_orders
    prior = priors()["jobs_of_orders"]
    assert float(np.median(drawn)) == pytest.approx(prior.value, abs=0.01)  # 256 draws: a standard error of .002
    assert np.quantile(drawn, 0.9) > prior.value + 0.02  # of a normal with .027: .035 above the median


def test_published_prices_since_the_opening_hold_in_futures_of_today_only(opened):
    """By hand: coal at Qinhuangdao 573.7 to 990.5 yuan a tonne, consumer prices 158.218 to 159.771."""
    found = published_prices(2020, 6)
    coal, metals = COMMODITIES.index("coal"), COMMODITIES.index("nonferrous")
    assert found[1, coal] == pytest.approx(np.log(990.5 / 573.7 * 158.218 / 159.771), rel=1e-6)
    assert (found[0, :4] == 0).all()
    assert np.isnan(found[2:, coal]).all()
    assert np.isfinite(found[4, metals])
    assert np.isnan(found[5, metals])
    assert np.isnan(found[:, 4:]).all()  # kinds without a price
    known, drawn = (
        np.asarray(draw_futures(opened, 6, 8, 1, known=known).exogenous.log_price) for known in (True, False)
    )
    np.testing.assert_allclose(known[:, 1, coal], found[1, coal], atol=1e-9)
    assert known[:, 2, coal].std() > 0.05
    assert drawn[:, 1, coal].std() > 0.05


def test_a_price_in_dollars_is_told_in_yuan_of_2010_and_a_kind_is_the_weighted_mean_of_its_commodities():
    macro = {(row["quantity"], row["year"]): float(row["value"]) for row in rows("macro")}
    (oil,) = [row for row in rows("prices") if (row["commodity"], row["year"]) == ("crude_oil", "2015")]
    real = float(oil["commodity_price"]) * macro["exchange_rate", "2015"]
    real *= macro["consumer_price_index", "2010"] / macro["consumer_price_index", "2015"]
    assert log_real_price("crude_oil")[2015] == pytest.approx(np.log(real))
    assert min(log_real_price("crude_oil")) == 1994
    parts = [row for row in rows("resource_prices") if (row["level"], row["resource"]) == ("main_resource", "oil_gas")]
    mean = sum(float(row["commodity_weight"]) * log_real_price(row["commodity"])[2015] for row in parts)
    assert log_real_kind_price("oil_gas")[2015] == pytest.approx(mean)


def test_the_process_of_each_kind_is_that_of_the_table_and_correlations_are_positive_definite():
    process = price_process()
    assert len(process.volatility) == len(COMMODITIES)
    assert (process.volatility > 0).all()
    assert (process.drift == 0).all()
    assert np.linalg.eigvalsh(process.correlation).min() > 0.1
    assert process.correlation == pytest.approx(process.correlation.T)
