"""A deal in draws: what runs when, who works there, what the city gets and pays, year by year.

run(t) = begun x completed x alive(t) x ramp(t); gross jobs = promise x phase x take-up x run. Money to the city is
linear in the but-for share b: net(b) = b x (its part of the tax - what a failure costs it) - gifts + what comes back.

Order of events: first it is decided whether the firm comes because of the gifts (b), then whether and how long the
plant runs, and the one says nothing of the other: a firm that was tipped is taken to begin, complete and live as often
as one that would have come anyway. Nobody has measured it. If tipped firms ran only r times as often, tax and failures
that the gifts bring would be r times as large, so the break-even share would be b / r."""

from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Array
from relode.deals.deal import Deal, Give
from relode.deals.deal_draws import DealDraws

COMMITTED = 5
"""Years that a firm is to stay: leaving before counts as missed. An assumption of the contract words."""
RETURN_LAG = 3
"""Years after the first output was due until what is claimed comes back: an assumption."""
INDIVISIBLE = frozenset({"works", "built_by_city", "land"})
"""Gifts that are made in full however much of the promise is built."""
RETURNING = frozenset({"equity", "loan"})
"""Gifts that come back after their years."""
HELD = 10
"""Years after which equity and loans come back where the file states none."""


@dataclass(frozen=True)
class GiftMoney:
    """Of one gift, (draw, year) each: what is paid or forgone and what comes back. [yuan]"""

    paid: Array
    back: Array


@dataclass(frozen=True)
class DealTiming:
    """When a deal runs: first year (draw, 1), years (1, year), run and jobs over promise (draw, year)."""

    first: Array
    year: Array
    run: Array
    jobs: Array


def amount_of(give: Give, draws: DealDraws) -> Array:
    """What a gift costs in all if it is paid in full, (draw,). [yuan]"""
    if give.what == "land" and give.amount is None:
        floor = draws.land_price if give.floor_price is None else np.full_like(draws.land_price, give.floor_price)
        return np.asarray((give.area or 0.0) * np.maximum(floor - np.float64(give.price or 0.0), 0.0))
    stated = give.cost if give.amount is None else give.amount
    over = 1 + draws.overrun if give.what in ("works", "built_by_city") else np.ones_like(draws.overrun)
    return np.asarray((stated or 0.0) * over)


def gift_money(give: Give, draws: DealDraws, at: DealTiming, tax: Array) -> GiftMoney:
    """What one gift takes and what of it comes back."""
    if give.relief is not None:
        granted = (at.year >= at.first) & (at.year < at.first + give.years)
        return GiftMoney(np.where(granted, give.relief * tax, 0.0), np.zeros_like(tax))
    if give.what == "guarantee":
        return _guarantee(give, draws, at)
    paid = _paid(give, draws, at)
    if give.what in RETURNING:
        return GiftMoney(paid, _held(give, draws, at, paid))
    back = _clawed_back(give, draws, at, paid)
    if give.what == "built_by_city":
        worth = _worth_without_firm(draws, at, paid, back)
        rent = (give.rent or 0.0) * np.minimum(at.run, 1.0)
        idle = (at.run == 0) & (at.year > at.first) & (paid.sum(axis=1, keepdims=True) > 0)
        paid = paid + np.where(idle, (draws.idle_upkeep * amount_of(give, draws))[:, None], 0.0)
        back = back + rent + worth
    elif give.what == "works":
        back = back + _worth_without_firm(draws, at, paid, back)
    return GiftMoney(paid, back)


def _paid(give: Give, draws: DealDraws, at: DealTiming) -> Array:
    """What is paid by year by its trigger, (draw, year): in full where it was begun, by what was built, or by jobs."""
    years = 1 if give.what in RETURNING else give.years
    yearly = amount_of(give, draws)[:, None] / years
    part = np.ones_like(draws.phase) if give.what in INDIVISIBLE else draws.phase
    comes = draws.begun * draws.completed
    size = {"signing": np.ones_like(part), "investment": draws.begun * part}.get(give.paid_on, part * comes)[:, None]
    from_year = _paid_from(give, draws, at)
    span = (at.year >= from_year) & (at.year < from_year + years)
    if give.paid_on == "jobs":
        return np.asarray(np.where(span, yearly * np.minimum(at.jobs, 1.0), 0.0))
    if give.paid_on == "production":
        size = size * (at.run > 0)
    elif years > 1:  # instalments end with the plant
        size = size * ((at.run > 0) | (at.year < at.first))
    return np.asarray(np.where(span, yearly * size, 0.0))


def _paid_from(give: Give, draws: DealDraws, at: DealTiming) -> Array:
    """First year of payment, (draw, 1): jobs are counted when the ramp is over."""
    if give.paid_on == "signing":
        return np.zeros_like(at.first)
    if give.paid_on == "investment":
        return draws.begun_year[:, None]
    return at.first + (2.0 if give.paid_on == "jobs" else 0.0)


def _missed(draws: DealDraws) -> Array:
    """How much of the promise is missed when it is looked at, (draw,): all if it never ran or left early. [0-1]"""
    comes = draws.begun * draws.completed
    stayed = np.minimum(draws.life, COMMITTED) / COMMITTED
    return np.asarray(1 - comes * draws.phase * draws.take_up * stayed)


def _recovery(give: Give, draws: DealDraws) -> Array:
    """What can be had back of what is owed, (draw,): little of a firm that failed unless something is held. [0-1]"""
    held = give.secured_by != "none" or give.what == "land"
    fails = (draws.begun > 0) & ((draws.completed == 0) | (draws.life < COMMITTED))
    return np.where(fails & (not held), draws.recovery_failed, draws.recovery_alive)


def _clawed_back(give: Give, draws: DealDraws, at: DealTiming, paid: Array) -> Array:
    """What comes back of what was paid before, RETURN_LAG years after the first output was due, (draw, year)."""
    owed = paid.sum(axis=1) * give.returned_if_missed * _missed(draws)
    if give.what == "land" and give.returned_if_missed == 0:  # land that nobody builds on is taken back by law
        owed = paid.sum(axis=1) * (1 - draws.begun)
    last = at.year.shape[1] - 1
    when = np.minimum(np.ceil(draws.begun_year + draws.build_years) + RETURN_LAG, last)[:, None]
    return np.asarray(np.where(at.year == when, (owed * _recovery(give, draws))[:, None], 0.0))


def _held(give: Give, draws: DealDraws, at: DealTiming, paid: Array) -> Array:
    """Equity and loans: back after their years by what can be had of a firm that lives or not, (draw, year)."""
    years = give.years if give.years > 1 else HELD
    comes = (draws.begun * draws.completed > 0) & (draws.life >= years)
    secured = give.secured_by != "none"
    rate = np.where(comes | secured, draws.recovery_alive, draws.recovery_failed)
    rate = np.where(comes & (give.what == "loan"), 1.0, rate)
    when = np.minimum(_paid_from(give, draws, at) + years, at.year.shape[1] - 1)
    return np.asarray(np.where(at.year == when, (paid.sum(axis=1) * rate)[:, None], 0.0))


def _guarantee(give: Give, draws: DealDraws, at: DealTiming) -> GiftMoney:
    """A guarantee is paid where the firm begins and fails within its years."""
    years = give.years if give.years > 1 else HELD
    fails = (draws.begun > 0) & ((draws.completed == 0) | (draws.life < years))
    last = at.year.shape[1] - 1
    never = np.ceil(draws.begun_year + draws.build_years) + RETURN_LAG
    when = np.minimum(np.where(draws.completed == 0, never, at.first[:, 0] + draws.life), last)
    owed = np.where(fails, give.amount or 0.0, 0.0)
    paid = np.where(at.year == when[:, None], owed[:, None], 0.0)
    back = paid * (draws.recovery_alive if give.secured_by != "none" else draws.recovery_failed)[:, None]
    return GiftMoney(np.asarray(paid), np.asarray(back))


def _worth_without_firm(draws: DealDraws, at: DealTiming, paid: Array, back: Array) -> Array:
    """What works are still worth at the end where the firm never came, of what was not returned, (draw, year)."""
    kept = np.maximum(paid.sum(axis=1) - back.sum(axis=1), 0.0)
    left = (1 - draws.begun * draws.completed) * draws.idle_value * kept
    return np.asarray(np.where(at.year == at.year.shape[1] - 1, left[:, None], 0.0))


@dataclass(frozen=True)
class DealFlows:
    """A deal in draws and years, (draw, year) each; year 0 is that of signing. Money in yuan, jobs in persons.

    `tax` and `failure` are those of the whole plant: the city has b of both, for without the deal it had the rest.
    """

    run: Array
    gross_jobs: Array
    net_jobs_per_but_for: Array
    tax: Array
    all_tax: Array
    failure: Array
    wage_gain: Array
    timing: DealTiming
    deal: Deal
    gifts: tuple[GiftMoney, ...] = ()

    @property
    def years(self) -> int:
        """Number of years."""
        return int(self.run.shape[1])


def flows(deal: Deal, draws: DealDraws) -> DealFlows:
    """The deal in every draw and year."""
    horizon = int(deal.setting.defaults["horizon"].value)
    year = np.arange(horizon + 1, dtype=float)[None, :]
    first = _first_year(draws)[:, None]
    age = year - first
    alive = (age >= 0) & (age < draws.life[:, None]) & ((draws.begun * draws.completed)[:, None] > 0)
    ramp = np.where(age == 0, draws.ramp_first[:, None], np.where(age == 1, draws.ramp_second[:, None], 1.0))
    run = np.where(alive, ramp, 0.0)
    promised = deal.promise.jobs or 0.0
    jobs = promised * (draws.phase * draws.take_up)[:, None] * run
    local = (1 - draws.displacement) * (1 - draws.leakage) * (1 + draws.local_orders)
    net_jobs = jobs * local[:, None]
    all_tax = (draws.tax * draws.phase * draws.utilisation)[:, None] * run
    tax = draws.city_part[:, None] * all_tax
    ends = (year == first + draws.life[:, None]) & ((draws.begun * draws.completed)[:, None] > 0)
    pay = draws.failure_months / 12 * draws.average_wage * promised * draws.phase * draws.take_up
    failure = np.where(ends, pay[:, None], 0.0)
    gain = net_jobs * (draws.average_wage * (1 - draws.reservation_wage))[:, None]
    timing = DealTiming(first, year, run, jobs / promised if promised else run)
    result = DealFlows(run, jobs, net_jobs, tax, all_tax, failure, gain, timing, deal)
    return replace(result, gifts=tuple(gift_money(give, draws, timing, tax) for give in deal.give))


def regiven(before: DealFlows, deal: Deal, draws: DealDraws) -> DealFlows:
    """The flows of a deal that differs from that of `before` in its gifts alone; the same gifts are not run again."""
    same = dict(zip(map(repr, before.deal.give), before.gifts, strict=True))
    gifts = tuple(same.get(repr(give)) or gift_money(give, draws, before.timing, before.tax) for give in deal.give)
    return replace(before, deal=deal, gifts=gifts)


def _first_year(draws: DealDraws) -> Array:
    """Year of first output after signing, (draw,)."""
    return np.ceil(draws.begun_year + draws.build_years + draws.delay)
