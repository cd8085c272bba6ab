"""Places, and the list of resource-based cities of 2013."""

import pandas as pd
import pytest

HEGANG, HEIHE = "230400", "231100"
PANJIN, XIAOYI = "211100", "141181"
# Yangjiazhangzi and Wansheng: zones of the list that never had a code, so no map has a point for them.
ZONES_WITHOUT_CODE = {"2114Z1", "5001Z1"}


@pytest.fixture(scope="session")
def prefectures(listed):
    return listed[listed["level"] == "prefecture"]


def counts(column: pd.Series) -> dict[str, int]:
    return column.value_counts().to_dict()


def test_367_units_partition_the_mainland(table, partition):
    """P1"""
    levels = table("places").set_index("code").loc[partition, "level"]
    assert counts(levels) == {"prefecture": 337, "county": 30}


def test_english_names_are_unique(table):
    """P2"""
    assert table("places")["name_en"].is_unique


@pytest.mark.parametrize("coordinate", ["longitude", "latitude"])
def test_only_provinces_and_two_zones_have_no_point(table, coordinate):
    """P4"""
    places = table("places").set_index("code")
    missing = places.index[places[coordinate].isna()]
    provinces = places.index[places["level"] == "province"]
    assert set(missing) == set(provinces) | ZONES_WITHOUT_CODE


@pytest.mark.parametrize(("alias", "place"), [("Eerduosi", "150600"), ("襄樊市", "420600")])
def test_an_old_or_second_name_leads_to_its_place(table, alias, place):
    """P5"""
    aliases = table("aliases")
    assert aliases.loc[aliases["alias"] == alias, "place"].tolist() == [place]


def test_the_list_has_262_places(listed):
    """R1"""
    assert len(listed) == 262


def test_the_list_has_places_of_four_levels(listed):
    """R2"""
    assert counts(listed["level"]) == {"prefecture": 126, "county_city": 62, "county": 58, "district": 16}


def test_the_list_has_four_types(listed):
    """R3"""
    assert counts(listed["type"]) == {"growing": 31, "mature": 141, "declining": 67, "regenerating": 23}


def test_the_listed_prefectures_have_four_types(prefectures):
    """R4"""
    assert counts(prefectures["type"]) == {"growing": 20, "mature": 66, "declining": 24, "regenerating": 16}


def test_three_batches_of_exhausted_places_were_named(listed):
    """R5"""
    assert counts(listed["exhausted_year"]) == {"2008": 12, "2009": 32, "2011": 25}
    assert (listed["exhausted_year"].notna() == (listed["is_exhausted"] == "1")).all()


def test_only_panjin_and_xiaoyi_are_exhausted_but_not_declining(listed):
    """R6"""
    other = listed[(listed["is_exhausted"] == "1") & (listed["type"] != "declining")]
    assert set(other.index) == {PANJIN, XIAOYI}


def test_the_listed_prefectures_are_of_three_kinds(prefectures):
    """R7"""
    assert counts(prefectures["prefecture_kind"]) == {"city": 116, "autonomous_prefecture": 8, "prefecture": 2}


def test_only_prefectures_have_a_kind_of_prefecture(listed):
    """R7"""
    assert (listed["prefecture_kind"].notna() == (listed["level"] == "prefecture")).all()


def test_hegang_is_a_declining_coal_city_named_in_2011(listed):
    """R8"""
    assert listed.loc[HEGANG, ["type", "main_resource", "exhausted_year"]].tolist() == ["declining", "coal", "2011"]


def test_heihe_is_a_mature_forest_city(listed):
    """R8"""
    assert listed.loc[HEIHE, ["type", "main_resource"]].tolist() == ["mature", "forest"]
