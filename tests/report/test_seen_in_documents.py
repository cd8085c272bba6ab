"""What was seen in documents of seven cities and a county, read page by page in both languages."""

import base64
import re
from datetime import date
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from relode.charts.place_map import place_map
from relode.decisions.local_facts import closing_mines
from relode.diagnosis import profile
from relode.diagnosis.profiles.working_mines import working_mines
from relode.language import Amount, Sentence, spoken
from relode.needs.chapter import peaks_table
from relode.places import find
from relode.plan.making.plan_records import Failing
from relode.report import result_of
from relode.report.chapter_file import write_chapters
from relode.report.document.basis import outline
from relode.report.document.course import failing_basis
from relode.report.document.industries import industries
from relode.report.document.mines import two_lists
from relode.report.document.situation import key_figures, older_list
from relode.report.funding_calendar import open_here
from relode.story import Blank, Callout, Chapter, Column, Passage, PictureSpot, Steps, Table
from relode.story.figures import text_of
from relode.story.word.cells import HEAD_GROUND, SHADES, SHORT, SMALL, _longest_word, filled_field, filled_table, fit
from relode.story.word.parts import DrawnPicture, SourceList
from relode.story.word.styles import text_width
from relode.story.word.writer import Writer
from relode.vocabulary import Label

from ..charts.contrast import luminance

PLACES = ("hegang", "fuxin", "baotou", "daqing", "jinchang", "xiaoyi")


@pytest.fixture(scope="module")
def results(panel):
    return {name: result_of(panel, profile(panel, find(name)), (), date(2026, 11, 30)) for name in PLACES}


def test_a_field_in_a_narrow_cell_breaks_between_number_and_unit():
    """ "At least 3.54 million p|eople]" stood in the columns of targets."""
    proposal = Sentence("document.aims.least", {"value": Amount(3.54e6, "persons")})
    for is_short in (True, False):
        paragraph = Document().add_paragraph()
        filled_field(paragraph, Blank("document.blank.target_2030", proposal=proposal), "en", is_short=is_short)
        told = "".join(each.text or "" for each in paragraph._p.iter(qn("w:t")))
        assert "3.54" in told
        assert ("\N{NO-BREAK SPACE}" not in told) == is_short


JOBS, MONEY = (Sentence(f"workbook.sheet.{name}", {}) for name in ("jobs", "money"))
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one dot."""
COLUMNS = (Column(Sentence("document.column.indicator", {}), lambda _: "x"),)


def written(rows, widths=(0.5, 0.5), text="x"):
    """A table in a Word document, of 10 cm."""
    columns = tuple(Column(Sentence("document.column.indicator", {}), lambda _: text, width=each) for each in widths)
    document = Document()
    block = Table(None, columns, range(rows))
    filled_table(document, block, "x", "zh", Cm(10), is_tight=False)
    return document.tables[0]


def test_a_short_table_stands_on_one_page():
    """That of five bureaus had two on one page and three on the next."""
    for rows, kept in ((SHORT, SHORT - 1), (SHORT + 1, 2)):
        body = written(rows).rows[1:]
        assert sum(each.cells[0].paragraphs[0].paragraph_format.keep_with_next or False for each in body) == kept


def test_a_sentence_that_leads_to_a_table_stands_on_its_page(tmp_path):
    """The heading of risks and its one sentence stood at the foot of a page, their table on the next."""
    rows = [Passage((Sentence("document.risk.lead", {}),)), Table(None, COLUMNS, range(3))]
    alone = [Passage((Sentence("document.risk.lead", {}),), "bullet"), Table(None, COLUMNS, range(3))]
    chapter = Chapter("risks", Sentence("document.chapter.risks", {}), (*rows, *alone))
    file = write_chapters([chapter], tmp_path / "a.docx", "en", date(2026, 1, 2))
    leads = [each for each in Document(str(file)).paragraphs if each.text.startswith("Each risk stands")]
    assert [bool(each.paragraph_format.keep_with_next) for each in leads] == [True, False]


def test_a_number_is_not_torn_in_a_narrow_column():
    """In Chinese "14.8%（202|6年，模拟值）" stood in the column of bases, where nothing may break before the year."""
    narrow = written(1, (0.1, 0.9), "14.8%（2026年，模拟值）").columns[0].width
    assert narrow > written(1, (0.1, 0.9), "一四八").columns[0].width
    assert narrow > Pt(45)


def test_columns_are_as_wide_as_asked_and_one_too_narrow_takes_from_those_that_have_room():
    """By hand: a letter is .56 of its size wide, a cell keeps 11 points free; letters of nine points."""

    def widths(*words, shares=(0.5, 0.5)):
        grid = Document().add_table(rows=1, cols=len(words))
        for cell, word in zip(grid.rows[0].cells, words, strict=True):
            cell.paragraphs[0].add_run(word)
        fit(grid, shares, Pt(200), Pt(9))
        assert [cell.width for cell in grid.rows[0].cells] == [column.width for column in grid.columns]
        return [column.width.pt for column in grid.columns]

    assert widths("a b c", "d") == pytest.approx([100, 100])
    assert widths("a", "b", shares=(1, 3)) == pytest.approx([50, 150])
    long = 20 * 0.56 * 9 + 11
    assert widths("x" * 20, "y", shares=(1, 3)) == pytest.approx([long, 200 - long], abs=0.01)
    # Both too narrow: there is nothing to take, and no table is wider than the page.
    assert widths("x" * 40, "y" * 40) == pytest.approx([100, 100])
    # One lacks more than the other has to spare: that one is left with its own longest word.
    assert widths("x" * 40, "y" * 10, shares=(1, 1)) == pytest.approx([200 - (56 * 0.9 + 11), 56 * 0.9 + 11], abs=0.01)
    assert widths("一" * 40, "y", shares=(1, 3)) == pytest.approx([50, 150])  # Chinese breaks anywhere

    cell = Document().add_table(rows=1, cols=1).rows[0].cells[0]
    assert _longest_word(cell, Pt(9)) == 0
    for word, size in (("don't stop", None), ("1,234.5", Pt(18))):
        cell.paragraphs[0].add_run(word).font.size = size
    assert _longest_word(cell, Pt(10)) == pytest.approx(7 * 0.56 * Pt(18))


def test_grounds_of_a_table_are_told_apart_and_letters_stand_out_on_a_head():
    grounds = [luminance(f"#{each}") for each in ("FFFFFF", HEAD_GROUND, SHADES[1], SHADES[2])]
    for lighter, darker in pairwise(grounds):
        assert (lighter + 0.05) / (darker + 0.05) > 1.25
    assert (grounds[1] + 0.05) / 0.05 > 12  # black on the ground of a head
    grid = written(2)
    fills = [[each.get(qn("w:fill")) for each in row.cells[0]._tc.iter(qn("w:shd"))] for row in grid.rows]
    assert fills == [[HEAD_GROUND], [], []]


def test_a_document_is_laid_out_by_hand():
    """What stands between blocks, which lines stay together, and the numbers of sources behind their last sentence."""
    document = Document()
    sources = SourceList(tuple, lambda key: Sentence(key, {}))
    picture = DrawnPicture(PNG, JOBS, MONEY, "three bars", ("c",))
    writer = Writer(document, "en", {"a": 1, "b": 2, "c": 3}, {"bars": picture}, sources)
    aim = Sentence("document.aims.least", {"value": Amount(3.54e6, "persons", None, ("b",))})
    table = Table(None, COLUMNS, range(2), ("b", "a"))
    blocks = (Steps((JOBS, aim)), Callout((JOBS, aim), "do"), table, PictureSpot("bars", 0.5),
              PictureSpot("none"), Passage((JOBS, MONEY), "note"))  # fmt: skip
    writer.chapter(Chapter("proof", JOBS, blocks), new_page=True)
    head, first, second, after, caption, behind, drawn, below, note = document.paragraphs
    jobs, money = (spoken(each, "en") for each in (JOBS, MONEY))
    assert (head.text, head.paragraph_format.page_break_before) == (jobs, True)
    assert first.text == f"1. {jobs}."
    assert second.text == f"2. {text_of(aim, 'en')}.[2]"
    assert [each.paragraph_format.left_indent.cm for each in (first, second)] == pytest.approx([0.6, 0.6], abs=0.01)
    links = [each.text for link in document.element.body.iter(qn("w:hyperlink")) for each in link.iter(qn("w:t"))]
    assert links == ["[2]", "[2]", "[1", ",2]", "[3]"]
    for each in (after, behind):  # no more than a thin line parts a table from what follows
        assert (each.text, each.paragraph_format.space_after) == ("", 0)
        assert 0 < each.paragraph_format.line_spacing < 1
    assert caption.text.startswith("Table 1 ")
    assert below.text.startswith("Figure 1 ")
    assert money in below.text
    kept = [bool(each.paragraph_format.keep_with_next) for each in (caption, drawn, below)]
    assert kept == [True, True, False]
    assert drawn.paragraph_format.line_spacing == 1
    [shape] = document.inline_shapes
    assert shape.width == pytest.approx(text_width(document) / 2, abs=1)
    assert (shape._inline.docPr.get("descr"), shape._inline.docPr.get("title")) == ("three bars", jobs)
    assert below.runs[-1].font.bold is False
    assert note.text == f"{jobs}. {money}."
    assert {run.font.size for run in note.runs if run.text.strip()} == {SMALL}
    assert writer.counts == {"table": 1, "picture": 1, "mark": 1}


def test_a_risk_is_told_by_its_chance_and_the_city_and_by_no_method():
    box = (("own_output_shock", None, 0.768),)
    fails = Failing(("employment>=0.95",), "", box, 0.9, 0.53, (0.468, 0.586), 0.449, 512)
    basis = failing_basis(fails, 2035)
    told = text_of(basis, "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "a chance of about 45 %" in told
    assert "(53 %) where the city's own economy runs no better than in the worst 77 % of futures" in told
    assert "本市自身经济未好于最差的77%情景" in text_of(basis, "zh")
    assert not re.search(r"\b512\b|46\.8|search|90 %", told)


def test_a_tracker_read_by_prefecture_says_nothing_of_a_county(results):
    told = open_here("coal_mine_safety", results["xiaoyi"])
    assert told.key == "channels.open.below_prefecture"
    assert "names none here" not in text_of(told, "en")


def test_a_county_says_of_which_prefecture_its_industries_are(results):
    chapter = industries(results["xiaoyi"], frozenset())
    said = [each for block in chapter.blocks if isinstance(block, Passage) for each in block.said]
    keys = [each.key for each in said if isinstance(each, Sentence)]
    assert keys.index("industries.from_prefecture") < keys.index("industries.set")


def test_coal_mines_of_an_older_list_are_told_as_such_where_none_works(results):
    """Daqing and Jinchang had mines in lists of 2017 and 2019, beside a sentence that none works there."""
    for name, year in (("daqing", 2019), ("jinchang", 2017), ("fuxin", None)):
        result = results[name]
        assert any(row[0] == Label("coal_mine_count") for row in key_figures(result).rows)
        said = [each.said[0].values["year"] for each in older_list(result)]
        assert said == ([] if year is None else [year])


def test_lists_of_mines_that_are_far_apart_are_said_to_contradict_each_other(results):
    for name, is_far in (("baotou", True), ("hegang", False)):
        keys = [each.key for each in two_lists(results[name])]
        assert ("document.mines.far_apart" in keys) == is_far


def test_the_border_is_left_out_where_the_province_has_none(results):
    for name, here in (("hegang", True), ("baotou", True), ("xiaoyi", False)):
        lines = {row[0].key: row[2] for row in outline(results[name]).rows}
        for item in ("p003", "p020"):
            told = getattr(lines[f"document.outline.{item}"], "key", None)
            assert (told == "document.basis.not_border") != here


def test_mines_that_end_within_the_plan_are_named_largest_first_and_the_rest_counted(panel):
    """Yulin has dozens of them: three of no order stood there as if they were all."""
    for name, is_more in (("yulin", True), ("zaozhuang", False)):
        place = find(name)
        mines = working_mines(panel, place)
        ending = [each for each in mines.mines if each.end is not None and each.end <= 2035]
        fact = closing_mines(panel, place, mines, 2035)
        largest = sorted((each.capacity for each in ending), reverse=True)[: len(fact.names)]
        assert [
            each.capacity for name in fact.names for each in ending if f"{each.name.en} ({each.end})" == name
        ] == largest
        assert len(fact.names) + fact.more == len(ending)
        assert (fact.said.key == "decisions.fact.and_more") == is_more


def test_ages_of_a_county_have_no_empty_columns_on_what_is_too_much(results):
    """Its supply is in no source: two columns of dashes stood beside the years with most users."""
    for name, columns in (("xiaoyi", 5), ("hegang", 7)):
        assert len(peaks_table(results[name].needs).columns) == columns


def test_the_nearest_place_on_the_map_is_told_as_a_prefecture(results):
    """Huozhou is nearer to Xiaoyi than Luliang, and a county: the title called Luliang the nearest."""
    said = spoken(place_map(results["xiaoyi"].profile, "zh").title, "zh")
    assert "最近的其他地级单位为吕梁市（70公里）" in said
    assert "60公里（霍州市）" in said
