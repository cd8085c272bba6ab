from collections import Counter

from relode.facts import rows
from relode.places import TYPES, Official, Place, by_code, official


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
