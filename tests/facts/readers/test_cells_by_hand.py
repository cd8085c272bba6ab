"""What single cells, lines and files of a user's table are read as: each rule at its limit."""

import gzip
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.file_rows import (
    PIECE,
    cell_text,
    csv_rows,
    encoding_of,
    file_encoding,
    first_lines,
    separator_of,
)
from relode.facts.readers.own_workbook import read_workbook
from relode.facts.readers.plain_file import cells_of, has_commas, plain_lines, separator_in, under_head
from relode.facts.readers.table_cells import (
    CellFaults,
    check_padding,
    check_quotes,
    counted,
    fiscal_years,
    number_reader,
    positive,
    year_of_text,
)
from relode.facts.readers.typed_lines import typed_lines
from relode.facts.table_labels import Labels, labels_of, other_padding, position_of, refuse_hidden


def refusal(call, *args):
    """Key and values of what a call is refused with."""
    with pytest.raises(RelodeError) as caught:
        call(*args)
    return caught.value.key, caught.value.values


@pytest.mark.parametrize(
    ("decimal", "text", "value"),
    [
        (".", "12.5", 12.5), (".", "-3", -3.0), (".", "1,234", 1234.0), (".", "1,234,567.5", 1_234_567.5),
        (",", "1,5", 1.5), (",", "1.234,5", 1234.5), (",", "1.234", 1234.0), (".", "1 234", 1234.0),
        (".", "1\u202f234", 1234.0), (".", "\u22125", -5.0), (".", "+5", 5.0), (".", "5.", 5.0), (".", ".5", 0.5),
        (".", "2e3", 2000.0), (".", "1e30", 1e30), (".", "-1e30", -1e30), (".", "（D）", None), (".", "N/A", None),
        (".", "", None), (".", " ", None), (".", "１２", 12.0), (",", "-0,25", -0.25),
    ],
)  # fmt: skip
def test_a_number_is_read_as_offices_write_it(decimal, text, value):
    assert number_reader(decimal)(text) == value


@pytest.mark.parametrize(
    ("decimal", "text", "key", "values"),
    [
        (".", "12,34", "separator", {"decimal": "."}), (",", "12.34", "separator", {"decimal": ","}),
        (".", "12²", "marked_number", {"mark": "²"}), (".", "1234 b", "marked_number", {"mark": "b"}),
        (".", "many", "no_number", {}), (".", "1e400", "no_number", {}), (".", "1-2", "no_number", {}),
        (".", "1.1e30", "too_much", {"most": "1e+30"}), (".", "-1.1e30", "too_much", {"most": "1e+30"}),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_the_reason(decimal, text, key, values):
    assert refusal(number_reader(decimal), text) == (f"country.{key}", values)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019/20", (2019, 2020)), ("2019-2020", (2019, 2020)), ("FY 2019/20", (2019, 2020)),
        ("1999/00", (1999, 2000)), ("1899–1900", (1899, 1900)), ("2019/21", None), ("2019/19", None),
        ("2019-2021", None), ("2019", None),
    ],
)  # fmt: skip
def test_a_fiscal_year_ends_in_the_year_after_it_begins(text, years):
    assert fiscal_years(text) == years


def test_a_year_has_four_digits_and_what_else_it_may_be_is_said():
    assert [year_of_text(text) for text in ("2019", " 2019年", "2019.0", "", " ")] == [2019.0] * 3 + [None] * 2
    assert refusal(year_of_text, "2019/20") == ("country.fiscal_year", {"first": 2019, "last": 2020})
    assert [refusal(year_of_text, text)[0] for text in ("2019-Q1", "2011-2014", "19", "2019.5")] == [
        "country.part_of_year", "country.part_of_year", "country.no_year", "country.no_year",
    ]  # fmt: skip


def test_each_cell_has_one_fault_and_all_are_counted():
    faults = CellFaults("a.csv")
    faults.stop()
    read = number_reader(".")
    cells = [(2, "jobs", "3"), (3, "jobs", "x"), (3, "jobs", "y"), (3, "pay", "x"), (4, "jobs", "")]
    assert [faults.tried(*cell, read) for cell in cells] == [3.0, None, None, None, None]
    key, values = refusal(faults.stop)
    assert (key, values["where"], values["count"]) == ("country.cells", "a.csv", 2)
    assert [(each.values["row"], each.values["column"], each.values["value"]) for each in values["offenders"]] == [
        (3, "jobs", "x"), (3, "pay", "x"),
    ]  # fmt: skip


def test_codes_in_quotes_or_without_zeros_are_named():
    assert check_quotes(["a", "b c"], "t") is None
    assert refusal(check_quotes, ["b", "'c'", '"a', "'c'"], "t") == (
        "country.quoted", {"where": "t", "offenders": ['"a', "'c'"]}
    )  # fmt: skip
    assert check_padding(["9", "'z'", "x"], {"01", "a"}, "t") is None
    assert refusal(check_padding, ["1", "x"], {"01", "a"}, "t") == (
        "country.padding", {"where": "t", "offenders": ["1 / 01"]}
    )  # fmt: skip
    assert refusal(check_padding, ["'a'", "'z'"], {"01", "a"}, "t")[1]["offenders"] == ["'a'"]
    assert counted("t", ["d", "b", "c", "a", "b"]) == {"where": "t", "count": 4, "first": "a, b, c"}


@pytest.mark.parametrize("value", [0, -1, True, "3", float("inf"), float("nan"), None])
def test_a_setting_is_a_number_above_nothing(value):
    assert positive("t", "scale", 2) == 2.0
    assert positive("t", "scale", 0.5) == 0.5
    assert refusal(positive, "t", "scale", value)[0] == "country.no_positive"


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (-2.0, "-2"), (2.5, "2.5"), (999_999_999_999_999.0, "999999999999999"), (1e15, "1000000000000000.0"),
     (1e20, "1e+20"), (None, ""), (" a ", "a"), (7, "7"), (float("nan"), "nan")],
)  # fmt: skip
def test_a_cell_of_a_workbook_is_text_as_a_reader_would_type_it(value, text):
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("鹤岗".encode(), "utf-8-sig"), (b"\xa1\xa1,1", "gb18030"), (b"\xb0\xa1\x81\x40", "gb18030"),
        (b"\xb0\xa1\x81\x40\x81\x40", None), (b"\xb0\x41", None), (b"\xff\xff", None),
    ],
)  # fmt: skip
def test_half_of_the_signs_of_a_chinese_text_are_common_ones(raw, encoding):
    if encoding is None:
        assert refusal(encoding_of, raw, Path("x.csv")) == ("unknown_encoding", {"path": Path("x.csv")})
    else:
        assert encoding_of(raw, Path("x.csv")) == encoding


def test_a_sign_that_two_pieces_of_a_file_share_is_no_fault(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"xx\n" + b"a,\xb0\xa1\n" * (PIECE // 5 + 9))  # the piece ends between two bytes of a sign
    assert path.read_bytes()[PIECE - 1 : PIECE + 1] == b"\xb0\xa1"
    assert file_encoding(path) == "gb18030"


@pytest.mark.parametrize(
    ("head", "decimal", "sign"),
    [("a;b", ".", ";"), ("a,b;c", ".", ","), ("a,b;c", ",", ";"), ("a\tb", ".", "\t"), ("a;b\tc", ".", ";"),
     ("a", ".", ","), ("a,b", ",", ",")],
)  # fmt: skip
def test_the_sign_between_columns_is_no_comma_where_that_is_the_decimal_sign(head, decimal, sign):
    assert separator_of(head, decimal) == sign


def test_rows_keep_their_numbers_and_lose_blanks(tmp_path):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("﻿a; b\r\n\r\n;\n 1 ;2\n".encode()))
    assert list(csv_rows(path, separator=";")) == [(1, ("a", "b")), (4, ("1", "2"))]
    assert first_lines(path) == ["a; b"]
    assert first_lines(path, count=3) == ["a; b", "", ";"]
    assert cells_of(["a|b", "", " | ", "c |d"], "|") == [(1, ("a", "b")), (4, ("c", "d"))]


@pytest.mark.parametrize(
    ("lines", "sign"),
    [(["a,b", "1,2"], ","), (["a;b", "1,5;2"], ";"), (["x,y;z", "1;2", "3;4"], ";"), (["a\tb,c\td"], "\t"),
     (["a|b|c", "1|2|3", "x,y"], "|"), (["a"], ",")],
)  # fmt: skip
def test_the_sign_is_that_which_parts_most_cells_of_lines_of_one_length(lines, sign):
    assert separator_in(lines) == sign


@pytest.mark.parametrize(
    ("cell", "is_comma"),
    [("28,5", True), ("-28,25", True), ("1.234,5", True), ("1,2345", True), ("1,234", False), ("1,234.5", False),
     ("28.5", False), ("a,5", False)],
)  # fmt: skip
def test_a_comma_is_a_decimal_sign_where_no_three_digits_follow(cell, is_comma):
    assert has_commas([(1, ("x", "7")), (2, ("y", cell))]) == is_comma


@pytest.mark.parametrize(("row", "decimal"), [(60, ","), (61, ".")])
def test_the_decimal_sign_is_looked_for_in_the_first_sixty_rows(tmp_path, row, decimal):
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["a;b", *["1;2"] * (row - 2), "1;2,5"]), encoding="utf-8")
    found = plain_lines(path)
    assert (found.decimal, found.encoding, len(found.rows)) == (decimal, "", row)


@pytest.mark.parametrize(("at", "first"), [(20, 20), (21, 1)])
def test_a_head_stands_in_the_first_twenty_rows(at, first):
    rows = [*((n, ("title", "x")) for n in range(1, at)), (at, ("Place", "year")), (at + 1, ("a", "2020"))]
    assert under_head(rows, {"place", "year"})[0][0] == first
    assert under_head(rows, lambda cells: cells[0] == "Place")[0][0] == first


def test_notes_below_a_table_are_left_out_and_rows_that_only_begin_so_are_not():
    rows = [(1, ("a", "b")), (2, ("Source: us", "")), (3, ("Sources: us", "5")), (4, ("© us", "")), (5, ("us", ""))]
    assert [number for number, _ in under_head(rows, ("a", "b"))] == [1, 3, 5]
    assert under_head([(1, ("Source: us", "")), *rows[:1]], lambda _: False)[0][0] == 1  # a head is never a note


def book(path, *sheets):
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made, path


def test_a_workbook_is_its_visible_sheets_as_text_with_the_cells_that_have_none(tmp_path):
    made, path = book(tmp_path / "b.xlsx", ("one", [["a", 2.0], [], ["=1+1", 2.5], ["#N/A", "x"]]), ("none", []),
                      ("away", [["z"]]))  # fmt: skip
    made["one"].merge_cells("A6:B7")
    made["one"]["A6"] = "wide"
    made["away"].sheet_state = "hidden"
    made.save(path)
    (sheet,) = read_workbook(path)
    assert (sheet.name, sheet.rows) == (
        "one", ((1, ("a", "2")), (3, ("=1+1", "2.5")), (4, ("#N/A", "x")), (6, ("wide", "")))
    )  # fmt: skip
    merged = dict.fromkeys(("A6", "B6", "A7", "B7"), "workbook.merged")
    assert sheet.refused == {"A3": "workbook.formula", "A4": "workbook.error_cell", **merged}
    key, values = refusal(plain_lines, path)
    assert (key, values["sheets"], values["cells"][:2]) == ("one_plain_sheet", ["one"], ["one!A6", "one!B6"])
    assert sorted(values["cells"]) == ["one!A3", "one!A4", "one!A6", "one!A7", "one!B6", "one!B7"]


def test_a_workbook_that_would_fill_memory_is_refused_before_it_is_opened(tmp_path):
    made, path = book(tmp_path / "b.xlsx", ("one", [["a"]]))
    made["one"].merge_cells("A1:B2")
    made.save(path)
    with ZipFile(path) as parts:
        texts = {part: parts.read(part) for part in parts.namelist()}

    def again(change=lambda _: _, more=0):
        with ZipFile(path, "w") as parts:
            for part, text in texts.items():
                parts.writestr(part, change(text))
            for number in range(more - len(texts)):
                parts.writestr(f"x{number}", b"")
        return path

    again(lambda text: text.replace(b'"A1:B2"', b'"A1:B100001"'))
    assert refusal(read_workbook, path) == (
        "workbook.too_many_cells", {"path": path, "cells": "200,002", "most": "200,000"}
    )  # fmt: skip
    assert len(read_workbook(again(more=500))) == 1
    assert refusal(read_workbook, again(more=501)) == ("workbook.too_large", {"path": path, "most": 60})
    for part, key in (("xl/vbaProject.bin", "workbook.macros"), ("xl/externalLinks/1.xml", "workbook.links")):
        with ZipFile(again(), "a") as parts:
            parts.writestr(part, b"")
        assert refusal(read_workbook, path) == (key, {"path": path})
    again()
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02") + 24  # what the list of parts says of the size of the first, unpacked
    others = sum(map(len, texts.values())) - int.from_bytes(raw[at : at + 4], "little")
    for size in (60_000_000, 60_000_001):
        raw[at : at + 4] = (size - others).to_bytes(4, "little")
        path.write_bytes(bytes(raw))
        if size == 60_000_000:
            assert len(read_workbook(path)) == 1
        else:
            assert refusal(read_workbook, path) == ("workbook.too_large", {"path": path, "most": 60})
    for size, key in ((20_000_000, "workbook.damaged"), (20_000_001, "workbook.too_large")):
        with path.open("wb") as file:
            file.truncate(size)
        assert refusal(read_workbook, path)[0] == key


def test_a_sheet_of_more_cells_than_a_table_has_is_refused(tmp_path):
    made, path = book(tmp_path / "b.xlsx", ("one", [["a"]]), ("two", [["a"]]))
    made["one"].cell(10, 11_000, "x")
    made["two"].cell(9, 10_001, "x")
    made.save(path)
    assert refusal(read_workbook, path) == (
        "workbook.too_many_cells", {"path": path, "cells": "200,009", "most": "200,000"}
    )  # fmt: skip


def table(name, columns, *rows):
    """A table of a country with its rows from the second line on."""
    lines = tuple((number, dict(zip(columns, row, strict=True))) for number, row in enumerate(rows, 2))
    return CountryTable(name, f"{name}.csv", None, {each: each for each in columns}, tuple(columns), lines, {})


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("longitude", ("-180", "180", ""), ("-180.5", "180.5")), ("latitude", ("-90", "90", ""), ("-90.1", "90.1")),
        ("area", ("-5", ""), ("x",)),
    ],
)  # fmt: skip
def test_figures_of_places_have_their_bounds(kind, good, bad):
    columns = ("place", kind)
    found = typed_lines(table("places", columns, *((f"p{i}", text) for i, text in enumerate(good))))
    assert [line.figures for line in found] == [{kind: float(text)} if text else {} for text in good]
    key, values = refusal(list, typed_lines(table("places", columns, *(("p", text) for text in ("1", *bad)))))
    assert (key, values["count"]) == ("country.cells", len(bad))
    assert [each.values["row"] for each in values["offenders"]] == list(range(3, 3 + len(bad)))


def test_what_a_table_needs_is_given_and_a_share_is_above_nothing_and_at_most_all():
    columns = ("service", "norm", "low_age", "high_age", "amount", "per", "source", "share")
    whole = ("s", "n", "0", "9", "4", "100", "us", "1")
    (line,) = typed_lines(table("norms", columns, whole))
    assert line.figures == {"low_age": 0, "high_age": 9, "amount": 4, "per": 100, "share": 1}
    assert (line.number, line.texts["source"]) == (2, "us")
    for column, text, key in ((0, " ", "norm_without_source"), (6, "", "norm_without_source"), (4, "0", "no_amount"),
                              (4, "", "no_amount"), (7, "0", "no_share"), (7, "1.01", "no_share")):  # fmt: skip
        rows = [whole, (*whole[:column], text, *whole[column + 1 :])]
        _, values = refusal(list, typed_lines(table("norms", columns, *rows)))
        (offender,) = values["offenders"]
        assert offender.values["row"] == 3
        assert offender.values["reason"].key == f"country.{key}"
    capacity = table("capacity", ("place", "service", "year", "count"), ("a", "s", "2020", "0"), ("a", "s", "2021", ""))
    assert [line.figures for line in typed_lines(capacity)] == [{"year": 2020, "count": 0}, {"year": 2021}]
    assert list(typed_lines(None)) == []


def test_a_row_of_a_place_that_is_not_known_is_refused_with_the_code_that_may_be_meant():
    rows = table("policies", ("policy", "place", "first_year"), ("x", "02", "2020"), ("x", "zz", "2020"))
    key, values = refusal(list, typed_lines(rows, {"02", "03"}))
    (offender,) = values["offenders"]
    assert (key, offender.values["row"], offender.values["reason"].values) == ("country.cells", 3, {"other": "-"})
    assert [line.texts["place"] for line in typed_lines(rows, {"02", "zz"})] == ["02", "zz"]


def test_a_place_is_found_by_code_or_by_a_name_that_only_one_has():
    places = Labels(("01", "02", "03", "004"), ("Alfa", "Beta", "Beta", None))
    assert [position_of(name, places) for name in ("02", "Alfa", "004")] == [1, 0, 3]
    assert refusal(position_of, "Beta", places) == (
        "entry.several_places",
        {"place": "Beta", "where": "02 Beta, 03 Beta"},
    )
    assert refusal(position_of, "2", places) == ("entry.unpadded_place", {"place": "2", "other": "02"})
    assert refusal(position_of, "Alpha", places)[1]["near"].startswith("Alfa")
    assert [places.shown(at) for at in (0, 3)] == ["01 Alfa", "004"]
    assert [other_padding(code, ["01", "1", "x1", "00"]) for code in ("1", "001", "0", "x1", "7")] == [
        "01", "01", None, None, None,
    ]  # fmt: skip


def test_names_stand_beside_codes_and_hidden_places_are_refused_by_either():
    import xarray as xr

    counts = xr.DataArray(np.ones((1, 2, 1)), dims=("year", "place", "industry"),
                          coords={"place": ["a", "b"], "industry": ["C"]})  # fmt: skip
    assert labels_of(counts, "place") == Labels(("a", "b"), (None, None))
    named = counts.assign_coords(place_name=("place", ["Alfa", ""])).assign_attrs(hidden={"a": 3})
    assert labels_of(named, "place") == Labels(("a", "b"), ("Alfa", None))
    for place in ("a", "Alfa"):
        assert refusal(refuse_hidden, named, place) == ("table.hidden_place", {"place": place, "count": 3})
    assert refuse_hidden(named, "b") is None
    assert refuse_hidden(counts, "a") is None
