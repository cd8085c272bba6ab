"""A place in the strip of its group: where each mark stands, and what stands out."""

import pytest

from relode.charts.beside import group_strip
from relode.charts.style import INK, PEER


def layers(values, own, unit="1"):
    drawn = group_strip(values, own, unit, 600, "en").to_dict(validate=False)
    return [(each["mark"]["type"], each["mark"]["color"], each) for each in drawn["layer"]], drawn


def at(layer, channel="x"):
    return layer["encoding"][channel]["datum"]


def test_the_middle_half_of_a_group_is_shaded_and_the_place_alone_has_the_ink_of_letters():
    """By hand: of 1, 2, 3, 4, 9 the quarters are 2 and 4 and the median 3; shares stand in per cent."""
    for unit, times in (("1", 1), ("share", 100)):
        found, drawn = layers([9.0, 1.0, 2.0, 4.0, 3.0], ("Hegang", 5.0), unit)
        assert [each[:2] for each in found] == [
            *(("rect", PEER), ("rule", PEER), ("tick", PEER)),
            *(("rule", INK), ("text", INK)),
        ]
        shade, middle, _, own, name = (each[2] for each in found)
        assert (at(shade), at(shade, "x2"), at(middle)) == pytest.approx((2 * times, 4 * times, 3 * times))
        assert (at(own), at(name), name["mark"]["text"]) == (5 * times, 5 * times, "Hegang")
        dots = next(rows for rows in drawn["datasets"].values() if "value" in rows[0])
        assert [row["value"] for row in dots] == [each * times for each in (9, 1, 2, 4, 3)]
        assert (found[2][2]["encoding"]["x"]["title"] == "%") == (unit == "share")
    assert [each[1] for each in layers([1.0, 2.0], None)[0]] == [PEER] * 3
