"""The few figures at the head of a place: each with all its published years and how the peers stand."""

from dataclasses import dataclass

from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.place_profile import GroupQuantiles, Profile
from relode.panel.number import Number

HEAD = {
    "population": "population_change",
    "mining_employment_share": "mining_employment_share",
    "gdp_nominal": "gdp_real_growth_rate",
    "budget_revenue": "budget_self_sufficiency_ratio",
    "house_price": "house_price",
}
"""Quantity at the head -> the one by which places of different size are compared in its stead."""


@dataclass(frozen=True)
class HeadFigure:
    """The newest figure of a quantity and all published ones, oldest first.

    `compared` is the figure of the place that stands beside `peers`, both of one year; None where peers have none.
    """

    newest: Number
    path: tuple[Number, ...]
    compared: Number | None
    peers: GroupQuantiles | None


def head_figures(profile: Profile) -> list[HeadFigure]:
    """The figures at the head that the place has, in the order of HEAD."""
    result = []
    for quantity, beside in HEAD.items():
        path = profile.series.get(quantity, ())
        peers = findings.beside(profile, beside, "peers")
        compared = profile.at(beside, peers.year) if peers is not None else None
        if path:
            result.append(HeadFigure(path[-1], path, compared, peers if compared is not None else None))
    return result
