"""The chapter on needs: which figure stands under which head and in which sentence."""

from dataclasses import replace

import pytest

from relode.language import Bilingual, Sentence
from relode.needs.chapter import (
    chapter,
    first_lines,
    measures_table,
    missing_blanks,
    money_lines,
    norms_tables,
    notes,
    peaks_table,
    reckoned,
    service_lines,
    users_table,
)
from relode.needs.needs_records import FirstSureYear, Surplus
from relode.story import Blank, Heading, Passage, PictureSpot, Table

from ..tables_read import plain, told_rows
from .made import BEDS, BUDGET, MEASURE, MONEY, PRIMARY, WORKING, needs, number, service, year_of


def lines(*services, **more):
    return [" ".join(plain(said) for said in line) for line in service_lines(needs(*services, **more))]


def with_year(of, **changed):
    first, told, last = of.years
    return replace(of, years=(first, replace(told, **changed), last))


def test_what_is_sure_of_a_service_is_said_with_the_year_from_which_on_it_is():
    assert lines(BEDS, MONEY, PRIMARY) == [
        "Beds: of 8,000 beds at least 1,700 are more than needed in 2030 by every norm. This is sure from 2028 on."
    ]
    short = replace(with_year(BEDS, sure=-1_300.0), verdict="shortage", first_sure_year=FirstSureYear(None, 2029))
    assert lines(short) == [
        "Beds: 8,000 beds today; in 2030 at least 1,300 are lacking by every norm. This is sure from 2029 on."
    ]
    assert lines(replace(BEDS, first_sure_year=FirstSureYear(None, 2039))) == [
        "Beds: of 8,000 beds at least 1,700 are more than needed in 2030 by every norm."
    ]


def test_what_is_not_sure_is_said_with_needs_by_all_norms():
    """Norms that disagree are told by their middles, what is not sure by the ends of their bands."""
    unsure = with_year(BEDS, sure=0.0)
    apart = {"own": Surplus(3_000.0, 0.0), "nation": Surplus(-2_500.0, 0.0)}
    assert lines(replace(with_year(unsure, surplus=apart), verdict="norms_disagree")) == [
        "Beds: cannot tell. In 2030 there are too many by one norm and too few by another (5,000 to 5,500 needed,"
        " 8,000 beds there)."
    ]
    assert lines(replace(unsure, verdict="not_sure")) == [
        "Beds: neither a surplus nor a shortage is sure in 2030 (over all norms and their bands 4,500 to 6,300 needed,"
        " 8,000 beds there; up to 5 % of it counts as neither)."
    ]
    assert lines(replace(BEDS, capacity=None), replace(BEDS, kind="ages"), with_year(BEDS, need={})) == []


def test_children_and_older_residents_are_told_for_two_years():
    assert [plain(each) for each in first_lines(needs(WORKING, PRIMARY))] == [
        "Children of primary school age: 30,000 people in 2023, about 21,000 people in 2030.",
        "For each resident of 60 and over there are 3.10 of 15 to 59 in 2023 and 2.20 in 2030.",
    ]


def test_money_that_follows_children_or_stays():
    """1.2 billion yuan for 50,000 children are 24,000 each."""
    (said,) = money_lines(needs(PRIMARY, MONEY, money=(replace(BUDGET, year=2029, follows=number(7.0)), BUDGET)))
    assert plain(said) == (
        "Education spending was 1.20 bn yuan in 2023. If what is spent for each child of a stage stays,"
        " 0.900 bn yuan are needed in 2030 (at prices and pay of 2023); if the budget stays, a child of 3 to 17"
        " costs 31,000 yuan instead of 24,000 yuan."
    )
    assert list(money_lines(needs(PRIMARY, MONEY))) == []
    assert list(money_lines(needs(PRIMARY, replace(MONEY, capacity=None), money=(BUDGET,)))) == []
    assert list(money_lines(needs(PRIMARY, money=(BUDGET,)))) == []


def test_how_a_measure_comes_to_its_number():
    """8,000 are there, by the norm that leaves least 1,700 are too many: 6,300 are needed at most."""
    said, reason = reckoned(needs(BEDS, measures=(replace(MEASURE, name="other", service="x"), MEASURE)), "close_beds")
    assert plain(said) == (
        "Beds: 8,000 beds in 2022. No more than 6,300 are needed in 2030 by the norm that asks for most (as in the"
        " nation; upper end of its 90 % interval): 1,700 are too many."
    )
    assert reason == MEASURE.reason
    short = with_year(BEDS, sure=-1_300.0)
    told = reckoned(needs(short, measures=(MEASURE,)), "close_beds")[0]
    assert (told.key, told.values["most"].value, told.values["sure"].value) == ("needs.reckoned.shortage", 9_300, 1_300)
    assert reckoned(needs(with_year(BEDS, sure=0.0), measures=(MEASURE,)), "close_beds") == ()
    assert reckoned(needs(replace(BEDS, capacity=None), measures=(MEASURE,)), "close_beds") == ()


def test_users_stand_under_their_years():
    (row,) = told_rows(users_table(needs(BEDS)))
    assert row == {
        "Service": "Beds",
        "Users": "users of beds",
        "2023": "80,000 people",
        "2030": "70,000 people (60,000 to 90,000)",
        "2040": "40,000 people",
        "Of 2030: born by the census": "83 %",
        "Error of such forecasts": "12 %",
        "Of “as last counted”": "34 %",
        "Years ahead": "4",
    }
    assert users_table(needs(BEDS)).folded
    later = replace(BEDS, years=(year_of(2025, 5.0), *BEDS.years[1:]))
    assert list(told_rows(users_table(needs(later)))[0])[2:5] == ["2025", "2030", "2040"]


def test_norms_stand_under_their_heads():
    (table,) = norms_tables(needs(PRIMARY, BEDS, MONEY))
    own, nation = told_rows(table)
    assert own == {
        "Service": "Beds",
        "Norm": "as today",
        "There is": "8,000",
        "Counted in": "2022",
        "Needed": "5,000",
        "More than needed": "3,000",
        "Of it sure": "2,400",
    }
    assert [nation[head] for head in ("Norm", "Needed", "More than needed", "Of it sure")] == [
        "as in the nation", "5,500", "2,500", "1,700",
    ]  # fmt: skip
    assert table.folded
    assert told_rows(table, "zh")[0]["服务"] == "beds服务（张）"
    uncounted = norms_tables(needs(replace(BEDS, unit="persons")))[0]
    assert told_rows(uncounted, "zh")[0]["服务"] == "beds服务"
    bare = norms_tables(needs(replace(BEDS, counter=None)))[0]
    assert told_rows(bare, "zh")[0]["服务"] == "beds服务"
    assert norms_tables(needs(PRIMARY, MONEY, replace(BEDS, capacity=None))) == ()


def test_peaks_stand_under_their_heads():
    """Of 80,000 users in 2023 half are left in 2040."""
    table = peaks_table(needs(BEDS))
    assert told_rows(table) == [
        {
            "Service": "Beds",
            "Users": "users of beds",
            "Most users in": "2023",
            "Users then": "80,000 people",
            "2040 over then": "50 %",
            "Surplus sure from": "2028",
            "Shortage sure from": "2039",
        }
    ]
    assert table.folded
    assert plain(table.caption) == "When most will be there, and what is left in 2040"
    assert list(told_rows(peaks_table(needs(BEDS, tags=("ages_alone",))))[0])[-1] == "2040 over then"


def test_measures_stand_under_their_heads():
    (row,) = told_rows(measures_table(needs(BEDS, measures=(MEASURE,))))
    assert row == {
        "Measure": "Close beds",
        "Verdict": "do",
        "Why": "Only figures of the city's own can tell.",
        "Cost in all": "30 million yuan (20 million to 50 million)",
        "Bureau": "health commission",
        "First step": "Count beds.",
    }


def test_notes_hang_on_what_was_rounded_or_not_read():
    noted = replace(BEDS, note=Bilingual("a note", "说明"))
    assert [each.key for each in notes(needs(PRIMARY))] == ["needs.how"]
    rounded = replace(PRIMARY, flags=("rounded_to_10000",))
    assert [each.key for each in notes(needs(rounded, noted))] == ["needs.how", "needs.note"]
    counted = replace(rounded, counted=number(30_000.0))
    unread = replace(BEDS, flags=("norm_not_read",))
    assert [each.key for each in notes(needs(counted, BEDS, unread))] == [
        "needs.how", "needs.lead.rounded", "needs.lead.not_read",
    ]  # fmt: skip
    assert [each.key for each in notes(needs(replace(PRIMARY, counted=number(3.0))))] == ["needs.how"]


@pytest.mark.parametrize(
    ("tags", "has_measures", "pictures", "tables"),
    [
        ((), True, ["needs_users", "needs_sure"], ["needs_users", "needs_norms", "needs_peaks", "needs_measures"]),
        ((), False, ["needs_users", "needs_sure"], ["needs_users", "needs_norms", "needs_peaks"]),
        (("ages_alone",), True, ["needs_users"], ["needs_users", "needs_norms", "needs_peaks", "needs_measures"]),
    ],
)
def test_a_chapter_has_pictures_and_tables_by_what_is_counted(tags, has_measures, pictures, tables):
    record = needs(BEDS, PRIMARY, WORKING, measures=(MEASURE,), missing=("heated_area",), tags=tags)
    blocks = chapter(record, has_measures=has_measures).blocks
    assert [each.picture for each in blocks if isinstance(each, PictureSpot)] == pictures
    assert [each.sheet for each in blocks if isinstance(each, Table)] == tables
    first = next(each for each in blocks if isinstance(each, Passage)).said[0]
    assert first.key == ("needs.lead.ages_alone" if tags else "needs.lead.users")
    assert Heading(Sentence("needs.subheading.missing", {})) in blocks
    assert missing_blanks(record) == tuple(each for each in blocks if isinstance(each, Blank))
    assert chapter(record).tables[-1].sheet == "needs_measures"


def test_a_service_without_a_score_or_a_cost_has_dashes():
    plain_service = service("x", BEDS.years)
    row = told_rows(users_table(needs(plain_service)))[0]
    assert [row[head] for head in ("Error of such forecasts", "Years ahead")] == ["–", "–"]
    free = told_rows(measures_table(needs(BEDS, measures=(replace(MEASURE, cost=None, verdict="leave"),))))[0]
    assert (free["Cost in all"], free["Verdict"]) == ("–", "leave")
