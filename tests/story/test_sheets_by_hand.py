"""Sheets, workbooks and forms by hand."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from relode.errors import RelodeError
from relode.language import Amount, Sentence, say
from relode.story.blocks import (
    Table,
)
from relode.story.columns import Column, Span
from relode.story.figures import (
    Sheet,
    SheetColumn,
    Value,
    shown,
)
from relode.story.form import FormSheet, form_bytes, write_form
from relode.story.words import Words
from relode.story.xlsx import Cover, sheet_of, write_sheets

SAID, OTHER = (Sentence(f"charts.sectors.{name}", {}) for name in ("primary", "secondary"))
WORDS = Words("en", {"a": 1, "b": 2})


def test_a_sheet_has_units_in_heads_intervals_in_columns_and_words_where_they_were():
    low, high = (say(f"workbook.head.{end}", "en") for end in ("low_90", "high_90"))
    people = shown("persons", "en").word
    columns = (
        Column(SAID, lambda row: row[0]),
        Column(OTHER, lambda row: row[1], "persons"),
        Column(OTHER, lambda row: row[2], format="tenths"),
    )
    rows = [
        (2020, Amount(5.0, "persons", (4.0, 6.0)), Amount(0.5, "share")),
        (2021, "few", None),
        (2022, Amount(9e-10, "persons"), Amount(0.25, "share")),
    ]
    found = sheet_of(Table(None, columns, rows, sheet="years"), "en")
    labelled = [say("workbook.head.with_unit", "en", label=each, unit=people) for each in ("secondary", low, high)]
    assert found == Sheet(
        "years",
        [
            SheetColumn("primary", "0"),
            *(SheetColumn(each, "#,##0") for each in labelled),
            SheetColumn("secondary", "0.0%"),
        ],
        [(2020, 5.0, 4.0, 6.0, 0.5), (2021, "few", None, None, None), (2022, 0.0, None, None, 0.25)],
    )
    mixed = [(1, Amount(5.0, "persons"), None), (2, Amount(0.5, "share"), None)]
    told = sheet_of(Table(None, (columns[0], Column(OTHER, lambda row: row[1])), mixed), "en")
    unit = say("workbook.head.unit", "en")
    assert [each.head for each in told.columns] == ["primary", unit, "secondary"]
    assert told.rows == [(1, people, Value(5.0, "#,##0")), (2, shown("share", "en").word, Value(0.5, "0.0%"))]
    with_units = (Column("workbook.head.unit", lambda _: "u"), Column(OTHER, lambda row: row[1]))
    assert sheet_of(Table(None, with_units, mixed), "en").rows == [
        ("u", Value(5.0, "#,##0")),
        ("u", Value(0.5, "0.0%")),
    ]
    grouped = sheet_of(Table(None, columns[:1], [(1,), Span(OTHER), (2,)]), "en")
    assert (grouped.columns[0].head, grouped.rows) == (say("workbook.head.group", "en"), [(None, 1), ("secondary", 2)])
    assert sheet_of(Table(None, columns[:1], []), "en").rows == []


def test_a_workbook_has_a_cover_with_links_and_sheets_with_fixed_heads():
    made = BytesIO()
    sheets = [
        Sheet(
            "years",
            [SheetColumn("Head", "0"), SheetColumn("Words"), SheetColumn("W" * 19)],
            [(2020, "a" * 30, Value(0.5, "0%")), (2021, "=1", None), (2022, "b" * 49, None)],
        ),
        Sheet("jobs", [SheetColumn("Head")], []),
    ]
    write_sheets(Cover(SAID, [OTHER], OTHER, [SAID]), sheets, made, "en")
    book = load_workbook(made)
    years = say("workbook.sheet.years", "en")
    assert book.sheetnames == [say("workbook.sheet.cover", "en"), years]
    cover = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows()]
    none = (None,) * 3
    heads = tuple(say(f"workbook.cover.{name}", "en") for name in ("sheet", "holds", "rows"))
    assert cover == [
        ("primary", None, None),
        ("secondary", None, None),
        none,
        heads,
        (years, say("workbook.about.years", "en"), 3),
        none,
        ("secondary", None, None),
        none,
        (say("workbook.cover.said", "en"), None, None),
        ("primary", None, None),
    ]
    first = book.worksheets[0]
    assert (first["A1"].font.bold, first["A4"].font.bold, first["A9"].font.bold, first["C4"].fill.fgColor.rgb[2:]) == (
        True,
        True,
        True,
        "D9E2EC",
    )
    assert first["A5"].hyperlink.location == f"'{years}'!A1"
    assert [first.column_dimensions[each].width for each in "ABC"] == [30, 60, 10]
    sheet = book[years]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:C4")
    # By hand: 12 at least; 1.2 of 30 letters are 36, of 49 they would be 58.8: 48 at most; of a head of 19 22.8.
    assert [sheet.column_dimensions[each].width for each in "ABC"] == [12, 48, pytest.approx(22.8)]
    assert [sheet[at].number_format for at in ("A2", "C2")] == ["0", "0%"]
    assert [bool(sheet[at].alignment.wrap_text) for at in ("B2", "B4", "A1")] == [False, True, True]
    assert (sheet["B3"].data_type, sheet["B3"].quotePrefix, sheet["A1"].font.bold) == ("s", True, True)
    assert book.properties.title == "primary"


def test_a_form_has_words_head_lines_notes_and_choices(tmp_path):
    form = FormSheet(
        "Form",
        ("a", "b"),
        [(1, None), ("x", 2.5)],
        ("above",),
        18,
        "B2",
        is_wrapped=True,
        notes={2: "note"},
        choices={1: ("p", "q"), 2: "'Lists'!$A$1:$A$9"},
    )
    plain = FormSheet("Plain", ("a",), widths=(36, 14), is_bold=False, is_hidden=True, frozen=None)
    write_form(tmp_path / "form.xlsx", [form, plain])
    book = load_workbook(tmp_path / "form.xlsx")
    assert book.sheetnames == ["Form", "Plain"]
    sheet, hidden = book.worksheets
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == [
        ("above", None),
        (None, None),
        ("a", "b"),
        (1, None),
        ("x", 2.5),
    ]
    assert [sheet[at].font.bold for at in ("A1", "A3", "A4")] == [False, True, False]
    assert (sheet["A3"].alignment.wrap_text, sheet["A3"].alignment.vertical, sheet["B1"].comment.text) == (
        True,
        "top",
        "note",
    )
    assert [sheet.column_dimensions[each].width for each in "AB"] == [18, 18]
    assert [hidden.column_dimensions[each].width for each in "AB"] == [36, 14]
    rules = [
        (str(each.sqref), each.formula1, each.type, each.allow_blank, bool(each.showErrorMessage))
        for each in sheet.data_validations.dataValidation
    ]
    assert rules == [("A2:A500", '"p,q"', "list", True, False), ("B2:B500", "'Lists'!$A$1:$A$9", "list", True, False)]
    assert (sheet.freeze_panes, hidden.freeze_panes, sheet.sheet_state, hidden.sheet_state) == (
        "B2",
        None,
        "visible",
        "hidden",
    )
    assert (hidden["A1"].font.bold, hidden["A1"].alignment.wrap_text) == (False, None)
    old = Workbook()
    old.active.title = "Old"
    old.save(tmp_path / "old.xlsx")
    assert load_workbook(BytesIO(form_bytes([form], tmp_path / "old.xlsx"))).sheetnames == ["Form", "Old"]
    for path in ("form.xlsx", "form.csv", "none/form.xlsx"):
        with pytest.raises(RelodeError):
            write_form(tmp_path / path, [form])
    simple = FormSheet("S", ("a",))
    assert (simple.frozen, simple.is_bold, simple.is_wrapped, simple.is_hidden) == ("A2", True, False, False)
