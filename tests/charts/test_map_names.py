"""Names on the map of the country: beside dots and near the middles of provinces, where nothing lies under them."""

import json
from itertools import combinations
from math import hypot

import pytest
import vl_convert

from relode.charts.map_layout import conic, names_of_dots, names_of_regions
from relode.language import LANGUAGES
from relode.web.pages import map_page


def test_the_middle_meridian_stands_upright_and_equal_areas_are_equal():
    """By hand: on the meridian of 105 degrees nothing turns; a cell of the globe has the area of one as high up."""
    corners = [(95.0, 20.0), (115.0, 20.0), (95.0, 50.0), (115.0, 50.0), (105.0, 20.0), (105.0, 50.0)]
    at = conic(corners, 1000.0, 1000.0)
    assert at[4][0] == pytest.approx(at[5][0]) == pytest.approx(500.0)
    assert at[4][1] - at[5][1] > 0  # north is up
    left, right = at[0], at[1]
    assert (left[0] + right[0]) / 2 == pytest.approx(500.0)
    assert left[1] == pytest.approx(right[1])


def drawn(language, width, view="map"):
    return map_page._drawing("population_change", 2020, view, "listed", language, width).to_dict()


@pytest.mark.parametrize("language", LANGUAGES)
def test_dots_lie_where_vega_draws_them(language):
    """The layout reckons with the places that Vega gives the dots, to a pixel."""
    spec = drawn(language, 740)
    rows = spec["datasets"][spec["layer"][0]["data"]["name"]]
    every = [row for layer in spec["layer"] for row in spec["datasets"][layer["data"]["name"]]]
    points = [(row["longitude"], row["latitude"]) for row in every]
    at = dict(zip(points, conic(points, 740, spec["height"]), strict=True))
    svg = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.1")
    hegang = next(row for row in rows if row["slug"] == "hegang")
    x, y = at[hegang["longitude"], hegang["latitude"]]
    part = svg.partition(f'aria-label="{hegang["text"]}"')[2][:200]
    across, down = (float(each) for each in part.partition("translate(")[2].partition(")")[0].split(","))
    assert hypot(across - x, down - y) < 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "most"), [(740, 10), (360, 5)])
def test_ten_cities_have_names_those_with_the_most_people_first_and_a_phone_has_five(language, width, most):
    spec = drawn(language, width)
    names = [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert len(names[0]) == most
    assert len(names) == (2 if width > 500 else 1)


def test_no_name_lies_on_a_dot_or_on_another_name():
    dots = [(100.0, 100.0), (130.0, 100.0), (100.0, 130.0), (400.0, 300.0)]
    radii = [6.0, 6.0, 6.0, 3.0]
    names = names_of_dots(dots, ["One city", "Two", "Three", "Far away"], radii, (500.0, 400.0), 4, 0.0)
    middles = names_of_regions([(115.0, 112.0)], ["Region"], dots, radii, [*names.values()], (500.0, 400.0))
    boxes = [*names.values(), *middles.values()]
    assert len(boxes) >= 4
    assert not any(one.covers(o.left, o.top, o.right, o.bottom) for one, o in combinations(boxes, 2))
    for box in boxes:
        for (x, y), radius in zip(dots, radii, strict=True):
            away = hypot(x - min(max(x, box.left), box.right), y - min(max(y, box.top + 2), box.bottom - 2))
            assert away >= radius
    near = names_of_dots(dots, ["a", "b", "c", "d"], radii, (500.0, 400.0), 4, 50.0)
    assert set(near) == {0, 3}
    assert names_of_dots([(5.0, 5.0)], ["far too long for this"], [3.0], (40.0, 20.0), 1, 0.0) == {}
