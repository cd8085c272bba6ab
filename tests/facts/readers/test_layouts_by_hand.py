"""How tables of offices lie: heads, titles, footers and marks, and which columns are what, row by row."""

from pathlib import Path

import pytest

from relode.errors import RelodeError
from relode.facts.readers.country_table import (
    CountryTable,
    across,
    columns_of,
    is_census_table,
    refuse_cells,
    table_of_rows,
)
from relode.facts.readers.layouts import Layout, Lying, head_rows, joined_heads, layout_of
from relode.facts.readers.own_workbook import VisibleSheet


def refusal(call, *args):
    """Key and values of what a call is refused with."""
    with pytest.raises(RelodeError) as caught:
        call(*args)
    return caught.value.key, caught.value.values


def test_marks_of_an_office_are_taken_off():
    marked = Layout(zero=("-",), unknown=(".", "x"), flags=r"(-?[\d.,]+) ?[a-z]", year=r"31\.12\.(\d{4})")
    assert [marked.value(text) for text in ("-", ".", "x", "-5,5 b", "5", "b")] == ["0", "", "", "-5,5", "5", "b"]
    assert [marked.year_text(text) for text in ("31.12.2020", "2020", "2019/20")] == ["2020", "2020", "2019/20"]
    assert Layout(fiscal="begins").year_text("2019/20") == "2019"
    assert Layout(fiscal="ends").year_text("2019/20") == "2020"
    assert Layout(fiscal="ends").year_text("31.12.2020") == "31.12.2020"


def test_a_description_has_its_own_marks_and_its_layout_must_be_known():
    own = layout_of({"zero": ["-", 0], "unknown": ["x"], "fiscal": "ends"}, "t")
    assert (own.name, own.zero, own.unknown, own.fiscal) == ("", ("-", "0"), ("x",), "ends")
    assert layout_of({"layout": "qcew", "zero": ["-"]}, "t").hides == {"disclosure_code": "N"}
    assert refusal(layout_of, {"layout": "none"}, "t")[1]["name"] == "none"
    for word, value, known in (("fiscal", "april", "begins, ends"), ("kind", "yearly", "census, firms")):
        assert refusal(layout_of, {word: value}, "t") == (
            "country.no_choice", {"where": "t", "word": word, "value": value, "known": known}
        )  # fmt: skip
    assert layout_of({"kind": "census"}, "t") == Layout()


def test_rows_of_a_head_are_one_or_two_numbers_in_order():
    assert [head_rows({"head": said}, "t") for said in (3, [2, 4], [2, 2])] == [(3, 3), (2, 4), (2, 2)]
    assert head_rows({}, "t") is None
    for said in (0, [0, 1], [3, 2], [1], [1, 2, 3], "x", [1, "2"]):
        assert refusal(head_rows, {"head": said}, "t") == ("country.head_rows", {"where": "t", "value": said})


def test_an_upper_head_holds_for_the_columns_right_of_it():
    assert joined_heads([["place", "jobs", "", "pay"], ["", "men", "women ", "pay"]]) == [
        "place", "jobs / men", "jobs / women", "pay",
    ]  # fmt: skip
    assert joined_heads([["a", " b  c "]]) == ["a", "b c"]


def test_titles_and_footers_are_passed_over_and_short_rows_filled():
    rows = [(1, ("My table", "")), (2, ("place", "jobs", "", "")), (3, ("", "men", "women", "")),
            (5, ("a", "1", "2", "3")), (6, ("Note: us", "", "")),
            (7, ("b", "4")), (8, ("c", "5", "6", "7", "")), (9, ("", "only", "")),
            (10, ("Source: us", "8", ""))]  # fmt: skip
    lying = Lying(rows, Layout(), (2, 3), "t")
    assert (lying.heads, lying.notes, lying.width) == (("place", "jobs / men", "jobs / women", "jobs"), 1, 4)
    assert list(lying.body()) == [(5, ("a", "1", "2", "3")), (7, ("b", "4", "", "")), (8, ("c", "5", "6", "7"))]
    assert lying.notes == 4
    long = Lying([*rows[:4], (6, ("c", "5", "6", "7", "8"))], Layout(), (2, 3), "t")
    assert refusal(list, long.body()) == ("override_uneven", {"path": "t", "offenders": ["6 (5)"], "width": 4})


def test_without_a_layout_the_first_row_is_the_head_and_rows_are_as_long_as_it():
    plain = Lying([(2, ("place", "")), (3, ("a", "")), (5, ("Note: a", "1"))], Layout(), None, "t")
    assert (plain.heads, list(plain.body()), plain.notes) == (("place", ""), [(3, ("a", "")), (5, ("Note: a", "1"))], 0)
    loose = Lying([(2, ("place", "")), (3, ("a", "1"))], Layout(name="x"), None, "t")
    assert loose.heads == ("place", "column 2")
    short = Lying([(1, ("a", "b")), (2, ("x",)), (3, ("x", "y", "z")), (4, ("x", "y"))], Layout(), None, "t")
    assert refusal(list, short.body()) == (
        "override_uneven",
        {"path": "t", "offenders": ["2 (1)", "3 (3)"], "width": 2},
    )
    assert refusal(Lying, [(1, ("a",))], Layout(), (2, 3), "t") == ("country.empty_table", {"where": "t"})
    one = Lying([(1, ("a",)), (2, ("x",))], Layout(name="x"), None, "t")
    assert list(one.body()) == [(2, ("x",))]  # a table of one column has no titles of one cell


def test_heads_and_cells_that_share_a_column_are_taken_apart():
    rows = [(1, ("unit,geo\\time", "2019", "2020")), (2, ("km, a", "1", "2"))]
    lying = Lying(rows, Layout(name="x", split=","), None, "t")
    assert lying.heads == ("unit", "geo", "2019", "2020")
    assert list(lying.body()) == [(2, ("km", "a", "1", "2"))]
    narrow = Lying(
        [(1, ("地 区", "2019/20")), (2, ("鹤 岗 市", "1 2"))], Layout(squeeze=True, fiscal="ends"), None, "t"
    )
    assert (narrow.heads, list(narrow.body())) == (("地区", "2020"), [(2, ("鹤岗市", "1 2"))])


def made(name, rows, settings=None, layout=None):
    return table_of_rows(name, "t.csv", iter(rows), settings or {}, layout or Layout(), ".")


def test_years_across_are_more_than_one():
    assert across(("place", "2019", " 2020")) == ("2019", " 2020")
    assert across(("place", "2019")) == ()


def test_rows_are_kept_as_a_description_says_and_marks_read():
    rows = [(1, ("geo", "year", "sex", "flag", "pop", "note")), (2, ("a1", "2019", "T", "", "5 b", "x")),
            (3, ("a1", "2020", "T", "N", "6", "")), (4, ("a1", "2020", "F", "", "3", "")),
            (5, ("b1", "2020", "T", "", "7", "")), (6, ("a2", "2020", "T", "", "-", ""))]  # fmt: skip
    layout = Layout(hides={"flag": "N"}, zero=("-",), flags=r"(\d+) ?[a-z]")
    settings = {"columns": {"place": "geo"}, "keep": {"sex": "T"}, "match": {"geo": "a."}, "take": ["pop"],
                "fixed": {"quantity": "people"}}  # fmt: skip
    table = made("accounts", rows, settings, layout)
    assert (table.columns, table.figures) == ({"place": "geo", "quantity": "quantity", "year": "year"}, ("pop",))
    assert [(number, cells["pop"]) for number, cells in table.lines] == [(2, "5"), (3, ""), (6, "0")]
    assert next(iter(table.cells())) == (2, "pop", "a1", "people", "2019", "5")
    assert list(table.places()) == ["a1", "a1", "a2"]
    for word, said, absent in (("keep", {"sex": ["T", "X"]}, "X"), ("leave_out", {"sex": ["W", "F"]}, "W")):
        key, values = refusal(made, "accounts", rows, {**settings, word: said}, layout)
        assert (key, values["column"], values["values"], values["found"]) == (
            "country.value_absent", "sex", [absent], "F, T"
        )  # fmt: skip
    assert refusal(made, "accounts", rows, {**settings, "match": {"geo": "["}}, layout)[0] == "country.no_form"
    assert refusal(made, "accounts", rows, {**settings, "match": {"reg": "a"}}, layout)[0] == "country.missing_column"
    assert refusal(made, "accounts", rows, {**settings, "match": {"geo": "z"}}, layout)[0] == "country.empty_table"


def test_columns_of_texts_are_told_and_are_no_figures():
    rows = [
        (1, ("place", "year", "pop", "town", "empty")),
        (2, ("a", "2019", "5", "Alfa", "..")),
        (3, ("b", "2019", "..", "", "")),
    ]
    table = made("accounts", rows)
    assert table.figures == ("pop", "empty")
    assert [(each.key, each.values) for each in table.told] == [
        ("country.notice.text_columns", {"where": "t.csv", "count": 1, "first": "town"})
    ]  # fmt: skip


def test_a_head_below_titles_is_read_where_it_is_named_and_names_no_column_twice():
    rows = [
        (1, ("My jobs", "", "")),
        (3, ("place", "year", "pop")),
        (4, ("a", "2019", "5")),
        (9, ("Source: us", "", "")),
    ]
    table = made("accounts", rows, {"head": 3})
    assert [number for number, _ in table.lines] == [4]
    assert [(each.key, each.values["count"]) for each in table.told] == [("country.notice.notes", 2)]
    assert refusal(made, "accounts", [(1, ("place", "year", "n", "n")), (2, ("a", "2019", "5", "6"))]) == (
        "country.column_twice", {"where": "t.csv", "columns": ["n"]}
    )  # fmt: skip
    spans = [(1, ("place", "quantity", "2019/20", "2020/21")), (2, ("a", "gdp", "5", "6"))]
    assert refusal(made, "accounts", spans) == (
        "country.fiscal_heads", {"where": "t.csv", "head": "2019/20", "first": 2019, "last": 2020, "table": "accounts"}
    )  # fmt: skip
    told = made("accounts", spans, {}, Layout(fiscal="ends"))
    assert (told.figures, [each.key for each in told.told]) == (("2020", "2021"), ["country.notice.fiscal_ends"])


def test_columns_are_those_that_a_description_names_and_then_those_that_heads_say():
    heads = ("Fips", "State", "Year", "Jobs", "naics")
    assert columns_of("employment", "t", heads, {"count": "Jobs"}) == {
        "count": "Jobs", "place": "Fips", "industry": "naics", "year": "Year",
    }  # fmt: skip
    assert refusal(columns_of, "employment", "t", heads, {"jobs": "Jobs"})[1]["names"] == ["jobs"]
    assert refusal(columns_of, "employment", "t", heads, {"count": "n"})[1]["columns"] == ["n"]
    assert refusal(columns_of, "employment", "t", heads[:2], {})[1]["columns"] == ["industry", "year", "count"]
    across_years = columns_of("employment", "t", ("place", "industry", "2019", "2020"), {})
    assert across_years == {"place": "place", "industry": "industry"}
    assert refusal(columns_of, "accounts", "t", ("geo",), {}, Layout(name="x"))[1]["columns"] == ["place"]
    assert columns_of("accounts", "t", ("geo", "year"), {}, Layout(name="x", plain="across")) == {"place": "geo"}
    assert columns_of("accounts", "t", ("geo", "year"), {}, Layout(name="x", plain="down")) == {
        "place": "geo",
        "year": "year",
    }


def test_formulas_and_merged_cells_are_refused_below_the_head_only():
    rows = ((1, ("T", "")), (2, ("a", "b")), (3, ("x", "1")), (4, ("y", "")))
    sheet = VisibleSheet("s", rows, {"A1": "workbook.merged", "B3": "workbook.formula", "A4": "workbook.formula"})
    _, values = refusal(refuse_cells, Path("b.xlsx"), sheet)
    assert [where for where, _ in values["offenders"]] == ["[s!A1] ", "[s!A4] ", "[s!B3] "]
    _, values = refusal(refuse_cells, Path("b.xlsx"), sheet, 2)
    assert [(where, why.key) for where, why in values["offenders"]] == [("[s!B3] ", "workbook.formula")]
    assert refuse_cells(Path("b.xlsx"), sheet, 3) is None  # a row of one cell below it is a footer


def test_a_table_of_censuses_says_so():
    def of(settings):
        return CountryTable("accounts", "t", None, {}, (), (), settings)

    assert [is_census_table(of(settings)) for settings in ({"kind": "census"}, {})] == [True, False]
