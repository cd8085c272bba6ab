from collections import Counter

import pytest

from relode.facts import rows
from relode.places import TYPES, Official, Place, by_code, find, official, same_type
from relode.places.listed import same_level


def test_the_list_has_its_262_places_of_four_types():
    assert Counter(entry.type for entry in official().values()) == {
        "growing": 31,
        "mature": 141,
        "declining": 67,
        "regenerating": 23,
    }
    assert set(TYPES) == {entry.type for entry in official().values()}
    assert official().keys() <= by_code().keys()


def test_two_entries_are_those_of_the_list_in_each_field():
    assert official()["230400"] == Official(
        "declining", "coal", ("coal", "graphite"), True, 2011, "high", ("plan2013",)
    )
    assert official()["130982"] == Official(
        "mature", "oil_gas", ("oil (Huabei field)",), False, None, "medium", ("plan2013",)
    )


def test_two_places_are_those_of_the_table_in_each_field():
    """Hegang and Renqiu, a county-level city of Cangzhou: degrees east and north, km2."""
    heilongjiang, hebei = ("230000", "黑龙江省", "Heilongjiang"), ("130000", "河北省", "Hebei")
    assert by_code()["230400"] == Place(
        "230400", "hegang", "鹤岗市", "Hegang", "prefecture", "city", *heilongjiang, "230000",
        130.799, 47.64, 14748.3, True,
    )  # fmt: skip
    assert by_code()["130982"] == Place(
        "130982", "renqiu", "任丘市", "Renqiu", "county_level_city", "county_city", *hebei, "130900",
        116.151, 38.736, 1035.5, False,
    )  # fmt: skip


def test_an_exhausted_place_has_a_year_and_no_other_has_one():
    assert all((entry.exhausted_year is not None) == entry.is_exhausted for entry in official().values())
    assert Counter(entry.exhausted_year for entry in official().values() if entry.is_exhausted) == {
        **{2008: 12, 2009: 32, 2011: 25},
    }


def test_every_entry_tells_its_resources_and_sources():
    keys = {row["key"] for row in rows("sources")}
    for entry in official().values():
        assert all(entry.resource_detail)
        assert set(entry.sources) <= keys


@pytest.mark.parametrize(
    ("code", "level", "kind", "province_kind"),
    [
        ("230000", "province", "province", "province"),
        ("230400", "prefecture", "city", "province"),
        ("150600", "prefecture", "city", "region"),
        ("130982", "county_level_city", "county_city", "province"),
        ("130110", "district", "district", "province"),
        ("130321", "county", "county", "province"),
        ("2114Z1", "zone", "zone", "province"),
        ("5001Z1", "zone", "zone", "municipality"),
    ],
)
def test_a_level_is_that_of_the_kind_below_the_prefecture(code, level, kind, province_kind):
    place = by_code()[code]
    assert (place.level, place.kind, place.province_kind) == (level, kind, province_kind)
    assert (place.name("zh"), place.name("en")) == (place.name_zh, place.name_en)


def test_types_come_in_the_order_of_a_resources_life():
    assert TYPES == ("growing", "mature", "declining", "regenerating")


@pytest.mark.parametrize("name", ["hegang", "renqiu"])
def test_places_of_the_same_type_are_of_the_same_level_and_on_the_list(name):
    """Hegang is declining and of the prefecture level, Renqiu mature and below it: counted in the tables."""
    place = find(name)
    types = {row["place"]: row["type"] for row in rows("resource_cities")}
    prefectures = {row["code"] for row in rows("places") if row["level"] == "prefecture"}
    wanted = {
        code
        for code, kind in types.items()
        if kind == types[place.code] and (code in prefectures) == (place.code in prefectures)
    }
    found = [each.code for each in same_type(name)]
    assert sorted(found) == sorted(wanted - {place.code})
    assert found


def test_a_place_that_is_not_listed_is_of_no_type():
    assert same_type("hangzhou") == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("230400", "210900", True), ("230400", "130982", False), ("130982", "230400", False),
        ("130982", "2114Z1", True), ("130982", "230000", False), ("230000", "130982", False),
        ("230000", "210000", False), ("230400", "230000", False),
    ],
)  # fmt: skip
def test_prefectures_stand_beside_prefectures_and_what_lies_in_them_beside_each_other(one, other, expected):
    assert same_level(by_code()[one], by_code()[other]) is expected
