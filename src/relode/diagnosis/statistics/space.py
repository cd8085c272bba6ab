"""Where a city lies: whether its neighbours fare alike, how they fare, and how far the large cities are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr

from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import LEAST_PEOPLE
from relode.measures.spatial_autocorrelation import (
    local_moran,
    moran,
    moran_chance,
    nearest_neighbour_weights,
    passed_false_discovery,
)
from relode.panel import over_places
from relode.places import Place, by_code
from relode.places.distance import distances as distances_between
from relode.places.distance import nearest
from relode.record import Doc, Record
from relode.streams import stream
from relode.usual import SEED

NEIGHBOURS = 6
"""Nearest prefectures that count as neighbours, about as many as one borders on; others are tried beside it."""

TRIED = (4, 6, 8)
DRAWS, LOCAL_DRAWS = 999, 9999
LARGE = 5_000_000
"""Urban residents of a prefecture-level unit in 2020 from which it counts as a large city here."""


def _at(quantity: str, year: int) -> Callable[[xr.DataArray], Array]:
    return lambda values: np.asarray(values.sel(quantity=quantity, year=year).values, dtype=np.float64)


def _growth(values: xr.DataArray) -> Array:
    start, end = (_at("gdp_real_index", year)(values) for year in (2010, 2019))
    return np.asarray(np.log(end / start))


def _log_price(values: xr.DataArray) -> Array:
    return np.asarray(np.log(_at("house_price", 2023)(values)))


OUTCOMES: Mapping[str, Callable[[xr.DataArray], Array]] = {
    "population_change_2010_2020": _at("population_change", 2020),
    "population_change_excess_2010_2020": _at("population_change_excess", 2020),
    "gdp_real_growth_2010_2019": _growth,
    "mining_employment_share_change_2010_2020": _at("mining_employment_share_change", 2020),
    "age_60_plus_share_2020": _at("age_60_plus_share", 2020),
    "house_price_2023": _log_price,
}
"""Main outcomes: shares, growth in log points over the years, house price in logarithms."""

GROWTH = "gdp_real_growth_2010_2019"
CHANGES = ("population_change_2010_2020", GROWTH)
"""Outcomes of which the neighbours' own changes are told."""


@dataclass(frozen=True)
class Surroundings(Record):
    """One outcome of a city beside the mean of its nearest prefectures with a figure.

    `kind`: high_high, low_low (it and its neighbours alike), high_low, low_high; `found` if the likeness or contrast
    is beyond chance after all prefectures were asked. Empty, with `why`, where there is no figure or no point.
    """

    place: Annotated[Place, Doc("the place")]
    outcome: Annotated[str, Doc("outcome")]
    own: Annotated[float | None, Doc("figure of the city")]
    neighbours_mean: Annotated[float | None, Doc("mean of its nearest prefectures")]
    neighbours: Annotated[tuple[str, ...], Doc("codes of the nearest prefectures", shape="place")]
    local_moran: Annotated[float | None, Doc("local Moran's I", "1")]
    chance: Annotated[float | None, Doc("chance of as much by permutation", "share")]
    kind: Annotated[str | None, Doc("high_high, low_low, high_low or low_high")]
    found: Annotated[bool, Doc("whether it is beyond chance after all prefectures were asked")]
    why: Annotated[str, Doc('why it cannot be told, "" where it can')]


@dataclass(frozen=True)
class Neighbours(Record):
    """What the nearest prefectures of a place went through: the mean change as a share of the start, how many fell."""

    outcome: Annotated[str, Doc("outcome")]
    places: Annotated[tuple[str, ...], Doc("codes of the nearest prefectures", shape="place")]
    change: Annotated[float, Doc("mean change", "share of the start")]
    fell: Annotated[int, Doc("how many fell")]
    count: Annotated[int, Doc("how many there are")]
    unit: Annotated[str, Doc("unit of the shares")] = field(default="share", init=False)


@dataclass(frozen=True)
class LargeCity(Record):
    """The nearest large city and its distance between centroids. [km]"""

    city: Annotated[Place, Doc("nearest large city")]
    distance: Annotated[float, Doc("distance between centroids", "km")]
    unit: Annotated[str, Doc("unit of the distance")] = field(default="km", init=False)


def global_table(panel: xr.Dataset) -> pd.DataFrame:
    """Moran's I of each outcome for 4, 6 and 8 neighbours, its mean under chance, and the chance, two-sided.

    A row each, columns as named.
    """
    rows = []
    for outcome in OUTCOMES:
        codes, values = figures(panel, outcome)
        for count in TRIED if len(codes) > max(TRIED) else ():
            weights = nearest_neighbour_weights(distances(codes), count)
            row = {"outcome": outcome, "neighbours": count, "places": len(codes), "moran": moran(values, weights)}
            chance = moran_chance(values, weights, stream("moran_chance", SEED), DRAWS)
            rows.append({**row, "expected": -1 / (len(codes) - 1), "chance": chance})
    return pd.DataFrame(rows)


def local_table(panel: xr.Dataset, outcome: str) -> pd.DataFrame:
    """Local Moran's I of an outcome, one row a prefecture: own value, neighbours' mean, kind, chance, found.

    `found` keeps the share of false ones among the found below a tenth.
    """
    codes, values = figures(panel, outcome)
    return _local_table(codes, tuple(values.tolist()))


@lru_cache(maxsize=2 * len(OUTCOMES))
def _local_table(codes: tuple[str, ...], told: tuple[float, ...]) -> pd.DataFrame:
    """Kept: a figure of the user's own moves the table of one outcome, and all are asked for again and again."""
    values = np.array(told)
    weights = nearest_neighbour_weights(distances(codes), NEIGHBOURS)
    local = local_moran(values, weights, stream("local_moran", SEED), LOCAL_DRAWS)
    high, high_around = values > values.mean(), local.neighbours > 0
    kinds = [f"{'high' if h else 'low'}_{'high' if a else 'low'}" for h, a in zip(high, high_around, strict=True)]
    names = [";".join(np.array(codes)[row > 0].tolist()) for row in weights]
    columns = {"place": codes, "own": values, "neighbours_mean": weights @ values, "neighbours": names}
    array = passed_false_discovery(local.chance)
    measures = {"local_moran": local.value, "chance": local.chance, "kind": kinds, "found": array}
    return pd.DataFrame({**columns, **measures})


def local_tables(panel: xr.Dataset) -> pd.DataFrame:
    """The local tables of all outcomes below each other, with the column `outcome` first: what `local.csv` holds.

    A row each place and outcome.
    """
    known = [outcome for outcome in OUTCOMES if len(figures(panel, outcome)[0]) > NEIGHBOURS]
    tables = [local_table(panel, outcome).assign(outcome=outcome) for outcome in known]
    joined = pd.concat(tables, ignore_index=True)
    return joined[["outcome", *joined.columns.drop("outcome")]]


def surroundings(table: pd.DataFrame, place: Place) -> tuple[Surroundings, ...]:
    """Every outcome of a place in `table` (of `local_tables`, or as shipped); why there is none where none is.

    Columns as there.
    """
    own = table[table["place"] == place.code]
    return tuple(_surroundings(place, outcome, own[own["outcome"] == outcome]) for outcome in OUTCOMES)


def _surroundings(place: Place, outcome: str, table: pd.DataFrame) -> Surroundings:
    rows = table.to_dict("records")
    if not rows:
        why = "not_a_prefecture" if place.level != "prefecture" else "no_figures"
        return Surroundings(place, outcome, None, None, (), None, None, None, False, why)
    row = rows[0]
    return Surroundings(
        place,
        outcome,
        float(row["own"]),
        float(row["neighbours_mean"]),
        tuple(str(row["neighbours"]).split(";")),
        float(row["local_moran"]),
        float(row["chance"]),
        str(row["kind"]),
        bool(row["found"]),
        "",
    )


def neighbours(panel: xr.Dataset, around: Sequence[Surroundings]) -> tuple[Neighbours, ...]:
    """People 2010-2020 and output 2010-2019 of the neighbours that `around` names; none where it has no figures."""
    codes = [str(code) for code in panel["place"].to_numpy()]
    result = []
    for each in around:
        if each.outcome in CHANGES and each.kind is not None:
            values = OUTCOMES[each.outcome](panel["value"])
            own = np.array([values[codes.index(code)] for code in each.neighbours])
            changes = np.expm1(own) if each.outcome == GROWTH else own
            fell = int((changes < 0).sum())
            result.append(Neighbours(each.outcome, each.neighbours, float(changes.mean()), fell, len(own)))
    return tuple(result)


def nearest_large_city(panel: xr.Dataset, place: Place) -> LargeCity | None:
    """The nearest other prefecture-level unit with 5 million urban residents or more in 2020; None without a point."""
    urban = over_places(panel, "population_urban", 2020)
    codes = [str(code) for code in panel["place"].to_numpy()]
    large = [by_code()[code] for code, people in zip(codes, urban, strict=True) if people >= LARGE]
    others = [city for city in large if city.level == "prefecture" and city != place]
    near = nearest(place, others)
    return LargeCity(near[0][1], near[0][0]) if near else None


def figures(panel: xr.Dataset, outcome: str) -> tuple[tuple[str, ...], Array]:
    """Prefectures of the partition with a point and a figure, and the figures, (place,). Sansha is left out.

    In the unit of the outcome.
    """
    values = OUTCOMES[outcome](panel["value"])
    codes = [str(code) for code in panel["place"].to_numpy()]
    people = over_places(panel, "population", 2010)
    known = np.isfinite(values) & (people > LEAST_PEOPLE)
    kept = [i for i, code in enumerate(codes) if known[i] and is_placed(by_code()[code])]
    return tuple(codes[i] for i in kept), values[kept]


def is_placed(place: Place) -> bool:
    """Whether a place counts among neighbours: a prefecture of the partition with a point."""
    return place.level == "prefecture" and place.in_partition and place.longitude is not None


def distances(codes: tuple[str, ...]) -> Array:
    """Great-circle distances between centroids, (place, place). [km]"""
    known, table = _all_distances()
    at = [known[code] for code in codes]
    return table[np.ix_(at, at)]


@cache
def _all_distances() -> tuple[Mapping[str, int], Array]:
    """Where each prefecture with a point stands, and the distances between all of them: outcomes leave few out."""
    places = [place for place in by_code().values() if is_placed(place)]
    return {place.code: i for i, place in enumerate(places)}, distances_between(places, places)
