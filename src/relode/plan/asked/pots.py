"""The pots that may pay for a plan, by what is known of the place and of its province: never by what is usual.

Own money is what is left of the city's own revenue once what is bound is paid. Grants come through channels, each with
its uses; what a channel gives this place is known, follows from its province's sum, or is not known and is asked for.
Bonds are what the limit of statutory debt leaves above its balance: swaps of other debt raise both, so they make no
room. What firms and households pay follows from the measures. A figure of the user's own replaces any of them: the
quantity named by `cell` is a column of the workbook.

Their words follow: names, what is known of each, how it is known, and where a figure of one's own goes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

import xarray as xr

from relode import shipped_tables
from relode.deals.public_works import channel_name
from relode.facts import rows
from relode.language import Amount, Bilingual, Clauses, Sentence
from relode.panel import Cell, newest
from relode.places import Place, by_code, official
from relode.plan.estimate import Estimate
from relode.record import Doc, Record
from relode.vocabulary import Label

POTS = ("own", "granted", "bonds", "others")
"""Own money; transfers and earmarked funds of centre and province; government bonds; firms, households, insurance."""
YUAN = 1e8
"""Yuan in a unit of money of the facts."""
NEWEST = 2025
OLDEST = 2018
FRESH = 2024
"""The first year whose limit still says what room there is."""
A_YEAR, IN_ALL = "yuan per year", "yuan"
TRANSFER, SUBSIDENCE, BONDS = "exhausted_transfer", "subsidence_mining_district", "special_bonds"
"""Keys of funding_channels."""
CELLS = {
    "own": "own_revenue_bound",
    TRANSFER: "exhausted_city_transfer_received",
    SUBSIDENCE: "subsidence_investment_received",
    BONDS: "government_debt_limit",
}
"""Pot or channel -> the quantity of the workbook that tells it."""
TRANSFER_YEAR = "2020"
"""The newest year whose sums of provinces are published."""
TREATED_ALIKE = 10 / 6
"""Places that share a province's sum over those of them on its list of exhausted cities: independent mining districts
and subsidence areas are treated like them. Heilongjiang has four beside six (funding_channel_sums, s13); that other
provinces have as many for each is assumed."""


@dataclass(frozen=True)
class Pot(Record):
    """Money of one pot: what is known of it and how, what it may pay, and where a figure of one's own is filled in."""

    name: Annotated[str, Doc("own, granted, bonds or others")]
    amount: Annotated[Estimate | None, Doc("what it holds, a year or in all by its unit; null where nobody knows here")]
    how: Annotated[
        str, Doc("observed, typed, estimated, at_most, over_limit, ask, none, or measures (it follows from them)")
    ]
    years: Annotated[tuple[int, ...], Doc("years that the figure is of", shape="year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    channel: Annotated[str, Doc("key of funding_channels, empty for own money and that of others")] = ""
    uses: Annotated[tuple[str, ...], Doc("what the rules of the channel name, as funding_channels has it")] = ()
    cell: Annotated[str, Doc("quantity of the workbook that tells it, empty where none does")] = ""


@dataclass(frozen=True)
class Spending(Record):
    """Public spending and own revenue of the newest year in which both are published."""

    year: Annotated[int, Doc("year of the figures")]
    spending: Annotated[float, Doc("general public budget expenditure", "yuan per year")]
    revenue: Annotated[float, Doc("general public budget revenue", "yuan per year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("what is known of the figures", shape="flag")]


def spending_of(panel: xr.Dataset, place: Place) -> Spending | None:
    """Newest public spending with the revenue of that year, None where neither is published."""
    found = newest(panel, place, ("budget_expenditure", "budget_revenue"), range(OLDEST - 6, NEWEST + 1))
    if not found:
        return None
    spent, own = found
    sources = tuple(dict.fromkeys((*spent.sources, *own.sources)))
    flags = tuple(dict.fromkeys((*spent.flags, *own.flags)))
    return Spending(spent.year, spent.value * YUAN, own.value * YUAN, sources, flags)


def pots_of(panel: xr.Dataset, place: Place, spending: Spending | None) -> tuple[Pot, ...]:
    """The pots of a place in the order of POTS; of grants one for each channel that its rules may open to it."""
    return (
        own(panel, place, spending),
        *grants(panel, place),
        bonds(panel, place),
        Pot("others", None, "measures", (), ()),
    )


def known(pots: Sequence[Pot], name: str, years: int) -> Estimate | None:
    """What is known of the pots of this name in a year, None where nothing is. [yuan per year]

    What is known in all is spread evenly over the `years` of the plan.
    """
    amounts = [pot.amount for pot in pots if pot.name == name and pot.amount is not None]
    if not amounts:
        return None
    parts = [(each, 1.0 if each.unit == A_YEAR else 1.0 / years) for each in amounts]
    ends = [each.interval_90 or (each.value, each.value) for each in amounts]
    low, high = (sum(end[at] * part for end, (_, part) in zip(ends, parts, strict=True)) for at in (0, 1))
    value = sum(each.value * part for each, part in parts)
    return Estimate(value, A_YEAR, (low, high) if any(each.interval_90 for each in amounts) else None)


def with_sums(pots: Sequence[Pot], typed: Mapping[str, float]) -> tuple[Pot, ...]:
    """The pots with sums that were typed for this run, by pot. [yuan per year]

    Grants are typed without their channels: what is known of those stays beside.
    """
    kept = [pot for pot in pots if pot.name not in typed or (pot.name == "granted" and pot.channel)]
    before = {name: Pot(name, None, "none", (), ()) for name in typed}
    before |= {pot.name: pot for pot in pots if pot.name in typed and pot.name != "granted"}
    new = [
        replace(before[name], amount=Estimate(yuan, A_YEAR), how="typed", years=(), sources=("user",))
        for name, yuan in typed.items()
    ]
    return tuple(sorted([*kept, *new], key=lambda each: POTS.index(each.name)))


def own(panel: xr.Dataset, place: Place, spending: Spending | None) -> Pot:
    """Own revenue less what is known to be bound: as the user tells it, else the interest on statutory debt alone.

    Wages, pensions and legal duties are published for no city, so what is left is at most that, and may be nothing.
    """
    if spending is None:
        return Pot("own", None, "none", (), (), cell=CELLS["own"])
    bound = _newest(panel, place, CELLS["own"])
    if bound is not None:
        left = spending.revenue - bound.value * YUAN
        how = "observed" if left >= 0 else "over_limit"
        years, sources = (spending.year, bound.year), (*spending.sources, *bound.sources)
        return Pot("own", Estimate(max(left, 0.0), A_YEAR), how, years, sources, cell=CELLS["own"])
    debt = _newest(panel, place, "government_debt")
    owed = 0.0 if debt is None else debt.value * YUAN
    most = max(spending.revenue - owed * _interest_rate(), 0.0)
    owing = () if debt is None else (*debt.sources, "assumption")
    keys, of = dict.fromkeys((*spending.sources, *owing)), {spending.year, *(() if debt is None else (debt.year,))}
    return Pot("own", Estimate(most, A_YEAR, (0.0, most)), "at_most", tuple(sorted(of)), tuple(keys), cell=CELLS["own"])


def grants(panel: xr.Dataset, place: Place) -> Iterator[Pot]:
    """The channels of grants that may be open to a place on the list of resource-based cities; one empty pot without.

    A sum that the user tells stands whether or not the place is on a list here.
    """
    listed = official().get(place.code)
    told = {channel: _newest(panel, place, CELLS[channel]) for channel in (TRANSFER, SUBSIDENCE)}
    some = False
    for channel, figure in told.items():
        if figure is not None:
            amount = Estimate(figure.value * YUAN, A_YEAR)
            yield _grant(channel, amount, "observed", (figure.year,), figure.sources)
        elif channel == TRANSFER and listed is not None and listed.is_exhausted:
            yield transfer(place)
        elif channel == SUBSIDENCE and listed is not None:
            yield _grant(channel, None, "ask", (), ("fund_notices",))
        else:
            continue
        some = True
    if not some:
        yield Pot("granted", None, "none", (), ())


def transfer(place: Place) -> Pot:
    """The transfer to exhausted cities by its rule: a part of the province's sum, which its listed places share.

    The upper end leaves the sum to the listed alone, the lower shares it with those treated alike; between them all is
    possible. Where the province's sum was not read: the nation's sum less that for leaving mining rights over all 69,
    with the ends of the provinces that were read.
    """
    sums, listed = _sums(), _exhausted()
    ends = {code: (total / listed[code] / TREATED_ALIKE, total / listed[code]) for code, total in sums.items()
            if code in listed}  # fmt: skip
    if place.province in ends:
        low, high = ends[place.province]
        middle = (low + high) / 2
    else:
        middle = (_fund("total") - _fund("of which")) / sum(listed.values())
        low, high = min(low for low, _ in ends.values()), max(high for _, high in ends.values())
    amount = Estimate(middle * YUAN, A_YEAR, (low * YUAN, high * YUAN))
    return _grant(TRANSFER, amount, "estimated", (int(TRANSFER_YEAR),), ("exhausted_transfers_2020", "assumption"))


def bonds(panel: xr.Dataset, place: Place) -> Pot:
    """What the limit of statutory debt leaves above its balance, in all, of the newest year that has both.

    A limit that the balance exceeds leaves nothing and is said to be exceeded. A year before FRESH says nothing of now.
    """
    found = newest(panel, place, ("government_debt_limit", "government_debt"), range(FRESH, NEWEST + 1))
    if not found:
        return Pot("bonds", None, "ask", (), ("local_debt_tables",), BONDS, _uses(BONDS), CELLS[BONDS])
    limit, debt = found
    room = (limit.value - debt.value) * YUAN
    how = "observed" if room >= 0 else "over_limit"
    sources = tuple(dict.fromkeys((*limit.sources, *debt.sources)))
    amount = Estimate(max(round(room), 0.0), IN_ALL)
    return Pot("bonds", amount, how, (limit.year,), sources, BONDS, _uses(BONDS), CELLS[BONDS])


def _grant(channel: str, amount: Estimate | None, how: str, years: tuple[int, ...], sources: tuple[str, ...]) -> Pot:
    return Pot("granted", amount, how, years, sources, channel, _uses(channel), CELLS[channel])


def _newest(panel: xr.Dataset, place: Place, quantity: str) -> Cell | None:
    return next(iter(newest(panel, place, (quantity,), range(OLDEST, NEWEST + 1))), None)


@cache
def _interest_rate() -> float:
    """Interest on local debt of the simulator's median. [1/yr]"""
    # Not by way of its parameters: they load the simulator, which the page answers without.
    table = shipped_tables.rows("relode.model", "exogenous")
    return next(float(row["value"]) for row in table if row["name"] == "interest_rate")


@cache
def _uses(channel: str) -> tuple[str, ...]:
    return tuple(next(row["uses"] for row in rows("funding_channels") if row["id"] == channel).split(";"))


@cache
def _sums() -> Mapping[str, float]:
    """Province -> its sum of the transfer to exhausted cities. [10^8 yuan/yr]"""
    return {
        row["place"]: float(row["value"])
        for row in rows("transfers")
        if (row["year"], row["scope"], row["quantity"]) == (TRANSFER_YEAR, "province", "exhausted_city_transfer")
    }


@cache
def _exhausted() -> Mapping[str, int]:
    """Province -> how many of its places are on the list of exhausted cities."""
    places = by_code()
    return Counter(places[code].province for code, entry in official().items() if entry.is_exhausted)


def _fund(item: str) -> float:
    """The nation's sum of the transfer whose item begins so. [10^8 yuan/yr]"""
    return next(
        float(row["value"])
        for row in rows("funds")
        if (row["pot"], row["period"]) == ("exhausted_city_transfer", TRANSFER_YEAR) and row["item"].startswith(item)
    )


ASKED_OF = frozenset({"subsidence_mining_district", "special_bonds"})
"""Channels whose room somebody can be asked for; words for whom."""


def pot_rows(pots: Sequence[Pot], place: str = "") -> Iterator[tuple[object, object, object]]:
    """Name, what is known, how and where to fill it in."""
    for pot in pots:
        yield pot_name(pot, place), pot_amount(pot), pot_basis(pot)


def pot_name(pot: Pot, place: str = "") -> Sentence | Bilingual:
    """The pot; of grants the channel, as its rule is called in a place of this code."""
    if pot.name != "granted" or not pot.channel:
        return Sentence(f"plans.pot.{pot.name}", {})
    return channel_name(pot.channel, place)


def pot_amount(pot: Pot) -> Sentence | None:
    """What it holds, a year or in all; None where that follows from the measures or nothing is known of it."""
    if pot.amount is None:
        return Sentence("plans.pot.amount.unknown", {}) if pot.how == "ask" else None
    key = "most" if pot.how == "at_most" else "a_year" if pot.amount.unit == A_YEAR else "in_all"
    amount = Amount(pot.amount.value, "yuan", None if key == "most" else pot.amount.interval_90, pot.sources)
    return Sentence(f"plans.pot.amount.{key}", {"amount": amount})


def pot_basis(pot: Pot) -> Clauses:
    """How it is known and of which years, whom to ask, and the column of the workbook that it is filled in."""
    kind = "limit" if pot.name == "bonds" and pot.how == "observed" else pot.how
    how = Sentence(f"plans.pot.how.{kind}", {})
    years = sorted(set(pot.years))
    said = [Sentence("plans.pot.of_years", {"how": how, "years": list(map(str, years))}) if years else how]
    if pot.how == "ask" and pot.channel in ASKED_OF:
        said.append(Sentence(f"plans.pot.ask.{pot.channel}", {}))
    if pot.cell and pot.how not in ("observed", "typed"):
        said.append(Sentence("plans.pot.fill", {"quantity": Label(pot.cell)}))
    return Clauses(tuple(said))
