"""The map of dots: distances are those on the sphere, every dot has its name, and no name lies on another."""

import re
from dataclasses import replace

import pytest

from relode.charts import svg
from relode.charts.map_layout import NameAt, _is_free, middle_of, placed_names, projected, round_length
from relode.charts.place_map import _Dot, _panel, cities_beside, place_map
from relode.diagnosis import profile
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.places.lookup import great_circle_distance

PLACES = ("hegang", "panzhihua", "baotou", "xiaoyi", "haixi")
HERE = (130.0, 47.0)


@pytest.fixture(
    scope="module", params=[*PLACES[:2], *(pytest.param(name, marks=pytest.mark.slow) for name in PLACES[2:])]
)
def found(request, panel):
    return profile(panel, find(request.param))


def test_the_plane_keeps_distances_from_its_centre():
    middle = replace(find("hegang"), longitude=HERE[0], latitude=HERE[1])
    for name in ("hegang", "panzhihua", "karamay"):
        place = find(name)
        x, y = projected([(place.longitude, place.latitude)], HERE)[0]
        on_sphere = great_circle_distance(middle, place)
        # an equal-area plane shortens by the chord: 2 R sin(c/2) against R c, 1 in 40 at 3,500 km
        assert (x**2 + y**2) ** 0.5 == pytest.approx(on_sphere, rel=0.025)


def test_one_degree_north_of_the_centre_is_111_km_up():
    assert projected([(120.0, 41.0)], (120.0, 40.0))[0] == pytest.approx((0.0, 111.19), abs=0.01)


def test_the_middle_of_two_points_of_one_latitude_is_between_them():
    assert middle_of([(100.0, 0.0), (110.0, 0.0)]) == pytest.approx((105.0, 0.0))


@pytest.mark.parametrize(
    ("longest", "length"), [(1.5, 1.0), (49.9, 20.0), (50.0, 50.0), (999.0, 500.0), (1000.0, 1000.0)]
)
def test_the_bar_is_the_longest_round_length_that_fits(longest, length):
    assert round_length(longest) == length


def test_names_of_two_near_dots_stand_apart_and_in_the_frame():
    dots = [(100.0, 100.0), (104.0, 100.0), (100.0, 104.0)]
    names = placed_names(dots, ["Shuangyashan", "Qitaihe", "Jixi"], dots, (0.0, 0.0, 200.0, 200.0))
    assert all(names)
    for i, one in enumerate(names):
        assert 0 <= one.left < one.right <= 200
        assert not any(one.covers(o.left, o.top, o.right, o.bottom) for o in names[i + 1 :])


@pytest.mark.parametrize(("left", "free"), [(50.0, False), (50.5, False), (51.5, True)])
def test_a_name_does_not_touch_the_one_before_it(left, free):
    before = NameAt("Jiuquan", "left", 10.0, 0.0, 50.0, 13.0, False)
    name = NameAt("Shuozhou", "left", left, 0.0, left + 40.0, 13.0, False)
    assert _is_free(name, [], [before], (0.0, 0.0, 200.0, 200.0)) is free


@pytest.mark.parametrize(
    ("start", "end", "crossed"),
    [((0, 5), (30, 5), True), ((0, 0), (30, 0), False), ((0, 5), (9, 5), False), ((15, 0), (15, 20), True),
     ((0, 20), (30, -10), True), ((0, 14), (14, 28), False)],
)  # fmt: skip
def test_a_line_crosses_the_box_of_a_name_or_passes_it(start, end, crossed):
    assert NameAt("i", "left", 10.0, 2.0, 20.0, 8.0, False).is_crossed(start, end) == crossed


def test_a_line_to_a_name_goes_round_the_name_of_another_dot():
    dots, others = [(107.0, 105.0), (100.0, 100.0)], [(110.0, 84.0), (116.0, 80.0)]
    beside, lined = placed_names(dots, ["i", "Shuangyashan"], [*dots, *others], (95.0, 40.0, 300.0, 200.0))
    assert (beside.has_line, lined.has_line) == (False, True)
    # to the right, where it would be tried first, the line would run through "i"
    assert beside.is_crossed((100.0, 100.0), (124.0, 100.0))
    assert not beside.is_crossed((100.0, 100.0), lined.end_of_line(100.0, 100.0))


def test_without_room_a_name_is_none_and_not_drawn_over_another():
    assert placed_names([(5.0, 5.0)], ["Shuangyashan"], [(5.0, 5.0)], (0.0, 0.0, 10.0, 10.0)) == [None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_has_its_dot_and_its_name_at_both_widths(found, language):
    picture = place_map(found, language)
    expected = {place.name(language) for place in cities_beside(found.place)}
    expected |= {each.place.name(language) for each in found.peers if each.place.longitude is not None}
    assert set(picture.table["place"]) == expected
    for width in (312, 640):
        drawn = svg(picture.draw(width), "map").replace("&amp;", "&")
        shown = set(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
        assert expected | {found.place.name(language)} <= shown
        assert re.search(r"[\d,]+ ?(km|公里)<", drawn)


def test_the_title_names_the_nearest_and_the_furthest(panel):
    hegang = profile(panel, find("hegang"))
    said = spoken(place_map(hegang, "en").title, "en").replace("\N{NO-BREAK SPACE}", " ")
    near = min(cities_beside(find("hegang")), key=lambda each: great_circle_distance(find("hegang"), each))
    far = max((each.place for each in hegang.peers), key=lambda each: great_circle_distance(find("hegang"), each))
    assert f"{near.name('en')} ({great_circle_distance(find('hegang'), near):.0f} km)" in said
    assert far.name("en") in said


def test_a_panel_is_to_scale_with_north_above_and_its_names_beside_their_dots():
    """By hand: two places one degree north and south of a third, 111.19 km each, on a map 400 units wide."""
    middle = replace(find("hegang"), longitude=130.0, latitude=47.0)
    north, south = (
        replace(find(one), longitude=130.0, latitude=lat)
        for one, lat in (("jixi", 48.0), ("yichun-heilongjiang", 46.0))
    )
    panel = _panel(middle, [_Dot(north, "peer"), _Dot(south, "peer")], "", (0.0, 0.0, 400.0), "en")
    (x, y, _), (xn, yn, _), (xs, ys, _) = panel.dots
    assert (xn, xs) == pytest.approx((x, x), abs=1.0)
    assert x == pytest.approx(200, abs=1.0)
    assert yn < y < ys
    assert y - yn == pytest.approx(ys - y, rel=1e-3)
    kilometres = float(re.search(r"[\d,]+", panel.bar[3])[0].replace(",", ""))
    assert panel.bar[2] / kilometres == pytest.approx((ys - yn) / (2 * 111.19), rel=1e-3)
    assert panel.bar[1] < panel.bottom
    for (_, height, name, *_), (_, dot, _) in zip(panel.names, panel.dots, strict=True):
        assert name
        assert height == pytest.approx(dot, abs=25)
