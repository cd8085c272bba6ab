"""Profiles, paths, kinds of peers and near large cities on a few cells, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from relode.diagnosis.life_cycle.own_type_features import FEATURES, standardised
from relode.diagnosis.profiles.paths import Item, path
from relode.diagnosis.profiles.place_profile import Cluster, GroupQuantiles, Listed, Profile, _compared, _reason
from relode.diagnosis.statistics.space import (
    Neighbours,
    Surroundings,
    figures,
    is_placed,
    nearest_large_city,
    neighbours,
    surroundings,
)  # fmt: skip
from relode.panel.number import Number
from relode.places import by_code, find, great_circle_distance, official

from .small_panel import small

NAN = float("nan")
HEGANG, RENQIU, BEIJING = find("hegang"), find("renqiu"), find("beijing")


def of(name, value, year=2020, ends=None, source="census2020"):
    return Number(name, value, "share", year, ends, (source,), ())


def made(**others):
    about = {"place": HEGANG, "official": None, "clusters": (), "series": {}, "peers": (), "beside": (), "missing": (),
             "own_type": None}  # fmt: skip
    return Profile(**{**about, **others})


def test_a_profile_says_what_is_newest_and_what_of_a_year():
    older, newer = of("population", 3.0, 2010), of("population", 2.0, ends=(1.0, 4.0))
    price = Number("house_price", 5.0, "yuan per m2", 2024, None, ("a", "b"), ())
    found = made(series={"population": (older, newer), "house_price": (price,)})
    assert found.newest == {"population": newer, "house_price": price}
    assert (found.latest("population"), found.latest("loans")) == (newer, None)
    assert (found.at("population", 2010), found.at("population", 2011), found.at("loans", 2010)) == (older, None, None)
    pd.testing.assert_frame_equal(
        found.table("en"),
        pd.DataFrame(
            {
                "label": ["Resident population", "House price (listing)"],
                "value": [2.0, 5.0],
                "unit": ["share", "yuan per m2"],
                "year": [2020, 2024],
                "low": [1.0, NAN],
                "high": [4.0, NAN],
                "sources": ["census2020", "a;b"],
            }
        ),
    )
    assert repr(found) == "Profile of Hegang (230400): 2 quantities, 0 peers, 0 missing"


def test_what_the_lists_say_is_told_with_and_without_an_entry():
    rows = ({"cluster_id": "c1", "name_zh": "甲", "name_en": "A", "year": "2024", "other": "x"},)
    clusters = (Cluster("c1", "甲", "A", 2024),)
    assert made(clusters=rows).listed == Listed(None, None, None, None, clusters, None)
    entry = official()["230400"]
    assert made(official=entry).listed == Listed("declining", True, 2011, "coal", (), entry)


def test_a_group_is_told_by_its_levels():
    row = GroupQuantiles("loans", 2020, "peers", 9, (1.0, 2.0, 3.0, 4.0, 5.0), 0.5)
    assert row.by_level == {"0.1": 1.0, "0.25": 2.0, "0.5": 3.0, "0.75": 4.0, "0.9": 5.0}


def test_a_figure_stands_beside_a_group_of_which_half_has_one():
    one = (of("loans", 1.0, 2020), of("loans", 1.0, 2021))
    assert _compared(one, {2020: np.array([1.0, 2.0]), 2021: np.array([1.0, NAN])}) == one[1:]
    assert _compared(one, {2020: np.array([1.0, 2.0, 3.0]), 2021: np.array([1.0, NAN, NAN])}) == one[:1]
    assert _compared(one, {2020: np.array([NAN]), 2021: np.array([])}) == ()


@pytest.mark.parametrize(
    ("place", "years", "quantity", "reason"),
    [
        ("hegang", (2010,), "loans", "not_in_source"),
        ("hegang", (2020,), "population_change", "not_in_source"),
        ("hegang", (), "loans", "no_census"),
        ("hegang", (2000,), "coal_capacity_underground", "no_census"),
        ("hegang", (2020,), "coal_capacity_underground", "not_on_coal_list"),
        ("renqiu", (2010, 2020), "coal_capacity_underground", "not_on_coal_list"),
        ("renqiu", (2010, 2020), "population_change", "area_not_comparable"),
        ("renqiu", (2010, 2020), "loans", "county_level"),
    ],
)
def test_a_quantity_is_missing_for_a_reason(place, years, quantity, reason):
    code = find(place).code
    panel = small({("population", code, year): 1.0 for year in years}, names=("population",), places=(code,))
    assert _reason(panel, find(place), quantity) == reason


def test_a_path_stands_beside_those_of_peers_with_both_years():
    """Peers of 100 and 10, 20, 30, 40, 50 more; one without a start, one without an end, one that began at nought."""
    peers = [
        by_code()[code] for code in ("230100", "230200", "230300", "230500", "230600", "230700", "230800", "230900")
    ]
    ends = dict(zip(peers, (110, 120, 130, 140, 150, 99, NAN, 99), strict=True))
    cells = {("loans", peer.code, 2012): 100.0 for peer in peers if peer.code not in ("230700", "230900")}
    cells |= {("loans", peer.code, 2023): end for peer, end in ends.items()} | {("loans", "230900", 2012): 0.0}
    cells |= {("loans", "230400", 2012): 80.0, ("loans", "230400", 2023): 112.0}
    panel = small(cells)
    found = path(panel, HEGANG, peers, Item("money", "loans", 2012, 2023))
    assert (found.start.value, found.end.value, found.count, found.unit) == (80.0, 112.0, 5, "100 million yuan")
    assert (found.is_relative, found.change_unit, found.verdict, found.why) == (True, "share", "among", "")
    assert (found.change, found.peers_start, found.peers_end) == pytest.approx((0.4, 100, 130))
    assert found.quarters == pytest.approx((0.2, 0.3, 0.4), abs=1e-12)
    few = path(panel, HEGANG, peers[1:], Item("money", "loans", 2012, 2023))
    assert (few.count, few.quarters, few.peers_start, few.verdict, few.why) == (
        4,
        None,
        None,
        "cannot tell",
        "group_too_small",
    )
    none = path(panel, HEGANG, peers, Item("money", "loans", 2011, 2023))
    assert (none.change, none.start, none.end.value, none.why) == (None, None, 112.0, "no_figures")


def test_features_look_at_the_census_year_and_three_years_on():
    """Every figure is its year less 2000, but those of 2013 twice that."""
    asked = []

    def look(name, year):
        asked.append((name, year))
        return np.array([(year - 2000.0) * (2 if year == 2013 else 1)])

    found = {name: (take(look, 2013).item()) for name, take in FEATURES.items()}
    assert found == pytest.approx({
        "mining_employment_share": np.log(10.005), "manufacturing_employment_share": 10.0,
        "agriculture_employment_share": 10.0, "gdp_per_resident": 0.0, "secondary_share": 18.0,
        "population": np.log(10), "age_0_14_share": 10.0, "age_60_plus_share": 10.0, "college_share": np.log(10),
        "urban_share": 10.0, "migrants_other_province_share": np.log(10.005), "gdp_growth": np.log(2.6),
        "secondary_share_change": 16.0,
    })  # fmt: skip
    assert {year for _, year in asked} == {2010, 2013}
    ones = {name for name, year in asked if year == 2013}
    assert ones == {"secondary_share", "gdp_first_published"}


def test_features_are_in_standard_deviations_of_the_partition_within_two_and_a_half():
    """Of 1 and 3 the mean is 2 and the deviation 1; 9 is outside the partition and lies beyond reach."""
    raw = np.array([[1.0, 5.0, NAN], [3.0, 5.0, NAN], [9.0, 7.0, 2.0], [2.5, NAN, 1.0]])
    found = standardised(raw, [True, True, False, False])
    np.testing.assert_array_equal(found, [[-1, 0, NAN], [1, 0, NAN], [2.5, 2, NAN], [0.5, NAN, NAN]])
    assert standardised(-raw[:3, :1], [True, True, False])[2, 0] == -2.5


def test_a_large_city_has_five_million_urban_residents_or_more_and_is_another_prefecture():
    cells = {("population_urban", code, 2020): people for code, people in
             {"230100": 5e6, "230800": 4_999_999.0, "110000": 2e7, "130982": 6e6, "230400": 9e6}.items()}  # fmt: skip
    harbin = by_code()["230100"]
    found = nearest_large_city(small(cells), HEGANG)
    assert (found.city, found.distance, found.unit) == (harbin, great_circle_distance(HEGANG, harbin), "km")
    del cells["population_urban", "230100", 2020]
    assert nearest_large_city(small(cells), HEGANG).city == BEIJING
    assert nearest_large_city(small({("population_urban", "230400", 2020): 9e6}), HEGANG) is None


def test_what_neighbours_went_through_by_hand():
    cells = {
        ("population_change", code, 2020): value
        for code, value in {"230100": -0.5, "230200": 0.0, "230300": 0.25}.items()
    }
    for code, end in {"230100": 90.0, "230200": 150.0, "230300": 60.0}.items():
        cells |= {("gdp_real_index", code, 2010): 100.0, ("gdp_real_index", code, 2019): end}
    codes = ("230100", "230200", "230300")
    people, growth, price = "population_change_2010_2020", "gdp_real_growth_2010_2019", "house_price_2023"

    def around(outcome, kind="low_low"):
        return Surroundings(HEGANG, outcome, 1.0, 2.0, codes, 0.5, 0.5, kind, True, "")

    found = neighbours(small(cells), (around(people), around(growth), around(price), around(people, None)))
    assert found == (
        Neighbours(people, codes, pytest.approx(-0.25 / 3), 1, 3),
        Neighbours(growth, codes, pytest.approx(0.0), 2, 3),
    )


def test_surroundings_are_read_from_their_row_or_say_why_there_is_none():
    row = {
        "outcome": "house_price_2023",
        "place": "230400",
        "own": 1.0,
        "neighbours_mean": 2.0,
        "neighbours": "230100;230200",
        "local_moran": 3.0,
        "chance": 0.25,
        "kind": "low_low",
        "found": True,
    }
    table = pd.DataFrame([{**row, "place": "230100", "own": 9.0}, row])
    found = {each.outcome: each for each in surroundings(table, HEGANG)}
    assert len(found) == 6
    codes = ("230100", "230200")
    assert found["house_price_2023"] == Surroundings(
        HEGANG, "house_price_2023", 1.0, 2.0, codes, 3.0, 0.25, "low_low", True, ""
    )
    people = "population_change_2010_2020"
    assert found[people] == Surroundings(HEGANG, people, None, None, (), None, None, None, False, "no_figures")
    assert {each.why for each in surroundings(table, RENQIU)} == {"not_a_prefecture"}


def test_figures_are_of_prefectures_with_more_than_ten_thousand_people():
    codes = {"230100": 10_001.0, "230200": 10_000.0, "130982": 1e6, "230400": 1e6, "230300": NAN, "460300": 1e6}
    cells = {("population", code, 2010): people for code, people in codes.items()}
    cells |= {("house_price", code, 2023): np.e for code in codes if code != "230400"}
    placed, values = figures(small(cells), "house_price_2023")
    assert placed == tuple(code for code in ("230100", "460300") if is_placed(by_code()[code]))
    assert values == pytest.approx(1.0)
    assert not is_placed(RENQIU)
