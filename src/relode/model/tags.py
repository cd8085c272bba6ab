"""What a reader must know of a simulated quantity: on which figures it rests, and whether those are observed."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import StringIO

from relode.model.opening import Opening

UNKNOWN_RESERVE = "unknown_reserve"
ASSUMPTION_DRIVEN = "assumption_driven"
PRIOR_DRIVEN = "prior_driven"


@cache
def rests_on() -> Mapping[str, str]:
    """Simulated quantity -> the opening quantity that its level rests on, "" where nothing observes its level."""
    content = files(__package__).joinpath("rests_on.csv").read_text(encoding="utf-8")
    return {row["quantity"]: row["opening"] for row in csv.DictReader(StringIO(content))}


def tags(opened: Opening, place: str, quantity: str, *, calibrated: bool = False) -> tuple[str, ...]:
    """Tags of a simulated quantity at a place, in a fixed order.

    `assumption_driven`: the opening figure that it rests on is assumed there; `unknown_reserve`: it follows a reserve
    that no source gives; `prior_driven`: parameters come from their priors, not from a fit.
    """
    basis = rests_on()[quantity]
    own = opened.data.sel(place=place)
    rule = str(own["rule"].sel(quantity=basis).item()) if basis else "assumed:"
    mined = bool((own["commodity_share"] > 0).any())
    found = {
        UNKNOWN_RESERVE: basis == "remaining_life" and mined,
        ASSUMPTION_DRIVEN: rule.startswith("assumed"),
        PRIOR_DRIVEN: not calibrated,
    }
    return tuple(name for name, given in found.items() if given)
