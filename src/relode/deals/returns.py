"""Present values, break-even points, payback and rates of return of flows of money."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Array
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws
from relode.deals.defaults import BUDGET_RATE
from relode.deals.flows import DealFlows

OF_THE_CITY = ("city", "city_company")
"""Payers whose money is the city's: what its companies owe comes back to it."""
WORST = 0.1


def factors(rate: float, years: int) -> Array:
    """Discount factors of years 0, 1, ..., (year,). [1]"""
    return np.asarray((1 + rate) ** -np.arange(years, dtype=float))


def present_value(money: Array, rate: float) -> Array:
    """Present value of `money`, (draw, year) or (year,), year 0 first. [unit of `money`]

    Limits: rate 0, the sum.
    """
    return np.asarray(money @ factors(rate, money.shape[-1]))


@dataclass(frozen=True)
class LinearNet:
    """What is linear in the but-for share, (draw,) each: `fixed` + but_for x `slope`. [yuan]"""

    fixed: Array
    slope: Array

    def net(self, but_for: Array | float) -> Array:
        """The value in each draw, (draw,). [yuan]"""
        return self.fixed + but_for * self.slope

    def mean(self, but_for: float) -> float:
        """Its mean over draws. [yuan]"""
        return float(self.fixed.mean() + but_for * self.slope.mean())

    @property
    def break_even(self) -> float | None:
        """The but-for share at which the mean is 0; None where no share from 0 to 1 is. [0-1]"""
        slope, fixed = float(self.slope.mean()), float(self.fixed.mean())
        if slope <= 0:
            return None if fixed < 0 else 0.0
        needed = max(-fixed / slope, 0.0)
        return needed if needed <= 1 else None


def city_share(deal: Deal) -> Array:
    """The city's own part of each gift, (gift,). [0-1]"""
    return np.array([sum(give.payer.get(payer, 0.0) for payer in OF_THE_CITY) for give in deal.give])


def city_net(deal: Deal, flows: DealFlows, rate: float = BUDGET_RATE) -> LinearNet:
    """Net of the city's budget in present value, (draw,), linear in the but-for share."""
    fixed = np.zeros(flows.run.shape[0])
    for part, gift in zip(city_share(deal), flows.gifts, strict=True):
        fixed = fixed + part * present_value(gift.back - gift.paid, rate)
    return LinearNet(fixed, present_value(flows.tax - flows.failure, rate))


def economic_net(flows: DealFlows, rate: float) -> LinearNet:
    """Net of residents and of all levels of government in present value, linear in the but-for share. [yuan]

    Residents: the wage above that of other work. Governments: all tax less all gifts, whoever pays them.
    """
    fixed = sum((present_value(gift.back - gift.paid, rate) for gift in flows.gifts), np.zeros(flows.run.shape[0]))
    return LinearNet(fixed, present_value(flows.all_tax + flows.wage_gain - flows.failure, rate))


def yearly_economic(flows: DealFlows, draws: DealDraws) -> Array:
    """Mean economic flow by year, (year,). [yuan]"""
    fixed = sum((gift.back - gift.paid for gift in flows.gifts), np.zeros_like(flows.run))
    gained = flows.all_tax + flows.wage_gain - flows.failure
    return np.asarray((fixed + draws.but_for[:, None] * gained).mean(axis=0))


def worst_tenth(net: Array) -> float:
    """Mean of the worst tenth of the draws, `net` (draw,). [unit of `net`]"""
    ordered = np.sort(net)
    return float(ordered[: max(1, int(WORST * len(net)))].mean())


def payback(yearly: Array, share: float) -> int | None:
    """First year from which on the running sum is no longer below 0 in `share` of the draws; None if never. [years]

    `yearly` is (draw, year).
    """
    if not len(yearly):  # nothing is ever paid
        return 0
    paid_back = np.cumsum(yearly, axis=1) >= 0
    stays = np.flip(np.logical_and.accumulate(np.flip(paid_back, axis=1), axis=1), axis=1)
    reached = np.flatnonzero(stays.mean(axis=0) >= share)
    return int(reached[0]) if reached.size else None


def internal_rate(flow: Sequence[float] | Array) -> float | None:
    """Rate of return of a flow, (year,); None unless it changes its sign exactly once. [share per year]

    Limits: -100, 110 gives .1.
    """
    from scipy.optimize import brentq

    money = np.asarray(flow, dtype=float)
    signs = np.sign(money[money != 0])
    if np.count_nonzero(np.diff(signs)) != 1:
        return None
    low, high = -0.99, 10.0
    ends = [float(present_value(money, rate)) for rate in (low, high)]
    if ends[0] * ends[1] > 0:
        return None
    return float(brentq(lambda rate: float(present_value(money, rate)), low, high))


def to_the_cent(amounts: Array, total: float) -> Array:
    """Amounts, (payer,), rounded to cents so that they add up to the rounded total: the largest remainders get more.

    Arguments and result in yuan.
    """
    cents = np.asarray(amounts, dtype=float) * 100
    down = np.floor(cents)
    left = round(round(total * 100) - down.sum())
    order = np.argsort(-(cents - down), kind="stable")
    down[order[: max(left, 0)]] += 1
    return np.asarray(down / 100)
