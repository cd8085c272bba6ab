"""M1: ore, mines and prices."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relode.model.parameters import default_params
from relode.model.sectors import extraction

COST, TAX = 0.35, 0.05


def unit_cost(reserves, depth_cost, opening_reserves=1.0):
    return extraction.log_unit_cost(
        jnp.log(COST), 1.0, 1.0, 0.0, 0.0, 0.0, reserves, opening_reserves, depth_cost
    )  # fmt: skip


def hard_margin(log_price, reserves, depth_cost):
    return extraction.margin(log_price, unit_cost(reserves, depth_cost), TAX, 0.0, 0.0)


def test_without_a_spread_of_costs_mining_stops_where_cost_meets_price():
    psi, capacity = 0.5, 1e-4
    stop = 1.001 * (COST / (1 - TAX)) ** (1 / psi) - 1e-3
    assert float(hard_margin(0.0, stop, psi)) == pytest.approx(0, abs=1e-11)

    def year(_, reserves):
        working = extraction.utilisation(hard_margin(0.0, reserves, psi), 1e-7)
        return reserves - extraction.extraction(capacity, working, 0.0, reserves)

    left = float(jax.lax.fori_loop(0, 20_000, year, jnp.asarray(1.0)))
    assert stop - capacity < left < stop + capacity


def test_reserves_fall_exponentially_when_capacity_is_a_share_of_them():
    reserves, rate = jnp.asarray(1e4), 0.07
    for _ in range(40):
        reserves = reserves - extraction.extraction(rate * reserves, 1.0, 0.0, reserves)
    assert float(reserves) == pytest.approx(1e4 * np.exp(-40 * rate), rel=1e-11)


def test_mines_that_open_in_proportion_climb_hubberts_curve_to_its_peak():
    rate, ultimate = 2e-3, 1.0  # slow, so that a year is a short step; errors are of the order of the rate

    def year(now):
        capacity, reserves, _ = now
        mined = extraction.extraction(capacity, 1.0, 0.0, reserves)
        wide = extraction.extraction_capacity_next(capacity, 50.0, reserves - mined, 0.0, rate, 0.0, rate / 2, 0.0)
        return wide, reserves - mined, wide > capacity

    started = 0.01 * ultimate  # already mined: the logistic's rate there is r X (1 - X / URR)
    first = jnp.asarray(rate * started * (1 - started)), jnp.asarray(ultimate - started), jnp.asarray(True)
    peak, left, _ = jax.lax.while_loop(lambda now: now[2], year, first)
    assert float(ultimate - left) == pytest.approx(ultimate / 2, rel=0.02)
    assert float(peak) == pytest.approx(rate * ultimate / 4, rel=0.02)


@given(
    log_price=st.floats(-8, 8), capacity=st.floats(0, 1e6), reserves=st.floats(0, 1e6), cut=st.floats(0, 1),
    carbon=st.floats(0, 5),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_ore_is_never_more_than_there_is_nor_less_than_nothing(log_price, capacity, reserves, cut, carbon):
    kept = extraction.margin(log_price, unit_cost(reserves, 0.5, 1e3), TAX, carbon, 1.0)
    ore = float(extraction.extraction(capacity, extraction.utilisation(kept, 0.25), cut, reserves))
    assert 0 <= ore <= reserves


def mined(log_price, cut):
    working = extraction.utilisation(extraction.margin(log_price, jnp.log(COST), TAX, 0.0, 1.0), 0.25)
    return extraction.extraction(1.0, working, cut, 12.0)


def test_ore_rises_with_the_price_and_falls_with_the_cut():
    price, cut = (axis.ravel() for axis in jnp.meshgrid(jnp.linspace(-4, 4, 41), jnp.linspace(0, 1, 11)))
    by_price, by_cut = jax.vmap(jax.grad(mined, argnums=(0, 1)))(price, cut)
    assert float(by_price.min()) >= 0
    assert float(by_cut.max()) <= 0


def test_the_short_run_supply_elasticity_is_the_idle_share_over_the_spread():
    spread, at = 0.25, 0.3
    working = extraction.utilisation(jnp.asarray(at), spread)
    elasticity = jax.grad(lambda m: jnp.log(extraction.utilisation(m, spread)))(at)
    assert float(elasticity) == pytest.approx(float(1 - working) / spread, rel=1e-12)


def test_a_price_fall_of_fifteen_per_cent_takes_a_few_per_cent_of_the_ore():
    # One mine with quadratic cost would lose 43 per cent.
    fall = 1 - mined(float(jnp.log(0.85)), 0.0) / mined(0.0, 0.0)
    assert 0.005 < float(fall) < 0.1


def test_mines_close_at_the_closure_rate_where_margins_or_reserves_are_gone():
    for margin, capacity in ((-20.0, 1.0), (20.0, 8.0)):
        wide = extraction.extraction_capacity_next(capacity, margin, 100.0, 0.06, 0.18, 0.75, 0.08, 0.0)
        assert float(wide) == pytest.approx(0.94 * capacity, rel=1e-9)


def test_nothing_is_found_where_nothing_is_left_and_no_tree_grows_in_a_full_wood():
    assert float(extraction.discovery(0.0, 1.0, 0.01, 0.3)) == 0
    assert float(extraction.discovery(5.0, 0.0, 0.01, 0.3)) == pytest.approx(0.05, rel=0.01)  # 1 - exp(-.01)
    assert float(extraction.regrowth(2.0, 1.0, 1.0, 0.02)) == pytest.approx(0, abs=1e-10)
    assert float(extraction.regrowth(1.0, 1.0, 0.0, 0.02)) == 0


def test_the_basket_price_of_one_commodity_is_its_own():
    weight = jnp.eye(3)[:, [1]]
    assert float(extraction.log_price(weight, jnp.array([0.3, -0.2, 9.0]))[0]) == -0.2


def test_the_margin_that_investors_see_is_this_years_when_memory_is_one():
    assert float(extraction.smoothed_margin_next(0.4, 0.9, 1.0)) == pytest.approx(0.9)
    assert float(default_params().margin_memory) < 1
