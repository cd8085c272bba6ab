"""The shipped tables of the one future: centres, bands, how bands held, what is pooled, ageing and retirement."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.outlook.one_future.observed_series import forecast_quantities
from relode.outlook.one_future.predictive_record import AHEAD, PastCoverage

ROOM = "relode.outlook.one_future"


def centre_path(place: str, name: str) -> tuple[int, Mapping[int, float], bool] | None:
    """Origin, log change since it by year, and whether that is the path of other places; None where there is none."""
    row = next((row for row in _by_place("centres").get(place, ()) if row["quantity"] == name), None)
    if row is None:
        return None
    path = {year: float(row[f"y{year}"]) for year in AHEAD if row[f"y{year}"]}
    return int(row["origin"]), path, row["path_of"] == "others"


@cache
def _by_place(table: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    rows: dict[str, list[Mapping[str, str]]] = {}
    for row in shipped_tables.rows(ROOM, table):
        rows.setdefault(row["place"], []).append(row)
    return rows


@cache
def half_widths() -> Mapping[str, NDArray[np.float64]]:
    """Quantity -> half widths of the middle 50 and 90 % in logarithms, (share, group, horizon). [1]"""
    rows = shipped_tables.rows(ROOM, "bands")
    groups, furthest = (1 + max(int(row["group"]) for row in rows), max(int(row["horizon"]) for row in rows))
    values = {name: np.zeros((2, groups, furthest)) for name in forecast_quantities()}
    for row in rows:
        at = int(row["group"]), int(row["horizon"]) - 1
        values[row["quantity"]][:, *at] = float(row["half_50"]), float(row["half_90"])
    return values


@cache
def past_coverage() -> Mapping[str, Mapping[int, PastCoverage]]:
    """Quantity -> horizon -> how bands so many years ahead did at past origins."""
    coverages: dict[str, dict[int, PastCoverage]] = {}
    for row in shipped_tables.rows(ROOM, "coverage"):
        whole = [int(row[name]) for name in ("horizon", "origins", "count")]
        rest = [float(cell) for cell in list(row.values())[4:]]
        coverages.setdefault(row["quantity"], {})[whole[0]] = PastCoverage(*whole, *rest)
    return coverages


@cache
def pool_weights() -> Mapping[str, Mapping[str, float]]:
    """Quantity -> part of the pool, a rule by its name -> its weight [1]; those without weight are left out.

    Of weights that change with the years ahead those of the long run.
    """
    values: dict[str, dict[str, float]] = {}
    table = shipped_tables.rows(ROOM, "pool")
    furthest: dict[str, str] = {}
    for row in table:
        furthest[row["quantity"]] = max(furthest.get(row["quantity"], ""), row["years_ahead"], key=_years)
    for row in table:
        if float(row["weight_now"]) and row["years_ahead"] == furthest[row["quantity"]]:
            values.setdefault(row["quantity"], {})[row["rule"] or row["part"]] = float(row["weight_now"])
    return values


def _years(cell: str) -> int:
    return int(cell or 0)


def ageing_path(place: str, name: str) -> Values | None:
    """Log change since the census by ageing alone, by year of AHEAD, (year,). [1] None without ages."""
    row = next((row for row in _by_place("ageing").get(place, ()) if row["quantity"] == name), None)
    return None if row is None else np.array([float(row[f"y{year}"]) for year in AHEAD])


def under_retirement(place: str) -> Mapping[tuple[str, str], Values] | None:
    """Ages and women of KINDS -> people under retirement age by year of AHEAD, (year,). [persons] None without ages."""
    rows = _by_place("retirement").get(place, ())
    return {(row["ages"], row["women"]): np.array([float(row[f"y{y}"]) for y in AHEAD]) for row in rows} or None
