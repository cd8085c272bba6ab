"""What was seen in documents of seven cities and a county, read page by page in both languages."""

import re
from datetime import date

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
from relode.story import Blank, Chapter, Column, Passage, Table
from relode.story.figures import text_of
from relode.story.word.cells import SHORT, filled_field, filled_table
from relode.vocabulary import Label

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
        ending = [each for each in mines.mines if each.end is not None and 2026 <= each.end <= 2035]
        fact = closing_mines(panel, place, mines, 2035)
        largest = sorted((each.capacity for each in ending), reverse=True)[: len(fact.names)]
        assert [each.capacity for name in fact.names for each in ending if each.name.en == name] == largest
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
