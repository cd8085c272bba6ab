"""Tables of cities and industries and their scores: counted from the rows that ship, and on made-up ones."""

import csv
from collections import Counter
from io import StringIO
from math import exp, log, log1p

import numpy as np
import pytest

from relode.facts import rows, text
from relode.pathways.entry.additive_model import chance, fit_market_size, market_log_odds
from relode.pathways.industries import city_backtest, city_candidates, city_scores
from relode.pathways.industries.city_backtest import POPULAR, STRONG, Hindsight, city_terms, entries
from relode.pathways.industries.city_scores import CityScore, as_csv, measured
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
from relode.places import by_code, great_circle_distance, official

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


@pytest.fixture
def asked(monkeypatch):
    """What a question gives its models to learn from, in place of their scores."""
    held = []
    monkeypatch.setattr(city_backtest, "_held_out", lambda *given, **more: held.append((*given, more)) or {})
    return held


NULL = ("market_size", "people", "mean_size", "near_threshold", "recent", "momentum")
RELATED = (*NULL, "related")
FULL = (*RELATED, "adjacent", "own_region", "siblings", "inputs")


def same(found, expected):
    assert all((a == b).all() for a, b in zip(found, expected, strict=True))


def test_a_question_of_listings_learns_from_the_ten_years_before(asked):
    found = city_backtest.from_listings(2010)
    ((table, models, years, learnt_on, more),) = asked
    assert table is found.table is cities(2010)
    assert models == {"strong_null": NULL, "related": RELATED, "full": FULL}
    assert (years, more, found.question) == ((2000, 2010), {"with_zones": False}, "listings_2010")
    same((found.cells, found.events), entries(table, 2010, 2020))
    same(learnt_on, entries(table, 2000, 2010))


def test_a_question_of_zones_asks_for_first_listings_from_2019_to_2025(asked):
    for everywhere, name in ((False, "zones_listings"), (True, "zones_listings_everywhere")):
        asked.clear()
        found = city_backtest.from_zones(everywhere=everywhere)
        ((table, models, years, learnt_on, more),) = asked
        assert table is found.table is cities(2010)
        full = (*FULL, "named", "related_zones")
        assert models == {"strong_null": NULL, "related": RELATED, "named": (*NULL, "named"), "full": full}
        assert (years, more, found.question) == ((2018, 2018), {"with_zones": True}, name)
        expected = entries(table, 2018, 2025, with_listing=not everywhere)
        same((found.cells, found.events), expected)
        same(learnt_on, expected)
    assert (city_backtest.from_zones().cells != found.cells).any()


def test_a_question_of_clusters_asks_for_industries_that_have_one(asked):
    found = city_backtest.from_zones_to_clusters()
    ((table, models, years, learnt_on, more),) = asked
    null = (*NULL, "own_count")
    full = (*FULL, "own_count", "named", "related_zones")
    assert models == {"strong_null": null, "related": (*null, "related"), "named": (*null, "named"), "full": full}
    assert (years, more, found.question, found.left_out) == ((2018, 2018), {"with_zones": True}, "zones_clusters", 0)
    hosts = clusters(table) > 0
    assert (found.events == hosts).all()
    assert (found.cells[0] == hosts.any(axis=0)).all()
    same(learnt_on, (found.cells, hosts))


def test_what_comes_to_places_without_an_earlier_census_is_counted_as_left_out():
    first = {}
    for place, industries, year, _ in listed():
        for one in industries:
            first[place, one] = min(first.get((place, one), 9999), year)
    oldest = {}
    for (place, _), year in first.items():
        oldest[place] = min(oldest.get(place, 9999), year)
    known = cities(2000).position
    came = [
        place for (place, _), year in first.items()
        if 2005 < year <= 2015 and oldest[place] <= 2005 and place in NEWEST.position and place not in known
    ]  # fmt: skip
    assert city_backtest._left_out(cities(2000), 2005, 2015) == len(came) > 0


def toy(places=24, industries=9):
    rng = np.random.default_rng(11)
    values = rng.normal(size=(places, industries))
    events = rng.random((places, industries)) < 1 / (1 + np.exp(-values))
    table = NEWEST._replace(places=NEWEST.places[:places], province=np.arange(places) % 6)
    scores = {POPULAR: values + 5, STRONG: rng.normal(size=values.shape), "full": values}
    return Hindsight("toy", table, scores, values > -1, events, 17)


def test_scores_are_told_for_all_places_and_those_listed_with_their_middle_95_per_cent():
    test = toy()
    found = {(one.group, one.model, one.measure): one for one in measured(test, draws=40)}
    measures = ("auc", "average_precision", "recall_at_5", "recall_at_10", "slope", "predicted_over_observed")
    wanted = [(POPULAR, one) for one in measures[:4]]
    wanted += [(model, one) for model in (STRONG, "full") for one in measures]
    wanted += [("gain", one) for one in measures[:4]]
    assert list(found) == [(group, *one) for group in ("all", "resource") for one in wanted]
    on_list = np.array([place.code in official() for place in test.table.places])
    assert 3 < on_list.sum() < 21
    for group, places in (("all", None), ("resource", on_list)):
        drawn = city_backtest.drawn_scores(test, places, 40)
        cells = test.cells if places is None else test.cells & places[:, None]
        values = {"full": drawn["full"], "gain": drawn["full"] - drawn[STRONG]}
        for model in ("full", "gain"):
            for at in (0, 3):
                one = found[group, model, measures[at]]
                low, high = np.quantile(values[model][1:, at], [0.025, 0.975])
                ends = (values[model][0, at], low, high)
                assert (one.value, one.low, one.high) == pytest.approx(ends, abs=6e-6)
                assert (one.question, one.cells, one.events) == ("toy", cells.sum(), (test.events & cells).sum())
                assert one.left_out == 17


def test_the_first_scores_are_of_provinces_as_they_are_and_others_of_provinces_drawn():
    """Six draws of six provinces, the same for every model; events at the top of the order are a recall of 1."""
    test = toy()
    drawn = city_backtest.drawn_scores(test, draws=6)
    assert {name: values.shape for name, values in drawn.items()} == dict.fromkeys(test.scores, (7, 6))
    assert np.isnan(drawn[POPULAR][:, 4:]).all()
    assert (drawn[POPULAR][:, :4] == drawn["full"][:, :4]).all()  # the same order
    assert len({round(value, 9) for value in drawn["full"][1:, 0]}) > 3


def test_recall_is_of_what_could_be_found_among_the_cells():
    """By hand: of two events one is among the two best; of one event none; a place without event counts as none."""
    values = np.array([[4.0, 3.0, 2.0, 1.0], [4.0, 3.0, 2.0, 9.0], [1.0, 2.0, 3.0, 4.0]])
    events = np.array([[True, False, False, True], [False, False, True, False], [False] * 4])
    cells = np.array([[True] * 4, [True, True, True, False], [True] * 4])
    recall, counted = city_backtest._hits(values, cells, events, 2)
    assert (recall.tolist(), counted.tolist()) == ([0.5, 0.0, 0.0], [True, True, False])
    recall, _ = city_backtest._hits(values, cells, events, 3)
    assert recall.tolist() == [0.5, 1.0, 0.0]
    assert city_backtest._mean(np.array([0.5, 1.0, 0.0]), counted, np.array([3.0, 1.0, 5.0])) == 2.5 / 4


def test_a_slope_is_found_beside_an_intercept_and_weights_are_repetitions():
    """By hand: two levels with 1 of 4 and 3 of 4 events are log-odds of -ln 3 and ln 3 at -1 and 1."""
    line = np.array([-1.0, -1.0, 1.0, 1.0])
    happened = np.array([True, False, True, False])
    slope, ratio = city_backtest._calibration(line, happened, np.array([1.0, 3.0, 3.0, 1.0]))
    assert slope == pytest.approx(log(3), rel=1e-8)
    expected = (4 / (1 + exp(1)) + 4 / (1 + exp(-1))) / 4
    assert ratio == pytest.approx(expected, rel=1e-12)


def test_the_table_of_scores_has_a_column_for_each_field():
    one = CityScore("q", "all", "full", "auc", 0.5, 0.25, 0.75, 8, 3, 2)
    lines = list(csv.DictReader(StringIO(as_csv([one]))))
    assert lines == [
        {"question": "q", "group": "all", "model": "full", "measure": "auc", "value": "0.5", "low": "0.25",
         "high": "0.75", "cells": "8", "events": "3", "left_out": "2"},
    ]  # fmt: skip
    assert one.interval_95 == (0.25, 0.75)
    row = rows_of_scores()[5]
    numbers = [float(row[name]) for name in ("value", "low", "high", "cells", "events", "left_out")]
    found = city_scores.city_scores()[5]
    assert [found.value, found.low, found.high, found.cells, found.events, found.left_out] == numbers
    assert [found.question, found.group, found.model, found.measure] == list(row.values())[:4]


def rows_of_scores():
    return city_scores.shipped_tables.rows("relode.pathways.industries", "city_scores")


@pytest.mark.parametrize(
    ("gains", "expected"),
    [((0.1, 0.1, 0.1, 0.1), True), ((0.1, -0.1, 0.1, 0.1), True), ((0.1, 0.0, 0.0, 0.1), False),
     ((0.1, 0.1, 0.1, 0.0), False), ((0.1, 0.1, -0.1, -0.1), False)],
)  # fmt: skip
def test_an_order_is_shown_where_two_of_three_origins_and_the_zones_gain(monkeypatch, gains, expected):
    questions = ("listings_2005", "listings_2010", "listings_2015", "zones_listings")
    made = [
        CityScore(question, "all", "gain", "average_precision", 1.0, low, 2.0, 1, 1, 0)
        for question, low in zip(questions, gains, strict=True)
    ]
    monkeypatch.setattr(city_scores, "city_scores", lambda: made)
    assert city_scores.is_ordered() is expected
