"""What single cells, lines and files of a user's table are read as: each rule at its limit."""

import gzip
from pathlib import Path

import pytest

from relode.errors import RelodeError
from relode.facts.readers.file_rows import (
    PIECE,
    cell_text,
    csv_rows,
    encoding_of,
    file_encoding,
    first_lines,
    separator_of,
)
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
