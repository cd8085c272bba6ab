"""What the document says of a plan: figures of the record, and programmes by year."""

import json
import re
from dataclasses import replace

import pytest

from relode.facts import rows
from relode.language import Amount
from relode.report import city_record, plan_record
from relode.report.document.content import chapters_of
from relode.report.document.course import dated, gantt
from relode.report.document.file import document_bytes
from relode.story import Shade, Table
from relode.story.figures import rounded

from ..fonts import needs_chinese_font
from ..report.documents import controls, digits, figures, headings, numbers, opened, text_of, values_of

PICTURES = frozenset({"plan_doubts"})
SUMS = ("ceiling_project_1e8_yuan", "ceiling_city_1e8_yuan", "national_total_1e8_yuan")
"""Columns of sums of a channel, in 10^8 yuan."""
DERIVED = {
    ("document.steps.table", "cell"): "sums of what is to be done or tried",
    ("planning.threshold.least", "level"): "the text of the threshold",
    ("decisions.table.thresholds", "cell"): "thresholds.csv",
    ("planning.threshold.most", "level"): "the text of the threshold",
    ("plans.money.of_spending", "share"): "the budget over public spending",
    ("report.past.received", "value"): "transfers.csv",
}
"""Figures that are not in the record, and what they follow from."""
TOLD_ELSEWHERE = ("situation", "needs", "industries", "mines", "town", "appendix")
"""Chapters of the city itself: tests of the report and of needs look at them."""


@pytest.fixture(scope="module")
def result(planned_result):
    """Hegang with what was planned."""
    return planned_result


def test_every_figure_of_the_chapters_on_the_plan_is_in_the_records(result):
    record = json.loads(json.dumps([city_record(result), plan_record(result, "run")], ensure_ascii=False))
    known = numbers(record)
    known |= {digits(1 - each) for each in known if 0 <= each <= 1}
    rooms = [each.channel.room for each in result.planned.decisions.decisions if each.channel.room is not None]
    known |= {digits(rounded(Amount(end, "yuan")).value) for room in rooms for end in room}  # told as ends of a band
    known |= {digits(float(figure) * 1e8) for row in rows("funding_channels") for column in SUMS
              for figure in re.findall(r"\d[\d.]*", row[column])}  # fmt: skip
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
    assert len(tables) > 15
    for table in tables:
        if table.caption.key.startswith("document."):  # the others say widths of columns beside each other, and spans
            assert sum(column.width for column in table.columns) == pytest.approx(1.0, abs=1e-9), table.caption.key
            assert {len(row) for row in table.cells()} <= {len(table.columns)}, table.caption.key


def test_the_sequence_shades_what_is_to_be_done_or_tried_by_its_money(result):
    told = dated(result.planned.decisions)
    assert "cluster_support" in [each.name for each in told]
    *rows, paid = gantt(result.planned.decisions, result.planned.start, result.planned.horizon).rows
    by_year = [
        [each.cost.trial] * 3 + [0.0] * 7  # a trial of three years, whatever follows
        if each.verdict == "try_small"
        else [each.cost.by_year.get(str(year), 0.0) for year in range(2026, 2036)]
        for each in told
    ]
    for row, yuan in zip(rows, by_year, strict=True):
        shades = [0 if each == 0 else 2 if each >= 0.99 * max(yuan) else 1 for each in yuan]
        if not max(yuan):  # what costs nothing stands in each of its years
            shades = [2, 2, 2, 2, 2, 0, 0, 0, 0, 0]
        assert [each.strength for each in row if isinstance(each, Shade)] == shades
        assert max(shades) == 2
    assert [each.value for each in paid[2:]] == pytest.approx([sum(year) for year in zip(*by_year, strict=True)])


@pytest.mark.slow
@needs_chinese_font
def test_the_document_of_a_plan_has_its_chapters_pictures_and_shaded_cells(result):
    document = opened(document_bytes(result, "zh"))
    assert len(headings(document, 1)) == 13
    assert len(document.inline_shapes) >= 3
    shaded = [table for table in document.tables if "1F6FA8" in table._tbl.xml]
    assert len(shaded) == 1
    assert controls(document).count("【待填】") > 20
    assert "鹤岗市资源型城市转型规划" in text_of(document)


@pytest.mark.slow
def test_a_run_without_money_asked_for_still_has_every_chapter(result):
    document = opened(document_bytes(replace(result, planned=None), "en"))
    assert len(headings(document, 1)) == 13
    assert "No measures were judged" in text_of(document)
