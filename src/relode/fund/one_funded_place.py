"""What one place gets by an allocation, what that comes to there, and what is left out."""

import numpy as np

from relode.arrays import Values
from relode.fund.allocation import (
    FundPool,
    Settled,
    worth_funding,
)
from relode.fund.allocation_figures import UNITS, place_gains
from relode.fund.fund_asked import CRITERIA, FundAsked
from relode.fund.fund_records import (
    FundedPlace,
    FundedStep,
    Unfunded,
)
from relode.fund.judged_place import JudgedPlace, kept_jobs
from relode.fund.net_of_neighbours import gain
from relode.model.policy.levers import levers
from relode.plan.estimate import Estimate, estimate, per, rounded
from relode.plan.making.plan_making import worst_tenth
from relode.plan.trials.financing import runs
from relode.plan.verdicts.rule import LEAVE

FUND, DO_NOT, CANNOT = "fund", "leave", "cannot_tell"


def funded_place(pool: FundPool, code: str, settled: Settled, asked: FundAsked) -> FundedPlace:
    """What a place gets by an allocation, and what that comes to in the printing half."""
    place = pool.places[code]
    on, half = place.on, place.on.printing
    plan = settled.made.get(code)
    nothing = np.zeros(len(range(on.drawn.count)[half]))
    draws = dict.fromkeys((*UNITS, "city", "others", "low_skilled", "high_skilled"), nothing)
    before = kept_jobs(on, on.base["employment"])[half]
    after, job_year = before, None
    if plan is not None:
        trial, years = plan.trial, len(on.years)
        draws |= place_gains(pool, code, trial)
        draws["city"] = (trial.pots["own"] + trial.pots["bonds"])[half] / years
        draws["others"] = trial.pots["others"][half] / years
        draws |= {name: trial.groups[name][half] for name in ("low_skilled", "high_skilled")}
        after = kept_jobs(on, next(runs(on, [plan.fitted.bundle])).path["employment"])[half]
        job_year = per(draws["funder"] * years, draws["jobs"], "yuan")
    money = {name: gain(draws[name], "yuan per year") for name in ("funder", "city", "others")}
    people = {name: gain(draws[name], "persons") for name in ("low_skilled", "high_skilled")}
    gained = {name: gain(draws[name], UNITS[name]) for name in CRITERIA}
    spending = place.candidate.spending
    return FundedPlace(
        place=code,
        spending=spending.spending,
        spending_year=spending.year,
        spending_sources=spending.sources,
        ceiling=rounded(place.candidate.ceiling),
        floor=rounded(place.candidate.floor),
        verdicts=_verdicts(place),
        steps=_steps(settled, code, asked),
        unfunded=_unfunded(place, settled),
        **money,
        worst=rounded(worst_tenth(draws["funder"])),
        **gained,
        job_year=job_year,
        **people,
        need=place.cards.need,
        weight=rounded(pool.weights[code]),
        kept_nothing=_share(before),
        kept=_share(after),
    )


def _share(draws: Values) -> Estimate:
    return estimate(draws, "share")


def _verdicts(place: JudgedPlace) -> dict[str, int]:
    """How many measures are to fund, not to fund and neither; what halves of the futures disagree on is neither."""
    cards = place.cards.cards
    fund, leave = len(worth_funding(place)), sum(card.verdict.kind == LEAVE for card in cards)
    return {FUND: fund, DO_NOT: leave, CANNOT: len(cards) - fund - leave}


def _steps(settled: Settled, code: str, asked: FundAsked) -> tuple[FundedStep, ...]:
    plan = settled.made.get(code)
    return tuple(
        FundedStep(
            part.measure.name,
            part.dose,
            levers()[part.measure.lever].unit,
            part.measure.start,
            asked.horizon,
            (code, part.measure.name) in settled.smaller,
        )
        for part in (plan.fitted.bundle if plan else ())
    )


def _unfunded(place: JudgedPlace, settled: Settled) -> tuple[Unfunded, ...]:
    """What is worth funding in a place and is not funded, with the reason."""
    plan = settled.made.get(place.code)
    inside = {part.measure.name for part in plan.fitted.bundle} if plan else set()
    return tuple(
        Unfunded(name, "not_missed" if (place.code, name) in settled.not_missed else "no_money")
        for name in worth_funding(place)
        if name not in inside
    )
