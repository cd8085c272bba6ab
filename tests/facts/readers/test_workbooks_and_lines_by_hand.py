"""A user's workbook, the rows of his small tables, and his places by code or name: each rule at its limit."""

from zipfile import ZipFile

import numpy as np
import pytest
import xarray as xr
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.own_workbook import read_workbook
from relode.facts.readers.plain_file import plain_lines
from relode.facts.readers.typed_lines import typed_lines
from relode.facts.table_labels import Labels, labels_of, other_padding, position_of, refuse_hidden


def refusal(call, *args):
    """Key and values of what a call is refused with."""
    with pytest.raises(RelodeError) as caught:
        call(*args)
    return caught.value.key, caught.value.values


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
    counts = xr.DataArray(np.ones((1, 2, 1)), dims=("year", "place", "industry"),
                          coords={"place": ["a", "b"], "industry": ["C"]})  # fmt: skip
    assert labels_of(counts, "place") == Labels(("a", "b"), (None, None))
    named = counts.assign_coords(place_name=("place", ["Alfa", ""])).assign_attrs(hidden={"a": 3})
    assert labels_of(named, "place") == Labels(("a", "b"), ("Alfa", None))
    for place in ("a", "Alfa"):
        assert refusal(refuse_hidden, named, place) == ("table.hidden_place", {"place": place, "count": 3})
    assert refuse_hidden(named, "b") is None
    assert refuse_hidden(counts, "a") is None
