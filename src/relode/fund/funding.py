"""The funding run: decisions of every place, added up and paid in one order from the money of the province."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import xarray as xr

from relode.decisions.decide import decide
from relode.decisions.money import Sums, cost_a_year, paid_first, split
from relode.decisions.records import Decision, Decisions
from relode.decisions.request import PlanRequest
from relode.facts import rows
from relode.fund.fund_records import FundPayment, FundRecord, ProvincePot
from relode.fund.request import FundGround, FundRequest
from relode.horizon import FIRST_PLAN_YEAR
from relode.places import Place

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""
YUAN = 1e8
"""Yuan in a unit of money of the facts."""
TRANSFER = "exhausted_transfer"
"""The channel whose sums are published by province."""
PAID = ("own", "channel", "bonds")
"""Payers whose part the province may take over; firms and insurance pay their own."""
KINDS = ("law", "need", "programme", "pilot")
"""Kinds of payments, in the order of paying."""


def funding(panel: xr.Dataset, ground: FundGround, request: FundRequest, progress: Progress) -> FundRecord:
    """The run; the same settings and facts give the same bits. Raises RelodeError as its parts do."""
    asked, places = PlanRequest(horizon=request.horizon, seed=request.seed), []
    for done, place in enumerate(ground.places):
        progress("places", done, len(ground.places))
        places.append(decide(panel, place, asked))
    progress("places", len(ground.places), len(ground.places))
    return funded(ground, request, places)


def funded(ground: FundGround, request: FundRequest, places: Sequence[Decisions]) -> FundRecord:
    """What the decisions of places come to, paid from one budget: duties by law, needs, programmes, then pilots."""
    every = [
        replace(row, id=f"{each.place}/{row.id}", payer="own")
        for each in places
        for row in each.decisions
        if row.payer in PAID and row.cost is not None and row.recommendation in ("do", "secure", "pilot")
    ]
    years = tuple(range(FIRST_PLAN_YEAR, request.horizon + 1))
    money = split(None, every, Sums(ground.budget, {}, 0.0, years))
    paid = {line.id: line.yuan for line in money.lines}
    payments = [
        FundPayment(place, key, kind_of(row), cost_a_year(row, years), paid.get(row.id, 0.0))
        for row in sorted(every, key=paid_first)
        for place, _, key in [row.id.partition("/")]
    ]
    pots = tuple(province_pots(ground.provinces))
    keys = [*(key for each in places for key in each.sources), *(key for each in pots for key in each.sources)]
    return FundRecord(
        province=",".join(each.code for each in ground.provinces),
        asked=request.record(),
        command=f"relode fund {request.command()}",
        start=years[0],
        horizon=request.horizon,
        seed=request.seed,
        money=money,
        payments=tuple(payments),
        places=tuple(places),
        pots=pots,
        sources=tuple(dict.fromkeys(keys)),
    )


def kind_of(row: Decision) -> str:
    """Which of KINDS a decision is paid as."""
    return KINDS[paid_first(row)[0]]


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
