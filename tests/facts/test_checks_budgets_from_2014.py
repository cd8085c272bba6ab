"""Revenue, spending and statutory debt of cities from 2014 on, and employment in urban units."""

import numpy as np
import pandas as pd
import pytest

from relode.panel import cell

HEGANG, BAOTOU, BENXI, JIXI, LONGNAN, YUEYANG = "230400", "150200", "210500", "230300", "621200", "430600"
PANZHIHUA, CHUXIONG, BAYINGOL = "510400", "532300", "652800"
# Not in the yearbooks: autonomous prefectures, and one prefecture.
NOT_IN_YEARBOOKS = {
    "Daxing'anling",
    "Aba (Ngawa)",
    "Liangshan",
    "Qianxinan",
    "Qiannan",
    "Chuxiong",
    "Haixi",
    "Bayingolin",
    "Altay",
}
LAST_YEARBOOK = 2023
SERIES = [
    "loans",
    "deposits",
    "budget_revenue",
    "budget_expenditure",
    "budget_education_expenditure",
    "budget_science_expenditure",
    "government_debt",
    "government_debt_general",
    "government_debt_special",
    "government_debt_limit",
    "government_fund_revenue",
]


MONEY = ("budget_revenue", "budget_expenditure")


@pytest.fixture(scope="session")
def budgets(wide):
    return wide("accounts_budgets")


@pytest.fixture(scope="session")
def rows(table):
    """Money accounts of both tables, by place, year and quantity."""
    both = pd.concat([table("accounts_money"), table("accounts_budgets")])
    return both.set_index(["place", "year", "quantity"]).sort_index()


@pytest.fixture(scope="session")
def added(table):
    """Flags of our own: (place, year, quantity) by flag."""
    found = table("added_flags")
    return {
        flag: set(zip(group["place"], group["year"], group["quantity"], strict=True))
        for flag, group in found.groupby("flag")
    }


@pytest.mark.parametrize(
    ("place", "year", "quantity", "printed"),
    [
        (HEGANG, 2023, "budget_revenue", 32.2),
        (HEGANG, 2023, "budget_expenditure", 136.9),
        (BAOTOU, 2017, "budget_revenue", 137.6),
        (BAOTOU, 2016, "budget_revenue", 271.2),
    ],
)
def test_a_printed_budget_is_met(budgets, place, year, quantity, printed):
    """Billion yuan with two digits in the bulletins: half a unit of the last."""
    assert budgets.loc[(place, year), quantity] == pytest.approx(printed, abs=0.05 * 1.0001)


def test_the_yearbooks_have_every_listed_prefecture_but_nine(table, budgets, english):
    """A tenth, Yanbian, has 2020 and 2024 from disclosure tables."""
    revenue = budgets["budget_revenue"].dropna()
    until = revenue[revenue.index.get_level_values("year") <= LAST_YEARBOOK]
    in_yearbooks = set(until.index.get_level_values("place"))
    listed = set(table("resource_cities").query("level == 'prefecture'")["place"])
    assert set(english[list(listed - in_yearbooks)]) == NOT_IN_YEARBOOKS


def test_a_list_of_2015_confirms_the_revenue_of_that_year(rows, listed, english, added):
    third = rows.xs((2015, "fiscal_revenue"), level=("year", "quantity"))["value"]
    ours = rows.xs((2015, "budget_revenue"), level=("year", "quantity"))["value"]
    both = pd.concat({"third": third, "ours": ours}, axis=1, join="inner")
    # Both are printed with four decimals.
    differs = both[(both["third"] - both["ours"]).abs() > 0.00015]
    assert (len(both), set(english[differs.index])) == (279, {"Longnan", "Yueyang"})
    in_list = both.index.intersection(listed.index)
    assert (len(in_list), list(differs.index.intersection(in_list))) == (109, [LONGNAN])
    assert {cell for cell in added["two_sources_differ"] if cell[2].endswith("_revenue")} == {
        (place, 2015, quantity) for place in (LONGNAN, YUEYANG) for quantity in ("budget_revenue", "fiscal_revenue")
    }


def test_a_figure_equal_to_that_of_the_year_before_carries_a_flag(rows, added):
    equal = set()
    for name in SERIES:
        values = rows.xs(name, level="quantity")["value"].unstack("year").sort_index(axis=1)
        for year in values.columns:
            if year - 1 in values.columns:
                equal |= {(place, year, name) for place in values.index[values[year] == values[year - 1]]}
    assert equal == {cell for cell in added["carried_forward"] if cell[2] in SERIES}
    assert (BAOTOU, 2019, "loans") in equal


def test_a_jump_between_the_two_compilations_carries_a_flag(rows, added):
    jumps = set()
    for name in MONEY:
        values = rows.xs(name, level="quantity")["value"].unstack("year")
        steps = np.log(values[2014] / values[2013]).dropna()
        assert len(steps) > 280
        # 1.8 is the factor at which the curated table marks a jump inside its own years.
        jumps |= {(place, 2014, name) for place in steps.index[steps.abs() > np.log(1.8)]}
    of_the_seam = {cell for cell in added["level_jump"] if cell[1] == 2014 and cell[2] in MONEY}
    assert jumps == of_the_seam


def test_a_jump_inside_the_later_compilation_carries_a_flag(rows):
    for name, factor in (("budget_revenue", 1.8), ("budget_expenditure", 1.8), ("government_debt", 2.0)):
        own = rows.xs(name, level="quantity")
        own = own[own.index.get_level_values("year") >= 2014]
        steps = np.log(own["value"].unstack("year")).sort_index(axis=1).diff(axis=1).stack()
        marked = own["flag"][own["flag"].str.contains("level_jump")].index
        assert set(steps.index[steps.abs() > np.log(factor)]) == set(marked), name
        assert len(marked) > 0


def test_only_the_ratio_of_a_budget_and_a_debt_of_the_same_area_is_computed(panel, added):
    assert {(place, year) for place, year, _ in added["own_level_only"]} == {(CHUXIONG, 2025), (BAYINGOL, 2024)}
    for place, year in ((CHUXIONG, 2025), (BAYINGOL, 2024)):
        assert cell(panel, place, "government_debt", year) is not None
        assert cell(panel, place, "debt_revenue_ratio", year) is None
        assert cell(panel, place, "budget_self_sufficiency_ratio", year) is not None


@pytest.mark.parametrize(
    ("place", "quantity", "year", "flag"),
    [
        (BAOTOU, "loans", 2019, "carried_forward"),
        (BAOTOU, "budget_revenue", 2017, "level_jump"),
        (BENXI, "budget_revenue", 2015, "level_jump"),
        (JIXI, "budget_expenditure", 2016, "level_jump"),
        (LONGNAN, "budget_revenue", 2015, "two_sources_differ"),
        ("230200", "budget_expenditure", 2014, "level_jump"),
    ],
)
def test_the_panel_shows_the_flag_of_a_doubtful_figure(panel, place, quantity, year, flag):
    found = cell(panel, place, quantity, year)
    assert found is not None
    assert flag in found.flags


def test_general_and_special_debt_add_up_to_the_balance(budgets):
    debt = budgets[["government_debt", "government_debt_general", "government_debt_special"]].dropna()
    gap = debt["government_debt_general"] + debt["government_debt_special"] - debt["government_debt"]
    assert len(debt) == 568
    # Rating reports print few decimals: the largest gap is .05 % of a balance.
    assert (gap / debt["government_debt"]).abs().max() < 0.0005


def test_few_rich_cities_take_more_than_they_spend(budgets):
    both = budgets[["budget_revenue", "budget_expenditure"]].dropna()
    assert (both["budget_revenue"] > both["budget_expenditure"]).sum() == 17


def test_figures_after_the_yearbooks_say_that_they_are_provisional(table):
    late = table("accounts_budgets").query("year >= 2024 and quantity in ('budget_revenue', 'budget_expenditure')")
    assert len(late) > 300
    assert late["flag"].str.contains("provisional").all()


def test_what_rating_agencies_quote_says_so(table):
    found = table("accounts_budgets")
    assert (found["flag"].str.contains("secondary") == (found["source"] == "rating_reports")).all()


def test_the_sections_of_urban_units_add_up_to_their_total(wide):
    units = wide("accounts_unit_employment")
    sections = [name for name in units.columns if name.startswith("unit_employment_")]
    ratio = (units[sections].sum(axis=1) / units["urban_unit_employment"]).dropna()
    assert (len(sections), len(ratio)) == (19, 230)
    assert list(ratio.index[(ratio - 1).abs() > 0.1]) == [(PANZHIHUA, 2018)]


def test_urban_units_are_of_listed_prefectures(table, listed):
    codes = set(table("accounts_unit_employment")["place"])
    assert len(codes) == 116
    assert codes <= set(listed.index)


def test_registered_unemployment_of_both_tables_is_the_same(table):
    earlier, later = (
        table(name).query("quantity == 'registered_unemployed'").set_index(["place", "year"])["value"]
        for name in ("accounts_people", "accounts_unit_employment")
    )
    both = pd.concat([earlier, later], axis=1, join="inner")
    assert len(both) == 111
    assert (both.iloc[:, 0] == both.iloc[:, 1]).all()
