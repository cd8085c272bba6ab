"""City accounts: output, prices, people, money, house prices and emissions."""

import numpy as np
import pytest

from relode.facts import table_list

HEGANG, DAQING, HEIHE, JINCHANG, YULIN, SHANGHAI = "230400", "230600", "231100", "620300", "610800", "310000"
ORDOS, HUAINAN = "150600", "340400"
FIRST = "gdp_first_published"
SECTORS = [f"value_added_{sector}_first_published" for sector in ("primary", "secondary", "tertiary")]

# Flagged rows in which the sectors miss GDP and which are not Guangdong 2009-2014, where the GDP is the revised one
# beside first published sectors: single years of Hangzhou, Tai'an, Zhoukou and Chaozhou.
SINGLE_MISMATCHES = {("330100", 2017), ("370900", 2017), ("411600", 2023), ("445100", 2023)}

# Annual population of 2020 more than 1 % off the census: Xi'an and Xianyang stand with and without the Xixian New
# Area, Yichang differs from the bulletin in the census table, Sansha is tiny, no reason is known for the others.
ANNUAL_POPULATION_OFF = {"Yichang", "Shanwei", "Sansha", "Xi'an", "Tongchuan", "Xianyang"}


@pytest.fixture(scope="session")
def gdp(wide):
    return wide("accounts_gdp")


@pytest.fixture(scope="session")
def value_added(wide):
    return wide("accounts_value_added")


@pytest.fixture(scope="session")
def agreement(gdp, value_added):
    """Share of cities a year in which the two GDP series agree within 5 %, the width in which both are compared."""
    ratio = (value_added[FIRST] / gdp["gdp_nominal"]).dropna()
    return ((ratio - 1).abs() <= 0.05).groupby("year").mean()


def test_daqing_has_the_same_gdp_of_2010_in_both_series(gdp, value_added):
    """A1: 290.0 billion yuan."""
    both = [gdp.loc[(DAQING, 2010), "gdp_nominal"], value_added.loc[(DAQING, 2010), FIRST]]
    assert [round(value / 10, 1) for value in both] == [290.0, 290.0]


@pytest.mark.parametrize(("year", "percent"), [(2021, 8.0), (2022, 13.5), (2023, 11.5)])
def test_jinchang_grew_fast(gdp, year, percent):
    """A2"""
    assert round(gdp.loc[(JINCHANG, year), "gdp_growth_index"] - 100, 1) == percent


def test_no_city_grew_faster_than_jinchang_in_2022(gdp):
    """A3"""
    assert gdp["gdp_growth_index"].xs(2022, level="year").idxmax() == JINCHANG


@pytest.mark.parametrize(("year", "digits", "value"), [(2000, 0, 105), (2010, 1, 1686.8), (2023, 0, 7091)])
def test_yulin_has_the_known_gdp_in_both_series(gdp, value_added, year, digits, value):
    """A4"""
    both = [gdp.loc[(YULIN, year), "gdp_nominal"], value_added.loc[(YULIN, year), FIRST]]
    assert [round(cell, digits) for cell in both] == [value, value]


@pytest.mark.parametrize(("year", "value"), [(2012, 358.2), (2014, 259.5)])
def test_hegang_shrank_by_more_than_a_quarter_in_two_years(gdp, value_added, year, value):
    """A5: in both series."""
    both = [gdp.loc[(HEGANG, year), "gdp_nominal"], value_added.loc[(HEGANG, year), FIRST]]
    assert [round(cell, 1) for cell in both] == [value, value]


@pytest.mark.parametrize(
    ("place", "year", "value"), [(HEIHE, 2011, 316.04), (ORDOS, 2022, 5613.44), (HUAINAN, 2022, 1541.1)]
)
def test_a_value_of_another_city_is_replaced(table, place, year, value):
    """A6"""
    rows = table("accounts_value_added").set_index(["place", "year", "quantity"])
    row = rows.loc[(place, year, FIRST)]
    assert (row["value"], row["flag"]) == (value, "repaired")


def test_the_sectors_add_up_to_gdp_where_no_flag_says_otherwise(table, value_added):
    """A7"""
    gap = value_added[SECTORS].sum(axis=1, skipna=False) / value_added[FIRST] - 1
    rows = table("accounts_value_added")
    flagged = rows[rows["flag"].str.contains("sum_mismatch") & (rows["quantity"] == FIRST)]
    flagged_rows = set(zip(flagged["place"], flagged["year"], strict=True))
    assert len(flagged_rows) == 54
    # 2 % is the width of the flag: rounding and late revisions of single sectors stay below it.
    assert set(gap.index[gap.abs() > 0.02]) == flagged_rows
    others = {row for row in flagged_rows if not (row[0].startswith("44") and 2009 <= row[1] <= 2014)}
    assert others == SINGLE_MISMATCHES


@pytest.mark.parametrize(("year", "total"), [(2010, 414_887), (2019, 950_568), (2022, 1_161_443)])
def test_the_gdp_of_all_cities_is_the_known_sum(gdp, year, total):
    """A8"""
    assert round(gdp["gdp_nominal"].xs(year, level="year").sum()) == total


def test_the_real_index_chains_the_growth_index(gdp):
    """A9"""
    growth, real = gdp["gdp_growth_index"].unstack("year"), gdp["gdp_real_index"].unstack("year")
    chained = (growth.loc[:, 2001:] / 100).cumprod(axis=1) * 100
    assert (real[2000] == 100).all()
    # The index is printed with four decimals: half a unit of the last, and 1e-9 for binary fractions.
    assert (chained - real.loc[:, 2001:]).abs().to_numpy().max() <= 0.00005 + 1e-9


def test_hegang_has_the_cheapest_homes_of_2023(wide):
    """A10"""
    prices = wide("accounts_housing_emissions")["house_price"].xs(2023, level="year")
    assert prices.idxmin() == HEGANG
    assert (prices[HEGANG], prices[HEIHE]) == (1927, 4634)


@pytest.mark.parametrize(("year", "gigatonnes"), [(2010, 8.32), (2020, 10.48)])
def test_the_emissions_of_all_cities_are_the_known_sum(wide, year, gigatonnes):
    """A11"""
    total = wide("accounts_housing_emissions")["co2_emissions"].xs(year, level="year").sum()
    assert round(total / 1e9, 2) == gigatonnes


def test_shanghai_has_the_known_revenue_of_2015(wide):
    """A12"""
    assert wide("accounts_money").loc[(SHANGHAI, 2015), "fiscal_revenue"] == 5519.4964


def test_the_annual_population_of_2020_is_near_the_census(wide, english):
    """A13: within 1 % in 98 % of cities; years between the censuses have no such test."""
    annual = wide("accounts_people")["population_resident_reported"].xs(2020, level="year")
    census = wide("census")["population"].xs(2020, level="year")
    gap = (annual / census - 1).dropna().abs()
    assert round((gap <= 0.01).mean(), 2) == 0.98
    assert set(english[gap.index[gap > 0.01]]) == ANNUAL_POPULATION_OFF


@pytest.mark.parametrize(("quantity", "billions"), [("deposits", 119.1), ("loans", 65.9)])
def test_hegang_saves_more_than_it_borrows(wide, quantity, billions):
    """A14"""
    assert round(wide("accounts_money").loc[(HEGANG, 2023), quantity] / 10, 1) == billions


@pytest.mark.parametrize(("year", "yuan"), [(2006, 26_981), (2018, 89_756)])
def test_daqing_has_the_known_wage(wide, year, yuan):
    """A15"""
    assert round(wide("accounts_people").loc[(DAQING, year), "average_wage"]) == yuan


def test_the_revised_series_takes_nothing_from_the_first_published_one(table):
    """A16"""
    assert set(table("accounts_gdp")["source"]) == {"gdp_revised"}


def test_the_first_published_series_takes_two_repaired_cells_from_the_revised_one(table):
    """A17"""
    rows = table("accounts_value_added")
    taken = rows[rows["source"].str.contains("gdp_revised")]
    cells = set(zip(taken["place"], taken["year"], taken["quantity"], taken["flag"], strict=True))
    assert cells == {(ORDOS, 2022, FIRST, "repaired"), (HUAINAN, 2022, FIRST, "repaired")}
    assert set(rows["source"]) == {"gdp_first", "gdp_repair", "gdp_revised"}


def test_no_city_quantity_is_in_two_files_but_those_that_go_on(table):
    """A16 and A17"""
    wide = ("accounts_services", "accounts_debt")
    files = [name for name in table_list() if name.startswith("accounts_") and name not in wide]
    names = [name for file in files for name in table(file)["quantity"].unique()]
    names += [name for name in table("accounts_debt").columns if name not in ("place", "year", "source", "flag")]
    assert len(files) == 7
    assert {name for name in names if names.count(name) > 1} == {
        "budget_revenue",
        "budget_expenditure",
        "registered_unemployed",
        "government_debt",
        "government_debt_general",
        "government_debt_special",
        "government_debt_limit",
    }


def test_the_two_series_agree_in_half_to_three_quarters_of_cities_before_2019(agreement):
    """A18: 50 to 78 %."""
    before = np.round(100 * agreement.loc[2000:2018])
    assert (before.min(), before.max(), len(before)) == (50, 78, 19)


def test_the_two_series_agree_in_nearly_all_cities_from_2019(agreement):
    """A19: 98 % or more."""
    after = np.round(100 * agreement.loc[2019:2023])
    assert (after.min(), len(after)) == (98, 5)
