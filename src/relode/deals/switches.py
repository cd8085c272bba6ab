"""One deal with four switches: the but-for share, the part paid on jobs, a claw-back, land at its price.

The net is a straight line in the first two, so that each position of the other two is run once and kept.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np

from relode.arrays import Array
from relode.deals.appraisal import jobs_of
from relode.deals.appraisal_record import DealTerm, JobStep, YearOfMoney
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws, drawn
from relode.deals.flows import DealFlows, flows, regiven
from relode.deals.judgement import case_of, judged
from relode.deals.returns import LinearNet, city_net, city_share, worst_tenth
from relode.deals.terms import TERMS, map_of, with_term
from relode.record import Doc, Record
from relode.usual import SEED

DRAWS_OF_PAGE = 4000
KEPT_DEALS = 32


@dataclass(frozen=True)
class Switches:
    """Positions of the switches; shares from 0 to 1."""

    but_for: float
    on_jobs: float
    claw_back: bool
    land_at_price: bool


@dataclass(frozen=True)
class SwitchedDeal(Record):
    """A deal at the positions of the switches."""

    mean: Annotated[float, Doc("mean net of the city at the but-for share", "yuan")]
    worst_tenth: Annotated[float, Doc("mean of the worst tenth of the draws", "yuan")]
    break_even: Annotated[float | None, Doc("but-for share at which the mean is 0; null if none is", "share")]
    net_jobs: Annotated[float, Doc("mean jobs that the city would not have otherwise, at the told year", "persons")]
    gross_jobs: Annotated[float, Doc("mean jobs that are there in that year", "persons")]
    year_of_jobs: Annotated[int, Doc("years after signing at which jobs are told", "years")]
    verdict: Annotated[str, Doc("verdict on the offer by who else bids, all gifts taken as lawful")]
    steps: Annotated[tuple[JobStep, ...], Doc("mean jobs after each step from promised to net", shape="step")]
    by_year: Annotated[tuple[YearOfMoney, ...], Doc("mean money of the city by year", shape="year")]
    terms: Annotated[tuple[DealTerm, ...], Doc("what each term is worth beside the offer", shape="term")]
    map: Annotated[
        tuple[tuple[float, ...], ...],
        Doc("mean net by share paid on jobs and but-for share, tenths", "yuan", "paid on jobs, but-for"),
    ]


def switched(deal: Deal, at: Switches, seed: int = SEED) -> SwitchedDeal:
    """The deal at the positions of the switches."""
    key = deal.model_dump_json()
    draws, run = _run(key, seed)
    net = _mixed(key, at, seed)
    told = net.net(at.but_for)
    jobs = jobs_of(deal, replace(draws, but_for=np.full_like(draws.but_for, at.but_for)), run)
    steps = {step.name: step.jobs for step in jobs.steps}
    return SwitchedDeal(
        mean=float(told.mean()),
        worst_tenth=worst_tenth(told),
        break_even=net.break_even,
        net_jobs=steps["net"],
        gross_jobs=steps["alive"],
        year_of_jobs=jobs.year,
        verdict=judged(case_of(deal, draws, run, is_stopped=False, is_lawful=True)),
        steps=jobs.steps,
        by_year=_by_year(key, at, seed),
        terms=_terms_at(key, at.but_for, seed),
        map=map_of(*(_net(key, seed, _terms(at, is_on_jobs)) for is_on_jobs in (False, True))),
    )


def _mixed(key: str, at: Switches, seed: int) -> LinearNet:
    """The net with a part of the grants paid on jobs and the rest as offered."""
    offered, on_jobs = (_net(key, seed, _terms(at, is_on_jobs)) for is_on_jobs in (False, True))
    fixed: Array = (1 - at.on_jobs) * offered.fixed + at.on_jobs * on_jobs.fixed
    return LinearNet(fixed, offered.slope)


def _by_year(key: str, at: Switches, seed: int) -> tuple[YearOfMoney, ...]:
    """Mean money of the city by year at the positions of the switches."""
    (paid, back), (on_jobs_paid, on_jobs_back) = (
        _given(key, seed, _terms(at, is_on_jobs)) for is_on_jobs in (False, True)
    )
    _, run = _run(key, seed)
    paid = (1 - at.on_jobs) * paid + at.on_jobs * on_jobs_paid
    back = (1 - at.on_jobs) * back + at.on_jobs * on_jobs_back
    tax, failure = (at.but_for * each.mean(axis=0) for each in (run.tax, run.failure))
    net = tax - failure + back - paid
    rows = np.stack([tax, paid, back, net], axis=1).tolist()
    return tuple(YearOfMoney(year, *row) for year, row in enumerate(rows))


def _terms_at(key: str, but_for: float, seed: int) -> tuple[DealTerm, ...]:
    """What each term of the list that changes the offer is worth at a but-for share, all together last."""
    deal, before = Deal.model_validate_json(key), _net(key, seed, ()).mean(but_for)
    single = [(term,) for term in TERMS if with_term(deal, term) != deal]
    together = [TERMS] if len(single) > 1 else []
    result = []
    for terms in (*single, *together):
        net = _net(key, seed, terms)
        name = "all" if terms is TERMS else terms[0]
        mean = net.mean(but_for)
        result.append(DealTerm(name, mean - before, mean, mean, net.break_even))
    return tuple(result)


def _terms(at: Switches, is_on_jobs: bool) -> tuple[str, ...]:
    chosen = {"paid_on_jobs": is_on_jobs, "claw_back": at.claw_back, "land_at_price": at.land_at_price}
    return tuple(term for term, is_set in chosen.items() if is_set)


@lru_cache(maxsize=KEPT_DEALS)
def _run(deal: str, seed: int) -> tuple[DealDraws, DealFlows]:
    stated = Deal.model_validate_json(deal)
    draws = drawn(stated, seed, DRAWS_OF_PAGE)
    return draws, flows(stated, draws)


@lru_cache(maxsize=16 * KEPT_DEALS)
def _net(deal: str, seed: int, terms: tuple[str, ...]) -> LinearNet:
    changed, run = _changed(deal, seed, terms)
    return city_net(changed, run)


@lru_cache(maxsize=8 * KEPT_DEALS)
def _given(deal: str, seed: int, terms: tuple[str, ...]) -> tuple[Array, Array]:
    """What the city pays and gets back by year, (year,) each, mean. [yuan]"""
    changed, run = _changed(deal, seed, terms)
    paid, back = np.zeros(run.years), np.zeros(run.years)
    for part, gift in zip(city_share(changed), run.gifts, strict=True):
        paid, back = paid + part * gift.paid.mean(axis=0), back + part * gift.back.mean(axis=0)
    return paid, back


def _changed(deal: str, seed: int, terms: tuple[str, ...]) -> tuple[Deal, DealFlows]:
    draws, run = _run(deal, seed)
    changed = Deal.model_validate_json(deal)
    for term in terms:
        changed = with_term(changed, term)
    return changed, regiven(run, changed, draws)
