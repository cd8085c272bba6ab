"""What a reader must know of a simulated quantity: whether it ever beat a rule, and on what it rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaincinv

from relode import shipped_tables
from relode.model.opening.opening_state import REST, Opening

NO_SKILL = "no_skill"
EXTRAPOLATING = "extrapolating"
UNKNOWN_RESERVE = "unknown_reserve"
ASSUMPTION_DRIVEN = "assumption_driven"
PRIOR_DRIVEN = "prior_driven"

LARGEST_RATIO = 0.8
"""Spread after the fit over that before it, above which the prior still decides."""
COMMON = 0.99
"""Share of places whose openings count as of the kind that the fit has seen."""
DESCRIBED = ("gross_domestic_product", "population", "college_share", "old", "house_price")


@dataclass(frozen=True)
class TagBasis:
    """What a quantity rests on: an opening quantity ("" for none), a backcast target ("" for none), its spread."""

    opening: str
    target: str
    spread_ratio: float


@cache
def bases() -> Mapping[str, TagBasis]:
    """Simulated quantity -> what it rests on."""
    return {
        row["quantity"]: TagBasis(row["opening"], row["target"], float(row["spread_ratio"] or "nan"))
        for row in shipped_tables.rows("relode.calibration", "rests_on")
    }


@cache
def least_skill() -> Mapping[str, float]:
    """Backcast target -> lower end of the 95 % interval of the simulator's skill over the random walk. [1]

    Over all prefectures, at the origin and horizon where it did worst.
    """
    values: dict[str, float] = {}
    for row in shipped_tables.rows("relode.calibration", "backcast"):
        if row["method"] == "simulator" and row["group"] == "all":
            values[row["target"]] = min(float(row["low"]), values.get(row["target"], np.inf))
    return values


def tags(opened: Opening, place: str, quantity: str) -> tuple[str, ...]:
    """Tags of a simulated quantity at a place, in a fixed order.

    `no_skill`: in some backcast the simulator did not surely beat a random walk on it, or nothing could be scored;
    `extrapolating`: the opening of the place is unlike those of 99 in 100; `unknown_reserve`: it follows a reserve
    that no source gives, where no list of mines tells most of it; `assumption_driven`: the opening figure that it
    rests on is assumed there; `prior_driven`: its spread over futures after the fit is more than 0.8 of that before
    it.
    """
    basis = bases()[quantity]
    own = opened.data.sel(place=place)
    rule = str(own["rule"].sel(quantity=basis.opening).item()) if basis.opening else "assumed:"
    flags = str(own["flag"].sel(quantity=basis.opening).item()) if basis.opening else ""
    mined = bool((own["commodity_share"] > 0).any())
    skill = least_skill().get(basis.target, -np.inf)
    values = {
        NO_SKILL: skill <= 0,
        EXTRAPOLATING: is_far(opened, place),
        UNKNOWN_RESERVE: mined and UNKNOWN_RESERVE in flags.split(";"),
        ASSUMPTION_DRIVEN: rule.startswith("assumed"),
        PRIOR_DRIVEN: not basis.spread_ratio <= LARGEST_RATIO,
    }
    return tuple(name for name, given in values.items() if given)


def is_far(opened: Opening, place: str) -> bool:
    """Whether the opening of a place is beyond the 99 % ellipse of all openings (Mahalanobis, logarithms)."""
    table = opened.data["value"].sel(quantity=list(DESCRIBED)).drop_sel(place=REST)
    values = {name: table.sel(quantity=name).to_numpy() for name in DESCRIBED}
    per_head = {name: values[name] / values["population"] for name in ("gross_domestic_product", "old")}
    columns = np.log(np.column_stack([{**values, **per_head}[name] for name in DESCRIBED]))
    away = columns - columns.mean(axis=0)
    at = list(table["place"].values).index(place)
    distance = away[at] @ np.linalg.solve(np.cov(away.T), away[at])
    # The quantile of chi-squared, without the whole of scipy.stats.
    return bool(distance > 2 * gammaincinv(len(DESCRIBED) / 2, COMMON))
