from collections import Counter

from relode.facts import rows
from relode.places import TYPES, by_code, official


def test_the_list_has_its_262_places_of_four_types():
    assert Counter(entry.type for entry in official().values()) == {
        "growing": 31,
        "mature": 141,
        "declining": 67,
        "regenerating": 23,
    }
    assert set(TYPES) == {entry.type for entry in official().values()}
    assert official().keys() <= by_code().keys()


def test_hegang_is_a_declining_coal_city_exhausted_in_2011():
    entry = official()["230400"]
    assert (entry.type, entry.main_resource, entry.is_exhausted, entry.exhausted_year) == (
        *("declining", "coal", True, 2011),
    )


def test_heihe_is_a_mature_forest_city():
    entry = official()["231100"]
    assert (entry.type, entry.main_resource, entry.is_exhausted, entry.exhausted_year) == (
        *("mature", "forest", False, None),
    )


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
