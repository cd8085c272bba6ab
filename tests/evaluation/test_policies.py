"""Policies as data, and what a user's own file may say."""

from dataclasses import replace

import pytest

from relode.errors import RelodeError
from relode.evaluation.policies import (
    _controls,
    _prefectures_of,
    _reached,
    _treated,
    _year_of,
    overlapping,
    own_policy,
    own_window,
    policy,
    protocol,
)
from relode.evaluation.shipped_findings import shipped_verdicts
from relode.evaluation.text import verdict_words
from relode.language import spoken
from relode.places import find


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


def test_hosts_of_clusters_count_from_the_year_after_a_list_of_the_second_half():
    """Winners of 2021 from 2021; the lists of 2022-11-30 and 2024-12-16 from the year after; the first one counts."""
    counts, part = _treated("clusters")
    assert set(counts.values()) == {2021, 2023, 2025}
    assert [counts[find(name).code] for name in ("shenzhen", "wuhan", "changchun", "yulin-shaanxi", "ordos")] == [
        *(2021, 2023, 2023, 2025, 2025)
    ]
    # Chengdu has clusters of all three lists.
    assert counts[find("chengdu").code] == 2021
    # A cluster of a whole province treats none of its cities, and no province counts.
    assert {"130000", "330000"} <= part
    assert not part & counts.keys()
    assert "chongqing" in {find(code).slug for code in counts}


def test_a_document_of_july_or_later_counts_from_the_next_year():
    assert [_year_of(event) for event in ("E2021_ZONE145", "E2010_LOWC1", "E2017_LOWC3", "E2024_CLUSTERS")] == [
        *(2021, 2011, 2017, 2025)
    ]
    assert _year_of("E2019_CLUSTERS") == 2019  # of which the year alone is known


def test_another_policy_meets_a_span_after_its_begin_and_until_its_end():
    reached = [_reached({"a": year}, "a", 2010, 2015) for year in (2010, 2011, 2015, 2016)]
    assert reached == [False, True, True, False]
    assert not _reached({"a": 2012}, "b", 2010, 2015)


def test_controls_are_places_of_the_list_that_are_not_exhausted_places_off_the_list_or_all():
    hegang, yulin, nanjing = (find(name).code for name in ("hegang", "yulin-shaanxi", "nanjing"))
    three = {hegang, yulin, nanjing}  # exhausted, growing, not on the list
    assert [_controls(rule, three) for rule in ("resource", "not_listed", "prefectures")] == [{yulin}, {nanjing}, three]


def test_an_own_policy_is_looked_at_from_two_times_six_years_before_to_five_years_with_it():
    assert own_window({"a": 2010, "b": 2014}) == (1998, 2018)


@pytest.mark.parametrize("year", ["1949", "2101", "-2000", "2010.0"])
def test_years_of_an_own_policy_lie_between_1950_and_2100(year):
    with pytest.raises(RelodeError) as refused:
        own_policy(f"place,year\nhegang,{year}\n", "mine.csv")
    assert refused.value.key == "own_policy_year"
    assert "from 1950 to 2100" in refused.value.say("en")
    for good in (1950, 2100):
        assert own_policy(f"place,year\nhegang,{good}\n", "mine.csv").first_years == {"230400": good}


@pytest.mark.parametrize("dose", ["inf", "nan", "1e999", "2x"])
def test_a_dose_is_a_finite_number(dose):
    with pytest.raises(RelodeError) as refused:
        own_policy(f"place,year,dose,dose_unit\nhegang,2012,{dose},yuan\n", "mine.csv")
    assert refused.value.key == "own_policy_dose"


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
