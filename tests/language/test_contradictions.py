"""Contradictions that were once on one page stay away."""

import re
from dataclasses import replace

import pytest

from relode.diagnosis.depth.town_text import neighbours_words
from relode.diagnosis.profiles.findings import house_price, people
from relode.diagnosis.profiles.place_profile import profile
from relode.diagnosis.statistics.space import Neighbours
from relode.language import LANGUAGES, sentence, sentence_keys, spoken
from relode.places import find
from relode.vocabulary import Label
from relode.web.pages import page_cache
from relode.web.pages.city_page import missing_finding, undecided, undecided_finding


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_unknowns_says_nothing_of_what_is_recommended(language):
    said = [sentence(key, language) for key in sentence_keys() if key.startswith(("report.unknown.", "web.unknown."))]
    assert len(said) > 8
    assert [text for text in said if re.search("recommend|推荐", text)] == []


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [("baotou", "its region", "全区"), ("hegang", "its province", "全省"), ("chongqing", "its municipality", "全市")],
)
def test_the_whole_of_a_region_is_not_called_a_province(panel, name, english, chinese):
    found = people(profile(panel, find(name)))
    assert english in spoken(found, "en")
    assert chinese in spoken(found, "zh")


@pytest.mark.parametrize(("fell", "english", "chinese"), [(6, "all of them", "全部"), (0, "none of them", "均未")])
def test_all_and_none_are_words_and_not_six_of_six(fell, english, chinese):
    said = neighbours_words(Neighbours("population", ("230400",) * 6, -0.1, fell, 6))
    assert english in spoken(said, "en")
    assert chinese in spoken(said, "zh")


def test_the_cheapest_place_is_the_lowest_and_not_rank_one(panel):
    for city, kind in (("hegang", "lowest"), ("baotou", "between")):
        assert house_price(profile(panel, find(city))).key == f"findings.house_price.{kind}"


def test_a_place_with_every_figure_is_not_said_to_lack_none(panel):
    found = replace(profile(panel, find("hegang")), missing=())
    said = missing_finding(found)
    assert said.key == "web.unknown.none"
    assert missing_finding(profile(panel, find("renqiu"))).values["count"] > 0


def test_what_is_not_known_begins_with_what_the_data_do_not_decide():
    hegang = page_cache.result(find("hegang").code)
    said = undecided_finding(hegang)
    # counted by hand in the tables of findings of the three policies that reached Hegang and are evaluated
    assert (said.values["unknown"], said.values["outcomes"]) == (24, 27)
    assert said.values["count"] == len(hegang.pathways.candidates) > 5
    assert [each.key for each in undecided(hegang)] == [
        "findings.candidates.some",
        "report.past.some",
        "web.unknown.levers",
    ]
    bare = replace(hegang, pathways=replace(hegang.pathways, industries=None))
    assert undecided_finding(bare) == missing_finding(hegang.profile)


OUTWORN = {
    "en": ("luck", "weather", "nobody's", "one more such", "put together anew", "surely did better", "least regret",
           "no skill shown", "the prior decides", "from the lowest of", "lost work for", "who cares for",
           "spreads behind the best", "gave {place}", "regrets least", "places of doubt"),
    "zh": ("无数据年", "遗憾最小", "走势应为", "中间一半", "同法所得", "实际覆盖", "再增加一个", "五成和九成",
           "随附力度", "已难称", "偶然因素", "确定地优于", "先测什么", "他方出资", "未显示预测技巧", "先验决定", "遗憾",
           "九成情景区间"),
}  # fmt: skip
"""Words that readers stumbled over, each replaced by one of the field."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_readers_stumbled_over_stay_away(language):
    keys = sentence_keys()
    assert len(keys) > 1500
    said = {key: sentence(key, language).lower() for key in keys}
    found = {key: word for key, text in said.items() for word in OUTWORN[language] if word in text}
    assert found == {}


def test_labels_in_a_sentence_begin_small_but_names_do_not():
    assert Label("urban_share", within=True).name("en") == "urban share"
    assert Label("gdp_per_person", within=True).name("en").startswith("GDP")
    assert Label("urban_share").name("en") == "Urban share"


CLAIMS = {
    "en": ("first choice", "within the budget", "extra central money", "in no order by"),
    "zh": ("首选", "预算之内", "预算以内", "不依赖中央"),
}
"""What was once said of plans whose own figures said otherwise; money is told by payer and pot instead."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_claims_a_first_choice_or_that_money_stays_within_the_budget(language):
    said = {key: sentence(key, language).lower() for key in sentence_keys()}
    assert {key: word for key, text in said.items() for word in CLAIMS[language] if word in text} == {}
