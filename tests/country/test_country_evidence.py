"""Effects published in a country and room in its pots: what a row must say."""

import pytest

from relode.country import load_country
from relode.country.money_tables import A_YEAR, LocalEffect
from relode.errors import RelodeError
from relode.plan.estimate import Estimate

ACCOUNTS = [["place", "year", "people"], *[[f"p{i}", 2020, 10] for i in range(3)]]
EFFECTS = ["measure", "effect", "low", "high", "source"]


def effect(lever="subsidy", bought="job-year", value=40.0, low=10.0, high=60.0):
    return LocalEffect(lever, bought, value, low, high, "A study 2020")


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
    assert country.effects["research_spending"].bought == "yuan of output"
    assert country.pots == {"p1": {"granted": Estimate(5e6, A_YEAR, None), "bonds": Estimate(7.0, A_YEAR, (5.0, 9.0))}}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["teleportation", 4, 1, 6, "A"], "row 2, column measure, 'teleportation': this is no programme"),
        (["tax_relief", 4, 1, 6, "A"], "studies of jobs, output or income"),
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
