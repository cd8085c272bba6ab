"""How much the outcome of a unit moves by itself: by the census, the panel, the user's file, a bound or assumption."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr

from relode.errors import NoVerdict, RelodeError
from relode.facts import rows
from relode.facts.readers.override_csv import check_even
from relode.facts.readers.plain_file import plain_lines
from relode.facts.readers.table_cells import CellFaults, number_reader
from relode.places import Place
from relode.record import Doc, Record

CENSUSES = 10
"""Years between the censuses of counties."""
LEAST_UNITS = 8
"""Units without which a spread says nothing. A choice of this project."""
Histories = Mapping[str, Mapping[int, float]]
"""Unit -> year -> outcome after its transform."""


@dataclass(frozen=True)
class Noise(Record):
    """Standard deviation between units of how far the outcome moves from the year before to the years of the trial."""

    sd: Annotated[float, Doc("standard deviation", "unit of the outcome after its transform")]
    low: Annotated[float, Doc("lower end of its 90 % interval or range", "as sd")]
    high: Annotated[float, Doc("upper end, by which a trial is planned", "as sd")]
    by: Annotated[str, Doc("bound, assumption, counties, prefectures or own")]
    units: Annotated[int | None, Doc("units that it is estimated from, null where it is not", "count")]
    years: Annotated[int | None, Doc("years over which they moved", "years")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    cluster_size: Annotated[float, Doc("units that are drawn together", "count")] = 1.0
    correlation: Annotated[float, Doc("correlation within them", "ratio")] = 0.0


def county_noise(place: Place, years: int) -> Noise:
    """From the counties of the province: log employment between the censuses, as if years were independent.

    Where years go on in one direction three of them hold less, so this is the wide side. Raises NoVerdict where too few
    counties kept their borders.
    """
    counted: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("census_counties"):
        if row["province_code"][:2] == place.code[:2] and row["employment_all_sections"]:
            kept = row["year"] == "2020" or row["same_area"] == "1"
            if kept and float(row["employment_all_sections"]) > 0:
                counted[row["year"]][row["place"]] = float(row["employment_all_sections"])
    both = counted["2010"].keys() & counted["2020"].keys()
    moves = np.array([log(counted["2020"][code] / counted["2010"][code]) for code in sorted(both)])
    part = sqrt(years / CENSUSES)
    return _estimated(part * (moves - moves.mean()), len(moves) - 1, "counties", years, ("census2010", "census2020"))


def prefecture_noise(panel: xr.Dataset, quantity: str, years: int) -> Noise:
    """From the prefectures of the panel: log of a quantity, from a year to the mean of the next `years`."""
    values = panel["value"].sel(quantity=quantity).transpose("place", "year")
    histories = {
        str(code): {int(year): log(value) for year, value in zip(panel["year"].values, own, strict=True) if value > 0}
        for code, own in zip(panel["place"].values, values.values, strict=True)
    }
    moved, freedom = moves_of(histories, years)
    return _estimated(moved, freedom, "prefectures", years, ())


def own_noise(histories: Histories, clusters: Mapping[str, str], years: int) -> Noise:
    """From the user's units: the spread of their moves, and how alike those of a cluster are.

    Raises NoVerdict for too few units or years.
    """
    span = min(years, len({year for each in histories.values() for year in each}) - 1)
    if span < 1:
        raise NoVerdict("trials.few_years")
    moved, freedom = moves_of(histories, span)
    found = _estimated(moved, freedom, "own", span, ("user",))
    if len(set(clusters.values())) in (0, len(histories)):
        return found
    last = max(year for each in histories.values() for year in each)
    per_unit = {u: h[last] - h[last - 1] for u, h in histories.items() if {last, last - 1} <= h.keys()}
    size, correlation = intraclass(per_unit, clusters)
    return replace(found, cluster_size=size, correlation=correlation)


def moves_of(histories: Histories, years: int) -> tuple[np.ndarray, int]:
    """How far units moved from a year to the mean of the next `years`, less the mean move of all; degrees of freedom.

    The same change that the design takes which reads a trial. Windows do not overlap, so each counts once.
    """
    every = sorted({year for each in histories.values() for year in each})
    moved: list[float] = []
    windows = 0
    for before in every[:: years + 1]:
        after = range(before + 1, before + years + 1)
        whole = [h for h in histories.values() if before in h and all(year in h for year in after)]
        if len(whole) >= 2:
            change = np.array([np.mean([h[year] for year in after]) - h[before] for h in whole])
            moved += (change - change.mean()).tolist()
            windows += 1
    return np.array(moved), len(moved) - windows


def intraclass(values: Mapping[str, float], clusters: Mapping[str, str]) -> tuple[float, float]:
    """Mean size of clusters and the correlation within them by analysis of variance, at least 0. Source: kish1965."""
    table = pd.Series(values).groupby({unit: clusters[unit] for unit in values})
    sizes, means = table.count(), table.mean()
    count, size = len(values), len(values) / len(sizes)
    if len(sizes) < 2 or size <= 1:
        return size, 0.0
    mean = sum(values.values()) / count
    between = float((sizes * (means - mean) ** 2).sum()) / (len(sizes) - 1)
    within = float(((table.obj - table.transform("mean")) ** 2).sum()) / (count - len(sizes))
    usual = (count - float((sizes**2).sum()) / count) / (len(sizes) - 1)
    total = between + (usual - 1) * within
    return size, float(max((between - within) / total, 0.0)) if total > 0 else 0.0


def _estimated(moved: np.ndarray, freedom: int, by: str, years: int, sources: Sequence[str]) -> Noise:
    from scipy.stats import chi2

    if len(moved) < LEAST_UNITS or freedom < 1:
        raise NoVerdict("trials.few_units", count=len(moved), least=LEAST_UNITS)
    squares = float((moved**2).sum())
    low, high = (sqrt(squares / chi2.ppf(end, freedom)) for end in (0.95, 0.05))
    return Noise(sqrt(squares / freedom), low, high, by, len(moved), years, tuple(sources))


def read_units(path: Path, transform: str) -> tuple[dict[str, dict[int, float]], dict[str, str]]:
    """Histories of units, and the cluster of each where there is such a column, from CSV: unit, year, outcome.

    Raises RelodeError with row, column and remedy: no such column, no number, a share beyond 0 to 1 (per cent?), what
    has no logarithm, a unit that stands twice in a year.
    """
    lines, decimal, _ = plain_lines(path, ("unit", "year", "outcome"))
    heads = [cell.casefold() for cell in lines[0][1]] if lines else []
    absent = [name for name in ("unit", "year", "outcome") if heads.count(name) != 1]
    if absent:
        raise RelodeError("country.missing_column", where=path, columns=absent, found=heads)
    check_even(path, lines)
    histories: dict[str, dict[int, float]] = defaultdict(dict)
    clusters: dict[str, str] = {}
    faults, read = CellFaults(str(path)), number_reader(decimal)
    for number, cells in lines[1:]:
        of = dict(zip(heads, cells, strict=True))
        year, value = (faults.tried(number, name, of[name], read) for name in ("year", "outcome"))
        if empty := next((name for name in ("unit", "year", "outcome") if not of[name]), None):
            faults.add(number, empty, "", RelodeError("trials.empty"))
        elif year is None or value is None:
            continue  # the fault is remembered
        elif wrong := wrong_value(value, transform):
            faults.add(number, "outcome", of["outcome"], wrong)
        elif int(year) in histories[of["unit"]]:
            faults.add(number, "unit", of["unit"], RelodeError("trials.unit_twice", year=int(year)))
        else:
            histories[of["unit"]][int(year)] = log(value) if transform == "ln" else value
            if of.get("cluster"):
                clusters[of["unit"]] = of["cluster"]
    faults.stop()
    return dict(histories), clusters if len(clusters) == len(histories) else {}


def wrong_value(value: float, transform: str) -> RelodeError | None:
    """What is wrong with an outcome in the unit of its transform, None where nothing is."""
    if transform == "share" and not 0 <= value <= 1:
        return RelodeError("trials.not_a_share")
    return RelodeError("trials.no_logarithm") if transform == "ln" and value <= 0 else None
