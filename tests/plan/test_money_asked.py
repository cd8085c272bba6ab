"""Money of a plan: what can be typed, what is refused, and the four pots from facts."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.places import find
from relode.plan.asked.money_asked import parse_money
from relode.plan.asked.plan_asked import PlanAsked, command
from relode.plan.asked.pots import bonds, granted, pots_of, rises, spending_of


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("300M", 3e8), ("3亿", 3e8), ("3亿元", 3e8), ("0.5B", 5e8), ("30000万", 3e8), (" 250k ", 2.5e5), (".5m", 5e5)],
)
def test_a_sum_is_yuan_a_year(text, yuan):
    assert parse_money(text).yuan(1e10, "hegang") == pytest.approx(yuan, rel=1e-12)


def test_per_cent_are_of_public_spending():
    assert parse_money("5%").yuan(13_689_990_000, "hegang") == pytest.approx(684_499_500)


@pytest.mark.parametrize("text", ["300", "0.05", "5 percent", "-300", "many", "", "3MM", "nan%", "1e9", "infM"])
def test_a_bare_number_or_another_form_is_refused(text):
    with pytest.raises(RelodeError, match="unit of a bare number"):
        parse_money(text)


@pytest.mark.parametrize("text", ["0%", "0M", "-5%", "-300M"])
def test_nothing_or_less_is_refused(text):
    with pytest.raises(RelodeError, match="less than a yuan a year"):
        parse_money(text)


def test_more_than_the_whole_of_public_spending_is_refused(panel):
    place = find("hegang")
    for text in ("101%", "14000M"):
        with pytest.raises(RelodeError, match="more than hegang spends"):
            command(panel, place, PlanAsked(budget=text))


def test_per_cent_of_nothing_are_refused():
    with pytest.raises(RelodeError, match="no public spending of"):
        parse_money("5%").yuan(None, "nowhere")


def test_spending_is_that_of_the_newest_year_with_both_figures(panel):
    found = spending_of(panel, find("hegang"))
    assert (found.year, found.spending, found.revenue) == (2023, pytest.approx(136.8999e8), pytest.approx(32.2231e8))


def test_room_for_bonds_is_the_mean_rise_of_the_special_balance_over_three_years(panel):
    """By hand for Hegang: 35.34, 68.39, 75.58 and 112.11 at the ends of 2022 to 2025 rise by 33.05, 7.19 and 36.53.

    Their standard deviation is 16.03; 2.92 is the 95 % point of Student's t with two degrees of freedom.
    """
    pot = bonds(panel, find("hegang"), spending_of(panel, find("hegang")))
    assert (pot.how, pot.years) == ("observed", (2023, 2024, 2025))
    assert pot.amount.value == pytest.approx((112.11 - 35.34) / 3 * 1e8)
    assert pot.amount.interval_90[1] == pytest.approx((25.59 + 2.92 * 16.03 / 3**0.5) * 1e8, rel=0.001)


def test_where_the_balance_is_not_published_the_room_is_estimated_and_says_so(panel):
    """Yulin publishes its special balance with a gap: the shares of other cities times its own spending."""
    place = find("610800")
    spending = spending_of(panel, place)
    pot = bonds(panel, place, spending)
    assert pot.how == "estimated"
    low, high = pot.amount.interval_90
    assert 0 <= low < pot.amount.value < high < spending.spending


def test_three_rises_need_four_years_in_a_row():
    assert rises(np.array([1.0, 2, 4, np.nan, 9, 10, 11, np.nan])) is None
    newest, each = rises(np.array([1.0, 2, 4, 7, np.nan, 9, 10, np.nan]))
    assert (newest, each.tolist()) == (2021, [1, 2, 3])


def test_bonds_beyond_the_room_and_beyond_the_budget_are_refused(panel):
    place = find("hegang")
    with pytest.raises(RelodeError, match="beyond the room"):
        command(panel, place, PlanAsked(budget="6000M", bonds="5300M"))
    with pytest.raises(RelodeError, match="more than the budget"):
        command(panel, place, PlanAsked(budget="300M", bonds="400M"))
    assert command(panel, place, PlanAsked(budget="600M", bonds="200M")).bonds == 200e6


def test_a_city_on_no_list_has_no_grant():
    assert (granted(None).how, granted(None).amount) == ("none", None)


def test_an_exhausted_city_has_had_its_part_of_the_transfer_and_of_the_subsidence_money(panel):
    """By hand: 222.9 of 2020 over 69 cities and .28 for an area."""
    pots = {pot.name: pot for pot in pots_of(panel, find("hegang"), spending_of(panel, find("hegang")))}
    assert pots["granted"].amount.value == pytest.approx((222.9 / 69 + 0.28) * 1e8)
    assert pots["granted"].how == "estimated"
