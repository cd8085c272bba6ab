"""A scenario in an address."""

from dataclasses import replace

import pytest

from relode.errors import RelodeError
from relode.model.policy.levers import levers
from relode.model.policy.policy_file import policy_of_text, write_policy
from relode.places import find
from relode.web.pages.choices import BUDGETS
from relode.web.what_if.scenario import Scenario, scenario_of
from relode.web.what_if.what_if_page import lever_rows

PLACE = find("hegang")
ASKED = {"subsidy": "0.02", "subsidy_sector": "renewables", "retraining_coverage": "0.4", "shock": "price_fall",
         "until": "2040", "budget": "0.1", "lang": "zh"}  # fmt: skip


def test_an_address_and_its_scenario_say_the_same():
    scenario = scenario_of(ASKED)
    assert scenario.doses == (("subsidy", "renewables", 0.02), ("retraining_coverage", "", 0.4))
    assert replace(scenario_of(scenario.query()), budget=0.1) == scenario


def test_a_lever_at_zero_is_no_lever():
    assert scenario_of(dict.fromkeys(levers(), "0")) == Scenario()


def test_a_scenario_is_a_policy_that_can_be_read_back():
    policy = scenario_of(ASKED).policy(PLACE)
    assert policy_of_text(write_policy(policy), "x") == policy
    assert {(s.start, s.until) for s in policy.steps} == {(2026, 2050)}


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"subsidy": "x"}, "web.not_a_number"),
        ({"subsidy": "nan"}, "web.out_of_range"),
        ({"subsidy": "0.2"}, "web.out_of_range"),
        ({"retraining_coverage": "-0.1"}, "web.out_of_range"),
        ({"subsidy": "0.1", "subsidy_sector": "extraction"}, "web.unknown_choice"),
        ({"shock": "war"}, "web.unknown_choice"),
        ({"until": "2031"}, "web.unknown_choice"),
        ({"budget": "2"}, "web.unknown_choice"),
        ({"levers": "1"}, "web.unknown_parts"),
    ],
)
def test_what_is_no_scenario_is_refused(asked, key):
    with pytest.raises(RelodeError) as error:
        scenario_of(asked)
    assert error.value.key == key


def test_each_budget_that_the_page_offers_is_heard_as_it_stands_there_and_no_other():
    assert [scenario_of({"budget": str(offered)}).budget for offered in BUDGETS] == [0.01, 0.02, 0.05, 0.1]
    assert scenario_of({}).budget in BUDGETS
    with pytest.raises(RelodeError):
        scenario_of({"budget": "0.03"})


def test_only_a_lever_by_sector_has_sectors_to_choose_from_and_one_is_chosen():
    rows = {row["name"]: row for row in lever_rows(scenario_of(ASKED), "en")}
    assert [name for name, row in rows.items() if row["sectors"]] == [
        n for n, each in levers().items() if each.by_sector
    ]
    assert rows["subsidy"]["sector"] == "renewables"
    assert "renewables" in rows["subsidy"]["sectors"]
