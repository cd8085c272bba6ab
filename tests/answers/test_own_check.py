"""What a check of the user's own file says, by hand: each line, what a figure moves, and what else is asked for."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from relode.answers import own_check
from relode.answers.own_check import (
    CheckedCell,
    FileCheck,
    UsableFigure,
    check_text,
    checked_country,
    checked_file,
    is_country,
)
from relode.errors import RelodeError
from relode.language import Bilingual, Sentence, spoken

HEGANG = "230400"
FIGURE = UsableFigure(HEGANG, Bilingual("Hegang", "鹤岗市"), "gdp_nominal", 2025, 420.0, 400.0)
FAULT = CheckedCell("sheet!B2", "x", Bilingual("no number", "不是数字"))
DOUBT = CheckedCell("", "", Bilingual("low", "偏低"))


@pytest.fixture
def shipped(monkeypatch, panel):
    """The panel of the tests instead of one more."""
    monkeypatch.setattr(own_check, "load", lambda: panel)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").splitlines()


@pytest.mark.usefixtures("shipped")
def test_a_fault_names_unit_label_and_whole_numbers_in_the_language_that_is_asked(tmp_path):
    own = tmp_path / "own.csv"
    lines = ("hegang,population,2020,-3000000,x", "hegang,male_populatoin,2020,3,x")
    own.write_text("\n".join(("place,quantity,year,value,note", *lines)), encoding="utf-8")
    bounds, name = (each.reason for each in checked_file(own).errors)
    assert bounds.zh == "population（常住人口）：-3,000,000超出范围，应在100至40,000,000之间（单位：人），请核对单位"
    assert bounds.en.startswith("population (Resident population): -3,000,000 is outside 100 to 40,000,000 (people)")
    assert "population_male（男性人口）" in name.zh
    assert "population_male (Male population)" in name.en


def test_a_line_number_is_told_where_the_reason_only_has_its_digits():
    """Line 2 is not the 2 of 2026, nor line 5 that of a code."""
    for cell, reason, shown in (("2", "2026 is later than 2025", True), ("5", "line 5: no number", False)):
        fault = CheckedCell(cell, "x", Bilingual(reason, reason))
        (line,) = plain(spoken(own_check._line(fault, "en"), "en"))
        assert line.strip().startswith(f"{cell}: ") is shown


def test_faults_come_first_then_doubts_then_each_figure():
    new = replace(FIGURE, year=2020, value=350.0, shipped=None)
    same = replace(FIGURE, value=400.0)
    check = FileCheck("own.csv", (FIGURE, new, same), (FAULT, FAULT), (FAULT, DOUBT, DOUBT))
    assert plain(check_text(check, "en")) == [
        "own.csv: figures that can be used: 3; what cannot be used or read (2):",
        *["   sheet!B2: no number"] * 2,
        "Look at again (3):",
        "   sheet!B2: no number",
        *["   low"] * 2,
        "   Hegang 2025, GDP, current prices (revised): 42.000 bn yuan (shipped: 40.000 bn yuan)",
        "   Hegang 2020, GDP, current prices (revised): 35.000 bn yuan (nothing shipped)",
        "   Hegang 2025, GDP, current prices (revised): 40.000 bn yuan (shipped: 40.000 bn yuan)",
    ]
    assert check_text(replace(check, figures=()), "zh").splitlines()[:2] == [
        "own.csv：0个数字可以使用，2处不能使用或读取：", "   sheet!B2：不是数字"
    ]  # fmt: skip


def test_a_good_file_and_good_tables_are_told_apart(tmp_path):
    assert check_text(FileCheck("own.csv", (), (), ()), "en") == "own.csv: figures that can be used: 0."
    assert check_text(FileCheck(str(tmp_path), (), (), ()), "en") == f"{tmp_path}: all tables can be used."
    assert check_text(FileCheck(str(tmp_path), (FIGURE,), (), ()), "en").startswith(
        f"{tmp_path}: figures that can be used: 1.\n"
    )
    assert plain(check_text(FileCheck(str(tmp_path), (), (DOUBT,), ()), "en"))[0].startswith(
        f"{tmp_path}: cells or tables that cannot be used: 1;"
    )


def test_tables_of_a_country_are_a_folder_a_description_or_a_workbook_with_a_sheet_of_theirs(tmp_path):
    assert is_country(tmp_path)
    assert is_country(tmp_path / "country.TOML")
    assert not is_country(tmp_path / "own.csv")
    for name, sheets, of_country in (
        ("a.xlsx", ["notes", " Employment "], True),
        ("b.XLSX", ["就业", "notes"], True),
        ("c.xlsx", ["places"], False),  # a sheet of places alone is none of the tables in parts
        ("d.xlsx", ["notes"], False),
    ):
        book = Workbook()
        book.active.title = sheets[0]
        for sheet in sheets[1:]:
            book.create_sheet(sheet)
        for sheet in book.worksheets:
            sheet["A1"] = "place"
        book.save(tmp_path / name)
        assert is_country(tmp_path / name) == of_country, name


def refused(error):
    def load_country(_):
        raise error

    return load_country


def test_faults_of_a_country_stand_with_the_row_and_column_of_their_file(monkeypatch, tmp_path):
    cell = RelodeError("not_a_year", year="x", row=3, column="year", value="x")
    said = Bilingual(cell.say("en"), cell.say("zh"))
    listed = RelodeError("country.cells", where="jobs.csv", offenders=[cell, "more"], count=2)
    monkeypatch.setattr("relode.country.load_country", refused(listed))
    fault = CheckedCell("jobs.csv [3] year", "x", said)
    assert checked_country(tmp_path) == FileCheck(str(tmp_path), (), (fault,), ()) == checked_file(tmp_path)
    whole = RelodeError("not_a_year", year="soon", offenders=[cell])
    monkeypatch.setattr("relode.country.load_country", refused(whole))
    [fault] = checked_country(tmp_path).errors
    assert fault == CheckedCell(str(tmp_path), "", Bilingual(whole.say("en"), whole.say("zh")))
    monkeypatch.setattr(
        "relode.country.load_country", refused(RelodeError("country.cells", where="a", offenders="b", count=1))
    )
    [fault] = checked_country(tmp_path).errors
    assert fault.cell == "a"


def test_doubts_about_a_country_are_told_where_it_has_no_faults(monkeypatch, tmp_path):
    notices = (Sentence("country.own_evidence", {}),)
    monkeypatch.setattr("relode.country.load_country", lambda _: SimpleNamespace(notices=notices))
    doubt = Bilingual(*(spoken(notices[0], language) for language in ("en", "zh")))
    assert checked_country(tmp_path) == FileCheck(str(tmp_path), (), (), (CheckedCell("", "", doubt),))


@pytest.mark.usefixtures("shipped")
def test_a_figure_stands_beside_what_ships_and_a_cell_that_is_none_is_named(tmp_path):
    """Hegang had 891,271 people in 2020; no house price of 2025 ships."""
    path = tmp_path / "own.csv"
    head, rows = "place,quantity,year,value,note\n", "hegang,population,2020,{},\nhegang,house_price,2025,2100,\n"
    path.write_text(head + rows.format(880000))
    first, second = checked_file(path).figures
    assert (first.place, first.place_name, first.quantity) == (HEGANG, Bilingual("Hegang", "鹤岗市"), "population")
    assert (first.year, first.value, first.shipped) == (2020, 880000.0, 891271.0)
    assert (second.quantity, second.year, second.value, second.shipped) == ("house_price", 2025, 2100.0, None)
    path.write_text(head + rows.format("many"))
    [fault] = checked_file(path).errors
    assert (fault.value, fault.reason.name("en") != fault.reason.name("zh")) == ("many", True)


def listed(path, projects, figures=()):
    """A workbook of the template's sheets."""
    book = Workbook()
    for name, rows in (("figures", figures), ("Projects", projects)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


HEADS = ("Project", "Jobs promised", "Investment (e.g. 2B)")


@pytest.mark.usefixtures("shipped")
def test_faults_of_projects_are_named_with_those_of_the_figures(tmp_path):
    """The sheet of figures alone was looked at: a list of nothing but faults was called good."""
    figures = [("place", "year", "population"), ("hegang", 2020, 891271)]
    path = listed(tmp_path / "a.xlsx", [HEADS, ("Mill", -5, "20 zillion"), ("Works", 5, 1e8)], figures)
    found = checked_file(path)
    assert (len(found.figures), found.projects) == (1, 1)
    assert {each.cell for each in found.errors} == {"Projects!B2", "Projects!C2"}
    lines = plain(check_text(found, "en"))
    assert lines[0] == f"{path}: projects that can be read: 1."
    assert [line.count("Projects!B2") for line in lines if "-5" in line.replace(str(path), "")] == [1]
    misspelt = listed(tmp_path / "b.xlsx", [("Project", "Jbos", "Inv"), ("Mill", 5, 3)], figures)
    assert {each.cell for each in checked_file(misspelt).errors} == {"Projects!B1", "Projects!C1"}


@pytest.mark.usefixtures("shipped")
def test_a_list_without_figures_is_checked_and_an_empty_template_is_not(tmp_path):
    """It was refused as a file that has no rows."""
    head, mill = ("place", "year", "population"), ("Mill", 5, 1e8)
    for figures in ([head], []):
        found = checked_file(listed(tmp_path / "list.xlsx", [HEADS, mill], figures=figures))
        assert (found.figures, found.errors, found.projects) == ((), (), 1)
    example = ("Example (invented)", 5, 1e8)
    (again,) = checked_file(listed(tmp_path / "both.xlsx", [HEADS, example, mill])).warnings
    assert again.cell == "Projects!2"
    with pytest.raises(RelodeError) as refused:
        checked_file(listed(tmp_path / "empty.xlsx", [HEADS, example], figures=[head]))
    assert refused.value.key == "override_empty"
    with pytest.raises(RelodeError) as refused:
        checked_file(listed(tmp_path / "typo.xlsx", [HEADS, mill], figures=[("plase", "year", "population")]))
    assert refused.value.key == "workbook.no_table"
