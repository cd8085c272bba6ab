"""Parts of a year that no other program repeats: what measures add, years of an award, and balances that fail."""

from types import SimpleNamespace

import jax
import numpy as np
import pytest

from relode.model.parameters import UNIT_COSTS
from relode.model.policy.costs import LINES
from relode.model.policy.levers import SPLIT_ROWS
from relode.model.sector_list import SECTORS
from relode.model.year.accounts import imbalances
from relode.model.year.firms import _with_own_effect
from relode.model.year.one_year import _award_runs, _hectare_cost


def test_an_award_runs_from_2016_to_2020():
    """While the programme ran, as its reason says."""
    assert _award_runs(np.arange(2014.0, 2023.0)).tolist() == [0, 0, 1, 1, 1, 1, 1, 0, 0]


def test_a_hectare_costs_ten_thousands_of_yuan_in_the_table():
    costs = np.arange(1.0, len(UNIT_COSTS) + 1)
    at = UNIT_COSTS.index(("remediation_spending", "hectare"))
    assert float(_hectare_cost(SimpleNamespace(unit_cost=costs))) == pytest.approx((at + 1) / 1e4)


def test_measures_add_jobs_and_output_where_firms_sell_beyond_the_place():
    """Four sectors have 40 of 90 jobs; 4 more are added, 40 taken, and 50 where ten people are without work."""
    elsewhere = [
        SECTORS.index(n) for n in ("processing", "advanced_materials", "other_manufacturing", "tradable_services")
    ]
    jobs = np.full((9, 3), 10.0)
    made = np.full((9, 3), 80.0)
    able, more = np.array([200.0, 200.0, 100.0]), np.array([4.0, -40.0, 50.0])
    output = np.array([32.0, 0.0, 0.0])

    def run(jobs, made, able, more, output):
        return _with_own_effect(jobs, made, able, SimpleNamespace(jobs=more, output=output))

    employment, value_added = map(np.asarray, jax.jit(run)(jobs, made, able, more, output))
    others = [at for at in range(9) if at not in elsewhere]
    assert (employment[others] == 10).all()
    assert (value_added[others] == 80).all()
    # A tenth more jobs; all lost leaves half of exp(-1); nine tenths of ten without work are nine.
    hired = np.array([1.1, 0.5 * np.exp(-1), 1 + 9 / 40])
    np.testing.assert_allclose(employment[elsewhere], np.tile(10 * hired, (4, 1)), rtol=1e-12)
    # Their output with them, and a quarter of 32 in each.
    np.testing.assert_allclose(value_added[elsewhere], np.tile(80 * hired + [8, 0, 0], (4, 1)), rtol=1e-12)


def test_each_balance_tells_by_how_much_it_fails():
    """Two places, the second in order; every account of the first misses by another part."""
    two = np.array
    before = {"people": two([[60.0, 40.0]]), "reserves": two([50.0, 10.0]), "undiscovered_reserves": two([20.0, 10.0]),
              "cumulative_extraction": two([25.0, 10.0]), "damaged_land": two([30.0, 5.0]),
              "stabilisation_fund": two([10.0, 0.0]), "debt": two([100.0, 100.0])}  # fmt: skip
    after = {"people": two([[66.15, 40.0]]), "reserves": two([60.0, 10.0]), "undiscovered_reserves": two([30.0, 10.0]),
             "cumulative_extraction": two([12.0, 10.0]), "damaged_land": two([42.9, 5.0]),
             "stabilisation_fund": two([12.0, 0.0]), "debt": two([121.0, 100.0])}  # fmt: skip
    spent = [at for at, (lever, item, _) in enumerate(LINES) if (lever, item) in SPLIT_ROWS]
    lines = np.ones((len(LINES), 2))
    lines[spent] = 2.0
    total = 2.0 * len(spent) + 7
    flows = {
        "births": two([10.0, 0.0]), "deaths": two([[3.0, 1.0], [1.0, 0.0]]), "regrowth": two([5.0, 0.0]),
        "value_added": two([[10.0, 4.0], [11.0, 6.0]]), "gross_domestic_product": two([20.0, 10.0]),
        "service_spending": two([40.0, 1.0]), "public_investment": two([10.0, 1.0]), "transfer_spent": two([7.0, 7.0]),
        "policy_cost": two([5.0, 0.0]), "fund_deposit": two([3.0, 0.0]), "interest": two([4.0, 0.0]),
        "cost_lines": lines, "revenue": two([20.0, 4.0]), "land_revenue": two([10.0, 3.0]), "transfer": two([8.0, 2.0]),
        "fund_withdrawal": two([2.0, 0.0]), "land_broken": two([14.0, 0.0]), "remediation": two([3.0, 0.0]),
        "arrivals": two([[5.0, 5.0], [6.0, 6.0]]), "departures": two([[5.0, 5.0], [4.0, 4.0]]),
        "investment": two([[1.0, 1.0], [2.0, 1.0]]), "total_investment": two([2.0, 2.0]),
        "received": two([[total + 3, total]]),
    }  # fmt: skip

    def run(before, after, flows):
        return imbalances(*(SimpleNamespace(**each) for each in (before, after, flows)), 0.1)

    found = {name: float(value) for name, value in jax.jit(run)(before, after, flows).items()}
    outlays, receipts = 40 + 10 + 7 + 5 + 3 + 4, 20 + 10 + 8 + 2
    assert found == pytest.approx({
        "people": 106.15 / 105 - 1,  # 100 + 10 - 5
        "moves": 0.5, "ore": 102 / 100 - 1, "output": 21 / 20 - 1, "investment": 0.5,
        "money": abs(21 - outlays + receipts) / (outlays + receipts),
        "levers": 3 / (outlays + total), "fund": abs(12 - (11 + 3 - 2)) / 13, "land": abs(42.9 - 41) / 42,
    })  # fmt: skip
