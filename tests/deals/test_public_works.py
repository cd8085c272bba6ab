"""Public works of a real city: users by its needs, what is to be filled in, words of services."""

import pytest

from relode.deals import appraised
from relode.deals.deal import Deal
from relode.deals.public_works import service_words, works_need
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


def test_users_go_with_those_of_the_whole_city():
    """By hand: 500 now, times pupils of the city in 2035 over those of 2025."""
    pupils = of(load(), find("hegang")).service("primary")
    change = pupils.at(2035).users.value / pupils.at(2025).users.value
    one = answer()
    assert one.works.users_from == "needs"
    assert one.works.users["2035"] == pytest.approx(500 * change)
    assert one.works.filled == pytest.approx(change)
    assert one.verdict == "do_not_sign"  # fewer than three fifths of the seats


def test_users_of_the_file_far_off_those_of_the_city_are_asked_back_where_they_turn_the_verdict():
    one = answer(users_2035=490)
    assert one.verdict == "fill_in"
    assert ends(one) == {"works.users_2035": ("do_not_sign", "sign")}


def test_a_place_or_service_that_needs_do_not_know_leaves_users_to_the_file():
    assert works_need(None, "小学", 500) is None
    assert works_need(find("hegang"), "museum", 500) is None
    assert appraised(works(place=None, users_2035=480), draws=200).works.need is None


def test_every_word_of_a_service_leads_to_one():
    assert set(service_words().values()) <= {one.key for one in services()}
    assert service_words()["养老院"] == "care_homes"
