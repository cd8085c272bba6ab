"""Needs of whole places as they were saved: users, needs by norm, what is sure, measures, money, the chapter."""

import pytest

import relode as rl
from relode import shipped_tables
from relode.errors import NoVerdict
from relode.language import LANGUAGES
from relode.needs import OwnCells
from relode.needs.chapter import chapter, reckoned
from relode.needs.national import national_chapter
from relode.needs.own_cells import Count
from relode.story.text import chapter_text
from studies.needs.national import rows

from ..saved import check_saved

YEARS = (2030,)
MORE_YEARS = (2023, 2030, 2035)
CELLS = OwnCells(
    filled=("births_since_2021", "pupils_by_school", "teachers_by_birth", "heated_area", "homes_without_light"),
    there={"teachers_primary": Count(2025, 1200.0, None), "heating": Count(2025, 500_000.0, 400_000.0),
           "homes": Count(2025, 400_000.0, 300_000.0), "care_homes": Count(2023, 6230.0, 2000.0)},
    users={"primary": (2025, 15_000.0), "junior": (2025, 12_000.0), "senior": (2025, 6_000.0)},
    births={2021: 3000.0, 2022: 2500.0, 2024: 2400.0},
    teachers=(("teachers_primary", 1967, 300.0, 0.0), ("teachers_primary", 1973, 0.0, 400.0)),
    pupils_at="pupils!C2:N2",
)  # fmt: skip
"""What a city might fill in: fewer children than expected, fewer pupils, homes without light."""
CASES = {"datong": {}, "fuxin": {}, "hegang": {}, "hegang cells": {"cells": CELLS}, "hegang 2028": {"until": 2028},
         "liupanshui": {}, "nanyang": {}, "xiaoyi": {}}  # fmt: skip
"""Of a county no service is counted; of others a surplus, a shortage, both by norm, neither, or a doubted count."""


@pytest.fixture(scope="module")
def records():
    """Case -> its needs."""
    panel = rl.panel.load()
    return {case: rl.needs.of(panel, case.split()[0], **asked) for case, asked in CASES.items()}


def test_needs_are_those_saved(records):
    found = {}
    for case, record in records.items():
        told, years = record.record("en"), MORE_YEARS if case == "hegang" else YEARS
        for service in told.pop("services"):
            of = {**service, "years": [each for each in service["years"] if each["year"] in years]}
            found[f"{case} {service['service']}"] = of
        told["money"] = [each for each in told["money"] if each["year"] in years]
        for measure in told.pop("measures"):
            found[f"{case} {measure['name']}"] = measure
        found[case] = told
    check_saved("needs", found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chapters_are_those_saved(records, language):
    told = {case: chapter(records[case]) for case in ("hegang", "xiaoyi")}
    told["all listed places"] = national_chapter(rl.needs.national())
    found = {f"{case} {language}": chapter_text(each, language).splitlines()[:75] for case, each in told.items()}
    found[f"all listed places {language}"] = found[f"all listed places {language}"][:9]
    for measure in records["hegang"].measures:
        said = [rl.language.spoken(each, language) for each in reckoned(records["hegang"], measure.name)]
        found[f"{measure.name} {language}"] = said
    check_saved("needs_texts", found)


def test_the_shipped_table_of_listed_places_is_the_one_that_is_computed():
    shipped = {row["place"]: row for row in shipped_tables.rows("relode.needs", "national_needs")}
    places = [rl.places.find(name) for name in ("hegang", "liupanshui", "luquan", "shuozhou")]
    for row in rows(rl.panel.load(), places):
        assert row == shipped[row["place"]]


def test_a_place_without_ages_is_refused():
    with pytest.raises(NoVerdict):
        rl.needs.of(rl.panel.load(), "2114Z1")
