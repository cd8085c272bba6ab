"""The account of each lever: what is paid is received, and money moves nothing but what it counts."""

from dataclasses import fields, replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.parameters import UNIT_COSTS
from relode.model.policy.costs import LINES, TRANSFER_SPENT
from relode.model.policy.levers import LEAK, ORDINARY, PARTS, SPLIT_ROWS, drawn_split, lever_costs, split_values, splits
from relode.model.sector_list import LOCAL_SERVICES
from relode.model.state import LEVERS

from .worlds import UPPER, nothing_done, opened, stepped, world

ALL = 1e-12  # 10^8 yuan beside sums of hundreds: what is nothing in one sum is a rounding in another
BY_SECTOR = ("subsidy", "cluster_support")
PAYMENTS = (
    *("subsidy", "cluster_support", "research_spending", "schooling_spending", "public_services_spending"),
    *("connectivity_spending", "talent_subsidy", "remediation_spending", "central_transfer"),
)
"""Levers whose dose is a payment; the dose of the others is a number of people, square metres, MW, or a share."""
COUNTED = {
    "connectivity_spending": {"debt", "public_capital"},
    "windfall_saving_share": {"debt", "stabilisation_fund"},
    "remediation_spending": {"debt", "damaged_land"},
    "demolition_rate": {"debt", "housing_stock"},
    "renewable_build_out": {"debt", "capital"},
    "tax_relief": {"debt", "public_capital", "government_spending", "building"},
    "early_retirement_share": {"placed_workers", "early_retired", "displaced_workers"},
    "retraining_coverage": {"debt", "retrained_workers"},
    "extraction_cut": {"debt", "reserves", "cumulative_extraction", "mining_employment"},
}
"""What a lever moves besides debt: fund, works, land, homes, plants, people, what a share of revenue pays for."""
ANSWERS = ("extraction_cut", "central_transfer")
"""Levers to which the whole place answers in the year itself: less ore, and money that the ordinary budget spends."""


@pytest.fixture(scope="module")
def start():
    """A system a year after its opening in a bust, with laid-off miners, a filled fund and high prices to come."""
    made = world(7, noise=0.0)
    state, anchors = opened(made.observed, made.params)
    state = replace(
        state,
        displaced_workers=0.1 * state.mining_employment,
        retrained_workers=0.02 * state.mining_employment,
        placed_workers=0.03 * state.mining_employment,
        log_desired_employment=state.log_desired_employment.at[0].add(0.3),
        stabilisation_fund=0.01 * state.expected_output,
        damaged_land=state.damaged_land + 100.0,
        debt=0.3 * state.expected_output + 50.0,
    )
    outside = jax.tree.map(lambda x: x[0], made.exogenous)
    return made, state, anchors, replace(outside, log_price=outside.log_price + 0.3)


def doses(made, lever, share=0.3):
    """One lever at a share of a large dose in every place, all others at rest."""
    idle = jax.tree.map(lambda x: x[0], nothing_done(made.levers))
    if lever is None:
        return idle
    there = getattr(idle, lever)
    set_at = jnp.full_like(there, share * UPPER[lever])
    return replace(idle, **{lever: set_at.at[0].set(0) if lever in BY_SECTOR else set_at})


def lived_a_year(start, lever, share=0.3, params=None, state=None):
    """The year with one lever set."""
    made, opening, anchors, outside = start
    now = opening if state is None else state
    return stepped(now, params or made.params, doses(made, lever, share), outside, anchors, made.links)


def bill(flows, lever, of=None):
    """What a lever costs, all lines together or those of an item. (place,)"""
    own = [i for i, (name, item, _) in enumerate(LINES) if name == lever and of in (None, item)]
    return np.asarray(flows.cost_lines[jnp.array(own)].sum(axis=0))


def outlay(flows, lever):
    """What is spent for a lever: no revenue forgone, nothing laid by, and of a transfer what is spent at once."""
    if lever == "central_transfer":
        return np.asarray(flows.transfer_spent)
    items = [item for name, item, _ in LINES if name == lever and (name, item) in SPLIT_ROWS]
    return sum((bill(flows, lever, item) for item in items), np.zeros(flows.cost_lines.shape[1]))


@pytest.mark.parametrize("lever", LEVERS)
def test_what_is_paid_is_received(start, lever):
    _, idle = lived_a_year(start, None)
    _, flows = lived_a_year(start, lever)
    spent = outlay(flows, lever) - outlay(idle, lever)
    got = np.asarray(flows.received.sum(axis=0) - idle.received.sum(axis=0))
    np.testing.assert_allclose(got, spent, rtol=1e-9, atol=ALL)
    assert (bill(flows, lever) - bill(idle, lever) > -ALL).all()
    assert (bill(flows, lever) > 0).all()


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_what_it_counts_and_what_its_money_moves_and_nothing_else(start, lever):
    """All of the money spent elsewhere: what studies find that a lever does is no part of the simulator."""
    made = start[0]
    elsewhere = jnp.zeros_like(made.params.split).at[:, LEAK].set(1)
    ordinary = jnp.array([row[0] == ORDINARY for row in SPLIT_ROWS])[:, None]
    params = replace(made.params, split=jnp.where(ordinary, made.params.split, elsewhere))
    idle, _ = lived_a_year(start, None, params=params)
    after, flows = lived_a_year(start, lever, params=params)
    moved = {
        field.name
        for field in fields(after)
        if not np.allclose(getattr(after, field.name), getattr(idle, field.name), rtol=1e-9, atol=ALL)
    }
    assert moved >= COUNTED.get(lever, {"debt"})
    if lever not in ANSWERS:
        assert moved == COUNTED.get(lever, {"debt"})
    assert (bill(flows, lever) > 0).all()


@pytest.mark.parametrize("lever", PAYMENTS)
def test_twice_the_payment_is_twice_the_bill_at_fixed_recipients(start, lever):
    once, twice = (lived_a_year(start, lever, share)[1] for share in (0.2, 0.4))
    np.testing.assert_allclose(bill(twice, lever), 2 * bill(once, lever), rtol=1e-9)


@pytest.mark.parametrize(
    ("lever", "item"),
    [
        (c.lever, c.item)
        for c in lever_costs()
        if (c.lever, c.item) in SPLIT_ROWS and c.unit not in ("yuan per yuan", "share")
    ],
)
def test_twice_the_unit_cost_is_twice_its_line(start, lever, item):
    made = start[0]
    at = UNIT_COSTS.index((lever, item))
    params = replace(made.params, unit_cost=made.params.unit_cost.at[at].multiply(2))
    once, twice = (lived_a_year(start, lever, params=p)[1] for p in (None, params))
    np.testing.assert_allclose(bill(twice, lever, item), 2 * bill(once, lever, item), rtol=1e-9, atol=ALL)


def test_a_bill_is_a_flow_times_its_unit_cost(start):
    made, state, anchors, _ = start
    price = dict(zip(UNIT_COSTS, np.asarray(made.params.unit_cost), strict=True))
    _, flows = lived_a_year(start, "retraining_coverage")
    not_yet = state.displaced_workers - state.retrained_workers
    expected = price["retraining_coverage", "person"] * 0.3 * not_yet
    np.testing.assert_allclose(bill(flows, "retraining_coverage"), expected, rtol=1e-12)
    _, flows = lived_a_year(start, "demolition_rate")
    expected = price["demolition_rate", "floor_area"] * 0.3 * UPPER["demolition_rate"] * state.housing_stock
    np.testing.assert_allclose(bill(flows, "demolition_rate"), expected, rtol=1e-12)
    _, flows = lived_a_year(start, "renewable_build_out")
    plants = price["renewable_build_out", "capital"] * 0.3 * UPPER["renewable_build_out"]
    np.testing.assert_allclose(bill(flows, "renewable_build_out"), plants, rtol=1e-12)
    _, flows = lived_a_year(start, "tax_relief")
    _, idle = lived_a_year(start, None)
    general = idle.revenue - anchors.resource_tax_rate * idle.value_added[0]
    np.testing.assert_allclose(bill(flows, "tax_relief"), 0.3 * UPPER["tax_relief"] * general, rtol=1e-9)
    np.testing.assert_allclose(idle.revenue - flows.revenue, bill(flows, "tax_relief"), rtol=1e-9)


def test_nobody_is_trained_twice(start):
    _, state, _, _ = start
    trained = state
    for _ in range(5):
        trained, _ = lived_a_year(start, "retraining_coverage", share=1.0, state=trained)
        assert (trained.retrained_workers <= trained.displaced_workers * (1 + 1e-12)).all()
    done = replace(state, retrained_workers=state.displaced_workers)
    _, second = lived_a_year(start, "retraining_coverage", share=1.0, state=done)
    assert np.abs(bill(second, "retraining_coverage")).max() == 0


def test_an_allowance_goes_on_and_an_award_is_paid_once_in_the_years_of_its_programme(start):
    made, state, anchors, outside = start
    lever = "early_retirement_share"
    dose = doses(made, lever)
    paid = []
    for year in (2015.0, 2016.0, 2020.0, 2021.0):
        at = replace(anchors, opening_year=jnp.asarray(year))
        _, flows = stepped(state, made.params, dose, outside, at, made.links)
        paid.append(bill(flows, lever, "central_award"))
    assert (paid[0] == 0).all()
    assert (paid[3] == 0).all()
    np.testing.assert_allclose(paid[1], paid[2], rtol=1e-12)
    assert (paid[1] > 0).all()
    price = dict(zip(UNIT_COSTS, np.asarray(made.params.unit_cost), strict=True))
    lost = paid[1] / price[lever, "central_award"] / (0.3 * UPPER[lever])
    each = price[lever, "allowance"]
    expected = each * (state.placed_workers + 0.3 * UPPER[lever] * lost)
    np.testing.assert_allclose(bill(flows, lever, "allowance"), expected, rtol=1e-9)
    _, later = lived_a_year(start, None)
    np.testing.assert_allclose(bill(later, lever, "allowance"), each * state.placed_workers, rtol=1e-12)
    assert {payer for name, item, payer in LINES if (name, item) == (lever, "allowance")} == {"insurance"}


@pytest.mark.parametrize("lever", LEVERS)
def test_nothing_is_refunded(start, lever):
    """Transfers follow standard revenue: with what a city forgoes by itself, and all of what the centre gives."""
    made, state, anchors, outside = start
    dose = doses(made, lever)
    _, flows = lived_a_year(start, lever)
    grown = state.people.sum(axis=0) / anchors.people_opening * np.exp(float(outside.log_national_income))
    forgone = bill(flows, lever) if lever in ("tax_relief", "extraction_cut") else 0.0
    gap = flows.service_spending - flows.revenue - forgone - anchors.budget_gap_opening * grown
    expected = anchors.transfer_opening * grown + made.params.equalisation * gap + dose.central_transfer
    np.testing.assert_allclose(flows.transfer, expected, rtol=1e-9)


def test_relief_lowers_revenue_and_no_transfer_makes_it_good(start):
    _, idle = lived_a_year(start, None)
    _, flows = lived_a_year(start, "tax_relief")
    np.testing.assert_allclose(flows.transfer, idle.transfer, rtol=1e-9)
    assert (idle.revenue - flows.revenue > 0).all()


def test_all_of_a_transfer_arrives_and_is_spent(start):
    dose = 0.3 * UPPER["central_transfer"]
    before, idle = lived_a_year(start, None)
    after, flows = lived_a_year(start, "central_transfer")
    np.testing.assert_allclose(flows.transfer_spent, dose, rtol=1e-12)
    own = flows.revenue + flows.transfer - idle.revenue - idle.transfer
    invested = flows.public_investment - idle.public_investment
    repaid = before.debt - after.debt
    np.testing.assert_allclose(repaid + flows.transfer_spent + invested, own, rtol=1e-9, atol=1e-9)


def test_what_firms_build_employs_builders(start):
    _, idle = lived_a_year(start, None)
    made = start[0]
    alone = replace(made.params, spending_rounds=jnp.asarray(0.0))
    _, flows = lived_a_year(start, "renewable_build_out", params=alone)
    row = SPLIT_ROWS.index(("renewable_build_out", "capital"))
    building = PARTS.index("building")
    assert (made.params.split[row, building] > 0).all()
    assert (flows.employment[LOCAL_SERVICES] > idle.employment[LOCAL_SERVICES]).all()
    assert (flows.value_added[LOCAL_SERVICES] > idle.value_added[LOCAL_SERVICES]).all()


def test_what_is_left_over_when_debt_is_repaid_is_invested(start):
    made, state, anchors, outside = start
    rich = replace(state, debt=jnp.zeros_like(state.debt))
    given = replace(anchors, transfer_opening=anchors.transfer_opening + 0.2 * state.expected_output)
    at_rest = doses(made, None)
    after, flows = stepped(rich, made.params, at_rest, outside, given, made.links)
    _, idle = stepped(rich, made.params, at_rest, outside, anchors, made.links)
    assert (after.debt >= 0).all()
    outlays = flows.service_spending + flows.public_investment + flows.policy_cost + flows.fund_deposit
    receipts = flows.revenue + flows.land_revenue + flows.transfer + flows.fund_withdrawal
    left = np.asarray(after.debt == 0)
    assert left.any()
    np.testing.assert_allclose(outlays[left], receipts[left], rtol=1e-9)
    assert (flows.public_investment >= idle.public_investment).all()


def test_every_outlay_has_a_row_and_its_parts_add_up_to_one():
    outlays = {
        (name, item)
        for name, item, _ in LINES
        if name not in ("extraction_cut", "tax_relief", "central_transfer") and item != "deposit"
    }
    assert {row for row in SPLIT_ROWS if row[0] != ORDINARY} == outlays
    assert TRANSFER_SPENT in SPLIT_ROWS
    np.testing.assert_allclose(split_values().sum(axis=1), 1, rtol=1e-12)


def test_a_part_lies_in_its_range_and_what_is_assumed_has_one():
    for row in splits():
        assert all(
            0 <= low <= value <= high <= 1 for low, value, high in zip(row.lower, row.value, row.upper, strict=True)
        )
        assert ("assumption" in row.source.split(";")) == (row.lower != row.upper)
        assert row.reason.en.endswith(".")
        assert row.reason.zh.endswith("。")


def test_drawn_parts_add_up_to_one_and_the_same_seed_gives_the_same():
    drawn = drawn_split(500, 3)
    assert drawn.shape == (500, len(SPLIT_ROWS), len(PARTS))
    np.testing.assert_allclose(drawn.sum(axis=2), 1, rtol=1e-12)
    assert (drawn >= 0).all()
    assert (drawn == drawn_split(500, 3)).all()
    assert (drawn != drawn_split(500, 4)).any()
    certain = [i for i, row in enumerate(splits()) if row.lower == row.upper]
    assert (drawn[:, certain] == split_values()[certain]).all()
    # The mean of a triangular is not its mode and the sum scales it: within a tenth of a yuan.
    np.testing.assert_allclose(drawn.mean(axis=0), split_values(), atol=0.1)
