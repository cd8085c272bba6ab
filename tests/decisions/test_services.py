"""Services of a place: schools, teachers and care beds by hand from the raw tables, and what a row may say."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.services import service_decisions, service_facts, services_decided
from relode.facts import rows as table
from relode.language import LANGUAGES, plain_value
from relode.needs import services
from relode.needs.own_cells import Count, OwnCells
from relode.places import by_code, find

from ..tables_read import cases

NANYANG, YULIN = "411300", "610800"
COUNTIES = ("renqiu", "gujiao", "zixing")
SCHOOLS = ("kindergarten", "primary", "junior", "senior")


@pytest.fixture(scope="module")
def decided(panel):
    """Code -> the facts of a place and its rows."""
    known = {}

    def of(code):
        if code not in known:
            facts = service_facts(panel, by_code()[code])
            known[code] = facts, {row.id.removeprefix("service:"): row for row in services_decided(facts, panel)}
        return known[code]

    return of


def fact(row, start):
    return next(each for each in row.facts if each.key.startswith(start) and each.value is not None)


def read(row, language="en"):
    return " ".join(plain_value(text, language) for text in (row.name, row.reason, row.first_step, *row.options))


@pytest.mark.parametrize("case", cases("service_decisions"), ids=lambda case: f"{case['place']} {case['service']}")
def test_a_service_by_hand(case, decided):
    """Users of 2030 by the census of 2020 and births of the nation, with a band for moves and births.

    Amount of a surplus: the count, less .9 to 1.25 of these users (the unfavourable bound of the outlook; 1.5 where
    births to come or starts after school decide), under the standard that leaves least, a count in ten thousands 5,000
    up or down. Of a shortage: users or beds by the lowest standard less the count.
    """
    row = decided(case["place"])[1].get(case["service"])
    if not case["recommendation"]:
        assert row is None
        return
    assert row.recommendation == case["recommendation"]
    assert (case["side"] or "no clear surplus or shortage") in plain_value(row.name, "en")
    counted = fact(row, ("there:", "users:"))
    assert (counted.value, counted.year) == (float(case["count"]), int(case["year"]))
    users = fact(row, "ages")
    assert users.year == 2030
    assert float(case["users_low"]) <= users.value <= float(case["users_high"])
    if case["side"]:
        assert float(case["amount_low"]) <= row.amount <= float(case["amount_high"])
        assert row.interval_90[0] == pytest.approx(row.amount)  # the unfavourable bound
    else:
        assert row.amount is None


def test_hand_counts_are_cells_of_the_raw_table():
    cells = {(row["place"], row["year"]): row for row in table("accounts_services")}
    names = {"kindergarten": "pupils_kindergarten", "primary": "pupils_primary", "junior": "pupils_junior_secondary",
             "senior": "pupils_senior_secondary", "care_homes": "elder_care_beds"}  # fmt: skip
    for case in cases("service_decisions"):
        row = cells[case["place"], case["year"]]
        assert row[names.get(case["service"], case["service"])] == case["count"]


def test_teachers_of_two_stages_are_never_netted(panel, decided):
    """A tenth of the primary teachers, or ten times of them, moves no other row; Yulin has no secondary surplus."""
    for code in (YULIN, "230400"):
        facts, rows = decided(code)
        there = facts["there:teachers_primary"]
        for factor in (0.1, 10.0):
            moved = {**facts, "there:teachers_primary": replace(there, value=there.value * factor)}
            after = {row.id.removeprefix("service:"): row for row in services_decided(moved, panel)}
            assert after["teachers_primary"].amount != rows["teachers_primary"].amount
            assert {key: row for key, row in after.items() if key != "teachers_primary"} == {
                key: row for key, row in rows.items() if key != "teachers_primary"
            }
        for row in rows.values():
            assert "teachers_primary" not in row.id or not any("secondary" in each.key for each in row.facts)
    row = decided(YULIN)[1]["teachers_secondary"]
    assert row.recommendation != "do"
    assert row.amount is None


def test_a_place_with_five_years_of_primary_school_is_decided_by_their_ages(panel, decided):
    """Weihai: children of 11 are in junior school. With the usual ages its primary schools would hold more pupils."""
    facts, rows = decided("371000")
    assert fact(rows["primary"], "school_system").value == "five_four"
    usual = {row.id: row for row in services_decided({**facts, "school_system": "six_three"}, panel)}
    here, there = (fact(each, "ages").value for each in (rows["primary"], usual["service:primary"]))
    assert there > 1.02 * here
    junior, senior = rows["junior"], rows.get("senior")
    assert fact(usual["service:junior"], "ages").value != fact(junior, "ages").value
    assert senior == usual.get("service:senior")


def test_a_doubtful_count_is_corrected_first(decided):
    """Nanyang: 220,000 junior pupils in 2023 where the census has over 600,000 children of their ages."""
    rows = decided(NANYANG)[1]
    for key in ("junior", "teachers_secondary", "kindergarten"):
        row = rows[key]
        assert (row.recommendation, row.amount) == ("more_data", None)
        doubted = [each for each in row.facts if "coverage_doubtful" in each.flags]
        assert [each.year for each in doubted] == [2023]
    said = read(rows["junior"])
    assert "Pupils of junior secondary schools of 2023" in said
    assert "初中在校" in read(rows["junior"], "zh")
    assert rows["primary"].recommendation == rows["teachers_primary"].recommendation == "do"


def test_heating_is_decided_in_the_heating_area_alone(panel, decided):
    """Residents fall by a half up to 2030: homes have a row everywhere, heating where a sure fact says it."""
    heated = {
        row["place"] for row in table("heating")
        if row["central_heating"] in ("yes", "part") and (row["certainty"] == "high" or row["read"] == "page")
    }  # fmt: skip
    found = {}
    for code in ("230400", "150200", "610800", "411300", "360700", "530800", "350400"):
        facts = dict(decided(code)[0])
        ages = facts["ages"]
        fall = np.where(np.array(ages.years) >= 2030, 0.5, 1.0)
        facts["ages"] = replace(ages, people=ages.people * fall[:, None, None])
        rows = {row.id: row for row in services_decided(facts, panel)}
        assert rows["service:homes"].recommendation == "more_data"
        found[code] = "service:heating" in rows
    assert found == {code: code in heated for code in found}
    assert {"230400", "150200"} == {code for code, is_row in found.items() if is_row}


def test_a_county_has_its_own_ages_and_inherits_the_rest(panel):
    """No yearbook row of a county ships: schools by ages alone, never "do"; heating is that of the prefecture."""
    heat = {row["place"]: row["central_heating"] for row in table("heating")}
    for slug in COUNTIES:
        place = find(slug)
        facts = service_facts(panel, place)
        rows = {row.id.removeprefix("service:"): row for row in services_decided(facts, panel)}
        assert rows
        assert set(rows) <= set(SCHOOLS)
        assert "primary" in rows
        assert {row.recommendation for row in rows.values()} <= {"more_data", "not_now"}
        counts = [each for row in rows.values() for each in row.facts if each.key.startswith(("there:", "users:"))]
        assert all(each.value is None for each in counts)
        for row in rows.values():
            for language in LANGUAGES:
                assert plain_value(by_code()[place.parent], language) in read(row, language)
        inherited = facts["central_heating"]
        assert (inherited.place, inherited.value) == (place.parent, heat[place.parent])
        assert "inherited" in inherited.flags


@pytest.mark.parametrize(
    ("slug", "primary"), [("renqiu", 37059), ("gujiao", 9383), ("zixing", 13865), ("longkou", 16747),
                          ("xintai", 44284), ("diaobingshan", 4033), ("honggu", 7041), ("gongyi", 42654),
                          ("xiuwen", 23267), ("holingol", 7136)],
)  # fmt: skip
def test_pupils_of_ten_counties_by_their_own_census(slug, primary, panel):
    """4.23 x children of 0, and a quarter of those of 1 to 4 (not where primary school has five years), of 2020."""
    census = next(row for row in table("ages_counties") if (row["place"], row["year"]) == (find(slug).code, "2020"))
    young, older = (float(census[f"{ages}_male"]) + float(census[f"{ages}_female"]) for ages in ("0", "1-4"))
    years = {row["place"]: row["school_system"] for row in table("school_systems")}
    older = 0.0 if years.get(find(slug).parent) == "five_four" else older
    assert round(4.23 * young + older / 4) == pytest.approx(primary, abs=1)
    row = next(each for each in service_decisions(panel, find(slug)) if each.id == "service:primary")
    assert 0.75 * primary <= fact(row, "ages").value <= 1.2 * primary


@pytest.mark.parametrize("code", ["469007", "500119", "429005"])
def test_a_county_without_a_prefecture_points_to_its_province(code, panel):
    place = by_code()[code]
    rows = service_decisions(panel, place)
    assert rows
    assert all(plain_value(by_code()[place.province], "zh") in read(row, "zh") for row in rows)


def test_care_beds_need_their_use_for_a_do(panel):
    """Yulin lacks beds by every standard: a "do" only if the beds that are there are full."""
    place = by_code()[YULIN]
    for used, expected in ((10345.0, "do"), (5000.0, "not_now")):
        cells = OwnCells(filled=("residents_of_homes",), there={"care_homes": Count(2025, 10345.0, used)})
        row = next(each for each in service_decisions(panel, place, cells) if each.id == "service:care_homes")
        assert row.recommendation == expected
        assert next(each for each in row.facts if each.key == "own:residents_of_homes").sources == ("user",)


def test_every_row_names_a_service_and_reads_in_both_languages(decided):
    known = {each.key for each in services()}
    for code in ("230400", YULIN, NANYANG):
        for key, row in decided(code)[1].items():
            assert key in known
            assert (row.kind, row.group) == ("service", "here")
            assert row.facts
            assert all("{" not in read(row, language) for language in LANGUAGES)
