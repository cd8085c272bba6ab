"""City budgets of 2003-2013."""

import numpy as np
import pytest

SHANGHAI = "310000"


@pytest.fixture(scope="session")
def budgets(wide):
    return wide("accounts_money")


def test_shanghai_has_the_known_revenue_of_2013(budgets):
    """A20"""
    assert round(budgets.loc[(SHANGHAI, 2013), "budget_revenue"], 1) == 4109.5


@pytest.mark.parametrize(("year", "total"), [(2003, 8_068), (2013, 59_140)])
def test_the_revenue_of_all_cities_is_the_known_sum(budgets, year, total):
    """A20"""
    assert round(budgets["budget_revenue"].xs(year, level="year").sum()) == total


def test_the_revenue_of_2013_goes_with_that_of_2015(budgets):
    """A21: two sources, so the agreement of their logarithms is all that is asked."""
    earlier = np.log(budgets["budget_revenue"].xs(2013, level="year"))
    later = np.log(budgets["fiscal_revenue"].xs(2015, level="year"))
    assert round(earlier.corr(later), 2) == 0.97


def test_cities_of_each_type_cover_a_known_part_of_their_spending(budgets, listed):
    """A22: mean of revenue over expenditure, 2013; "others" are the cities that are not on the list."""
    rows = budgets.xs(2013, level="year")
    ratio = (rows["budget_revenue"] / rows["budget_expenditure"]).dropna()
    types = listed["type"].reindex(ratio.index).fillna("others")
    assert ratio.groupby(types).mean().round(2).to_dict() == {
        "declining": 0.44,
        "growing": 0.40,
        "mature": 0.43,
        "regenerating": 0.59,
        "others": 0.55,
    }
