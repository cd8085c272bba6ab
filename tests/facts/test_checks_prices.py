"""Commodity prices, the prices of resources, and the scale of the long form."""

import pytest

# Resources that no price fits: forest products under a logging ban, rare earths, lithium, minor metals and
# non-metal minerals. `mixed` and `nonmetal` are too wide for a price and are answered by the single resources.
WITHOUT_PRICE = {"forest", "rare earths", "ion-adsorption rare earths", "spodumene lithium", "tungsten", "graphite"}
WIDE_WITHOUT_PRICE = {"forest", "mixed", "nonmetal"}


@pytest.fixture(scope="session")
def prices(table):
    rows = table("prices")
    return rows.assign(price=rows["commodity_price"].astype(float)).set_index(["commodity", "year"])


@pytest.fixture(scope="session")
def weights(table):
    rows = table("resource_prices")
    return rows.assign(weight=rows["commodity_weight"].astype(float))


@pytest.fixture(scope="session")
def scale(table):
    return table("employment_scale").set_index("year")


@pytest.mark.parametrize(
    ("commodity", "year", "digits", "price"),
    [
        ("coal_australia", 2000, 2, 26.25),
        ("coal_australia", 2008, 1, 127.1),
        ("coal_australia", 2015, 1, 58.9),
        ("coal_australia", 2022, 1, 344.9),
        ("crude_oil", 2008, 1, 97.0),
        ("crude_oil", 2020, 1, 41.3),
        ("nickel", 2022, 0, 25_834),
    ],
)
def test_a_price_is_the_known_one(prices, commodity, year, digits, price):
    """X1: US dollars."""
    row = prices.loc[(commodity, year)]
    assert round(row["price"], digits) == price
    assert row["unit"].startswith("USD/")


def test_prices_span_1960_to_2025(prices):
    """X2"""
    years = prices.index.get_level_values("year")
    assert (years.min(), years.max()) == (1960, 2025)


def test_33_series_are_of_the_world_bank_and_two_of_qinhuangdao(prices):
    """X2"""
    origin = prices["source"].groupby("commodity").first()
    assert (origin == "worldbank_prices").sum() == 33
    assert set(origin.index[origin != "worldbank_prices"]) == {"coal_china_qinhuangdao", "coal_china_qinhuangdao_usd"}


@pytest.mark.parametrize(("year", "yuan"), [(2011, 822.5), (2015, 424.3), (2021, 990.5)])
def test_coal_at_qinhuangdao_has_the_known_price(prices, year, yuan):
    """X3"""
    row = prices.loc[("coal_china_qinhuangdao", year)]
    assert (row["price"], row["unit"]) == (yuan, "CNY/t")


def test_coal_at_qinhuangdao_costs_the_same_in_yuan_and_dollars(prices, table):
    """X3 and O1"""
    macro = table("macro")
    rate = macro[macro["quantity"] == "exchange_rate"].set_index("year")["value"]
    yuan = prices.loc["coal_china_qinhuangdao", "price"]
    converted = prices.loc["coal_china_qinhuangdao_usd", "price"] * rate.reindex(yuan.index)
    # Yuan are printed with one decimal: half a unit of it, and 1e-9 for binary fractions.
    assert (converted - yuan).abs().max() <= 0.05 + 1e-9


def test_every_resource_of_the_list_has_a_row(listed, weights):
    """Z1"""
    by_level = weights.groupby("level")["resource"].agg(set)
    tokens = listed["resource_detail"].str.split(";").explode().str.strip()
    assert by_level["resource_detail"] == set(tokens)
    assert by_level["main_resource"] == set(listed["main_resource"])


def test_the_weights_of_a_resource_add_up_to_one(weights):
    """Z1"""
    sums = weights.groupby(["level", "resource"])["weight"].sum()
    # Weights have four decimals, so three equal ones (silver, lead, zinc) are one unit of the fourth short of 1.
    assert (sums - 1).abs().max() <= 0.0001 + 1e-9


def test_every_weighted_commodity_has_a_price(weights, prices):
    """Z1"""
    assert set(weights["commodity"]) - {"none"} <= set(prices.index.get_level_values("commodity"))


def test_a_resource_without_a_price_says_so(weights):
    """Z2"""
    silent = weights[weights["commodity"] == "none"]
    assert (silent["weight"] == 1).all()
    assert silent["reason"].notna().all()
    names = silent.groupby("level")["resource"].agg(set)
    assert names["main_resource"] == WIDE_WITHOUT_PRICE
    assert names["resource_detail"] >= WITHOUT_PRICE


@pytest.mark.parametrize(("year", "ratio"), [(2010, 10.6369), (2020, 11.4371)])
def test_the_long_form_counts_about_a_tenth_of_the_employed(scale, year, ratio):
    """Z3"""
    row = scale.loc[year]
    assert float(row["long_form_ratio"]) == ratio
    assert round(int(row["employment_nation"]) / int(row["employment_long_form"]), 4) == ratio


@pytest.mark.parametrize("year", [2010, 2020])
def test_the_long_form_is_the_sum_over_the_partition(scale, wide, partition, year):
    """Z3 and C3"""
    employed = wide("census")["employment_all_sections"].xs(year, level="year")
    assert employed[employed.index.isin(partition)].sum() == int(scale.loc[year, "employment_long_form"])
