"""The style that all pictures share, and fans of a what-if, from a few invented figures."""

import altair as alt
import numpy as np
import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from relode.charts import style
from relode.charts import what_if_fans as fans
from relode.charts.style import INK, MUTED

from .layers import channel, layers, lines, specified


@pytest.fixture(autouse=True)
def quickly():
    with debug_mode(False):
        yield


@pytest.mark.parametrize(("width", "is_phone"), [(479, True), (480, False)])
def test_a_phone_is_narrower_than_480_pixels(width, is_phone):
    assert style.compact(width) == is_phone
    assert len(style.year_axis(2000, 2035, width).to_dict()["values"]) == (4 if is_phone else 8)


def test_heights_of_rows_and_steps_of_years():
    """By hand: a line is 14 high; 7 stand between rows of one or two lines, 18 of three; 60 are for the axis."""
    rows = (["a"], ["a", "b"], ["a\nb"], ["a\nb\nc", "d"])
    assert [style.rows_height(each) for each in rows] == [81, 102, 95, 180]
    # 30 years in seven steps of five at most; 41 years need tens. A round year too near to an end has no mark.
    assert style.year_marks(2000, 2030, 8) == [2000, 2005, 2010, 2015, 2020, 2025, 2030]
    assert style.year_marks(1999, 2040, 8) == [1999, 2010, 2020, 2030, 2040]
    assert style.year_marks(1990, 2010, 3) == [1990, 2000, 2010]
    assert style.year_marks(2003, 2036, 8) == [2003, 2010, 2015, 2020, 2025, 2030, 2036]
    assert style.year_marks(1900, 2035, 5) == [1900, 1920, 1940, 1960, 1980, 2000, 2020, 2035]
    axis = style.year_axis(2000, 2030, 640).to_dict()
    assert (axis["format"], axis["labelOverlap"], axis["grid"]) == ("d", False, False)
    assert style.label_axis(30).to_dict()["labelAngle"] == 30
    assert "labelAngle" not in style.label_axis().to_dict()
    assert style.label_axis().to_dict()["labelOverlap"] is False


@pytest.mark.parametrize(("language", "expected"), [
    ("en", "abs(datum.value) >= 1000000000 ? format(datum.value / 1000000000, ',~f') + ' bn' : "
           "abs(datum.value) >= 1000000 ? format(datum.value / 1000000, ',~f') + ' M' : "
           "abs(datum.value) >= 10000 ? format(datum.value / 1000, ',~f') + ' k' : format(datum.value, ',~f')"),
    ("zh", "abs(datum.value) >= 100000000 ? format(datum.value / 100000000, ',~f') + '亿' : "
           "abs(datum.value) >= 10000 ? format(datum.value / 10000, ',~f') + '万' : format(datum.value, ',~f')"),
])  # fmt: skip
def test_large_numbers_of_an_axis_are_told_in_the_steps_of_the_language(language, expected):
    assert style.scaled_labels(language) == expected


def test_the_style_of_the_house_is_set_on_the_chart_itself():
    spec = specified(style.styled(alt.Chart(pd.DataFrame({"x": [1]})).mark_bar(), 640, 222, "zh"))
    assert (spec["width"], spec["height"], spec["autosize"]) == (640, 222, {"type": "fit", "contains": "padding"})
    config = spec["config"]
    assert (config["font"], config["background"], config["lineBreak"]) == (style.FONTS["zh"], "transparent", " · ")
    axis = config["axis"]
    grid = {axis[name] for name in ("gridColor", "domainColor", "tickColor")}
    assert (grid, axis["labelColor"], axis["titleColor"]) == ({style.GRID}, MUTED, MUTED)
    assert (config["legend"]["labelColor"], config["legend"]["titleColor"], config["text"]["color"]) == (
        INK,
        MUTED,
        INK,
    )
    assert config["axisX"]["labelOverlap"] is True
    assert config["padding"]["left"] > config["padding"]["right"] > config["padding"]["bottom"]


@pytest.mark.parametrize(("width", "columns", "ticks"), [(640, 44, 7), (312, 22, 4)])
def test_rows_of_dots_keep_their_order_and_own_is_in_ink(width, columns, ticks):
    fits, breaks = f"{'a' * (columns - 5)} bbbb", f"{'a' * (columns - 5)} bbbbb"
    table = pd.DataFrame({"name": [breaks, fits], "value": [2.0, 1.0], "low": [1.0, 0.0], "high": [3.0, 2.0]})
    drawn = style.dot_rows(table, "name", "Axis", width, "en")
    assert lines(drawn) == ["rule MUTED x=0", "rule PEER x=low x2=high y=row", "point INK filled x=value y=row"]
    assert channel(drawn, "y")["sort"] == [breaks.replace(" ", "\n"), fits]
    titles = {layer["encoding"]["x"].get("title") for layer in layers(drawn)[1:]}
    assert titles == {"Axis"}
    assert layers(drawn)[2]["encoding"]["x"]["axis"] == {"format": ",~f", "tickCount": ticks}
    own = style.dot_rows(table, "name", "Axis", width, "en", own=fits)
    assert lines(own)[2:] == ["point PEER filled x=value y=row", "point INK filled x=value y=row"]


def test_a_fan_has_the_plan_filled_and_doing_nothing_by_its_ends_and_paths_the_other_way_round():
    drawn = fans.fan((2020, 2050), 640, "en")
    assert lines(drawn) == [
        "rule MUTED x=year", "area PLAN x=year y=p05 y2=p95", "area PLAN x=year y=p25 y2=p75",
        "line PLAN x=year y=median", "line PEER x=year y=p05", "line PEER x=year y=p95", "line PEER x=year y=median",
    ]  # fmt: skip
    tests = [each["transform"][0]["filter"] for each in layers(drawn)]
    assert tests == ["!datum.policy", *["datum.policy == 'plan'"] * 3, *["datum.policy == 'nothing'"] * 3]
    assert [each["data"]["name"] for each in layers(drawn)] == ["marks", *["fans"] * 6]
    found = fans.paths((2020, 2050), 640, "en")
    assert lines(found) == [
        "rule MUTED x=year", "area PEER x=year y=p05 y2=p95", "area PEER x=year y=p25 y2=p75", "line PLAN x=year y=p05",
        "line PLAN x=year y=p95", "line PLAN x=year y=median", "line PEER x=year y=median", "line INK x=year y=median",
    ]  # fmt: skip
    assert (layers(found)[-1]["data"]["name"], layers(found)[-1]["transform"][0]["filter"]) == (
        "facts",
        "datum.policy == 'fact'",
    )
    assert layers(found)[-1]["mark"]["point"]["color"] == INK
    assert all(each["mark"]["clip"] is True for each in layers(found)[1:])
    assert channel(found, "x")["scale"]["domain"] == [2020, 2050]
    assert (channel(found, "x")["axis"]["format"], channel(found, "x")["axis"]["grid"]) == ("d", False)
    shades = [each["mark"]["opacity"] for each in layers(found)[1:3]]
    assert 0 < shades[0] < shades[1] < 1
    given = specified(
        fans.fan((2020, 2050), 640, "en", pd.DataFrame([{"year": 2020, "policy": None}]), (-2.0, 3.0), 110)
    )
    assert [(each["name"], each["value"]) for each in given["params"]] == [("low", -2.0), ("high", 3.0)]
    assert given["height"] == 110
    for empty in (drawn, found):
        assert [(each["name"], each["value"]) for each in specified(empty)["params"]] == [("low", 0.0), ("high", 1.0)]
    told = fans.specification(drawn, "A fan")
    assert (told["description"], told["$schema"][-11:]) == ("A fan", "v6.1.0.json")


def test_a_step_stands_a_moment_before_the_year_in_which_a_plan_begins():
    years, bands = [2020, 2025, 2026], np.array([[1.0, 2.0, 3.0]] * 5)
    rows = fans.fan_rows("ratio", {"plan": bands}, years, "en", begin=2026)
    assert [(row["year"], row["median"], row["policy"]) for row in rows] == [
        (2020, 1, "plan"), (2025, 2, "plan"), (pytest.approx(2026 - 0.001), 2, "plan"), (2026, 3, "plan")
    ]  # fmt: skip
    assert fans.fact_rows("persons", {2020: 1_234_567.0}, "en") == [{"policy": "fact", "year": 2020, "median": 1234.57}]
    assert fans.fact_rows("share", {2020: 0.5}, "zh") == [{"policy": "fact", "year": 2020, "median": 50}]
    assert fans.mark_rows((2026, 2030)) == [{"year": 2026}, {"year": 2030}]


def test_an_axis_of_paths_leaves_a_tenth_beside_facts_and_doing_nothing():
    """By hand: 10 to 30 with a fact of 50: a tenth of 40 is 4, so 6 to 54; a plan beyond moves the end to itself."""
    nothing = np.array([[10.0, 30.0]])
    assert fans.paths_axis({"nothing": nothing, "plan": nothing}, [50.0]) == (6, 54)
    assert fans.paths_axis({"nothing": nothing, "plan": np.array([[2.0, 60.0]])}, [50.0]) == (2, 60)
    assert fans.paths_axis({"nothing": nothing, "plan": np.array([[7.0, 53.0]])}, []) == (7, 53)


@pytest.mark.parametrize(
    ("value", "axis"), [(0.002, 0.002), (0.0021, 0.005), (0.005, 0.005), (0.0051, 0.01), (3.0, 5.0)]
)
def test_the_step_of_a_change_holds_it(value, axis):
    assert fans.change_axis(np.array([[0.0], [value]])) == pytest.approx((-axis / 5, axis))
    assert fans.change_axis(np.array([[-value], [0.0]])) == pytest.approx((-axis, axis / 5))
    assert fans.change_axis(np.array([[-value / 1.5], [value]])) == pytest.approx((-axis, axis))
