"""The pictures of a backcast, and of what may happen."""

import re
from xml.etree import ElementTree

import pytest

from relode.charts import scores, svg
from relode.charts.ahead import fans, has_picture, outcome
from relode.language import LANGUAGES, spoken
from relode.outlook import NATIONAL_GIVEN, backcast, outlook
from relode.places import find


@pytest.fixture(scope="module")
def found(panel):
    return backcast(panel, ["population", "house_price"], [NATIONAL_GIVEN])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_of_a_backcast_show_the_scores_and_count_them_in_their_titles(found, language):
    skill, coverage = scores(found, language)
    everywhere = [row for row in found.scores if row.group == "all"]
    blocks = {(row.target, row.origin) for row in everywhere}
    assert len(skill.table) == len(coverage.table) == len(blocks) == 3
    assert max(skill.table["value"]) == max(row.skill for row in everywhere)
    beyond = sum(skill.table["low"] > 0)
    assert re.findall(r"\d+", spoken(skill.title, language))[:2] == sorted([str(beyond), "3"], reverse=language == "zh")
    for picture in (skill, coverage):
        for width in (640, 312):
            assert ElementTree.fromstring(svg(picture.draw(width), "text")).get("aria-label") == "text"


def test_the_coverage_picture_is_of_the_benchmarks(found):
    bars = {round(row.coverage_90, 12) for row in found.scores if row.method == row.benchmark and row.group == "all"}
    assert {round(value, 12) for value in scores(found, "en")[1].table["value"]} == bars


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fan_begins_at_the_newest_fact_and_ends_at_the_last_year(panel, language):
    ahead = outlook(panel, find("hegang"))
    for each, picture in zip(filter(has_picture, ahead.forecasts), fans(ahead, language), strict=True):
        assert int(picture.table["year"].max()) == ahead.years[-1] == 2035
        assert each.origin in set(picture.table["year"])
        last = outcome(each, ahead)
        assert last.interval_90[0] <= last.value <= last.interval_90[1]
        assert "{" not in spoken(picture.title, language)
