import pytest

from relode.errors import RelodeError
from relode.places import all_places, by_code, find, suggestions

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
