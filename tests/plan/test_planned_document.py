"""What the document says of a plan: figures of the record, money that adds up, measures in the order of their years."""

import json
from dataclasses import replace

import pytest

from relode.plan.asked.pots import POTS
from relode.plan.cards import card_text
from relode.plan.cards.card_records import PotPart
from relode.report import city_record, plan_record
from relode.report.document.document_content import chapters_of
from relode.report.document.document_course import gantt
from relode.report.document.document_file import document_bytes
from relode.report.document.document_money import conditions, sources_by_year
from relode.report.document.document_projects import BY_HAND, all_cards, pots_words, sheet
from relode.story import Blank, Shade, Table

from ..fonts import needs_chinese_font
from ..report.documents import controls, digits, figures, headings, numbers, opened, text_of, values_of

PICTURES = frozenset({"plan_cards", "plan_money"})
DERIVED = {
    ("verdicts.telling.trial", "half"): "1.95 times the way from the median to the practical size",
    ("document.money.evaluate.half", "half"): "the same",
    ("document.dose.talent_subsidy", "dose"): "yuan, of ten thousands of them",
    ("document.dose.central_transfer", "dose"): "yuan, of hundred millions of them",
    ("planning.threshold.least", "level"): "the text of the threshold",
    ("planning.threshold.most", "level"): "the text of the threshold",
    ("document.money.stop.no_gain", "size"): "practical_sizes.csv",
    ("document.money.stop.harm", "size"): "practical_sizes.csv",
    ("plans.money.of_spending", "share"): "the budget over public spending",
    ("report.past.received", "value"): "transfers.csv",
    ("document.money.by_year", "cell"): "sums over years; a test of its own adds them up",
}
"""Figures that are not in the record, and what they follow from."""
TOLD_ELSEWHERE = ("situation", "industries", "people", "town", "appendix")
"""Chapters of the city itself: tests of the report look at them."""


@pytest.fixture(scope="module")
def result(planned_result):
    """Hegang with what was planned."""
    return planned_result


def test_every_figure_of_the_chapters_on_the_plan_is_in_the_records(result):
    record = json.loads(json.dumps([city_record(result), plan_record(result, "run")], ensure_ascii=False))
    known = numbers(record)
    known |= {digits(1 - each) for each in known if 0 <= each <= 1}
    seen = 0
    for chapter in chapters_of(result, PICTURES):
        for block in chapter.blocks if chapter.key not in TOLD_ELSEWHERE else ():
            for key, figure in figures(block):
                seen += 1
                lacking = [each for each in values_of(figure) if digits(each) not in known]
                assert not lacking or key in DERIVED, (chapter.key, key, lacking)
    assert seen > 150


def test_a_table_has_a_cell_for_each_head_and_columns_that_fill_the_page(result):
    blocks = [block for chapter in chapters_of(result, PICTURES) for block in chapter.blocks]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) > 20
    for table in tables:
        assert sum(column.width for column in table.columns) == pytest.approx(1.0, abs=1e-9), table.caption.key
        assert {len(row) for row in table.cells()} <= {len(table.columns)}, table.caption.key


def test_money_by_year_adds_up_over_pots_and_over_years(result):
    plan = result.planned.granted_plan
    rows = [[each.value for each in row[1:]] for row in sources_by_year(plan, result.planned).rows]
    assert [row[-1] for row in rows[:-1]] == [year.total for year in plan.years]
    assert all(sum(row[:-1]) == pytest.approx(row[-1]) for row in rows)  # whole yuan in doubles
    assert rows[-1] == [pytest.approx(sum(column)) for column in zip(*rows[:-1], strict=True)]
    assert len(rows[0]) == len(POTS) + 1


def test_the_sequence_shades_the_years_of_each_measure(result):
    record = result.planned
    first, second, paid = gantt(record.granted_plan, record).rows
    shades = [[each.strength for each in row if isinstance(each, Shade)] for row in (first, second)]
    assert shades == [[1, 1, 2, 2, 2, 2, 2, 2, 2, 2], [0, 0, 1, 1, 2, 2, 2, 2, 2, 2]]
    assert isinstance(first[1], Blank)
    assert [each.value for each in paid[2:]] == [3e8] * 10


def test_a_project_leaves_place_and_lead_body_to_be_filled_and_names_pots(result):
    record = result.planned
    table = sheet(record.granted_plan.steps[0], record.granted_plan, record)
    assert tuple(row[1].name for row in table.rows[-len(BY_HAND) :]) == BY_HAND
    said = {row[0].key.rpartition(".")[2]: row[1] for row in table.rows[: -len(BY_HAND)]}
    assert {"aim", "dose", "years", "cost", "pots", "effect", "verdict", "evidence"} <= said.keys()


def test_money_of_a_grant_is_paid_only_when_it_is_confirmed(result):
    record = result.planned
    rows = conditions(record.granted_plan, record).rows
    assert all(any(each.key == "document.money.when.granted" for each in row[1]) for row in rows)
    assert all(row[2][0].key == "document.money.stop.no_gain" for row in rows)
    assert all(row[3][0].key == "document.money.evaluate.peers" for row in rows)


@pytest.mark.slow
@needs_chinese_font
def test_the_document_of_a_plan_has_its_chapters_pictures_and_shaded_cells(result):
    document = opened(document_bytes(result, "zh"))
    assert len(headings(document, 1)) == 11
    assert "资金拨付条件" in headings(document, 2)
    assert len(document.inline_shapes) >= 4
    shaded = [table for table in document.tables if "1F6FA8" in table._tbl.xml]
    assert len(shaded) == 1
    assert controls(document).count("【待填】") > 20
    assert "鹤岗市资源型城市转型规划" in text_of(document)


@pytest.mark.slow
def test_a_run_without_money_asked_for_still_has_every_chapter(result):
    document = opened(document_bytes(replace(result, planned=None), "en"))
    assert len(headings(document, 1)) == 11
    assert "No measures were judged" in text_of(document)


def test_a_pot_that_gives_less_than_a_thousandth_is_not_named():
    """By hand: of 1,002 yuan a thousandth is 1.002; 1.5 yuan are named and half a yuan is not."""
    parts = (PotPart("own", 1000.0), PotPart("granted", 1.5), PotPart("bonds", 0.5))
    assert [each.values["pot"].key for each in pots_words(parts)] == ["plans.pot.own", "plans.pot.granted"]


def test_a_measure_that_was_not_tried_says_so_in_the_table_of_all(record):
    untried = [not card.effects for card in card_text.ordered_cards(record.cards)]
    assert set(untried) == {True, False}
    told = [getattr(row[2], "key", "") == "plans.card.untried" for row in all_cards(record).rows]
    assert told == untried


def test_a_need_that_the_city_lacks_is_named_in_the_table_of_all_and_one_that_it_has_is_not(record):
    lacking = [card.need is not None and not card.need.met for card in card_text.ordered_cards(record.cards)]
    assert {card.need.met for card in record.cards if card.need is not None} == {True, False}
    named = ["plans.card.need" in [part.key for part in row[4]] for row in all_cards(record).rows]
    assert named == lacking
