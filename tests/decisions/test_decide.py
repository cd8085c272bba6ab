"""Decisions of places as the command answers them: the contract, the groups, and rows that differ by facts."""

import json

import pytest

from relode.decisions.decide import decide
from relode.decisions.records import GROUPS, KINDS, RECOMMENDATIONS
from relode.decisions.request import PlanRequest
from relode.places import find, local_facts

CITIES = ("hegang", "yulin", "baotou", "fuxin")
FIELDS = {
    "id", "kind", "stage", "name", "bureau", "month", "article", "first_step", "group", "recommendation", "amount",
    "unit", "year", "cost", "payer", "facts", "share_of_cities",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(panel):
    """City -> its decisions without a budget."""
    return {city: decide(panel, find(city), PlanRequest()) for city in CITIES}


def test_the_command_answers_with_the_fields_that_scripts_rely_on(relode):
    done = relode("plan", "hegang", "--only", "decisions", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert all(each.keys() >= FIELDS for each in answer["decisions"])
    assert answer["money"].keys() >= {"own", "secured", "law", "pilots", "unassigned"}
    assert {each["kind"] for each in answer["targets"]} >= {"expected", "binding", "own"}
    assert all(each["name"].keys() == {"en", "zh"} for each in answer["decisions"])


def test_an_unknown_part_of_a_plan_is_refused(relode):
    done = relode("plan", "hegang", "--only", "pictures")
    assert (done.returncode, done.stdout) == (2, "")
    assert "decisions" in done.stderr


@pytest.mark.parametrize("city", CITIES)
def test_rows_stand_in_the_order_of_groups_and_recommendations(found, city):
    rows = found[city].decisions
    order = [(GROUPS.index(each.group), RECOMMENDATIONS.index(each.recommendation)) for each in rows]
    assert order == sorted(order)
    assert len({each.id for each in rows}) == len(rows)
    assert {each.kind for each in rows} <= set(KINDS)
    assert sum(each.group == "common" for each in rows) <= 3


@pytest.mark.parametrize("city", CITIES)
def test_every_row_but_general_advice_names_the_facts_that_it_rests_on(found, city):
    assert [each.id for each in found[city].decisions if each.group != "common" and not each.facts] == []


def test_cities_differ():
    """No two of the four get the same set of rows: the old machinery gave one set to most."""
    from relode.panel import load

    panel = load()
    sets = {
        frozenset((each.id, each.recommendation) for each in decide(panel, find(city), PlanRequest()).decisions)
        for city in CITIES
    }
    assert len(sets) == len(CITIES)


def test_yulin_is_not_told_that_secondary_schools_have_too_many_teachers(found):
    row = next((each for each in found["yulin"].decisions if each.id == "service:teachers_secondary"), None)
    assert row is None or row.recommendation != "do" or (row.amount or 0) < 0 or "short" in str(row.reason.key)


def test_heating_is_offered_only_in_the_heating_area(panel):
    for city in ("panzhihua", "baise", "puer", "sanming"):
        heating = local_facts(city)["central_heating"]
        ids = {each.id for each in decide(panel, find(city), PlanRequest()).decisions}
        assert heating.value == "no"
        assert not any("heating" in each for each in ids), city


@pytest.mark.parametrize("city", ["hegang", "yulin"])
def test_a_budget_moves_no_row_that_it_does_not_pay(panel, found, city):
    with_money = decide(panel, find(city), PlanRequest(budget="10M"))
    before = {each.id: each.recommendation for each in found[city].decisions if each.kind != "programme"}
    after = {each.id: each.recommendation for each in with_money.decisions if each.kind != "programme"}
    assert before == after
    money = with_money.money
    assert money.own + money.law + money.pilots + money.unassigned == money.budget == 10e6


def test_a_county_inherits_and_has_no_account(panel):
    found = decide(panel, find("renqiu"), PlanRequest())
    assert found.account is None
    assert any(each.kind == "service" for each in found.decisions)


@pytest.mark.slow
def test_all_covers_the_listed_prefectures_with_accounts_and_says_so(relode):
    answer = json.loads(relode("plan", "all", "--only", "decisions", "--json").stdout)
    assert len(answer["places"]) >= 110
    assert str(len(answer["places"])) in answer["covers"]
    sets = {frozenset((row["id"], row["recommendation"]) for row in each["decisions"]) for each in answer["places"]}
    assert len(sets) >= 30
