"""Which of the evaluated policies reached a place, and in what way it is in the estimates."""

from functools import cache

from relode.evaluation.policies import PastPolicy, policy
from relode.evaluation.shipped_findings import shipped_policies
from relode.facts import rows
from relode.places import Place

IN_ORDER = ("exhausted_transfers", "demonstration_zones", "plan_2013", "clusters", "low_carbon_pilots")
"""Of several policies the first is drawn: money first, then places, then plans."""


@cache
def _policy(name: str) -> PastPolicy:
    return policy(name)


def reached(place: Place) -> dict[str, str]:
    """Policy -> how the place is in its estimates: treated, control, left_out or below; absent where it is not."""
    texts = {}
    for name in shipped_policies():
        asked = _policy(name)
        groups = {
            "treated": asked.first_years, "left_out": asked.left_out, "below": asked.below, "control": asked.controls
        }  # fmt: skip
        kind = next((kind for kind, codes in groups.items() if place.code in codes), None)
        if kind:
            texts[name] = kind
    return texts


def policy_shown(place: Place) -> str | None:
    """The policy whose pictures a page of the place shows; None where none reached it."""
    kinds = reached(place)
    return next((name for name in IN_ORDER if kinds.get(name) in ("treated", "left_out", "below")), None)


def province_transfers(place: Place) -> list[dict[str, str]]:
    """Transfers to exhausted cities of the place's province, oldest first; cities' own are not published."""
    return sorted(
        (
            row for row in rows("transfers")
            if row["place"] == place.province and row["quantity"] == "exhausted_city_transfer"
        ),
        key=lambda row: row["year"],
    )  # fmt: skip
