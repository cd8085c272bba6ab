"""Public works: users by the needs of the whole city; what is to be filled in first, with both verdicts."""

import pytest

from relode.deals import appraised
from relode.deals.deal import Deal
from relode.deals.public_works import service_words, works_need, works_verdict
from relode.language import spoken
from relode.needs import of, services
from relode.panel import load
from relode.places import find

WHOLE = {"service": "小学", "cost": 2e7, "capacity": 500, "users_now": 500, "channel": "schools_programme"}


def works(place="hegang", **changed):
    told = {name: value for name, value in {**WHOLE, **changed}.items() if value is not None}
    project = {"name": "works", "kind": "public_works", **({"place": place} if place else {})}
    return Deal.model_validate({"project": project, "works": told})


def answer(**changed):
    return appraised(works(**changed), draws=200)


def ends(one):
    return {each.field: (each.verdict_low, each.verdict_high) for each in one.fill_in}


@pytest.mark.parametrize(
    ("filled", "cost", "revenue", "stopped", "funded", "expected"),
    [
        (0.95, 1.0, 10.0, False, True, "sign"),
        (0.95, 11.0, 10.0, False, True, "sign_if"),
        (0.7, 1.0, 10.0, False, True, "sign_if"),
        (0.59, 1.0, 10.0, False, True, "do_not_sign"),
        (0.95, 1.0, 10.0, True, True, "do_not_sign"),
        (0.95, 1.0, 10.0, False, False, "do_not_sign"),
        (None, 1.0, 10.0, False, True, "do_not_sign"),
    ],
)
def test_the_verdict_on_works(filled, cost, revenue, stopped, funded, expected):
    assert works_verdict(filled, cost, revenue, stopped, funded) == expected


def test_users_go_with_those_of_the_whole_city():
    """By hand: 500 now, times pupils of the city in 2035 over those of 2025."""
    pupils = of(load(), find("hegang")).service("primary")
    change = pupils.at(2035).users.value / pupils.at(2025).users.value
    one = answer()
    assert one.works.users_from == "needs"
    assert one.works.users["2035"] == pytest.approx(500 * change)
    assert one.works.filled == pytest.approx(change)
    assert one.verdict == "do_not_sign"  # fewer than three fifths of the seats


def test_users_of_the_file_win_where_both_say_the_same():
    one = answer(users_2035=200)
    assert (one.works.users_from, one.works.users["2035"]) == ("file", 200)
    assert one.verdict == "do_not_sign"


def test_users_of_the_file_far_off_those_of_the_city_are_asked_back_where_they_turn_the_verdict():
    one = answer(users_2035=490)
    assert one.verdict == "fill_in"
    assert ends(one) == {"works.users_2035": ("do_not_sign", "sign")}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"users_now": None}, {"works.users_2035": ("do_not_sign", "sign")}),
        ({"users_now": None, "users_2035": 480, "channel": None}, {"works.channel": ("do_not_sign", "sign")}),
        ({"users_now": None, "users_2035": 480, "cost": None}, {"works.cost": ("sign_if", "sign")}),
        ({"users_now": None, "users_2035": 480, "capacity": None}, {"works.capacity": ("do_not_sign", "sign")}),
        ({"users_now": None, "users_2035": 100, "channel": None}, {}),  # too few users whoever pays
    ],
)
def test_a_missing_field_is_told_with_the_verdict_at_both_ends(missing, expected):
    one = answer(**missing)
    assert ends(one) == expected
    assert one.verdict == ("fill_in" if expected else "do_not_sign")
    for each in one.fill_in:
        for language in ("en", "zh"):
            assert spoken(each.cell, language)
            assert spoken(each.bureau, language)


def test_a_place_or_service_that_needs_do_not_know_leaves_users_to_the_file():
    assert works_need(None, "小学", 500) is None
    assert works_need(find("hegang"), "museum", 500) is None
    assert appraised(works(place=None, users_2035=480), draws=200).works.need is None


def test_every_word_of_a_service_leads_to_one():
    assert set(service_words().values()) <= {one.key for one in services()}
    assert service_words()["养老院"] == "care_homes"
