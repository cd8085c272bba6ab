"""Files, keys, codes and bounds of the shipped tables."""

from collections.abc import Iterator
from importlib.resources import files

import pandas as pd

FILES = [path.name for path in files("relode.facts").joinpath("tables").iterdir()]
TABLES = sorted(name.removesuffix(".csv") for name in FILES if name.endswith(".csv"))
KEYS = pd.read_csv(str(files("relode.facts") / "tables.csv"), dtype=str).set_index("table")["key"]
TERMS = pd.read_csv(str(files("relode") / "vocabulary.csv"), dtype=str, keep_default_na=False).set_index("name")
VOCABULARY = TERMS[TERMS["dimension"] != ""]
"""Quantities that facts have; the others are the simulator's own names."""

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
COUNTY_CODES = {("census_counties", "place"), ("ages_counties", "place")}
NATION = "CN"


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


def test_a_table_is_plain_utf_8_with_line_feeds():
    """F1"""
    for name in TABLES:
        content = files("relode.facts").joinpath("tables", f"{name}.csv").read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in content, name
        assert content.endswith(b"\n"), name
        content.decode("utf-8")


def test_a_table_is_small_enough_to_ship():
    """F2"""
    sizes = {name: len(files("relode.facts").joinpath("tables", f"{name}.csv").read_bytes()) for name in TABLES}
    assert {name: size for name, size in sizes.items() if size > 3_000_000} == {}


def test_every_row_has_a_source_that_exists(table):
    """F4"""
    known = set(table("sources")["key"])
    sources = {name: table(name)["source"] for name in TABLES if name != "sources"}
    assert [name for name, column in sources.items() if column.isna().any()] == []
    unknown = {name: words(column) - known for name, column in sources.items()}
    assert {name: keys for name, keys in unknown.items() if keys} == {}


def test_every_shipped_table_has_a_key():
    """F6"""
    assert sorted(KEYS.index) == TABLES


def test_the_key_of_a_table_is_unique(table):
    """F6"""
    assert [name for name in TABLES if table(name).duplicated(KEYS[name].split()).any()] == []


def test_the_codes_of_a_table_are_codes_of_places(table):
    """F7"""
    known = {*table("places")["code"], NATION}
    coded = [(n, c) for n in tables_with(*CODE_COLUMNS) for c in COLUMNS[n].intersection(CODE_COLUMNS)]
    unknown = {key: words(table(key[0])[key[1]]) - known for key in coded if key not in COUNTY_CODES}
    assert len(unknown) > 20
    assert {key: codes for key, codes in unknown.items() if codes} == {}


def test_a_county_of_2010_continues_in_one_county_of_2020(table):
    """F7: county codes are checked among themselves."""
    counties = table("census_counties")
    after = counties.loc[counties["year"] == 2010, "code_2020"].dropna()
    assert after.is_unique
    assert set(after) <= set(counties.loc[counties["year"] == 2020, "place"])


def test_every_quantity_is_in_the_vocabulary(table):
    """F8"""
    unknown = {name: set(table(name)["quantity"]) - set(VOCABULARY.index) for name in tables_with("quantity")}
    assert {name: quantities for name, quantities in unknown.items() if quantities} == {}


def test_every_value_is_inside_its_bounds(table):
    """F9: printed values that were left out may be as wrong as they like, and a flag has no value."""
    without = ("excluded", "added_flags")
    names = [name for name in tables_with("quantity", *VOCABULARY.index) if name not in without]
    values_of = {name: dict(values_by_quantity(table(name))) for name in names}
    assert [name for name, values in values_of.items() if not values] == []
    found = {
        (name, quantity): outside(values, quantity).tolist()
        for name, by_quantity in values_of.items()
        for quantity, values in by_quantity.items()
    }
    assert {key: values[:3] for key, values in found.items() if values} == {}
