"""Maps and chains, drawn from a few invented places: marks, inks, rows, axes."""

from math import pi, sqrt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from altair.utils.schemapi import debug_mode

from relode.charts import indicator_map, place_map, style, value_chain
from relode.charts.map_layout import NameAt
from relode.charts.style import INK, MUTED, PEER
from relode.language import say
from relode.places import find

from .layers import channel, drawn_rows, layers, lines, parts, specified


@pytest.fixture(autouse=True)
def quickly():
    with debug_mode(False):
        yield


def places(**more):
    at = {
        "slug": ["a", "b", "c"],
        "place": ["Aa", "Bb", "Cc"],
        "longitude": [105.0, 120.0, 90.0],
        "latitude": [30.0, 45.0, 40.0],
        "value": [0.1, np.nan, 0.3],
        "text": ["Aa 1", "Bb", "Cc 3"],
    }
    return pd.DataFrame({**at, **more})


def test_the_ends_of_the_colours_leave_a_twentieth_beyond_each():
    """By hand: of 0 to 20 the twentieth is 1 and 19; around 0 of -4 to 16 they are -3 and 15: 15 on both sides."""
    assert indicator_map.colour_ends([float(each) for each in range(21)], has_zero=False) == pytest.approx((1, 19))
    assert indicator_map.colour_ends([float(each) for each in range(-4, 17)], has_zero=True) == pytest.approx((-15, 15))
    assert indicator_map.colour_ends([float(each) for each in range(-16, 5)], has_zero=True) == pytest.approx((-15, 15))
    low, high = indicator_map.colour_ends([2.0, 2.0], has_zero=False)
    assert (low, 2 < high < 2.001) == (2.0, True)
    low, high = indicator_map.colour_ends([0.0], has_zero=True)
    assert -0.001 < low < 0 < high < 0.001


@pytest.mark.parametrize(("has_zero", "scheme"), [(True, "blueorange"), (False, "viridis")])
@pytest.mark.parametrize(("width", "corner", "areas"), [(680, "top-left", [20, 260]), (500, "bottom-left", [8, 90])])
def test_known_places_are_coloured_and_others_grey(width, corner, areas, has_zero, scheme):
    drawn = indicator_map.indicator_map(places(), (-1.0, 2.0), has_zero, ".0f", width, "en")
    known, grey = layers(drawn)
    assert (known["mark"]["type"], grey["mark"]["type"], grey["mark"]["color"]) == ("circle", "point", PEER)
    assert [row["slug"] for row in known["rows"]] == ["a", "c"]
    assert [row["slug"] for row in grey["rows"]] == ["b"]
    assert grey["mark"]["filled"] is True
    assert known["mark"]["size"] > grey["mark"]["size"]
    for layer in (known, grey):
        fields = {name: layer["encoding"][name]["field"] for name in ("longitude", "latitude", "description")}
        assert fields == {"longitude": "longitude", "latitude": "latitude", "description": "text"}
    colour = known["encoding"]["color"]
    assert colour["scale"] == {"domain": [-1.0, 2.0], "scheme": scheme, "clamp": True, "reverse": has_zero}
    assert (colour["field"], colour["legend"]["orient"], colour["legend"]["format"]) == ("value", corner, ".0f")
    spec = specified(drawn)
    assert spec["projection"] == {"type": "conicEqualArea", "parallels": [25, 47], "rotate": [-105, 0, 0]}
    assert spec["height"] == round(width * 560 / 680)
    with_people = places(people=[1e6, 3e6, 2e7])
    shown = layers(indicator_map.indicator_map(with_people, (0.0, 1.0), has_zero, ".0f", width, "en"))
    assert [row["slug"] for row in shown[0]["rows"]] == ["c", "a"]
    size = shown[0]["encoding"]["size"]
    assert (size["field"], size["legend"]) == ("people", None)
    assert size["scale"] == {"domain": [0, 1e7], "range": areas, "clamp": True}
    assert [(each["mark"]["type"], each["mark"]["color"]) for each in shown[2:]] == [("text", INK)]
    assert {row["name"] for row in shown[2]["rows"]} == {"Aa", "Bb", "Cc"}


def test_names_stand_off_their_points_by_where_they_were_placed():
    """By hand: a box of 10 to 30 and 40 to 50 has its middle at (20, 45): 15 right of and 5 above its point."""
    table = places().rename(columns={"place": "name"})
    found = indicator_map._offsets(table, [(0, 0), (5.0, 50.0)], {1: NameAt("Bb", "left", 10, 40, 30, 50, False)})
    assert found.to_dict("list") == {
        "name": ["Bb"],
        "longitude": [120.0],
        "latitude": [45.0],
        "dx": [15.0],
        "dy": [-5.0],
    }
    table["people"] = [0.0, 1e7, 9e7]
    regions = pd.DataFrame({"name": ["Region"], "longitude": [100.0], "latitude": [35.0]})
    (cities, ink), (middles, muted) = indicator_map._placed(table.rename(columns={"name": "place"}), regions, 680, 560)
    assert (ink, muted, list(middles["name"])) == (INK, MUTED, ["Region"])
    # "Aa" is 14.8 wide: right of a dot of area 20, 2 pixels off, its middle is 2 + r + 7.4 from it; at the right
    # edge of the map, where "Bb" is, it stands to the left.
    assert list(cities["dx"]) == pytest.approx([9.4 + sqrt(20 / pi), -9.4 - sqrt(260 / pi), 9.4 + sqrt(260 / pi)])
    assert list(cities["dy"]) == pytest.approx([0, 0, 0])


def test_bubbles_stand_by_output_on_a_logarithm_and_by_the_root_of_the_mining_share():
    table = pd.DataFrame(
        {
            "slug": ["a", "b"],
            "place": ["Aa", "Bb"],
            "output": [5000.0, 5000.0 * sqrt(60)],
            "mining": [0.04, 0.09],
            "people": [3e6, 1e6],
            "text": ["x", "y"],
        }
    )
    drawn = indicator_map.bubbles(table, ("Output", "Mining"), 690, "en")
    points, names = layers(drawn)
    assert lines(drawn)[0] == "circle PLAN x=output y=mining size=people"
    assert (names["mark"]["type"], names["mark"]["color"], names["encoding"]["text"]["field"]) == (
        "text",
        MUTED,
        "name",
    )
    assert drawn_rows(points, "place", "mining") == [("Bb", 9.0), ("Aa", 4.0)]
    x, y = channel(drawn, "x"), channel(drawn, "y")
    assert (x["title"], y["title"]) == ("Output", "Mining")
    assert (x["scale"]["type"], x["scale"]["domain"]) == ("log", [5000, 300_000])
    assert (y["scale"]["type"], y["scale"]["domain"], y["axis"]["values"]) == (
        "sqrt",
        [-0.3, 30],
        [0, 1, 5, 10, 20, 30],
    )
    assert channel(drawn, "size")["scale"] == {"domain": [0, 3e7], "range": [0, 900]}
    # The name stands to the right: 2 pixels, the radius of an area of 900 people / 30 million, half of 14.8.
    assert {row["name"]: row["dx"] for row in names["rows"]} == pytest.approx(
        {"Aa": 2 + sqrt(90 / pi) + 7.4, "Bb": 2 + sqrt(30 / pi) + 7.4}
    )
    assert [row["dy"] for row in names["rows"]] == pytest.approx([0, 0])
    assert (indicator_map._root(-4.0), indicator_map._root(9.0)) == (-2, 3)
    # Ends of the field, 600 by 345 pixels: a name right of the largest output, or above the largest share, has no room.
    edge = table.assign(output=[300_000.0 / 60 ** (10 / 600), 5000.0], mining=[0.3 * 0.5, 0.3])
    shown = {
        row["name"]: (row["dx"], row["dy"])
        for row in layers(indicator_map.bubbles(edge, ("", ""), 690, "en"))[1]["rows"]
    }
    assert shown["Aa"][0] < 0  # 10 pixels from the right edge it stands to the left
    assert shown["Bb"][1] > 0  # at the upper edge and at the left one it stands below


def test_the_boxes_of_a_chain_hold_a_mark_before_each_material():
    """By hand: text 14 right of the edge of a mark's line, lines 16 apart, a box from 12 above to 12 below them."""
    layout = value_chain._Layout(heads=[])
    material = value_chain._Step("cells", "resource", "coal", "at_hand", 0.0)
    plain = value_chain._Step("cells", "resource", "aaaa bbbb", "", 0.0)
    assert layout.box([material, plain], (100.0, 50.0, 80.0), 8) == 50 + 16 + 32 - 16 + 12
    assert layout.boxes == [(100.0, 38.0, 180.0, 94.0)]
    assert layout.marks == [(110.0, 51.0, "at_hand")]
    assert layout.texts == [(120.0, 50.0, "coal", "at_hand"), (106.0, 66.0, "aaaa\nbbbb", "")]
    narrow = value_chain._Layout(heads=[])
    narrow.add(value_chain._Step("cells", "resource", "aaaa bbb", "bought", 0.0), 0.0, 0.0, 10)
    assert narrow.texts[0][2] == "aaaa\nbbb"  # three columns are the mark's


def test_a_chain_on_a_phone_runs_down_with_an_arrow_before_each_later_stage():
    """By hand, a line is 16: title 19.2, head 20, box 24 around one line; the arrow runs from box to box."""
    steps = [value_chain._Step("cells", stage, stage, "", 0.0) for stage in ("resource", "processing")]
    layout = value_chain._down(steps, 312, "en")
    assert layout.titles == [(0, 0.0, "cells")]
    first = 1.2 * 16
    assert [(x, y) for x, y, _ in layout.heads] == [(0, first), (24, pytest.approx(first + 20 + 12 + 16))]
    second = first + 20 + 12 + 16 + 20
    assert [tuple(box) for box in layout.boxes] == [
        pytest.approx((0, first + 8, 296, first + 32)),
        pytest.approx((0, second - 12, 296, second + 12)),
    ]
    assert layout.arrows == [pytest.approx((12, first + 32, 12, second - 12))]
    assert layout.height == pytest.approx(second + 12 + 16 + 0.6 * 16)


def test_what_is_not_at_hand_is_muted_and_arrows_end_in_their_tips():
    layout = value_chain._Layout(
        heads=[(0, 0, "Material")],
        titles=[(0, 20, "cells")],
        texts=[(20, 40, "coal", "at_hand"), (20, 56, "lime", "bought"), (6, 72, "steel", "")],
        marks=[(10, 41, "at_hand"), (10, 57, "nearby"), (10, 60, "bought"), (10, 63, "unknown")],
        boxes=[(0, 28, 100, 68)],
        arrows=[(100, 40, 122, 40), (12, 70, 12, 90)],
        height=99.6,
    )
    drawn = value_chain._drawn(layout, 640, "en")
    assert lines(drawn) == [
        "rect MUTED x=x x2=x2 y=y y2=y2",
        "text MUTED x=x y=y text=text",
        "text INK x=x y=y text=text",
        "text INK x=x y=y text=text",
        "text MUTED x=x y=y text=text",
        "point INK filled x=x y=y",
        "point MUTED x=x y=y",
        "point MUTED x=x y=y",
        "point MUTED x=x y=y",
        "rule MUTED x=x x2=x2 y=y y2=y2",
        "point MUTED filled x=x y=y",
        "point MUTED filled x=x y=y",
    ]
    found = layers(drawn)
    assert [[row["text"] for row in each["rows"]] for each in found[1:5]] == [
        ["Material"],
        ["cells"],
        ["coal", "steel"],
        ["lime"],
    ]
    assert [each["mark"]["fontWeight"] for each in found[1:5]] == ["normal", "bold", "normal", "normal"]
    assert [each["mark"]["shape"] for each in found[5:9]] == ["circle", "circle", "cross", "triangle-up"]
    assert [(each["mark"]["shape"], drawn_rows(each, "x", "y")) for each in found[10:]] == [
        ("triangle-right", [(122, 40)]),
        ("triangle-down", [(12, 90)]),
    ]
    assert [sorted(t["calculate"] for t in each["transform"]) for each in found[10:]] == [
        ["datum.x + -3", "datum.y + 0"],
        ["datum.x + 0", "datum.y + -3"],
    ]
    assert channel(drawn, "x")["scale"]["domain"] == [0, 640]
    assert channel(drawn, "y")["scale"]["domain"] == [99.6, -6]
    assert specified(drawn)["height"] == 140
    bare = value_chain._drawn(value_chain._Layout(heads=[], height=10.0), 640, "en")
    assert [each["mark"]["type"] for each in layers(bare)] == ["rect", *["text"] * 4]


def test_materials_are_told_with_those_at_hand_first(monkeypatch):
    monkeypatch.setattr(value_chain, "near_words", lambda source: source.said)
    near = SimpleNamespace(material="lime", distance=41.6, said=style.Sentence("charts.sectors.primary", {}))
    terms = SimpleNamespace(at_hand=("coal",), sources=(near,), to_be_bought=("boron",), unknown_inputs=("cobalt",))
    found = value_chain._materials(SimpleNamespace(materials=terms), "en")
    assert [(state, distance) for _, state, distance in found if distance == distance] == [("nearby", 42.0)]
    assert [(text, state) for text, state, _ in found] == [
        ("coal", "at_hand"),
        ("primary", "nearby"),
        ("boron", "bought"),
        ("cobalt", "unknown"),
    ]
    assert value_chain._materials(SimpleNamespace(materials=None), "en") == []


def test_a_panel_of_dots_is_drawn_with_its_bar_and_the_place_in_ink():
    panels = [
        place_map._Panel(
            (0, 0, "Head"),
            [(10, 20, "own"), (30, 40, "peer")],
            [(12, 20, "Own", "left", "own"), (28, 40, "Peer", "right", "peer")],
            [(30, 40, 28, 45)],
            (14, 90, 50, "100 km"),
            100.4,
        ),
        place_map._Panel(
            (320, 0, "Other"),
            [(330, 20, "own"), (350, 40, "listed"), (360, 50, "other")],
            [],
            [],
            (334, 90, 25, "50 km"),
            60.0,
        ),
    ]
    drawn = place_map._drawn(panels, 640, "en")
    assert lines(drawn) == [
        "rule MUTED x=x x2=x2 y=y y2=y2",
        "point INK filled x=x y=y",
        "point PLAN filled x=x y=y",
        "point MUTED x=x y=y",
        "point PEER filled x=x y=y",
        "text INK x=x y=y text=text",
        "text MUTED x=x y=y text=text",
        "text INK x=x y=y text=text",
        "text MUTED x=x y=y text=text",
        "rule MUTED x=x x2=end y=y",
    ]
    found = layers(drawn)
    assert [drawn_rows(each, "x", "y") for each in found[1:5]] == [
        [(10, 20), (330, 20)],
        [(350, 40)],
        [(360, 50)],
        [(30, 40)],
    ]
    assert [(each["mark"]["align"], each["mark"]["fontWeight"]) for each in found[5:9]] == [
        ("left", "bold"),
        ("right", "normal"),
        ("left", "normal"),
        ("left", "normal"),
    ]
    assert drawn_rows(found[8], "x", "y", "text") == [(70, 90, "100 km"), (365, 90, "50 km")]
    assert drawn_rows(found[9], "x", "y", "end") == [(14, 90, 64), (334, 90, 359)]
    assert [each["mark"]["shape"] for each in found[1:5]] == ["circle", "circle", "circle", "square"]
    assert channel(drawn, "y")["scale"]["domain"] == [100.4, -8]
    assert channel(drawn, "x")["scale"]["domain"] == [0, 640]
    assert specified(drawn)["height"] == 134


def test_the_maps_stand_side_by_side_and_on_a_phone_below_each_other(monkeypatch):
    hegang, near, far = find("hegang"), find("jixi"), find("panzhihua")
    monkeypatch.setattr(place_map, "cities_beside", lambda _: [far, near])
    monkeypatch.setattr(place_map, "_apart", lambda _, other: {"jixi": 300.0, "panzhihua": 3000.0}[other.slug])
    monkeypatch.setattr(place_map, "official", lambda: {near.code: True})
    own = SimpleNamespace(place=hegang, peers=[SimpleNamespace(place=far)])
    picture = place_map.place_map(own, "en")
    assert [(row[1], row[2] == say("charts.place_map.listed", "en"), row[3]) for row in picture.table.to_numpy()] == [
        ("Jixi", True, 300.0),
        (far.name("en"), False, 3000.0),
        (far.name("en"), False, 3000.0),
    ]
    told = {
        name: getattr(value, "value", value)
        for name, value in parts(picture.title).items()
        if name not in ("place", "province")
    }
    assert told == {
        "province_near": near,
        "province_near_distance": 300.0,
        "province_far": far,
        "province_far_distance": 3000.0,
        "province_count": 2,
        "peers_near": far,
        "peers_near_distance": 3000.0,
        "peers_far": far,
        "peers_far_distance": 3000.0,
        "peers_count": 1,
    }
    assert picture.title.key == "charts.place_map.title_both"
    heads = [drawn_rows(layers(picture.draw(width))[-3], "x", "y") for width in (640, 312)]
    assert heads[0] == [(0, 0), (320, 0)]
    assert [x for x, _ in heads[1]] == [0, 0]
    dots = [place_map._Dot(far, "peer"), place_map._Dot(near, "listed")]
    above = place_map._panel(hegang, dots, "", (0.0, 0.0, 312 - 8), "en")
    assert heads[1][1][1] == pytest.approx(above.bottom + 10)
    monkeypatch.setattr(place_map, "cities_beside", lambda _: [])
    alone = place_map.place_map(own, "en")
    assert alone.title.key == "charts.place_map.title_peers"
    assert drawn_rows(layers(alone.draw(640))[-1], "x")[0] == (14,)
    assert place_map.place_map(SimpleNamespace(place=hegang, peers=[]), "en") is None
    panel = place_map._panel(hegang, [place_map._Dot(near, "listed")], "Said", (100.0, 50.0, 300.0), "en")
    assert panel.head == (100.0, 50.0, "Said")
    assert [kind for *_, kind in panel.dots] == [kind for *_, kind in panel.names] == ["own", "listed"]
    left, low, _, _ = panel.bar
    # 14 from the left; 12 above it is the end of the map, 26 below which the panel ends.
    assert (left, panel.bottom - low) == (114, pytest.approx(14))
    # Jixi lies south of Hegang, further than east: 14 pixels stay free below 50 + 26 and above 300 more, and both are
    # as far from the middle of 100 to 400.
    assert sum(x for x, *_ in panel.dots) / 2 == pytest.approx(250)
    assert max(y for _, y, _ in panel.dots) == pytest.approx(362)
    assert min(y for _, y, _ in panel.dots) == pytest.approx(90)
