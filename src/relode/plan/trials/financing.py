"""Measures together with what pays for them, run in the same futures as doing nothing.

What the measures cost the city in each future and year is paid from:
- grants, where their money is granted: a transfer of the same yuan in the same year;
- special bonds, where they build what bonds may pay for: they raise debt, and its interest the gap;
- own money, the rest: so much less is spent on the ordinary services of the city, with the pay, purchases and services
  that this takes away. So own money costs what it displaced.
The cost is that of the measures run without financing; what financing changes of it ends in the city's debt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.costs import LINES
from relode.model.results import OneCity
from relode.plan.asked.pots import YUAN
from relode.plan.trials.evaluate import Funding, Outcomes, evaluate
from relode.plan.trials.judged import Paid, Path, paths
from relode.plan.trials.measure_list import GRANT, SERVICES, Measure, measures
from relode.plan.trials.stage import Stage

AT_ONCE = 16
SERVICE_LINE, GRANT_LINE = ([line[:2] for line in LINES].index((lever, "paid")) for lever in (SERVICES, GRANT))
BOND_LINES = tuple(line[2] == "city" and line[0] in {each.lever for each in measures() if each.bonds} for line in LINES)
"""What the city pays among the lines that special bonds may pay for."""


@dataclass(frozen=True)
class Part:
    """A measure at a dose in its unit; `granted` where somebody else gives what the city would have to find."""

    measure: Measure
    dose: float
    granted: bool = False


Bundle = tuple[Part, ...]


@dataclass(frozen=True)
class BundleRun:
    """A bundle in every future: quantities over the years of the plan, and who pays from which pot."""

    bundle: Bundle
    path: Path
    paid: Paid


def runs(on: Stage, bundles: Sequence[Bundle]) -> Iterator[BundleRun]:
    """Every bundle with its financing, in its order; a few at a time, so that memory stays small."""
    for first in range(0, len(bundles), AT_ONCE):
        some = bundles[first : first + AT_ONCE]
        gifts = [any(part.measure.lever == GRANT for part in bundle) for bundle in some]
        result = {
            at: run
            for ground, is_gift in ((on.ground, False), (on.giving, True))
            for at, run in _run(on, ground, [at for at, gift in enumerate(gifts) if gift == is_gift], some)
        }
        yield from (result[at] for at in range(len(some)))


def _run(on: Stage, ground: OneCity, at: Sequence[int], bundles: Sequence[Bundle]) -> Iterator[tuple[int, BundleRun]]:
    """The bundles at these positions on one ground, each with its position."""
    some = [bundles[i] for i in at]
    if not some:
        return
    doses = [doses_of_bundle(on, bundle) for bundle in some]
    raw = evaluate(ground, doses)
    pots = [_pots(on, bundle, cost) for bundle, cost in zip(some, raw.cost, strict=True)]
    services = [-own / output for (own, _, _), output in zip(pots, raw.quantities["expected_output"], strict=True)]
    grants = [granted for _, _, granted in pots]
    result = evaluate(ground, doses, Funding(np.stack(services), np.stack(grants)))
    for number, (bundle, pot) in enumerate(zip(some, pots, strict=True)):
        yield at[number], BundleRun(bundle, paths(result, number), _paid(on, result, number, services[number], pot))


def doses_of_bundle(on: Stage, bundle: Bundle) -> dict[str, Values]:
    """Lever -> dose over the years of the run, (year,), in the unit of the lever."""
    values: dict[str, Values] = {}
    for part in bundle:
        for lever, dose in part.measure.doses(part.dose, on.ground.futures.years, on.asked.horizon).items():
            values[lever] = values.get(lever, 0.0) + dose
    return values


def _pots(on: Stage, bundle: Bundle, cost: Values) -> tuple[Values, Values, Values]:
    """Own money, bonds and grants that the city's cost comes from, each (future, year of the run). [10^8 yuan/yr]

    `cost` (future, year, line).
    """
    granted = {part.measure.lever for part in bundle if part.granted}
    by_city = np.array([line[2] == "city" for line in LINES])
    given = np.array([line[0] in granted for line in LINES])
    city = cost[..., by_city & ~given].sum(axis=-1)
    bonds = np.minimum(cost[..., np.array(BOND_LINES) & ~given].sum(axis=-1), on.command.bonds / YUAN)
    return city - bonds, bonds, cost[..., by_city & given].sum(axis=-1)


def _paid(on: Stage, outcomes: Outcomes, at: int, services: Values, pots: tuple[Values, Values, Values]) -> Paid:
    start = on.ground.futures.years.index(FIRST_PLAN_YEAR)
    lines = outcomes.cost[at][:, start:].copy()
    displaced = (-services * outcomes.quantities["expected_output"][at])[:, start:]
    _, bonds, granted = (pot[:, start:] for pot in pots)
    lines[..., SERVICE_LINE] += displaced
    lines[..., GRANT_LINE] -= granted
    return Paid(lines, displaced, granted, bonds)
