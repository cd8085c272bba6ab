"""Files, keys, codes and bounds of the shipped tables."""

from collections.abc import Iterator
from importlib.resources import files

import pandas as pd
import pytest

FILES = [path.name for path in files("relode.facts").joinpath("tables").iterdir()]
TABLES = sorted(name.removesuffix(".csv") for name in FILES if name.endswith(".csv"))
KEYS = pd.read_csv(str(files("relode.facts") / "tables.csv"), dtype=str).set_index("table")["key"]
VOCABULARY = pd.read_csv(str(files("relode") / "vocabulary.csv"), dtype=str, keep_default_na=False).set_index("name")

COLUMNS = {
    name: pd.read_csv(str(files("relode.facts") / "tables" / f"{name}.csv"), nrows=0, dtype=str).columns
    for name in TABLES
}

# Columns that hold codes of `places.csv`. In census_counties `place` is a county of its own year, of which
# `places.csv` has the listed ones only; in industries `code` is a section or division.
CODE_COLUMNS = [
    "place",
    "parent",
    "prefecture_code",
    "province_code",
    "listed_place",
    "origin_province",
    "destination_province",
    "example_places",
]
COUNTY_CODES = ("census_counties", "place")


def tables_with(*columns: str) -> list[str]:
    """Tables that have one of the columns: a check of the others would hold whatever is in them."""
    return [name for name in TABLES if not COLUMNS[name].intersection(columns).empty]


def words(column: pd.Series) -> set[str]:
    """Every entry of a column of lists joined by semicolons."""
    return set(column.dropna().str.split(";").explode())


def outside(values: pd.Series, name: str) -> pd.Series:
    lower, upper = float(VOCABULARY.loc[name, "lower"]), float(VOCABULARY.loc[name, "upper"])
    return values[~values.between(lower, upper)]


def values_by_quantity(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """(quantity, its values), from `value` beside `quantity` and from every column that bears a quantity's name."""
    if {"quantity", "value"} <= set(rows.columns):
        yield from ((str(name), group) for name, group in rows.groupby("quantity")["value"])
    for column in rows.columns.intersection(VOCABULARY.index):
        yield column, pd.to_numeric(rows[column]).dropna()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_plain_utf_8_with_line_feeds(name):
    """F1"""
    content = files("relode.facts").joinpath("tables", f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_small_enough_to_ship(name):
    """F2"""
    size = len(files("relode.facts").joinpath("tables", f"{name}.csv").read_bytes())
    assert size < (3_000_000 if name.startswith("accounts_") else 15_000_000)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "sources"])
def test_every_row_has_a_source_that_exists(table, name):
    """F4"""
    sources = table(name)["source"]
    assert sources.notna().all()
    assert words(sources) <= set(table("sources")["key"])


def test_every_shipped_table_has_a_key():
    """F6"""
    assert sorted(KEYS.index) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_the_key_of_a_table_is_unique(table, name):
    """F6"""
    rows = table(name)
    assert not rows.duplicated(KEYS[name].split()).any()


@pytest.mark.parametrize("name", tables_with(*CODE_COLUMNS))
def test_the_codes_of_a_table_are_codes_of_places(table, name):
    """F7"""
    rows, known = table(name), set(table("places")["code"])
    unknown = {
        column: words(rows[column]) - known
        for column in rows.columns.intersection(CODE_COLUMNS)
        if (name, column) != COUNTY_CODES
    }
    assert all(not codes for codes in unknown.values()), unknown


def test_a_county_of_2010_continues_in_one_county_of_2020(table):
    """F7: county codes are checked among themselves."""
    counties = table("census_counties")
    after = counties.loc[counties["year"] == 2010, "code_2020"].dropna()
    assert after.is_unique
    assert set(after) <= set(counties.loc[counties["year"] == 2020, "place"])


@pytest.mark.parametrize("name", tables_with("quantity"))
def test_every_quantity_is_in_the_vocabulary(table, name):
    """F8"""
    assert set(table(name)["quantity"]) <= set(VOCABULARY.index)


@pytest.mark.parametrize(
    "name", [name for name in tables_with("quantity", *VOCABULARY.index) if name not in ("excluded", "added_flags")]
)  # printed values that were left out may be as wrong as they like; a flag has no value
def test_every_value_is_inside_its_bounds(table, name):
    """F9"""
    values_of = dict(values_by_quantity(table(name)))
    assert values_of
    found = {quantity: outside(values, quantity).tolist() for quantity, values in values_of.items()}
    assert {quantity: values[:3] for quantity, values in found.items() if values} == {}
