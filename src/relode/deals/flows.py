"""A deal in draws: what runs when, who works there, what the city gets and pays, year by year.

run(t) = begun x completed x alive(t) x ramp(t); gross jobs = promise x phase x take-up x run. Money to the city is
linear in the but-for share b: net(b) = b x (its part of the tax - what a failure costs it) - gifts + what comes back.

Order of events: first it is decided whether the firm comes because of the gifts (b), then whether and how long the
plant runs, and the one says nothing of the other: a firm that was tipped is taken to begin, complete and live as often
as one that would have come anyway. Nobody has measured it. If tipped firms ran only r times as often, tax and failures
that the gifts bring would be r times as large, so the break-even share would be b / r.
"""

from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Array
from relode.deals.deal import Deal
from relode.deals.deal_defaults import defaults
from relode.deals.deal_draws import DealDraws
from relode.deals.gifts import DealTiming, GiftMoney, gift_money


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
    horizon = int(defaults()["horizon"].value)
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
