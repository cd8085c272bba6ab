"""The bar of what a scenario costs: over the budget it says so and turns."""

from types import SimpleNamespace

import pytest

from relode.language import spoken
from relode.model.policy.levers import lever_costs
from relode.plan.simulations.what_if_record import PolicyMoney
from relode.vocabulary import quantity
from relode.web.what_if.what_if_text import is_over, money, others, price

PAYING = {"city": 3.0, "centre": 0.0, "firm": 12.0}


def found(share):
    money = PolicyMoney(12.0, quantity("policy_cost").unit, (10.0, 14.0))
    of_spending = None if share is None else PolicyMoney(share, "share", (share / 2, share * 2))
    spending = SimpleNamespace(spending=13.7e9, year=2024, sources=("fiscal",))
    return SimpleNamespace(cost=money, cost_share=of_spending, spending=spending, until=2035)


@pytest.mark.parametrize(
    ("language", "over", "within"), [("en", "more than the budget of 5", ", within 5"), ("zh", "已超过5", "未超过5")]
)
@pytest.mark.parametrize(("share", "is_more"), [(0.0501, True), (0.05, False), (0.0499, False), (0.2, True)])
def test_a_scenario_is_over_its_budget_where_it_costs_more(share, is_more, language, over, within):
    scenario = SimpleNamespace(budget=0.05, doses={"subsidy": 0.1})
    text = spoken(money(found(share), scenario), language)
    assert is_over(found(share), scenario) == is_more
    assert (over in text, within in text) == (is_more, not is_more)


def test_a_scenario_without_levers_costs_nothing():
    text = spoken(money(found(0.0), SimpleNamespace(budget=0.05, doses={})), "en")
    assert text.startswith("No lever is set: from 2026 to 2035")


def test_a_sum_a_year_says_so_once():
    text = spoken(money(found(0.02), SimpleNamespace(budget=0.05, doses={"subsidy": 0.1})), "zh")
    assert "/年" in text
    assert "年均" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_no_public_spending_is_published_no_share_is_told(language):
    scenario = SimpleNamespace(budget=0.05, doses={"subsidy": 0.1})
    assert not is_over(found(None), scenario)
    text = spoken(money(found(None), scenario), language)
    assert {"en": "is not published", "zh": "未公布"}[language] in text
    assert "%" not in text


def test_others_that_pay_are_told_with_their_sums():
    paid = {name: PolicyMoney(value, quantity("policy_cost").unit, (value, value)) for name, value in PAYING.items()}
    text = spoken(others(SimpleNamespace(paid=paid)), "en")
    assert " ".join(text.split()) == "Others bear, beside it: firm 1.20 bn yuan a year."
    assert spoken(others(SimpleNamespace(paid={"city": paid["city"]})), "en") == "Nobody else pays."


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("person", "person retrained: 6,000 yuan per person (2,000 to 20 k), paid by: city"),
        ("railway_km", "km of high-speed line: 117 M yuan per km (105 M to 129 M), paid by: city"),
        ("management_fee", "fee of the fund: 0.500 % (0.100 % to 2 %) of the fund a year, paid by: city"),
    ],
)
def test_prices_are_told_in_yuan_by_hand(item, told):
    """0.6 of 10 thousand yuan are 6,000, 1.17 of 100 million yuan 117 million; a share stays one."""
    said = spoken(price(next(cost for cost in lever_costs() if cost.item == item)), "en")
    assert " ".join(said.split()) == told
