from dataclasses import replace
from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.places import all_places, find, great_circle_distance
from relode.places.distance import EARTH_RADIUS, distances, nearest

with_point = st.sampled_from([place for place in all_places() if place.longitude is not None])


@given(with_point, with_point)
def test_a_way_is_as_long_as_the_way_back(one, other):
    assert great_circle_distance(one, other) == great_circle_distance(other, one)


@given(with_point)
def test_a_place_is_at_no_distance_from_itself(place):
    assert great_circle_distance(place, place) == 0


@given(with_point, with_point, with_point)
def test_a_detour_is_never_shorter(one, two, three):
    direct = great_circle_distance(one, three)
    # A few roundings of numbers near 1,000 km.
    assert direct <= great_circle_distance(one, two) + great_circle_distance(two, three) + 1e-6


def at(latitude, longitude):
    return replace(find("hegang"), latitude=latitude, longitude=longitude)


def test_the_poles_are_half_the_circumference_apart():
    assert great_circle_distance(at(90.0, 0.0), at(-90.0, 77.0)) == pytest.approx(pi * EARTH_RADIUS)


def test_the_published_distance_between_two_airports_is_met():
    # Aviation Formulary 1.47 (Ed Williams), worked example: LAX (33d57'N, 118d24'W) to JFK (40d38'N, 73d47'W)
    # is 0.623585 radians; its six printed digits and whole minutes allow no more than 1e-5.
    one, other = at(33 + 57 / 60, -(118 + 24 / 60)), at(40 + 38 / 60, -(73 + 47 / 60))
    assert great_circle_distance(one, other) / EARTH_RADIUS == pytest.approx(0.623585, rel=1e-5)


def test_beijing_is_about_a_thousand_kilometres_from_shanghai():
    # Centroids of the units, not the centres of the cities: 1,067 km between the centres, some tens of km off.
    assert great_circle_distance(find("110000"), find("310000")) == pytest.approx(1067, abs=60)


@pytest.mark.parametrize("code", ["2114Z1", "5001Z1"])
def test_a_zone_without_a_point_has_no_distance(code):
    assert great_circle_distance(find(code), find("hegang")) is None
    assert great_circle_distance(find("hegang"), find(code)) is None


def test_half_a_point_is_none():
    for half in (at(None, 130.0), at(47.0, None)):
        assert great_circle_distance(half, find("hegang")) is None
        assert great_circle_distance(find("hegang"), half) is None


def test_all_pairs_at_once_are_as_far_apart_as_one_by_one():
    places = [*all_places()[::9], find("2114Z1"), None]
    one_by_one = [[one and other and great_circle_distance(one, other) for other in places] for one in places]
    expected = [[float("nan") if far is None else far for far in row] for row in one_by_one]
    assert distances(places, places) == pytest.approx(np.array(expected), rel=1e-9, abs=1e-9, nan_ok=True)


def test_the_nearest_comes_first_and_what_has_no_point_not_at_all():
    hegang, yulin, beijing = (find(name) for name in ("hegang", "yulin", "beijing"))
    found = nearest(hegang, [yulin, replace(yulin, code="000000"), beijing])
    assert [place.code for _, place in found] == [beijing.code, "000000", yulin.code]
    assert found[0][0] == great_circle_distance(hegang, beijing)
    nowhere = replace(yulin, longitude=None, latitude=None)
    assert [place for _, place in nearest(hegang, [nowhere, beijing])] == [beijing]
    assert nearest(nowhere, [beijing]) == []
