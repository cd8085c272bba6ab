"""M6: what a city takes in, spends, owes and lays by; and what is left of ore that was sold well."""

import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.sectors import budget, extraction, production


def test_debt_keeps_its_ratio_to_output_when_the_surplus_is_interest_less_growth():
    debt, output, interest, growth = 50.0, 100.0, 0.04, 0.03
    for _ in range(40):
        debt = budget.debt_next(debt, interest * debt, 10.0, 10.0 + (interest - growth) * debt)
        output *= 1 + growth
    assert debt / output == pytest.approx(0.5, rel=1e-13)
    assert budget.debt_next(debt, interest * debt, 7.0, 7.0 + interest * debt) == pytest.approx(debt, rel=1e-15)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_wealth_stays_whatever_is_mined_when_only_its_yield_is_spent(seed):
    """Costless ore whose price grows at the interest rate, in a small open economy: Hartwick's annuity."""
    interest, rng = 0.04, np.random.default_rng(seed)
    reserves, claims = jnp.asarray(80.0), 5.0
    for year in range(30):
        log_price = year * np.log1p(interest)
        ore = extraction.extraction(rng.uniform(0, 20), 1.0, 0.0, reserves)
        sold = production.mining_value_added(1.0, log_price, ore)
        spending = interest / (1 + interest) * (claims + np.exp(log_price) * reserves)
        reserves = reserves - ore
        claims = -budget.debt_next(-claims, -interest * (claims + sold - spending), spending, sold)
        wealth = claims + np.exp((year + 1) * np.log1p(interest)) * reserves
        assert float(wealth) == pytest.approx(85, rel=1e-13)


def test_a_tree_whose_fruit_grows_back_feeds_the_city_for_ever():
    reserves, hidden = jnp.asarray(50.0), jnp.asarray(1e9)
    for _ in range(30):
        ore = extraction.extraction(2.0, 1.0, 0.0, reserves)
        found = extraction.discovery(hidden, 0.0, ore / hidden, 0.3)
        reserves = reserves - ore + found
    assert float(reserves) == pytest.approx(50, rel=1e-7)  # finding draws on a store of 1e9


def test_the_opening_transfer_stays_while_nothing_changes_and_follows_the_gap_when_all_is_equalised():
    assert budget.transfer(3.0, 3.0, 3.0, 1.0, 0.0, 0.9, 0.0) == 3
    assert budget.transfer(3.0, 8.0, 3.0, 1.0, 0.0, 1.0, 0.0) == pytest.approx(8)
    assert budget.transfer(3.0, 3.0, 3.0, 1.0, 0.0, 0.9, 2.0) == pytest.approx(5)


def test_full_relief_leaves_the_resource_tax_only():
    assert budget.revenue(0.1, 100.0, 1.0, budget.resource_revenue(0.05, 40.0)) == pytest.approx(2)


def test_public_investment_stops_as_debt_nears_its_limit():
    shares = [float(budget.public_investment(8.0, 2.0, 0.4, ratio, 0.8)) for ratio in (0.0, 0.8, 3.0)]
    assert shares[0] == pytest.approx(4, rel=1e-4)  # exp(-10) of it is braked away
    assert shares[1] == pytest.approx(2)
    assert shares[2] < 1e-10


def test_the_fund_fills_above_the_opening_price_and_gives_below_it_what_it_has():
    assert float(budget.fund_deposit(0.5, 0.05, 40.0, 0.0)) == pytest.approx(1)
    assert float(budget.fund_deposit(0.5, 0.05, -40.0, 0.0)) == 0
    assert float(budget.fund_withdrawal(1e6, 0.05, -40.0, 0.0)) == pytest.approx(2, rel=1e-5)
    assert float(budget.fund_withdrawal(0.0, 0.05, -40.0, 0.0)) == 0
    assert float(budget.fund_withdrawal(0.5, 0.05, -1e4, 0.0)) <= 0.5


def test_roads_last_when_investment_makes_good_their_decay():
    assert budget.public_capital_next(100.0, 0.05, 10.0, 0.5) == pytest.approx(100)


def test_services_cost_as_much_a_person_as_at_the_opening_and_rise_with_the_nation():
    assert float(budget.service_spending(1.2, 30.0, np.log(2.0))) == pytest.approx(72)
