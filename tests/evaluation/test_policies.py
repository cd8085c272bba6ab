"""Policies as data, and what a user's own file may say."""

from dataclasses import replace

import pytest

from relode.errors import RelodeError
from relode.evaluation.policies import _prefectures_of, overlapping, own_policy, policy, protocol
from relode.evaluation.shipped_findings import shipped_verdicts
from relode.evaluation.text import verdict_words
from relode.language import spoken


def test_batches_of_exhausted_cities_count_from_the_first_half_year_that_was_theirs():
    found = policy("exhausted_transfers")
    # 2008-03, 2009-03-05 and 2011-11: the last one counts from 2012.
    assert set(found.first_years.values()) == {2008, 2009, 2012}
    assert found.first_years["230400"] == 2012  # Hegang was in the third batch
    assert found.first_years["211100"] == 2008  # Panjin in the first
    assert "210900" in found.left_out  # Fuxin had a pilot of its own
    assert "210900" not in found.first_years
    assert len(found.first_years) + len(found.below) + 1 == 69  # 69 places were called exhausted


def test_no_place_is_both_treated_and_a_control():
    for name in protocol()["policies"]:
        found = policy(name)
        assert not set(found.first_years) & set(found.controls), name
        assert not set(found.left_out) & {*found.first_years, *found.controls}, name


def test_the_plan_of_2013_reached_every_listed_prefecture_in_one_year():
    found = policy("plan_2013")
    assert set(found.first_years.values()) == {2014}
    assert len(found.first_years) == 125
    assert not [code for code in found.controls if code in found.first_years]


def test_a_pilot_province_treats_its_prefectures():
    found = policy("low_carbon_pilots")
    assert found.first_years["210100"] == 2011  # Shenyang, by the pilot province Liaoning of July 2010


def test_the_declining_of_2013_are_those_that_had_been_called_exhausted():
    treated, controls = overlapping(policy("declining_2013"))["exhausted_transfers"]
    assert treated > 0.5
    assert controls == 0


def test_an_unknown_policy_is_refused_with_those_that_are_known():
    with pytest.raises(RelodeError, match="exhausted_transfers"):
        policy("nothing")


OWN = "place,year,dose,dose_unit\nhegang,2012,3.5,100 million yuan\n阜新,2009,2,100 million yuan\nyulin,,,\n"


def test_an_own_policy_names_places_as_everywhere():
    found = own_policy(OWN, "mine.csv")
    assert found.first_years == {"230400": 2012, "210900": 2009}
    assert found.doses == {"230400": 3.5, "210900": 2.0}
    assert found.dose_unit == "100 million yuan"
    assert len(found.controls) == 1


def test_without_controls_of_its_own_all_other_prefectures_are_compared():
    assert len(own_policy("place,year\nhegang,2012\n", "mine.csv").controls) > 300


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("place,since\nhegang,2012\n", "year"),
        ("place,year\nhegang,2012\n鹤岗,2013\n", "230400 .line 3"),
        ("place,year\nhegang,soon\n", "'soon' .line 2"),
        ("place,year,dose,dose_unit\nhegang,2012,much,yuan\n", "'much' .line 2"),
        ("place,year,dose\nhegang,2012,3\n", "without one unit"),
        ("place,year,dose,dose_unit\nhegang,2012,3,yuan\nfuxin,2012,3,bn\n", "bn, yuan"),
        ("place,year\nnowhere,2012\n", "nowhere"),
        ("place,year\nhegang,\n", "No place is treated"),
        ("", "place, year"),
    ],
)
def test_a_bad_own_policy_is_refused(content, said):
    with pytest.raises(RelodeError, match=said):
        own_policy(content, "mine.csv")


def test_a_province_stands_for_its_own_prefectures_and_a_city_for_itself():
    assert _prefectures_of("230400") == ["230400"]
    found = _prefectures_of("140000")
    assert found == [f"14{number:02d}00" for number in range(1, 12)]  # Shanxi has eleven


def test_a_bound_outside_of_the_interval_says_that_paths_may_part_later():
    shipped = (each for name in protocol()["policies"] for each in shipped_verdicts(name))
    found = next(each for each in shipped if each.verdict == "no_effect_beyond")
    end = max(abs(found.low), abs(found.high))
    assert found.bound > end * 1.01
    assert "If paths part later" in spoken(verdict_words(found), "en")
    assert "If paths part later" not in spoken(verdict_words(replace(found, bound=end)), "en")


def test_windows_of_the_protocol_are_years_in_a_row():
    bust = protocol()["bust"]
    for name in ("price_from", "price_to"):
        assert bust[name] == list(range(bust[name][0], bust[name][-1] + 1))
    assert bust["first"] < bust["shares_year"] < bust["price_to"][0] < bust["last"]
