"""The funding run: every place judged in the same futures, the money allocated, run, and set beside all places."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.calibration.fitting.draws import draw_futures
from relode.fund.allocation import (
    MIX,
    SPREAD,
    Name,
    Offer,
    Pool,
    Runs,
    Settled,
    allocated,
    offers,
    settled,
    spread,
    value_for,
    weights,
    worth_funding,
)
from relode.fund.fund_asked import CRITERIA, Candidate, FundAsked, Ground, absorbable
from relode.fund.fund_records import (
    Allocation,
    CountyMoney,
    Curve,
    CurvePoint,
    ErrorRate,
    FundedPlace,
    FundedStep,
    FundRecord,
    Gain,
    LastYuan,
    Net,
    Unfunded,
)
from relode.fund.judged_place import JudgedPlace, Kept, gains_of, judged_place, kept_jobs
from relode.fund.net_of_neighbours import FundedBundle, gain, net_of_neighbours
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import World
from relode.model.policy.levers import levers
from relode.model.results import stored_paths
from relode.panel import cell
from relode.places import Place, by_code
from relode.plan.estimate import Estimate, estimate, per, rounded
from relode.plan.financing import doses_of_bundle, runs
from relode.plan.judged import JOBS, bought_by
from relode.plan.plan_making import worst_tenth
from relode.plan.pots import spending_of
from relode.plan.published_plan import CENSUS, published_plan
from relode.plan.trials import Trial
from relode.plan.verdicts.error_rates import shipped_rates
from relode.plan.verdicts.rule import LEAVE

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
LAST = 0.1
"""The part of the money that counts as the last. A choice of this project."""
TOLD_RATES = ("false_do", "power", "false_leave", "wrong_do")
FUND, DO_NOT, CANNOT = "fund", "leave", "cannot_tell"


def funding(
    panel: xr.Dataset, opened: World, ground: Ground, asked: FundAsked, kept: Kept, progress: Progress
) -> FundRecord:
    """The run; the same settings and facts give the same bits, also where places are `kept` from before.

    Raises RelodeError as its parts do.
    """
    drawn = draw_futures(opened, asked.futures, asked.horizon - OPENING_YEAR, asked.seed)
    stored = stored_paths(drawn)
    count = len(ground.candidates)
    places = {}
    for done, candidate in enumerate(ground.candidates):
        progress("places", done, count)
        place = judged_place(panel, opened, candidate, asked, drawn, stored, kept)
        places[place.code] = place
    progress("places", count, count)
    pool = pool_of(places, ground.budget)
    floors = {each.place.code: each.floor for each in ground.candidates if each.floor > 0}
    ran = Runs(pool)
    found = {
        name: settled(pool, ran, offers(pool, value_for(pool, name, asked.criteria, floors)), floors)
        for name in (*asked.criteria, *((MIX,) if len(asked.criteria) > 1 else ()))
    }
    lead = MIX if MIX in found else asked.criteria[0]
    if len(places) > 1:
        even = spread(pool, floors)
        found[SPREAD] = settled(even, ran, offers(even, value_for(even, lead, asked.criteria, floors)), floors)
    progress("allocated", 1, 1)
    gains = {
        name: {code: place_gains(pool, code, each.made[code].trial) for code in each.made}
        for name, each in found.items()
    }
    told = tuple(funded_place(pool, code, found[lead], asked) for code in places)
    net = _net(pool, ground, found[lead]) if found[lead].made else None
    progress("net", 1, 1)
    planned = {
        name: (sum(o.yuan for o in each.taken.values()), sum(o.yuan_worst for o in each.taken.values()))
        for name, each in found.items()
    }
    frontier = frontier_of(pool, gains, planned, asked.criteria)
    return FundRecord(
        province=ground.province.code,
        asked=asked.record(),
        command=typed(asked),
        budget=rounded(ground.budget),
        start=FIRST_PLAN_YEAR,
        horizon=asked.horizon,
        price_year=OPENING_YEAR,
        futures=asked.futures,
        seed=asked.seed,
        absorbable=(absorbable().value, absorbable().lower, absorbable().upper),
        absorbable_low=at_lower_ceilings(pool, ground.candidates, asked, floors, lead),
        unpublished=tuple(place.code for place in ground.unpublished),
        absent=tuple(place.code for place in ground.absent),
        places=told,
        allocation=next(each for each in frontier if each.criterion == lead),
        frontier=frontier,
        curves=tuple(curve for place in places.values() for curve in curves_of(place)),
        **skills_gained(pool, found[lead]),
        last=last_yuan(pool, offers(pool, value_for(pool, lead, asked.criteria, floors)), floors, found[lead]),
        net=net,
        rates=error_rates(),
        counties=tuple(_county(opened, panel, place, asked, ground.budget) for place in ground.counties),
    )


def pool_of(places: Mapping[str, JudgedPlace], budget: float) -> Pool:
    """The places with the weights of their needs."""
    return Pool(
        places,
        budget,
        {code: place.candidate.ceiling for code, place in places.items()},
        weights({code: place.cards.need for code, place in places.items()}),
    )


def typed(asked: FundAsked) -> str:
    """How the run is made again."""
    options = [f"--budget {asked.budget}", f"--criteria {','.join(asked.criteria)}"]
    options += [f"--floor {text}" for text in asked.floors]
    options += [f"--place {text}" for text in asked.places]
    options += [f"--{name} {getattr(asked, name)}" for name in ("horizon", "futures", "seed")]
    return " ".join(["relode fund", asked.province, *options])


def place_gains(pool: Pool, code: str, trial: Trial) -> dict[str, Values]:
    """Criterion -> what a place gains of it, and `funder` its yuan a year, in the printing half, (future,)."""
    on = pool.places[code].on
    jobs, services, funder = gains_of(on, trial)[:, on.printing]
    return {"jobs": jobs, "services": services, "equity": jobs * pool.weights[code], "funder": funder}


UNITS = {"jobs": "person-years", "services": "yuan", "equity": "person-years", "funder": "yuan per year"}


def frontier_of(
    pool: Pool,
    gains: Mapping[str, Mapping[str, Mapping[str, Values]]],
    planned: Mapping[str, tuple[float, float]],
    criteria: Sequence[str],
) -> tuple[Allocation, ...]:
    """Every allocation in every criterion; sums over places are draw by draw. Each is (future of the half,).

    `gains`: allocation -> place -> criterion -> draws of the printing half. `planned`: allocation -> yuan a year of the
    funder in the choosing half, on average and in the worst tenth.
    """
    nothing = np.zeros(len(range(_futures(pool))[_printing(pool)]))
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
            job_year=per(sums[name]["funder"] * _years(pool), sums[name]["jobs"], "yuan"),
            given_up={each: _given_up(float(sums[name][each].mean()), most) for each, most in best.items()},
        )
        for name, by_place in gains.items()
    )


def _given_up(gained: float, most: float) -> float:
    """The part of the most that is not gained."""
    return rounded(1 - gained / most) if most > 0 else 0.0


def _years(pool: Pool) -> int:
    return len(next(iter(pool.places.values())).on.years)


def _futures(pool: Pool) -> int:
    return next(iter(pool.places.values())).on.drawn.count


def _printing(pool: Pool) -> slice:
    return next(iter(pool.places.values())).on.printing


def funded_place(pool: Pool, code: str, found: Settled, asked: FundAsked) -> FundedPlace:
    """What a place gets by an allocation, and what that comes to in the printing half."""
    place = pool.places[code]
    on, half = place.on, place.on.printing
    plan = found.made.get(code)
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
        steps=_steps(found, code, asked),
        unfunded=_unfunded(place, found),
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


def skills_gained(pool: Pool, found: Settled) -> dict[str, Gain]:
    """Adults more by schooling at the horizon over all funded places, in the printing half, sums draw by draw."""
    half = _printing(pool)
    nothing = np.zeros(len(range(_futures(pool))[half]))
    return {
        name: gain(sum((plan.trial.groups[name][half] for plan in found.made.values()), nothing), "persons")
        for name in ("low_skilled", "high_skilled")
    }


def _share(draws: Values) -> Estimate:
    return estimate(draws, "share")


def _verdicts(place: JudgedPlace) -> dict[str, int]:
    """How many measures are to fund, not to fund and neither; what halves of the futures disagree on is neither."""
    cards = place.cards.cards
    fund, leave = len(worth_funding(place)), sum(card.verdict.kind == LEAVE for card in cards)
    return {FUND: fund, DO_NOT: leave, CANNOT: len(cards) - fund - leave}


def _steps(found: Settled, code: str, asked: FundAsked) -> tuple[FundedStep, ...]:
    plan = found.made.get(code)
    return tuple(
        FundedStep(
            part.measure.name,
            part.dose,
            levers()[part.measure.lever].unit,
            part.measure.start,
            asked.horizon,
            (code, part.measure.name) in found.smaller,
        )
        for part in (plan.fitted.bundle if plan else ())
    )


def _unfunded(place: JudgedPlace, found: Settled) -> tuple[Unfunded, ...]:
    """What is worth funding in a place and is not funded, with the reason."""
    plan = found.made.get(place.code)
    inside = {part.measure.name for part in plan.fitted.bundle} if plan else set()
    return tuple(
        Unfunded(name, "not_missed" if (place.code, name) in found.not_missed else "no_money")
        for name in worth_funding(place)
        if name not in inside
    )


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


def added(pool: Pool, taken: Mapping[Name, Offer], criterion: str, half: slice) -> Values:
    """What offers gain together as the sum of what each gains alone, (future of the half,).

    In the unit of the criterion.
    """
    nothing = np.zeros(len(range(_futures(pool))[half]))
    return np.asarray(sum((pool.gain(offer, criterion)[half] for offer in taken.values()), nothing))


def last_yuan(pool: Pool, offered: Sequence[Offer], floors: Mapping[str, float], found: Settled) -> LastYuan | None:
    """What goes with the last tenth of the money, measures added up; None where it buys nothing.

    Limits: more money than is worth using: the last tenth buys nothing.
    """
    half = _printing(pool)
    offered = [offer for offer in offered if offer.name not in found.not_missed]
    whole, less = (allocated(pool, offered, pool.budget * part, floors).taken for part in (1.0, 1 - LAST))
    spent = [sum((pool.yuan(offer)[half] for offer in taken.values()), np.zeros(1)) for taken in (whole, less)]
    jobs = np.asarray(added(pool, whole, "jobs", half) - added(pool, less, "jobs", half))
    yuan = np.asarray(spent[0] - spent[1])
    if float(yuan.mean()) < 1:
        return None
    published, sources = published_cost(pool, found)
    return LastYuan(
        LAST,
        rounded(float(yuan.mean())),
        estimate(jobs, "person-years"),
        per(yuan * _years(pool), jobs, "yuan"),
        published,
        sources,
    )


def published_cost(pool: Pool, found: Settled) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """The lowest and highest published cost of a job-year over the funded places, and its sources. [yuan]"""
    bands = [
        band
        for code, plan in found.made.items()
        for part in plan.fitted.bundle
        if (band := pool.places[code].rule.band(part.measure.lever)) is not None and bought_by(band.unit) == JOBS
    ]
    if not bands:
        return None, ()
    sources = tuple(dict.fromkeys(key for band in bands for key in band.sources))
    return (rounded(min(band.low for band in bands)), rounded(max(band.high for band in bands))), sources


def at_lower_ceilings(
    pool: Pool, candidates: Sequence[Candidate], asked: FundAsked, floors: Mapping[str, float], lead: str
) -> dict[str, float]:
    """Criterion -> gain where places can absorb the least that is assumed, over that of the allocation; added up.

    [ratio]
    """
    lower = {each.place.code: min(each.ceiling, absorbable().lower * each.spending.spending) for each in candidates}
    half, found = _printing(pool), {}
    floors_there = {code: min(floor, lower[code]) for code, floor in floors.items()}
    few = Pool(pool.places, pool.budget, lower, pool.weights)
    sums = [
        {name: float(added(each, taken, name, half).mean()) for name in asked.criteria}
        for each, least in ((pool, floors), (few, floors_there))
        for taken in (
            allocated(each, offers(each, value_for(each, lead, asked.criteria, least)), each.budget, least).taken,
        )
    ]
    for name in asked.criteria:
        found[name] = rounded(sums[1][name] / sums[0][name]) if sums[0][name] > 0 else 1.0
    return found


def _net(pool: Pool, ground: Ground, found: Settled) -> Net:
    """The allocation in the coupled system."""
    bundles = {}
    for code, plan in found.made.items():
        on = pool.places[code].on
        run = next(runs(on, [plan.fitted.bundle]))
        bundles[code] = FundedBundle(
            doses_of_bundle(on, plan.fitted.bundle), run.paid.granted[on.printing], plan.trial.bought[JOBS][on.printing]
        )
    grounds = {code: place.on.ground for code, place in pool.places.items()}
    own: list[Place] = [each.place for each in ground.candidates]
    inside = [*own, *ground.unpublished]
    rest = [place for place in _of_province(pool, ground.province) if place not in inside]
    return net_of_neighbours(
        next(iter(pool.places.values())).on.drawn, _printing(pool), [*inside, *rest], bundles, grounds
    )


def _of_province(pool: Pool, province: Place) -> list[Place]:
    world = next(iter(pool.places.values())).on.world
    return [by_code()[code] for code in world.codes if code in by_code() and by_code()[code].province == province.code]


def error_rates() -> tuple[ErrorRate, ...]:
    """How often verdicts of this rule are wrong on planted worlds, over all levers."""
    return tuple(
        ErrorRate(row.rate.name, rounded(row.rate.share), row.rate.low, row.rate.high, row.rate.of)
        for row in shipped_rates()
        if row.table == "all" and row.rate.name in TOLD_RATES and row.overconfidence == 1.0
    )


def _county(opened: World, panel: xr.Dataset, place: Place, asked: FundAsked, budget: float) -> CountyMoney:
    """What a place below the prefecture level could buy with the most that it could absorb, at published costs."""
    share = asked.of_place(f"{100 * absorbable().value:g}%")
    host = by_code().get(place.parent)
    known = host is not None and host.code in opened.codes and _heads(panel, place)
    found = published_plan(opened, panel, place, share) if known else None
    if found is not None and found.budget > budget:
        found = published_plan(opened, panel, place, asked.of_place(f"{budget / 1e6:.6f}M"))
    return CountyMoney(place.code, found)


def _heads(panel: xr.Dataset, place: Place) -> bool:
    """Whether its spending can be taken as that of its prefecture by heads."""
    host = by_code()[place.parent]
    known = [cell(panel, each.code, "population", CENSUS) for each in (place, host)]
    return spending_of(panel, host) is not None and all(each is not None for each in known)
