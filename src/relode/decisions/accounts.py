"""Accounts of a city: what the money of measures does, and what a unit of own effect does, in the city's futures.

The simulator opens once; from a frozen snapshot at the start of the plan every request is run with its money and own
effect 0, as its yardstick, and with own effect 1 %, all in the same futures as doing nothing. Between them effects are
linear. Studies of money (`multipliers`) set the level of what a yuan does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from relode import shipped_tables
from relode.arrays import Values, Vector
from relode.decisions.money_account import AccountRequest, MoneyAccount, Uses
from relode.decisions.money_paths import MONEY, MoneyPath, check, course, has_other_payers, money_path
from relode.decisions.multipliers import multipliers
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import chosen
from relode.model.opening.inversion import FUTURE_AXES, ObservedOpening, opening_state
from relode.model.parameters import Params
from relode.model.policy.spending_split import ORDINARY, PARTS, PAY, SPLIT_ROWS
from relode.model.quantities import PERSONS, QUANTITIES
from relode.model.results import OneCity, levers_of
from relode.model.sector_list import PUBLIC
from relode.model.simulate import path
from relode.model.state import LEVERS, Anchors, Exogenous, Flows, Increments, State

UNIT = 0.01
"""Size of the own effect that is run, in log points of the outcome: small, since effects are read as linear."""
STANDARD = 0.01
"""Money of the standard runs over output: what a yuan does in the simulator is read from it."""
RUNS_AT_ONCE = 8
FUTURES_AT_ONCE = 64
"""Shapes of the compiled program: their product keeps the arrays of a year in the cache of the processor."""
KEPT = ("jobs", "posts", "output", "income", "revenue", "land_revenue", "transfer", "services", "works",
        "outlays", "interest", "debt", "expected_output", "population", "income_per_person")  # fmt: skip
MEANT = {"jobs": "employment", "output": "gdp_real"}
"""Outcome -> the quantity of the one future that says it."""


@dataclass(frozen=True)
class Snapshot:
    """The city at the start of the first year of plans in every future (leading axis future), and what comes to it."""

    state: State
    anchors: Anchors
    params: Params
    exogenous: Exogenous
    around: Any
    years: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many futures there are."""
        return int(np.shape(self.exogenous.interest_rate)[0])


@dataclass(frozen=True)
class Run:
    """Quantities of KEPT in a run, name -> (future, year of the plan), in the model's units, and its money."""

    values: Mapping[str, Values]
    money: MoneyPath | None = None

    def more(self, other: "Run", name: str) -> Values:
        """How much more of a quantity there is than in the other run, (future, year). [unit of the quantity]"""
        return self.values[name] - other.values[name]


Key = tuple[Any, ...]


@dataclass(frozen=True)
class CityAccounts:
    """Accounts of one place in its futures: call it with requests.

    `here` is the city made to say the one future (`calibration.conditioned`). `seed` of what is drawn here: how long
    bonds run, and multipliers.
    """

    here: OneCity
    seed: int

    @cached_property
    def snapshot(self) -> Snapshot:
        """Frozen once: every run starts from it."""
        return snapshot(self.here)

    @cached_property
    def nothing(self) -> Run:
        """The run in which nothing is done."""
        return self.runs([nothing_added(self.snapshot)])[0]

    @cached_property
    def standards(self) -> Mapping[str, tuple[Vector, Vector, Vector]]:
        """What a granted yuan does in the simulator where it is spent as ordinary services are, and as pay alone.

        Use -> output for a yuan, jobs and posts for what a worker makes in a year, (future,) each.
        """
        base = self.nothing.values
        money = STANDARD * base["output"]
        split = np.asarray(self.snapshot.params.split)[:, SPLIT_ROWS.index((ORDINARY, "services"))]
        uses = {"services": split, "pay": np.broadcast_to(np.eye(len(PARTS))[PAY], split.shape)}
        added = [
            _changed(nothing_added(self.snapshot), spent=money[..., None] * use[:, None], outlays=money, granted=money)
            for use in uses.values()
        ]
        worth = (money / (base["output"] / base["jobs"])).sum(axis=1)
        return {
            name: (
                run.more(self.nothing, "output").sum(axis=1) / money.sum(axis=1),
                run.more(self.nothing, "jobs").sum(axis=1) / worth,
                run.more(self.nothing, "posts").sum(axis=1) / worth,
            )
            for name, run in zip(uses, self.runs(added), strict=True)
        }

    def runs(self, added: Sequence[Increments]) -> list[Run]:
        """Runs of increments (future, year, ...) from the snapshot, in their order. RelodeError if not finite."""
        return [Run(dict(zip(KEPT, np.moveaxis(each, -1, 0), strict=True))) for each in _ran(self.snapshot, added)]

    def run(self, request: AccountRequest, uses: Uses | None = None) -> Run:
        """The money of one request alone, or of its yardstick on `uses`."""
        money = self.money(request, uses)
        return replace(self.runs([increments(self.snapshot, money)])[0], money=money)

    def money(self, request: AccountRequest, uses: Uses | None = None) -> MoneyPath:
        """The money of a request, or of its yardstick on `uses`."""
        now = self.snapshot
        rate = np.asarray(now.exogenous.interest_rate)
        return money_path(request, now.params, rate, now.years, self.seed, uses)

    def __call__(self, requests: Sequence[AccountRequest], /) -> Sequence[MoneyAccount]:
        """One account a request, in the same order. Raises RelodeError for a request that cannot be run."""
        for request in requests:
            check(request, self.snapshot.years)
        added: dict[Key, Increments] = {}
        paths: dict[Key, MoneyPath] = {}
        for request in requests:
            for uses in (None, request.yardstick_uses):
                if (key := _money_key(request, uses)) not in paths:
                    paths[key] = self.money(request, uses)
                    added[key] = increments(self.snapshot, paths[key])
            added.setdefault(_own_key(request), own_unit(self, request))
        runs = dict(zip(added, self.runs(list(added.values())), strict=True))
        runs |= {key: replace(runs[key], money=money) for key, money in paths.items()}
        return [
            self.account(
                request,
                runs[_money_key(request, None)],
                runs[_money_key(request, request.yardstick_uses)],
                runs[_own_key(request)],
            )
            for request in requests
        ]

    def account(self, request: AccountRequest, run: Run, yardstick: Run, unit: Run) -> MoneyAccount:
        """What these runs come to for a request."""
        assert run.money is not None
        until = request.horizon - FIRST_PLAN_YEAR + 1
        scale = {"jobs": PERSONS}.get(request.outcome, MONEY)
        paid = {name: each.mean(axis=0)[:until] * MONEY for name, each in run.money.by_payer.items()}
        return MoneyAccount(
            request=request,
            base=self.base(request.outcome)[:, :until].mean(axis=1) * scale,
            money=self.of_money(request, run)[:, :until].mean(axis=1) * scale,
            per_own=self.per_own(request, unit)[:, :until].mean(axis=1) * scale,
            yardstick=self.of_money(request, yardstick)[:, :until].mean(axis=1) * scale,
            yuan=run.money.total[:, :until].mean(axis=1) * MONEY,
            years=self.snapshot.years[:until],
            by_payer={name: tuple(float(x) for x in each) for name, each in paid.items()},
            after=float(run.money.after.mean() * MONEY),
        )

    def base(self, outcome: str) -> Values:
        """The outcome with nothing done, as the one future says it, (future, year). [model's unit]"""
        values = self.nothing.values
        if outcome == "income":
            people = self.moved("population", values["population"] * PERSONS)
            return self.moved("income_per_person", values["income_per_person"] * PERSONS) * people / MONEY
        moved = self.moved(MEANT[outcome], values[outcome] * (PERSONS if outcome == "jobs" else 1.0))
        return moved / (PERSONS if outcome == "jobs" else 1.0)

    def moved(self, name: str, values: Values) -> Values:
        """Values (future, year of the plan) with the shift of the one future. [unit of the quantity]"""
        if name not in self.here.shifts:
            return values
        before = self.here.futures.years.index(FIRST_PLAN_YEAR)
        return np.maximum(values + self.here.shifts[name].amount[:, before:], 0.0)

    def of_money(self, request: AccountRequest, run: Run) -> Values:
        """The effect of a run's money on the outcome, (future, year). [model's unit]

        The simulator's, and for each yuan of new money in the place what studies find beyond what the simulator does
        with a granted yuan on ordinary services. Half of the futures take jobs from studies of spending, half from
        those of other jobs for each post. Own money is no new money.
        """
        assert run.money is not None
        says = multipliers(request.pot, self.snapshot.count, self.seed)
        base, effect = self.nothing.values, run.more(self.nothing, request.outcome)
        new, pay = run.money.spent.sum(axis=-1), run.money.spent[..., PAY]
        output, jobs, _ = self.standards["services"]
        if request.outcome != "jobs":
            share = base["income"] / base["output"] if request.outcome == "income" else 1.0
            return np.asarray(effect + new * (says.output - output)[:, None] * share)
        _, jobs_of_pay, posts = self.standards["pay"]
        of_spending = new * (says.jobs - jobs)[:, None]
        of_posts = pay * (posts * (1 + says.per_post) - jobs_of_pay)[:, None]
        half = (np.arange(len(new)) % 2 == 0)[:, None]
        return effect + np.where(half, of_spending, of_posts) / (base["output"] / base["jobs"])

    def per_own(self, request: AccountRequest, unit: Run) -> Values:
        """What a log point of own effect changes the outcome by, (future, year). [model's unit]

        A study gives the size, the simulator the path to it: the response is told over that of the last year of the
        money to what was added then, so nothing that the simulator adds to it is counted twice.
        """
        response = unit.more(self.nothing, request.outcome) / self.nothing.values[request.outcome]
        end = self.snapshot.years.index(min(request.last, request.horizon))
        there = arrived(self, request)[:, end] * UNIT
        return response / (response[:, end] / there)[:, None] / UNIT * self.base(request.outcome)


def snapshot(here: OneCity) -> Snapshot:
    """The city at the start of the first year of plans in every future. Raises RelodeError without such a year."""
    futures = here.futures
    if FIRST_PLAN_YEAR not in futures.years:
        raise RelodeError("accounts.no_plan_year", first=futures.years[0], last=futures.years[-1])
    before = futures.years.index(FIRST_PLAN_YEAR)
    states, anchors = [], []
    for start in range(0, futures.count, FUTURES_AT_ONCE):
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), futures.count - 1)
        block = chosen(futures, at)
        series = jax.tree.map(lambda x: np.asarray(x)[:, :before], block.exogenous)
        around = jax.tree.map(lambda x, at=at: np.asarray(x)[at, :before], here.around)
        result = jax.tree.map(np.asarray, _opened(block.observed, block.params, series, around))
        states.append(result[0])
        anchors.append(result[1])
    joined = [jax.tree.map(lambda *x: np.concatenate(x)[: futures.count], *each) for each in (states, anchors)]
    ahead = jax.tree.map(lambda x: np.asarray(x)[:, before:], (futures.exogenous, here.around))
    params = jax.tree.map(np.asarray, futures.params)
    return Snapshot(joined[0], joined[1], params, ahead[0], ahead[1], futures.years[before:])


def nothing_added(now: Snapshot) -> Increments:
    """Increments of doing nothing, (future, year, ..., place)."""
    shape = (now.count, len(now.years))
    fields: dict[str, Any] = dict.fromkeys(("jobs", "output", "income", "outlays", "granted"), np.zeros((*shape, 1)))
    return Increments(**fields, spent=np.zeros((*shape, len(PARTS), 1)))  # type: ignore[arg-type]


def increments(now: Snapshot, money: MoneyPath) -> Increments:
    """Money as the simulator takes it."""
    return _changed(nothing_added(now), spent=money.spent, outlays=money.outlays, granted=money.granted)


def _changed(added: Increments, **values: Values) -> Increments:
    fields: dict[str, Any] = {name: each[..., None] for name, each in values.items()}
    return replace(added, **fields)


@cache
def staying() -> frozenset[str]:
    """Levers whose own effect stays when their money ends."""
    return frozenset(
        row["lever"] for row in shipped_tables.rows("relode.decisions", "after_money") if row["stays"] == "1"
    )


def arrived(city: CityAccounts, request: AccountRequest) -> Values:
    """Part of the own effect that is there in each year, (future, year): it follows the money with the lag. [0-1]

    What stays when the money ends (`after_money.csv`) grows on to its full size.
    """
    dosed = course(request, city.snapshot.years)
    if request.lever in staying():
        dosed = np.maximum.accumulate(dosed)
    lag = np.asarray(city.snapshot.params.lag)[:, LEVERS.index(request.lever)]
    speed, there = 1 - np.exp2(-1 / np.maximum(lag, 1e-3)), np.zeros(len(lag))
    result = []
    for dose in dosed:
        there = there + (dose - there) * speed
        result.append(there)
    return np.stack(result, axis=1)


def own_unit(city: CityAccounts, request: AccountRequest, size: float | Vector = UNIT) -> Increments:
    """An own effect of `size` log points of the outcome, one or (future,), as it arrives, with no money."""
    part = arrived(city, request) * np.reshape(size, (-1, 1))
    return _changed(nothing_added(city.snapshot), **{request.outcome: part * city.nothing.values[request.outcome]})


def _money_key(request: AccountRequest, uses: Uses | None) -> Key:
    lever = request.lever if uses is None or has_other_payers(request.lever) else ""
    return ("money", uses, lever, request.yuan, request.pay_share, request.pot, request.first, request.last)


def _own_key(request: AccountRequest) -> Key:
    return ("own", request.lever, request.outcome, request.first, request.last)


def _ran(now: Snapshot, added: Sequence[Increments]) -> Values:
    """Quantities of every run, (run, future, year, quantity). The last block is filled up with its last run, future."""
    values = np.empty((len(added), now.count, len(now.years), len(KEPT)))
    for start in range(0, now.count, FUTURES_AT_ONCE):
        at = np.minimum(np.arange(start, start + FUTURES_AT_ONCE), now.count - 1)
        world = (now.state, now.anchors, now.params, now.exogenous, now.around)
        block = jax.tree.map(lambda x, at=at: np.asarray(x)[at], world)
        for first in range(0, len(added), RUNS_AT_ONCE):
            some = [added[min(i, len(added) - 1)] for i in range(first, first + RUNS_AT_ONCE)]
            stacked = jax.tree.map(lambda *x, at=at: np.stack([each[at] for each in x], axis=1), *some)
            here = values[first : first + RUNS_AT_ONCE, start : start + FUTURES_AT_ONCE]
            result = np.moveaxis(np.asarray(_runs(*block, stacked)), 0, 1)
            here[...] = result[: here.shape[0], : here.shape[1]]
    if not np.isfinite(values).all():
        run, future, year, name = np.argwhere(~np.isfinite(values))[0]
        raise RelodeError(
            "accounts.not_finite", run=int(run), future=int(future), year=now.years[year], quantity=KEPT[name]
        )
    return values


@jax.jit
def _opened(observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any) -> tuple[State, Anchors]:
    years = exogenous.interest_rate.shape[1]

    def one_future(observed: ObservedOpening, params: Params, exogenous: Exogenous, around: Any) -> Any:
        state, anchors = opening_state(observed, params)
        doses = levers_of({}, years, 1)
        last = path(state, params, doses, exogenous, anchors, around, lambda *_: 0.0, around_by_year=True)[0]
        return last, anchors

    return jax.vmap(one_future, in_axes=(FUTURE_AXES, 0, 0, 0))(observed, params, exogenous, around)  # type: ignore[no-any-return]


@jax.jit
def _runs(
    state: State, anchors: Anchors, params: Params, exogenous: Exogenous, around: Any, added: Increments
) -> Array:
    years = exogenous.interest_rate.shape[1]

    def one_future(
        state: State, anchors: Anchors, params: Params, exogenous: Exogenous, around: Any, added: Increments
    ) -> Array:
        def one_run(added: Increments) -> Array:
            doses = levers_of({}, years, 1)
            return jnp.asarray(
                path(state, params, doses, exogenous, anchors, around, _kept, added=added, around_by_year=True)[1]
            )

        return jax.vmap(one_run)(added)

    return jax.vmap(one_future)(state, anchors, params, exogenous, around, added)


def _kept(state: State, flows: Flows) -> Array:
    values = {
        "jobs": flows.employment.sum(axis=0),
        "posts": flows.employment[PUBLIC],
        "output": flows.gdp_real,
        "income": state.household_income,
        "revenue": flows.revenue,
        "land_revenue": flows.land_revenue,
        "transfer": flows.transfer,
        "services": flows.service_spending,
        "works": flows.public_investment,
        "outlays": flows.policy_cost,
        "interest": flows.interest,
        "debt": state.debt,
        "expected_output": state.expected_output,
        "population": state.people.sum(axis=0),
        "income_per_person": QUANTITIES["income_per_person"](state, flows) / PERSONS,
    }
    return jnp.stack([values[name][0] for name in KEPT])
