"""The pictures of a backcast, and of what may happen."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from relode.charts import scores, svg
from relode.charts.ahead import HATCHES, INK, PEER, coverage, fans, has_picture, hatching, outcome
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


@pytest.mark.parametrize("at", [0, 1])
def test_dots_and_their_bars_are_the_scores_in_per_cent(found, at):
    picture = scores(found, "en")[at]
    drawn = [row for rows in picture.draw(640).to_dict()["datasets"].values() for row in rows if "value" in row]
    for name in ("value", "low", "high"):
        assert [row[name] for row in drawn] == (picture.table[name] * 100).tolist()
    assert all(row["low"] < row["value"] < row["high"] for row in drawn)
    marks = [layer["mark"] for layer in picture.draw(640).to_dict()["layer"]]
    assert [(each["type"], each["color"]) for each in marks] == [("rule", INK), ("rule", PEER), ("point", INK)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fan_begins_at_the_newest_fact_and_ends_at_the_last_year(panel, language):
    ahead = outlook(panel, find("hegang"))
    for each, picture in zip(filter(has_picture, ahead.forecasts), fans(ahead, language), strict=True):
        assert int(picture.table["year"].max()) == ahead.years[-1] == 2035
        assert each.origin in set(picture.table["year"])
        last = outcome(each, ahead)
        assert last.year == 2035
        assert last.interval_90[0] <= last.value <= last.interval_90[1]
        said = spoken(picture.title, language)
        assert "2035" in said
        assert "{" not in said


def test_hatching_fills_the_years_that_no_past_origin_reaches_and_only_those():
    """By hand: bands of 2025 to 2027, measured to 2025; lines from just after 2025 to 2027, ends on straight lines."""
    forecast = pd.DataFrame(
        {
            "year": [2025, 2026, 2027],
            "measured": [True, False, False],
            "p05": [10.0, 8.0, 4.0],
            "p95": [10.0, 14.0, 15.0],
        }
    )
    lines = hatching(forecast)
    assert list(lines["year"]) == [2025 + at / HATCHES for at in range(1, 2 * HATCHES + 1)]
    at = lines.set_index("year")
    assert tuple(at.loc[2026.0]) == (8.0, 14.0)
    assert tuple(at.loc[2026 + 1 / HATCHES]) == pytest.approx((8 - 4 / HATCHES, 14 + 1 / HATCHES))


def test_a_benchmark_meets_the_aim_if_its_interval_reaches_85_to_95_per_cent(found):
    """By hand: of intervals .80 to .84, .80 to .85, .95 to .99 and .96 to .99 the two in the middle reach it."""
    row = next(row for row in found.scores if row.group == "all" and row.method == row.benchmark)
    blocks = [
        [replace(row, coverage_90_interval=ends)] for ends in ((0.80, 0.84), (0.80, 0.85), (0.95, 0.99), (0.96, 0.99))
    ]
    picture = coverage(blocks, "en")
    assert re.findall(r"\d+", spoken(picture.title, "en"))[:2] == ["2", "4"]
    shown = picture.draw(640).to_dict()
    assert shown["layer"][0]["encoding"]["x"]["scale"]["domain"] == [40, 100]
    (drawn,) = (rows for rows in shown["datasets"].values() if "high" in rows[0])
    assert [one["high"] for one in drawn] == pytest.approx([84, 85, 99, 99])
