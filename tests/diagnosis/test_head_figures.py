"""The figures at the head of a place: the newest and all published ones, and peers of the same year."""

import xml.etree.ElementTree as ET

import pytest

from relode.charts.sparkline import EDGE, LINE, WIDTH, placed, sparkline
from relode.diagnosis import Number, profile
from relode.diagnosis.profiles.findings import HEAD, HeadFigure, head_figures
from relode.diagnosis.profiles.place_profile import GroupQuantiles
from relode.web.pages.head_tiles import _beside


@pytest.fixture(scope="module")
def heads(panel):
    return {each.newest.quantity: each for each in head_figures(profile(panel, "hegang"))}


def test_a_head_has_the_newest_and_every_published_figure(panel, heads):
    of = profile(panel, "hegang")
    assert list(heads) == list(HEAD)
    for quantity, each in heads.items():
        assert each.path == of.series[quantity]
        assert each.newest.year == max(number.year for number in each.path)
    assert [number.value for number in heads["population"].path] == [1_099_079, 1_058_665, 891_271]  # three censuses


def test_peers_stand_beside_the_figure_of_their_own_year(heads):
    for quantity, each in heads.items():
        assert each.compared.quantity == each.peers.quantity == HEAD[quantity]
        assert each.compared.year == each.peers.year
    assert heads["budget_revenue"].newest.year > heads["budget_revenue"].compared.year  # that of 2024 has no peers yet


def test_a_place_without_a_figure_has_no_tile_of_it(panel):
    assert "house_price" not in {each.newest.quantity for each in head_figures(profile(panel, "renqiu"))}


def planted(peers):
    path = tuple(Number("population", value, "persons", year, None, ("census2020",), ())
                 for year, value in ((2000, 100.0), (2010, 300.0), (2020, 200.0)))  # fmt: skip
    own = Number("population_change", 0.5, "share", 2020, None, ("census2020",), ())
    group = GroupQuantiles("population_change", 2020, "peers", 9, (0.0, 0.1, 0.25, 0.4, 1.0), 0.5) if peers else None
    return HeadFigure(path[-1], path, own, group)


def test_a_line_by_hand():
    """Years 2000, 2010, 2020 from edge to edge; 100, 300, 200: bottom, top, middle; 0 to 1 of peers, own in the middle.

    The strip runs from 5 to 175: its half from 5 + 0.1 x 170 = 22 to 5 + 0.4 x 170 = 73, its median at 47.5.
    """
    svg = ET.fromstring(str(sparkline(planted(True), "said")))
    assert svg.get("aria-label") == "said"
    bottom, top = LINE - EDGE, EDGE
    line = [tuple(map(float, point.split(","))) for point in svg.find("polyline").get("points").split()]
    assert line == [(EDGE, bottom), (WIDTH / 2, top), (WIDTH - EDGE, (bottom + top) / 2)]
    assert len(svg.findall("circle")) == 3
    group = svg.find("g")
    assert (group.find("rect").get("x"), group.find("rect").get("width")) == ("22", "51")
    assert group.find("path").get("d").startswith("M47.5 ")
    assert group.find("circle").get("cx") == "90"


def test_without_peers_there_is_no_strip():
    assert ET.fromstring(str(sparkline(planted(False), "said"))).find("g") is None


def test_figures_that_are_all_alike_lie_in_the_middle():
    assert placed([7.0, 7.0], 5.0, 15.0) == [10.0, 10.0]


def test_the_median_of_peers_is_told_of_the_same_quantity_or_of_the_one_that_is_compared(panel):
    told = {each.newest.quantity: (each, _beside(each)) for each in head_figures(profile(panel, "hegang"))}
    assert {said.key for _, said in told.values() if said} == {"web.tile.same", "web.tile.other"}
    for quantity, (each, said) in told.items():
        if said is not None:
            is_same = each.compared.quantity == quantity
            assert said.key == ("web.tile.same" if is_same else "web.tile.other")
            assert ("own" in said.values) != is_same
