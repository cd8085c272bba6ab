"""Every cost line of a year against a bill worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.model.parameters import UNIT_COSTS
from relode.model.policy.costs import (
    LINES,
    SHARES_OF_OUTPUT,
    charged_on_flows,
    charged_on_stocks,
    cost_lines,
    outlays,
    paid_by_city,
)
from relode.model.state import LEVERS

PRICES = {
    ("cluster_support", "full_support"): 0.004,
    ("retraining_coverage", "person"): 0.0002,
    ("windfall_saving_share", "management_fee"): 0.01,
    ("demolition_rate", "floor_area"): 0.5,
    ("renewable_build_out", "capital"): 0.06,
    ("renewable_build_out", "city_share"): 0.25,
    ("early_retirement_share", "central_award"): 0.001,
    ("early_retirement_share", "allowance"): 0.0005,
}
SHARES = {
    "research_spending": 0.01,
    "schooling_spending": 0.02,
    "public_services_spending": 0.03,
    "connectivity_spending": 0.04,
    "remediation_spending": 0.05,
}
BY_HAND = {
    ("subsidy", "paid"): 0.1 * 30 + 0.2 * 50,
    ("cluster_support", "full_support"): 0.004 * (0.5 + 0.2) * 200,
    ("research_spending", "paid"): 2.0,
    ("schooling_spending", "paid"): 4.0,
    ("public_services_spending", "paid"): 6.0,
    ("connectivity_spending", "paid"): 8.0,
    ("remediation_spending", "paid"): 10.0,
    ("retraining_coverage", "person"): 0.2,
    ("talent_subsidy", "recipient"): 0.15,
    ("extraction_cut", "revenue"): 3.0,
    ("windfall_saving_share", "deposit"): 4.0,
    ("windfall_saving_share", "management_fee"): 0.4,
    ("tax_relief", "revenue"): 5.0,
    ("demolition_rate", "floor_area"): 3.0,
    ("renewable_build_out", "capital"): 4.5,
    ("renewable_build_out", "city_share"): 1.5,
    ("early_retirement_share", "central_award"): 0.2,
    ("early_retirement_share", "allowance"): 0.25,
    ("central_transfer", "paid"): 7.0,
}
"""Lever and item -> 10^8 yuan a year, of the doses, stocks and flows of the fixture."""


@pytest.fixture
def charged():
    """One place with an expected output of 200, two sectors, and every lever set."""
    params = SimpleNamespace(unit_cost=np.array([PRICES.get(key, 1000.0) for key in UNIT_COSTS]))
    doses = dict.fromkeys(LEVERS, np.array([0.0])) | {name: np.array([share]) for name, share in SHARES.items()}
    doses |= {"subsidy": np.array([[0.1], [0.2]]), "cluster_support": np.array([[0.5], [0.2]])}
    doses |= {"demolition_rate": np.array([0.02]), "renewable_build_out": np.array([100.0])}
    doses |= {"talent_subsidy": np.array([0.0003]), "central_transfer": np.array([7.0])}
    one = {
        name: np.array([value])
        for name, value in {
            **{"expected_output": 200.0, "newly_retrained": 1000.0, "stabilisation_fund": 40.0, "housing_stock": 300.0},
            **{"talent_arrivals": 500.0, "newly_placed": 200.0, "placed_workers": 300.0, "award_runs": 1.0},
            **{"forgone_tax": 5.0, "forgone_extraction": 3.0, "fund_deposit": 4.0},
        }.items()
    }
    stocks = ("expected_output", "newly_retrained", "stabilisation_fund", "housing_stock")
    dose = SimpleNamespace(**doses)
    before = charged_on_stocks(
        dose, params, capital=np.array([[30.0], [50.0]]), **{name: one.pop(name) for name in stocks}
    )
    return {**before, **charged_on_flows(dose, params, **one)}


def test_every_line_is_the_bill_worked_by_hand(charged):
    assert {(lever, item) for lever, item, _ in LINES} == set(BY_HAND) == set(charged)
    assert set(SHARES) == set(SHARES_OF_OUTPUT)
    assert {key: float(value[0]) for key, value in charged.items()} == pytest.approx(BY_HAND)


def test_a_city_pays_its_own_lines_and_all_payers_what_is_spent(charged):
    lines = cost_lines(charged)
    assert np.asarray(lines)[:, 0].tolist() == pytest.approx([BY_HAND[lever, item] for lever, item, _ in LINES])
    # The city: not what firms, centre and insurance pay, nothing forgone or laid by: 13 + .56 + 30 + .2 + .15 + .4 + 3
    # + 1.5; with the plants of firms (4.5), the award (.2) and the allowances (.25) all that is spent.
    assert float(paid_by_city(lines)[0]) == pytest.approx(48.81)
    assert float(outlays(lines)[0]) == pytest.approx(53.76)


def test_no_award_is_paid_outside_the_years_of_its_programme(charged):
    params = SimpleNamespace(unit_cost=np.array([PRICES.get(key, 0.0) for key in UNIT_COSTS]))
    nothing = SimpleNamespace(**dict.fromkeys(LEVERS, np.array([0.0])))
    people = {"newly_placed": np.array([200.0]), "placed_workers": np.array([300.0]), "award_runs": np.array([0.0])}
    others = dict.fromkeys(("talent_arrivals", "forgone_tax", "forgone_extraction", "fund_deposit"), np.array([0.0]))
    found = charged_on_flows(nothing, params, **people, **others)
    assert float(found["early_retirement_share", "central_award"][0]) == 0
    assert found["early_retirement_share", "allowance"] == charged["early_retirement_share", "allowance"]
