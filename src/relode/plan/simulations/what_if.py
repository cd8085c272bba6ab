"""One city asked again and again: what a policy would change, over the same futures as doing nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from relode.arrays import Values
from relode.calibration.conditioning import conditioned
from relode.calibration.draws import draw_futures
from relode.decisions.own_effects import OwnEffects, Run
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_world import World
from relode.model.policy.levers import PAYERS
from relode.model.policy.policy_file import Policy
from relode.model.quantities import BORNE, PAID
from relode.model.results import BANDS, OneCity, arrays_of_one_city, one_city, stored_paths
from relode.model.shocks import laid_over
from relode.model.state import Increments
from relode.outlook.one_future.statement import predictive
from relode.places import Place
from relode.plan.simulations.simulation import check_affordable, doses_of
from relode.plan.simulations.what_if_record import Change, PolicyMoney, WhatIfAnswer, WithAndWithout
from relode.plan.spending import YUAN, Spending, spending_of
from relode.vocabulary import quantity

SHOWN = ("employment", "population", "gdp_real", "income_per_person", "house_price", "debt_ratio")
RATIOS = ("debt_ratio",)
COUNTED = ("employment", "population")
"""Quantities whose change is also told in persons."""
MONEY = ("policy_cost", "budget_revenue", *PAID)
COUNT, YEARS, SEED = 200, 30, 1
_PAYERS = tuple(payer for payer in PAYERS if any(payer == who for who, _ in BORNE.values()))


@dataclass(frozen=True)
class WhatIfGround:
    """A world and its futures, in which all places but the one asked about keep to their paths.

    `calm`: of futures with a shock, the same without it.
    """

    futures: Futures
    stored: StoredPath
    calm: "WhatIfGround | None" = None


def ground(
    opened: World,
    shock: str | None = None,
    calm: WhatIfGround | None = None,
    *,
    count: int = COUNT,
    years: int = YEARS,
    paths: Callable[[Futures], StoredPath] = stored_paths,
) -> WhatIfGround:
    """Futures of a world with a shock laid over them, and the paths of all places in them. Takes tens of seconds.

    `calm` is the ground without the shock, made here where it is not given; its futures are shared, but for the shock.
    `paths` gives the paths of some futures: computed, or read where they were kept.
    """
    if shock is None:
        drawn = draw_futures(opened, count, years, SEED, known=True)
    else:
        calm = calm or ground(opened, count=count, years=years)
        drawn = laid_over(calm.futures, shock)
    return WhatIfGround(drawn, paths(drawn), calm)


@dataclass(frozen=True)
class WhatIf:
    """The answer for one policy: bands over (band, year), changes, cost, and why it could not be paid for.

    `difference` holds the bands of what the policy changes, future by future, in the unit of `changes`. `paid`: payer
    -> what it bears a year, revenue forgone and money laid by among it; the city borrows its part, and nothing else is
    cut. `paid_for`: lever that is set -> the same of it alone. `spending`: what shares of public spending are of,
    None where none is published.
    """

    place: Place
    futures: Futures
    until: int
    plan: Mapping[str, Values]
    nothing: Mapping[str, Values]
    difference: Mapping[str, Values]
    changes: Mapping[str, Change]
    counts: Mapping[str, Change]
    spending: Spending | None
    paid: Mapping[str, PolicyMoney]
    paid_for: Mapping[str, Mapping[str, PolicyMoney]]
    refused: RelodeError | None

    @property
    def cost(self) -> PolicyMoney:
        """What the city bears a year."""
        return self.paid["city"]

    @property
    def cost_share(self) -> PolicyMoney | None:
        """The same over its public spending, as a plan is asked for it; None where that is not published."""
        if self.spending is None:
            return None
        whole, cost = self.spending.spending / YUAN, self.cost
        low, high = cost.interval_90
        return PolicyMoney(cost.value / whole, "share", (low / whole, high / whole))

    @property
    def answer(self) -> WhatIfAnswer:
        """The answer as it is written."""
        quantities = {
            name: WithAndWithout(
                unit=quantity(name).unit,
                plan=_by_band(self.plan[name]),
                do_nothing=_by_band(self.nothing[name]),
                difference=_by_band(self.difference[name]),
            )
            for name in SHOWN
        }
        return WhatIfAnswer(
            place=self.place,
            years=tuple(self.futures.years),
            futures=self.futures.count,
            seed=self.futures.seed,
            until=self.until,
            quantities=quantities,
            changes=dict(self.changes),
            counts=dict(self.counts),
            cost=self.cost,
            paid=dict(self.paid),
            cost_share=self.cost_share,
        )


def _by_band(values: Values) -> dict[str, tuple[float, ...]]:
    """Band -> its path over the years."""
    return {band: tuple(path) for band, path in zip(BANDS, values.tolist(), strict=True)}


@dataclass(frozen=True)
class WhatIfCity:
    """A city taken from its ground, ready to be asked; what doing nothing gives is kept. It holds no other place."""

    place: Place
    own: OneCity

    @cached_property
    def nothing(self) -> Run:
        """Doing nothing, (future, year)."""
        return self.run({})

    @cached_property
    def nothing_bands(self) -> dict[str, Values]:
        """Bands of doing nothing, (band, year), in the unit of the quantity."""
        return _bands(self.nothing)

    @cached_property
    def spending(self) -> Spending | None:
        """Newest published public spending."""
        return spending_of(self.own.futures.world.panel, self.place)

    def run(self, doses: Mapping[str, Values], added: Increments | None = None) -> Run:
        """The city under doses by year, (future, year). Raises RelodeError for a number that is not finite."""
        return arrays_of_one_city(self.own, doses, (*SHOWN, *MONEY), added)

    @cached_property
    def own_effects(self) -> OwnEffects:
        """What levers do of their own here."""
        return OwnEffects(
            self.own.futures, lambda doses, added: self.run(doses, added) if doses or added else self.nothing
        )

    def under(self, policy: Policy) -> Run:
        """The city under a policy, with what its levers do of their own, (future, year)."""
        doses = doses_of(policy, self.own.futures.years)
        return self.run(doses, self.own_effects.together(doses))


def asked(on: WhatIfGround, place: Place) -> WhatIfCity:
    """The city on its ground, doing nothing as the one future has it; a shock moves it from there.

    Raises RelodeError for a place outside the system.
    """
    own = one_city(on.futures, place.code, on.stored)
    if on.calm is not None:
        return WhatIfCity(place, replace(own, shifts=asked(on.calm, place).own.shifts))
    return WhatIfCity(place, conditioned(own, predictive(on.futures.world.panel, place)))


def what_if(city: WhatIfCity, policy: Policy, until: int) -> WhatIf:
    """What the policy changes up to the year `until`. Raises RelodeError for a number that is not finite."""
    futures = city.own.futures
    nothing = city.nothing
    plan = city.under(policy) if policy.steps else nothing
    differences = _differences(plan, nothing)
    at = futures.years.index(until)
    more = {name: (plan[name] - nothing[name])[:, at] for name in COUNTED}
    return WhatIf(
        place=city.place,
        futures=futures,
        until=until,
        plan=city.nothing_bands if plan is nothing else _bands(plan),
        nothing=city.nothing_bands,
        difference=_bands(differences),
        changes={name: _change(differences[name][:, at], name, until, change_unit(name)) for name in SHOWN},
        counts={name: _change(more[name], name, until, quantity(name).unit) for name in COUNTED},
        spending=city.spending,
        paid={payer: _paid(plan, payer, futures.years, until) for payer in _PAYERS},
        paid_for=_paid_for(plan, policy, futures.years, until),
        refused=_refused(plan, nothing, futures, policy),
    )


def _bands(run: Run) -> dict[str, Values]:
    # Futures last: what is looked for in a row that lies together is found in half the time.
    stacked = np.ascontiguousarray(np.stack([run[name] for name in SHOWN]).swapaxes(1, 2))
    values = np.quantile(stacked, list(BANDS.values()), axis=2, overwrite_input=True)
    return {name: values[:, i] for i, name in enumerate(SHOWN)}


def _differences(plan: Run, nothing: Run) -> dict[str, Values]:
    """What a policy changes, (future, year): a ratio less 1; for a value that is a ratio itself a difference."""
    pairs = {name: (plan[name], nothing[name]) for name in SHOWN}
    return {n: after - before if n in RATIOS else after / before - 1 for n, (after, before) in pairs.items()}


def _change(change: Values, name: str, until: int, unit: str) -> Change:
    low, median, high = _ends(change)
    return Change(name, until, unit, median, (low, high), float((change > 0).mean()))


def change_unit(name: str) -> str:
    """The unit in which a change of a quantity is told."""
    return "share change" if name in RATIOS else "share"


def _paid_for(plan: Run, policy: Policy, years: Sequence[int], until: int) -> dict[str, dict[str, PolicyMoney]]:
    """Lever of the policy -> payer -> what it bears of it a year."""
    return {
        lever: {payer: _paid(plan, payer, years, until, lever) for payer in _PAYERS if (payer, lever) in BORNE.values()}
        for lever in dict.fromkeys(step.lever for step in policy.steps)
    }


def _paid(plan: Run, payer: str, years: Sequence[int], until: int, only: str | None = None) -> PolicyMoney:
    """What a payer bears a year from the first year of plans to `until`, of all levers or of one."""
    within = (np.array(years) >= FIRST_PLAN_YEAR) & (np.array(years) <= until)
    names = [name for name, (who, lever) in BORNE.items() if who == payer and only in (None, lever)]
    yearly = sum(plan[name][:, within].mean(axis=1) for name in names)
    # To the yuan: what two equal numbers leave of their difference is nothing.
    low, median, high = _ends(np.round(yearly * YUAN) / YUAN + 0.0)
    return PolicyMoney(median, quantity("policy_cost").unit, (low, high))


def _ends(values: Values) -> tuple[float, float, float]:
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(low), float(median), float(high)


def _refused(plan: Run, nothing: Run, futures: Futures, policy: Policy) -> RelodeError | None:
    try:
        check_affordable(plan, nothing, futures, policy.name)
    except RelodeError as error:
        return error
    return None
