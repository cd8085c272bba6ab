"""The funding run: each place gets its list with the province's money, then all of them are one for programmes."""

from collections.abc import Callable, Iterator, Sequence

import xarray as xr

from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.decisions.accounts import CityAccounts
from relode.decisions.deciding import decisions_of, judged
from relode.decisions.local_facts import local_figures
from relode.decisions.purses import Purse
from relode.errors import NoVerdict
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.fund.allocation import JudgedPlace, allocated, over_places, paid_gains
from relode.fund.fund_records import FundedPlace, FundRecord, ProvincePot
from relode.fund.request import FundCandidate, FundGround, FundRequest, absorbable
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.futures import Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_world import World
from relode.model.results import one_city, stored_paths
from relode.needs import of as needs_of
from relode.outlook.one_future.statement import predictive
from relode.places import Place

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
YUAN = 1e8
"""Yuan in a unit of money of the facts."""
TRANSFER = "exhausted_transfer"
"""The channel whose sums are published by province."""


def funding(opened: World, ground: FundGround, request: FundRequest, progress: Progress) -> FundRecord:
    """The run; the same settings and facts give the same bits. Raises RelodeError as its parts do."""
    drawn = draw_futures(opened, request.futures, request.horizon - OPENING_YEAR, request.seed, known=True)
    around = stored_paths(drawn)
    count, places = len(ground.candidates), []
    for done, candidate in enumerate(ground.candidates):
        progress("places", done, count)
        places.append(judged_place(opened.panel, candidate, request, drawn, around))
    progress("places", count, count)
    return recorded(ground, request, places)


def recorded(ground: FundGround, request: FundRequest, places: Sequence[JudgedPlace]) -> FundRecord:
    """What judged places, in the order of the ground's candidates, come to: programmes over all, and who is paid."""
    programmes = over_places(places)
    ceilings = {each.place.code: each.ceiling for each in ground.candidates}
    money = allocated(ground.budget, ceilings, places, programmes, request.seed)
    pots = tuple(province_pots(ground.provinces))
    share = absorbable()
    keys = [
        *(key for each in places for key in each.decisions.sources),
        *(key for each in ground.candidates for key in each.spending.sources),
        *(key for each in pots for key in each.sources),
    ]
    return FundRecord(
        province=",".join(each.code for each in ground.provinces),
        asked=request.record(),
        command=f"relode fund {request.command()}",
        budget=ground.budget,
        start=FIRST_PLAN_YEAR,
        horizon=request.horizon,
        price_year=OPENING_YEAR,
        futures=request.futures,
        seed=request.seed,
        absorbable=(share.value, share.lower, share.upper),
        unpublished=tuple(each.code for each in ground.unpublished),
        absent=tuple(each.code for each in ground.absent),
        counties=tuple(each.code for each in ground.counties),
        payments=money.paid,
        gains=tuple(paid_gains(places, money.paid)),
        unpaid=money.unpaid,
        programmes=programmes,
        places=tuple(
            FundedPlace(c.place.code, c.spending.spending, c.spending.year, c.ceiling, each.decisions)
            for c, each in zip(ground.candidates, places, strict=True)
        ),
        pots=pots,
        sources=tuple(dict.fromkeys(keys)),
    )


def judged_place(
    panel: xr.Dataset, candidate: FundCandidate, request: FundRequest, drawn: Futures, around: StoredPath
) -> JudgedPlace:
    """A place in the futures of all places, its programmes paid by the province, whose money may pay services."""
    place = candidate.place
    purse = Purse("granted", "", "assured", (candidate.ceiling, candidate.ceiling), "")
    accounts = CityAccounts(conditioned(one_city(drawn, place.code, around), predictive(panel, place)), request.seed)
    figures = local_figures(panel, place, request.horizon)
    try:
        needs = needs_of(panel, place, request.horizon, request.seed)
    except NoVerdict:
        needs = None
    found = judged(place.code, figures, (purse,), accounts, shipped_draws(), request.horizon, request.seed)
    own = decisions_of(place.code, needs, figures, found, request.horizon, request.seed)
    return JudgedPlace(place.code, own, found, needs)


def province_pots(provinces: Sequence[Place]) -> Iterator[ProvincePot]:
    """What is published of central money by province: the newest sum of the transfer to exhausted cities."""
    codes = {each.code for each in provinces}
    newest: dict[str, ProvincePot] = {}
    for row in rows("transfers"):
        if row["scope"] == "province" and row["quantity"] == "exhausted_city_transfer" and row["place"] in codes:
            pot = ProvincePot(
                row["place"], TRANSFER, float(row["value"]) * YUAN, int(row["year"]), tuple(row["source"].split(";"))
            )
            if pot.year >= newest.get(pot.province, pot).year:
                newest[pot.province] = pot
    yield from newest.values()
