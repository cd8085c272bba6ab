"""The same figures in every kind of file, what a user's interval does, and what is listed of a figure of one's own."""

from datetime import date

import duckdb
import numpy
import pytest
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.panel import cell, load
from relode.panel.own_figures import read_own_figures
from relode.report import pieces
from relode.report.content import CityResult
from relode.story.words import Words

LONG = "place,quantity,year,value,note\nhegang,population,2020,880000,own count\n鹤岗,gdp_nominal,2023,390.5,\n"
HEAD = "地区,年份,常住人口（人）,地区生产总值（现价，修订数）（亿元）,备注\n"
WIDE = HEAD + "鹤岗,2020,880000,,own count\n鹤岗,2023,,390.5,\n"
FIGURES = [("230400", "population", 2020, 880000.0), ("230400", "gdp_nominal", 2023, 390.5)]


@pytest.fixture(scope="module")
def panel():
    return load()


def figures_of(found):
    return [(one.place, one.quantity, one.year, one.value) for one in found.usable()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("text", [LONG, WIDE], ids=["long", "wide"])
def test_csv_in_either_form_and_encoding_is_the_same(panel, tmp_path, text, encoding):
    path = tmp_path / "own.csv"
    path.write_bytes(text.encode(encoding))
    assert figures_of(read_own_figures(path, panel)) == FIGURES


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["long", "wide"])
def test_parquet_and_a_workbook_are_the_same(panel, tmp_path, text):
    csv, parquet, book = (tmp_path / f"own.{ending}" for ending in ("csv", "parquet", "xlsx"))
    csv.write_text(text, encoding="utf-8")
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{csv}', header = true)) TO '{parquet}' (FORMAT parquet)")
    assert figures_of(read_own_figures(parquet, panel)) == FIGURES
    sheets = Workbook()
    for line in text.replace("地区生产总值（现价，修订数）", "GDP").splitlines():
        sheets.active.append(line.replace("GDP", "地区生产总值（现价，修订数）").split(","))
    sheets.save(book)
    assert figures_of(read_own_figures(book, panel)) == FIGURES


def test_a_wide_table_names_cell_and_value(panel, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(WIDE.replace("390.5", "3905000"), encoding="utf-8")
    (told,) = read_own_figures(path, panel).errors
    assert (told.cell, told.value, told.reason.key) == ("D3", "3905000", "own_figures.swapped")


@pytest.mark.parametrize("ending", ["xls", "xlsm", "ods", "et"])
def test_other_spreadsheets_are_to_be_saved_anew(panel, tmp_path, ending):
    path = tmp_path / f"own.{ending}"
    path.write_bytes(b"\xd0\xcf\x11\xe0" * 100)
    with pytest.raises(RelodeError) as caught:
        read_own_figures(path, panel)
    assert caught.value.key == "workbook.ending"


@pytest.mark.slow
def test_a_figure_of_ones_own_has_the_source_user_and_without_it_every_bit_is_back(panel, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(LONG, encoding="utf-8")
    own = load(read_own_figures(path, panel).usable())
    found = cell(own, "230400", "population", 2020)
    assert (found.value, found.sources, found.flags) == (880000, ("user",), ("user",))
    assert "user" in cell(own, "230400", "population_change", 2020).sources
    again = load(read_own_figures(path, panel).figures[:0])
    for name in panel.data_vars:
        if name == "value":
            assert panel[name].to_numpy().tobytes() == again[name].to_numpy().tobytes()
        else:
            assert numpy.array_equal(panel[name].to_numpy(), again[name].to_numpy())


def test_the_report_lists_each_figure_beside_the_shipped_one_with_its_doubts(panel, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(LONG.replace("880000", "6000000"), encoding="utf-8")
    figures = read_own_figures(path, panel).usable()
    result = CityResult(load(figures), None, None, None, tuple(figures), date(2026, 1, 1))
    for language, words in (("en", ("instead of", "To be looked at again")), ("zh", ("替换", "请再核对"))):
        said = [str(each) for each in pieces.overrides(result, Words(language, {}))]
        assert "6,000,000" in said[0]
        assert "891,271" in said[0]
        assert all(word in said[0] for word in words)
        assert words[1] not in said[1]
