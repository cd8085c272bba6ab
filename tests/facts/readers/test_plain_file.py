"""One reader for a table of the user's own: signs, encodings, titles and notes are found, rows keep their numbers."""

import pytest
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.facts.readers.firm_registry import count_firms
from relode.facts.readers.plain_file import plain_lines, under_head
from relode.panel import load
from relode.panel.own_figures import read_own_figures

TITLES = "鹤岗市主要指标,,,\n单位：亿元,,,\n"


def figures(path):
    return {(each.place, each.quantity, each.year): each.value for each in read_own_figures(path, load()).figures}


WANTED = {("230400", "budget_revenue", 2023): 28.5, ("230400", "budget_revenue", 2024): 29.1}
FILES = {
    "titles above and a note below": (
        f"{TITLES}place,year,budget_revenue,note\n鹤岗,2023,28.5,\n鹤岗,2024,29.1,\n注：快报数,,,\n"
    ),
    "semicolons and decimal commas": "place;year;budget_revenue\nhegang;2023;28,5\nhegang;2024;29,1\n",
    "a column a year": "place,quantity,2023,2024\nhegang,budget_revenue,28.5,29.1\n",
    "long with commas": (
        "place;quantity;year;value;note\nhegang;budget_revenue;2023;28,5;\nhegang;budget_revenue;2024;29,1;\n"
    ),
    "tabs": "place\tyear\tbudget_revenue\nhegang\t2023\t28.5\nhegang\t2024\t29.1\n",
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_own_figures_are_read_as_they_lie(tmp_path, kind, encoding):
    path = tmp_path / "own.csv"
    path.write_bytes(FILES[kind].encode(encoding))
    assert figures(path) == WANTED


def test_a_workbook_with_titles_above_its_head_is_read(tmp_path):
    book = Workbook()
    for row in (
        ["鹤岗市主要指标"],
        [],
        ["place", "quantity", "2023年", "2024年"],
        ["鹤岗", "budget_revenue", 28.5, 29.1],
    ):
        book.active.append(row)
    book.save(tmp_path / "own.xlsx")
    assert figures(tmp_path / "own.xlsx") == WANTED


def test_latin_letters_are_read_and_it_is_told_but_damaged_utf_8_is_refused(tmp_path):
    path = tmp_path / "own.csv"
    text = "place,quantity,year,value,note\nhegang,budget_revenue,2023,28.5,déc.\n"
    path.write_bytes(text.encode("cp1252"))
    found = read_own_figures(path, load())
    assert [each.value for each in found.figures] == [28.5]
    assert ["cp1252" in each.reason.say("en") for each in found.warnings][:1] == [True]
    path.write_bytes(text.encode() + "鹤岗,".encode() + b"\xff\xff\n")
    for other in (path, tmp_path / "wide.csv"):
        other.write_bytes(path.read_bytes() if other == path else text.encode("utf-16"))
        with pytest.raises(RelodeError, match="Save it again as CSV in UTF-8"):
            read_own_figures(other, load())


def test_a_mark_of_what_is_not_known_is_left_out_and_told_with_its_cell(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("place,year,budget_revenue,average_wage\nhegang,2023,28.5,(D)\nhegang,2024,29.1,..\n")
    found = read_own_figures(path, load())
    assert figures(path) == WANTED
    assert found.errors == ()
    assert [each.cell for each in found.warnings if each.reason.key == "own_figures.hidden"] == ["D2", "D3"]


def test_a_decimal_comma_alone_is_told_with_the_number_that_was_meant(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text('place,quantity,year,value,note\nhegang,budget_revenue,2023,"28,5亿",\n', encoding="utf-8")
    (error,) = read_own_figures(path, load()).errors
    assert (error.cell, "285" in error.reason.say("en")) == ("2", False)


def test_a_registry_with_titles_names_the_row_as_it_lies_and_knows_marks_of_no_closing(tmp_path):
    path = tmp_path / "firms.csv"
    head = (
        "Registro de empresas\n\nplace;industry;opened;closed\nA;06;2001;-\nA;07;2003-01-02;..\nB;06;2001;\nB;07;2001;"
    )
    path.write_text(head + "2003\n", encoding="utf-8")
    assert count_firms(path, 2001, 2004).sum(("place", "industry")).to_numpy().tolist() == [3, 3, 3, 3]
    path.write_text(head + "nix\n", encoding="utf-8")
    with pytest.raises(RelodeError, match="row 7 "):
        count_firms(path, 2001, 2004)


def test_a_workbook_of_several_sheets_is_asked(tmp_path):
    book = Workbook()
    book.active.append(["a"])
    book.create_sheet("b").append(["b"])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(RelodeError, match="one visible sheet"):
        plain_lines(tmp_path / "two.xlsx")


def test_the_head_is_the_first_row_that_has_every_column_asked_for_and_may_have_more():
    rows = [(1, ["Year"]), (2, ["Place", "Year", "Note"]), (3, ["hegang", "2024", ""])]
    assert under_head(rows, {"place", "year"}) == rows[1:]
