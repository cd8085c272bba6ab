"""The user's own policy beside doing nothing: run in the same futures with what pays for it.

What it costs the city in each future and year is paid with bonds, as far as it builds what bonds may pay for and the
command allows, and with own money: so much less is spent on the ordinary services of the city, with the pay, purchases
and services that this takes away. The cost is that of the policy run without financing; what financing changes of it
ends in the city's debt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.decisions.own_effects import OwnEffects, runner
from relode.decisions.programmes import programmes
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.costs import LINES
from relode.model.policy.levers import PAYERS
from relode.model.policy.policy_file import Policy
from relode.plan.estimate import estimate, per, rounded, spread, summed
from relode.plan.making.plan_records import OwnEffect, OwnPolicy, YearPaid
from relode.plan.simulations.simulation import doses_of
from relode.plan.trials.evaluate import Path, evaluate, paths
from relode.plan.trials.stage import Stage

YUAN = 1e8
"""Yuan in the simulator's unit of money."""
SERVICES = "public_services_spending"
SERVICE_LINE = [line[:2] for line in LINES].index((SERVICES, "paid"))
PUBLIC_BUDGETS = ("city", "province", "centre")
"""Payers that are public budgets."""
WORST_PART = 0.1


def _mean(name: str) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray((run[name] - nothing[name]).mean(axis=1))


def _end(name: str) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray((run[name] - nothing[name])[:, -1])


def _sum(name: str) -> Callable[[Path, Path], Values]:
    return lambda run, nothing: np.asarray((run[name] - nothing[name]).sum(axis=1))


def _gap(run: Path, nothing: Path) -> Values:
    """Spending over receipts, more than with nothing done. [yuan per year]"""
    gaps = [(path["public_spending"] - path["public_receipts"]).mean(axis=1) for path in (run, nothing)]
    return np.asarray((gaps[0] - gaps[1]) * YUAN)


@dataclass(frozen=True)
class OwnOutcome:
    """How an outcome is seen: against nothing, (future,), in `unit`; `good` 1 where more is better, else -1."""

    unit: str
    good: int
    change: Callable[[Path, Path], Values]


OWN_OUTCOMES: Mapping[str, OwnOutcome] = {
    "employment": OwnOutcome("person-years", 1, _sum("employment")),
    "employment_rate": OwnOutcome("share change", 1, _mean("in_work_share")),
    "working_age_people": OwnOutcome("persons", 1, _mean("working_age_people")),
    "income_per_person": OwnOutcome("yuan per person", 1, _mean("income_per_person")),
    "services_per_person": OwnOutcome("yuan per person", 1, _mean("services_per_person")),
    "empty_homes": OwnOutcome("share change", -1, _end("housing_vacancy")),
    "damaged_land": OwnOutcome("ha", -1, _end("damaged_land")),
    "budget_gap": OwnOutcome("yuan per year", -1, _gap),
    "debt": OwnOutcome("yuan", -1, lambda run, nothing: _end("debt")(run, nothing) * YUAN),
    "emissions": OwnOutcome("t", -1, _sum("production_emissions")),
}
"""Outcome -> how it is seen. Emissions and job-years are sums over the years of the plan."""


@dataclass(frozen=True)
class OwnMoney:
    """What a policy costs each payer in each year of the plan, (future, year) each. [10^8 yuan/yr]

    `bonds` is what of the city's part comes from bonds.
    """

    by_payer: Mapping[str, Values]
    bonds: Values

    @property
    def pots(self) -> Mapping[str, Values]:
        """Pot -> what it gives: what public budgets above the city pay is granted. [10^8 yuan/yr]"""
        granted = self.by_payer["centre"] + self.by_payer["province"]
        others = sum(each for name, each in self.by_payer.items() if name not in PUBLIC_BUDGETS)
        own = self.by_payer["city"] - self.bonds
        return {"own": own, "granted": granted, "bonds": self.bonds, "others": np.asarray(others)}


def own_policy(on: Stage, policy: Policy, borrowed: float) -> OwnPolicy:
    """What the policy comes to. At most `borrowed` may come from bonds for building [yuan per year].

    Raises RelodeError as `evaluate` does.
    """
    path, paid = financed(on, policy, borrowed)
    cost = np.asarray(sum(paid.by_payer.values())).sum(axis=1) * YUAN
    public = np.asarray(sum(paid.by_payer[name] for name in PUBLIC_BUDGETS)).mean(axis=1) * YUAN
    job_years = OWN_OUTCOMES["employment"].change(path, on.base)
    return OwnPolicy(
        spent=cents(float(public.mean())),
        worst_tenth=cents(float(np.sort(public)[-max(1, round(WORST_PART * len(public))) :].mean())),
        years=years_paid(on, paid),
        effects=tuple(_effect(name, each, each.change(path, on.base), cost) for name, each in OWN_OUTCOMES.items()),
        job_year=per(cost, job_years, "yuan"),
    )


def financed(on: Stage, policy: Policy, borrowed: float) -> tuple[Path, OwnMoney]:
    """The policy over the years of the plan with what pays for it, and who pays."""
    ground = on.ground
    doses = doses_of(policy, ground.futures.years)
    added = OwnEffects(ground.futures, runner(ground)).together(doses)
    raw = evaluate(ground, doses, added=added)
    city = np.array([line[2] == "city" for line in LINES])
    building = np.array([line[0] in {each.lever for each in programmes() if each.bonds} for line in LINES])
    cost = raw.cost
    bonds = np.minimum(cost[..., city & building].sum(axis=-1), borrowed / YUAN)
    services = (bonds - cost[..., city].sum(axis=-1)) / raw.quantities["expected_output"]
    result = evaluate(ground, doses, services, added)
    start = ground.futures.years.index(FIRST_PLAN_YEAR)
    displaced = (-services * result.quantities["expected_output"])[:, start:]
    lines = result.cost[:, start:].copy()
    # What own money takes from services stands in their line as a saving: it is no line of the policy.
    lines[..., SERVICE_LINE] += displaced
    by_payer = {name: lines[..., [line[2] == name for line in LINES]].sum(axis=-1) for name in PAYERS}
    return paths(result), OwnMoney(by_payer, bonds[:, start:])


def years_paid(on: Stage, paid: OwnMoney) -> tuple[YearPaid, ...]:
    """Money by year, means over futures to the cent; the parts of a year add up to its total."""
    years = []
    for t, year in enumerate(on.years):
        payers = {name: cents(float(each[:, t].mean()) * YUAN) for name, each in paid.by_payer.items()}
        total = summed(list(payers.values()))
        pots = {name: cents(float(each[:, t].mean()) * YUAN) for name, each in paid.pots.items()}
        # A cent that rounding of the pots leaves over is own money: it is the rest by definition.
        pots["own"] = cents(total - summed([yuan for name, yuan in pots.items() if name != "own"]))
        years.append(YearPaid(year, payers, pots, total))
    return tuple(years)


def cents(yuan: float) -> float:
    """`yuan` to the cent. [yuan]"""
    return round(yuan, 2)


def _effect(name: str, measured: OwnOutcome, change: Values, cost: Values) -> OwnEffect:
    paid = bool((np.abs(cost) > 1).all())
    return OwnEffect(
        name,
        estimate(change, measured.unit),
        spread(change / cost * 1e6) if paid else None,
        rounded(float(np.mean(measured.good * change > 0))),
    )
