"""M2: what sectors make, and where the savings go."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.sectors import investment, labour, production
from relode.model.year import firms

RNG = np.random.default_rng(0)


def test_one_sector_under_full_employment_settles_at_solows_capital():
    saving, alpha, decay, people, technique = 0.3, 0.4, 0.06, 0.01, 0.02
    share = jnp.array([alpha])

    def year(_, now):
        log_productivity, capital, workers = now
        log_output = production.log_output(
            log_productivity, share, jnp.log(capital), 1 - share, jnp.log(workers)
        )  # fmt: skip
        output = jnp.exp(log_output).sum(0)
        total = investment.total_investment(output, saving, 0.3, 0.1, 0.0)
        placed = investment.investment(total, capital, jnp.array([decay]), 0.03, jnp.zeros((1, 1)), 6.0)
        grown = investment.log_productivity_next(
            log_productivity, jnp.log1p(jnp.array([technique])), share, 0.0, 0.0, 0.0, 0.0
        )  # fmt: skip
        return grown, investment.capital_next(capital, jnp.array([decay]), placed), workers * (1 + people)

    log_productivity, capital, workers = jax.lax.fori_loop(
        0, 1500, year, (jnp.zeros((1, 1)), jnp.ones((1, 1)), jnp.ones((1, 1)))
    )  # fmt: skip
    effective = jnp.exp(log_productivity / (1 - alpha)) * workers
    solow = (saving / ((1 + people) * (1 + technique) - 1 + decay)) ** (1 / (1 - alpha))
    assert float((capital / effective)[0, 0]) == pytest.approx(solow, rel=1e-11)  # roundings of 1,500 years


def test_investment_of_the_sectors_adds_up_to_that_of_the_place():
    capital = jnp.asarray(RNG.lognormal(0, 3, (8, 50)))
    total = jnp.asarray(RNG.lognormal(0, 2, 50))
    decay = jnp.asarray(RNG.uniform(0.03, 0.1, 8))
    placed = investment.investment(total, capital, decay, 0.04, jnp.asarray(RNG.normal(0, 2, (8, 50))), 6.0)
    np.testing.assert_allclose(placed.sum(0), total, rtol=1e-14)
    even = investment.investment(total, capital, jnp.full(8, 0.05), 0.04, jnp.zeros((8, 50)), 6.0)
    np.testing.assert_allclose(even / total, capital / capital.sum(0), rtol=1e-13)


def test_at_the_opening_returns_every_sector_grows_as_the_nation_does():
    capital, decay, growth = jnp.asarray(RNG.lognormal(0, 1, (8, 3))), jnp.asarray(RNG.uniform(0.03, 0.1, 8)), 0.05
    total = (capital * (growth + decay)[:, None]).sum(0)
    placed = investment.investment(total, capital, decay, growth, jnp.zeros((8, 3)), 6.0)
    np.testing.assert_allclose(investment.capital_next(capital, decay, placed), capital * (1 + growth), rtol=1e-13)


def test_capital_earns_nothing_where_its_share_only_pays_for_wear():
    earned = investment.capital_return(jnp.array([0.4]), jnp.array([[5.0]]), jnp.array([[20.0]]), jnp.array([0.1]))
    assert earned.item() == pytest.approx(0, abs=1e-15)


def test_presence_under_constant_hazards_settles_where_entry_meets_exit():
    entry, leaving, now = 0.04, 0.11, jnp.asarray(0.9)
    for _ in range(400):
        now = investment.presence_next(now, entry, leaving)
    assert float(now) == pytest.approx(entry / (entry + leaving), rel=1e-12)


def test_presence_rests_while_nothing_changes():
    present, nothing = jnp.asarray(RNG.uniform(0.01, 0.99, (8, 5))), jnp.zeros((8, 5))
    entry = investment.entry_rate(present, 0.11, nothing, 5.0, nothing[0], 2.0, nothing[0], 1.0)
    leaving = investment.exit_rate(present, 0.11, nothing, 5.0)
    np.testing.assert_allclose(investment.presence_next(present, entry, leaving), present, rtol=1e-14)


def test_without_relatedness_a_sectors_neighbours_do_not_matter():
    presence = jnp.asarray(RNG.uniform(size=(8, 5)))
    np.testing.assert_allclose(production.relatedness_density(jnp.eye(8), presence), presence, rtol=1e-15)
    ones = production.relatedness_density(jnp.asarray(RNG.uniform(size=(8, 8))), jnp.ones((8, 5)))
    np.testing.assert_allclose(ones, 1, rtol=1e-14)
    rates = [
        investment.entry_rate(presence, 0.11, gain, 0.0, jnp.zeros(5), 2.0, jnp.zeros(5), 1.0)
        for gain in (jnp.zeros((8, 5)), presence)
    ]
    np.testing.assert_array_equal(*rates)


def test_a_wished_worker_earns_what_he_costs():
    beta, alpha = jnp.array([0.5, 0.3]), jnp.array([0.3, 0.5])
    efficiency, capital, cost = (jnp.asarray(RNG.normal(size=(2, 4))) for _ in range(3))
    wished = production.log_wished_employment(beta, efficiency, alpha, capital, cost)
    output = production.log_output(efficiency, alpha, capital, beta, wished)
    np.testing.assert_allclose(beta[:, None] * jnp.exp(output - wished), jnp.exp(cost), rtol=1e-12)


def test_desired_jobs_stay_when_the_wish_does_and_move_by_the_same_part_at_equal_speeds():
    now, wish = jnp.array([[1.0, -2.0]]), jnp.array([[2.0, -3.0]])
    np.testing.assert_array_equal(production.log_desired_employment_next(now, now, 0.25, 0.35, 1.0), now)
    moved = production.log_desired_employment_next(now, wish, 0.3, 0.3, 1.0)
    np.testing.assert_allclose(moved, now + 0.3 * (wish - now), rtol=1e-14)
    hard = production.log_desired_employment_next(now, wish, 0.25, 0.35, 0.0)
    np.testing.assert_allclose(hard, [[1.25, -2.35]], rtol=1e-14)


def test_jobs_are_rationed_only_when_people_are_short():
    assert float(production.log_rationing(1.0, 10.0, 16.0)) == pytest.approx(0, abs=1e-15)
    assert float(production.log_rationing(10.0, 1.0, 16.0)) == pytest.approx(-np.log(10), rel=1e-12)


def test_the_public_sector_pays_in_proportion_to_spending_and_is_worth_its_cost():
    assert float(production.public_pay(jnp.asarray(100.0), jnp.asarray(0.5), jnp.asarray(0.0))) == 50
    assert float(production.public_pay(jnp.asarray(200.0), jnp.asarray(0.5), jnp.asarray(0.0))) == 100
    assert float(production.public_pay(jnp.asarray(100.0), jnp.asarray(0.5), jnp.asarray(3.0))) == 53
    assert float(production.public_output(jnp.asarray(0.8), jnp.asarray(40.0))) == pytest.approx(50, rel=1e-15)
    assert float(production.public_output(jnp.asarray(0.8), jnp.asarray(80.0))) == pytest.approx(100, rel=1e-15)


def test_land_yields_to_farmers_what_work_and_capital_do_not():
    assert float(production.land_income(0.2, 0.12, 50.0)) == pytest.approx(34, rel=1e-15)
    assert float(production.land_income(0.2, 0.12, 0.0)) == 0


def test_farming_on_fixed_land_takes_in_few_people_as_wages_fall():
    # Farm work earns a fifth of output: a wage lower by 1 % makes room for 1 / (1 - .2) % more, not 2.5 % as at .6.
    none = jnp.zeros((1, 1))

    def room(labour_share):
        at = [
            production.log_wished_employment(jnp.array([labour_share]), none, jnp.array([0.12]), none, none + change)
            for change in (0.0, -0.01)
        ]
        return float((at[1] - at[0])[0, 0])

    assert room(0.2) == pytest.approx(0.01 / 0.8, rel=1e-10)
    assert room(0.6) == pytest.approx(0.01 / 0.4, rel=1e-10)


def test_processing_neither_gains_nor_loses_while_its_ore_stays():
    assert float(production.feedstock_gain(3.0, 3.0, 0.3)) == 0
    assert float(production.feedstock_gain(0.0, 3.0, 0.3)) == pytest.approx(-0.3 * np.log(2), rel=1e-8)


def test_output_scales_with_its_inputs_when_the_shares_add_up_to_one():
    share, at = jnp.array([0.4]), jnp.array([[0.7]])
    more = production.log_output(at, share, at + jnp.log(3), 1 - share, at + jnp.log(3))
    assert (more - production.log_output(at, share, at, 1 - share, at)).item() == pytest.approx(np.log(3), rel=1e-14)


def test_the_local_multiplier_at_a_fixed_wage_is_the_geometric_series():
    spent, beta, first = 0.5, 0.42, 10.0
    payroll = jnp.asarray(0.0)
    for _ in range(200):
        income = labour.household_income(first + payroll, 0.0, 0.0, 0.0)
        payroll = beta * production.local_service_demand(1.0, income, 0.0, spent, 0.0, 0.0, 0.5)
    assert float(payroll / first) == pytest.approx(spent * beta / (1 - spent * beta), rel=1e-13)


def test_demand_without_levers_is_what_people_the_budget_and_builders_spend():
    assert production.local_service_demand(1.3, 20.0, 0.0, 0.5, 8.0, 6.0, 0.4) == pytest.approx(
        1.3 * (0.5 * 20 + 8 + 0.4 * 6)
    )


def test_income_that_levers_brought_is_not_spent_a_second_time():
    demand = [production.local_service_demand(1.3, 20.0 + more, more, 0.5, 8.0, 6.0, 0.4) for more in (0.0, 7.0)]
    assert demand[0] == pytest.approx(demand[1], rel=1e-14)


def test_what_a_lever_buys_is_demand_in_full_and_of_what_it_builds_the_local_part():
    assert production.orders(2.0, 1.0, 3.0, 5.0, 0.4, 0.0) == pytest.approx(3 + 0.4 * 5)


def test_money_that_arrives_goes_round_whoever_got_it():
    # 2 of pay, 1 of aid, 3 of purchases and 2 of local building: 8 arrive, and a quarter of them is spent again
    assert production.orders(2.0, 1.0, 3.0, 5.0, 0.4, 0.25) == pytest.approx(5 + 0.25 * 8)
    assert production.orders(0.0, 0.0, 0.0, 0.0, 0.4, 0.25) == 0


def test_where_money_takes_more_than_it_brings_orders_fall_below_nothing():
    assert production.orders(8.0, 0.0, 0.0, 0.0, 0.4, -0.5) == pytest.approx(-4)


def test_orders_employ_what_their_value_implies_times_a_factor():
    # 10 of orders, three tenths of them pay, a job costs 2
    assert float(production.order_jobs(10.0, 0.3, jnp.log(2.0), 1.0)) == pytest.approx(1.5)
    assert float(production.order_jobs(10.0, 0.3, jnp.log(2.0), 0.4)) == pytest.approx(0.6)


def test_an_addition_is_added_and_a_loss_leaves_something():
    gain = production.log_sum_gain(jnp.array([0.0, 0.5, -0.01, -3.0]))
    assert np.exp(gain) == pytest.approx([1, 1.5, np.exp(-0.01), np.exp(-3)], rel=1e-12)
    slope = jax.grad(production.log_sum_gain)
    assert float(slope(1e-9)) == pytest.approx(float(slope(-1e-9)), rel=1e-6)  # no kink where a lever is pulled


def test_mining_jobs_follow_the_ore_and_save_labour_each_year():
    assert float(production.mining_jobs(0.2, 0.0, 0.03, 5.0)) == 0
    assert float(production.mining_jobs(0.2, 4.0, 0.0, 5.0)) == pytest.approx(0.8)
    assert float(production.mining_jobs(0.2, 4.0, 0.03, 5.0)) == pytest.approx(0.8 * np.exp(-0.15))


def test_catching_up_adds_up_to_the_gap():
    gains = [float(investment.catch_up(jnp.asarray(0.4), 0.02, year)) for year in range(2000)]
    assert sum(gains) == pytest.approx(0.4, rel=0.011)  # a sum of years for an integral: half the rate of 0.02


def test_of_more_than_half_that_is_lost_something_stays_without_a_step_or_a_kink():
    shares = jnp.array([0.3, 0.0, -0.25, -0.5, -1.0, -3.0])
    by_hand = [1.3, 1.0, 0.75, 0.5, 0.5 * np.exp(-1), 0.5 * np.exp(-5)]
    assert firms.with_some_left(shares) == pytest.approx(by_hand, rel=1e-12)
    before, after = (float(jax.grad(firms.with_some_left)(-0.5 + step)) for step in (1e-9, -1e-9))
    assert (before, after) == (1.0, pytest.approx(1.0, rel=1e-8))
