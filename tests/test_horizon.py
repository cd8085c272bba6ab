"""The years that plans and pictures of the future span follow from what ships, and hold where they are asked for."""

import pytest

from relode import horizon
from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.facts import rows
from relode.outlook import outlook


def test_the_future_opens_at_the_newest_census_and_is_planned_after_the_newest_budgets(panel):
    assert max(int(row["year"]) for row in rows("census")) == horizon.OPENING_YEAR
    spent = panel["value"].sel(quantity="budget_expenditure").dropna("year", how="all")["year"]
    assert int(spent.max()) + 1 == horizon.FIRST_PLAN_YEAR


def test_an_outlook_ends_in_the_middle_of_the_century(panel):
    with pytest.raises(RelodeError) as refused:
        outlook(panel, "hegang", 2051)
    assert (refused.value.key, refused.value.values["last"]) == ("outlook.bad_years", 2050)
    assert outlook(panel, "hegang", 2050).years[-1] == 2050 == horizon.LAST_YEAR


def test_fifty_years_are_the_most():
    assert PlanRequest(horizon=2070).horizon == 2070
    with pytest.raises(RelodeError):
        PlanRequest(horizon=2071)
