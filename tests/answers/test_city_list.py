"""The list of places: which are in it, and the columns of its text."""

import pytest

from relode.answers.city_list import CityList, ListedPlace, listing, listing_text
from relode.errors import RelodeError
from relode.places import all_places, find, official


def codes(*asked):
    return {each.place.code for each in listing(*asked).places}


def test_all_places_but_provinces_are_listed_or_those_of_a_type_and_a_resource():
    entries = official()
    assert codes() == {place.code for place in all_places() if place.level != "province"}
    assert codes("declining") == {code for code, each in entries.items() if each.type == "declining"}
    assert codes(None, "coal") == {code for code, each in entries.items() if each.main_resource == "coal"}
    assert codes("declining", "coal") == codes("declining") & codes(None, "coal")
    assert codes("growing", "coal") < codes("growing")
    ordered = [each.place.code for each in listing().places]
    assert ordered == [place.code for place in all_places() if place.level != "province"]


def test_a_place_that_is_not_on_the_list_of_2013_has_nothing_of_it():
    found = {each.place.slug: each for each in listing().places}
    assert found["hegang"] == ListedPlace(find("hegang"), "declining", "coal", True)
    assert found["renqiu"] == ListedPlace(find("renqiu"), "mature", "oil_gas", False)
    assert found["hangzhou"] == ListedPlace(find("hangzhou"), None, None, None)


def test_the_list_has_a_column_for_each_thing_said_of_a_place_and_a_count():
    rows = (ListedPlace(find("hegang"), "declining", "coal", True), ListedPlace(find("hangzhou"), None, None, None))
    assert [line.split("  ") for line in _lines(rows, "en")] == [
        ["code", "slug", "name", "level", "type", "main resource"],
        ["230400", "hegang", "鹤岗市", "prefecture level", "declining", "coal"],
        ["330100", "hangzhou", "杭州市", "prefecture level"],
        ["2 places"],
    ]
    assert _lines(rows, "zh")[0] == "代码  英文标识  名称  级别  类型  主要资源"


def _lines(rows, language):
    """Lines with two blanks between columns."""
    text = listing_text(CityList(rows), language)
    while "   " in text:
        text = text.replace("   ", "  ")
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize(("asked", "option"), [(("dying", "coal"), "--type"), (("declining", "gold"), "--resource")])
def test_an_unknown_type_or_resource_is_refused_with_those_that_are_known(asked, option):
    with pytest.raises(RelodeError) as refused:
        listing(*asked)
    assert (refused.value.key, refused.value.values["option"]) == ("unknown_choice", option)
    known = {"--type": "growing, mature, declining, regenerating", "--resource": "coal"}[option]
    assert known in refused.value.values["choices"]
