"""What was found line by line in documents: keys of rows, a thing said twice, coal where there is oil, no month."""

import re
from datetime import date

import pytest

from relode.decisions.chapter import asked_lines
from relode.decisions.chapter import chapter as decisions_chapter
from relode.decisions.decision_money import cost_of, trial_cost
from relode.decisions.decision_text import reason_of
from relode.decisions.programmes import programmes
from relode.diagnosis import profile
from relode.language import LANGUAGES, Sentence, spoken
from relode.places import find
from relode.plan.asked.request import PlanRequest
from relode.plan.making.planning import planning
from relode.report import result_of
from relode.report.brief_html import page_two
from relode.report.document.content import chapters_of
from relode.report.document.course import gantt, schedule_notes
from relode.story import Passage, Span, Table
from relode.story.columns import cell_text
from relode.story.figures import text_of

from .test_page_one import planned

PLACES = ("hegang", "fuxin", "baotou", "daqing")
MONTH = re.compile("January|February|March|April|May|June|July|August|September|October|November|December")


@pytest.fixture(scope="module")
def results(panel):
    """Places with decisions on plain accounts."""
    return {name: planned(panel, name) for name in PLACES}


def test_what_a_place_without_coal_is_asked_speaks_of_no_coal(results):
    """Daqing was asked for land damaged by coal mining."""
    asked = [spoken(one.what, "zh") for one in asked_lines([results["daqing"].planned.decisions])]
    assert any("沉陷" in each for each in asked)
    assert not any("煤" in each for each in asked)


@pytest.mark.parametrize("name", PLACES)
def test_decisions_name_documents_of_law_and_no_keys_of_rows(results, name):
    """ "Allowed on conditions (l084)" stood in the document."""
    table = decisions_chapter(results[name].planned.decisions).blocks[0]
    laws = [
        cell_text(table.columns[2].value(row), table.columns[2], "zh") for row in table.rows if row not in spans(table)
    ]
    assert any("《义务教育法》" in each for each in laws)
    assert not any(re.search(r"\bl\d", each) for each in laws)


def spans(table):
    """Rows that head a group."""
    return [row for row in table.rows if isinstance(row, Span)]


def test_a_date_has_a_month_or_says_who_knows_it():
    """ "30 days before the mine lays anybody off": of which month, nobody was asked."""
    dated = [each.date.said for each in programmes() if each.date is not None]
    assert len(dated) > 4
    for each in dated:
        assert re.search(r"\d+月|月份由|月份请询", each.zh), each.zh
        assert MONTH.search(each.en) or "month" in each.en, each.en


@pytest.mark.parametrize("name", [*PLACES, "xiaoyi"])
def test_no_two_tables_of_a_document_have_one_caption(results, panel, name):
    """Decisions on miners and all decisions stood under the same words, and the former twice."""
    result = results.get(name) or county(panel, name)
    tables = [
        block for chapter in chapters_of(result, frozenset()) for block in chapter.blocks if isinstance(block, Table)
    ]
    captions = [spoken(each.caption, "zh") for each in tables]
    assert len(captions) == len(set(captions)) > 8
    decided = [row.name for each in tables if each.columns[0].name == "decisions.column.measure"
               and len(each.columns) == 6 for row in each.rows if row not in spans(each)]  # fmt: skip
    assert len(decided) == len(set(decided)) == len(result.planned.decisions.decisions)


def county(panel, name):
    """A place below prefectures with what its ages decide."""
    record = next(planning(panel, find(name), PlanRequest(), lambda *_: None))
    return result_of(panel, profile(panel, find(name)), (), date(2026, 6, 1), record)


def test_a_county_is_told_once_that_nothing_is_simulated_and_waits_for_no_accounts(panel):
    said = [each for chapter in chapters_of(county(panel, "xiaoyi"), frozenset()) for block in chapter.blocks
            if isinstance(block, Passage) for each in block.said if isinstance(each, Sentence)]  # fmt: skip
    keys = [each.key for each in said]
    assert keys.count("plans.without.lead") == 1
    assert "decisions.how.before_accounts" not in keys


@pytest.mark.parametrize("name", ["hegang", "fuxin"])
def test_page_two_has_the_cost_of_the_row_of_the_document(results, name):
    """29.7 million yuan for the bureaus stood beside 30 million in the plan."""
    tables = [block for block in page_two(results[name]).blocks if isinstance(block, Table)]
    table = next(each for each in tables if each.caption.key == "decisions.table.steps")
    assert any(cost_of(each) for each in table.rows)
    for each in table.rows:
        cost = cost_of(each)
        for language in LANGUAGES:
            here = cell_text(table.columns[1].value(each), table.columns[1], language)
            assert cost is None or text_of(cost, language) in here


def test_what_is_tried_says_what_a_trial_costs(results):
    """Page two asked Jinchang for 820 million yuan a year to try a zone small: a trial is a tenth of the dose."""
    every = [each for result in results.values() for each in result.planned.decisions.decisions]
    tried = [each for each in every if each.verdict == "try_small"]
    assert tried
    for each in tried:
        # The rule sets the yardstick's effect of the trial's money, three years of a tenth, against what it finds out.
        years = each.gain.trial_cost / each.gain.yardstick.value
        assert each.cost.trial * 3 == pytest.approx(years * each.cost.yuan_a_year)
        for language in LANGUAGES:
            assert text_of(trial_cost(each), language) in text_of(reason_of(each), language)
    assert all(each.cost is None or each.cost.trial is None for each in every if each.verdict != "try_small")


def test_the_schedule_has_what_costs_nothing_and_names_what_has_no_year(results):
    """Posts that are not filled again were in no schedule, and a city with them "has nothing to begin now"."""
    decisions = results["hegang"].planned.decisions
    rows = [text_of(row[0], "zh") for row in gantt(decisions, 2026, 2035).rows]
    assert "小学教师离岗后少补或不补" in rows
    notes = {each.key: each for each in schedule_notes(decisions, 2026, date(2026, 11, 28))}
    undated = [each.zh for each in notes["document.steps.undated"].values["names"]]
    assert undated == ["关停矿山职工安置"]
    assert not set(undated) & set(rows)
    tried = notes["document.steps.trial"].values
    assert [[each.zh for each in tried["names"]], tried["part"].value, tried["years"]] == [["开发区或产业园区"], 0.1, 3]
    assert notes["document.steps.passed"].values == {"year": 2026, "next": 2027}
    assert "document.steps.passed" not in [each.key for each in schedule_notes(decisions, 2026, date(2026, 1, 2))]


def test_a_programme_asks_no_channel_of_other_places_where_one_is_open_to_all(results):
    """Roads of Baotou, which is not exhausted, were to be paid by the transfer to exhausted cities."""
    roads = next(each for each in results["baotou"].planned.decisions.decisions if each.name == "connectivity_spending")
    assert roads.channel.room is None
    assert roads.channel.channel == "central_budget_investment_2026"
