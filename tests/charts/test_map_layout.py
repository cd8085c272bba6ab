"""Where dots and names stand on a map, by hand: boxes, lines, planes, and the order in which places are tried."""

from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

import numpy as np
import pytest

from relode.charts.map_layout import (
    AROUND,
    LETTER,
    LINE,
    MORE_AROUND,
    ROUND,
    WIDE,
    NameAt,
    _crossings,
    _discs,
    _is_clear,
    _is_free,
    _tried,
    _wide,
    conic,
    fitted,
    middle_of,
    names_of_dots,
    names_of_regions,
    placed_names,
    projected,
    round_length,
)
from relode.places.distance import EARTH_RADIUS

SIZE = (400.0, 300.0)


def box(left, top, right, bottom, side="left"):
    return NameAt("a", side, left, top, right, bottom, False)


def edges(at):
    return at.left, at.top, at.right, at.bottom


def test_letters_are_set_from_the_side_that_is_nearest():
    assert [box(10, 0, 30, 9, side).anchor for side in ("left", "right", "center")] == [10, 30, 20]


@pytest.mark.parametrize(
    ("x", "y", "end"),
    [(0, 25, (10, 25)), (50, 25, (40, 25)), (20, 0, (20, 22)), (20, 99, (20, 28)), (15, 24, (15, 24))],
)
def test_a_line_ends_at_the_edge_of_a_box_and_two_pixels_inside_it_from_above_or_below(x, y, end):
    assert box(10, 20, 40, 30).end_of_line(x, y) == end


@pytest.mark.parametrize(
    ("start", "end", "is_crossed"),
    [
        ((0, 25), (50, 25), True),  # through it, level
        ((50, 25), (0, 25), True),
        ((0, 25), (10, 25), True),  # to its left edge
        ((0, 25), (9, 25), False),  # ends before it
        ((41, 25), (50, 25), False),  # begins behind it
        ((40, 25), (50, 25), True),
        ((0, 19), (50, 19), False),  # above it
        ((0, 20), (50, 20), True),  # along its upper edge
        ((0, 30), (50, 30), True),
        ((0, 31), (50, 31), False),
        ((25, 0), (25, 50), True),  # upright
        ((25, 50), (25, 0), True),
        ((9, 0), (9, 50), False),
        ((10, 0), (10, 50), True),
        ((40, 0), (40, 50), True),
        ((41, 0), (41, 50), False),
        ((25, 0), (25, 19), False),
        ((25, 31), (25, 50), False),
        ((0, 20), (20, 40), True),  # aslant over the lower left corner (10, 30)
        ((0, 22), (20, 42), False),
        ((30, 10), (50, 30), True),  # over the upper right corner (40, 20)
        ((32, 10), (52, 30), False),
        ((20, 25), (25, 26), True),  # within it
    ],
)
def test_a_line_crosses_a_box_where_one_of_its_points_lies_in_it(start, end, is_crossed):
    assert box(10, 20, 40, 30).is_crossed(start, end) == is_crossed


@pytest.mark.parametrize(
    ("other", "covers"),
    [((40, 20, 50, 30), False), ((39, 20, 50, 30), True), ((0, 20, 10, 30), False), ((0, 20, 11, 30), True),
     ((10, 10, 40, 20), False), ((10, 10, 40, 21), True), ((10, 30, 40, 40), False), ((10, 29, 40, 40), True)],
)  # fmt: skip
def test_boxes_that_only_touch_do_not_cover_each_other(other, covers):
    assert box(10, 20, 40, 30).covers(*other) == covers


def test_a_point_lies_on_the_plane_in_its_direction_at_the_chord_of_its_distance():
    """Of a sphere: chord 2 R sin(c / 2) of the angle c (by haversines), and the bearing at the centre."""
    (turn, up), (a, b) = (np.radians((105.0, 36.0)), np.radians((127.0, 48.0)))
    ((x, y),) = projected([(127.0, 48.0)], (105.0, 36.0))
    half = sqrt(sin((b - up) / 2) ** 2 + cos(up) * cos(b) * sin((a - turn) / 2) ** 2)
    assert hypot(x, y) == pytest.approx(2 * EARTH_RADIUS * sin(asin(half)))
    bearing = atan2(sin(a - turn) * cos(b), cos(up) * sin(b) - sin(up) * cos(b) * cos(a - turn))
    assert atan2(x, y) == pytest.approx(bearing)
    assert (x > 0, y > 0) == (True, True)


@pytest.mark.parametrize(
    ("points", "middle"),
    [
        ([(0.0, 0.0), (90.0, 0.0)], (45.0, 0.0)),
        ([(30.0, 10.0), (30.0, 50.0)], (30.0, 30.0)),
        ([(20.0, 0.0), (20.0, 90.0)], (20.0, 45.0)),
        ([(90.0, 30.0), (90.0, 30.0), (90.0, 30.0)], (90.0, 30.0)),
        # two points 60 degrees up and 90 apart: (1/2, 0, .866) and (0, 1/2, .866): up is atan(1.732 / .7071)
        ([(0.0, 60.0), (90.0, 60.0)], (45.0, degrees(atan2(sqrt(3), sqrt(0.5))))),
    ],
)
def test_the_middle_of_points_lies_on_the_sphere(points, middle):
    assert middle_of(points) == pytest.approx(middle)


def test_a_map_is_as_large_as_its_points_and_the_room_around_them_let_it():
    """By hand, 400 wide with 14 to spare: 6 x 14 beside the points, 2 x 14 above and below, 60 high at least."""
    apart = 2 * EARTH_RADIUS * 2 * sin(radians(2.5))
    level, high, scale = fitted([(0.0, 0.0), (10.0, 0.0)], 400.0, 1.0, 14.0)
    assert [point for at in level for point in at] == pytest.approx([42, 14, 358, 14])
    assert (high, scale) == (88, pytest.approx((400 - 84) / apart))
    upright, high, scale = fitted([(7.0, -5.0), (7.0, 5.0)], 400.0, 1.0, 14.0)
    assert [point for at in upright for point in at] == pytest.approx([200, 386, 200, 14])
    assert (high, scale) == (pytest.approx(400), pytest.approx((400 - 28) / apart))
    assert fitted([(7.0, -5.0), (7.0, 5.0)], 400.0, 0.5, 14.0)[1] == pytest.approx(200)
    one, high, scale = fitted([(7.0, 5.0)], 400.0, 1.0, 14.0)
    assert (one, high, scale) == ([pytest.approx((200, 14))], 88, pytest.approx(316))


@pytest.mark.parametrize(("longest", "length"), [(2.0, 2.0), (5.0, 5.0), (4.9, 2.0), (0.7, 0.5), (1.9, 1.0), (60, 50)])
def test_a_round_length_is_of_ones_twos_and_fives(longest, length):
    assert round_length(longest) == pytest.approx(length)


def test_the_map_of_the_country_is_the_conic_of_its_two_parallels():
    """Snyder's formulas: n is the mean of two sines; radius sqrt(cos^2 of the first + 2 n (its sine - sine)) / n."""
    points = [(80.0, 45.0), (105.0, 20.0), (130.0, 50.0)]
    first, second = radians(25), radians(47)
    n = (sin(first) + sin(second)) / 2
    plane = []
    for longitude, latitude in points:
        radius = sqrt(cos(first) ** 2 + 2 * n * (sin(first) - sin(radians(latitude)))) / n
        turn = n * radians(longitude - 105)
        plane.append((radius * sin(turn), -radius * cos(turn)))
    wide = plane[2][0] - plane[0][0]
    high = plane[2][1] - plane[1][1]
    # A tall frame: as wide as it may be, in the middle of the height; a low one the other way round.
    tall, low = conic(points, 100.0, 1000.0), conic(points, 1000.0, 100.0)
    assert [x for x, _ in tall] == pytest.approx([(x - plane[0][0]) / wide * 100 for x, _ in plane])
    assert [y for _, y in low] == pytest.approx([(plane[2][1] - y) / high * 100 for _, y in plane])
    free = 1000 - high * 100 / wide
    assert (min(y for _, y in tall), max(y for _, y in tall)) == pytest.approx((free / 2, 1000 - free / 2))
    free = 1000 - wide * 100 / high
    assert (min(x for x, _ in low), max(x for x, _ in low)) == pytest.approx((free / 2, 1000 - free / 2))


def test_a_chinese_character_is_wider_than_a_letter_and_the_widest_line_counts():
    texts = {"ab": 2 * LETTER, "煤炭": 2 * WIDE, "a煤": LETTER + WIDE, "ab\nabcd\na": 4 * LETTER, "煤炭\nab": 2 * WIDE}
    assert {text: _wide(text) for text in texts} == pytest.approx(texts)
    assert WIDE > LETTER


def test_places_are_tried_from_the_right_of_a_dot_round_it_and_further_off_with_a_line():
    """By hand: 'ab' is 14.8 wide and 13 high; gaps are 2 and then 9 pixels beyond a radius of 3."""
    tried = _tried(100.0, 50.0, "ab", 3.0)
    wide = 2 * LETTER
    assert [one.side for one in tried[:8]] == ["left", "right", "center", "center", "left", "left", "right", "right"]
    expected = [
        (105, 43.5, 105 + wide, 56.5),
        (95 - wide, 43.5, 95, 56.5),
        (100 - wide / 2, 50 - 11.5 - 6.5, 100 + wide / 2, 45),
        (100 - wide / 2, 55, 100 + wide / 2, 68),
        (105, 50 - 0.8 * 11.5 - 6.5, 105 + wide, 50 - 0.8 * 11.5 + 6.5),
        (105, 50 + 0.8 * 11.5 - 6.5, 105 + wide, 50 + 0.8 * 11.5 + 6.5),
        (95 - wide, 50 - 0.8 * 11.5 - 6.5, 95, 50 - 0.8 * 11.5 + 6.5),
        (95 - wide, 50 + 0.8 * 11.5 - 6.5, 95, 50 + 0.8 * 11.5 + 6.5),
    ]
    assert [edge for one in tried[:8] for edge in edges(one)] == pytest.approx(
        [edge for one in expected for edge in one]
    )
    assert (tried[8].left, tried[8].text, tried[8].has_line) == (112, "ab", False)
    near = [one for one in tried if not one.has_line]
    assert len(near) == 2 * len(AROUND) == 16
    assert len(tried) == 16 + (len(ROUND) - 2) * (len(AROUND) + len(MORE_AROUND))
    assert tried[16].left == 100 + 18 + 3
    two = _tried(0.0, 0.0, "a\nb")[0]
    assert (two.left, two.top, two.bottom) == (8, -LINE, LINE)
    assert len(set(MORE_AROUND)) == len(MORE_AROUND) == 16


@pytest.mark.parametrize(
    ("at", "is_clear"),
    [
        ((0, 0, 20, 13), True),
        ((-0.1, 0, 20, 13), False),
        ((0, -0.1, 20, 13), False),
        ((380, 287, 400, 300), True),
        ((380, 287, 400.1, 300), False),
        ((380, 287, 400, 300.1), False),
        ((78, 100, 98, 113), True),  # two pixels from the name that begins at 100
        ((79, 100, 99, 113), False),
        ((142, 100, 160, 113), True),
        ((141, 100, 160, 113), False),
        ((100, 87, 140, 100), True),  # above it, touching
        ((100, 87, 140, 101), False),
        ((206, 194, 220, 207), True),  # six pixels beside a disc of five and one
        ((205.9, 194, 220, 207), False),
        ((190, 204, 210, 217), True),  # below it: letters begin two pixels lower, at 206
        ((190, 203.9, 210, 217), False),
        ((190, 183, 210, 196), True),
        ((190, 183, 210, 196.1), False),
    ],
)
def test_a_name_is_clear_of_the_edge_of_other_names_and_of_discs(at, is_clear):
    assert _is_clear(box(*at), _discs([(200.0, 200.0)], [5.0]), [box(100, 100, 140, 113)], SIZE) == is_clear


def test_a_name_stands_on_the_first_side_that_is_free_and_dots_too_near_have_none():
    dots = [(100.0, 100.0), (130.0, 100.0), (300.0, 200.0), (300.0, 290.0)]
    radii = [4.0, 4.0, 4.0, 4.0]
    found = names_of_dots(dots, ["abcd", "ab", "ab", "ab"], radii, SIZE, 9, 30.0)
    # "abcd" would lie on the second dot if it stood to the right: it stands to the left.
    assert {i: one.side for i, one in found.items()} == {0: "right", 1: "left", 2: "left", 3: "left"}
    assert found[0].right == 94
    assert set(names_of_dots(dots, ["a"] * 4, radii, SIZE, 9, 30.1)) == {0, 2, 3}
    assert set(names_of_dots(dots, ["a"] * 4, radii, SIZE, 9, 90.0)) == {0, 2, 3}
    assert set(names_of_dots(dots, ["a"] * 4, radii, SIZE, 2, 0.0)) == {0, 1}
    long = names_of_dots(dots, ["a" * 90, "a", "a", "a"], radii, SIZE, 2, 0.0)
    assert set(long) == {1, 2}
    # Closed in by others it has no name: one further off, with a line, is none for it.
    around = [
        (100.0, 100.0),
        *((100.0 + x, 100.0 + y) for x in (-12, 12) for y in (-12, 0, 12)),
        (100.0, 88.0),
        (100.0, 112.0),
    ]
    assert 0 not in names_of_dots(around, ["ab"] * 9, [4.0] * 9, SIZE, 1, 0.0)


def test_the_name_of_a_region_stands_in_its_middle_or_as_near_as_there_is_room():
    """By hand: 'ab' is 14.8 wide; shifts are 0, 6 ... 42 pixels across and 2, 6 ... 42 down or up."""
    half = LETTER
    (free,) = names_of_regions([(200.0, 100.0)], ["ab"], [], [], [], SIZE).values()
    assert (*edges(free), free.side) == (200 - half, 91.5, 200 + half, 104.5, "center")
    # A disc of 2 in the middle: 3 pixels must stay free. Up 10 its letters end 10 - 6.5 + 2 = 5.5 from it; up 6 would
    # not do (1.5), nor with 6 across; 12 across is further off.
    (moved,) = names_of_regions([(200.0, 100.0)], ["ab"], [(200.0, 100.0)], [2.0], [], SIZE).values()
    assert (moved.left, abs(moved.top - 93.5)) == (200 - half, 10)
    other = box(185.0, 80.0, 215.0, 120.0)
    (aside,) = names_of_regions([(200.0, 100.0)], ["ab"], [], [], [other], SIZE).values()
    # Across: 15 + 2 + 7.4 = 24.4, so 30 and 2 down; down: 20 + 6.5 = 26.5, so 30, which is nearer.
    assert (aside.left, abs(aside.top - 93.5)) == (200 - half, 30)
    assert names_of_regions([(200.0, 100.0)], ["ab"], [(200.0, 100.0)], [60.0], [], SIZE) == {}
    both = names_of_regions([(200.0, 100.0), (200.0, 100.0)], ["ab", "ab"], [], [], [], SIZE)
    assert abs(both[1].top - both[0].top) == 16
    assert both[1].left == both[0].left
    # 42 across is tried, no more: from 234.6 on, so that a wall up to 232 leaves room, and one up to 233 none.
    walls = [
        names_of_regions([(200.0, 150.0)], ["ab"], [], [], [box(0.0, 0.0, end, 300.0)], SIZE) for end in (232, 233)
    ]
    assert [len(each) for each in walls] == [1, 0]
    assert walls[0][0].left == pytest.approx(242 - half)
    floors = [
        names_of_regions([(200.0, 150.0)], ["ab"], [], [], [box(0.0, 0.0, 400.0, end)], SIZE) for end in (185, 186)
    ]
    assert [len(each) for each in floors] == [1, 0]


@pytest.mark.parametrize(
    ("at", "is_free"),
    [
        ((10, 20, 40, 33), True),
        ((9, 20, 40, 33), False),
        ((10, 19, 40, 33), False),
        ((160, 180, 190, 190), True),
        ((160, 180, 190.5, 190), False),
        ((160, 180, 190, 190.5), False),
        ((103, 100, 120, 113), True),  # three pixels beside the dot at (100, 106)
        ((102, 100, 120, 113), False),
        ((80, 100, 97, 113), True),
        ((80, 100, 98, 113), False),
        ((90, 109, 110, 122), True),
        ((90, 108, 110, 121), False),
        ((90, 90, 110, 103), True),
        ((90, 90, 110, 104), False),
        ((151 - 30, 150, 149, 163), True),  # a pixel before the name that begins at 150
        ((130, 150, 149.5, 163), False),
        ((171, 150, 180, 163), True),
        ((170.5, 150, 180, 163), False),
        ((150, 137, 170, 150), True),
        ((150, 137, 170, 151), False),
    ],
)
def test_a_place_is_free_inside_the_frame_and_beside_dots_and_names(at, is_free):
    names = [None, box(150, 150, 170, 163)]
    assert _is_free(box(*at), [(100.0, 106.0)], names, (10.0, 20.0, 190.0, 190.0)) == is_free


def test_a_line_counts_the_names_dots_and_lines_that_it_meets():
    """By hand: a line level from (0, 50) to the box at 100; one name, one dot within 4 pixels, one line through it."""
    at, dot = box(100, 44, 120, 56), (0.0, 50.0)
    names = [None, box(40, 45, 60, 55), box(40, 60, 60, 70)]
    lines = [((110.0, 0.0), (110.0, 99.0)), ((10.0, 0.0), (10.0, 99.0))]
    assert _crossings(at, dot, names, lines, [(20.0, 54.0), (80.0, 54.1), (30.0, 46.0), (70.0, 45.9)]) == 1 + 2 + 1
    assert _crossings(at, dot, names, [], []) == 1
    assert _crossings(at, dot, [], lines, []) == 1
    # a dot just before the start or behind the end is met from 4 pixels on
    assert [_crossings(at, dot, [], [], [(x, 50.0)]) for x in (-4.1, -4.0, 104.0, 104.1)] == [0, 1, 1, 0]


def test_names_without_a_line_come_first_and_lines_keep_off_names_and_dots():
    frame = (0.0, 0.0, 400.0, 300.0)
    # A crowd of dots round the first: its name must go further off, and its line runs between the others.
    dots = [
        (100.0, 100.0),
        *(
            (100.0 + x, 100.0 + y)
            for x, y in ((16, 0), (-16, 0), (0, -16), (0, 16), (14, -14), (14, 14), (-14, 14), (-14, -14))
        ),
    ]
    names = placed_names(dots[:1], ["abc"], dots, frame)
    (one,) = names
    assert one.has_line
    others = dots[1:]
    fewest = min(
        _crossings(each, dots[0], [None], [], others)
        for each in _tried(*dots[0], "abc")
        if each.has_line and _is_free(each, dots, [None], frame)
    )
    assert _crossings(one, dots[0], [None], [], others) == fewest
    assert placed_names([(100.0, 100.0)], ["abc"], [(100.0, 100.0)], frame)[0] == _tried(100.0, 100.0, "abc")[0]
    assert placed_names([(5.0, 5.0)], ["a" * 90], [], frame) == [None]
    # The second stands beside its dot although the first, with its line, is named before it.
    found = placed_names([dots[0], (300.0, 200.0)], ["abc", "abc"], dots, frame)
    assert [each.has_line for each in found] == [True, False]
    assert found[1] == _tried(300.0, 200.0, "abc")[0]


def test_the_second_name_with_a_line_keeps_off_the_line_of_the_first():
    """Two dots in the same crowd: of the places that are free for the second the one with the fewest crossings."""
    frame = (0.0, 0.0, 400.0, 300.0)
    crowd = [(100.0 + 13 * x, 100.0 + 13 * y) for x in range(-2, 4) for y in range(-2, 3)]
    two = [(100.0, 100.0), (113.0, 100.0)]
    first, second = placed_names(two, ["abc", "abcde"], crowd, frame)
    line = (two[0], first.end_of_line(*two[0]))
    others = [each for each in crowd if each != two[1]]
    scores = [
        _crossings(each, two[1], [first, None], [line], others)
        for each in _tried(*two[1], "abcde")
        if each.has_line and _is_free(each, crowd, [first, None], frame)
    ]
    assert _crossings(second, two[1], [first, None], [line], others) == min(scores)
    assert max(scores) > min(scores)
