"""Files through DuckDB, counts and keyed figures of the user's own: what is read, counted and refused, row by row."""

import duckdb
import numpy as np
import pytest
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.facts.duck_source import (
    number_values,
    open_source,
    opened,
    read_parquet_lines,
    readable,
    refuse_rows,
    rows_above,
)
from relode.facts.readers.country_table import table_of_file
from relode.facts.readers.override_csv import own_table, read_override_csv
from relode.facts.readers.place_industry_year import read_counts


def refusal(call, *args, **options):
    """Key and values of what a call is refused with."""
    with pytest.raises(RelodeError) as caught:
        call(*args, **options)
    return caught.value.key, caught.value.values


@pytest.fixture
def write(tmp_path):
    """A text file of lines, each of its cells parted by commas."""

    def written(*lines, name="a.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize(("above", "found"), [(0, 0), (1, 1), (19, 19), (20, 0)])
def test_a_head_is_looked_for_in_the_first_twenty_rows(write, above, found):
    path = write(*["title,x"] * above, "Place, JOBS", "a,1")
    assert rows_above(path, ["place", "jobs "]) == found
    assert rows_above(path, ["place", "pay"]) == 0
    assert rows_above(path.with_suffix(".parquet"), ["place"]) == 0


def test_columns_have_the_names_asked_for_and_rows_the_number_in_their_file(write):
    path = write("title,,", "Place,YEAR ,note", "b,2019,x", "a,2020,", "b,2020,y")
    link, present = open_source(path, {"place": "place", "when": "year", "extra": "extra"}, ("extra",))
    with link:
        assert present == {"place", "when"}
        assert link.execute("SELECT * FROM source").fetchall() == [("b", "2019"), ("a", "2020"), ("b", "2020")]
        assert number_values(link, "places", "place") == ["a", "b"]
        assert link.execute("SELECT value, number FROM places ORDER BY number").fetchall() == [("a", 0), ("b", 1)]
        assert refuse_rows(link, {"table.bad_year": "\"when\" = '1999'"}, ("place",)) is None
        assert refusal(refuse_rows, link, {"table.bad_year": "\"when\" = '1999'", "table.missing_count": "place = 'b'"},
                       ("place", "when")) == (
            "table.missing_count", {"count": 2, "where": "3 (place=b, when=2019); 5 (place=b, when=2020)"}
        )  # fmt: skip
    assert refusal(open_source, write("Place,YEAR ,note", "a,2020,"), {"place": "region"}) == (
        "table.missing_columns", {"columns": "region", "found": "Place, YEAR, note"}
    )  # fmt: skip


def test_more_than_three_bad_rows_are_counted(write):
    link, _ = open_source(write("place,n", *["x,1"] * 4), {"place": "place"})
    with link:
        _, values = refusal(refuse_rows, link, {"table.missing_count": "true"}, ("place",))
    assert values == {"count": 4, "where": "2 (place=x); 3 (place=x); 4 (place=x) (+1)"}


@pytest.mark.parametrize(
    ("head", "asked", "rows"),
    [
        ("place,2019,2020", {"place": "place", "year": "year", "count": "count"},
         [("a", "2019", "5"), ("a", "2020", "6")]),
        ("place,2019,2020", {"place": "place", "count": "count"}, [("a", "5"), ("a", "6")]),
        ("place,2019,2020", {"place": "place"}, [("a",)]),
        ("place,2019,n", {"place": "place", "year": "year"}, None),
        ("year,2019,2020", {"place": "year", "count": "2019"}, [("a", "5")]),
    ],
)  # fmt: skip
def test_a_column_for_each_year_becomes_a_row_where_a_year_or_count_is_asked_for(write, head, asked, rows):
    path = write(head, "a,5,6")
    if rows is None:
        assert refusal(open_source, path, asked)[0] == "table.missing_columns"
        return
    link, _ = open_source(path, asked)
    with link:
        assert link.execute("SELECT * FROM source").fetchall() == rows


def test_files_are_read_one_after_the_other_by_the_names_of_their_columns(write):
    with opened(
        [write("a,b", "1,2"), write("b,a", "3,4", name="b[1].csv"), write("a,b", "鹤,5", name="c.csv")]
    ) as link:
        assert link.execute("SELECT a, b FROM whole").fetchall() == [("1", "2"), ("4", "3"), ("鹤", "5")]


def test_a_file_that_changes_while_it_is_read_is_refused(write):
    path = write("a", "1")
    with readable(path):
        pass
    with pytest.raises(RelodeError) as caught, readable(path):
        write("a", "1", "2")
    assert caught.value.key == "table.changed_meanwhile"


def test_a_table_in_parquet_is_rows_of_text_with_their_numbers(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.sql(f"""COPY (SELECT * FROM (VALUES ('x', 1.0::DOUBLE), (NULL, NULL), ('y', 2.5)) t(" a", n)) TO '{path}'""")
    assert read_parquet_lines(path) == [(1, ("a", "n")), (2, ("x", "1")), (4, ("y", "2.5"))]
    assert len(read_parquet_lines(path, 6)) == 3
    assert refusal(read_parquet_lines, path, 5) == (
        "workbook.too_many_cells", {"path": path, "cells": "6", "most": "5"}
    )  # fmt: skip


HEAD = "place,industry,year,count"


def test_three_keys_that_stand_twice_are_all_named(write):
    rows = [f"{place},{code},2020,{n}" for n, (place, code) in enumerate(("ax", "ay", "bx", "by"), 1)]
    assert refusal(read_counts, write(HEAD, *rows, *rows[1:])) == (
        "table.duplicate_keys", {"count": 3, "where": "a / y / 2020, b / x / 2020, b / y / 2020"}
    )  # fmt: skip


def test_a_place_with_hidden_counts_is_not_known_in_their_years_and_left_out_where_it_has_no_other(write):
    cells = {("a", "x", 2019): "(D)", ("b", "x", 2019): "(D)", ("b", "y", 2019): "..", ("b", "y", 2020): "-"}
    rows = [f"{p},{i},{y},{cells.get((p, i, y), 10 * 'abcd'.index(p) + 'xy'.index(i) + y - 2018)}"
            for p in "abcd" for i in "xy" for y in (2019, 2020)]  # fmt: skip
    table = read_counts(write(HEAD, *rows))
    assert table.attrs["hidden"] == {"a": 1, "b": 3}
    assert table["place"].values.tolist() == ["a", "c", "d"]
    np.testing.assert_array_equal(table.sel(place="a"), [[np.nan, np.nan], [2, 3]])
    np.testing.assert_array_equal(table.sel(place="d"), [[31, 32], [32, 33]])
    hidden = [row.replace(",21", ",x").replace(",31", ",x") for row in rows]
    only = [row.rpartition(",")[0] + ",(D)" if row[0] in "abc" else row for row in hidden]
    assert refusal(read_counts, write(HEAD, *[row.replace(",x", ",5") for row in only])) == (
        "table.all_hidden", {"count": 3, "where": "a, b, c"}
    )  # fmt: skip


def test_money_may_have_fractions_and_is_hidden_below_nothing_and_censuses_lie_as_they_like(write):
    rows = [
        f"{p},{i},{y},{1.5 + 'ab'.index(p) + 2 * 'xy'.index(i) + y % 7}"
        for p in "ab"
        for i in "xy"
        for y in (2000, 2010, 2013)
    ]
    path = write(HEAD, *rows)
    assert refusal(read_counts, path)[0] == "table.fraction"
    assert refusal(read_counts, path, is_money=True)[0] == "table.year_without_data"
    table = read_counts(path, is_money=True, is_census=True)
    assert table.sel(place="b", industry="y", year=2013).item() == 1.5 + 1 + 2 + 2013 % 7
    below = write(
        HEAD,
        *rows,
        *(f"c,{i},{y},{n}" for y in (2000, 2010, 2013) for i, n in (("x", -1 if y == 2010 else 3), ("y", 4))),
    )
    kept = read_counts(below, is_money=True, is_census=True)
    assert (kept.attrs["hidden"], np.isnan(kept.sel(place="c")).all("industry").values.tolist()) == (
        {"c": 1},
        [False, True, False],
    )


def test_corrections_have_their_columns_once_and_may_have_a_range(write):
    path = write("place,quantity,year,value,note,low,other", "a,b,2020,1,,0.5,x", ",,,,,,", "c,d,2021,2,n,,")
    assert read_override_csv(path) == [
        (2, {"place": "a", "quantity": "b", "year": "2020", "value": "1", "note": "", "low": "0.5"}),
        (4, {"place": "c", "quantity": "d", "year": "2021", "value": "2", "note": "n", "low": ""}),
    ]
    for head, missing in (("place,quantity,year,value", "note"), ("place,quantity,year,value,note,low,low", "low"),
                          ("place,quantity,year,value,note,note", "note")):  # fmt: skip
        assert refusal(read_override_csv, write(head, "a,b,2020,1,,,"[: head.count(",") + 7]))[1]["missing"] == missing
    assert refusal(read_override_csv, write("place,quantity,year,value,note"))[0] == "override_empty"
    key, values = refusal(read_override_csv, write("place,quantity,year,value,note", "a,b,2020,1,", "a,b,2020"))
    assert (key, values["offenders"], values["width"]) == ("override_uneven", ["[3] 3"], 5)


def test_a_table_of_ones_own_is_rows_by_column(write):
    assert own_table(write("a,b", "1,2", "", "3,")) == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]
    assert own_table(write("a,b")) == []
    assert refusal(own_table, write("a,b", "1,2", "1,2,3")) == (
        "uneven_rows_in_table", {"where": "a.csv", "offenders": ["[3]"]}
    )  # fmt: skip


def test_a_sheet_is_named_where_there_are_several_and_its_head_may_stand_below_merged_titles(tmp_path):
    made, path = Workbook(), tmp_path / "b.xlsx"
    for name, figure in (("one", 5), ("two", 6)):
        sheet = made.active if name == "one" else made.create_sheet(name)
        sheet.title = name
        for row in (["My title", None, None], ["place", "year", "n"], ["a", 2019, figure]):
            sheet.append(row)
        sheet.merge_cells("A1:C1")
    made.save(path)
    table = table_of_file(path, "accounts", {"sheet": "two", "head": 2}, ".")
    assert [(number, cells["n"]) for number, cells in table.lines] == [(3, "6")]
    for settings in ({}, {"sheet": "three"}):
        assert refusal(table_of_file, path, "accounts", settings, ".") == (
            "country.which_sheet", {"where": "b.xlsx", "sheets": ["one", "two"]}
        )  # fmt: skip
    assert refusal(table_of_file, path, "accounts", {"sheet": "one"}, ".")[0] == "override_rows"  # the title is merged
    made.remove(made["two"])
    made.save(path)
    assert table_of_file(path, "accounts", {"head": 2}, ".").lines[0][1]["n"] == "5"
    assert refusal(table_of_file, path, "accounts", {"sheet": "three", "head": 2}, ".")[0] == "country.which_sheet"


def test_columns_are_parted_as_the_head_is_and_the_decimal_sign_is_that_of_the_table_before_that_of_the_country(write):
    path = write("x;y", "place,year,n", "a,2019,5")
    assert [cells["n"] for _, cells in table_of_file(path, "accounts", {"head": 2}, ".").lines] == ["5"]
    path = write("place\tyear\tn, all", "a\t2019\t5", name="a.tsv")
    assert table_of_file(path, "accounts", {}, ".").heads == ("place", "year", "n, all")
    path = write("place;year;n", "a;2019;5,5")
    assert [
        table_of_file(path, "accounts", settings, sign).decimal
        for settings, sign in (
            ({}, "."),
            ({}, ","),
            ({"decimal": ","}, "."),
            ({"layout": "genesis_table", "columns": {"place": "place", "year": "year"}}, "."),
            ({"layout": "genesis_table", "decimal": ".", "columns": {"place": "place", "year": "year"}}, ","),
        )
    ] == [".", ",", ",", ",", "."]
