"""Years that policies and levers name follow from what is said of them."""

import re
from itertools import pairwise

import pytest

from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import lever_costs, levers
from relode.model.policy.policy_file import policies, read_policy

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
PLAN = 5
"""Plans of cities are for five years."""
OPENING = 2020
DELAYS = {
    ("mixed_plan", "demolition_rate"): 2,  # after two years of survey
    ("renewables_on_damaged_land", "renewable_build_out"): 1,  # from the second year, when land is ready
    ("schooling", "talent_subsidy"): 4,  # from the year when the first cohort leaves
}
PLANS = {
    "cluster_bid": {"cluster_support": 2, "subsidy": 1},  # full support for ten years; for the first plan only
    "connectivity": {"connectivity_spending": 2},  # for ten years
    "do_nothing": {},
    "managed_shrinkage": {"demolition_rate": 3, "public_services_spending": 3, "early_retirement_share": 2},
    "mixed_plan": {
        "retraining_coverage": 2, "early_retirement_share": 1, "cluster_support": 2, "remediation_spending": 2,
        "demolition_rate": 2, "public_services_spending": 3, "windfall_saving_share": 4,
    },
    "renewables_on_damaged_land": {"remediation_spending": 2, "renewable_build_out": 2},
    "retraining": {"retraining_coverage": 2},
    "schooling": {"schooling_spending": 3, "talent_subsidy": 3},
    "slower_extraction_with_a_fund": {"extraction_cut": 4, "windfall_saving_share": 4, "early_retirement_share": 1},
    "tax_relief": {"tax_relief": 2},  # five years, then half for as long
}  # fmt: skip
"""For how many plans of five years each lever is set."""


@pytest.mark.parametrize("name", policies())
def test_steps_begin_with_the_plan_or_as_much_later_as_they_say_and_last_whole_plans(name):
    policy = read_policy(name)
    assert {step.lever for step in policy.steps} == PLANS[name].keys()
    for lever, plans in PLANS[name].items():
        steps = [step for step in policy.steps if step.lever == lever]
        later = DELAYS.get((name, lever), 0)
        assert steps[0].start == FIRST_PLAN_YEAR + later
        # What waits for graduates ends with the schools that they come from.
        ends = FIRST_PLAN_YEAR + (later if lever != "talent_subsidy" else 0) + PLAN * plans - 1
        assert steps[-1].until == ends
        for one, other in pairwise(steps):
            assert (one.until - one.start + 1, other.start) == (PLAN, one.until + 1)


@pytest.mark.parametrize("name", policies())
def test_years_in_the_words_of_a_policy_are_those_of_its_steps(name):
    policy = read_policy(name)
    ends = [policy.steps[0].start, policy.steps[-1].until] if policy.steps else []
    for language in ("en", "zh"):
        told = [int(year) for year in YEAR.findall(policy.title(language) + policy.description(language))]
        assert told in ([], ends)
    for step in policy.steps:
        assert YEAR.findall(step.reason_en) == YEAR.findall(step.reason_zh) == []


def test_a_lever_names_the_same_years_in_both_languages():
    reasons = [each.reason for each in (*levers().values(), *lever_costs())]
    reasons += [cost.arrives.reason for cost in lever_costs() if cost.arrives]
    assert [YEAR.findall(each.en) for each in reasons] == [YEAR.findall(each.zh) for each in reasons]


def test_a_unit_cost_is_at_prices_of_the_year_that_its_reason_or_its_source_names():
    """Shares and yuan for yuan are of the plan's own years; money that is assumed is of the opening."""
    for cost in lever_costs():
        named = [int(year) for year in YEAR.findall(cost.reason.en)] or [int(y) for y in YEAR.findall(cost.source)]
        is_money = "yuan" in cost.unit.replace("yuan per yuan", "")
        usual = OPENING if is_money else FIRST_PLAN_YEAR
        assert cost.price_year == (named[0] if named else usual), (cost.lever, cost.item)
