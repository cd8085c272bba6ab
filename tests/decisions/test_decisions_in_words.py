"""Each decision in words: why, by when, with what money, by what law, in whole sentences."""

from dataclasses import replace

import pytest

from relode.decisions.decision_money import after_of, cost_of, cost_said, money_of, trial_cost
from relode.decisions.decision_records import DecisionChannel, DecisionCost, DecisionLaw, TurningCell
from relode.decisions.decision_text import (
    bureau_of,
    bureaus_asked,
    cell_word,
    date_of,
    decision_object,
    first_step,
    gain_of,
    is_beyond_print,
    law_of,
    name_of,
    names_of,
    names_within,
    per_million,
    printed_most,
    reason_of,
    stages_of,
    yardstick_per_million,
)
from relode.decisions.project_tables import payers_of
from relode.language import Amount, Bilingual, Sentence

from ..tables_read import plain
from .made import BEDS, BONUS, COST, FACT, GAIN, OF_JOBS, WORKS, ZONE, waits

UNPRICED = replace(ZONE, gain=replace(GAIN, break_even=None))
LEFT = replace(ZONE, verdict="leave", reason="not_shown")
TRIED = replace(ZONE, verdict="try_small", reason="unpriced", cost=replace(COST, trial=4.2e6))


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (
            ZONE,
            "Does on average more than the same money on ordinary services, and may be expected to here: each million"
            " spent gains about 1.5 million yuan beyond that.",
        ),
        (
            TRIED,
            "May be expected to gain here (chance 62 %) as long as the whole costs less than about 53 million yuan a"
            " year; no study prints what a dose costs; a small trial of three years (some 4.2 million yuan a year)"
            " tells more than it costs.",
        ),
        (
            replace(TRIED, gain=UNPRICED.gain),
            "May be expected to gain here (chance 62 %), but that is not sure enough; a small trial of three years"
            " (some 4.2 million yuan a year) tells more than it costs.",
        ),
        (
            replace(LEFT, because=("average", "trial_costly")),
            "Each million spent may be expected to gain about 1.5 million yuan over the same money on ordinary services"
            " (chance that it gains here: 62 %), but that it gains on average is 91 % sure only, and a trial costs more"
            " than it tells.",
        ),
        (
            replace(LEFT, because=("price", "trial_unseen")),
            "Each million spent may be expected to gain about 1.5 million yuan over the same money on ordinary services"
            " (chance that it gains here: 62 %), but no study prints what a dose costs (it gains nothing from about"
            " 53 million yuan a year on), and a trial of three years could not see it.",
        ),
        (
            replace(LEFT, because=("price", "trial_unseen"), gain=UNPRICED.gain),
            "Each million spent may be expected to gain about 1.5 million yuan over the same money on ordinary services"
            " (chance that it gains here: 62 %), but no study prints what a dose costs, and a trial of three years"
            " could not see it.",
        ),
        (
            LEFT,
            "Not shown to beat the same money on ordinary services: the chance that it gains here is 62 %, about"
            " 1.5 million yuan for each million spent.",
        ),
        (replace(LEFT, reason="not_lawful", because=("average",)), "Not lawful as it stands."),
        (
            replace(LEFT, reason="not_lawful", fact=FACT),
            "Not lawful as it stands. Here: by the city's own figure.",
        ),
        (
            replace(BONUS, verdict="leave", reason="not_there", fact=FACT),
            "What it needs is not here: by the city's own figure.",
        ),
        (replace(LEFT, reason="not_lawful", fact=replace(FACT, state="unknown")), "Not lawful as it stands."),
        (replace(BONUS, fact=FACT), "Here: by the city's own figure."),
        (
            replace(BONUS, verdict="leave", reason="not_shown"),
            "No study tells what it does by itself, and nothing counts a need for it.",
        ),
        (
            replace(BONUS, reason="not_paid"),
            "No money that may be used for it is known to be there.",
        ),
        (BEDS, "Hospital beds: by 2031 at least 1,200 more than any norm asks for."),
        (
            replace(BEDS, name="teachers_to_other_work", service="teachers_primary"),
            "Teachers of primary schools: if nobody who leaves is replaced, by 2031 still at least 1,200"
            " more than any norm asks for.",
        ),
        (replace(BEDS, verdict="leave", reason="need_no_need"), "No need: in 2031 too few are sure, not too many."),
        (
            waits(BONUS, "vacant_posts", "price_talent_subsidy"),
            "The verdict turns on what only the city can tell: posts for graduates that stand vacant after a year,"
            " bonus for each graduate who stays and would not have.",
        ),
        (WORKS, "It pays on terms."),
    ],
)
def test_why_a_verdict_is_what_it_is_is_said_in_one_sentence(decision, said):
    told = reason_of(decision)
    assert (told.en if isinstance(told, Bilingual) else plain(told)) == said


def test_what_is_to_be_filled_in_is_a_cell_a_price_or_a_column_of_the_list():
    assert cell_word("industry") == cell_word("industry", ZONE) == Sentence("decisions.cell.industry", {})
    assert cell_word("give_basis", WORKS) == Sentence("deals.field.give_basis", {})
    price = cell_word("price_talent_subsidy", BONUS)
    assert plain(price) == "bonus for each graduate who stays and would not have"
    assert bureaus_asked("price_talent_subsidy") == ("labour",)
    assert bureaus_asked("vacant_posts")[0] != ""


def test_names_within_a_sentence_have_small_letters_but_those_of_a_list():
    assert name_of(ZONE).en == "Development zone or industry park"
    assert name_of(BEDS) == Bilingual("Hospital beds to nursing beds", "医院床位转护理床位")
    assert name_of(WORKS) == Bilingual("Dear Works", "Dear Works")
    assert [each.en for each in names_within([ZONE, WORKS])] == ["development zone or industry park", "Dear Works"]


def test_of_several_projects_the_first_is_named_and_the_rest_are_counted():
    others = [replace(WORKS, name=name) for name in ("Second", "Third")]
    more = Sentence("brief.projects_named", {"count": 2})
    one = Sentence("brief.projects_named", {"count": 1})
    assert names_within([ZONE, WORKS, *others])[1:] == [Bilingual("Dear Works", "Dear Works"), more]
    assert names_of([WORKS, BEDS, others[0]]) == [
        Bilingual("Dear Works", "Dear Works"), Bilingual("hospital beds to nursing beds", "医院床位转护理床位"), one,
    ]  # fmt: skip
    assert [each.en for each in names_of([BEDS, ZONE])] == [
        "Hospital beds to nursing beds", "development zone or industry park",
    ]  # fmt: skip
    assert names_within([WORKS]) == [Bilingual("Dear Works", "Dear Works")]


@pytest.mark.parametrize(
    ("decision", "step", "bureau", "date", "stages"),
    [
        (
            ZONE,
            "Write down which firms have signed for which plots; build the first stage for these only.",
            "development and reform commission, zone committee",
            "by October for next year; then February, May, August",
            "Next stage only when two thirds of the plots of the last are in production.",
        ),
        (
            replace(BONUS, name="retraining_coverage"),
            "List people of mines that close, by age and schooling, and contract training paid by the number placed.",
            "human resources bureau",
            "a year before the mine closes; the mine tells the energy bureau the month",
            "Half is paid at the end of the course, half after six months at work.",
        ),
        (
            BONUS,
            "Count posts for graduates that stand vacant after a year of search.",
            "human resources bureau",
            "with next year's budget (each year drafting begins by 30 June, the province closes on 10 January)",
            "Paid year by year while the person works here.",
        ),
        (
            replace(BONUS, law=DecisionLaw("unknown", ())),
            "Count posts for graduates that stand vacant after a year of search.",
            "human resources bureau",
            "with next year's budget",
            "Paid year by year while the person works here.",
        ),
        (
            BEDS,
            "Fill in days of use by ward; a bed that stands empty may change, one that is full may not.",
            "health commission, medical insurance bureau",
            "with next year's budget (each year drafting begins by 30 June, the province closes on 10 January), done"
            " by the end of 2031",
            None,
        ),
        (WORKS, "Ask for terms.", "trade bureau", None, None),
    ],
)
def test_first_step_bureau_date_and_stages_of_each_kind(decision, step, bureau, date, stages):
    assert (first_step(decision).en, bureau_of(decision).en) == (step, bureau)
    told = date_of(decision)
    assert (told.en if isinstance(told, Bilingual) else told and plain(told)) == date
    assert (stages_of(decision) and stages_of(decision).en) == stages


def test_works_that_bonds_may_pay_wait_for_a_channel_only_where_they_have_one():
    """Without a channel a zone begins with the budget, as what bonds may not pay does whatever its channel."""
    budget = date_of(BONUS)
    assert date_of(replace(ZONE, channel=DecisionChannel("own", "", True, None))) == budget
    assert budget.key == "decisions.by_budget"


def test_what_the_law_says_names_each_document_once():
    assert plain(law_of(replace(ZONE, law=DecisionLaw("unknown", ("l016",))))) == "Not known here"
    assert plain(law_of(BEDS)) == "no article that binds it was read"
    said = law_of(ZONE)  # both rows are of one document
    assert (said.key, [word.key for word in said.values["documents"]]) == (
        "decisions.law.conditional", ["公平竞争审查条例"],
    )  # fmt: skip


def channel(pot, name, known, room, **more):
    return replace(ZONE, channel=DecisionChannel(pot, name, known, room, **more))


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (BEDS, None),
        (
            replace(BEDS, channel=DecisionChannel("own", "exhausted_transfer", False, None)),
            "Transfer to resource-exhausted cities: what this place gets is not known, ask",
        ),
        (replace(WORKS, cost=None), None),
        (WORKS, "city 40 M yuan a year"),
        (channel("none", "", False, None), "none known"),
        (channel("granted", "", False, None), "higher governments: what this place gets is not known, ask"),
        (channel("own", "", True, (0.0, 9.87e6)), "own money, at most 9.87 million yuan a year"),
        (channel("own", "", True, (0.0, 0.0)), "own money, 0 yuan a year"),
        (channel("own", "", True, (1.23e6, 9.87e6)), "own money, 1.2 million yuan to 9.9 million yuan a year"),
        (channel("granted", "", True, (9.87e6, 9.87e6)), "higher governments, 9.9 million yuan a year"),
        (ZONE, "Special bonds, 30 million yuan a year on average over the plan"),
        (
            channel("bonds", "", True, (1e6, 3e7)),
            "special bonds within the limit, 1 million yuan to 30 million yuan a year",
        ),
    ],
)  # fmt: skip
def test_where_the_money_comes_from_and_how_much_of_it(decision, said):
    told = money_of(decision)
    assert (told and plain(told)) == said


def test_what_it_costs_in_a_year_and_in_the_year_after():
    assert cost_of(ZONE) == Amount(40e6, "yuan", (30e6, 60e6))
    assert cost_of(replace(ZONE, cost=replace(COST, low=40e6, high=40e6))) == Amount(40e6, "yuan")
    assert cost_of(BEDS) is None
    assert cost_said(BEDS) is None
    assert cost_said(ZONE) == cost_of(ZONE)
    free = DecisionCost(0.0, 0.0, 0.0, {}, {}, 0.0, "", True)
    assert cost_said(replace(BEDS, cost=free)) == Sentence("decisions.money.saves", {})
    assert cost_said(replace(ZONE, cost=free)) == Amount(0.0, "yuan")
    assert cost_said(replace(BEDS, cost=COST)) == cost_of(ZONE)
    assert after_of(ZONE) == Amount(7e6, "yuan")
    assert (after_of(BEDS), after_of(replace(ZONE, cost=free))) == (None, None)
    assert after_of(replace(ZONE, cost=replace(COST, after=0.5))) == Amount(0.5, "yuan")
    assert trial_cost(TRIED) == Amount(4.2e6, "yuan", None, (), "round")
    assert (trial_cost(ZONE), trial_cost(BEDS)) == (None, None)


def test_who_pays_what_leaves_out_who_pays_nothing():
    both = replace(COST, by_payer={"city": 3e7, "province": 0.0, "centre": 1e7})
    assert plain(payers_of(replace(WORKS, cost=both))) == "city 30 M yuan, centre 10 M yuan a year"
    assert payers_of(replace(WORKS, cost=replace(COST, by_payer={"city": 0.0}))) is None


def test_what_a_million_does_is_in_the_unit_of_its_outcome():
    assert per_million(ZONE) == Amount(1.5e6, "yuan")
    assert yardstick_per_million(ZONE) == Amount(0.9e6, "yuan")
    assert printed_most(ZONE) == Amount(5e6, "yuan", None, ("published_effects",))
    jobs = replace(ZONE, gain=OF_JOBS)
    assert per_million(jobs) == Amount(2.5, "person-years")
    assert yardstick_per_million(jobs) == Amount(1.25, "person-years")
    assert (printed_most(jobs), printed_most(BEDS)) == (None, None)


def test_only_what_is_above_the_most_that_studies_print_is_beyond_it():
    """1.5 and .9 million are 2.4 of at most 5; 4.1 and .9 are just as much, 4.2 and .9 more."""
    found = [replace(ZONE, gain=replace(GAIN, gain_per_million=each)) for each in (1.5e6, 4.1e6, 4.2e6)]
    assert [is_beyond_print(each) for each in found] == [False, False, True]
    assert [is_beyond_print(each) for each in (BEDS, replace(ZONE, gain=OF_JOBS))] == [False, False]


def test_the_gain_is_told_in_its_outcome_with_its_interval():
    assert plain(gain_of(ZONE)) == "output: 41 M yuan a year (40 M to 42 M)"
    assert plain(gain_of(replace(ZONE, gain=OF_JOBS))) == "jobs: 410 people (400 to 420)"
    assert plain(gain_of(WORKS)) == "jobs: −90 people (−95 to −80)"
    assert gain_of(BEDS) is None


def test_scripts_read_a_decision_with_its_gain_beside_it():
    told = decision_object(replace(waits(ZONE, "industry"), fill_in=(TurningCell("industry", "leave", "do", 5.0),)))
    assert told["outcome"] == "output"
    assert told["gain"] == {"value": 41e6, "unit": "yuan per year", "interval_90": [40e6, 42e6]}
    assert told["title"]["en"] == "Development zone or industry park"
    assert told["first_step"]["en"].startswith("Write down which firms")
    assert told["bureau"] == {
        "en": "development and reform commission, zone committee", "zh": "发展改革委、园区管委会",
    }  # fmt: skip
    assert told["date"]["en"] == "by October for next year; then February, May, August"
    (cell,) = told["fill_in"]
    assert {name: cell[name] for name in ("cell", "verdict_low", "verdict_high", "switch")} == {
        "cell": "industry", "verdict_low": "leave", "verdict_high": "do", "switch": 5.0,
    }  # fmt: skip
    assert set(cell["bureau"]) == {"en", "zh"}
    listed = decision_object(WORKS)
    assert listed["net_jobs"]["value"] == 110.0
    assert "gain" not in listed["project"]
    assert decision_object(BEDS)["date"]["zh"].endswith("2031年底前完成")
    assert decision_object(WORKS)["date"] is None
