"""What an allocation comes to in every criterion, what its last money buys, and the return of single measures."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.arrays import Values
from relode.fund.allocation import (
    FundOffer,
    FundPool,
    Name,
    Settled,
    allocated,
    offers,
    value_for,
    worth_funding,
)
from relode.fund.fund_asked import CRITERIA, FundAsked, FundCandidate, absorbable
from relode.fund.fund_records import (
    Allocation,
    Curve,
    CurvePoint,
    FundedGain,
    LastYuan,
)
from relode.fund.judged_place import JudgedPlace, gains_of
from relode.fund.net_of_neighbours import gain
from relode.plan.estimate import estimate, per, rounded
from relode.plan.making.plan_making import worst_tenth
from relode.plan.trials.bundles import Trial
from relode.plan.trials.judged import JOBS, bought_by

LAST = 0.1
"""The part of the money that counts as the last. A choice of this project."""


def place_gains(pool: FundPool, code: str, trial: Trial) -> dict[str, Values]:
    """Criterion -> what a place gains of it, and `funder` its yuan a year, in the printing half, (future,)."""
    on = pool.places[code].on
    jobs, services, funder = gains_of(on, trial)[:, on.printing]
    return {"jobs": jobs, "services": services, "equity": jobs * pool.weights[code], "funder": funder}


UNITS = {"jobs": "person-years", "services": "yuan", "equity": "person-years", "funder": "yuan per year"}


def frontier_of(
    pool: FundPool,
    gains: Mapping[str, Mapping[str, Mapping[str, Values]]],
    planned: Mapping[str, tuple[float, float]],
    criteria: Sequence[str],
) -> tuple[Allocation, ...]:
    """Every allocation in every criterion; sums over places are draw by draw. Each is (future of the half,).

    `gains`: allocation -> place -> criterion -> draws of the printing half. `planned`: allocation -> yuan a year of the
    funder in the choosing half, on average and in the worst tenth.
    """
    nothing = np.zeros(len(range(futures_of(pool))[printing_of(pool)]))
    sums = {
        name: {each: sum((own[each] for own in by_place.values()), nothing) for each in UNITS}
        for name, by_place in gains.items()
    }
    best = {each: float(sums[each][each].mean()) for each in criteria}
    return tuple(
        Allocation(
            criterion=name,
            planned=rounded(planned[name][0]),
            planned_worst=rounded(planned[name][1]),
            used=gain(sums[name]["funder"], UNITS["funder"]),
            worst=rounded(worst_tenth(sums[name]["funder"])),
            places=tuple(by_place),
            yuan=tuple(rounded(float(own["funder"].mean())) for own in by_place.values()),
            gains={each: gain(sums[name][each], UNITS[each]) for each in CRITERIA},
            job_year=per(sums[name]["funder"] * years_of(pool), sums[name]["jobs"], "yuan"),
            given_up={each: _given_up(float(sums[name][each].mean()), most) for each, most in best.items()},
        )
        for name, by_place in gains.items()
    )


def _given_up(gained: float, most: float) -> float:
    """The part of the most that is not gained."""
    return rounded(1 - gained / most) if most > 0 else 0.0


def years_of(pool: FundPool) -> int:
    """How many years a run lasts."""
    return len(next(iter(pool.places.values())).on.years)


def futures_of(pool: FundPool) -> int:
    """How many futures there are."""
    return next(iter(pool.places.values())).on.drawn.count


def printing_of(pool: FundPool) -> slice:
    """The half of the futures that figures are printed from."""
    return next(iter(pool.places.values())).on.printing


def skills_gained(pool: FundPool, settled: Settled) -> dict[str, FundedGain]:
    """Adults more by schooling at the horizon over all funded places, in the printing half, sums draw by draw."""
    half = printing_of(pool)
    nothing = np.zeros(len(range(futures_of(pool))[half]))
    return {
        name: gain(sum((plan.trial.groups[name][half] for plan in settled.made.values()), nothing), "persons")
        for name in ("low_skilled", "high_skilled")
    }


def curves_of(place: JudgedPlace) -> tuple[Curve, ...]:
    """The return of every measure worth funding in a place, at every dose tried, from the printing half."""
    half = place.on.printing
    named = worth_funding(place)
    rows = {name: [i for i, each in enumerate(place.cards.tried) if each.measure == name] for name in named}

    def point(row: int) -> CurvePoint:
        jobs, _, funder = place.gains[row][:, half]
        return CurvePoint(place.cards.tried[row].dose, estimate(funder, UNITS["funder"]), estimate(jobs, UNITS["jobs"]))

    units = {card.name: card.unit for card in place.cards.cards}
    return tuple(Curve(place.code, name, units[name], tuple(point(row) for row in at)) for name, at in rows.items())


def added(pool: FundPool, taken: Mapping[Name, FundOffer], criterion: str, half: slice) -> Values:
    """What offers gain together as the sum of what each gains alone, (future of the half,).

    In the unit of the criterion.
    """
    nothing = np.zeros(len(range(futures_of(pool))[half]))
    return np.asarray(sum((pool.gain(offer, criterion)[half] for offer in taken.values()), nothing))


def last_yuan(
    pool: FundPool, offered: Sequence[FundOffer], floors: Mapping[str, float], settled: Settled
) -> LastYuan | None:
    """What goes with the last tenth of the money, measures added up; None where it buys nothing.

    Limits: more money than is worth using: the last tenth buys nothing.
    """
    half = printing_of(pool)
    offered = [offer for offer in offered if offer.name not in settled.not_missed]
    whole, less = (allocated(pool, offered, pool.budget * part, floors).taken for part in (1.0, 1 - LAST))
    spent = [sum((pool.yuan(offer)[half] for offer in taken.values()), np.zeros(1)) for taken in (whole, less)]
    jobs = np.asarray(added(pool, whole, "jobs", half) - added(pool, less, "jobs", half))
    yuan = np.asarray(spent[0] - spent[1])
    if float(yuan.mean()) < 1:
        return None
    published, sources = published_cost(pool, settled)
    return LastYuan(
        LAST,
        rounded(float(yuan.mean())),
        estimate(jobs, "person-years"),
        per(yuan * years_of(pool), jobs, "yuan"),
        published,
        sources,
    )


def published_cost(pool: FundPool, settled: Settled) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """The lowest and highest published cost of a job-year over the funded places, and its sources. [yuan]"""
    bands = [
        band
        for code, plan in settled.made.items()
        for part in plan.fitted.bundle
        if (band := pool.places[code].rule.band(part.measure.lever)) is not None and bought_by(band.unit) == JOBS
    ]
    if not bands:
        return None, ()
    sources = tuple(dict.fromkeys(key for band in bands for key in band.sources))
    return (rounded(min(band.low for band in bands)), rounded(max(band.high for band in bands))), sources


def at_lower_ceilings(
    pool: FundPool, candidates: Sequence[FundCandidate], asked: FundAsked, floors: Mapping[str, float], lead: str
) -> dict[str, float]:
    """Criterion -> gain where places can absorb the least that is assumed, over that of the allocation; added up.

    [ratio]
    """
    lower = {each.place.code: min(each.ceiling, absorbable().lower * each.spending.spending) for each in candidates}
    half, values = printing_of(pool), {}
    floors_there = {code: min(floor, lower[code]) for code, floor in floors.items()}
    few = FundPool(pool.places, pool.budget, lower, pool.weights)
    sums = [
        {name: float(added(each, taken, name, half).mean()) for name in asked.criteria}
        for each, least in ((pool, floors), (few, floors_there))
        for taken in (
            allocated(each, offers(each, value_for(each, lead, asked.criteria, least)), each.budget, least).taken,
        )
    ]
    for name in asked.criteria:
        values[name] = rounded(sums[1][name] / sums[0][name]) if sums[0][name] > 0 else 1.0
    return values
