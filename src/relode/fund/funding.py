"""The funding run: every place judged in the same futures, the money allocated, run, and set beside all places."""

from collections.abc import Callable, Mapping, Sequence

import xarray as xr

from relode.calibration.fitting.draws import draw_futures
from relode.fund.allocation import (
    MIX,
    SPREAD,
    UNFLOORED,
    FundPool,
    Runs,
    Settled,
    offers,
    settled,
    spread,
    value_for,
    weights,
)
from relode.fund.allocation_figures import (
    at_lower_ceilings,
    curves_of,
    frontier_of,
    futures_of,
    last_yuan,
    place_gains,
    printing_of,
    skills_gained,
)
from relode.fund.fund_asked import FundAsked, FundGround, absorbable
from relode.fund.fund_records import (
    CountyMoney,
    ErrorRate,
    FundRecord,
    Net,
)
from relode.fund.funded_ages import ages_gained, ages_of
from relode.fund.judged_place import JudgedPlace, PlaceStore, judged_place
from relode.fund.net_of_neighbours import FundedBundle, gain, net_of_neighbours
from relode.fund.one_funded_place import funded_place
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import World
from relode.model.results import stored_paths
from relode.panel import cell
from relode.places import Place, by_code
from relode.plan.asked.pots import spending_of
from relode.plan.estimate import rounded
from relode.plan.making.published_plan import CENSUS, published_plan
from relode.plan.trials.financing import doses_of_bundle, runs
from relode.plan.trials.judged import JOBS
from relode.plan.verdicts.error_rates import shipped_rates

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
TOLD_RATES = ("false_do", "power", "false_leave", "wrong_do")


def funding(
    panel: xr.Dataset, opened: World, ground: FundGround, asked: FundAsked, kept: PlaceStore, progress: Progress
) -> FundRecord:
    """The run; the same settings and facts give the same bits, also where places are `kept` from before.

    Raises RelodeError as its parts do.
    """
    drawn = draw_futures(opened, asked.futures, asked.horizon - OPENING_YEAR, asked.seed, known=True)
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
    result = {
        name: settled(pool, ran, offers(pool, value_for(pool, name, asked.criteria, floors)), floors)
        for name in (*asked.criteria, *((MIX,) if len(asked.criteria) > 1 else ()))
    }
    lead = MIX if MIX in result else asked.criteria[0]
    if len(places) > 1:
        even = spread(pool, floors)
        result[SPREAD] = settled(even, ran, offers(even, value_for(even, lead, asked.criteria, floors)), floors)
    if floors:
        result[UNFLOORED] = settled(pool, ran, offers(pool, value_for(pool, lead, asked.criteria, {})), {})
    progress("allocated", 1, 1)
    gains = {
        name: {code: place_gains(pool, code, each.made[code].trial) for code in each.made}
        for name, each in result.items()
    }
    answer = tuple(funded_place(pool, code, result[lead], asked) for code in places)
    net = _net(pool, ground, result[lead]) if result[lead].made else None
    progress("net", 1, 1)
    planned = {
        name: (sum(o.yuan for o in each.taken.values()), sum(o.yuan_worst for o in each.taken.values()))
        for name, each in result.items()
    }
    skills, trials = skills_gained(pool, result[lead]), {code: plan.trial for code, plan in result[lead].made.items()}
    by_age = ages_gained(trials, printing_of(pool), futures_of(pool))
    frontier = frontier_of(pool, gains, planned, asked.criteria)
    return FundRecord(
        province=",".join(province.code for province in ground.provinces),
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
        places=answer,
        allocation=next(each for each in frontier if each.criterion == lead),
        frontier=frontier,
        curves=tuple(curve for place in places.values() for curve in curves_of(place)),
        low_skilled=skills["low_skilled"],
        high_skilled=skills["high_skilled"],
        working_age=gain(by_age["working"], "persons"),
        other_ages=gain(by_age["others"], "persons"),
        ages=tuple(ages_of(place, trials.get(code)) for code, place in places.items()),
        last=last_yuan(pool, offers(pool, value_for(pool, lead, asked.criteria, floors)), floors, result[lead]),
        net=net,
        rates=error_rates(),
        counties=tuple(_county(opened, panel, place, asked, ground.budget) for place in ground.counties),
    )


def pool_of(places: Mapping[str, JudgedPlace], budget: float) -> FundPool:
    """The places with the weights of their needs."""
    return FundPool(
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


def _net(pool: FundPool, ground: FundGround, result: Settled) -> Net:
    """The allocation in the coupled system."""
    bundles = {}
    for code, plan in result.made.items():
        on = pool.places[code].on
        run = next(runs(on, [plan.fitted.bundle]))
        bundles[code] = FundedBundle(
            doses_of_bundle(on, plan.fitted.bundle), run.paid.granted[on.printing], plan.trial.bought[JOBS][on.printing]
        )
    grounds = {code: place.on.ground for code, place in pool.places.items()}
    own: list[Place] = [each.place for each in ground.candidates]
    inside = [*own, *ground.unpublished]
    rest = [place for place in _of_provinces(pool, ground.provinces) if place not in inside]
    return net_of_neighbours(
        next(iter(pool.places.values())).on.drawn, printing_of(pool), [*inside, *rest], bundles, grounds
    )


def _of_provinces(pool: FundPool, provinces: Sequence[Place]) -> list[Place]:
    world, codes = next(iter(pool.places.values())).on.world, [province.code for province in provinces]
    return [by_code()[code] for code in world.codes if code in by_code() and by_code()[code].province in codes]


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
    published = published_plan(opened, panel, place, share) if known else None
    if published is not None and published.budget > budget:
        published = published_plan(opened, panel, place, asked.of_place(f"{budget / 1e6:.6f}M"))
    return CountyMoney(place.code, published)


def _heads(panel: xr.Dataset, place: Place) -> bool:
    """Whether its spending can be taken as that of its prefecture by heads."""
    host = by_code()[place.parent]
    known = [cell(panel, each.code, "population", CENSUS) for each in (place, host)]
    return spending_of(panel, host) is not None and all(each is not None for each in known)
