"""One deal with four switches: the but-for share, the part paid on jobs, a claw-back, land at its price.

The net is a straight line in the first two, so that each position of the other two is run once and kept.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from relode.arrays import Array
from relode.deals.deal import Deal
from relode.deals.flows import DealDraws, DealFlows, drawn, flows, regiven
from relode.deals.judgement import case_of, judged, with_term
from relode.deals.returns import LinearNet, city_net, worst_tenth
from relode.records import Doc, Record

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
    verdict: Annotated[str, Doc("verdict on the offer by who else bids, all gifts taken as lawful")]


YEAR_OF_JOBS = 8
"""Years after signing at which the page tells jobs."""


def switched(deal: Deal, at: Switches, seed: int = 1) -> SwitchedDeal:
    """The deal at the positions of the switches."""
    draws, run = _run(deal.model_dump_json(), seed)
    net = _mixed(deal, at, seed)
    told = net.net(at.but_for)
    jobs = run.net_jobs_per_but_for[:, min(YEAR_OF_JOBS, run.years - 1)]
    gross = run.gross_jobs[:, min(YEAR_OF_JOBS, run.years - 1)]
    return SwitchedDeal(
        mean=float(told.mean()),
        worst_tenth=worst_tenth(told),
        break_even=net.break_even,
        net_jobs=float(at.but_for * jobs.mean()),
        gross_jobs=float(gross.mean()),
        verdict=judged(case_of(deal, draws, run, is_stopped=False, is_lawful=True)),
    )


def _mixed(deal: Deal, at: Switches, seed: int) -> LinearNet:
    """The net with a part of the grants paid on jobs and the rest as offered."""
    key = deal.model_dump_json()
    offered, on_jobs = (_net(key, seed, terms) for terms in (_terms(at, False), _terms(at, True)))
    fixed: Array = (1 - at.on_jobs) * offered.fixed + at.on_jobs * on_jobs.fixed
    return LinearNet(fixed, offered.slope)


def _terms(at: Switches, is_on_jobs: bool) -> tuple[str, ...]:
    chosen = {"paid_on_jobs": is_on_jobs, "claw_back": at.claw_back, "land_at_price": at.land_at_price}
    return tuple(term for term, is_set in chosen.items() if is_set)


@lru_cache(maxsize=KEPT_DEALS)
def _run(deal: str, seed: int) -> tuple[DealDraws, DealFlows]:
    stated = Deal.model_validate_json(deal)
    draws = drawn(stated, seed, DRAWS_OF_PAGE)
    return draws, flows(stated, draws)


@lru_cache(maxsize=8 * KEPT_DEALS)
def _net(deal: str, seed: int, terms: tuple[str, ...]) -> LinearNet:
    draws, run = _run(deal, seed)
    changed = Deal.model_validate_json(deal)
    for term in terms:
        changed = with_term(changed, term)
    return city_net(changed, regiven(run, changed, draws))
