"""What runs come to in the outcomes that a mayor answers for, draw by draw, beside doing nothing in the same draws.

Sizes and units are those of `verdicts/practical_sizes.csv`: a good effect is positive there. What a reader sees is in
units of its own (`PLAIN`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.costs import LINES
from relode.model.policy.levers import PAYERS
from relode.plan.asked.pots import YUAN
from relode.plan.trials.evaluate import Outcomes

Path = Mapping[str, Values]
"""Quantity -> (future, year), the years those of a plan."""

OUTCOMES = (
    "employment",
    "employment_rate",
    "working_age_people",
    "income_per_person",
    "services_per_person",
    "empty_homes",
    "damaged_land",
    "budget_gap",
    "debt",
    "emissions",
)
"""The outcomes, in the order of the table of practical sizes."""
STAYING = ("services_per_person", "income_per_person", "budget_gap", "debt")
"""What a city that shrinks is judged by: services, income and burden of those who stay."""


@dataclass(frozen=True)
class Measured:
    """How an outcome is seen: `plain` in a reader's `unit` against nothing, (future,), good or bad as it comes;
    `sized` in the unit of its practical size, good positive."""

    unit: str
    plain: Callable[[Path, Path], Values]
    sized: Callable[[Path, Path], Values]


def _mean_gain(name: str) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray((run[name] - nothing[name]).mean(axis=1))


def _end_gain(name: str, sign: float = 1.0) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray(sign * (run[name] - nothing[name])[:, -1])


def _over_mean(name: str) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray((run[name] - nothing[name]).mean(axis=1) / nothing[name].mean(axis=1))


def job_years(run: Path, nothing: Path) -> Values:
    """Jobs more than with nothing done, summed over the years of the plan, (future,). [person-years]"""
    return np.asarray((run["employment"] - nothing["employment"]).sum(axis=1))


def _land(run: Path, nothing: Path) -> Values:
    """Less damaged land at the horizon over that without the plan; 0 where none is damaged."""
    left = nothing["damaged_land"][:, -1]
    return np.asarray(np.where(left > 0, (left - run["damaged_land"][:, -1]) / np.where(left > 0, left, 1.0), 0.0))


def _gap(path: Path) -> Values:
    return np.asarray(path["public_spending"] - path["public_receipts"])


def _gap_share(run: Path, nothing: Path) -> Values:
    less = _gap(nothing).mean(axis=1) - _gap(run).mean(axis=1)
    return np.asarray(less / nothing["public_spending"].mean(axis=1))


def _beside_ageing(run: Path, nothing: Path) -> Values:
    more = (run["working_age_people"] - nothing["working_age_people"]).mean(axis=1)
    return np.asarray(more / nothing["ageing_alone"].mean(axis=1))


def _emitted(run: Path, nothing: Path) -> Values:
    before = nothing["production_emissions"].sum(axis=1)
    return np.asarray((before - run["production_emissions"].sum(axis=1)) / before)


MEASURED: Mapping[str, Measured] = {
    "employment": Measured("person-years", job_years, _over_mean("employment")),
    "employment_rate": Measured("share change", _mean_gain("in_work_share"), _mean_gain("in_work_share")),
    "working_age_people": Measured("persons", _mean_gain("working_age_people"), _beside_ageing),
    "income_per_person": Measured("yuan per person", _mean_gain("income_per_person"), _over_mean("income_per_person")),
    "services_per_person": Measured(
        "yuan per person", _mean_gain("services_per_person"), _over_mean("services_per_person")
    ),
    "empty_homes": Measured("share change", _end_gain("housing_vacancy"), _end_gain("housing_vacancy", -1.0)),
    "damaged_land": Measured("ha", _end_gain("damaged_land"), _land),
    "budget_gap": Measured(
        "yuan per year", lambda run, nothing: (_gap(run) - _gap(nothing)).mean(axis=1) * YUAN, _gap_share
    ),
    "debt": Measured(
        "yuan", lambda run, nothing: (run["debt"] - nothing["debt"])[:, -1] * YUAN, _end_gain("debt_ratio", -1.0)
    ),
    "emissions": Measured(
        "t", lambda run, nothing: (run["production_emissions"] - nothing["production_emissions"]).sum(axis=1), _emitted
    ),
}
"""Outcome -> how it is seen. Emissions and job-years are sums over the years of the plan."""

JOBS, INCOME, LAND, FLOOR = "job-year", "yuan of income", "hectare", "m2"


def _floor(run: Path, nothing: Path) -> Values:
    return np.asarray((nothing["housing_stock"] - run["housing_stock"])[:, -1] * 1e4)


BOUGHT: Mapping[str, Callable[[Path, Path], Values]] = {
    JOBS: job_years,
    INCOME: lambda run, nothing: (run["household_income"] - nothing["household_income"]).sum(axis=1) * YUAN,
    LAND: lambda run, nothing: np.asarray((nothing["damaged_land"] - run["damaged_land"])[:, -1]),
    FLOOR: _floor,
}
"""What a published cost is for -> how much of it the money buys over the years of the plan, (future,)."""


def bought_by(unit: str) -> str:
    """What a cost in this unit is for: a key of BOUGHT."""
    return unit.removeprefix("yuan per ")


@dataclass(frozen=True)
class Paid:
    """What a run costs each payer in each year of a plan. [10^8 yuan/yr]

    `lines` (future, year, line) are those of the measures alone: what pays for them, own money taken from other uses
    and what is granted, is no line of it. `displaced`, `granted` and `bonds` (future, year): ordinary spending that
    made room, and what came from those pots.
    """

    lines: Values
    displaced: Values
    granted: Values
    bonds: Values

    @property
    def total(self) -> Values:
        """What all payers pay over the years, (future,). [yuan]"""
        return np.asarray(self.lines.sum(axis=(1, 2)) * YUAN)

    def by(self, payer: str) -> Values:
        """What one payer pays, (future, year). [10^8 yuan/yr]"""
        return np.asarray(self.lines[..., [line[2] == payer for line in LINES]].sum(axis=-1))

    @property
    def by_payer(self) -> Mapping[str, Values]:
        """Payer -> (future, year). [10^8 yuan/yr]"""
        return {payer: self.by(payer) for payer in PAYERS}


def paths(outcomes: Outcomes, plan: int) -> dict[str, Values]:
    """Every quantity of one plan over the years of plans: name -> (future, year)."""
    during = np.asarray(outcomes.years) >= FIRST_PLAN_YEAR
    return {name: values[plan][:, during] for name, values in outcomes.quantities.items()}


def effects(run: Path, nothing: Path, plain: bool, names: Sequence[str] = OUTCOMES) -> dict[str, Values]:
    """Outcome -> effect against doing nothing, (future,): in a reader's unit, or in that of its practical size."""
    return {name: (MEASURED[name].plain if plain else MEASURED[name].sized)(run, nothing) for name in names}
