"""Provinces, national series, and the input-output tables."""

import pytest

COMPONENTS = [
    "sector_compensation_of_employees",
    "sector_net_taxes_on_production",
    "sector_consumption_of_fixed_capital",
    "sector_operating_surplus",
]
SECTORS_PRINTED = {"2002": 122, "2007": 135, "2012": 139, "2017": 149, "2018": 153, "2020": 153}
# Social security is printed with public administration in the source of employment and counted with health here:
# it is added to the one and taken from the other.
MOVED_SECTOR = ("employment", "S04", {"c53": "1", "c55": "-1"})
# Half a unit of the third decimal, to which every cell of the input-output tables is printed.
HALF_A_UNIT = 0.0005


@pytest.fixture(scope="session")
def provinces(wide):
    return wide("provinces")


@pytest.fixture(scope="session")
def nation(table):
    return table("macro").pivot(index="year", columns="quantity", values="value")


@pytest.fixture(scope="session")
def sectors(table):
    return table("national_sectors").pivot(index=["year", "level", "sector"], columns="quantity", values="value")


@pytest.fixture(scope="session")
def printed(table):
    """Sectors of the printed tables, with the sectors to which they belong here."""
    return table("national_sector_map").set_index("table")


def test_every_yearly_quantity_covers_31_provinces(table):
    """V1: migration of five years was found for six provinces only."""
    rows = table("provinces")
    counts = rows.groupby("quantity")["place"].nunique()
    of_migration = {"province_arrivals_five_years": 6, "province_departures_five_years": 6}
    assert counts[counts != 31].to_dict() == of_migration
    assert rows["place"].nunique() == 31


def test_two_sources_of_expenditure_agree_in_all_cells(provinces):
    """V2"""
    both = provinces[["province_expenditure", "province_budget_spending"]].dropna()
    gap = (both["province_expenditure"] - both["province_budget_spending"]).abs()
    assert len(gap) == 124
    # One unit of the second decimal, the last in print: two of the cells are rounded the other way.
    assert gap.max() <= 0.01 + 1e-9


@pytest.mark.parametrize(
    ("quantity", "year", "digits", "total"),
    [
        ("province_budget_revenue", 2014, 1, 75_876.6),
        ("province_budget_revenue", 2017, 1, 91_469.4),
        ("province_central_transfer", 2014, 0, 51_961),
    ],
)
def test_the_budgets_of_provinces_add_up_to_the_known_sum(provinces, quantity, year, digits, total):
    """V3"""
    assert round(provinces[quantity].xs(year, level="year").sum(), digits) == total


def test_the_exchange_rate_has_no_gap(nation):
    """O1"""
    assert nation["exchange_rate"].dropna().index.tolist() == list(range(1981, 2026))


@pytest.mark.parametrize(("year", "yuan"), [(1981, 1.71), (1994, 8.6397), (2010, 6.7696), (2020, 6.9042)])
def test_the_exchange_rate_is_the_known_one(nation, year, yuan):
    """O1: 1994 is the year in which the two rates became one."""
    assert nation.loc[year, "exchange_rate"] == yuan


def test_consumer_prices_chain_their_growth(nation):
    """O1"""
    index, growth = nation["consumer_price_index"].dropna(), nation["consumer_price_inflation"].dropna()
    chained = index.shift() * (1 + growth)
    # The index has three decimals, so two roundings of 0.0005, the earlier one grown by at most a quarter.
    assert (chained - index).abs().max() < 0.0005 * 2.3
    assert index[2000] == 100


def test_both_levels_of_sectors_give_the_same_totals(sectors):
    """N1"""
    totals = sectors.groupby(["year", "level"]).sum().stack().unstack("level")
    assert set(totals.columns) == {"common", "eight"}
    money = totals.drop("sector_employment", level="quantity")
    # 55 and 8 rounded cells are added up on the two sides.
    assert (money["common"] - money["eight"]).abs().max() <= HALF_A_UNIT * (55 + 8)
    persons = totals.xs("sector_employment", level="quantity")
    assert (persons["common"] - persons["eight"]).abs().max() < 1e-3  # whole persons; binary fractions only


def test_four_components_make_value_added(sectors):
    """N2"""
    gap = sectors[COMPONENTS].sum(axis=1, skipna=False) - sectors["sector_value_added"]
    # Five rounded cells; 1e-9 for binary fractions.
    assert gap.abs().max() <= HALF_A_UNIT * 5 + 1e-9
    assert len(gap.dropna()) == 378


@pytest.mark.parametrize("level", ["common", "eight"])
def test_the_nation_produced_270_trillion_yuan_in_2020(sectors, level):
    """N3: 269.9 trillion."""
    total = sectors["sector_gross_output"].xs((2020, level), level=("year", "level")).sum()
    assert round(total / 10_000, 1) == 269.9


@pytest.mark.parametrize("quantity", ["gross_output", "value_added"])
def test_the_sectors_add_up_to_the_national_series(sectors, nation, quantity):
    """N1 and N3"""
    totals = sectors[f"sector_{quantity}"].groupby(["year", "level"]).sum().unstack("level")
    known = nation[f"io_{quantity}"].dropna()
    assert known.index.tolist() == totals.index.tolist()
    # The printed sectors were rounded before they were added up to 55 and again to the nation.
    assert totals.sub(known, axis="index").abs().to_numpy().max() <= HALF_A_UNIT * 55


@pytest.mark.parametrize("level", ["common", "eight"])
def test_the_employment_of_sectors_adds_up_to_the_nation(sectors, nation, level):
    """N4: within 0.1 %, as the employment of sectors is an estimate; there is none for 2020."""
    totals = sectors["sector_employment"].xs(level, level="level").dropna().groupby("year").sum()
    assert totals.index.tolist() == [2002, 2007, 2012, 2017, 2018]
    assert (totals / nation.loc[totals.index, "employment_nation"] - 1).abs().max() < 0.001


def test_every_printed_sector_belongs_to_one_sector_here(printed):
    """N5"""
    tables = printed.drop("employment")
    assert tables["sector_code"].groupby("table").nunique().to_dict() == SECTORS_PRINTED
    assert tables["sector_code"].groupby("table").size().to_dict() == SECTORS_PRINTED
    assert set(tables["sign"]) == {"1"}


def test_one_sector_of_employment_is_moved_and_all_others_belong_to_one(printed):
    """N5"""
    rows = printed.loc["employment"]
    twice = rows[rows["sector_code"].duplicated(keep=False)]
    name, code, signs = MOVED_SECTOR
    assert set(twice["sector_code"]) == {code}, name
    assert dict(zip(twice["common"], twice["sign"], strict=True)) == signs


def test_every_printed_table_fills_all_sectors(printed):
    """N5"""
    assert (printed.groupby("table")["common"].nunique() == 55).all()
    assert (printed.groupby("table")["eight"].nunique() == 8).all()
