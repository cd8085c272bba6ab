"""Axes and rows of the fans of a what-if."""

import numpy as np
import pytest

from relode.charts.what_if import BANDS, change_axis, fan, fan_rows


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


def test_a_fan_has_the_axes_that_it_is_given():
    spec = fan("persons", (10_000, 50_000), [2020, 2050], [2026], 300, "zh").to_dict()
    scales = [layer["encoding"]["y"]["scale"]["domain"] for layer in spec["layer"] if "y" in layer.get("encoding", {})]
    assert scales
    assert all(scale == [1, 5] for scale in scales)
    assert "datasets" not in spec
