"""Files of statistical offices are read as they come by a description, and an empty description guesses nothing."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from tests.country.office_files import FILES, put

from relode.country import load_country

DESCRIPTIONS = Path(__file__).parent / "descriptions"


def described(folder, layout):
    put(folder, layout)
    (folder / "country.toml").write_bytes((DESCRIPTIONS / f"{layout}.toml").read_bytes())
    return folder


def accounts_of(country):
    return {
        (name, place.code, year): float(grid[i, t])
        for name, grid in country.values.items()
        for i, place in enumerate(country.places)
        for t, year in enumerate(country.years)
        if np.isfinite(grid[i, t])
    }


def counts_of(table):
    return {
        (str(cell["place"].item()), str(cell["industry"].item()), int(cell["year"].item())): int(cell.item())
        for cell in table.stack(cell=("year", "place", "industry")).dropna("cell")
    }


@pytest.mark.parametrize("layout", FILES)
def test_files_of_an_office_are_read_as_the_description_says(tmp_path, layout):
    _, accounts, counts, names = FILES[layout]
    country = load_country(described(tmp_path, layout))
    assert accounts_of(country) == pytest.approx(accounts, rel=1e-12)
    assert {name: counts_of(table) for name, table in country.counts.items()} == counts
    spoken = {place.code: place.name_en for place in country.places}
    assert {code: spoken[code] for code in names} == names


@pytest.mark.parametrize(
    ("layout", "cell", "slip", "row"),
    [("genesis_table", "11,1", "11,1,1", 10), ("bea", ",90,91,93", ",90,9x1,93", 8), ("wide", "800", "8oo", 6)],
)
def test_a_fault_names_the_row_of_the_file(relode, tmp_path, layout, cell, slip, row):
    described(tmp_path, layout)
    (name,) = FILES[layout][0]
    raw = (tmp_path / name).read_bytes()
    assert raw.count(cell.encode()) == 1
    (tmp_path / name).write_bytes(raw.replace(cell.encode(), slip.encode()))
    done = relode("country", tmp_path)
    assert done.returncode == 2
    assert re.search(rf"{re.escape(name)}: 1 cells.*row {row}, column", done.stderr)


@pytest.mark.parametrize("layout", FILES)
def test_an_empty_description_shows_each_file_and_asks_for_every_meaning(relode, tmp_path, layout):
    put(tmp_path, layout)
    path = tmp_path / "country.toml"
    assert relode("template", path).returncode == 0
    text = path.read_text(encoding="utf-8")
    parts = tomllib.loads(text)["?"]
    assert sorted({part["file"] for part in parts}) == sorted(FILES[layout][0])
    assert all(set(part["columns"].values()) == {"?"} for part in parts)
    assert "# 1: " in text
    done = relode("country", tmp_path)
    assert (done.returncode, "still has" in done.stderr) == (2, True)
    assert relode("template", path).returncode == 2
    assert path.read_text(encoding="utf-8") == text


def test_an_empty_description_needs_its_name_and_a_folder_with_tables(relode, tmp_path):
    for path, said in ((tmp_path / "other.toml", "country.toml"), (tmp_path / "country.toml", "accounts")):
        done = relode("template", path)
        assert (done.returncode, said in done.stderr, path.exists()) == (2, True, False)


def test_a_head_with_a_year_is_refused_and_read_once_it_is_described(relode, folder):
    rows = [["place", "year", "gdp1992", "population"], *[[p, y, 5, 100 + y] for p in "ab" for y in (2019, 2020)]]
    path = folder({"accounts": rows})
    done = relode("country", path)
    assert (done.returncode, "gdp1992" in done.stderr) == (2, True)
    (path / "country.toml").write_text('[accounts]\nfile = "accounts.csv"\ntake = ["population"]\n', encoding="utf-8")
    assert {name for name, _, _ in accounts_of(load_country(path))} == {"population"}


def test_a_head_below_titles_is_named_by_its_row(relode, tmp_path):
    (tmp_path / "accounts.csv").write_text(
        "People of Halvia,,\n,,\nplace,year,population\n"
        + "".join(f"{p},{y},{9 + y}\n" for p in "ab" for y in (2019, 2020)),
        encoding="utf-8",
    )
    assert relode("country", tmp_path).returncode == 2
    (tmp_path / "country.toml").write_text('[accounts]\nfile = "accounts.csv"\nhead = 3\n', encoding="utf-8")
    assert len(accounts_of(load_country(tmp_path))) == 4


def test_a_registry_of_firms_is_counted_at_the_end_of_each_year(answer, relode, tmp_path):
    firms = ["a,B,2015-03-02,", "a,B,20160101,2019/5/1", "a,C,2018,", "b,B,2010,2018", "b,C,2018.0,", "b,C,2011,"]
    (tmp_path / "register.csv").write_text("town,nace,opened,closed\n" + "\n".join(firms), encoding="utf-8")
    words = [
        "[establishments]",
        'file = "register.csv"',
        'kind = "firms"',
        'columns = { place = "town", industry = "nace" }',
    ]
    described = tmp_path / "country.toml"
    described.write_text("\n".join(words), encoding="utf-8")
    assert "years = [2014, 2023]" in relode("country", tmp_path).stderr
    described.write_text("\n".join([*words, "years = [2017, 2019]"]), encoding="utf-8")
    # By hand, at the end of 2017, 2018, 2019: a B 2, 2, 1; a C 0, 1, 1; b B 1, 0, 0; b C 1, 2, 2.
    assert counts_of(load_country(tmp_path).counts["establishments"]) == {
        (place, industry, year): count
        for place, industry, counts in (
            ("a", "B", (2, 2, 1)),
            ("a", "C", (0, 1, 1)),
            ("b", "B", (1, 0, 0)),
            ("b", "C", (1, 2, 2)),
        )
        for year, count in zip((2017, 2018, 2019), counts, strict=True)
    }
    [series] = answer("country", tmp_path)["series"]
    assert (series["quantity"], series["places"], series["industries"]) == ("establishments", 2, 2)
