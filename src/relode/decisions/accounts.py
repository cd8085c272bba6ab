"""Accounts of a city: what the money of measures does, and what a unit of own effect does, in the city's futures.

The simulator opens once; from a frozen snapshot at the start of the plan every request is run with its money and own
effect 0, as its yardstick, and with own effect 1 %, all in the same futures as doing nothing. Between them effects are
linear. Studies of money (`multipliers`) set the level of what a yuan does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from relode import shipped_tables
from relode.arrays import Values, Vector
from relode.decisions.account_runs import KEPT, Run, Snapshot, changed, increments, nothing_added, ran, snapshot
from relode.decisions.money_account import AccountRequest, MoneyAccount, Uses
from relode.decisions.money_paths import MONEY, MoneyPath, check, course, has_other_payers, money_path
from relode.decisions.rule import thresholds
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import ORDINARY, PARTS, PAY, SPLIT_ROWS
from relode.model.quantities import PERSONS
from relode.model.results import OneCity
from relode.model.state import LEVERS, Increments
from relode.streams import stream


@dataclass(frozen=True)
class Multipliers:
    """Output for a yuan [yuan], job-years for what a worker makes in a year, other jobs for each post, (draw,) each."""

    output: Vector
    jobs: Vector
    per_post: Vector


def multipliers(pot: str, count: int, seed: int) -> Multipliers:
    """Draws of what money of a pot does on average over places, (draw,); transfers for grants, else public spending.

    The average, not one place: in a place job-years are spread as a logarithm with wide tails, whose mean says
    nothing, and both sides of every comparison have the same draw.
    """
    rng = stream("money_multipliers", seed)
    kind = "central_transfer" if pot == "granted" else "spending"
    draws = shipped_draws()
    at = rng.integers(draws.count, size=count)
    output, jobs = (expected(draws, (kind, "money"), family, rng).average[at] for family in "AB")
    per_post = expected(draws, ("public_jobs", "money"), "G", rng).average[at]
    return Multipliers(output, np.exp(jobs), per_post)


UNIT = 0.01
"""Size of the own effect that is run, in log points of the outcome: small, since effects are read as linear."""
STANDARD = 0.01
"""Money of the standard runs over output: what a yuan does in the simulator is read from it."""
MEANT = {"jobs": "employment", "output": "gdp_real"}
"""Outcome -> the quantity of the one future that says it."""


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
            changed(nothing_added(self.snapshot), spent=money[..., None] * use[:, None], outlays=money, granted=money)
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
        return [Run(dict(zip(KEPT, np.moveaxis(each, -1, 0), strict=True))) for each in ran(self.snapshot, added)]

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
        money to what was added then, so nothing that the simulator adds to it is counted twice (`paced`).
        """
        response = unit.more(self.nothing, request.outcome) / self.nothing.values[request.outcome]
        end = self.snapshot.years.index(min(request.last, request.horizon))
        there = arrived(self, request)[:, end] * UNIT
        return response / paced(response[:, end] / there)[:, None] / UNIT * self.base(request.outcome)


def paced(answers: Vector) -> Vector:
    """What the simulator makes of an own effect over what was added, (future,), `least_pace` at least. [ratio]"""
    return np.asarray(np.maximum(answers, least_pace(answers)))


def least_pace(answers: Vector) -> float:
    """The answer that every future is taken to give at least, a part of the middle one of (future,). [ratio]"""
    return float(thresholds()["least_pace"].value * np.median(answers))


@cache
def stays() -> Mapping[str, bool]:
    """Lever -> whether its own effect stays when its money ends."""
    return {row["lever"]: row["stays"] == "1" for row in shipped_tables.rows("relode.decisions", "after_money")}


def arrived(city: CityAccounts, request: AccountRequest) -> Values:
    """Part of the own effect that is there in each year, (future, year): it follows the money with the lag. [0-1]

    What stays when the money ends (`after_money.csv`) grows on to its full size.
    """
    dosed = course(request, city.snapshot.years)
    if stays()[request.lever]:
        dosed = np.maximum.accumulate(dosed)
    lag = np.asarray(city.snapshot.params.lag)[:, LEVERS.index(request.lever)]
    return followed(np.broadcast_to(dosed, (len(lag), len(dosed))), lag)


def followed(dosed: Values, lag: Vector) -> Values:
    """What is there of doses (future, year) of which half is there after `lag` [yr] (future,), (future, year).

    In the unit of the doses.

    Equation: eff_t = eff_{t-1} + (dose - eff_{t-1}) (1 - 2^(-1 / lag))

    Limits: no lag: the dose; a constant dose: tends to it.
    """
    speed, there = 1 - np.exp2(-1 / np.maximum(lag, 1e-3)), np.zeros(len(lag))
    result = []
    for dose in dosed.T:
        there = there + (dose - there) * speed
        result.append(there)
    return np.stack(result, axis=1)


def own_unit(city: CityAccounts, request: AccountRequest, size: float | Vector = UNIT) -> Increments:
    """An own effect of `size` log points of the outcome, one or (future,), as it arrives, with no money."""
    part = arrived(city, request) * np.reshape(size, (-1, 1))
    return changed(nothing_added(city.snapshot), **{request.outcome: part * city.nothing.values[request.outcome]})


def _money_key(request: AccountRequest, uses: Uses | None) -> Key:
    lever = request.lever if uses is None or has_other_payers(request.lever) else ""
    return ("money", uses, lever, request.yuan, request.pay_share, request.pot, request.first, request.last)


def _own_key(request: AccountRequest) -> Key:
    return ("own", request.lever, request.outcome, request.first, request.last)
