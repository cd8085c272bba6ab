"""How the tests of the shipped facts read them."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pandas as pd
import pytest

Table = Callable[[str], pd.DataFrame]


@cache
def _table(name: str) -> pd.DataFrame:
    """A shipped table: cells as text, an empty one missing, but `year` and the `value` of a long table are numbers."""
    path = files("relode.facts") / "tables" / f"{name}.csv"
    with path.open(encoding="utf-8") as stream:
        frame = pd.read_csv(stream, dtype=str, keep_default_na=False, na_values=[""])
    if {"year", "quantity", "value"} <= set(frame.columns):
        frame["value"] = pd.to_numeric(frame["value"])
    if "year" in frame.columns and name != "sources":  # a source may span several years
        frame["year"] = pd.to_numeric(frame["year"])
    if "flag" in frame.columns:
        frame["flag"] = frame["flag"].fillna("")
    return frame


@cache
def _wide(name: str) -> pd.DataFrame:
    """A long table with one column a quantity and one row a place and year."""
    return _table(name).pivot(index=["place", "year"], columns="quantity", values="value")


@pytest.fixture(scope="session")
def table() -> Table:
    """Name of a shipped table -> its rows. Shared by all tests: none may change what it gets."""
    return _table


@pytest.fixture(scope="session")
def wide() -> Table:
    """Name of a shipped table of place, year and quantity -> one column a quantity. Shared: none may change it."""
    return _wide


@pytest.fixture(scope="session")
def partition() -> pd.Index:
    """Codes of the units that partition the mainland: only over these may one add up."""
    places = _table("places")
    return pd.Index(places.loc[places["in_partition"] == "1", "code"])


@pytest.fixture(scope="session")
def listed() -> pd.DataFrame:
    """The list of 2013, one row a place, by code."""
    return _table("resource_cities").set_index("place")


@pytest.fixture(scope="session")
def english() -> pd.Series:
    """Code -> English name, so that a failing test names places."""
    return _table("places").set_index("code")["name_en"]
