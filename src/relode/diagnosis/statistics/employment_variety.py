"""Variety of jobs in both censuses, and what growth of output by sector adds up to."""

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
import xarray as xr

from relode.arrays import Array, Interval
from relode.diagnosis.statistics.decomposition import SECTOR
from relode.measures import related_variety, unrelated_variety
from relode.measures.sampling_error import NORMAL_90, effective_size
from relode.panel.census_measures import CENSUS_YEARS, SECTIONS
from relode.panel.number import assumed, has_ratios, known_ratio, number
from relode.places import Place
from relode.record import Doc, Record

GROUPS = [SECTOR[section] for section in SECTIONS]
SPANS = ((2010, 2018), (2019, 2023))
"""The first-published accounts have a break between 2018 and 2019."""

SECTORS = ("primary", "secondary", "tertiary")


@dataclass(frozen=True)
class Variety(Record):
    """Variety of a place's jobs in a census year between and within the three sectors, with 90 % intervals. [nat]"""

    year: Annotated[int, Doc("census year")]
    unrelated: Annotated[float, Doc("entropy between the three sectors", "nat")]
    unrelated_interval_90: Annotated[Interval, Doc("its 90 % interval", "nat", shape="low, high")]
    related: Annotated[float, Doc("entropy within the three sectors", "nat")]
    related_interval_90: Annotated[Interval, Doc("its 90 % interval", "nat", shape="low, high")]
    unit: Annotated[str, Doc("unit of all figures")] = field(default="nats", init=False)


@dataclass(frozen=True)
class GrowthBySector(Record):
    """Growth of output over a span at current prices, and the part of each sector; parts add up. [share of start]"""

    start: Annotated[int, Doc("first year")]
    end: Annotated[int, Doc("last year")]
    growth: Annotated[float, Doc("growth of output at current prices", "share of the start")]
    parts: Annotated[dict[str, float], Doc("part of each sector; parts add up", "share of the start", shape="sector")]
    unit: Annotated[str, Doc("unit of all figures")] = field(default="share", init=False)
    prices: Annotated[str, Doc("prices of the output")] = field(default="current", init=False)
    quantity: Annotated[str, Doc("what grew")] = field(default="value_added", init=False)


def variety(panel: xr.Dataset, place: Place) -> tuple[Variety, ...]:
    """Variety in each census year that has jobs by section, and of which it is known how many were asked.

    Source: frenken2007.
    """
    varieties = []
    for year in (year for year in CENSUS_YEARS if has_ratios([year])):
        cells = [number(panel, place.code, f"employment_{section}", year) for section in SECTIONS]
        known = [cell.value for cell in cells if cell is not None]
        if len(known) == len(SECTIONS) and sum(known) > 0:
            varieties.append(variety_of(np.array(known), year))
    return tuple(varieties)


def variety_of(counts: Array, year: int) -> Variety:
    """Variety of `counts` (section,) of the long form of `year`."""
    unrelated, related = (float(measure(counts[None], GROUPS)[0]) for measure in (unrelated_variety, related_variety))
    size = effective_size(float(counts.sum()), 1 / known_ratio(year), assumed("design_effect"))
    between, within = standard_errors(counts, size)
    return Variety(year, unrelated, _around(unrelated, between), related, _around(related, within))


def standard_errors(counts: Array, size: float) -> tuple[float, float]:
    """Standard errors of unrelated and related variety of `counts` (section,) on `size` independent persons. [nat]

    First-order (delta) method, as for entropy. Source: basharin1959. Limits: all in one section: 0 and 0.
    """
    share = counts / counts.sum()
    home = np.unique(GROUPS, return_inverse=True)[1]
    group = np.bincount(home, share)[home]
    seen = share > 0
    between, within = -np.log(group[seen]), np.log(group[seen]) - np.log(share[seen])
    spreads = [float(share[seen] @ terms**2 - (share[seen] @ terms) ** 2) for terms in (between, within)]
    errors = [np.sqrt(max(0.0, spread) / size) for spread in spreads]
    return float(errors[0]), float(errors[1])


def _around(value: float, error: float) -> Interval:
    return value - NORMAL_90 * error, value + NORMAL_90 * error


def growth_by_sector(panel: xr.Dataset, place: Place) -> tuple[GrowthBySector, ...]:
    """Each span for which all sectors are published in both years. Values as first published, current prices."""
    sectors = []
    for start, end in SPANS:
        names = [f"value_added_{sector}_first_published" for sector in SECTORS]
        cells = [[number(panel, place.code, name, year) for name in names] for year in (start, end)]
        before, after = ([cell.value for cell in row if cell is not None] for row in cells)
        if len(before) == len(after) == len(SECTORS) and sum(before) > 0:
            parts = [(b - a) / sum(before) for a, b in zip(before, after, strict=True)]
            growth = sum(after) / sum(before) - 1
            sectors.append(GrowthBySector(start, end, growth, dict(zip(SECTORS, parts, strict=True))))
    return tuple(sectors)
