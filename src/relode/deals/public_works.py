"""Public works: cost with the overruns of their class, users in 2030 and 2035, and what else the money would do."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from relode.deals.deal import Deal
from relode.deals.flows import DealDraws
from relode.deals.judgement import MissingField, Verdict
from relode.records import Doc, Record

ENOUGH, TOO_FEW = 0.9, 0.6
"""Users of 2035 over capacity from which on works are filled, and below which they are not built: assumptions."""
YEARS_OF_USERS = (2030, 2035)
WORKS_FIELDS = ("works.cost", "works.capacity", "works.users_2035", "works.channel")


@dataclass(frozen=True)
class WorksAppraisal(Record):
    """What public works cost, and who will use them."""

    cost: Annotated[float | None, Doc("stated cost", "yuan")]
    cost_middle: Annotated[float | None, Doc("median cost with overruns of the class", "yuan")]
    cost_band: Annotated[tuple[float, float] | None, Doc("90 % interval of the cost", "yuan", "end")]
    capacity: Annotated[float | None, Doc("users that fit in", "persons")]
    users: Annotated[dict[str, float], Doc("users now, in 2030 and in 2035, where known", "persons", "year")]
    filled: Annotated[float | None, Doc("users of 2035 over capacity", "ratio")]
    cost_per_user: Annotated[float | None, Doc("median cost over users of 2035", "yuan")]
    share_of_revenue: Annotated[float | None, Doc("median cost over a year's revenue", "ratio")]
    users_from: Annotated[str, Doc("where users come from: file, or needs")]


def works_appraisal(deal: Deal, draws: DealDraws, revenue: float | None) -> WorksAppraisal:
    """Cost and users of public works."""
    works = deal.works
    cost = works.cost if works.cost is not None else deal.promise.investment
    users = {
        str(year): value
        for year, value in (("now", works.users_now), (2030, works.users_2030), (2035, works.users_2035))
        if value is not None
    }
    last = users.get("2035")
    middle, band = None, None
    if cost is not None:
        low, middle, high = (float(each) for each in cost * (1 + np.quantile(draws.overrun, (0.05, 0.5, 0.95))))
        band = (low, high)
    return WorksAppraisal(
        cost=cost,
        cost_middle=middle,
        cost_band=band,
        capacity=works.capacity,
        users=users,
        filled=last / works.capacity if last is not None and works.capacity else None,
        cost_per_user=middle / last if middle is not None and last else None,
        share_of_revenue=middle / revenue if middle is not None and revenue else None,
        users_from="file",
    )


def works_missing(deal: Deal, result: WorksAppraisal) -> tuple[MissingField, ...]:
    """Fields without which public works cannot be judged; they are judged by users, so these turn the verdict."""
    absent = {
        "works.cost": result.cost is None,
        "works.capacity": result.capacity is None,
        "works.users_2035": "2035" not in result.users,
        "works.channel": not deal.works.channel,
    }
    if result.filled is not None and result.filled < TOO_FEW:
        return ()
    return tuple(MissingField(field, "do_not_sign", "sign") for field in WORKS_FIELDS if absent[field])


def works_verdict(result: WorksAppraisal, revenue: float | None, is_stopped: bool) -> Verdict:
    """Built where users of 2035 fill it; smaller where they fill a part; not where too few are left, or above a stop.

    Limits: as many users as capacity, sign; none, do not sign.
    """
    if is_stopped or result.filled is None or result.filled < TOO_FEW:
        return "do_not_sign"
    high = result.cost_band[1] if result.cost_band else 0.0
    too_dear = revenue is not None and high > revenue
    return "sign" if result.filled >= ENOUGH and not too_dear else "sign_if"
