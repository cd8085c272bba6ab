"""A place without a simulator: what its money buys at published costs, with figures of its prefecture, marked so."""

import pytest

from relode.errors import RelodeError
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.making.plan_text import published_cells, published_words
from relode.plan.making.published_plan import output_per_worker, published_bands, published_plan
from relode.plan.trials.stage import opened_world

RENQIU, CANGZHOU = "renqiu", "cangzhou"


@pytest.fixture(scope="module")
def opened(panel):
    return opened_world(panel)


def test_money_buys_what_it_is_over_the_published_cost(opened, panel):
    """By hand: 100 M yuan at 0.35 to 2.5 times what a worker of the prefecture makes outside mining."""
    found = published_plan(opened, panel, find(RENQIU), PlanAsked(budget="100M"))
    assert (found.host, found.budget) == (find(CANGZHOU).code, 100e6)
    worth = output_per_worker(opened, found.host)
    assert 5e4 < worth < 5e5
    transfer = next(each for each in found.measures if each.lever == "central_transfer")
    assert transfer.bought == "job-year"
    assert transfer.least == pytest.approx(100e6 / (2.5 * worth), rel=1e-4)
    assert transfer.most == pytest.approx(100e6 / (0.35 * worth), rel=1e-4)
    row = next(row for row in published_bands() if row["lever"] == "central_transfer")
    assert transfer.sources == tuple(row["source"].split(";"))


def test_per_cent_are_of_the_spending_of_the_prefecture_by_heads(opened, panel):
    found = published_plan(opened, panel, find(RENQIU), PlanAsked(budget="5%"))
    heads = [
        float(panel["value"].sel(quantity="population", year=2020, place=find(each).code))
        for each in (RENQIU, CANGZHOU)
    ]
    spent = float(panel["value"].sel(quantity="budget_expenditure", year=found.year, place=find(CANGZHOU).code)) * 1e8
    assert found.spending == pytest.approx(spent * heads[0] / heads[1], rel=1e-4)
    assert found.budget == pytest.approx(0.05 * found.spending, rel=1e-4)
    with pytest.raises(RelodeError, match="more than renqiu spends"):
        published_plan(opened, panel, find(RENQIU), PlanAsked(budget="101%"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_that_nothing_is_simulated_and_whose_figures_stand_in(opened, panel, language):
    found = published_plan(opened, panel, find(RENQIU), PlanAsked())
    said = [spoken(each, language) for each in published_words(found, find(RENQIU))]
    assert find(CANGZHOU).name(language) in said[1]
    assert {"en": "nothing is simulated", "zh": "未纳入模拟"}[language] in said[0]
    assert all(len(published_cells(each)) == 4 for each in found.measures)
