"""The chapter of decisions: which figure stands under which head, what is asked first, what is said in the headline."""

from dataclasses import replace

import pytest

from relode.decisions.chapter import (
    asked_lines,
    asked_table,
    chapter,
    counted,
    decisions_table,
    ends_of,
    gains_tables,
    headline,
    notes,
    steps_table,
    switch_of,
    thresholds_table,
)
from relode.decisions.decision_records import ListedFault, SaidText, TurningCell
from relode.decisions.project_tables import project_tables
from relode.decisions.rule import ORDER
from relode.language import Amount
from relode.places import find

from ..tables_read import plain, told_rows
from .made import BEDS, BONUS, COST, GAIN, OF_JOBS, WORKS, ZONE, of_place, waits

HEGANG = find("hegang")
JOBS = replace(ZONE, name="subsidy", lever="subsidy", verdict="leave", reason="not_shown", gain=OF_JOBS)
LINKS = replace(ZONE, name="connectivity_spending", gain=None)


def test_each_figure_of_a_decision_stands_under_its_head():
    span, row = told_rows(decisions_table(of_place(replace(ZONE, law=BEDS.law)), has_gains=True))
    assert span == {"": "Do now"}
    assert row == {
        "Measure": "Development zone or industry park",
        "Why": "Does on average more than the same money on ordinary services, and may be expected to here: each"
        " million spent gains about 1.5 million yuan beyond that.",
        "Beside the same money on services, a year to 2035 (90 %)": "output: 41 million yuan a year"
        " (40 million to 42 million)",
        "Law": "no article that binds it was read",
        "Money from": "Special bonds, 30 million yuan a year on average over the plan",
        "Cost a year": "40 million yuan (30 million to 60 million)",
        "Bill of the year after": "7 million yuan",
    }


def test_gains_have_a_column_where_they_are_asked_for_and_there_is_one():
    both, one = of_place(ZONE, BEDS), of_place(BEDS)
    asked = [(both, True), (both, False), (one, True)]
    assert [len(decisions_table(record, has_gains=has).columns) for record, has in asked] == [7, 6, 6]
    assert len(decisions_table(of_place(ZONE)).columns) == 6
    assert len(chapter(of_place(ZONE)).tables[0].columns) == 6
    caption = decisions_table(of_place(ZONE)).caption
    assert plain(caption) == "Decisions, best verdict first"
    assert decisions_table(of_place(ZONE), caption=notes_line()).caption == notes_line()


def notes_line():
    return next(notes(of_place(ZONE)))


def test_each_step_of_a_decision_stands_under_its_head():
    (row,) = told_rows(steps_table(of_place(ZONE, JOBS)))
    assert row == {
        "Measure": "Development zone or industry park",
        "First step": "Write down which firms have signed for which plots; build the first stage for these only.",
        "Bureau": "development and reform commission, zone committee",
        "By when": "by October for next year; then February, May, August",
        "Stages and stop rule": "Next stage only when two thirds of the plots of the last are in production.",
    }


def test_each_figure_of_a_gain_stands_under_its_head():
    gains, for_money, at_worst = gains_tables(of_place(ZONE, BEDS))
    name = {"Measure": "Development zone or industry park"}
    assert told_rows(gains) == [
        name
        | {
            "Judged by": "output",
            "Own effect": "11 M yuan a year (10 M to 12 M)",
            "Effect of the money": "21 M yuan a year (20 M to 22 M)",
            "Same money on ordinary services": "31 M yuan a year (30 M to 32 M)",
            "Gain over that": "41 M yuan a year (40 M to 42 M)",
            "Sure that it gains on average": "91 %",
            "Chance that it gains here": "62 %",
        }
    ]
    assert told_rows(for_money) == [
        name
        | {
            "Gain for a million spent": "1.5 million yuan",
            "Most that a study of public money prints for a million": "5 million yuan",
            "Gains nothing from this cost a year on": "53 million yuan",
            "Yardstick for a million spent": "900,000 yuan",
            "Dose over that studied": "1.25",
            "Studies": "6",
        }
    ]
    assert told_rows(at_worst) == [
        name
        | {
            "Worst tenth of the average": "−2 million yuan a year",
            "Worst tenth of places": "−3 million yuan a year",
            "Worst tenth of the yardstick": "−4 million yuan a year",
        }
    ]
    assert gains.folded
    assert for_money.folded
    assert plain(gains.caption).endswith("(mean a year to 2035, 90 % interval)")


def test_of_an_outcome_without_printed_money_or_break_even_nothing_is_told():
    never = replace(JOBS, gain=replace(OF_JOBS, break_even=None))
    row = told_rows(gains_tables(of_place(never))[1])[0]
    assert row["Most that a study of public money prints for a million"] == "–"
    assert row["Gains nothing from this cost a year on"] == "–"
    assert gains_tables(of_place(BEDS)) == ()


def test_each_figure_of_a_project_stands_under_its_head():
    (table,) = project_tables(of_place(ZONE, WORKS))
    assert told_rows(table) == [
        {
            "Project": "Dear Works",
            "Net jobs of the promise": "110 people (100 to 120)",
            "Effect of the money": "210 people (200 to 220)",
            "Same money on ordinary services": "310 people (300 to 320)",
            "Gain over that": "−90 people (−95 to −80)",
            "Chance that it gains here": "15 %",
            "Gain for a million spent": "−3 job-years",
            "Yardstick for a million spent": "5 job-years",
            "Mean net of the city": "6 million yuan",
            "Worst tenth": "−5 million yuan",
            "Row": "7",
        }
    ]
    public = replace(WORKS, project=replace(WORKS.project, kind="public_works", gain=None))
    assert project_tables(of_place(ZONE, public)) == ()


def test_a_project_without_a_gain_has_dashes_and_faults_of_the_list_are_told():
    bare = replace(WORKS, project=replace(WORKS.project, gain=None, net_of_city=None, worst_of_city=None))
    fault = ListedFault("Dear Works", "list.xlsx!Projects!9", "unlawful", SaidText("It is not lawful.", "不合法。"))
    deals, faults = project_tables(of_place(bare, faults=(fault,)))
    row = told_rows(deals)[0]
    assert [row.pop(head) for head in ("Project", "Row")] == ["Dear Works", "7"]
    assert set(row.values()) == {"–"}
    assert told_rows(faults) == [{"Project": "Dear Works", "To mend": "It is not lawful.", "Row": "9"}]
    assert project_tables(of_place(ZONE, faults=())) == ()


def test_each_cell_that_is_asked_for_says_who_has_it_what_it_decides_and_where_it_turns():
    price = TurningCell("price_cluster_support", "try_small", "leave", 53e6)
    zone = replace(waits(ZONE), fill_in=(price,))
    beds = waits(BEDS, "use_of_beds", "norm", reason="need_turns")
    lines = asked_lines([of_place(zone, beds)])
    assert told_rows(asked_table(lines, ())) == [
        {
            "What to fill in": "what the next stage of the zone costs a year",
            "Who has it": "zone committee",
            "Decides alone on": "Development zone or industry park",
            "Decides with others on": "–",
            "Verdict at its low and high end": "Try small and measure / Leave",
            "Turns at, a year": "53 million yuan",
        },
        {
            "What to fill in": "the norm that the city plans by",
            "Who has it": "development and reform commission",
            "Decides alone on": "–",
            "Decides with others on": "Hospital beds to nursing beds",
            "Verdict at its low and high end": "Leave / Do now",
            "Turns at, a year": "–",
        },
        {
            "What to fill in": "days of use of beds by ward",
            "Who has it": "health commission",
            "Decides alone on": "–",
            "Decides with others on": "Hospital beds to nursing beds",
            "Verdict at its low and high end": "Leave / Do now",
            "Turns at, a year": "–",
        },
    ]
    assert switch_of(lines[0]) == Amount(53e6, "yuan")
    assert [column.is_whole for column in asked_table(lines, ()).columns] == [False, False, False, False, True, False]
    without = asked_lines([of_place(beds)])
    assert [len(asked_table(each, ()).columns) for each in (lines, without)] == [6, 5]


def test_cells_come_by_what_they_decide_alone_then_by_places_then_by_what_they_decide_with_others():
    """In two places: `d` decides two alone; `c` and `b` one in one place; of the rest `e` is asked in two places,
    `f` turns two and `a` one."""
    first = of_place(
        waits(ZONE, "d"), waits(LINKS, "d"), waits(BONUS, "c"), waits(BEDS, "b"),
        waits(replace(ZONE, name="x"), "a", "e", "f"), waits(replace(ZONE, name="y"), "f", "e"),
    )  # fmt: skip
    second = of_place(waits(replace(ZONE, name="x"), "e", "g"), place="150600")
    lines = asked_lines([first, second])
    assert [each.cell.cell for each in lines] == ["d", "b", "c", "e", "f", "a", "g"]
    names = {each.cell.cell: ([d.name for d in each.alone], [d.name for d in each.among]) for each in lines}
    assert names["d"] == (["cluster_support", "connectivity_spending"], [])
    assert names["e"] == ([], ["x", "y"])
    assert [each.places for each in lines[3:5]] == [("230400", "150600"), ("230400",)]
    assert lines[0].first == lines[0].decisions[0] == waits(ZONE, "d")


def test_a_cell_that_decides_a_measure_alone_in_one_place_only_does_not_decide_it_alone():
    lines = asked_lines([of_place(waits(ZONE, "d")), of_place(waits(ZONE, "d", "e"), place="150600")])
    assert [(len(each.alone), len(each.among)) for each in lines] == [(0, 1), (0, 1)]


def test_the_same_ends_of_a_cell_are_told_once_and_those_of_other_cells_not_at_all():
    two = replace(waits(LINKS), fill_in=(TurningCell("d", "try_small", "do", None), TurningCell("e", "do", "do", None)))
    (line, _) = asked_lines([of_place(waits(ZONE, "d"), waits(BONUS, "d"), two)])
    assert [plain(each) for each in ends_of(line)] == ["Leave / Do now", "Try small and measure / Do now"]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (
            of_place(BEDS, ZONE, LINKS, BONUS, waits(BEDS, "norm"), replace(JOBS, gain=None)),
            "Hegang: do now: hospital beds to nursing beds (at least 1,200 by 2031), development zone or industry park,"
            " roads and rail connections; 1 wait for figures that only the city has; 1 to be left.",
        ),
        (
            of_place(replace(BEDS, amount=None), WORKS),
            "Hegang: do now: hospital beds to nursing beds; agree on terms for: Dear Works.",
        ),
        (
            of_place(WORKS, replace(WORKS, name="Second")),
            "Hegang: agree on terms for: 2 projects of the list.",
        ),
        (
            of_place(replace(ZONE, amount=5.0, year=2030)),
            "Hegang: do now: development zone or industry park.",
        ),
        (
            of_place(waits(ZONE, "use_of_beds"), waits(BONUS, "norm", "use_of_beds"), JOBS),
            "Hegang: 2 wait for figures that only the city has; 1 to be left; ask the health commission first: 2 turn"
            " on what it has.",
        ),
        (of_place(JOBS), "Hegang: 1 to be left."),
    ],
)
def test_the_headline_names_three_measures_and_whom_to_ask_where_nothing_can_begin(record, said):
    assert plain(headline(record, HEGANG)) == said


def test_where_a_table_names_them_decisions_are_counted():
    two = of_place(ZONE, LINKS, WORKS, JOBS)
    assert plain(counted(two, HEGANG)) == "Hegang: 2 to do now; 1 on terms; 1 to leave."
    every = of_place(*(replace(ZONE, verdict=kind) for kind in reversed(ORDER)))
    assert plain(counted(every, HEGANG)) == (
        "Hegang: 1 to do now; 1 once the money is granted; 1 on terms; 1 to try small; 1 wait for figures of the city;"
        " 1 to leave."
    )
    assert counted(of_place(JOBS), HEGANG) == headline(of_place(JOBS), HEGANG)


def keys_of_notes(record):
    return [each.key.removeprefix("decisions.how.") for each in notes(record)]


def test_what_is_said_once_for_all_hangs_on_what_is_there():
    always = ["order", "same_for_all"]
    assert keys_of_notes(of_place(JOBS)) == always
    assert keys_of_notes(of_place(JOBS, futures=0)) == [*always, "before_accounts"]
    assert keys_of_notes(of_place(JOBS, futures=0, place="nowhere")) == [*always, "before_accounts"]
    county = next(each for each in ("130982", "renqiu"))
    assert keys_of_notes(of_place(JOBS, futures=0, place=find(county).code)) == always
    assert keys_of_notes(of_place(replace(ZONE, gain=None))) == always
    beyond = replace(LINKS, gain=replace(GAIN, gain_per_million=4.5e6))
    *_, differs, above = notes(of_place(ZONE, beyond))
    assert plain(differs).startswith("Development zone or industry park: studies look at the first zone of a city")
    assert above.values["most"] == Amount(5e6, "yuan", None, ("published_effects",))
    assert [each.en for each in above.values["names"]] == ["Roads and rail connections"]


def test_a_chapter_has_the_tables_that_its_decisions_ask_for():
    def sheets(record):
        return [each.sheet for each in chapter(record).tables]

    gains = ["decision_gains", "decision_gains_for_money", "decision_gains_at_worst"]
    assert sheets(of_place(BEDS, JOBS)) == ["decisions", "decision_steps", *gains, ""]
    assert sheets(of_place(waits(BEDS, "norm"))) == ["decisions", "decision_cells", ""]
    assert sheets(of_place(replace(JOBS, gain=None))) == ["decisions", ""]
    assert chapter(of_place(BEDS)).tables[-1].folded


def test_constants_stand_under_their_heads():
    row = told_rows(thresholds_table())[5]
    assert row == {
        "Constant of the rule": "Part of the dose that a trial has",
        "Value": "0.1",
        "Range": "0.1 (0.05 to 0.2)",
        "Source": "assumed",
        "Reason": "A trial is a tenth of the dose: one zone, one county, one course of ten.",
    }
    assert COST.trial is None
