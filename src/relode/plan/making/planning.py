"""The planning run: decisions by facts of the place."""

import xarray as xr

from relode.decisions.decide import decide
from relode.decisions.request import PlanRequest
from relode.horizon import FIRST_PLAN_YEAR
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord


def planning(panel: xr.Dataset, place: Place, request: PlanRequest) -> PlanRecord:
    """The record of the run on a place. The same settings and facts give the same bits.

    Raises RelodeError for money that the place cannot have.
    """
    return PlanRecord(
        asked=request.record(),
        command=f"relode plan {place.slug} {request.command()}".rstrip(),
        start=FIRST_PLAN_YEAR,
        horizon=request.horizon,
        seed=request.seed,
        decisions=decide(panel, place, request),
    )
