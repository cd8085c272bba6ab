"""The reports of a funding run as a funder opens them: brief and document in Word, the workbook, both languages."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from relode.charts import chinese_font_found
from relode.fund.fund_text import SOURCES, fund_sources
from relode.language import LANGUAGES, say, spoken
from relode.outlook.ahead.change_accounts import AGES
from relode.plan.cards.card_text import named
from relode.report.document.fund_document import fund_documents
from relode.report.fund_sections import sections
from relode.report.fund_sheets import fund_workbook
from relode.story.xlsx import MOST_SHEETS

from .conftest import made_fund_record

MADE = date(2026, 1, 2)


@pytest.fixture(scope="module")
def documents():
    """Language -> brief and document."""
    return {language: fund_documents(made_fund_record(), MADE, language) for language in LANGUAGES}


def opened(content):
    return Document(BytesIO(content))


def words_of(content):
    """All text of the body, cell by cell."""
    body = opened(content).element.body
    return ["".join(each.text or "" for each in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def headings(content):
    return [p.text for p in opened(content).paragraphs if p.style.name == "Heading 1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_says_who_gets_what_net_of_neighbours_who_is_worst_off_and_how_sure(documents, language):
    brief, _ = documents[language]
    assert headings(brief) == [say(f"fund.section.{key}", language) for key in ("places", "net", "worst_off", "sure")]
    text = "\n".join(words_of(brief))
    told = {
        "en": ["Hegang", "101 million yuan", "400 job-years", "Jixi keeps least", "1.34 %", "get nothing: 1"],
        "zh": ["鹤岗市", "1.01亿元", "400岗位·年", "鸡西市保住的就业最少", "1.34%", "未获资助的地区有1个"],
    }[language]
    assert [each for each in told if each not in text.replace("\N{NO-BREAK SPACE}", " ")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_has_every_section_of_the_page_under_a_numbered_heading(documents, fund_record, language):
    _, document = documents[language]
    keys = [each.key for each in sections(fund_record) if each.key != "curves"]  # doses are to be looked up
    marks = {"en": [f"{n} " for n in range(1, 10)], "zh": [f"{sign}、" for sign in "一二三四五六七八九"]}[language]
    expected = [f"{mark}{say(f'fund.section.{key}', language)}" for mark, key in zip(marks, keys, strict=False)]
    assert headings(document) == expected
    tables = [table for section in sections(fund_record) for table in section.tables if not table.folded]
    assert [(len(each.rows) - 1, len(each.columns)) for each in opened(document).tables] == [
        (len(table.rows), len(table.columns)) for table in tables
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_look_doses_up_is_said_once_in_the_section_of_how_it_was_found(documents, language):
    _, document = documents[language]
    words, heads = words_of(document), headings(document)
    said = say("fund.document.look_up", language)
    at = [i for i, text in enumerate(words) if said in text]
    assert len(at) == 1
    before = [text for text in words[: at[0]] if text in heads]
    assert before[-1].endswith(say("fund.section.how", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_list_the_sources_and_have_the_map_where_it_can_be_drawn(documents, fund_record, language):
    brief = (*SOURCES, *AGES)
    every = set(fund_sources(fund_record)) - {"published_effects"}  # of papers that stand beside their figures
    for content, least in zip(documents[language], (brief, every), strict=True):
        found = opened(content)
        can_draw = language != "zh" or chinese_font_found()
        assert len(found.inline_shapes) == can_draw
        listed = [text for text in words_of(content) if text.startswith("[") and "]" in text]
        assert len(listed) >= len(least)
        assert found.core_properties.created.date() == MADE


def test_the_same_run_gives_the_same_bytes(documents, fund_record):
    assert fund_documents(fund_record, MADE, "en") == documents["en"]


def book_of(record, language, cards=()):
    content = fund_workbook(record, {"230400": cards}, MADE, language)
    return openpyxl.load_workbook(BytesIO(content))


def rows_of(book, language, key):
    head, *rows = book[say(f"workbook.sheet.{key}", language)].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_cover_what_the_run_says_and_no_empty_sheet(fund_record, language):
    book = book_of(fund_record, language)
    assert len(book.sheetnames) <= MOST_SHEETS
    assert all(each.max_row > 1 for each in book)
    lines = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert fund_record.command in next(line for line in lines if line and "relode fund" in line)
    assert say("workbook.cover.said", language) in lines


def test_figures_are_in_the_unit_of_their_head(fund_record):
    """By hand: 13.7 bn yuan are 13,700 million or 137 yi; 70 per cent of the jobs are .7; a job-year costs 1 M."""
    row = rows_of(book_of(fund_record, "en"), "en", "fund_places")[0]
    assert row["Public spending a year (million yuan)"] == pytest.approx(13_700)
    assert row["Job-years"] == 1000
    assert row["Jobs kept, nothing done (%)"] == 0.7
    assert row["Funder's yuan for a job-year"] == 1e6
    row = rows_of(book_of(fund_record, "zh"), "zh", "fund_places")[0]
    assert row["财政支出（年）（亿元）"] == pytest.approx(137)
    assert row["大专以下劳动年龄人口（万人）"] == pytest.approx(0.01)


def test_sums_of_all_places_stand_below_them_in_the_sheet_of_neighbours(fund_record):
    """By hand: 1,000 gained, 300 lost in the province, 100 elsewhere."""
    rows = rows_of(book_of(fund_record, "en"), "en", "fund_net")
    assert [row["Job-years, net"] for row in rows] == [-300, 1000, 1000, -300, -100]
    assert [row["Place"] for row in rows[:2]] == ["Jixi", "Hegang"]


def test_every_card_stands_in_the_workbook_with_the_dose_that_is_funded_and_the_citys_own_plan(fund_record, a_card):
    (row,) = rows_of(book_of(fund_record, "en", (a_card,)), "en", "measures")
    assert row["Place"] == "Hegang"
    assert row["Measure"] == spoken(named(a_card.name), "en")
    assert (row["Dose"], row["Dose in the plan"]) == (0.02, 0.01)
    assert row["Its own plan"] == "Command: relode plan hegang"
    assert row["Why"]
