"""Public spending and own revenue of a place, the base of budgets typed as a share."""

from dataclasses import dataclass
from typing import Annotated

import xarray as xr

from relode.panel import newest
from relode.places import Place
from relode.record import Doc, Record

YUAN = 1e8
"""Yuan in a unit of money of the facts."""
YEARS = range(2012, 2026)
"""Years whose newest figures are taken."""


@dataclass(frozen=True)
class Spending(Record):
    """Public spending and own revenue of the newest year in which both are published."""

    year: Annotated[int, Doc("year of the figures")]
    spending: Annotated[float, Doc("general public budget expenditure", "yuan per year")]
    revenue: Annotated[float, Doc("general public budget revenue", "yuan per year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("what is known of the figures", shape="flag")]


def spending_of(panel: xr.Dataset, place: Place) -> Spending | None:
    """Newest public spending with the revenue of that year, None if neither is published."""
    found = newest(panel, place, ("budget_expenditure", "budget_revenue"), YEARS)
    if not found:
        return None
    spent, own = found
    sources = tuple(dict.fromkeys((*spent.sources, *own.sources)))
    flags = tuple(dict.fromkeys((*spent.flags, *own.flags)))
    return Spending(spent.year, spent.value * YUAN, own.value * YUAN, sources, flags)
