"""Tables of any country: what is read, in which forms, and what is refused with its row, column, value and remedy."""

import csv

import numpy as np
import pytest
from openpyxl import Workbook

from relode.country import country_tables, load_country
from relode.country.counts import sections_of
from relode.errors import RelodeError
from relode.facts.count_cube import covered

PLACES = [
    ["place", "name", "region", "longitude", "latitude"],
    *[["01", "Alfa", "N", 10, 50], ["02", "Beta", "N", 11, 50], ["03", "Gamma", "S", 10, 48]],
]
WIDE = [["place", "year", "population", "gdp"], ["01", 2019, 100, 5], ["01", 2020, 110, 6], ["02", 2019, 200, ""],
        ["02", 2020, 210, 9], ["03", 2019, 50, 1]]  # fmt: skip
JOBS = [["place", "industry", "year", "jobs"], *[[p, i, y, 10 * (k + 1) + j + y - 2019] for y in (2019, 2020)
        for k, p in enumerate(("01", "02", "03")) for j, i in enumerate("BCP")]]  # fmt: skip


def figures(country):
    return {name: np.nan_to_num(grid, nan=-1.0).tolist() for name, grid in country.values.items()}


def test_accounts_are_the_same_in_all_three_layouts_and_with_a_comma_as_decimal_sign(folder, tmp_path):
    wide = load_country(folder({"places": PLACES, "accounts": WIDE}))
    assert figures(wide)["gdp_nominal"] == [[5, 6], [-1, 9], [1, -1]]
    long = [["place", "year", "quantity", "value"]]
    long += [[p, y, name, v] for p, y, *both in WIDE[1:] for name, v in zip(("Population", "GDP"), both, strict=True)]
    assert figures(load_country(folder({"places": PLACES, "accounts": long}))) == figures(wide)
    across = [
        ["place", "quantity", "2019", "2020"],
        *[["01", "population", 100, 110], ["02", "population", 200, 210], ["03", "population", 50, ":"]],
        *[["01", "gdp", 5, 6], ["02", "gdp", "..", 9], ["03", "gdp", 1, "-"]],
    ]
    assert figures(load_country(folder({"places": PLACES, "accounts": across}))) == figures(wide)
    text = "place;year;population;gdp\n01;2019;100,0;5\n01;2020;110;6,0\n02;2019;200;\n02;2020;210;9\n03;2019;50;1\n"
    (tmp_path / "accounts.csv").write_text(text, encoding="utf-8")
    assert figures(load_country(folder({"places": PLACES}, 'decimal = ","'))) == figures(wide)


def test_a_workbook_says_what_a_folder_says(folder, tmp_path):
    tables = {"places": PLACES, "accounts": WIDE, "employment": JOBS}
    book = Workbook()
    for name, rows in {"地区": PLACES, "账户": WIDE, "就业": JOBS, "notes": [["anything"]]}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "country.xlsx")
    one, other = load_country(folder(tables)), load_country(tmp_path / "country.xlsx")
    assert figures(one) == figures(other)
    assert one.counts["employment"].identical(other.counts["employment"])
    assert one.places == other.places


def test_the_files_of_an_office_stay_as_they_are_and_a_description_says_what_is_what(folder, tmp_path):
    regional = [["GEO", "TIME", "Pop (1000)", "happiness"], *[[p, y, v, 7] for p, y, v, _ in WIDE[1:]]]
    with (tmp_path / "regional accounts 2020.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(regional)
    description = """
        name = "Here"
        [accounts]
        file = "regional accounts 2020.csv"
        columns = { place = "GEO", year = "TIME" }
        quantities = { population = "Pop (1000)" }
        scale = { population = 1000 }
    """
    found = load_country(folder({"places": PLACES}, description))
    assert figures(found)["population"] == [[100_000, 110_000], [200_000, 210_000], [50_000, -1]]
    assert found.quantities["happiness"].own
    assert any("happiness" in notice.values.get("first", "") for notice in found.notices)


@pytest.mark.parametrize(
    ("kind", "codes", "sections"),
    [
        ("isic4", ["B", "10", "84", "zz"], ["mining", "manufacturing", "public_administration", None]),
        ("nace", ["B05", "C10", "H49"], ["mining", "manufacturing", "transport"]),
        ("naics", ["2121", "3345", "722"], ["mining", "manufacturing", "accommodation_catering"]),
        ("gb4754", ["06", "48", "F"], ["mining", "construction", "wholesale_retail"]),
        ("gb4754", ["煤炭开采和洗选业", "教育", "采矿业", "农业机械"], ["mining", "education", "mining", None]),
    ],
)
def test_a_shipped_concordance_gives_each_industry_its_section(folder, kind, codes, sections):
    jobs = [
        ["place", "industry", "year", "jobs"],
        *[[p, c, 2020, 5 + k] for k, p in enumerate(("01", "02")) for c in codes],
    ]
    found = load_country(folder({"places": PLACES, "employment": jobs}, f'classification = "{kind}"'))
    assert [found.sections.get(code) for code in codes] == sections


def test_industries_without_a_section_are_counted_and_three_of_them_named():
    notices = []
    codes = ["B", "zz", "yy", "xx", "ww", "WZ08-10"]
    assert sections_of(codes, "isic", None, notices) == {"B": "mining", "WZ08-10": "manufacturing"}
    assert [(each.key, dict(each.values)) for each in notices] == [
        ("country.notice.some_sections", {"count": 4, "of": 6, "first": "zz, yy, xx"})
    ]
    assert sections_of(["B"], "", None, notices) == {}
    assert (notices[-1].key, notices[-1].values["of"]) == ("country.notice.no_sections", 1)
    assert sections_of([], "isic4", None, notices) == {}
    assert sections_of(["B05"], "sic2007", None, notices) == {"B05": "mining"}
    assert len(notices) == 2
    with pytest.raises(RelodeError) as caught:
        sections_of(["B"], "sitc", None, notices)
    assert caught.value.key == "country.classification"


def test_a_concordance_of_ones_own_comes_first(folder):
    industries = [
        ["industry", "name", "section"],
        ["B", "Quarrying", "construction"],
        ["C", "Making", "C"],
        ["P", "School", ""],
    ]
    tables = {"places": PLACES, "employment": JOBS, "industries": industries}
    found = load_country(folder(tables, 'classification = "isic4"'))
    assert found.sections == {"B": "construction", "C": "manufacturing", "P": "education"}


def changed(rows, row, column, value):
    return [[value if (i, j) == (row, column) else cell for j, cell in enumerate(line)] for i, line in enumerate(rows)]


FAULTS = {
    "a word for a number": ({"accounts": changed(WIDE, 2, 3, "six")}, ["accounts.csv", "row 3", "column gdp", "'six'"]),
    "a doubtful separator": ({"accounts": changed(WIDE, 2, 3, "1,5")}, ["row 3", "'1,5'", "decimal"]),
    "no year": ({"accounts": changed(WIDE, 1, 1, "19")}, ["row 2", "column year", "'19'", "four digits"]),
    "two values": (
        {"accounts": [*WIDE, ["01", 2020, 111, 6]]},
        ["row 7", "column population", "'111'", "110 in another row or file"],
    ),
    "no degrees": ({"places": changed(PLACES, 1, 4, 5000)}, ["places.csv", "row 2", "latitude", "'5000'", "degrees"]),
    "a place twice": ({"places": [*PLACES, PLACES[1]]}, ["row 5", "column place", "'01'", "twice"]),
    "lost zeros": ({"accounts": changed(WIDE, 1, 0, "1")}, ["accounts.csv", "leading zeros", "1 / 01"]),
    "a negative figure": ({"accounts": changed(WIDE, 1, 2, -3)}, ["accounts.csv", "Resident population", "-3", "2019"]),
    "one quantity twice": (
        {"accounts": [["place", "year", "people", "population"], ["01", 2019, 1, 1], ["02", 2019, 1, 1]]},
        ["accounts.csv", "people, population", "mean population", "quantities"],
    ),
    "unknown places only": (
        {"employment": [JOBS[0], *[["9" + p, *rest] for p, *rest in JOBS[1:]]]},
        ["employment.csv", "901"],
    ),
    "an unknown section": (
        {"employment": JOBS, "industries": [["industry", "section"], ["B", "digging"]]},
        ["industries.csv", "row 2", "column section", "'digging'", "mining"],
    ),
    "a policy elsewhere": (
        {"policies": [["policy", "place", "first_year"], ["grant", "7", 2019]]},
        ["policies.csv", "row 2", "column place", "'7'"],
    ),
    "no layout": (
        {"accounts": [["place", "quantity", "value"], ["01", "gdp", 5]]},
        ["accounts.csv", "quantity", "year"],
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_told_with_file_row_column_value_and_remedy(folder, kind):
    tables, said = FAULTS[kind]
    path = folder({"places": PLACES, "accounts": WIDE, **tables})
    with pytest.raises(RelodeError) as stop:
        load_country(path)
    assert [part for part in said if part not in stop.value.say("en")] == []
    assert stop.value.say("zh") != stop.value.say("en")


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("name = ", "country.toml"),
        ('colour = "red"', "colour"),
        ("[accounts]\ncolumn = { place = 'GEO' }", "accounts.column"),
        ("[accounts]\ncolumns = { place = 'GEO' }", "GEO"),
        ("[accounts]\ncolumns = { place = 7 }", "accounts.columns.place"),
        ("[accounts]\nscale = { gdp_nominal = -1 }", "scale.gdp_nominal"),
        ("[accounts]\nscale = { wage = 2 }", "gdp_nominal"),
        ("[accounts]\nquantities = { wage = 'Lohn' }", "Lohn"),
        ("[accounts]\nfile = 'gone.csv'", "gone.csv"),
        ("classification = 'anzsic'", "anzsic"),
        ("accounts = 3", "[accounts]"),
    ],
)
def test_a_description_that_says_nothing_or_too_much_is_refused(folder, description, said):
    path = folder({"places": PLACES, "accounts": WIDE, "employment": JOBS}, description)
    with pytest.raises(RelodeError) as stop:
        load_country(path)
    assert said in stop.value.say("en")


def test_a_table_of_an_office_with_years_across_totals_and_thousands_is_read_as_it_is(folder, tmp_path):
    text = (
        "geo,nace,unit,sex,2019,2020\n"
        "01,TOTAL,THS,T,0.03,0.05\n01,B,THS,T,0.01,0.02\n01,C,THS,T,0.02,0.03\n01,B,THS,F,0.001,0.001\n"
        "02,TOTAL,THS,T,0.07,:\n02,B,THS,T,0.03,0\n02,C,THS,T,0.04,0.05\n02,C,PC,T,100,100\n"
        "03,B,THS,T,0.03,:\n03,C,THS,T,0.09,0.05\n"
    )
    (tmp_path / "lfst.csv").write_text(text, encoding="utf-8")
    description = """
        [employment]
        file = "lfst.csv"
        keep = { unit = "THS", sex = ["T"] }
        leave_out = { nace = "TOTAL" }
        scale = 1000
    """
    found = load_country(folder({"places": PLACES}, description))
    table = found.counts["employment"]
    assert covered(table)["place"].to_numpy().tolist() == ["01", "02"]  # of 03 a count of 2020 is not known
    assert table["year"].to_numpy().tolist() == [2019, 2020]
    assert covered(table).to_numpy().tolist() == [[[10, 20], [30, 40]], [[20, 30], [0, 50]]]
    assert table.sel(place="03", year=2019).to_numpy().tolist() == [30, 90]
    assert table.sel(place="03", year=2020).isnull().all()
    told = {notice.key: notice.values for notice in found.notices}
    assert told["country.notice.hidden"] == {
        "where": "lfst.csv", "count": 1, "cells": 1, "first": ["03"], "covered": 2
    }  # fmt: skip
    for right, wrong in (("scale = 1000", "scale = 10"), ('"TOTAL"', '"Total"'), ("unit =", "units =")):
        with pytest.raises(RelodeError, match=r"lfst\.csv"):
            load_country(folder({}, description.replace(right, wrong)))


def test_what_is_left_out_is_told(folder):
    rows = [*WIDE, ["all", 2020, 400, 20]]
    found = load_country(folder({"places": [*PLACES[:-1], ["03", "Gamma", "S", "", ""]], "accounts": rows}))
    told = {notice.key: notice.values for notice in found.notices}
    assert told["country.notice.left_out"] == {"where": "accounts.csv", "count": 1, "first": "all"}
    assert told["country.notice.no_point"]["count"] == 1
    assert told["country.notice.empty_cells"]["count"] == 1


def test_places_may_come_from_the_other_tables(folder):
    found = load_country(folder({"accounts": WIDE, "employment": JOBS}))
    assert [place.code for place in found.places] == ["01", "02", "03"]
    held = country_tables(found)
    assert (held.places, held.with_coordinates, held.regions) == (3, 0, 0)
    assert [(each.quantity, each.first, each.last, each.places, each.figures) for each in held.series] == [
        ("population", 2019, 2020, 3, 5),
        ("gdp_nominal", 2019, 2020, 3, 4),
        ("employment", 2019, 2020, 3, 18),
    ]
    with pytest.raises(RelodeError, match="Alf"):
        load_country(folder({"places": PLACES, "accounts": WIDE})).find("Alf")


def test_nothing_to_read_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "a.docx"):
        with pytest.raises(RelodeError):
            load_country(path)


TITLED = "My country, official figures\n\n{}\nSource: us\n"


def titled(rows):
    return TITLED.format("\n".join(",".join(map(str, row)) for row in rows))


def test_titles_above_a_head_and_notes_below_are_passed_over_and_told(folder, tmp_path):
    plain = load_country(folder({"places": PLACES, "accounts": WIDE, "employment": JOBS}))
    for name, rows in (("places", PLACES), ("accounts", WIDE), ("employment", JOBS)):
        (tmp_path / f"{name}.csv").write_text(titled(rows), encoding="utf-8")
    words = [f'[{name}]\nfile = "{name}.csv"\nhead = 3\n' for name in ("places", "accounts", "employment")]
    (tmp_path / "country.toml").write_text("".join(words), encoding="utf-8")
    country = load_country(tmp_path)
    assert figures(country) == figures(plain)
    assert country.places == plain.places
    assert country.counts["employment"].identical(plain.counts["employment"])
    assert [each.values["count"] for each in country.notices if each.key.endswith(".notes")] == [2, 2, 2]


def test_a_fault_below_titles_names_the_row_of_the_file_as_it_lies(folder, tmp_path):
    jobs = changed(changed(JOBS, 2, 1, ""), 3, 2, "202x")
    (tmp_path / "employment.csv").write_text(titled(jobs), encoding="utf-8")
    with pytest.raises(RelodeError) as stop:
        load_country(folder({"places": PLACES}, '[employment]\nfile = "employment.csv"\nhead = 3\n'))
    for words in ("2 cells", "row 5, column industry, ''", "row 6, column year, '202x'"):
        assert words in stop.value.say("en")
