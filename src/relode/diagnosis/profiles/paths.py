"""How figures moved between two years, beside how those of the peers moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, TypeVar

import numpy as np
import pandas as pd
import xarray as xr
from pydantic import Field, computed_field

from relode import shipped_tables
from relode.arrays import Array
from relode.panel import over_places
from relode.panel.number import Number, number
from relode.places import Place
from relode.record import Blank, Doc, Hidden, Inline, Record
from relode.vocabulary import quantity

Value = TypeVar("Value", float, Array)

FEWEST = 5
"""With fewer peers that have both figures there is no verdict."""

QUARTERS = (0.25, 0.5, 0.75)
RELATIVE = frozenset({"price", "stock", "flow"})
"""Kinds of quantities whose change is a share of the start; that of shares, means and ratios is a difference."""


@dataclass(frozen=True)
class Item(Record):
    """A row of `paths.csv`: a quantity, between two years, under a theme."""

    theme: Annotated[str, Doc("theme")]
    quantity: Annotated[str, Doc("quantity of the vocabulary")]
    start: Annotated[int, Doc("first year")]
    end: Annotated[int, Doc("last year")]


@dataclass(frozen=True)
class Path(Record):
    """A quantity of a place in two years, and the change beside the changes of its peers.

    `change` and the quarters of the peers' changes are shares of the start if `is_relative`, else in `unit`. Empty,
    with `why` (no_figures, group_too_small), where it cannot be told; `verdict`: below, among or above the middle half.
    """

    item: Annotated[Item, Doc("quantity and years"), Inline]
    unit: Annotated[str, Doc("unit of the quantity"), Hidden]
    is_relative: Annotated[bool, Doc("whether the change is a share of the start"), Hidden]
    start: Annotated[Number | None, Doc("figure of the first year")]
    end: Annotated[Number | None, Doc("figure of the last year")]
    change: Annotated[float | None, Doc("change", "change_unit")]
    count: Annotated[int, Doc("peers with both years"), Field(serialization_alias="peers")]
    quarters: Annotated[
        tuple[float, float, float] | None,
        Doc("quarters of the peers' changes"),
        Field(serialization_alias="peers_quarters"),
    ]
    peers_start: Annotated[
        float | None, Doc("median of the peers, first year"), Field(serialization_alias="peers_median_start")
    ]
    peers_end: Annotated[
        float | None, Doc("median of the peers, last year"), Field(serialization_alias="peers_median_end")
    ]
    verdict: Annotated[str, Doc("below, among or above the peers' interquartile range, or cannot tell")]
    why: Annotated[Blank, Doc("why it cannot be told, null where it can")]

    @computed_field
    @property
    def change_unit(self) -> str:
        """Unit of the change."""
        return "share" if self.is_relative else "share change" if self.unit == "share" else self.unit


@cache
def items() -> tuple[Item, ...]:
    """The paths that a diagnosis looks at, in the order of `paths.csv`."""
    table = shipped_tables.rows("relode.diagnosis", "paths")
    return tuple(Item(row["theme"], row["quantity"], int(row["start"]), int(row["end"])) for row in table)


def paths(panel: xr.Dataset, place: Place, peers: Sequence[Place]) -> tuple[Path, ...]:
    """Every item of a place, beside `peers`; those without figures say so."""
    return tuple(path(panel, place, peers, item) for item in items())


def path(panel: xr.Dataset, place: Place, peers: Sequence[Place], item: Item) -> Path:
    """One item of a place beside `peers`."""
    meaning = quantity(item.quantity)
    relative = meaning.kind in RELATIVE
    start, end = (number(panel, place.code, item.quantity, year) for year in (item.start, item.end))
    both = _figures(panel, [peer.code for peer in peers], item)
    change = change_of(start.value, end.value, relative) if start and end else None
    quarters, verdict, why = standing(change, change_of(both[0], both[1], relative))
    first, last = (float(np.median(values)) if quarters else None for values in both)
    count = int(both.shape[1])
    return Path(item, meaning.unit, relative, start, end, change, count, quarters, first, last, verdict, why)


def change_of(start: Value, end: Value, relative: bool) -> Value:
    """The change from `start` to `end`: a share of the start, or the difference.

    Limits: nothing moved: 0.
    """
    return end / start - 1 if relative else end - start


def standing(change: float | None, others: Array) -> tuple[tuple[float, float, float] | None, str, str]:
    """Quarters of the others' changes, the verdict of `change` among them, and why there is none.

    `others` is (place,), in the unit of `change`.

    Limits: all moved alike: among.
    """
    if change is None:
        return None, "cannot tell", "no_figures"
    if len(others) < FEWEST:
        return None, "cannot tell", "group_too_small"
    low, middle, high = np.quantile(others, QUARTERS).tolist()
    verdict = "below" if change < low else "above" if change > high else "among"
    return (low, middle, high), verdict, ""


def _figures(panel: xr.Dataset, codes: list[str], item: Item) -> Array:
    """Figures of both years, (year, place), of those places that have both."""
    at = panel.get_index("place").get_indexer(pd.Index(codes))
    values = np.stack([over_places(panel, item.quantity, year)[at] for year in (item.start, item.end)])
    return values[:, np.isfinite(values).all(axis=0) & (values[0] != 0)]
