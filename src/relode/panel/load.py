"""Build the cube from the shipped tables, and refuse a table that breaks the vocabulary."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode import vocabulary
from relode.errors import RelodeError, first_three
from relode.facts import source_keys, text
from relode.facts.shipped import ABOUT_A_ROW, panel_tables
from relode.language.names import has_name
from relode.panel import packed
from relode.panel.census_measures import add_census_measures
from relode.panel.derived import YEARS, add_derived
from relode.panel.overrides import Override, override_cells
from relode.panel.packed import TEXTS, TextGrid
from relode.places import all_places

LONG_TABLES = panel_tables("long")
"""Tables with one quantity a row: place, year, quantity, value, source, flag."""

WIDE_TABLES = panel_tables("wide")
"""Tables with one place and year a row and a column for each quantity; an empty cell is not published."""

WHOLE_YEAR = 12
"""Months of a year that the panel takes: part of one is no year."""

DIMENSIONS = ("quantity", "place", "year")
PANEL_DIMENSIONS = frozenset({"place x year", "province x year", "place x year x fuel"})


def load(overrides: Sequence[Override] = ()) -> xr.Dataset:
    """The panel: variables value, source, flag, table and row over (quantity, place, year).

    A quantity may go on from one table to the next (budgets, registered unemployed); where both have a cell they
    must say the same, and the later table (the long ones, then the wide ones) is quoted. `added_flags.csv` adds flags
    of our own.
    `value` is in the unit of the coordinate `unit`, NaN where nothing is published; `source` and `flag` are
    keys joined by ";"; `table` and `row` (line of the file, header = 1) say where the value stands. Cells of
    one year only; figures without a year (coal reserves) stay in their table. Raises RelodeError for a table
    with an unknown quantity, place or source, or a value out of bounds.

    Measures of the structure of employment (location quotients, entropy) are in it, computed from its own cells.
    `overrides` replace cells before anything is derived; `attrs["overrides"]` remembers what they replaced. Texts
    (source, flag, table) are kept as codes and cannot be set; `apply_overrides` gives a panel with cells replaced.

    Example:
        >>> panel = rl.panel.load()
        >>> panel["value"].dims
        ('quantity', 'place', 'year')
        >>> float(panel["value"].sel(quantity="population", place="230400", year=2020))
        891271.0
        >>> str(panel["source"].sel(quantity="population", place="230400", year=2020).item())
        'census2020'
    """
    panel, texts = _empty()
    tables = {table: text(table) for table in (*LONG_TABLES, *WIDE_TABLES, "added_flags")}
    file = None if overrides else packed.file_of(tables.values())
    if file is not None and packed.fill(panel, texts, file):
        return panel.assign_attrs(overrides=[])
    flags = _read("added_flags", tables.pop("added_flags"))
    for table, content in tables.items():
        if _is_described(table, content):
            _put(panel, texts, table, _cells(table, content))
    _add_flags(panel, texts["flag"], flags)
    override_cells(panel, texts, overrides)
    add_census_measures(add_derived(panel, texts), texts)
    if file is not None:
        packed.keep(panel, texts, file)
    return panel


@cache
def series(table: str) -> pd.DataFrame:
    """The cells of a wide table that the panel does not hold (`yearbook_series`, `coal_power_age`, `heated_area`) or
    holds in part (`house_price_index`, whose last year has seven months). A row is a cell; columns are place, year,
    quantity, value, unit, source, flag, row, and months or boundary where the table has them.

    Values are as published, in the unit of the vocabulary. `flag` marks a cell that is a spike or was filled in on a
    straight line; `boundary` is 1 where borders changed in the year. Raises RelodeError as `load`.

    Example:
        >>> found = rl.panel.series("yearbook_series")
        >>> int(found.year.min()), int(found.year.max())
        (1990, 2023)
    """
    wide = _read(table, text(table))
    cells = _wide_cells(table, wide).dropna(subset=["value"])
    check_table(cells.drop(columns="year"), f"{table}.csv")
    units = {name: vocabulary.quantity(name).unit for name in cells["quantity"].unique()}
    about = wide.set_index("row")[[name for name in ("months", "boundary") if name in wide]]
    return cells.assign(unit=cells["quantity"].map(units)).join(about, on="row").reset_index(drop=True)


def _put(panel: xr.Dataset, texts: Mapping[str, TextGrid], table: str, cells: pd.DataFrame) -> None:
    at = tuple(_positions(panel, name, cells[name]) for name in DIMENSIONS)
    before, after = panel["value"].to_numpy()[at], cells["value"].to_numpy()
    other = np.isfinite(before) & (before != after)
    if other.any():
        bad = cells[other].assign(before=before[other]).itertuples()
        offenders = [f"{c.place} {c.year} {c.quantity}: {c.before:g}, {c.value:g} (line {c.row})" for c in bad]
        raise RelodeError("two_values_in_tables", where=f"{table}.csv", offenders=offenders)
    for variable in ("value", "row"):
        panel[variable].to_numpy()[at] = cells[variable].to_numpy()
    for variable in ("source", "flag"):
        keys, which = _distinct(cells[variable])
        texts[variable].codes[at] = texts[variable].coded(keys)[which]
    texts["table"][at] = table


def _is_described(table: str, content: str) -> bool:
    """Whether the vocabulary knows any quantity of a table: one of which it knows none is new and is not read yet."""
    known = vocabulary.quantities()
    if table not in LONG_TABLES:
        return not known.keys().isdisjoint(content.partition("\n")[0].split(","))
    frame = _read(table, content)
    return frame.empty or not known.keys().isdisjoint(frame["quantity"].unique())


def _add_flags(panel: xr.Dataset, flag: TextGrid, added: pd.DataFrame) -> None:
    """Flags that the curated tables do not have, each with its reason in its table; a cell that is gone gets none."""
    _check_keys(added, "added_flags.csv")
    value = panel["value"].to_numpy()
    at = zip(*(_positions(panel, name, added[name]) for name in DIMENSIONS), strict=True)
    for cell, key in zip(at, added["flag"], strict=True):
        if np.isfinite(value[cell]):
            flag[cell] = ";".join(filter(None, (flag[cell], key)))


def _positions(panel: xr.Dataset, dimension: str, column: pd.Series) -> NDArray[np.intp]:
    # A dictionary: building a pandas index of 150,000 texts to look them up takes longer than all the reading.
    order = {key: i for i, key in enumerate(panel[dimension].to_numpy().tolist())}
    keys, which = _distinct(column)
    return np.array([order[key] for key in keys], dtype=np.intp)[which]


def check_table(table: pd.DataFrame, where: str) -> None:
    """Refuse rows with an unknown quantity, place or source key, or a value out of bounds. Raises RelodeError.

    `table` has the columns place, quantity, value, source and row (the line to name in the message).
    """
    _check_keys(table, where)
    known = vocabulary.quantities()
    names, which = _distinct(table["quantity"])
    bounds = [(known[name].lower, known[name].upper) for name in names]
    lower, upper = np.array(bounds).reshape(-1, 2)[which].T  # a build without a source may leave a table empty
    bad = table[~table["value"].between(lower, upper)]
    vocabulary.check_bounds(zip(bad["row"], bad["quantity"], bad["value"], strict=True), where)


def _check_keys(table: pd.DataFrame, where: str) -> None:
    _check_known(table, "quantity", vocabulary.quantities().__contains__, where, "unknown_quantities")
    _check_known(table, "place", {place.code for place in all_places()}.__contains__, where)
    _check_known(table, "source", _each(source_keys().__contains__), where)
    if "year" in table:
        _check_known(table, "year", YEARS.__contains__, where)
    if "flag" in table:
        named = _each(lambda key: has_name("flag", key))
        _check_known(table, "flag", lambda cell: cell == "" or named(cell), where)


def _distinct(column: pd.Series) -> tuple[list[Any], NDArray[np.intp]]:
    """The different keys of a column, "" for a missing one, and for each row which of them it has.

    The tables have 220,000 rows and a few hundred different keys: only these are looked up.
    """
    which, keys = pd.factorize(column, use_na_sentinel=False)
    return ["" if key != key or key is None else key for key in keys.tolist()], which


def _each(is_known: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether each of the keys that a cell joins by ";" is known."""
    return lambda cell: all(map(is_known, cell.split(";")))


def _check_known(
    table: pd.DataFrame, column: str, is_known: Callable[[str], bool], where: str, error: str | None = None
) -> None:
    keys, which = _distinct(table[column])
    unknown = np.array([not is_known(key) for key in keys], dtype=bool)
    if unknown.any():
        bad = np.flatnonzero(unknown[which])
        offenders = (f"{keys[which[i]]!r} (line {table['row'].iloc[i]})" for i in bad)
        raise RelodeError(error or f"unknown_{column}_in_table", where=where, offenders=first_three(offenders))


@cache
def _cells(table: str, content: str) -> pd.DataFrame:
    """The cells of a table with the text `content`, checked: read once in a process, and nobody changes them."""
    frame = _read(table, content)
    if "months" in frame:
        frame = frame[frame["months"] == WHOLE_YEAR]
    if table in LONG_TABLES:
        return _tidy(table, frame)
    read = {"census_counties": _county_cells, "power_capacity": _power_cells}.get(table)
    return _tidy(table, read(frame) if read else _wide_cells(table, frame))


def _read(table: str, content: str) -> pd.DataFrame:
    # Not the codes of places: as categories they would be read as numbers.
    kinds = dict.fromkeys(("source", "flag", "quantity"), "category")
    kinds |= dict.fromkeys(("place", "listed_place", "code_2020", "same_area"), "object")
    try:
        frame = pd.read_csv(StringIO(content), dtype=kinds, keep_default_na=False, na_values=[""])
    except pd.errors.ParserError as error:
        raise RelodeError("uneven_rows_in_table", where=f"{table}.csv", offenders=[error]) from error
    frame["row"] = np.arange(2, len(frame) + 2)
    return frame


def _tidy(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Cells with a year, checked; a wide table has empty cells where nothing was published, a long one has none."""
    where = f"{table}.csv"
    for column in ("year", "value"):
        numbers = pd.to_numeric(frame[column], errors="coerce")
        empty = frame[column].isna() if column == "year" or table not in LONG_TABLES else False
        bad = frame[numbers.isna() & np.logical_not(empty)]
        if len(bad):
            offenders = [f"{cell!r} (line {row})" for cell, row in zip(bad[column], bad["row"], strict=True)]
            raise RelodeError("not_a_number_in_table", where=where, column=column, offenders=offenders)
        frame = frame.assign(**{column: numbers})
    frame = frame[frame["year"].notna() & frame["value"].notna()].astype({"year": int})
    check_table(frame, where)
    return frame


def _county_cells(wide: pd.DataFrame) -> pd.DataFrame:
    """County-level places that are not in `census`: the row of each census year that continues the place.

    Where the areas of 2010 and 2020 are not known to be the same, the cells of 2010 carry a flag.
    """
    places = {p.code for p in all_places() if p.level not in ("province", "prefecture") and not p.in_partition}
    own = wide["listed_place"].fillna(wide["code_2020"]).fillna(wide["place"])
    wide = wide.assign(place=own, flag=wide["flag"].astype(object).fillna(""))[own.isin(places)]
    differs = (wide["year"] == 2010) & (wide["same_area"] != "1")
    wide.loc[differs, "flag"] = wide.loc[differs, "flag"].map(lambda flags: f"{flags};area_not_comparable".strip(";"))
    names = [name for name in wide.columns if name == "population_urban" or name == "population"]
    names += [name for name in wide.columns if name.startswith("employment_")]
    return _melt(wide, names)


def _power_cells(wide: pd.DataFrame) -> pd.DataFrame:
    return _melt(wide, ["coal_power_capacity", "coal_power_unit_count"])


def _wide_cells(table: str, wide: pd.DataFrame) -> pd.DataFrame:
    """A row for each cell of a wide table; `flag` is of a whole row, `cell_flags` of cells, as quantity:flag."""
    names = [name for name in wide.columns if name not in (*ABOUT_A_ROW, "row")]
    vocabulary.check_names(names, f"{table}.csv")
    of_row = wide["flag"].astype(object).fillna("") if "flag" in wide else ""
    cells = _melt(wide.assign(flag=of_row), names)
    if "cell_flags" not in wide:
        return cells
    flags: dict[tuple[int, str], list[str]] = {}
    for row, pairs in wide.loc[wide["cell_flags"].notna(), ["row", "cell_flags"]].itertuples(index=False):
        for pair in pairs.split(";"):
            quantity, _, key = pair.partition(":")
            flags.setdefault((row, quantity), []).append(key)
    vocabulary.check_names(dict.fromkeys(quantity for _, quantity in flags), f"{table}.csv")
    at = zip(cells["row"].tolist(), cells["quantity"].tolist(), strict=True)
    return cells.assign(flag=[";".join(flags.get(cell, ())) for cell in at])


def _melt(wide: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    keys = ["place", "year", "source", "flag", "row"]
    return wide.melt(id_vars=keys, value_vars=names, var_name="quantity", value_name="value")


def _empty() -> tuple[xr.Dataset, dict[str, TextGrid]]:
    """A panel without a value, and its grids of texts: what is set in them is in the panel."""
    names = [q.name for q in vocabulary.quantities().values() if q.dimension in PANEL_DIMENSIONS]
    places = all_places()
    shape = (len(names), len(places), len(YEARS))
    texts = {name: TextGrid(shape) for name in TEXTS}
    panel = xr.Dataset(
        {
            "value": (DIMENSIONS, np.full(shape, np.nan)),
            **{name: grid.variable(DIMENSIONS) for name, grid in texts.items()},
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
    return panel, texts
