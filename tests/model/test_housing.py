"""M5: houses outlast the mine."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.sectors import housing

DECAY, SUPPLY, MARGIN = 0.012, 0.45, 0.08


def built(stock, log_price, *, kink=1.0, smoothing=0.0, cost=0.0):
    return housing.housing_construction(stock, log_price, cost, SUPPLY, MARGIN, kink, smoothing)


def lived(demand, years, kink=1.0):
    """One city whose demand changes for good by a factor: log price gain and stock after some years."""
    start = DECAY / SUPPLY  # the price over cost at which building makes good the decay

    def year(_, now):
        stock, log_price, change = now
        target = housing.log_house_price_target(start, 0.0, jnp.log(demand / stock), 0.9, 0.9)
        change = housing.house_price_change(log_price, target, change, 0.3, 0.2)
        more = built(stock, log_price, kink=kink)
        return housing.housing_stock_next(stock, more, DECAY, 0.0), log_price + change, change

    now = (jnp.asarray(1.0), jnp.asarray(start), jnp.asarray(0.0))
    stock, log_price, _ = jax.lax.fori_loop(0, years, year, now)
    return float(log_price) - start, float(stock)


def test_below_cost_nothing_is_built_and_the_stock_only_decays():
    stock = jnp.asarray(100.0)
    for _ in range(40):
        stock = housing.housing_stock_next(stock, built(stock, -0.3), DECAY, 0.0)
    assert float(stock) == pytest.approx(100 * (1 - DECAY) ** 40, rel=1e-11)


def test_a_growing_city_builds_at_the_price_that_makes_good_decay_and_growth():
    growth = 0.02
    log_price = (DECAY + growth) / SUPPLY
    grown = housing.housing_stock_next(1.0, built(1.0, log_price), DECAY, 0.0)
    assert float(grown) == pytest.approx(1 + growth, rel=1e-10)  # the ceiling of 15 % takes (0.032 / 0.15)^16 of it


def test_with_the_kink_prices_fall_further_than_they_rise_and_stocks_rise_further_than_they_fall():
    up, more = lived(1.3, 10)
    down, less = lived(1 / 1.3, 10)
    assert down < 0
    assert abs(down) > 1.5 * abs(up)  # building overshoots in a boom: its price is below the start by then
    assert more - 1 > 1 - less > 0
    assert lived(1.3, 60) == (pytest.approx(0, abs=2e-3), pytest.approx(1.3, rel=2e-3))
    assert lived(1.0, 10) == (pytest.approx(0, abs=1e-9), pytest.approx(1, rel=1e-9))


def test_without_the_kink_supply_answers_alike_on_both_sides_of_the_cost():
    rise, fall = (built(1.0, MARGIN + y, kink=0.0) for y in (1e-4, -1e-4))
    rest = built(1.0, MARGIN, kink=0.0)
    assert float(rise - rest) == pytest.approx(float(rest - fall), rel=3e-3)  # second order in y / margin
    assert float(rest) == pytest.approx(SUPPLY * MARGIN, rel=1e-6)
    assert float(built(1.0, -0.3, kink=0.0)) > 0


def test_the_price_rests_when_nothing_has_changed_and_rises_with_income_and_crowding():
    target = housing.log_house_price_target(0.4, 0.0, 0.0, 0.9, 0.8)
    assert target == 0.4
    assert housing.house_price_change(0.4, target, 0.0, 0.3, 0.2) == 0
    assert housing.log_house_price_target(0.4, 0.1, 0.02, 0.9, 0.8) == pytest.approx(0.4 + (0.09 + 0.02) / 0.8)


def test_demolition_takes_from_the_stock_and_from_vacancy():
    assert housing.housing_stock_next(1.0, 0.0, DECAY, 0.03) == pytest.approx(1 - DECAY - 0.03)
    vacancies = [
        float(housing.housing_vacancy(0.15, np.log(1 / stock), 0.0, 0.0, 0.9, 0.9)) for stock in (1.0, 0.95)
    ]  # fmt: skip
    assert vacancies[0] == pytest.approx(0.15)
    assert vacancies[1] < vacancies[0]


def test_never_more_than_about_a_seventh_of_the_stock_is_built_in_a_year():
    assert float(built(1.0, 20.0)) == pytest.approx(0.15, rel=1e-9)
