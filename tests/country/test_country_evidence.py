"""Effects published in a country and room in its pots: what a row must say, and when an effect bears a measure out."""

import numpy as np
import pytest

from relode.country import load_country
from relode.country.country_evidence import LocalEffect, LocalEffects, Room
from relode.errors import RelodeError

ACCOUNTS = [["place", "year", "people"], *[[f"p{i}", 2020, 10] for i in range(3)]]
EFFECTS = ["measure", "effect", "low", "high", "source"]


def effect(lever="subsidy", bought="job-year", value=40.0, low=10.0, high=60.0):
    return LocalEffect(lever, bought, value, low, high, "A study 2020")


def test_an_effect_bears_out_what_lies_in_its_interval_or_within_a_factor_of_two():
    # The interval is 10 to 60, half and double of the estimate are 20 and 80.
    inside = {9.9: False, 10.0: True, 60.0: True, 80.0: True, 80.1: False}
    assert {at: effect().bears_out(at) for at in inside} == inside
    narrow = {19.9: False, 20.0: True, 30.0: True}  # below its interval, half of the estimate is near enough
    assert {at: effect(low=30.0).bears_out(at) for at in narrow} == narrow
    assert not effect(low=0.0).bears_out(40.0)  # it may have done nothing
    assert not effect(low=-5.0).bears_out(40.0)


def test_what_a_million_buys_is_counted_in_the_currency_of_the_country():
    # 1,000 job-years for 100 M yuan; 4 units of the currency are worth a yuan: 2.5 job-years for a million of it.
    gained, cost = np.full(10, 1000.0), np.full(10, 1e8)
    for low, high, borne in ((2.4, 2.6, True), (9.0, 11.0, False)):
        local = LocalEffects({"subsidy": effect(value=(low + high) / 2, low=low, high=high)}, 4.0)
        assert local("subsidy", cost, gained) is borne
    assert local("cluster_support", cost, gained) is False  # nothing is published of it
    # 80 M yuan of income for 100 M: .8 of any currency for each unit, 800,000 for a million.
    income = LocalEffects({"research_spending": effect("research_spending", "yuan of income", 8e5, 7e5, 9e5)}, 4.0)
    assert income("research_spending", cost, np.full(10, 8e7)) is True
    assert income("research_spending", cost, np.full(10, 8e7 / 4)) is False
    assert income("research_spending", -cost, np.full(10, 8e7)) is False  # what saves money buys nothing


def test_effects_and_pots_are_read_by_name_in_either_language(folder):
    tables = {
        "accounts": ACCOUNTS,
        "effects": [
            EFFECTS,
            ["subsidy", "40", "10", "60", "A study 2020"],
            ["科研支出", "8e5", "7e5", "9e5", "B 2021"],
        ],
        "资金": [
            ["地区", "资金来源", "数额", "下限", "上限"],
            ["p1", "granted", "5,000,000", "", ""],
            ["p1", "bonds", 7, 5, 9],
        ],
    }
    from relode.vocabulary import quantity

    tables["effects"][2][0] = quantity("research_spending").label("zh")
    country = load_country(folder(tables))
    assert country.effects["subsidy"] == effect()
    assert country.effects["research_spending"].bought == "yuan of income"
    assert country.pots == {"p1": {"granted": Room(5e6, None), "bonds": Room(7.0, (5.0, 9.0))}}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["teleportation", 4, 1, 6, "A"], "row 2, column measure, 'teleportation': this is no measure"),
        (["talent_subsidy", 4, 1, 6, "A"], "no measure that a published cost exists for"),
        (["subsidy", 4, 1, 6, ""], "column source, '': an effect needs its source"),
        (["subsidy", 7, 1, 6, "A"], "between its low and its high"),
        (["subsidy", 4, 6, 1, "A"], "between its low and its high"),
        (["subsidy", 4, "", 6, "A"], "between its low and its high"),
    ],
)
def test_an_effect_without_name_source_or_interval_is_refused_with_its_row(folder, row, said):
    with pytest.raises(RelodeError) as stop:
        load_country(folder({"accounts": ACCOUNTS, "effects": [EFFECTS, row]}))
    assert said in stop.value.say("en")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["p9", "granted", 5, "", ""], "no such code"),
        (["p1", "lottery", 5, "", ""], "row 2, column pot, 'lottery': this is no pot; give one of granted, bonds"),
        (["p1", "bonds", -5, "", ""], "a number from 0 on"),
        (["p1", "bonds", 5, 6, 9], "a number from 0 on"),
        (["p1", "bonds", 5, 4, ""], "a number from 0 on"),
    ],
)
def test_room_in_a_pot_is_a_number_with_both_ends_or_none(folder, row, said):
    with pytest.raises(RelodeError) as stop:
        load_country(folder({"accounts": ACCOUNTS, "pots": [["place", "pot", "amount", "low", "high"], row]}))
    assert said in stop.value.say("en")
