"""The table of all listed places: what its columns hold, what is said of all of them."""

from dataclasses import replace

import pytest

from relode import shipped_tables
from relode.needs.national import NationalNeeds, PlaceNeeds, lead, national, national_chapter, row_of
from relode.places import by_code, find

from ..tables_read import plain, told_rows
from .made import BUDGET, MONEY, PRIMARY, needs, number, service, year_of

OLD = service("pensions", (year_of(2023, 100_000.0), year_of(2030, 124_000.0), year_of(2040, 9.0)))
COUNTED = ("kindergarten", "teachers_primary", "teachers_secondary", "doctors", "hospital_beds", "care_homes")


def counted(key, there, sure, verdict, users=9.0):
    years = (year_of(2023, 1.0), year_of(2030, users, sure=sure), year_of(2040, 2.0))
    return service(key, years, None if there is None else number(there, "count", 2022), verdict=verdict)


def all_of(**changed):
    held = {
        "kindergarten": counted("kindergarten", 500.0, 111.4, "surplus"),
        "teachers_primary": counted("teachers_primary", 400.0, 33.3, "surplus", 5_000.0),
        "teachers_secondary": counted("teachers_secondary", 700.0, -22.2, "shortage"),
        "doctors": counted("doctors", None, 0.0, "no_capacity"),
        "hospital_beds": counted("hospital_beds", 300.0, 0.0, "norms_disagree"),
        "care_homes": counted("care_homes", 200.0, 44.0, "not_sure"),
    }
    return (PRIMARY, OLD, MONEY, *{**held, **changed}.values())


def test_a_row_by_hand():
    """5,000 pupils for 400 teachers are 12.5; 124,000 over 100,000 are 24 % more."""
    other = replace(BUDGET, year=2029, follows=number(1.0), stays=number(2.0))
    row = row_of(needs(*all_of(), money=(other, BUDGET)))
    assert list(row) == list(shipped_tables.rows("relode.needs", "national_needs")[0])
    assert row == {
        "place": "230400", "primary_before": "30000", "primary_after": "21000", "old_growth": "0.240",
        "pupils_a_teacher": "12.50", "kindergarten_sure": "111", "kindergarten_verdict": "surplus",
        "teachers_primary_sure": "33", "teachers_primary_verdict": "surplus", "teachers_secondary_sure": "-22",
        "teachers_secondary_verdict": "shortage", "doctors_sure": "",
        "doctors_verdict": "no_capacity", "hospital_beds_sure": "0", "hospital_beds_verdict": "norms_disagree",
        "care_homes_sure": "44", "care_homes_verdict": "not_sure", "budget": "12.000", "follows": "9.000",
    }  # fmt: skip
    bare = row_of(needs(*all_of(teachers_primary=counted("teachers_primary", None, 0.0, "no_capacity"))))
    assert (bare["pupils_a_teacher"], bare["teachers_primary_sure"], bare["budget"], bare["follows"]) == ("",) * 4


def test_the_record_says_what_stands_in_the_row_of_each_place():
    told = {each.place.code: each for each in national().places}
    rows = shipped_tables.rows("relode.needs", "national_needs")
    assert len(told) == len(rows)
    for row in rows[::20]:
        each = told[row["place"]]
        names = ("primary_before", "primary_after", "old_growth", "pupils_a_teacher", "budget", "follows")
        figures = {name: getattr(each, name) for name in names} | {f"{key}_sure": each.sure[key] for key in COUNTED}
        assert figures == {name: float(row[name]) if row[name] else None for name in figures}
        assert each.verdict == {key: row[f"{key}_verdict"] for key in COUNTED}


def place(slug, before, after, teachers, budget=None, follows=None, second=-9.0):
    sure = {
        **dict.fromkeys(COUNTED, 7.0),
        "teachers_primary": teachers,
        "teachers_secondary": second,
        "kindergarten": 333.0,
    }
    verdict = {**dict.fromkeys(COUNTED, "surplus"), "care_homes": "not_sure", "hospital_beds": "shortage"}
    return PlaceNeeds(find(slug), before, after, 0.24, 13.5, sure, verdict, budget, follows)


HEGANG = place("hegang", 30_000.0, 21_000.0, 1_500.0, 12.0, 9.0)
RECORD = NationalNeeds(
    2030,
    (
        HEGANG,
        place("yulin", 50_000.0, 40_000.0, 0.5, 30.0, 20.0, 6.0),
        place("baotou", 40_000.0, 20_000.0, 0.0, 5.0, None),
        place("fuxin", 10_000.0, 9_000.0, -700.0, None, 4.0),
        place("datong", 10_000.0, 10_000.0, None),
        place("renqiu", 10_000.0, 1_000.0, 80_000.0, 100.0, 100.0),
    ),
)


def test_what_is_said_of_all_prefectures():
    """Four of five have counts, two surely too many primary teachers, one too many secondary ones, four too few;
    falls are 30, 20, 50, 10 and 0 %. A county is none."""
    assert by_code()[find("renqiu").code].level != "prefecture"
    teachers, money = lead(RECORD)
    assert plain(teachers) == (
        "In 2030, 2 of 4 listed prefectures surely have more primary school teachers than needed. For secondary schools"
        " 1 surely have too many and 4 too few. Primary school age falls by 20 % in the median from 2023 on."
    )
    assert (money.values["places"], money.values["year"]) == (2, 2030)
    assert (money.values["budget"].value, money.values["follows"].value) == (42.0, 29.0)
    assert plain(money).startswith("Education spending of the 2 with a budget: 4.2")


def test_figures_of_a_place_stand_under_their_heads():
    chapter = national_chapter(replace(RECORD, places=(HEGANG,)))
    assert plain(chapter.heading) == "Needs of all listed places in 2030"
    (table,) = chapter.tables
    assert told_rows(table) == [
        {
            "Place": "Hegang",
            "Children of 6 to 11, 2023 (people)": "30,000",
            "Children of 6 to 11, 2030 (people)": "21,000",
            "60 and over, change to 2030": "24 %",
            "Primary pupils in 2030 per teacher of today": "13.5",
            "Primary teachers: sure surplus or shortage": "1,500",
            "Secondary teachers: sure surplus or shortage": "\N{MINUS SIGN}9",
            "Kindergarten places surely too many": "333",
            "Homes for the aged": "not sure",
            "Hospital beds": "shortage",
            "Education spending (billion yuan)": "1.20",
            "If it follows its users, 2030 (billion yuan)": "0.900",
        }
    ]
    assert chapter.sentences[-1].key == "needs.how"
    assert "census2020_age" in table.sources


@pytest.mark.parametrize("key", ["teachers_secondary", "care_homes"])
def test_a_service_without_a_count_has_no_figure(key):
    row = row_of(needs(*all_of(**{key: counted(key, None, 5.0, "no_capacity")})))
    assert (row[f"{key}_sure"], row[f"{key}_verdict"]) == ("", "no_capacity")
