"""The bar of what a scenario costs: over the budget it says so and turns."""

from types import SimpleNamespace

import pytest

from relode.plan.what_if import Money
from relode.web.what_if.what_if_page import _money


def found(share):
    money = Money(12.0, "100 million yuan", (10.0, 14.0))
    return SimpleNamespace(cost=money, cost_share=Money(share, "share", (share / 2, share * 2)), until=2035)


@pytest.mark.parametrize(
    ("language", "over", "within"), [("en", "more than the budget of 5", ", within 5"), ("zh", "已超过5", "未超过5")]
)
@pytest.mark.parametrize(("share", "is_over"), [(0.0501, True), (0.05, False), (0.0499, False), (0.2, True)])
def test_a_scenario_is_over_its_budget_where_it_costs_more(share, is_over, language, over, within):
    told = _money(found(share), SimpleNamespace(budget=0.05, doses={"subsidy": 0.1}), language)
    assert (told["over"], told["share"], told["budget"]) == (is_over, share, 0.05)
    assert (over in told["text"], within in told["text"]) == (is_over, not is_over)


def test_a_scenario_without_levers_costs_nothing():
    text = _money(found(0.0), SimpleNamespace(budget=0.05, doses={}), "en")["text"]
    assert text.startswith("No lever is set: from 2026 to 2035")
