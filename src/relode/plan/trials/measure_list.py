"""What can be tried in a city: each lever, by sector where it has one, with what it needs, and how it may be paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Bilingual
from relode.model.opening.inversion import ObservedOpening
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_record import LeverStep
from relode.model.results import OneCity
from relode.model.sector_list import SECTORS
from relode.plan.cards.card_records import Need
from relode.plan.trials.evaluate import Doses
from relode.plan.trials.judged import Path
from relode.shipped_tables import rows

RAMP = 2
"""Years until the full dose, the same for all levers. Assumed."""
GRANT = "central_transfer"
"""A grant of the centre: a measure only where somebody else gives it."""
SERVICES = "public_services_spending"
"""What own money is taken from: a measure that adds to it with own money would change nothing."""


@dataclass(frozen=True)
class Measure:
    """A lever, in a sector where it has one: `bonds` whether special bonds may pay, `start` its first year."""

    lever: str
    sector: str
    precondition: str
    bonds: bool
    start: int
    reason: Bilingual

    @property
    def name(self) -> str:
        """Lever and sector: the name of the card."""
        return f"{self.lever}.{self.sector}" if self.sector else self.lever

    @property
    def upper(self) -> float:
        """The largest dose that the lever allows, in its unit."""
        return levers()[self.lever].upper

    @property
    def own_money_helps(self) -> bool:
        """Whether it can be paid with own money at all."""
        return self.lever not in (GRANT, SERVICES)

    def step(self, dose: float, horizon: int) -> LeverStep:
        """The measure at `dose` from its start to the horizon."""
        return LeverStep(self.lever, self.start, horizon, dose, self.sector, RAMP)

    def doses(self, dose: float, years: tuple[int, ...], horizon: int) -> Doses:
        """Its dose over the years as `evaluate` takes it."""
        course = self.step(dose, horizon).doses(np.asarray(years))
        if not self.sector:
            return {self.lever: course}
        table = np.zeros((len(years), len(SECTORS)))
        table[:, SECTORS.index(self.sector)] = course
        return {self.lever: table}


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, in the order of the levers; a lever by sector is one for each sector."""
    table = {row["lever"]: row for row in rows("relode.plan.trials", "measures")}
    return tuple(
        Measure(
            name,
            sector,
            table[name]["precondition"],
            table[name]["bonds"] == "1",
            FIRST_PLAN_YEAR + int(table[name]["lead_years"]),
            Bilingual(table[name]["reason_en"], table[name]["reason_zh"]),
        )
        for name, lever in levers().items()
        for sector in (SUBSIDISED_SECTORS if lever.by_sector else ("",))
    )


def need(measure: Measure, ground: OneCity, nothing: Path) -> Need | None:
    """What the measure needs in this city, None where it needs nothing.

    `nothing`: quantity -> (future, year) with nothing done.
    """
    if not measure.precondition:
        return None
    row = next(
        row for row in rows("relode.plan.trials", "preconditions") if row["precondition"] == measure.precondition
    )
    value, least = _present(measure, ground.futures.observed, nothing), float(row["least"])
    return Need(measure.precondition, value, least, row["unit"], value >= least)


def _present(measure: Measure, observed: ObservedOpening, nothing: Path) -> float:
    jobs, mining = nothing["employment"], nothing["mining_employment"]
    result: Mapping[str, object] = {
        "displaced_workers": (mining[:, 0] - mining[:, -1]) / jobs[:, 0],
        "extraction": mining[:, 0] / jobs[:, 0],
        "resource_revenue": mining[:, 0] / jobs[:, 0],
        "damaged_land": nothing["damaged_land"][:, 0],
        "empty_homes": nothing["housing_vacancy"][:, -1],
    }
    if measure.precondition == "sector":
        own = np.asarray(observed.employment)[..., 0]
        return float(np.median(own[..., SECTORS.index(measure.sector)] / own.sum(axis=-1)))
    return float(np.median(np.asarray(result[measure.precondition])))
