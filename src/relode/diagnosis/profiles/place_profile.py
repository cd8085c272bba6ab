"""The profile of a place: every shown figure, its path, what stands beside it, and what is missing and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import xarray as xr

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type import OwnType, own_type
from relode.diagnosis.profiles.number import Number, assumed, number
from relode.diagnosis.profiles.peers import Peer, nearest_peers, same_type
from relode.facts import rows
from relode.language import Language, choose_language
from relode.panel import has
from relode.panel.census_measures import CENSUS_YEARS
from relode.places import Official, Place, official, place_of
from relode.vocabulary import quantity

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Shown:
    """A quantity that a profile shows, under a theme, and whether it is set beside peers."""

    quantity: str
    theme: str
    beside: bool


@dataclass(frozen=True)
class Beside:
    """How a group of places stands in one quantity and year: `quantiles` at QUANTILES, and the share below the city."""

    quantity: str
    year: int
    group: str
    count: int
    quantiles: tuple[float, ...]
    share_below: float


@dataclass(frozen=True)
class Missing:
    """A shown quantity that this place does not have, and the key of the reason in `language/report.toml`."""

    quantity: str
    reason: str


@dataclass(frozen=True, repr=False)
class Profile:
    """Where a place stands. `series` has every year of every shown quantity, the newest year last."""

    place: Place
    official: Official | None
    clusters: tuple[dict[str, str], ...]
    series: dict[str, tuple[Number, ...]]
    peers: tuple[Peer, ...]
    beside: tuple[Beside, ...]
    missing: tuple[Missing, ...]
    own_type: OwnType

    def __repr__(self) -> str:
        return (
            f"Profile of {self.place.name_en} ({self.place.code}): {len(self.series)} quantities, "
            f"{len(self.peers)} peers, {len(self.missing)} missing"
        )

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False))

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

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "place": self.place.record(),
            "official": self._official_record(),
            "quantities": {name: path[-1].record() for name, path in self.series.items()},
            "series": {name: [n.record() for n in path] for name, path in self.series.items()},
            "own_type": self.own_type.record(),
            "peers": [{**peer.place.record(), "distance": peer.distance} for peer in self.peers],
            "beside": [_beside_record(b) for b in self.beside],
            "missing": [{"quantity": m.quantity, "reason": m.reason} for m in self.missing],
        }

    def _official_record(self) -> dict[str, object]:
        clusters = [
            {"cluster_id": c["cluster_id"], "name_zh": c["name_zh"], "name_en": c["name_en"], "year": int(c["year"])}
            for c in self.clusters
        ]
        if self.official is None:
            empty = {"type": None, "is_exhausted": None, "exhausted_year": None, "main_resource": None}
            return {**empty, "clusters": clusters}
        entry = self.official
        return {
            "type": entry.type,
            "is_exhausted": entry.is_exhausted,
            "exhausted_year": entry.exhausted_year,
            "main_resource": entry.main_resource,
            "resource_detail": list(entry.resource_detail),
            "confidence": entry.confidence,
            "sources": list(entry.sources),
            "clusters": clusters,
        }


@cache
def shown() -> tuple[Shown, ...]:
    """What a profile shows, in the order of `shown.csv`."""
    table = shipped_tables.rows("relode.diagnosis", "shown")
    return tuple(Shown(row["quantity"], row["theme"], row["beside"] == "1") for row in table)


def profile(panel: xr.Dataset, place: Place | str) -> Profile:
    """The profile of `place`, a place or its name. Raises RelodeError for an unknown name."""
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
) -> Iterable[Beside]:
    for item in shown():
        for newest in series.get(item.quantity, ())[-1:] if item.beside else ():
            for group, places in groups.items():
                codes = [place.code for place in places]
                values = panel["value"].sel(quantity=item.quantity, year=newest.year, place=codes).to_numpy()
                known = values[np.isfinite(values)]
                if len(known):
                    below = float(np.mean(known < newest.value))
                    yield Beside(item.quantity, newest.year, group, len(known), quantiles(known), below)


def quantiles(values: Sequence[float] | Array) -> tuple[float, ...]:
    """The quantiles of the figures of a group, shape (place,), at QUANTILES, linear between two places."""
    return tuple(float(value) for value in np.quantile(np.asarray(values, dtype=np.float64), QUANTILES))


def _beside_record(beside: Beside) -> dict[str, object]:
    return {
        "quantity": beside.quantity,
        "year": beside.year,
        "group": beside.group,
        "count": beside.count,
        "quantiles": dict(zip(map(str, QUANTILES), beside.quantiles, strict=True)),
        "share_below": beside.share_below,
    }


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
