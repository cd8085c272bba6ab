"""The files of offices are read as they come: a country.toml is proposed for them, and says what it guessed and why."""

import re
import tomllib

import numpy as np
import pytest
from tests.country.office_files import FILES, put

from relode.country import load_country
from relode.errors import RelodeError
from relode.facts.readers.layouts import layouts
from relode.runs.country_runs import proposed_description


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


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", FILES)
def test_each_layout_is_read_in_one_try_with_the_proposed_description(tmp_path, layout, language):
    _, accounts, counts, names = FILES[layout]
    said = proposed_description(put(tmp_path, layout), language)
    assert str(tmp_path / "country.toml") in said
    country = load_country(tmp_path)
    assert accounts_of(country) == pytest.approx(accounts, rel=1e-12)
    assert {name: counts_of(table) for name, table in country.counts.items()} == counts
    spoken = {place.code: place.name_en for place in country.places}
    assert {code: spoken[code] for code in names} == names


def proposed(folder):
    proposed_description(folder, "en")
    return (folder / "country.toml").read_text(encoding="utf-8")


def test_every_line_of_a_proposal_is_one_that_the_reader_knows_and_says_why(tmp_path):
    text = proposed(put(tmp_path, "genesis_table"))
    said = tomllib.loads(text)["accounts"]
    for word in ("encoding", "match", "scale", "quantities"):
        assert word in said
        assert f"# {word}: " in text
    assert set(said["match"]) == {"column 2"}
    assert "left out: 05, DG" in text


def test_a_description_that_is_there_is_never_overwritten(tmp_path):
    put(tmp_path, "ons")
    (tmp_path / "country.toml").write_text('name = "mine"\n', encoding="utf-8")
    said = proposed_description(tmp_path, "en")
    assert (tmp_path / "country.toml").read_text(encoding="utf-8") == 'name = "mine"\n'
    assert "[accounts]" in said
    assert "stays as it is" in said


def test_a_file_that_fits_two_layouts_is_asked_and_not_guessed(tmp_path):
    rows = ["place,founded,2019,2020", "a1,1990,105,106", "b2,1991,205,207", "c3,1990,300,301"]
    (tmp_path / "jobs.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(RelodeError) as stop:
        proposed_description(tmp_path, "en")
    for words in ("a column for each year", "a column of years", 'file = "jobs.csv" and layout = "years_across"'):
        assert words in stop.value.say("en")
    assert "每个年份一列" in stop.value.say("zh")
    assert not (tmp_path / "country.toml").exists()
    (tmp_path / "country.toml").write_text('[accounts]\nfile = "jobs.csv"\nlayout = "years_across"\n', encoding="utf-8")
    (tmp_path / "country.toml").write_text(proposed_description(tmp_path, "en"), encoding="utf-8")
    assert accounts_of(load_country(tmp_path))["employment_total", "c3", 2020] == 301


def test_a_column_without_a_value_for_all_is_asked_with_what_is_there(tmp_path):
    rows = ["place;sex;year;value", *[f"p{i};{sex};{y};{i}5,5" for i in (1, 2) for sex in "FM" for y in (2019, 2020)]]
    (tmp_path / "wages.csv").write_text("\n".join(rows), encoding="utf-8")
    text = proposed(tmp_path)
    said = tomllib.loads(text)["accounts"]
    assert (said["keep"], said["decimal"]) == ({"sex": "?"}, ",")
    assert "Say which is meant: F, M." in text
    with pytest.raises(RelodeError, match=r"column sex has no \?\. It has F, M\."):
        load_country(tmp_path)
    (tmp_path / "country.toml").write_text(text.replace('"?"', '"F"'), encoding="utf-8")
    assert accounts_of(load_country(tmp_path))["average_wage", "p1", 2019] == 15.5


@pytest.mark.parametrize(
    ("layout", "cell", "slip", "row"),
    [("genesis_table", "11,1", "11,1,1", 10), ("bea", ",90,91,93", ",90,9x1,93", 8), ("wide", "800", "8oo", 6)],
)
def test_a_fault_names_the_row_of_the_file_as_it_lies(tmp_path, layout, cell, slip, row):
    proposed(put(tmp_path, layout))
    (name,) = FILES[layout][0]
    raw = (tmp_path / name).read_bytes()
    assert raw.count(cell.encode()) == 1
    (tmp_path / name).write_bytes(raw.replace(cell.encode(), slip.encode()))
    with pytest.raises(RelodeError) as stop:
        load_country(tmp_path)
    assert re.search(rf"{re.escape(name)}: 1 cells.*row {row}, column", stop.value.say("en"))


def test_files_that_are_named_as_ours_are_read_as_they_are_and_others_say_why_not(tmp_path, folder):
    rows = [["place", "year", "population"], *[[p, y, 100 + y] for p in ("p1", "p2") for y in (2019, 2020)]]
    folder({"accounts": rows})
    (tmp_path / "letter.csv").write_text("Dear colleague,\nhere is nothing.\n", encoding="utf-8")
    text = proposed(tmp_path)
    assert "# accounts.csv is read as it is." in text
    assert "# letter.csv is not read: letter.csv: no head" in text
    assert len(accounts_of(load_country(tmp_path))) == 4


def test_a_folder_without_any_table_says_what_was_wrong_with_each(tmp_path):
    (tmp_path / "letter.csv").write_text("Dear colleague,\nhere is nothing.\n", encoding="utf-8")
    with pytest.raises(RelodeError, match=r"no file with a table.*letter\.csv: no head with figures"):
        proposed_description(tmp_path, "en")
    with pytest.raises(RelodeError, match="is no folder"):
        proposed_description(tmp_path / "letter.csv", "en")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("layout", layouts())
def test_a_line_of_many_commas_is_soon_told_from_a_head(layout):
    """A yearbook with a year a column, read as tab-separated, is one long head: its pattern must not try all splits."""
    line = ",".join(map(str, range(1990, 2030))) + "\\"
    assert not layouts()[layout].fits(line, [line])


def test_a_unit_behind_a_comma_is_no_part_of_the_word(tmp_path):
    rows = [f"{place},{word},{1 + at},{2 + at}" for at, place in enumerate("ab") for word in
            ('"GDP, million crowns"', "Employed persons", '"Population, women"')]  # fmt: skip
    (tmp_path / "book.csv").write_text("Municipality,Indicator,2023,2024\n" + "\n".join(rows), encoding="utf-8")
    proposed_description(tmp_path, "en")
    said = tomllib.loads((tmp_path / "country.toml").read_text(encoding="utf-8"))["accounts"]
    assert said["quantities"] == {"employment_total": "Employed persons", "gdp_nominal": "GDP, million crowns"}
    assert said["scale"] == {"gdp_nominal": 1_000_000}
