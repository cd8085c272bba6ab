"""A number as Relode says it: value, unit, year, interval, sources, flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import xarray as xr

from relode.arrays import Interval
from relode.errors import RelodeError
from relode.facts import rows
from relode.measures.sampling_error import (
    NORMAL_90,
    effective_size,
    entropy_standard_error,
    herfindahl_standard_error,
    share_interval,
)
from relode.panel import Cell, cell
from relode.panel.census_measures import SECTIONS
from relode.places import Place
from relode.record import Doc, Hidden, Record


@dataclass(frozen=True)
class Number(Record):
    """A value of a place and year. `interval_90` is None where no source tells how sure the value is."""

    quantity: Annotated[str, Doc("quantity of the vocabulary"), Hidden]
    value: Annotated[float, Doc("the value", "unit")]
    unit: Annotated[str, Doc("unit of the value")]
    year: Annotated[int, Doc("its year")]
    interval_90: Annotated[
        Interval | None,
        Doc("90 % interval, null where no source tells it", "unit", shape="low, high"),
    ]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("what was done to it", shape="flag")]


def number(panel: xr.Dataset, place: Place | str, quantity: str, year: int) -> Number | None:
    """The number, or None where the panel has no value.

    Counts of the census long form have a sampling interval, figures of the user's own that which the user gave.
    Raises RelodeError for an unknown name.

    Example:
        >>> found = rl.diagnosis.number(panel, "hegang", "mining_employment_share", 2020)
        >>> round(found.value, 3), found.unit
        (0.111, 'share')
        >>> [round(end, 3) for end in found.interval_90]
        [0.107, 0.116]
    """
    entry = cell(panel, place, quantity, year)
    if entry is None:
        return None
    if entry.table == "user":
        return Number(quantity, entry.value, entry.unit, year, _own_interval(panel, entry), entry.sources, entry.flags)
    interval = _sampling_interval(panel, entry)
    flags = (*entry.flags, "sampling_error") if interval else entry.flags
    return Number(quantity, entry.value, entry.unit, year, interval, entry.sources, flags)


def notable_flags(flags: Sequence[str]) -> list[str]:
    """Flags worth words beside a figure: that it is computed or sampled is said once for all, and shown as interval."""
    return [flag for flag in flags if flag not in ("computed", "sampling_error")]


@cache
def assumed(name: str) -> float:
    """The value of an assumption of `assumptions.csv`. In the unit that stands there."""
    return next(float(row["value"]) for row in rows("assumptions") if row["name"] == name)


@cache
def long_form_ratio(year: int) -> Number | None:
    """Employed persons of the nation over those that the long form of a census counted; None if not published."""
    row = next((row for row in rows("employment_scale") if row["year"] == str(year)), None)
    if row is None:  # a build without its source
        return None
    sources, flags = (tuple(filter(None, row[column].split(";"))) for column in ("source", "flag"))
    return Number(
        "long_form_ratio", float(row["long_form_ratio"]), "ratio", year, None, sources, (*flags, "of_the_nation")
    )


def sampled_share(year: int) -> float | None:
    """The share of all employed persons that the long form of a census counted; None if not published."""
    ratio = long_form_ratio(year)
    return None if ratio is None else 1 / ratio.value


def known_ratio(year: int) -> float:
    """The value of `long_form_ratio`. [ratio] Raises RelodeError where it is not published."""
    ratio = long_form_ratio(year)
    if ratio is None:
        raise RelodeError("no_long_form_ratio", year=year)
    return ratio.value


def has_ratios(years: Sequence[int]) -> bool:
    """Whether `long_form_ratio` is known of all these years."""
    return all(long_form_ratio(year) is not None for year in years)


def _own_interval(panel: xr.Dataset, entry: Cell) -> Interval | None:
    """The 90 % interval that the user gave for a figure of their own, if any."""
    key = (entry.place, entry.quantity, entry.year)
    overrides = panel.attrs["overrides"]
    # Real output that was chained by a growth of the user's own has no row of its own.
    own = next((each for each in overrides if (each["place"], each["quantity"], each["year"]) == key), None)
    return None if own is None or own["low"] is None else (own["low"], own["high"])


def _sampling_interval(panel: xr.Dataset, entry: Cell) -> Interval | None:
    """90 % interval from the size of the long form; None for figures that are not counted there."""
    kind = _long_form_kind(entry.quantity)
    if kind is None:
        return None
    total = cell(panel, entry.place, "employment_all_sections", entry.year)
    sampled = sampled_share(entry.year)
    if total is None or sampled is None or "user" in entry.flags:
        return None
    size = effective_size(total.value, sampled, assumed("design_effect"))
    if kind == "change":
        return _change_interval(panel, entry)
    if kind in ("entropy", "herfindahl"):
        return _concentration_interval(panel, entry, kind, size)
    scale = {"count": total.value, "share": 1.0, "quotient": 1.0}[kind]
    share = entry.value / scale
    if kind == "quotient":
        section = entry.quantity.removeprefix("location_quotient_")
        own = cell(panel, entry.place, f"{section}_employment_share", entry.year)
        if own is None or own.value == 0:
            return None
        share, scale = own.value, entry.value / own.value
    low, high = share_interval(share, size)
    return low * scale, high * scale


@cache
def _long_form_kind(quantity: str) -> str | None:
    if quantity in ("employment_entropy", "employment_herfindahl_index"):
        return quantity.removeprefix("employment_").removesuffix("_index")
    if quantity == "mining_employment_share_change":
        return "change"
    patterns = {"employment_{}": "count", "{}_employment_share": "share", "location_quotient_{}": "quotient"}
    return next((k for p, k in patterns.items() if quantity in {p.format(section) for section in SECTIONS}), None)


def _concentration_interval(panel: xr.Dataset, entry: Cell, kind: str, size: float) -> Interval:
    names = [f"{section}_employment_share" for section in SECTIONS]
    shares = panel["value"].sel(place=entry.place, year=entry.year, quantity=names).values
    error = entropy_standard_error if kind == "entropy" else herfindahl_standard_error
    half = NORMAL_90 * error(shares, size)
    return entry.value - half, entry.value + half


def _change_interval(panel: xr.Dataset, entry: Cell) -> Interval | None:
    """Two independent samples: the squared half-widths add up."""
    ends = [number(panel, entry.place, "mining_employment_share", entry.year - back) for back in (10, 0)]
    intervals = [end.interval_90 for end in ends if end is not None and end.interval_90 is not None]
    if len(intervals) < 2:
        return None
    half = sum(((high - low) / 2) ** 2 for low, high in intervals) ** 0.5
    return entry.value - half, entry.value + half
