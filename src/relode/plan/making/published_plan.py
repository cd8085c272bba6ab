"""Measures of a place without a simulator: what published costs say that its money would buy.

Nothing is simulated: costs are those of studies elsewhere, scaled by what a worker outside mining makes in the
prefecture that the place lies in; its public spending is that of the prefecture by heads.
"""

from functools import cache

import numpy as np
import xarray as xr

from relode import shipped_tables
from relode.model.opening.opening_world import World
from relode.model.sector_list import EXTRACTION
from relode.panel import cell
from relode.places import Place, by_code
from relode.plan.asked.plan_asked import PlanAsked
from relode.plan.asked.pots import spending_of
from relode.plan.estimate import rounded
from relode.plan.making.plan_records import PublishedMeasure, PublishedPlan

CENSUS = 2020


def published_plan(opened: World, panel: xr.Dataset, place: Place, asked: PlanAsked) -> PublishedPlan | None:
    """What the money of a place buys at published costs, None where its prefecture is in no system either.

    Raises RelodeError for a share of public spending where none can be set beside it.
    """
    host = by_code().get(place.parent)
    if host is None or host.code not in opened.codes:
        return None
    spending, heads = spending_of(panel, host), [cell(panel, each.code, "population", CENSUS) for each in (place, host)]
    own = None
    if spending is not None and heads[0] is not None and heads[1] is not None:
        own = spending.spending * heads[0].value / heads[1].value
    budget = asked.money["budget"].yuan(own, place.slug)
    worth = output_per_worker(opened, host.code)
    return PublishedPlan(
        host.code,
        rounded(budget),
        None if own is None else rounded(own),
        None if spending is None else spending.year,
        rounded(worth),
        tuple(_measure(row, budget, worth) for row in published_bands() if row["high"]),
    )


def output_per_worker(opened: World, code: str) -> float:
    """Value added of a worker outside mining in the opening year. [yuan]"""
    at = opened.position(code)
    product, jobs = (np.asarray(each)[:, at] for each in (opened.observed.value_added, opened.observed.employment))
    outside = np.arange(len(product)) != EXTRACTION
    return float(product[outside].sum() / jobs[outside].sum()) * 1e4


@cache
def published_bands() -> tuple[dict[str, str], ...]:
    """A row a lever: its outcome, and what a unit of it costs where that was published, `high` empty where nowhere.

    `low` and `high` in yuan of 2020; with the scale value_added_per_worker they are multiples of that outside mining.
    """
    return tuple(shipped_tables.rows("relode.plan.making", "published_bands"))


def _measure(row: dict[str, str], budget: float, worth: float) -> PublishedMeasure:
    scale = worth if row["scale"] == "value_added_per_worker" else 1.0
    low, high = (scale * float(row[name]) for name in ("low", "high"))
    return PublishedMeasure(
        row["lever"],
        row["outcome"],
        row["unit"].removeprefix("yuan per "),
        rounded(low),
        rounded(high),
        rounded(budget / high),
        rounded(budget / low),
        tuple(row["source"].split(";")),
    )
