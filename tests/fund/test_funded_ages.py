"""People by age: what ageing alone makes of them by five-year groups, and what the money changes."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.facts import rows
from relode.fund.funded_ages import ageing, ages_gained, ages_of, by_age
from relode.fund.people_text import age_cells, age_words
from relode.language import LANGUAGES, spoken
from relode.outlook.people_by_age import cohorts

HEGANG = "230400"


def trial(working, everybody):
    return SimpleNamespace(ends={"working_age_people": np.array(working), "population": np.array(everybody)})


def test_ageing_alone_carries_the_census_on_by_survival_and_birthdays():
    """By hand: who is 15 to 59 in 2025 was 10 to 54 in 2020 and lived on, sex by sex and group by group."""
    young = [f"{age}-{age + 4}" for age in range(10, 55, 5)]
    lives = {
        (row["sex"], row["from_age_group"]): float(row["ratio"])
        for row in rows("un_survival_ratios")
        if row["place"] == "CN" and int(row["start"]) == 2020
    }
    expected = sum(
        float(row["persons"]) * lives[{"male": "M", "female": "F"}[row["sex"]], row["age_group"]]
        for row in rows("ages")
        if row["place"] == HEGANG and int(row["year"]) == 2020 and row["age_group"] in young
    )
    start, end = ageing(HEGANG, 2035)
    assert start == pytest.approx(expected, rel=1e-4)  # five digits are kept
    assert end < start


def test_ageing_is_not_told_between_two_steps_of_five_years_nor_without_a_census():
    assert ageing(HEGANG, 2033) is None
    assert ageing(HEGANG, 2025) is None
    assert cohorts.if_nobody_moved("none", 2020, 2035) is None


def test_ages_add_up_to_all_people_and_places_to_the_whole():
    """By hand: of 5 people more 3 are of 15 to 59, so 2 are younger or older; with a second place 4 and 1."""
    one, two = trial([9.0, 3.0], [9.0, 5.0]), trial([0.0, 1.0], [0.0, 0.0])
    half = slice(1, None, 2)
    assert {name: list(more) for name, more in by_age(one, half).items()} == {"working": [3.0], "others": [2.0]}
    found = ages_gained({"a": one, "b": two}, half, 2)
    assert {name: list(more) for name, more in found.items()} == {"working": [4.0], "others": [1.0]}
    assert {name: list(more) for name, more in ages_gained({}, half, 2).items()} == {"working": [0.0], "others": [0.0]}


def test_a_place_that_gets_nothing_has_its_people_and_no_more():
    base = {"working_age_people": np.array([[5.0, 9.0], [4.0, 8.0]])}
    on = SimpleNamespace(printing=slice(1, None, 2), base=base, years=(2034, 2035))
    found = ages_of(SimpleNamespace(code=HEGANG, on=on), None)
    assert (found.nothing.value, found.working.mean, found.others.mean) == (8.0, 0.0, 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_money_cannot_change_is_said_beside_what_it_changes(fund_record, language):
    """By hand: of 600,000 people 500,000 are left, a sixth fewer."""
    text = " ".join(spoken(each, language).replace("\N{NO-BREAK SPACE}", " ") for each in age_words(fund_record))
    told = {"en": ["150 people", "600 k people", "No money changes that"], "zh": ["150人", "60万人", "资金无法改变"]}
    assert [each for each in told[language] if each not in text] == []
    assert age_cells(fund_record.ages[0])[-1].value == pytest.approx(-1 / 6)
    assert age_cells(fund_record.ages[1])[-1] == ""
    without = replace(fund_record, ages=fund_record.ages[1:])
    assert "No money" not in " ".join(spoken(each, "en") for each in age_words(without))
