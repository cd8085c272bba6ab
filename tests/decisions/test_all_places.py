"""All prefectures with accounts at once, and provinces: advice differs, channels are for the eligible, sums add up."""

from collections import Counter
from functools import cache

import pytest

from relode.answers.decisions_answer import covered
from relode.decisions.decide import decide
from relode.decisions.request import PlanRequest
from relode.fund.funding import funded
from relode.fund.request import FundRequest, ground_of
from relode.panel import load
from relode.places import find, local_facts, official

EIGHT = ("hegang", "yulin", "baotou", "fuxin", "datong", "panzhihua", "jingdezhen", "daqing")
BUDGETS = {"1M": 1e6, "100M": 1e8, "300M": 3e8, "1B": 1e9, "10B": 1e10}


@cache
def decided():
    """Code of a place -> its decisions without a budget."""
    panel = load()
    return {place.code: decide(panel, place, PlanRequest()) for place in covered(panel)}


@cache
def of_province(name):
    """The ground of a province and the decisions of its places."""
    panel = load()
    ground = ground_of(panel, FundRequest(province=name, budget="1B"))
    return ground, [decide(panel, place, PlanRequest()) for place in ground.places]


@pytest.mark.slow
def test_cities_get_many_sets_of_advice_and_shares_are_those_that_ship():
    rows = [(row.id, row.recommendation, row.share_of_cities) for each in decided().values() for row in each.decisions]
    sets = {frozenset((row.id, row.recommendation) for row in each.decisions if row.kind != "industry")
            for each in decided().values()}  # fmt: skip
    assert len(sets) >= 30
    counts = Counter((key, recommendation) for key, recommendation, _ in rows)
    assert all(share == counts[key, recommendation] / len(decided()) for key, recommendation, share in rows)


@pytest.mark.slow
def test_heating_and_the_transfer_to_exhausted_cities_are_for_places_that_have_them():
    for code, each in decided().items():
        ids = {row.id: row for row in each.decisions}
        heating = local_facts(find(code).slug).get("central_heating")
        if heating is None or heating.value == "no":
            assert "service:heating" not in ids, code
        on_list = code in official() and official()[code].is_exhausted
        assert ("money:exhausted_transfer" in ids) <= on_list, code


@pytest.mark.slow
@pytest.mark.parametrize("city", EIGHT)
def test_any_budget_gives_a_plan_whose_split_adds_up_to_the_yuan(city):
    for typed, yuan in BUDGETS.items():
        found = decide(load(), find(city), PlanRequest(budget=typed))
        money = found.money
        assert money.own + money.law + money.pilots + money.unassigned == money.budget == yuan
        assert sum(line.yuan for line in money.lines if line.payer == "own") == yuan - money.unassigned
        assert {row.recommendation for row in found.decisions if row.kind == "programme"} <= {"do", "pilot"}


@pytest.mark.slow
def test_a_share_of_spending_gives_the_plan_of_its_yuan():
    share = decide(load(), find("hegang"), PlanRequest(budget="5%"))
    assert share == decide(load(), find("hegang"), PlanRequest(budget=f"{share.money.budget:.0f}yuan"))


@pytest.mark.slow
@pytest.mark.parametrize("province", ["heilongjiang", "shanxi"])
@pytest.mark.parametrize("budget", ["1B", "3B", "10B"])
def test_the_money_of_a_province_adds_up_and_pays_duties_and_needs_first(province, budget):
    ground, places = of_province(province)
    request = FundRequest(province=province, budget=budget)
    found = funded(type(ground)(ground.provinces, request.money.value, ground.places), request, places)
    money = found.money
    assert money.own + money.law + money.pilots + money.unassigned == money.budget == request.money.value
    assert sum(each.yuan for each in found.payments) == money.budget - money.unassigned
    kinds = [each.kind for each in found.payments]
    assert kinds == sorted(kinds, key=("law", "need", "programme", "pilot").index)
    done = {(each.place, row.id) for each in places for row in each.decisions if row.recommendation != "pilot"}
    assert all((each.place, each.id) in done for each in found.payments if each.kind != "pilot")
