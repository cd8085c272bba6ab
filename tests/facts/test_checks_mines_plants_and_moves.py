"""Coal mines, power plants, steel works, universities, airports, migration and transfers."""

import pandas as pd
import pytest

TANGSHAN, GUIZHOU = "130200", "520000"
MINE_LIST = [
    "coal_capacity_largest_mine",
    "coal_capacity_underground",
    "coal_mine_count",
    "coal_mine_large_count",
    "coal_mine_medium_count",
    "coal_mine_small_count",
]
SIZES = ["coal_mine_small_count", "coal_mine_medium_count", "coal_mine_large_count"]
# Mines without a capacity in years in which no flag says so (year: mines): they are counted but in no size class.
UNSIZED_MINES = {2011: 4, 2013: 3, 2014: 1, 2015: 1, 2016: 1, 2017: 1, 2020: 11, 2021: 8, 2022: 33, 2023: 38}


@pytest.fixture(scope="session")
def mines(table):
    """Rows of the list of underground mines, without the output and reserves of provinces."""
    rows = table("coal")
    return rows[rows["quantity"].isin(MINE_LIST)]


@pytest.fixture(scope="session")
def coal(mines):
    return mines.pivot(index=["place", "year"], columns="quantity", values="value")


@pytest.mark.parametrize(("year", "gigatonnes"), [(2011, 3.58), (2018, 2.90), (2023, 3.33)])
def test_the_coal_capacity_of_the_nation_is_the_known_one(coal, year, gigatonnes):
    """L1"""
    total = coal["coal_capacity_underground"].xs(year, level="year").sum()
    assert round(total / 1e9, 2) == gigatonnes


def test_the_years_in_which_the_mine_list_changed_are_flagged(mines):
    """L2"""
    after_seam = mines["flag"].str.contains("seam_before")
    assert (after_seam == mines["year"].isin([2014, 2020])).all()


def test_the_years_that_carry_an_older_inventory_are_flagged(mines):
    """L2"""
    carried = mines["flag"].str.contains("inventory_carried")
    assert (carried == mines["year"].isin([2012, 2013])).all()


def test_the_coal_reserves_of_provinces_add_up_to_the_printed_total_less_a_rest(table):
    """L3: of 3,073.06 hundred million t in print, 39.46 are in no province."""
    rows = table("coal")
    reserves = rows.loc[rows["quantity"] == "coal_reserves_proven", "value"]
    assert len(reserves) == 18
    assert reserves.sum() == pytest.approx((3073.06 - 39.46) * 1e8, rel=1e-12)  # binary fractions only


def test_the_mines_of_three_sizes_add_up_to_all_mines(mines, coal):
    """L4: a mine without capacity is counted and belongs to no size; 2012 flags the places that have such mines."""
    unsized = coal["coal_mine_count"] - coal[SIZES].sum(axis=1)
    flagged = mines[mines["flag"].str.contains("capacity_missing")]
    of_2012 = unsized.xs(2012, level="year")
    assert set(flagged["year"]) == {2012}
    assert set(of_2012.index[of_2012 > 0]) == set(flagged["place"])
    assert (unsized >= 0).all()
    others = unsized.drop(2012, level="year").groupby("year").sum()
    assert others[others > 0].to_dict() == UNSIZED_MINES


@pytest.mark.parametrize(("year", "persons"), [(2000, 7_305_955), (2010, 10_230_691)])
def test_the_migrants_by_birthplace_are_the_known_sum(table, year, persons):
    """M1"""
    rows = table("migration")
    chosen = rows[(rows["year"] == year) & (rows["kind"] == "lifetime_stock")]
    assert chosen["migrants_between_provinces"].astype(int).sum() == persons
    assert (chosen["origin_province"] != chosen["destination_province"]).all()


def test_the_arrivals_of_six_provinces_add_up_to_the_printed_totals(table, wide):
    """M2"""
    rows = table("migration")
    chosen = rows[(rows["year"] == 2020) & (rows["kind"] == "residence_five_years_ago")]
    sums = chosen["migrants_between_provinces"].astype(int).groupby(chosen["destination_province"]).sum()
    printed = wide("provinces")["province_arrivals_five_years"].xs(2020, level="year").dropna()
    assert len(printed) == 6
    assert sums.to_dict() == printed.to_dict()


@pytest.mark.parametrize(("year", "gigawatts"), [(2000, 188), (2010, 625), (2020, 1043)])
def test_the_coal_power_of_the_nation_is_the_known_one(table, year, gigawatts):
    """G1"""
    rows = table("power_capacity")
    capacity = rows["coal_power_capacity"].astype(float)
    assert round(capacity[rows["year"] == year].sum() / 1000) == gigawatts


def test_the_steel_capacity_of_the_nation_and_of_tangshan_is_the_known_one(table):
    """G2: in million t of crude steel a year."""
    assets = table("assets")
    plants = assets[assets["kind"] == "steel_plant"]
    assert set(plants["unit"]) == {"1000 t crude steel a year"}
    capacity = plants["asset_capacity"].astype(float) / 1000
    assert round(capacity.sum()) == 955
    assert round(capacity[plants["place"] == TANGSHAN].sum()) == 121


@pytest.mark.parametrize(("level", "count"), [("bachelor", 1243), ("college", 1388)])
def test_the_universities_of_the_nation_are_the_known_number(table, level, count):
    """U1"""
    rows = table("university_counts")
    assert rows.loc[rows["level"] == level, "institution_count"].astype(int).sum() == count


def test_256_airports_are_listed(table):
    """U2"""
    assert len(table("airports")) == 256


def test_the_two_parts_of_a_transfer_add_up(table):
    """T1: the printed table is cut in the row of Guizhou, whose second part is missing."""
    rows = table("transfers")
    sums = (
        rows[rows["year"] == 2020]
        .assign(place=rows["place"].fillna("nation"))
        .pivot(index="place", columns="quantity", values="value")
    )
    later = sums.pop("exhausted_city_transfer_later")
    assert set(later.index[later.isna()]) == {GUIZHOU}
    gap = sums["exhausted_city_transfer"] - sums["exhausted_city_transfer_advance"] - later
    assert gap.drop(GUIZHOU).abs().max() < 1e-9  # binary fractions only: print has two decimals
    assert len(sums) == 21


def test_a_mine_that_would_last_long_or_has_more_reserves_than_resources_says_so(table):
    mines = table("coal_mines_gem")
    capacity, reserves = (pd.to_numeric(mines[name]) for name in ("mine_capacity", "mine_reserves"))
    working, resources = mines["status"] == "Operating", pd.to_numeric(mines["mine_resources"])
    lasting, above = reserves / capacity > 300, reserves > resources
    flagged = mines["flag"].str.split(";")
    assert flagged[lasting].map(lambda flags: "years_above_300" in flags).all()
    assert flagged[above].map(lambda flags: "reserves_above_resources" in flags).all()
    assert int((lasting & working).sum()) == 11
    assert int((above & working).sum()) == 8


def test_the_debt_limits_add_up_to_the_limit_that_shipped_before(table):
    parts = (
        table("accounts_debt").set_index(["place", "year"])[["general_debt_limit", "special_debt_limit"]].astype(float)
    )
    whole = table("accounts_budgets").query("quantity == 'government_debt_limit'").set_index(["place", "year"])["value"]
    both = (parts["general_debt_limit"] + parts["special_debt_limit"]).to_frame("sum").join(whole, how="inner").dropna()
    off = (both["sum"] / both["value"] - 1).abs()
    assert len(both) > 300
    assert (off < 0.01).mean() > 0.98
    assert both.loc[("230400", 2025), "sum"] == pytest.approx(277.22, abs=0.006)
