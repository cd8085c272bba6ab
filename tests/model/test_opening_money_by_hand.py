"""Houses, budgets and debt of an opening of three units, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.model.opening import opening_money as money
from relode.model.opening.tables import assumptions

from .small_facts import BEIJING, CENSUS, GROWTH, HEGANG, JIXI, approx, ends, facts, of_units, plain, rate

NAN = np.nan


def test_floor_area_is_that_of_each_person():
    cells = CENSUS | GROWTH | of_units(housing_area_per_person_2010=(20, 30, 40))
    population = plain([100.0, 200.0, 400.0])
    assert money._housing_stock(facts(cells, 2010), population).value.tolist() == [2000, 6000, 16000]
    v = rate("housing_after_census")[0]
    later = money._housing_stock(facts(cells, 2015), population)
    assert later.value.tolist() == approx([2000 * np.exp(5 * v), 6000 * np.exp(5 * v), 16000 * np.exp(5 * v)])


def test_a_gap_is_spending_less_revenue_and_filled_in_part_from_above():
    spending, revenue = plain([10, 20, 5]), plain([4.0, 30.0, 3.0], [3.0, 28.0, 2.0], [6.0, 33.0, 3.5])
    gap = money._gap(spending, revenue)
    assert ends(gap) == [[6, -10, 2], [4, -13, 1.5], [7, -8, 3]]
    share = assumptions()["transfer_share"]
    found = money._transfers(gap)
    assert ends(found) == [
        approx([6 * share.value, 0, 2 * share.value]),
        approx([4 * share.lower, 0, 1.5 * share.lower]),
        approx([7 * share.upper, 0, 3 * share.upper]),
    ]
    assert found.rule.tolist() == ["assumed:share_of_gap", "assumed:no_gap", "assumed:share_of_gap"]
    both = money._gap(plain([10.0]), plain([4.0]))
    assert (both.value.tolist(), both.rule.tolist()) == ([6], ["derived:spending_less_revenue"])


def test_a_budget_is_the_published_one_or_grows_as_output_usually_did():
    output = plain([300, 500, 800])
    cells = of_units(budget_revenue_2018=(20, 40, None), gdp_nominal_2018=(200, 400, 700)) | CENSUS
    made = facts(cells, 2020)
    types = {HEGANG: "declining", JIXI: "mature", BEIJING: "mature"}
    object.__setattr__(made, "entry", lambda unit: SimpleNamespace(type=types[unit.code]))
    found = money._budget(made, "budget_revenue", output)
    growth = np.median([1.5, 1.25, 800 / 700])
    for part, a, m in zip(ends(found), rate("budget_ahead"), rate("budget_missing"), strict=True):
        assert part == approx([20 * growth * np.exp(2 * a), 40 * growth * np.exp(2 * a), 0.1 * 800 * np.exp(m)])
    published = facts(of_units(budget_revenue_2020=(20, 40, None), gdp_nominal_2020=(200, 400, 800)) | CENSUS, 2020)
    object.__setattr__(published, "entry", made.entry)
    found = money._budget(published, "budget_revenue", output)
    assert found.value.tolist() == approx([20, 40, 0.1 * 800 * np.exp(rate("budget_missing")[0])])
    assert found.rule[:2].tolist() == ["observed", "observed"]


def test_debt_is_the_published_one_or_that_of_the_type_or_an_assumed_share():
    output = plain([300, 500, 800])
    made = facts(of_units(government_debt_2020=(150, None, 80)) | CENSUS, 2020)
    types = {HEGANG: "mature", JIXI: "mature", BEIJING: "mature"}
    object.__setattr__(made, "entry", lambda unit: SimpleNamespace(type=types[unit.code]))
    found = money._debt(made, output)
    # Ratios of one half and one tenth: between them .3, and a twentieth of their distance from either end.
    assert ends(found) == [approx([150, 150, 80]), approx([NAN, 60, NAN]), approx([NAN, 240, NAN])]
    types[JIXI] = "growing"
    with pytest.raises(RelodeError) as caught:
        money._debt(made, output)
    assert (caught.value.key, caught.value.values) == (
        "simulator_without_figures", {"quantity": "government_debt", "year": 2020},
    )  # fmt: skip
    earlier = facts(CENSUS | of_units(government_debt_2020=(1, 1, 1)), 2010)
    before = money._debt(earlier, output)
    assert ends(before) == [approx([300 * each, 500 * each, 800 * each]) for each in rate("debt_share")]


def test_a_price_that_nobody_asks_for_follows_wage_and_size():
    """Five prices near 2 wage^.5 size^.25; the sixth by least squares, written out."""
    units = (HEGANG, JIXI, BEIJING, "230100", "230200", "230500")
    wage, size = np.array([4.0, 5, 12, 7, 6, 4.5]), np.array([100.0, 180, 2000, 1000, 500, 150])
    price = 2 * wage**0.5 * size**0.25 * np.exp([0, 0.1, -0.1, 0.05, 0.02, 0])
    cells = {("house_price", unit, 2020): value * 1e4 for unit, value in zip(units[:5], price[:5], strict=True)}
    found = money._house_price(facts(cells, 2020, units), plain(size), plain(wage))
    x = np.column_stack([np.ones(6), np.log(wage), np.log(size)])
    slope = np.linalg.pinv(x[:5]) @ np.log(price[:5])
    rest = np.log(price[:5]) - x[:5] @ slope
    wide = 1.645 * np.sqrt((rest @ rest) / 2 * (1 + x[5] @ np.linalg.inv(x[:5].T @ x[:5]) @ x[5]))
    middle = x[5] @ slope
    assert found.value[:5].tolist() == approx(price[:5].tolist())
    assert [found.value[5], found.lower[5], found.upper[5]] == pytest.approx(
        np.exp([middle, middle - wide, middle + wide]).tolist()
    )
    assert found.rule[4:].tolist() == ["observed", "assumed:price_by_wage_and_size"]
