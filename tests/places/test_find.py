import pytest

from relode.errors import RelodeError
from relode.places import all_places, by_code, find, suggestions
from relode.places.lookup import codes_called, find_city, matching

NAMES = ("code", "slug", "name_zh", "name_en")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hegang", "230400"),
        ("Hegang", "230400"),
        ("HEGANG", "230400"),
        ("he gang", "230400"),
        ("hègǎng", "230400"),
        (" hegang ", "230400"),
        ("鹤岗", "230400"),
        ("鹤岗市", "230400"),
        ("230400", "230400"),
        ("Hegang, Heilongjiang", "230400"),
        ("yulin", "610800"),
        ("榆林", "610800"),
        ("Yulin (Shaanxi)", "610800"),
        ("Yichun (Jiangxi)", "360900"),
        ("yichun heilongjiang", "230700"),
        ("Eerduosi", "150600"),
        ("襄樊市", "420600"),
        ("襄樊", "420600"),
        ("伊春", "230700"),
        ("宜春", "360900"),
        ("吉林市", "220200"),
        ("吉林省", "220000"),
        ("莱芜", "371200"),
        ("鹿泉市", "130110"),
        ("130185", "130110"),
        ("340800", "340800"),
    ],
)
def test_a_place_is_found_by_every_name_that_it_has(name, code):
    assert find(name).code == code


def test_a_name_with_an_umlaut_is_found():
    assert find("lüliang").code == find("luliang").code == find("吕梁").code == "141100"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("lvliang", "141100", id="pinyin typed with v"),
        pytest.param("黑龙江鹤岗", "230400", id="Chinese province and short name"),
        pytest.param("黑龙江省鹤岗市", "230400", id="Chinese province and full name"),
        pytest.param("江西宜春", "360900", id="Chinese province tells two cities apart"),
    ],
)
def test_a_place_is_found_by_the_names_that_people_type(name, code):
    assert find(name).code == code


def answer(name):
    """The place that a name stands for, or the error."""
    try:
        return find(name)
    except RelodeError as error:
        return error


def test_every_place_resolves_to_itself_by_code_slug_and_both_names():
    named = [(getattr(place, attribute), place) for place in all_places() for attribute in NAMES]
    assert len(named) == 4 * 539
    assert [(name, place.code) for name, place in named if answer(name) != place] == []


def test_codes_slugs_and_english_names_are_unique():
    for attribute in ("code", "slug", "name_en"):
        assert len({getattr(place, attribute) for place in all_places()}) == len(all_places()) == 539


def test_slugs_are_words_of_the_english_name_without_accents():
    wrong = [p.slug for p in all_places() if not all(len(part) > 1 for part in p.slug.split("-"))]
    assert wrong == []


def test_a_misspelt_name_suggests_the_right_one_first():
    assert suggestions("heigang")[0] == "230400"
    with pytest.raises(RelodeError) as caught:
        find("heigang")
    assert caught.value.key == "unknown_place_near"
    for language, named in (
        ("en", "hegang (Hegang, Heilongjiang, 230400)"),
        ("zh", "hegang（鹤岗市，黑龙江省，230400）"),
    ):
        said = caught.value.say(language)
        assert said.index(named) > said.index("heigang")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("yichun", {"230700", "360900"}),
        ("Yichun", {"230700", "360900"}),
        ("suzhou", {"320500", "341300"}),
        ("fuzhou", {"350100", "361000"}),
        ("taizhou", {"321200", "331000"}),
        ("吉林", {"220000", "220200"}),
    ],
)
def test_a_name_of_several_places_is_answered_with_the_choices(name, codes):
    with pytest.raises(RelodeError) as caught:
        find(name)
    assert caught.value.key == "ambiguous_place"
    for code in codes:
        place = by_code()[code]
        assert f"{place.slug} ({place.name_en}, {place.province_en}, {code})" in caught.value.say("en")
        assert f"{place.slug}（{place.name_zh}，{place.province_zh}，{code}）" in caught.value.say("zh")


@pytest.mark.parametrize(
    "name", ["", "   ", "市", "xyzzyqq", "12345", "000000", "!!!", "\N{PILE OF POO}", "a" * 10_000]
)
def test_nonsense_is_refused_in_both_languages(name):
    with pytest.raises(RelodeError) as caught:
        find(name)
    assert caught.value.key in {"unknown_place", "unknown_place_near"}
    assert caught.value.say("en") != caught.value.say("zh")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("hegang", ["230400"]),
        ("yichun", ["230700", "360900"]),
        ("130185", ["130110"]),  # a code of before
        ("230499", ["230400"]),  # a district that is no place here lies in the prefecture of its first four digits
        ("2304xx", []),
        ("23040", []),
        ("2304000", []),
        (
            "230099",
            [],
        ),  # the first four are of no prefecture, and of the province that their two are of nothing is said
        ("990101", []),
        ("xyzzyqq", []),
    ],
)
def test_codes_of_a_name_for_many_names(name, codes):
    assert codes_called(name) == codes


def test_names_that_hold_a_text():
    assert [place.code for place in matching("鹤岗")] == ["230400"]
    assert {place.code for place in matching("yichun")} == {"230700", "360900"}
    assert matching("襄樊") == [find("襄阳")]
    assert len(matching("")) == len(all_places())
    assert matching("xyzzyqq") == []


def test_a_province_is_a_place_but_none_to_speak_of():
    assert find_city("吉林市").code == "220200"
    with pytest.raises(RelodeError) as caught:
        find_city("吉林省")
    assert caught.value.key == "place_is_province"


def test_at_most_three_places_are_suggested_and_none_of_them_a_province():
    """One of two signs is enough in Chinese, and more places than three share one with this name."""
    found = suggestions("黄州")
    assert len(found) == 3
    assert all("黄" in by_code()[code].name_zh or "州" in by_code()[code].name_zh for code in found)
    assert "230400" in suggestions("鹤冈")
    assert suggestions("heilongjian")
    assert "230000" not in suggestions("heilongjian")
