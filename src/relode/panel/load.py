"""Build the cube from the shipped tables, and refuse a table that breaks the vocabulary."""

from collections.abc import Sequence
from io import StringIO

import numpy as np
import pandas as pd
import xarray as xr

from relode import vocabulary
from relode.errors import RelodeError, first_three
from relode.facts import source_keys, text
from relode.panel.derived import YEARS, add_derived, derived_names
from relode.panel.overrides import Override, apply_overrides
from relode.places import all_places

LONG_TABLES = (
    "census",
    "accounts_gdp",
    "accounts_value_added",
    "accounts_money",
    "accounts_people",
    "accounts_housing_emissions",
    "coal",
    "provinces",
)
"""Tables with one quantity a row: place, year, quantity, value, source, flag."""

DIMENSIONS = ("quantity", "place", "year")


def load(overrides: Sequence[Override] = ()) -> xr.Dataset:
    """The panel: variables value, source, flag, table and row over (quantity, place, year).

    `value` is in the unit of the coordinate `unit`, NaN where nothing is published; `source` and `flag` are
    keys joined by ";"; `table` and `row` (line of the file, header = 1) say where the value stands. Cells of
    one year only; figures without a year (coal reserves) stay in their table. Raises RelodeError for a table
    with an unknown quantity, place or source, or a value out of bounds.

    `overrides` replace cells before anything is derived; `attrs["overrides"]` remembers what they replaced.
    """
    cells = pd.concat([*(_long_cells(table) for table in LONG_TABLES), _county_cells(), _power_cells()])
    panel = _empty(set(cells["quantity"]))
    at = tuple(panel.indexes[name].get_indexer(pd.Index(cells[name])) for name in DIMENSIONS)
    for variable in ("value", "source", "flag", "table", "row"):
        panel[variable].to_numpy()[at] = cells[variable].to_numpy()
    return add_derived(apply_overrides(panel, overrides))


def check_table(table: pd.DataFrame, where: str) -> None:
    """Refuse rows with an unknown quantity, place or source key, or a value out of bounds. Raises RelodeError.

    `table` has the columns place, quantity, value, source and row (the line to name in the message).
    """
    vocabulary.check_names(table["quantity"].unique(), where)
    _check_known(table, "place", {place.code for place in all_places()}, where)
    split = {cell: set(cell.split(";")) - source_keys() for cell in table["source"].unique()}
    _check_known(table, "source", {cell for cell, unknown in split.items() if not unknown}, where)
    known = vocabulary.quantities()
    lower = table["quantity"].map({name: q.lower for name, q in known.items()}).astype(float)
    upper = table["quantity"].map({name: q.upper for name, q in known.items()}).astype(float)
    bad = table[~table["value"].between(lower, upper)]
    vocabulary.check_bounds(zip(bad["row"], bad["quantity"], bad["value"], strict=True), where)


def _check_known(table: pd.DataFrame, column: str, known: set[str], where: str) -> None:
    bad = table[~table[column].isin(known)]
    if len(bad):
        offenders = (f"{value!r} (line {row})" for value, row in zip(bad[column], bad["row"], strict=True))
        raise RelodeError(f"unknown_{column}_in_table", where=where, offenders=first_three(offenders))


def _read(table: str) -> pd.DataFrame:
    columns = {"place": "object", "source": "object", "flag": "object", "quantity": "object", "listed_place": "object"}
    texts = {**columns, "code_2020": "object", "same_area": "object"}
    frame = pd.read_csv(StringIO(text(table)), dtype=texts, keep_default_na=False, na_values=[""])
    frame["row"] = np.arange(2, len(frame) + 2)
    frame["table"] = table
    frame["flag"] = frame["flag"].fillna("") if "flag" in frame else ""
    return frame


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells with a year and a value, checked."""
    frame = frame.loc[
        frame["year"].notna() & frame["value"].notna(),
        ["quantity", "place", "year", "value", "source", "flag", "table", "row"],
    ]
    check_table(frame, f"{frame['table'].iat[0]}.csv")
    return frame.astype({"year": int, "value": float})


def _long_cells(table: str) -> pd.DataFrame:
    return _tidy(_read(table))


def _county_cells() -> pd.DataFrame:
    """County-level places that are not in `census`: the row of each census year that continues the place.

    Where the areas of 2010 and 2020 are not known to be the same, the cells of 2010 carry a flag.
    """
    wide = _read("census_counties")
    places = {p.code for p in all_places() if p.level not in ("province", "prefecture") and not p.in_partition}
    own = wide["listed_place"].fillna(wide["code_2020"]).fillna(wide["place"])
    wide = wide.assign(place=own)[own.isin(places)]
    differs = (wide["year"] == 2010) & (wide["same_area"] != "1")
    wide.loc[differs, "flag"] = wide.loc[differs, "flag"].map(lambda flags: f"{flags};area_not_comparable".strip(";"))
    names = [name for name in wide.columns if name == "population_urban" or name == "population"]
    names += [name for name in wide.columns if name.startswith("employment_")]
    return _tidy(_melt(wide, names))


def _power_cells() -> pd.DataFrame:
    return _tidy(_melt(_read("power_capacity"), ["coal_power_capacity", "coal_power_unit_count"]))


def _melt(wide: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    keys = ["place", "year", "source", "flag", "table", "row"]
    return wide.melt(id_vars=keys, value_vars=names, var_name="quantity", value_name="value")


def _empty(published: set[str]) -> xr.Dataset:
    names = [name for name in vocabulary.quantities() if name in published | set(derived_names())]
    places = all_places()
    shape = (len(names), len(places), len(YEARS))
    blank = {variable: (DIMENSIONS, np.full(shape, "", dtype=object)) for variable in ("source", "flag", "table")}
    return xr.Dataset(
        {
            "value": (DIMENSIONS, np.full(shape, np.nan)),
            **blank,
            "row": (DIMENSIONS, np.zeros(shape, dtype=np.int32)),
        },
        coords={
            "quantity": names,
            "place": [place.code for place in places],
            "year": list(YEARS),
            "unit": ("quantity", [vocabulary.quantity(name).unit for name in names]),
            "slug": ("place", [place.slug for place in places]),
            "province": ("place", [place.province for place in places]),
        },
    )
