"""The zones of the national catalogue of 2018, and the listings of firms by city, industry and year."""

import re

import pandas as pd
import pytest

from relode.pathways.industries.concordance import zone_name

HEGANG, JINCHANG = "230400", "620300"


@pytest.fixture(scope="session")
def zones(table) -> pd.DataFrame:
    return table("development_zones_2018")


@pytest.fixture(scope="session")
def listings(table) -> pd.DataFrame:
    found = table("listed_firm_industries")
    return found.assign(new_listings=found["new_listings"].astype(int))


def test_the_catalogue_has_2406_zones_of_which_416_are_national(zones):
    assert zones["level"].value_counts().to_dict() == {"provincial": 1990, "national": 416}


def test_every_zone_names_at_least_one_industry_and_no_empty_one(zones):
    named = zones["industries"].str.split("、")
    assert named.notna().all()
    assert named.explode().str.strip().eq(named.explode()).all()
    assert named.explode().ne("").all()


def test_a_zone_without_a_place_says_so_and_no_other_does(zones):
    assert (zones["place"].isna() == (zones["flag"] == "place_unknown")).all()
    assert zones["place"].isna().sum() == 76


def test_zones_lie_in_units_of_the_partition_and_in_all_listed_prefectures(zones, partition, listed):
    placed = set(zones["place"].dropna())
    assert len(placed) == 327
    assert placed - set(partition) == {"371200"}  # Laiwu, since 2019 in Jinan
    prefectures = set(listed.index[listed["level"] == "prefecture"])
    assert prefectures - placed == set()


def test_zones_were_approved_between_1984_and_2018_in_a_month_of_the_year(zones):
    year, month = zones["approved"].str[:4].astype(int), zones["approved"].str[5:].astype(int)
    assert year.between(1984, 2018).all()
    assert month.between(1, 12).all()


def test_hegang_names_coal_chemicals_food_and_graphite(zones):
    said = "、".join(zones.loc[zones["place"] == HEGANG, "industries"])
    assert {"煤化工", "石墨加工"} <= set(said.split("、"))


def test_listings_are_of_1990_to_2025_and_at_least_one_a_row(listings):
    assert listings["year"].between(1990, 2025).all()
    assert (listings["new_listings"] >= 1).all()
    assert listings["industry"].nunique() == 110


@pytest.mark.parametrize(
    ("first", "last", "entries", "in_listed"), [(2005, 2015, 661, 108), (2010, 2020, 705, 103), (2015, 2025, 621, 90)]
)
def test_entries_are_as_many_as_the_curator_counted(listings, listed, first, last, entries, in_listed):
    """First listings of an industry: in prefecture-level units that had a listing before; in listed ones, all."""
    start = listings.groupby(["place", "industry"])["year"].min().reset_index()
    came = start[start["year"].between(first + 1, last)]
    had = set(listings.loc[listings["year"] <= first, "place"])
    before = came["place"].isin(had) & came["place"].str.endswith("00")
    prefectures = listed.index[listed["level"] == "prefecture"]
    assert (before.sum(), came["place"].isin(prefectures).sum()) == (entries, in_listed)


def test_hegang_and_jinchang_have_no_listing(listings):
    assert not {HEGANG, JINCHANG} & set(listings["place"])


def test_a_name_of_a_zone_is_no_sentence_in_pinyin(zones):
    """ "Fuyuanzhongeyanbiankaifang Demonstration Zone" stood in the English document of a province."""
    for name in (zone_name(zone).en for zone in zones["zone"]):
        assert not [word for word in re.split(r"[ ()–]", name) if len(word) > 16], name
        assert "Qu" not in name.split(), name
