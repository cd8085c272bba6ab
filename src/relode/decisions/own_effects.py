"""Effects of levers that are set by hand: increments of a run by published studies, on the base that they counted.

What the dose costs tells how many standard doses it is; the evidence tells
what those do to what studies counted, with a draw of its own in each future; it arrives with the lever's lag. Where
studies hold the measure with its money, what the money does in the simulator by itself is taken off. Levers that no
programme judges by a gain (services, relief, transfers, land, homes ...) move money and what it counts, and no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from relode import shipped_tables
from relode.arrays import Values, Vector
from relode.decisions.programmes import Programme, programme_of_lever
from relode.evidence.prediction import expected
from relode.evidence.prediction import place as in_a_place
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import families
from relode.model.futures import Futures
from relode.model.parameters import UNIT_COSTS
from relode.model.policy.levers import levers
from relode.model.quantities import PAID, PERSONS
from relode.model.results import OneCity, arrays_of_one_city
from relode.model.sector_list import SECTORS
from relode.model.state import LEVERS, Increments
from relode.streams import stream

UNIT = 0.01
"""Size of the effect that is run, in log points of the outcome: small, since effects are read as linear."""
POINTS = 100.0
"""Points in a share."""
LEAST_PACE = 0.5
"""Part of the median future's answer that every future gives at least, so that nothing is divided by next to nothing.

Assumed; range .3 to .7."""
BEYOND = 0.5
"""Above the dose that studies saw effects grow with its power of this. Assumed; range .3 to 1."""
YUAN = 1e8
"""Yuan in the simulator's unit of money."""
TEN_THOUSAND = 1e4
"""Yuan in the unit of a cost for a person."""
ROUNDS = 3
"""Tries until an own effect answers as money does."""
SMALL = 0.1
"""Part of a lever's largest dose at which it is tried."""
TOLD_BY: Mapping[str, str] = {"jobs": "employment", "output": "gdp_real", "income": "income_per_person"}
"""Outcome -> the quantity of a run that tells it."""
NEEDED = ("employment", "gdp_real", "income_per_person", "population", *PAID)
"""Quantities of a run that own effects are reckoned from."""

MANUFACTURING = ("processing", "advanced_materials", "other_manufacturing")
"""Sectors whose jobs studies of subsidies counted."""

Run = Mapping[str, Values]
Runner = Callable[[Mapping[str, Values], Increments | None], Run]
"""Doses by lever and what is added, to NEEDED quantities over (future, year)."""


def runner(here: OneCity) -> Runner:
    """Runs of a city as own effects need them, each in the unit of its quantity."""
    return lambda doses, added: arrays_of_one_city(here, doses, NEEDED, added)


@dataclass(frozen=True)
class Tried:
    """A lever at a small dose of a course: what is paid [yuan/yr], and what own effect would do what the money alone
    does to the outcome [share; 0 where the study holds no money], (future, year) both. `pace` (future,): what the
    simulator makes of an own effect in the last year that is paid for, over what was added, `least_pace` of the
    middle future at least. A study counts what is left once all has answered: nothing is counted twice.
    """

    paid: Values
    money: Values
    pace: Vector


@dataclass(frozen=True)
class OwnEffects:
    """Own effects in the futures of one place, whose runs `run` gives. What was tried of a lever is kept."""

    futures: Futures
    run: Runner
    tried: dict[str, tuple[bytes, Tried]] = field(default_factory=dict)

    @cached_property
    def nothing(self) -> Run:
        """Doing nothing."""
        return self.run({}, None)

    @cached_property
    def base(self) -> Mapping[str, Values]:
        """Outcome -> what it is with nothing done, (future, year). [unit of Increments]"""
        income = self.nothing["income_per_person"] * self.nothing["population"] / YUAN
        return {"jobs": self.nothing["employment"] / PERSONS, "output": self.nothing["gdp_real"], "income": income}

    def by_lever(self, doses: Mapping[str, Values]) -> dict[str, Increments]:
        """Lever -> what it adds at its dose by year, (year,) or (year, sector), of those that studies tell of."""
        found = {}
        for lever, dose in doses.items():
            programme = programme_of_lever(lever)
            if programme is not None and np.any(dose):
                found[lever] = added_to(programme.outcome, self._added(programme, dose))
        return found

    def counted(self, programme: Programme) -> float:
        """Part of the outcome that studies of a programme counted: of jobs those in manufacturing. [share]"""
        if programme.base != "manufacturing_jobs":
            return 1.0
        jobs = np.asarray(self.futures.world.observed.employment)[:, 0]
        return float(jobs[[SECTORS.index(each) for each in MANUFACTURING]].sum() / jobs.sum())

    def together(self, doses: Mapping[str, Values]) -> Increments | None:
        """What all levers add, (future, year, ..., place); None where none has an own effect."""
        every = list(self.by_lever(doses).values())
        return summed(every) if every else None

    def _added(self, programme: Programme, dose: Values) -> Values:
        """What is added to the outcome, (future, year). [unit of Increments]

        A dose is told from a small one of the same course, in proportion; but who is reached once is not reached again.
        """
        times = float(np.max(dose)) / (levers()[programme.lever].upper * SMALL)
        tried = self._tried(programme, dose / times)
        paid = self._paid({programme.lever: dose})[1] if programme.dose.persons else tried.paid * times
        size, holds_money = self.drawn(programme)
        size = size * self.counted(programme)
        wanted = size[:, None] * self._there(programme, paid, course_of(dose)) / tried.pace[:, None]
        if holds_money:
            wanted = wanted - tried.money * paid.sum() / max(tried.paid.sum(), TEN_THOUSAND)
        return np.asarray(wanted * self.base[programme.outcome])

    def _paid(self, doses: Mapping[str, Values]) -> tuple[Run, Values]:
        """A run without own effects, and what all payers pay in it, (future, year). [yuan/yr]"""
        run = self.run(doses, None)
        return run, np.sum([run[name] for name in PAID], axis=0) * YUAN

    def _tried(self, programme: Programme, dose: Values) -> Tried:
        key = np.ascontiguousarray(dose).round(12).tobytes()
        kept = self.tried.get(programme.lever)
        if kept is None or kept[0] != key:
            told = TOLD_BY[programme.outcome]
            run, paid = self._paid({programme.lever: dose})
            pace = self._pace(programme, paid, course_of(dose))
            money = np.zeros_like(paid)
            if self.drawn(programme)[1]:
                money = self._as_own(programme.outcome, run[told] / self.nothing[told] - 1, pace)
            kept = key, Tried(paid, money, pace)
            self.tried[programme.lever] = kept
        return kept[1]  # not what is kept by now: another thread may have asked for another course

    def _as_own(self, outcome: str, money: Values, pace: Vector) -> Values:
        """The own effect by year that the simulator answers with `money`, (future, year). [share of the outcome]"""
        own, answers = money / pace[:, None], (pace > least_pace(pace))[:, None]
        for _ in range(ROUNDS - 1 if own.any() else 0):
            own = own + answers * (money - self._answer(outcome, own)) / pace[:, None]
        return np.asarray(own)

    def _answer(self, outcome: str, own: Values) -> Values:
        """What the simulator makes of an own effect by year, (future, year). [share of the outcome]"""
        told = TOLD_BY[outcome]
        return self.run({}, added_to(outcome, own * self.base[outcome]))[told] / self.nothing[told] - 1

    def _pace(self, programme: Programme, paid: Values, course: Vector) -> Vector:
        there, last = self._there(programme, paid, course), int(np.flatnonzero(course)[-1])
        full = there[:, last, None]
        part = there / np.where(full > 0, full, 1.0)
        more = self._answer(programme.outcome, UNIT * part)
        return paced(np.where(full[:, 0] > 0, more[:, last] / UNIT, 1.0))

    def _there(self, programme: Programme, paid: Values, course: Vector) -> Values:
        """Standard doses that have come to bear, (future, year): of what is paid [yuan/yr], with the lag.

        A future has so many as are paid for on average over the years of the course; persons are those reached so far.
        """
        params, price = self.futures.params, programme.price
        lag = np.asarray(params.lag)[:, LEVERS.index(programme.lever)]
        if programme.dose.persons:
            each = np.asarray(params.unit_cost)[:, UNIT_COSTS.index((programme.lever, "person")), None] * TEN_THOUSAND
            return followed(np.cumsum(paid / each, axis=1), lag) / self.nothing["employment"] / POINTS
        units = {"output": self.nothing["gdp_real"] * YUAN, "resident": self.nothing["population"]}[price.per]
        level = factors((paid / (price.value * units)).sum(axis=1) / course.sum())
        dosed = np.maximum.accumulate(course) if stays()[programme.lever] else course
        return level[:, None] * followed(np.broadcast_to(dosed, paid.shape), lag)

    def drawn(self, programme: Programme) -> tuple[Vector, bool]:
        """The effect at a standard dose in this place, one draw a future (future,), and whether money is in it.

        The draws of the evidence from their lowest to their highest, evenly, in an order by chance.
        """
        draws, seed, count = shipped_draws(), self.futures.seed, self.futures.count
        kind, unit = (programme.lever, "measure"), families()[programme.family].scale
        says = expected(draws, kind, programme.family, stream("expected_effect", seed))
        rng = stream("effect_in_a_place", (seed, int(self.futures.world.codes[0], 36)))
        here = unit * in_a_place(draws, says.average / unit, draws.place_sd(programme.family), rng)
        at = ((np.arange(count) + 0.5) / count * draws.count).astype(int)
        order = stream("levers_by_hand", (seed, LEVERS.index(programme.lever))).permutation(count)
        return np.sort(here)[at][order], kind in draws.kinds


def course_of(dose: Values) -> Vector:
    """How the dose runs over the years, (year,), 1 where it is largest. `dose` (year,) or (year, sector). [0-1]"""
    by_year = np.reshape(dose, (len(dose), -1)).max(axis=1)
    return np.asarray(by_year / by_year.max())


def added_to(outcome: str, values: Values) -> Increments:
    """Increments of one place that add `values` (future, year) to an outcome, and no money."""
    added: dict[str, Any] = {outcome: values[..., None]}
    return replace(Increments.nothing(values.shape), **added)


def summed(parts: list[Increments]) -> Increments:
    """Increments added up."""
    first, *others = parts
    names = vars(first)
    return Increments(**{name: sum((getattr(x, name) for x in others), getattr(first, name)) for name in names})


def placed(added: Increments, places: int, at: int) -> Increments:
    """What one place adds, among all places at the position `at`."""

    def among_all(values: Values) -> Values:
        whole = np.zeros((*values.shape[:-1], places))
        whole[..., at] = values[..., 0]
        return whole

    return Increments(**{name: among_all(np.asarray(each)) for name, each in vars(added).items()})  # type: ignore[arg-type]


@cache
def stays() -> Mapping[str, bool]:
    """Lever -> whether its effect stays when its money ends."""
    return {row["lever"]: row["stays"] == "1" for row in shipped_tables.rows("relode.decisions", "after_money")}


def factors(doses: Values) -> Values:
    """Effect at doses (of any shape) over that at the standard dose: in proportion up to it, beyond by a power. [ratio]

    Limits: no dose, no effect; the standard dose: 1.
    """
    return np.where(doses <= 1, doses, np.maximum(doses, 1) ** BEYOND)


def paced(answers: Vector) -> Vector:
    """What the simulator makes of an effect over what was added, (future,), `least_pace` at least. [ratio]"""
    return np.asarray(np.maximum(answers, least_pace(answers)))


def least_pace(answers: Vector) -> float:
    """The answer that every future gives at least, a part of the median one of (future,). [ratio]"""
    return float(LEAST_PACE * np.median(answers))


def followed(dosed: Values, lag: Vector) -> Values:
    """What has arrived of `dosed` (future, year), of which half is there after `lag` [yr] (future,): (future, year).

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
