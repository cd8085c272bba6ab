"""What is known of one measure at one dose: effects, cost and what its money buys, in the same draws."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from relode.arrays import Bools, Values


@dataclass(frozen=True)
class Evidence:
    """One measure at one dose beside doing nothing in the same futures; every array is (draw,) and in the same order.

    `lever`: name of the lever; its aim, its band and the harms known beforehand follow from the shipped tables.
    `effect`: effect on its aim, good positive, in the unit of the aim's practical size.
    `cost`: yuan of 2020 of all payers over all years, own money net of what it displaced; negative where it saves.
    `gained`: what that cost buys over all years, in the unit of the published cost (job-years, yuan of household
        income, m2, ha), good positive; None where the lever has no published cost.
    `others`: outcome -> effect, good positive, in the unit of that outcome's practical size; its aim may be among them.
    `left_out`: what the plan loses on the aim when this measure alone is left out; None before there is a plan.
    `assured`: whether all of its money is assured (own budget or already granted).
    `local`: whether published effects of the country itself bear out what it buys; None where the simulator is fitted
        to that country and needs none.
    `missing`: what the measure needs and the city lacks, a key of `verdicts.missing`; None where nothing is missing.

    Raises ValueError for arrays of unlike length, without draws or with values that are not finite: a defect of ours.
    """

    lever: str
    effect: Values
    cost: Values
    gained: Values | None
    others: Mapping[str, Values]
    left_out: Values | None
    assured: bool
    missing: str | None = None
    local: bool | None = None

    def __post_init__(self) -> None:
        arrays = {field.name: getattr(self, field.name) for field in fields(self)} | dict(self.others)
        arrays = {name: value for name, value in arrays.items() if isinstance(value, np.ndarray)}
        shapes = {name: value.shape for name, value in arrays.items()}
        if len(set(shapes.values())) != 1 or len(self.effect.shape) != 1 or not len(self.effect):
            raise ValueError(f"{self.lever}, unlike draws: {shapes}")
        bad = [name for name, value in arrays.items() if not np.isfinite(value).all()]
        if bad:
            raise ValueError(f"{self.lever}, not finite: {bad}")

    def unit_cost(self) -> Values:
        """Yuan for one unit of what is gained, (draw,); endless in a draw that gains nothing.

        [yuan per unit of the aim]

        Raises ValueError where nothing was counted: a defect of ours.
        """
        if self.gained is None:
            raise ValueError(f"{self.lever}: no gains counted")
        gains: Bools = self.gained > 0
        return np.where(gains, self.cost / np.where(gains, self.gained, 1.0), np.inf)
