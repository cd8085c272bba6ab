"""Tables of cities and industries and their scores: counted from the rows that ship, and on made-up ones."""

from collections import Counter
from math import exp, log, log1p

import numpy as np
import pytest

from relode.facts import rows, text
from relode.pathways.entry.additive_model import chance, fit_market_size, market_log_odds
from relode.pathways.industries import city_candidates
from relode.pathways.industries.city_backtest import city_terms
from relode.pathways.industries.city_table import (
    cities,
    clusters,
    industry_materials,
    listings,
    nearness,
    site_distances,
    zones,
)
from relode.pathways.industries.concordance import read
from relode.places import by_code, great_circle_distance

from .shipped_rows import INDUSTRIES, NEWEST, listed, named_by_zones


def test_new_listings_are_those_after_one_year_until_the_other():
    beijing = NEWEST.position["110000"]
    expected = Counter()
    for place, industries, year, number in listed():
        if place == "110000" and year in (2011, 2012, 2013):
            expected.update(dict.fromkeys(industries, number))
    found = dict(zip(INDUSTRIES, listings(NEWEST, 2010, 2013)[beijing].tolist(), strict=True))
    assert {code: number for code, number in found.items() if number} == dict(expected)


def test_zones_of_a_prefecture_that_was_taken_in_count_where_it_went():
    expected = Counter(one for named, _ in named_by_zones("370100", "371200") for one in named)
    row = zones(NEWEST)[NEWEST.position["370100"]]
    assert {code: n for code, n in zip(INDUSTRIES, row.tolist(), strict=True) if n} == dict(expected)
    assert any(named for named, _ in named_by_zones("371200"))


def test_clusters_count_for_the_prefecture_of_a_county():
    expected = Counter()
    for row in rows("cluster_hosts"):
        code = row["place"] if row["place"] in NEWEST.position else by_code()[row["place"]].parent
        if code in NEWEST.position:
            expected.update((code, one) for one in read("clusters", row["cluster_id"]))
    found = clusters(NEWEST)
    counted = {(NEWEST.places[i].code, INDUSTRIES[j]): found[i, j] for i, j in zip(*np.nonzero(found), strict=True)}
    assert counted == dict(expected)


def test_nearness_halves_in_139_km_from_the_nearest_site_of_any_material():
    """e to the distance over 200 km: graphite is at hand in Hegang; the industry 31 of Beijing is by the nearest."""
    places = {code: NEWEST.position[code] for code in ("230400", "110000", "460100")}
    found = nearness(NEWEST)
    sites = city_candidates.material_sites()
    for code, at in places.items():
        for industry in ("309", "31", "323"):
            away = [
                0.0
                if code in (site.code, site.parent)
                else great_circle_distance(NEWEST.places[at], site)
                if site.longitude is not None
                else np.inf
                for material in industry_materials()[industry]
                for site in sites.get(material, ())
            ]
            assert found[at, INDUSTRIES.index(industry)] == pytest.approx(exp(-min(away) / 200), rel=1e-9)
    assert site_distances(NEWEST, [NEWEST.places[3]])[3, 0] == 0


def test_people_are_those_of_the_census_that_was_asked_for():
    for year in (2000, 2010):
        table = cities(year)
        lines = [line.split(",") for line in text("census").splitlines() if f",{year},population," in line]
        people = {line[0]: float(line[3]) for line in lines}
        assert [people[place.code] for place in table.places] == table.people.tolist()
        assert [place.code for place in table.places] == sorted(table.position)
        assert all(place.in_partition for place in table.places)


def test_terms_of_an_industry_look_five_years_back_and_five_more():
    learn = np.arange(len(NEWEST.places)) % 2 == 0
    inside = {place.code for place, is_in in zip(NEWEST.places, learn, strict=True) if is_in}
    found = city_terms(NEWEST, 2015, learn, with_zones=True)
    recent, before = Counter(), Counter()
    for place, industries, year, number in listed():
        if place in inside:
            for counts, years in ((recent, range(2011, 2016)), (before, range(2006, 2011))):
                counts.update(dict.fromkeys(industries, number if year in years else 0))
    for at, code in enumerate(INDUSTRIES):
        assert found.columns["recent"][7, at] == pytest.approx(log1p(recent[code]))
        assert found.columns["momentum"][7, at] == pytest.approx(log((recent[code] + 3) / (before[code] + 3)))
    assert (found.columns["inputs"] == nearness(NEWEST)).all()
    has, size = listings(NEWEST, 0, 2015) > 0, np.log(NEWEST.people)
    people = market_log_odds(fit_market_size(size[learn], has[learn].astype(float)), size)
    assert (found.columns["people"] == people).all()
    mentions = zones(NEWEST)
    number, named = np.log1p(mentions.sum(axis=1)), (mentions > 0).astype(float)
    p = chance(market_log_odds(fit_market_size(number[learn], named[learn]), number))
    surprise = (named - p) / np.sqrt(p * (1 - p) + 0.01)
    assert found.columns["named"] == pytest.approx(surprise, rel=1e-9)
    assert found.columns["related_zones"] == pytest.approx(surprise @ found.zone_weights, rel=1e-9)
    assert found.zone_surprise is found.columns["named"]
    without = city_terms(NEWEST, 2015, learn, with_zones=False)
    assert without.columns.keys() == found.columns.keys() - {"named", "related_zones"}
    assert (without.zone_surprise, without.zone_weights) == (None, None)


NULL = ("market_size", "people", "mean_size", "near_threshold", "recent", "momentum")
RELATED = (*NULL, "related")
FULL = (*RELATED, "adjacent", "own_region", "siblings", "inputs")
