"""Does the hindcast on Chinese cities ask what it says, and score as an outside library does?"""

import numpy as np
import pytest

from relode.facts import rows
from relode.pathways.entry.backtest import recall_at
from relode.pathways.industries.city_backtest import (
    census_of,
    entries,
)
from relode.pathways.industries.city_scores import GAIN, ORIGINS, city_scores, is_ordered, score
from relode.pathways.industries.city_table import (
    cities,
    clusters,
    listings,
    nearness,
    site_distances,
    zones,
)
from relode.places import by_code, great_circle_distance
from studies.pathways.city_scores import POPULAR, STRONG, Hindsight, drawn_scores, gain

NEWEST = cities(2020)
HEGANG, BAOTOU, ORDOS = (NEWEST.position[code] for code in ("230400", "150200", "150600"))


def at(industry):
    return NEWEST.industries.index(industry)


def test_listings_of_a_city_are_those_of_its_rows():
    """Panzhihua has 小金属 in 1996 and 2020, 矿物制品 in 2020; gold counts for its ore and its metal."""
    panzhihua, chifeng = (NEWEST.position[code] for code in ("510400", "150400"))
    found = listings(NEWEST, 0, 2025)
    assert (found[panzhihua, at("323")], found[panzhihua, at("309")]) == (2, 1)
    gold = [
        int(r["new_listings"])
        for r in rows("listed_firm_industries")
        if (r["place"], r["industry"]) == ("150400", "黄金")
    ]
    assert found[chifeng, at("09")] == sum(gold) > 0


def test_a_window_of_listings_is_the_difference_of_two_states():
    both = listings(NEWEST, 0, 2010) + listings(NEWEST, 2010, 2020)
    assert (both == listings(NEWEST, 0, 2020)).all()


def test_zones_of_hegang_name_coal_chemicals_and_graphite_once_and_farm_products_twice():
    named = zones(NEWEST)[HEGANG]
    assert (named[at("252")], named[at("309")], named[at("13")]) == (1, 1, 2)


def test_clusters_count_for_their_hosts():
    assert clusters(NEWEST)[BAOTOU, at("323")] == 1
    assert clusters(NEWEST)[ORDOS, at("252")] == 1
    assert clusters(NEWEST)[HEGANG].sum() == 0


def test_distances_are_those_between_two_points():
    one, other = by_code()["230400"], by_code()["150200"]
    assert NEWEST.distance[HEGANG, BAOTOU] == pytest.approx(great_circle_distance(one, other), rel=1e-12)


def test_the_five_nearest_places_are_adjacent_with_weights_whose_squares_add_up_to_one():
    here = NEWEST.places[HEGANG]
    by_distance = sorted(
        (place for place in NEWEST.places if place is not here), key=lambda place: great_circle_distance(here, place)
    )
    expected = {place.code: 0.4472135955 for place in by_distance[:5]}  # 1 / sqrt(5)
    row = NEWEST.adjacent[HEGANG]
    found = {place.code: weight for place, weight in zip(NEWEST.places, row, strict=True) if weight}
    assert found == pytest.approx(expected, abs=1e-10)
    assert (NEWEST.adjacent**2).sum(axis=1) == pytest.approx(np.ones(len(NEWEST.places)), abs=1e-9)
    # Counted in the census of 2020: 891,271 people in Hegang.
    assert NEWEST.people[HEGANG] == 891_271
    same = NEWEST.province == NEWEST.province[HEGANG]
    assert {place.province for place, inside in zip(NEWEST.places, same, strict=True) if inside} == {here.province}


def test_what_lies_in_a_city_is_at_no_distance():
    county = by_code()["150581"]
    parent = NEWEST.position[county.parent]
    assert site_distances(NEWEST, [county])[parent, 0] == 0


def test_a_material_of_the_city_itself_is_as_near_as_can_be():
    assert nearness(NEWEST)[HEGANG, at("309")] == 1
    assert nearness(NEWEST)[:, at("65")].max() == 0


def test_a_candidate_has_a_listing_but_none_of_the_industry():
    cells, events = entries(NEWEST, 2010, 2020)
    before = listings(NEWEST, 0, 2010)
    assert not cells[before.sum(axis=1) == 0].any()
    assert not cells[before > 0].any()
    assert (events <= cells).all()
    assert (listings(NEWEST, 2010, 2020)[events] > 0).all()


def toy(values, events, provinces):
    table = NEWEST._replace(province=np.asarray(provinces))
    cells = np.ones(events.shape, dtype=np.bool_)
    return Hindsight("toy", table, {POPULAR: values, STRONG: values, "full": values + 0.1}, cells, events, 0)


def test_scores_are_those_of_a_library_and_of_a_hand_count():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(40, 12))
    events = rng.random((40, 12)) < 1 / (1 + np.exp(-values))
    found = drawn_scores(toy(values, events, np.arange(40) % 8), draws=3)[STRONG][0]
    positive, negative = values[events], values[~events]
    assert found[0] == pytest.approx((positive[:, None] > negative[None, :]).mean())
    order = np.argsort(-values.ravel())
    precision = np.cumsum(events.ravel()[order]) / np.arange(1, 481)
    assert found[1] == pytest.approx(precision[events.ravel()[order]].mean())
    cells = np.ones(events.shape, dtype=np.bool_)
    assert found[2] == pytest.approx(recall_at(values, cells, events, 5))
    assert found[5] == pytest.approx((1 / (1 + np.exp(-values))).sum() / events.sum())


def test_the_slope_is_that_of_a_logistic_regression():
    """Twice the log-odds that made the events have the slope one half, within its standard error (0.02) times three."""
    rng = np.random.default_rng(4)
    values = rng.normal(size=(3000, 6))
    events = rng.random((3000, 6)) < 1 / (1 + np.exp(-values))
    found = drawn_scores(toy(2 * values, events, np.arange(3000) % 20), draws=1)[STRONG][0]
    assert found[4] == pytest.approx(0.5, abs=0.06)  # three standard errors


def test_adding_a_constant_gains_nothing():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(30, 6))
    events = rng.random((30, 6)) < 0.3
    gained = gain(drawn_scores(toy(values, events, np.arange(30) % 5), draws=4))
    # Sums of the same numbers in one order: equal to the last bits.
    assert np.abs(gained[:, :4]).max() < 1e-12


def test_every_question_ships_with_every_score_for_both_groups():
    asked = {(one.question, one.group) for one in city_scores()}
    questions = [
        *(f"listings_{origin}" for origin in ORIGINS),
        "zones_listings",
        "zones_listings_everywhere",
        "zones_clusters",
    ]
    assert asked == {(question, group) for question in questions for group in ("all", "resource")}
    for question, group in asked:
        said = {(one.model, one.measure) for one in city_scores() if (one.question, one.group) == (question, group)}
        assert {(POPULAR, "recall_at_5"), (STRONG, "slope"), ("full", "predicted_over_observed")} <= said
        assert (GAIN, "average_precision") in said


def test_an_interval_holds_its_value():
    outside = [one for one in city_scores() if not one.low <= one.value <= one.high]
    # Percentiles of a score that is bounded above need not hold it: few may lie outside.
    assert len(outside) <= len(city_scores()) // 50


def test_the_order_follows_the_rule_that_was_written_down_before():
    won = [score(f"listings_{origin}", GAIN, "average_precision").low > 0 for origin in ORIGINS]
    assert is_ordered() is (sum(won) >= 2 and score("zones_listings", GAIN, "average_precision").low > 0)


def test_a_year_is_met_with_the_census_that_was_out_before_it():
    assert [census_of(year) for year in (1996, 2009, 2010, 2020)] == [2000, 2000, 2010, 2010]


def test_scores_of_some_places_are_those_of_a_table_of_these_alone():
    rng = np.random.default_rng(8)
    values, chosen = rng.normal(size=(40, 12)), np.arange(40) < 24
    events = rng.random((40, 12)) < 1 / (1 + np.exp(-values))
    some = drawn_scores(toy(values, events, np.arange(40) % 8), chosen, draws=3)[STRONG][0]
    alone = drawn_scores(toy(values[:24], events[:24], np.arange(24) % 8), draws=3)[STRONG][0]
    assert some == pytest.approx(alone, rel=1e-12)
