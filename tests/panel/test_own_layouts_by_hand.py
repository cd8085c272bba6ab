"""Sheets of a user's own figures in every layout: which cell is which figure, and which cannot be used."""

import sys
from pathlib import Path

import pytest

from relode.errors import RelodeError
from relode.facts.readers.own_workbook import VisibleSheet
from relode.language import LANGUAGES
from relode.language.spoken import unit_words
from relode.panel.overrides import Override
from relode.panel.own_figures import (
    FigureNote,
    OwnFigures,
    _is_head,
    _is_wide,
    _letter,
    _of_workbook,
    _plain_number,
    _years_across,
    head_of,
    read_own_figures,
    titled,
)  # fmt: skip
from relode.vocabulary import quantity

from .small_panel import small

PEOPLE, HOUSES = (head_of(quantity(name)).name("en") for name in ("population", "house_price"))


def read(*rows, name="S", refused=()):
    sheet = VisibleSheet(name, tuple(enumerate(rows, 1)), dict(refused))
    found, told, _ = _of_workbook(Path("own.xlsx"), [sheet])
    return found, [(each.cell, each.reason.key) for each in told]


def row(line, decimal=".", **cells):
    return {**cells, "line": line, "decimal": decimal}


LONG = (
    ("place", "quantity", "year", "value", "note"),
    ("hegang", "population", "2020", "8", "own"),
    ("jixi", "loans", "2021", "9", ""),
)


def long_row(line, place, name, year, value, note="", **others):
    return row(line, place=place, quantity=name, year=year, value=value, note=note, **{"low": "", "high": "", **others})


def test_a_row_a_figure():
    first, second = (
        long_row("2", "hegang", "population", "2020", "8", "own"),
        long_row("3", "jixi", "loans", "2021", "9"),
    )
    assert read(*LONG) == ([("S!D2", first), ("S!D3", second)], [])
    assert read(*LONG, name="") == ([("D2", first), ("D3", second)], [])
    # A formula spoils its row, whichever cell it stands in, and no other.
    assert read(*LONG, refused={"A2": "workbook.formula", "Z3": "workbook.merged"}) == (
        [("S!D3", second)], [("S!A2", "workbook.formula")],
    )  # fmt: skip
    ends = (*LONG[0][:4], "high", "low"), ("hegang", "population", "2020", "8", "9", "7")
    assert read(*ends)[0] == [("S!D2", long_row("2", "hegang", "population", "2020", "8", low="7", high="9"))]
    comma = read(LONG[0], ("hegang", "population", "2020", "8,5", ""))[0]
    assert comma[0][1]["decimal"] == ","


def test_a_column_a_year():
    rows = (
        ("place", "note", "quantity", "2019", "2020"),
        ("hegang", "own", "loans", "7", ""),
        ("jixi", "", "loans", "", "9"),
    )
    seven = row("2", place="hegang", quantity="loans", note="own", year="2019", value="7")
    nine = row("3", place="jixi", quantity="loans", note="", year="2020", value="9")
    assert read(*rows) == ([("S!D2", seven), ("S!E3", nine)], [])
    # What is refused is the figure, or a name of its row.
    found = read(*rows, refused={"D2": "workbook.formula", "C3": "workbook.merged"})
    assert found == ([], [("S!D2", "workbook.formula"), ("S!D3", "workbook.merged"), ("S!E3", "workbook.merged")])
    found = read(*rows, refused={"B2": "workbook.formula"})
    assert [cell for cell, _ in found[0]] == ["S!D2", "S!E3"]


def test_a_column_a_quantity():
    rows = (
        ("note", PEOPLE, "year", "place", "", HOUSES),
        ("own", "8", "2020", "hegang", "x", ""),
        ("", "", "2021", "jixi", "", "9"),
    )
    people = row("2", place="hegang", year="2020", note="own", quantity="population", value="8")
    houses = row("3", place="jixi", year="2021", note="", quantity="house_price", value="9")
    assert read(*rows) == ([("S!B2", people), ("S!F3", houses)], [])
    found = read(*rows, refused={"C2": "workbook.formula", "F3": "workbook.error_cell"})
    assert found == ([], [("S!B2", "workbook.formula"), ("S!F2", "workbook.formula"), ("S!F3", "workbook.error_cell")])
    wrong = ("place", "year", "Resident population (10 thousand persons)"), ("hegang", "2020", "8")
    assert read(*wrong) == ([], [("S!C1", "own_figures.unit")])


def test_only_sheets_with_a_head_are_tables_and_an_empty_one_is_told():
    text = VisibleSheet("T", ((1, ("about", "")), (2, ("nothing", ""))), {})
    table = VisibleSheet("S", tuple(enumerate(LONG, 3)), {})
    found, _, _ = _of_workbook(Path("own.xlsx"), [text, table])
    assert [cell for cell, _ in found] == ["S!D4", "S!D5"]
    for sheets, key, values in (
        ([text], "workbook.no_table", {"path": Path("own.xlsx"), "sheets": ["T"]}),
        ([table._replace(rows=table.rows[:1])], "override_empty",
         {"path": Path("own.xlsx"), "columns": "place, quantity, year, value, note"}),
    ):  # fmt: skip
        with pytest.raises(RelodeError) as caught:
            _of_workbook(Path("own.xlsx"), sheets)
        assert (caught.value.key, caught.value.values) == (key, values)


@pytest.mark.parametrize(
    ("cells", "wide", "across", "is_head"),
    [
        (("place", "quantity", "year", "value"), False, {}, True),
        (("place", "year", "loans"), True, {}, True),
        (("place", "quantity", "2019", "2020"), False, {2: "2019", 3: "2020"}, True),
        (("place", "quantity", "2019"), False, {}, False),
        (("place", "2019", "2020"), False, {}, False),
        (("place", "quantity", "year", "2019", "2020"), False, {}, True),
        (("地区", "年份", "常住人口"), True, {}, True),
        (("year", "loans"), False, {}, False),
    ],
)
def test_a_head_tells_the_layout(cells, wide, across, is_head):
    names = {
        "place": "place",
        "地区": "place",
        "quantity": "quantity",
        "year": "year",
        "年份": "year",
        "value": "value",
    }
    heads = {names[cell]: at for at, cell in enumerate(cells) if cell in names}
    assert (_is_wide(heads), _years_across(cells, heads), _is_head(cells)) == (wide, across, is_head)


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("n/a", ".", ""),
        ("-", ",", ""),
        ("8,5", ",", "8.5"),
        ("8,5", ".", "8,5"),
        ("1.234,5", ",", "1234.5"),
        ("x", ",", "x"),
    ],
)
def test_a_number_is_brought_to_a_point(text, decimal, plain):
    assert _plain_number(text, decimal) == plain


def test_columns_have_letters_and_heads_their_quantity():
    assert [_letter(at) for at in (0, 25, 26)] == ["A", "Z", "AA"]
    for name in ("population", "house_price", "gdp_nominal", "urban_share"):
        meant = quantity(name)
        for language in LANGUAGES:
            assert titled(head_of(meant).name(language)) is meant
            assert titled(f" {meant.label(language)} ") is meant
        assert titled(name) is meant
    with pytest.raises(RelodeError) as caught:
        titled("population (ten persons)")
    assert caught.value.values["title"] == "population (ten persons)"


def test_figures_are_usable_with_their_doubts_and_not_at_all_with_an_error():
    one = Override("230400", "population", 2020, 8.0, "", cell="S!B2")
    other = Override("230400", "loans", 2020, 9.0, "", cell="S!C2")
    doubt = RelodeError("own_figures.wide_digits", value="8")
    found = OwnFigures((one, other), (), (FigureNote("S!B2", doubt), FigureNote("S!B2", doubt)), "own.csv").usable()
    said = {language: doubt.say(language) for language in LANGUAGES}
    assert [each.doubts for each in found] == [(said, said), ()]
    with pytest.raises(RelodeError) as caught:
        OwnFigures((one,), (FigureNote("S!C2", doubt),), (), "own.csv").usable()
    assert caught.value.values == {"where": "own.csv", "offenders": [("[S!C2] ", doubt)]}


def test_after_so_many_faults_the_rest_is_not_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["relode.panel.own_figures"], "MOST_FAULTS", 3)
    path = tmp_path / "own.csv"
    for faults, told in ((3, 4), (2, 2)):
        lines = ["place,quantity,year,value,note", *["hegang,budget_revenue,1066,5,"] * faults]
        lines.append("hegang,budget_revenue,2020,5,")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = read_own_figures(path, small({}))
        assert (len(found.errors), len(found.figures)) == (told, 1 if told == faults else 0)
        last = found.errors[-1]
        assert (last.reason.key == "own_figures.too_many_faults") == (told > faults)
        assert last.cell == str(told + 1)


def test_hidden_figures_are_doubted_and_empty_ones_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "place,quantity,year,value,note\nhegang,budget_revenue,2020,n/a,\njixi,budget_revenue,2020,,\n",
        encoding="utf-8",
    )
    found = read_own_figures(path, small({}))
    assert [(each.cell, each.reason.key, each.value) for each in found.warnings] == [("2", "own_figures.hidden", "n/a")]
    assert [(each.cell, each.reason.key) for each in found.errors] == [("3", "override_value")]


def test_a_unit_with_brackets_of_its_own_stands_in_one_pair_and_heads_with_two_are_read():
    """The template said "GDP growth index ((previous year = 100))"."""
    meant = quantity("gdp_growth_index")
    head = head_of(meant)
    assert head.en == f"{meant.label_en} (previous year = 100)"
    assert head.zh == meant.label_zh  # which ends in its unit
    unit = unit_words(meant.unit)
    for text in (head.en, head.zh, f"{meant.label_en} ({unit.en})", f"{meant.label_zh}（{unit.zh}）"):
        assert titled(text).name == "gdp_growth_index"
