"""What a memo says of money: the city's net by year and payer, break-even points, other terms."""

from collections.abc import Iterable

from relode.deals.amounts import COMPUTED, money_column, share, yuan
from relode.deals.appraisal_record import CityNet, DealAppraisal
from relode.deals.deal_defaults import BUDGET_RATE, defaults
from relode.language import Amount, Sentence
from relode.story import Block, Column, Heading, Passage, PictureSpot, Table


def money(one: DealAppraisal) -> Iterable[Block]:
    """The city's money, who pays, what others gain."""
    city = one.city
    yield Heading(Sentence("deals.money.heading", {}))
    values = {"mean": yuan(city.mean), "worst": yuan(city.worst_tenth), "rate": share(BUDGET_RATE)}
    lead = Sentence("deals.money.lead", values)
    needed = one.break_even.but_for
    even = (
        Sentence("deals.break_even.never", {})
        if needed is None
        else Sentence("deals.break_even.but_for", {"but_for": share(needed)})
    )
    grant = one.break_even.grant
    granted = []
    if grant is not None:
        key = "grant" if grant > 0 else "no_grant"
        granted = [Sentence(f"deals.break_even.{key}", {"grant": yuan(grant)})]
    values_at = [
        Sentence("deals.money.npv", {"value": yuan(value), "rate": share(float(rate))})
        for rate, value in one.npv.items()
    ]
    others = Sentence(
        "deals.money.others",
        {"residents": yuan(one.residents.mean), "others": yuan(one.other_levels), "values": values_at},
    )
    rate = (
        Sentence("deals.money.no_eirr", {})
        if one.eirr is None
        else Sentence("deals.money.eirr", {"rate": share(one.eirr)})
    )
    yield Passage((lead, *_payback(city), even, *granted), sources=COMPUTED)
    yield Passage((*_payers(one), others, rate), sources=COMPUTED)
    yield from revenue(one)
    yield PictureSpot("deal_years", 0.5)


def _payback(city: CityNet) -> Iterable[Sentence]:
    """When the money is back in half and in nine of ten of the cases with a payment; nothing where none is expected."""
    if not city.given:
        return
    half, nine, years = city.payback_half, city.payback_nine_of_ten, int(defaults()["horizon"].value)
    if half is None:
        yield Sentence("deals.money.back_never", {"years": years})
    elif nine is None:
        yield Sentence("deals.money.back_half", {"half": _reached(half), "years": years})
    elif half == nine:
        yield Sentence("deals.money.back_nine", {"nine": _reached(nine)})
    else:
        yield Sentence("deals.money.back_both", {"half": _reached(half), "nine": _reached(nine)})


def _reached(year: int) -> Sentence:
    return Sentence("deals.money.in_year", {"year": year}) if year else Sentence("deals.money.at_once", {})


def _payers(one: DealAppraisal) -> Iterable[Sentence]:
    """Who pays what over all years; nothing where nothing is given."""
    sums = [
        Sentence("deals.money.of_payer", {"payer": Sentence(f"deals.choice.{payer}", {}), "sum": yuan(total)})
        for payer, total in one.city.by_payer.items()
    ]
    if sums:
        yield Sentence("deals.money.payers", {"sums": sums})


def revenue(one: DealAppraisal) -> Iterable[Block]:
    """A year's revenue, where it is published."""
    known = one.money.revenue
    if known is not None:
        values = {"revenue": Amount(known.value, "yuan", None, (known.source,)), "year": known.year}
        yield Passage((Sentence("deals.money.revenue", values),), sources=(known.source,))


def terms(one: DealAppraisal) -> Iterable[Block]:
    """What other terms are worth."""
    yield Heading(Sentence("deals.terms.heading", {}))
    if not one.terms:
        yield Passage((Sentence("deals.terms.none", {}),))
        return
    columns = (
        Column("deals.terms.term", lambda term: Sentence(f"deals.term.{term.term}", {}), width=2),
        Column("deals.terms.yuan", lambda term: yuan(term.yuan), format="sign"),
        money_column("deals.terms.net", lambda term: yuan(term.net)),
        Column("deals.terms.break_even", lambda term: None if term.break_even is None else share(term.break_even)),
    )
    yield Table(None, columns, one.terms, COMPUTED)
