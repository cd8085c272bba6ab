"""The workbook as a reader opens it: in one language, with units, formats, filters, links and nothing empty."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest

import relode as rl
from relode.answers.journey import diagnosed
from relode.language import LANGUAGES, say, unit_name
from relode.report import result_of, write_workbook
from relode.story.figures import Sheet, SheetColumn, cleaned, shown
from relode.story.xlsx import WIDEST, _fill


@pytest.fixture(scope="module")
def books(hegang_run):
    """The workbooks of the run folder."""
    return {language: openpyxl.load_workbook(hegang_run[0] / f"tables.{language}.xlsx") for language in LANGUAGES}


def sheet(books, language, key):
    """A sheet by its key: head and rows."""
    head, *rows = books[language][say(f"workbook.sheet.{key}", language)].iter_rows(values_only=True)
    return head, rows


def test_there_are_at_most_fifteen_sheets_and_none_is_empty(books):
    for book in books.values():
        assert len(book.sheetnames) <= 15
        assert all(each.max_row > 1 for each in book)


def test_every_sheet_has_a_link_on_the_cover_a_fixed_head_and_a_filter(books):
    for language, book in books.items():
        cover, *others = list(book)
        links = {cell.value: cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink}
        assert links == {each.title: f"'{each.title}'!A1" for each in others}
        assert all(each.freeze_panes == "B2" and each.auto_filter.ref == each.dimensions for each in others)
        rows = {row[0]: row[2] for row in cover.iter_rows(values_only=True) if isinstance(row[2], int)}
        assert rows == {each.title: each.max_row - 1 for each in others}
        assert cover["A1"].value == say(
            "workbook.cover.title", language, place={"zh": "鹤岗市", "en": "Hegang"}[language]
        )


def test_names_and_heads_are_in_the_language_of_the_reader(books):
    for each in books["zh"]:
        words = [str(cell.value) for cell in each[1] if cell.value] + [each.title]
        assert all(re.search(r"[\u4e00-\u9fff]", word) for word in words), each.title
    for each in books["en"]:
        words = [str(cell.value) for row in each.iter_rows() for cell in row if isinstance(cell.value, str)]
        named = [word for word in words if re.search(r"[\u4e00-\u9fff]", word)]
        assert not named or each.title == say("workbook.sheet.industries", "en"), (each.title, named[:3])


def test_units_stand_in_heads_and_formats_fit_them(books):
    years = books["zh"]["历年指标"]
    heads = {cell.value: cell.column for cell in years[1]}
    formats = {
        head: {cell.number_format for (cell,) in years.iter_rows(2, None, at, at) if cell.value is not None}
        for head, at in heads.items()
    }
    assert formats["常住人口（万人）"] == {"#,##0.00"}
    assert formats["城镇化率（%）"] == {"0.0%"}
    assert formats["一般公共预算支出（亿元）"] == {"#,##0.00"}
    assert formats["年份"] == {"0"}


def test_figures_are_in_the_unit_of_their_head(books, plan_json):
    series = plan_json["diagnosis"]["series"]
    head, rows = sheet(books, "zh", "years")
    people = {row[0]: row[head.index("常住人口（万人）")] for row in rows}
    assert people[2020] == pytest.approx(series["population"][-1]["value"] / 1e4)
    head, rows = sheet(books, "en", "years")
    spent = {row[0]: row[head.index("General public budget expenditure (billion yuan)")] for row in rows}
    newest = series["budget_expenditure"][-1]
    assert spent[newest["year"]] == pytest.approx(newest["value"] / 10)  # of 100 million yuan


def test_no_cell_is_next_to_nothing(books):
    for book in books.values():
        for each in book:
            numbers = [c.value for row in each.iter_rows() for c in row if isinstance(c.value, int | float)]
            assert not [n for n in numbers if n != 0 and abs(n) < 1e-9], each.title


def test_the_parts_of_each_score_add_up_to_it(books):
    head, rows = sheet(books, "zh", "industries")
    at = head.index("得分（对数几率）")
    scored = [row for row in rows if row[at] is not None]
    assert len(scored) == 7  # of eight candidates; recycling has no class of listings
    for row in scored:
        assert sum(part or 0 for part in row[at + 1 :]) == pytest.approx(row[at], abs=1e-12)


def test_every_newest_figure_has_its_sources_and_what_is_counted(books):
    head, rows = sheet(books, "en", "newest")
    assert len(rows) > 40
    assert all(row[head.index("Sources")] and row[head.index("What is counted")] for row in rows)


def test_quarters_of_peers_and_the_middle_of_the_kind_stand_below_their_heads(books):
    """Shares are cells as they are; the record has quantiles by their level."""
    head, rows = sheet(books, "en", "newest")
    heads = ("Peers, lower quartile", "Peers, median", "Peers, upper quartile", "Same type, median")
    [found] = [[row[head.index(each)] for each in heads] for row in rows if row[0] == "Population change in ten years"]
    beside = rl.diagnosis.profile(rl.panel.load(), "hegang").record()["beside"]
    peers, kind = (
        next(each["quantiles"] for each in beside if (each["quantity"], each["group"]) == ("population_change", group))
        for group in ("peers", "type")
    )
    assert found == pytest.approx([peers["0.25"], peers["0.5"], peers["0.75"], kind["0.5"]])


def test_jobs_by_section_are_those_of_the_record(books, plan_json):
    head, rows = sheet(books, "en", "jobs")
    own = {row[0]: row[head.index("Own part (people)")] for row in rows}
    sections = plan_json["diagnosis"]["decomposition"]["sections"]
    assert len(own) == len(sections)
    assert sorted(own.values()) == pytest.approx(sorted(each["place"] for each in sections))


def test_needs_are_those_of_the_record(books, panel):
    head, rows = sheet(books, "en", "needs_norms")
    surplus = [row for row in rows if row[0] == "Teachers of primary schools"]
    told = rl.needs.of(panel, "hegang").service("teachers_primary").at(2030).surplus
    at = next(at for at, name in enumerate(head) if name.startswith("Of it sure"))
    assert [row[at] for row in surplus] == pytest.approx([each.sure for each in told.values()])
    head, rows = sheet(books, "en", "needs_users")
    assert len(rows) == len(rl.needs.services())


def test_a_county_has_a_workbook_without_empty_sheets():
    panel, found = diagnosed("xiaoyi", ())
    content = BytesIO()
    write_workbook(result_of(panel, found, (), date(2026, 1, 2)), content, "zh")
    book = openpyxl.load_workbook(content)
    assert "封面" in book.sheetnames
    assert all(each.max_row > 1 for each in book)


def test_next_to_nothing_is_nothing():
    assert cleaned([-3.6e-13, -105.4, 1.1e-12]) == [0, -105.4, 0]
    assert cleaned([None, 2e-18]) == [None, 0]


@pytest.mark.parametrize(
    ("unit", "value", "en", "zh"),
    [
        ("share", 0.2, ("%", 0.2, "0.0%"), ("%", 0.2, "0.0%")),
        ("share per year", 0.2, ("%", 0.2, "0.0%"), ("%", 0.2, "0.0%")),
        ("share change", 0.2, ("percentage points", 20, "0.00"), ("百分点", 20, "0.00")),
        ("persons", 50_000, ("people", 50_000, "#,##0"), ("万人", 5, "#,##0.00")),
        ("100 million yuan", 30, ("billion yuan", 3, "#,##0.00"), ("亿元", 30, "#,##0.00")),
        ("yuan", 2e8, ("million yuan", 200, "#,##0.00"), ("亿元", 2, "#,##0.00")),
        ("yuan per year", 2e8, ("million yuan", 200, "#,##0.00"), ("亿元", 2, "#,##0.00")),
        ("count", 7, ("", 7, "#,##0"), ("", 7, "#,##0")),
        ("rank", 7, ("", 7, "#,##0"), ("", 7, "#,##0")),
        ("ratio", 0.5, ("", 0.5, "#,##0.###"), ("", 0.5, "#,##0.###")),
        ("km2", 0.5, (unit_name("km2", "en"), 0.5, "#,##0.###"), (unit_name("km2", "zh"), 0.5, "#,##0.###")),
        ("10 thousand yuan per person", 0.6, (unit_name("yuan per person", "en"), 6000, "#,##0.###"),
         (unit_name("yuan per person", "zh"), 6000, "#,##0.###")),
    ],
)  # fmt: skip
def test_a_column_of_a_unit_by_hand(unit, value, en, zh):
    """The word, what the value is multiplied by, and the format, in which figures a reader would write them."""
    for language, (word, number, form) in (("en", en), ("zh", zh)):
        column = shown(unit, language)
        assert (column.word, column.form) == (word, form)
        assert value * column.factor == pytest.approx(number, rel=1e-12)


def test_columns_are_as_wide_as_their_longest_text_within_limits():
    """By hand: 1.2 units a letter; at least 12, a text at most WIDEST, a head at most 24."""
    heads = ("short", "a head of 15 lt", "a head of thirty letters, about", "texts", "longest texts")
    rows = (("a", 1, 2, "a text of 30 letters, this one", "x" * 200), ("ab", 3, 4, "b", "y"))
    sheet = openpyxl.Workbook().active
    _fill(sheet, Sheet("people", tuple(SheetColumn(head) for head in heads), rows))
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert widths == pytest.approx([12, 15 * 1.2, 24, 30 * 1.2, WIDEST])
