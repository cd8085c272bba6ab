"""Each column leads to its field of the record, in every medium and language; kinds have their colour."""

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from relode.language import LANGUAGES, Amount, Sentence, say, spoken
from relode.report.chapter_file import write_chapters
from relode.story import Blank, Callout, Chapter, Column, Heading, Passage, Shade, Span, Steps, Table
from relode.story.columns import STEADY, attribute, cell_text
from relode.story.figures import Value
from relode.story.html import chapter_html
from relode.story.json import chapter_object
from relode.story.text import chapter_text, table_lines
from relode.story.text_columns import width
from relode.story.word.parts import SourceList
from relode.story.word.writer import Writer
from relode.story.words import Words
from relode.story.xlsx import sheet_of

SOURCES = ("census2010",)


@dataclass(frozen=True)
class Part:
    jobs: Amount
    money: float


@dataclass(frozen=True)
class Row:
    year: int
    part: Part
    share: float
    own: Amount
    verdict: str


@dataclass(frozen=True)
class Named:
    name: str
    text: str


ROWS = (
    Row(2031, Part(Amount(41_300.0, "persons", (38_200.0, 45_900.0)), 2.31e8), 0.127, Amount(7.4, "years"), "do"),
    Row(2036, Part(Amount(52_600.0, "persons", (49_100.0, 58_700.0)), 6.42e8), 0.263, Amount(839.0, "ha"), "not_now"),
)
COLUMNS = (
    Column("workbook.head.year", "year"),
    Column("workbook.head.value", "part.jobs", unit="persons"),
    Column("workbook.head.cost", "part.money", unit="yuan", format=STEADY),
    Column("workbook.head.chance", "share", unit="share"),
    Column("workbook.head.dose", "own"),
    Column("workbook.head.verdict", lambda row: Sentence(f"decision.recommendation.{row.verdict}", {})),
)
TABLE = Table(Sentence("workbook.sheet.newest", {}), COLUMNS, ROWS, SOURCES, sheet="newest")
CHAPTER = Chapter("proof", Sentence("workbook.sheet.jobs", {}), (Heading(Sentence("workbook.sheet.money", {})), TABLE))
EXPECTED = {
    "en": [
        ["2031", "41,300 (38,200 to 45,900)", "231", "12.7 %", "7.4 years", "Do now"],
        ["2036", "52,600 (49,100 to 58,700)", "642", "26.3 %", "839 ha", "Not now"],
    ],
    "zh": [
        ["2031", "4.13（3.82至4.59）", "2.31", "12.7%", "7.4年", "现在办理"],
        ["2036", "5.26（4.91至5.87）", "6.42", "26.3%", "839公顷", "暂不办理"],
    ],
}
"""By hand: persons in ten thousands in Chinese, yuan in millions and hundred millions."""


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def expected(language):
    kinds = [cell_text(Sentence(f"decision.recommendation.{row.verdict}", {}), COLUMNS[-1], language) for row in ROWS]
    return [[*cells[:-1], kind] for cells, kind in zip(EXPECTED[language], kinds, strict=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cell_is_the_field_of_its_column_as_text_as_a_page_and_in_a_document(language, tmp_path):
    head, *lines = table_lines(TABLE, language)
    assert [re.split(" {2,}", plain(line)) for line in lines] == expected(language)
    heads = [plain(each) for each in re.split(" {2,}", head)]
    page = str(chapter_html(CHAPTER, Words(language, {"census2010": 1})))
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", page)
    assert [[plain(re.sub("<.*?>", "", each)) for each in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows] == (
        expected(language)
    )
    assert [plain(each) for each in re.findall('data-label="(.*?)"', page)][:5] == heads[1:]
    values = re.findall(r'data-value="(.*?)"', page)
    assert list(map(float, values)) == [41_300, 2.31e8, 0.127, 7.4, 52_600, 6.42e8, 0.263, 839]
    file = write_chapters([CHAPTER], tmp_path / "a.docx", language, date(2026, 1, 2))
    table = Document(str(file)).tables[0]
    cells = [[plain(cell.text) for cell in row.cells] for row in table.rows]
    assert cells[0] == heads
    assert cells[1:] == [[c[:1].upper() + c[1:] for c in row] for row in expected(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_numbers_in_the_unit_of_the_head_with_their_interval(language, tmp_path):
    file = write_chapters([CHAPTER], tmp_path / "a.xlsx", language, date(2026, 1, 2))
    sheet = openpyxl.load_workbook(BytesIO(file.read_bytes())).worksheets[1]
    head, first, second = sheet.iter_rows(values_only=True)
    people, yuan = {"en": (1, 1e-6), "zh": (1e-4, 1e-8)}[language]
    jobs = [[n * people for n in each] for each in ((41_300, 38_200, 45_900), (52_600, 49_100, 58_700))]
    assert first[:6] == pytest.approx((2031, *jobs[0], 2.31e8 * yuan, 0.127))
    assert second[:6] == pytest.approx((2036, *jobs[1], 6.42e8 * yuan, 0.263))
    assert (first[7], second[7]) == (7.4, 839)  # beside their units
    assert first[6] != second[6]
    assert len(set(head)) == len(head) == 9
    unit = {"en": ("(people)", "(million yuan)"), "zh": ("（万人）", "（亿元）")}[language]
    assert all(head[at].endswith(unit[0]) for at in (1, 2, 3))
    assert head[4].endswith(unit[1])


def test_as_an_object_a_figure_keeps_value_unit_and_interval():
    table = chapter_object(CHAPTER, "en")["blocks"][1]
    assert [each["unit"] for each in table["columns"]] == ["", "persons", "yuan", "share", "", ""]
    year, jobs, money, share, own, _ = table["rows"][0]
    assert (year, jobs["value"], jobs["interval_90"], money["value"]) == (2031, 41_300, [38_200, 45_900], 2.31e8)
    assert (share["value"], own["unit"]) == (0.127, "years")


COLOURS = {"do": "DCEFDC", "secure": "DCE9F5", "pilot": "F5EFD6", "more_data": "FFF6B3", "not_now": "E6E6E6",
           "note": "EDF1F5"}  # fmt: skip


@pytest.mark.parametrize("kind", COLOURS)
def test_a_verdict_has_its_colour_in_every_medium(kind, tmp_path):
    callout = Chapter("proof", CHAPTER.heading, (Callout((Sentence("workbook.sheet.money", {}),), kind),))
    assert f'class="callout {kind}"' in str(chapter_html(callout, Words("en", {})))
    file = write_chapters([callout], tmp_path / "a.docx", "en", date(2026, 1, 2))
    grounds = {each.get(qn("w:fill")) for each in Document(str(file)).element.body.iter(qn("w:shd"))}
    assert grounds == {COLOURS[kind]}
    page = write_chapters([callout], tmp_path / "a.html", "en", date(2026, 1, 2)).read_text(encoding="utf-8")
    (colour,) = re.findall(rf"\.callout\.{kind}[ ,][^{{}}]*{{ --kind: #(\w+); }}", page)
    assert colour.upper() == COLOURS[kind]


def test_a_field_to_be_filled_says_what_and_who_has_it():
    blank = Blank("document.blank.miners_by_age", ("finance", "tax"))
    chapter = Chapter("proof", CHAPTER.heading, (Passage((Sentence("workbook.sheet.money", {}), blank)), blank))
    said = chapter_text(chapter, "zh")
    assert said.count("【待填：") == said.count("财政局、税务局") == 2
    assert str(chapter_html(chapter, Words("zh", {}))).count('data-name="miners_by_age"') == 2


def test_rows_of_a_group_stand_below_its_head_and_in_a_workbook_beside_it():
    heads = [Span(Sentence(f"decision.recommendation.{kind}", {}), kind) for kind in ("do", "not_now")]
    table = Table(TABLE.caption, COLUMNS[:2], (heads[0], ROWS[0], heads[1], ROWS[1]), SOURCES, sheet="newest")
    page = str(chapter_html(Chapter("proof", CHAPTER.heading, (table,)), Words("en", {})))
    assert re.findall(r'<tr class="kind (\w+)">|<th scope="row">(\d+)', page) == [
        ("do", ""), ("", "2031"), ("not_now", ""), ("", "2036"),
    ]  # fmt: skip
    sheet = sheet_of(table, "en")
    assert [row[:2] for row in sheet.rows] == [(heads_text(heads[0]), 2031), (heads_text(heads[1]), 2036)]


def test_rows_above_the_first_group_have_none_beside_them():
    head = Span(Sentence("decision.recommendation.do", {}), "do")
    table = Table(TABLE.caption, COLUMNS[:2], (ROWS[0], head, ROWS[1]), SOURCES, sheet="newest")
    assert [row[:2] for row in sheet_of(table, "en").rows] == [(None, 2031), (heads_text(head), 2036)]


def heads_text(span):
    return cell_text(span, COLUMNS[0], "en")


def test_steps_are_numbered_and_a_shade_is_seen_without_colour():
    said = (Sentence("workbook.sheet.money", {}), Sentence("workbook.sheet.jobs", {}))
    chapter = Chapter("proof", CHAPTER.heading, (Steps(said, SOURCES),))
    assert [line[:3] for line in chapter_text(chapter, "en").splitlines()[1:]] == ["1. ", "2. "]
    assert "<ol><li>" in str(chapter_html(chapter, Words("en", {})))
    assert len({cell_text(Shade(strength), COLUMNS[0], "en") for strength in range(3)}) == 3


def test_on_a_narrow_terminal_a_table_is_folded_and_loses_nothing():
    lines = table_lines(TABLE, "en", 60)
    assert max(map(len, lines)) <= 60
    wide = "".join("".join(table_lines(TABLE, "en")).split())
    assert sorted("".join(lines).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")) == sorted(wide)


def test_a_table_is_folded_to_the_terminal_and_never_in_a_pipe(monkeypatch):
    whole = table_lines(TABLE, "zh")
    monkeypatch.setenv("COLUMNS", "50")
    assert table_lines(TABLE, "zh") == whole
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    folded = table_lines(TABLE, "zh")
    assert len(folded) > len(whole)
    assert max(map(width, folded)) <= 50 < max(map(width, whole))


def test_what_is_not_there_is_a_dash_and_nothing_else_is():
    column = Column("workbook.head.value", "a.b", unit="persons")
    assert column.value({"a": None}) is None
    assert cell_text(None, column, "en") == "–"
    assert cell_text(column.value({"a": {"b": 0.0}}), column, "en") == "0"
    with pytest.raises(KeyError):
        column.value({"b": 1})
    with pytest.raises(AttributeError):
        attribute(ROWS[0], "missing")


def test_units_of_rows_stand_beside_their_numbers_in_a_workbook():
    sheet = sheet_of(Table(TABLE.caption, COLUMNS[4:5], ROWS, SOURCES), "en")
    assert sheet.rows == [("years", Value(7.4, "#,##0.###")), ("ha", Value(839.0, "#,##0.###"))]


def test_a_table_of_a_document_begins_and_ends_with_two_rows_on_a_page(tmp_path):
    """A head with one row stood at the foot of a page, and one row at the top of the next."""
    long = Table(TABLE.caption, COLUMNS, (*ROWS, *ROWS, *ROWS, *ROWS), SOURCES)
    file = write_chapters([Chapter("proof", CHAPTER.heading, (long,))], tmp_path / "a.docx", "en", date(2026, 1, 2))
    rows = Document(str(file)).tables[0].rows
    kept = [all(each.paragraphs[0].paragraph_format.keep_with_next for each in row.cells) for row in rows]
    assert kept == [True, True, False, False, False, False, False, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_of_one_chapter_has_its_title_once(language, tmp_path):
    file = write_chapters([CHAPTER], tmp_path / "a.docx", language, date(2026, 1, 2))
    title = [each.text for each in Document(str(file)).paragraphs].count(say("workbook.sheet.jobs", language))
    assert title == 1


def test_no_column_of_a_document_is_narrower_than_its_longest_word(tmp_path):
    """Shuangyashan stood in two lines, Shuangy and ashan."""
    columns = (Column("workbook.head.year", "name"), Column("workbook.head.value", "text", width=9))
    lines = [Named("Shuangyashan", "one or two words " * 9)]
    table = Table(TABLE.caption, columns, lines, SOURCES)
    file = write_chapters([Chapter("proof", CHAPTER.heading, (table,))], tmp_path / "a.docx", "en", date(2026, 1, 2))
    document = Document(str(file))
    first, second = (column.width for column in document.tables[0].columns)
    section = document.sections[0]
    full = section.page_width - section.left_margin - section.right_margin
    assert first + second == pytest.approx(full, abs=2)
    assert first > Pt(len("Shuangyashan") * 9 * 0.5) > 0.1 * full


def test_headings_of_the_second_level_alone_are_numbered_and_none_of_a_tight_paper():
    said = [Heading(Sentence(f"workbook.sheet.{name}", {}), level) for name, level in
            (("jobs", 2), ("monitor_due", 3), ("trial_checks", 2))]  # fmt: skip
    names = [spoken(each.said, "en") for each in said]
    for is_tight, told in ((False, [f"(a) {names[0]}", names[1], f"(b) {names[2]}"]), (True, names)):
        document = Document()
        writer = Writer(document, "en", {}, {}, SourceList(tuple, lambda key: Sentence(key, {})), is_tight)
        for each in said:
            writer._heading(each)
        assert [each.text for each in document.paragraphs] == told
