"""The profile of a place: every shown figure, its path, what stands beside it, and what is missing and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr
from pydantic import computed_field

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type import OwnType, own_type
from relode.diagnosis.profiles.peers import Peer, nearest_peers, same_type
from relode.facts import rows
from relode.language import Language, choose_language
from relode.panel import has
from relode.panel.census_measures import CENSUS_YEARS
from relode.panel.number import Number, assumed, number
from relode.places import Official, Place, official, place_of
from relode.record import Doc, Hidden, Inline, Record
from relode.vocabulary import quantity

FEWEST_KNOWN = 0.5
"""A figure stands beside a group in the newest year in which at least this part of the group has one."""

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class ShownQuantity:
    """A quantity that a profile shows, under a theme, and whether it is set beside peers."""

    quantity: str
    theme: str
    beside: bool


@dataclass(frozen=True)
class GroupQuantiles(Record):
    """How a group of places stands in one quantity and year: `quantiles` at QUANTILES, and the share below the city.

    The year is the city's newest in which at least half of the group has a figure, which may lie before its newest.
    """

    quantity: Annotated[str, Doc("quantity of the vocabulary")]
    year: Annotated[int, Doc("year")]
    group: Annotated[str, Doc("peers or type")]
    count: Annotated[int, Doc("places of the group with a figure")]
    quantiles: Annotated[
        tuple[float, ...],
        Doc("quantiles of the group", "unit of the quantity", shape="QUANTILES"),
        Hidden,
    ]
    share_below: Annotated[float, Doc("places of the group below the city", "share")]

    @computed_field(alias="quantiles")
    @property
    def by_level(self) -> Mapping[str, float]:
        """Quantiles of the group by level, in the unit of the quantity."""
        return {f"{level:g}": value for level, value in zip(QUANTILES, self.quantiles, strict=True)}


@dataclass(frozen=True)
class Missing(Record):
    """A shown quantity that this place does not have, and the key of the reason in `language/report.toml`."""

    quantity: Annotated[str, Doc("quantity of the vocabulary")]
    reason: Annotated[str, Doc("key of the reason")]


@dataclass(frozen=True)
class Cluster(Record):
    """A national cluster that the place belongs to."""

    cluster_id: Annotated[str, Doc("key of the list of clusters")]
    name_zh: Annotated[str, Doc("Chinese name")]
    name_en: Annotated[str, Doc("English name")]
    year: Annotated[int, Doc("year of the list")]


@dataclass(frozen=True)
class Listed(Record):
    """What the list of 2013 and the lists of clusters say; null for a place that is on none."""

    type: Annotated[str | None, Doc("official type")]
    is_exhausted: Annotated[bool | None, Doc("whether it is on a list of exhausted cities")]
    exhausted_year: Annotated[int | None, Doc("year of that list")]
    main_resource: Annotated[str | None, Doc("main resource, an assignment of this project")]
    clusters: Annotated[tuple[Cluster, ...], Doc("national clusters", shape="cluster")]
    entry: Annotated[Official | None, Doc("the whole entry of the list"), Inline]


@dataclass(frozen=True, repr=False)
class Profile(Record):
    """Where a place stands. `series` has every year of every shown quantity, the newest year last."""

    place: Annotated[Place, Doc("the place")]
    official: Annotated[Official | None, Doc("its entry on the list of 2013"), Hidden]
    clusters: Annotated[tuple[dict[str, str], ...], Doc("national clusters", shape="cluster"), Hidden]
    series: Annotated[dict[str, tuple[Number, ...]], Doc("every year of every shown quantity", shape="year")]
    peers: Annotated[tuple[Peer, ...], Doc("nearest peers of 2010, nearest first", shape="place")]
    beside: Annotated[tuple[GroupQuantiles, ...], Doc("how groups of places stand", shape="quantity x group")]
    missing: Annotated[tuple[Missing, ...], Doc("shown quantities that the place does not have", shape="quantity")]
    own_type: Annotated[OwnType, Doc("our own reading of its type")]

    @computed_field(alias="quantities")
    @property
    def newest(self) -> Mapping[str, Number]:
        """The newest figure of every shown quantity."""
        return {name: path[-1] for name, path in self.series.items()}

    @computed_field(alias="official")
    @property
    def listed(self) -> Listed:
        """What the official lists say of the place."""
        clusters = tuple(Cluster(c["cluster_id"], c["name_zh"], c["name_en"], int(c["year"])) for c in self.clusters)
        entry = self.official
        if entry is None:
            return Listed(None, None, None, None, clusters, None)
        return Listed(entry.type, entry.is_exhausted, entry.exhausted_year, entry.main_resource, clusters, entry)

    def __repr__(self) -> str:
        return (
            f"Profile of {self.place.name_en} ({self.place.code}): {len(self.series)} quantities, "
            f"{len(self.peers)} peers, {len(self.missing)} missing"
        )

    def table(self, language: Language | None = None) -> pd.DataFrame:
        """The newest figure of each quantity, a row each: label, value, unit, year, low, high (90 %), sources."""
        speech = choose_language(language)
        rows = [(path[-1], quantity(name).label(speech)) for name, path in self.series.items()]
        return pd.DataFrame(
            {
                "label": [label for _, label in rows],
                "value": [one.value for one, _ in rows],
                "unit": [one.unit for one, _ in rows],
                "year": [one.year for one, _ in rows],
                "low": [one.interval_90[0] if one.interval_90 else None for one, _ in rows],
                "high": [one.interval_90[1] if one.interval_90 else None for one, _ in rows],
                "sources": [";".join(one.sources) for one, _ in rows],
            }
        )

    def latest(self, quantity: str) -> Number | None:
        """The newest figure of a quantity, or None."""
        path = self.series.get(quantity, ())
        return path[-1] if path else None

    def at(self, quantity: str, year: int) -> Number | None:
        """The figure of a year, or None."""
        return next((n for n in self.series.get(quantity, ()) if n.year == year), None)


@cache
def shown() -> tuple[ShownQuantity, ...]:
    """What a profile shows, in the order of `shown.csv`."""
    table = shipped_tables.rows("relode.diagnosis", "shown")
    return tuple(ShownQuantity(row["quantity"], row["theme"], row["beside"] == "1") for row in table)


def profile(panel: xr.Dataset, place: Place | str) -> Profile:
    """The profile of `place`, a place or its name. Raises RelodeError for an unknown name.

    Example:
        >>> hegang = rl.diagnosis.profile(panel, "hegang")
        >>> found = hegang.latest("population")
        >>> found.value, found.year, found.sources
        (891271.0, 2020, ('census2020',))
        >>> len(hegang.peers)
        20
    """
    place = place_of(place)
    paths = {item.quantity: _path(panel, place, item.quantity) for item in shown()}
    series = {name: path for name, path in paths.items() if path}
    peers = nearest_peers(panel, place, int(assumed("peer_count")))
    return Profile(
        place=place,
        official=official().get(place.code),
        clusters=hosted_clusters(place),
        series=series,
        peers=peers,
        beside=tuple(_beside(panel, series, {"peers": [p.place for p in peers], "type": same_type(place)})),
        missing=tuple(Missing(name, _reason(panel, place, name)) for name, path in paths.items() if not path),
        own_type=own_type(panel, place),
    )


def hosted_clusters(place: Place) -> tuple[dict[str, str], ...]:
    """The national manufacturing clusters that a place hosts, as rows of `clusters.csv`."""
    hosts = {row["cluster_id"] for row in rows("cluster_hosts") if row["place"] == place.code}
    return tuple(row for row in rows("clusters") if row["cluster_id"] in hosts)


def _path(panel: xr.Dataset, place: Place, quantity: str) -> tuple[Number, ...]:
    at = panel.get_index("quantity").get_loc(quantity), panel.get_index("place").get_loc(place.code)
    known = np.isfinite(panel.variables["value"].to_numpy()[at])
    years = (int(year) for year in panel.get_index("year")[known])
    numbers = (number(panel, place.code, quantity, year) for year in years)
    return tuple(n for n in numbers if n is not None)


def _beside(
    panel: xr.Dataset, series: dict[str, tuple[Number, ...]], groups: dict[str, Sequence[Place]]
) -> Iterable[GroupQuantiles]:
    # Straight from the array: hundreds of selections of the panel take a tenth of a second.
    everywhere, quantities = panel.variables["value"].to_numpy(), panel.get_index("quantity")
    at = {
        name: panel.get_index("place").get_indexer(pd.Index([p.code for p in places]))
        for name, places in groups.items()
    }
    for item in shown():
        for group in groups if item.beside else ():
            values = everywhere[quantities.get_loc(item.quantity)][at[group]]
            by_year = dict(zip(panel.get_index("year").tolist(), values.T, strict=True))
            for own in _compared(series.get(item.quantity, ()), by_year):
                known = by_year[own.year][np.isfinite(by_year[own.year])]
                below = float(np.mean(known < own.value))
                yield GroupQuantiles(item.quantity, own.year, group, len(known), quantiles(known), below)


def _compared(path: tuple[Number, ...], by_year: Mapping[int, Array]) -> tuple[Number, ...]:
    """The city's newest figure that enough of the group has too, as a tuple of one; none if no year has enough."""

    def is_known(values: Array) -> bool:
        return bool(np.isfinite(values).sum() >= max(1.0, FEWEST_KNOWN * len(values)))

    return tuple(n for n in path if is_known(by_year[n.year]))[-1:]


def quantiles(values: Sequence[float] | Array) -> tuple[float, ...]:
    """The quantiles of the figures of a group, shape (place,), at QUANTILES, linear between two places.

    In the unit of `values`.
    """
    return tuple(float(value) for value in np.quantile(np.asarray(values, dtype=np.float64), QUANTILES))


def _reason(panel: xr.Dataset, place: Place, quantity: str) -> str:
    """Why a place lacks a quantity: the key of a sentence."""
    has_census = any(has(panel, place.code, "population", year) for year in CENSUS_YEARS)
    if not has_census:
        return "no_census"
    if "change" in quantity and place.level != "prefecture":
        return "area_not_comparable"
    if quantity.startswith("coal_"):
        return "not_on_coal_list"
    if place.level != "prefecture":
        return "county_level"
    return "not_in_source"
