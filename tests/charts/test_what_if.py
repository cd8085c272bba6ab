"""Axes and rows of the fans of a what-if."""

import numpy as np
import pandas as pd
import pytest

from relode.charts.drawn_files import svg
from relode.charts.style import PEER, PLAN
from relode.charts.what_if_fans import BANDS, change_axis, fan, fan_rows, mark_rows, paths, scaled_axis


@pytest.mark.parametrize(
    ("lowest", "highest", "axis"),
    [
        (0.0, 0.0, (-0.0002, 0.0002)),
        (-0.0004, 0.006, (-0.002, 0.01)),
        (-0.03, 0.03, (-0.05, 0.05)),
        (-0.2, 0.01, (-0.2, 0.04)),
        (0.0, 1.3, (-0.4, 2.0)),
    ],
)
def test_the_axis_of_a_change_is_a_round_step_that_holds_it(lowest, highest, axis):
    bands = np.linspace(lowest, highest, 5)[:, None] * np.ones((5, 3))
    assert change_axis(bands) == pytest.approx(axis)


def test_a_slightly_larger_change_keeps_its_axis():
    small, larger = (np.array([[0.0], [0.0], [0.0], [0.0], [high]]) for high in (0.011, 0.019))
    assert change_axis(small) == change_axis(larger)


def test_rows_are_in_the_units_of_the_axis():
    bands = np.arange(5.0)[:, None] * np.ones((5, 2)) * 10_000
    rows = fan_rows("persons", {"plan": bands}, [2020, 2021], "zh")
    assert [row["year"] for row in rows] == [2020, 2021]
    assert [rows[0][name] for name in BANDS] == [0, 1, 2, 3, 4]


def test_of_what_is_0_in_all_years_a_fan_has_its_ends_alone():
    years = [2020, 2021, 2022]
    moved = np.zeros((5, 3))
    moved[4, 1] = 0.1
    rows = fan_rows("share", {"nothing": np.zeros((5, 3)), "plan": moved}, years, "en")
    found = {policy: [row["year"] for row in rows if row["policy"] == policy] for policy in ("nothing", "plan")}
    assert found == {"nothing": [2020, 2022], "plan": years}


def test_a_fan_to_be_filled_holds_no_numbers_and_lets_its_axis_be_set():
    spec = fan([2020, 2050], 300, "zh").to_dict()
    assert "datasets" not in spec
    assert {param["name"] for param in spec["params"]} == {"low", "high"}
    scales = [layer["encoding"]["y"]["scale"] for layer in spec["layer"] if "y" in layer["encoding"]]
    assert all(scale["domain"] == [{"expr": "low"}, {"expr": "high"}] for scale in scales)


def test_a_filled_fan_has_the_axis_that_it_is_given():
    bands = np.arange(5.0)[:, None] * np.ones((5, 2))
    rows = [*fan_rows("ratio", {"plan": bands, "nothing": bands}, [2020, 2050], "en"), *mark_rows([2026])]
    drawn = svg(fan([2020, 2050], 300, "en", pd.DataFrame(rows), (0, 8)), "x")
    assert ">8<" in drawn
    assert ">10<" not in drawn
    assert scaled_axis("persons", (10_000, 50_000), "zh") == (1, 5)


def test_ends_of_the_plan_have_its_colour_and_those_of_doing_nothing_are_filled():
    layers = paths([2020, 2050], 300, "en").to_dict()["layer"]
    edges = [layer["mark"]["color"] for layer in layers if layer["mark"].get("strokeDash") == [1, 3]]
    areas = [layer["mark"]["color"] for layer in layers if layer["mark"]["type"] == "area"]
    assert edges == [PLAN, PLAN]
    assert set(areas) == {PEER}
