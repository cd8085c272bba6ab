"""What a memo says of money and of public works, with figures and the sources that they rest on."""

from collections.abc import Callable, Iterable
from typing import Any

from relode.deals.appraisal_record import CityNet, DealAppraisal, MeanBand
from relode.deals.defaults import BUDGET_RATE
from relode.deals.public_works import ENOUGH, LAST, Band, WorksAppraisal, WorksNeed, channel_name, channel_of
from relode.language import Amount, Sentence
from relode.story import Block, Column, Heading, Passage, PictureSpot, Table

LEDGERS, LITERATURE, LAW = ("deal_ledgers",), ("deal_literature",), ("law_texts",)
COMPUTED = (*LEDGERS, *LITERATURE)
"""Sources of what is computed here: the counted rows and the published parameters."""
STATED = ("reader",)
"""Source of what the file states."""


def yuan(value: float, interval: tuple[float, float] | None = None) -> Amount:
    """A sum of money."""
    return Amount(value, "yuan", interval, COMPUTED)


def share(value: float) -> Amount:
    """A share of a whole, as a figure."""
    return Amount(value, "share", None, COMPUTED)


def people_of(jobs: float) -> Amount:
    """Jobs without an interval."""
    return Amount(jobs, "persons", None, COMPUTED)


def people(band: MeanBand) -> Amount:
    """Jobs with their interval."""
    return Amount(band.mean, "persons", (band.low, band.high), COMPUTED)


def money_column(name: str, value: Callable[[Any], Amount | None], width: float = 1.0) -> Column:
    """A column of money in the digits of the sentences beside it."""
    return Column(name, value, format="interval", width=width)


def verdict_word(verdict: str, kind: str) -> Sentence:
    """A verdict in a word: public works are built, deals are signed."""
    family = "verdict_word_works" if kind == "public_works" else "verdict_word"
    return Sentence(f"deals.{family}.{verdict}", {})


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
    yield Passage(
        (lead, *_payback(city, int(one.stated.setting.defaults["horizon"].value)), even, *granted), sources=COMPUTED
    )
    yield Passage((*_payers(one), others, rate), sources=COMPUTED)
    yield from revenue(one)
    yield PictureSpot("deal_years", 0.5)


def _payback(city: CityNet, years: int) -> Iterable[Sentence]:
    """When the money is back in half and in nine of ten of the cases with a payment; nothing where none is expected."""
    if not city.given:
        return
    half, nine = city.payback_half, city.payback_nine_of_ten
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
    """A year's revenue; of a place that publishes none, that gifts were not held against it."""
    known = one.money.revenue
    if known is None and one.place is not None and one.kind == "deal":
        yield Passage((Sentence("deals.money.no_revenue", {}),))
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


AGES = ("census2020_age", "wpp2024")
"""Sources of the ages that users are reckoned from."""


def works_verdict_words(one: DealAppraisal) -> Sentence:
    """The verdict on public works; of works that are built on terms, what the term is."""
    works, revenue = one.works, one.money.revenue
    if one.verdict != "sign_if" or works is None or works.filled is None:
        return Sentence(f"deals.verdict_works.{one.verdict}", {})
    too_dear = revenue is not None and works.cost_band is not None and works.cost_band[1] > revenue.value
    key = "sign_if" if too_dear and works.filled < ENOUGH else "with_money" if too_dear else "smaller"
    return Sentence(f"deals.verdict_works.{key}", {})


def works_reasons(one: DealAppraisal) -> Iterable[Sentence]:
    """Why the verdict on public works is what it is."""
    works = one.works
    if works is None:
        return
    if works.filled is not None:
        yield Sentence("deals.why.few_users", {"filled": Amount(works.filled, "share", None, STATED)})
    if works.cost_middle is not None and works.cost_band is not None:
        cost = yuan(works.cost_middle, works.cost_band)
        if works.share_of_revenue is not None:
            yield Sentence("deals.why.cost_band", {"cost": cost, "share": share(works.share_of_revenue)})
        else:
            yield Sentence("deals.why.cost_only", {"cost": cost})
    if works.cost_per_user is not None:
        yield Sentence("deals.why.cost_per_user", {"cost": yuan(works.cost_per_user)})


def works_users(one: DealAppraisal) -> Iterable[Block]:
    """Users of the works and of the service in the whole city."""
    yield Heading(Sentence("deals.works.heading", {}))
    works = one.works
    if works is None or works.filled is None or works.capacity is None:
        yield Passage((Sentence("deals.works.users_unknown", {}),))
    else:
        users = [
            Sentence(
                "deals.works.user_now" if year == "now" else "deals.works.user_of",
                {"number": Amount(number, "persons", None, STATED), "year": year},
            )
            for year, number in works.users.items()
        ]
        values = {
            "users": users,
            "capacity": Amount(works.capacity, "persons", None, STATED),
            "filled": Amount(works.filled, "share", None, STATED),
        }
        yield Passage((Sentence("deals.works.users", values),), sources=STATED)
    need = None if works is None else works.need
    if works is None or need is None:
        yield Passage((Sentence("deals.works.needs_absent", {}),))
        return
    yield Passage(tuple(_need(works, need)), sources=AGES)


def works_money(one: DealAppraisal) -> Iterable[Block]:
    """Who pays for the works, what they cost a year, and what else the money would pay for."""
    works = one.works
    yield Heading(Sentence("deals.works.money_heading", {}))
    said = [_channel(one.stated.works.channel), _running(one.stated.works.running_cost, works)]
    if works is not None and works.cost_middle:
        years = sorted(works.cost_middle / price for price in one.stated.setting.price)
        values = {"years": Amount(years[1], "person-years", (years[0], years[2]), LITERATURE)}
        said.append(Sentence("deals.works.instead", values))
    yield Passage(tuple(said), sources=(*STATED, "funding_rules", *LITERATURE))


def _channel(stated: str | None) -> Sentence:
    """The channel that the file names, and the most that it gave to one."""
    if not stated:
        return Sentence("deals.works.channel_none", {})
    channel, ceiling = channel_of(stated)
    if channel is None:
        return Sentence("deals.works.channel_other", {"channel": stated})
    name = channel_name(channel)
    if ceiling is None:
        return Sentence("deals.works.channel_plain", {"channel": name})
    most = Amount(ceiling, "yuan", None, ("funding_rules",))
    return Sentence("deals.works.channel", {"channel": name, "ceiling": most})


def _running(cost: float | None, works: WorksAppraisal | None) -> Sentence:
    """What the works cost to run a year, and for each user."""
    if cost is None:
        return Sentence("deals.works.running_none", {})
    stated = Amount(cost, "yuan", None, STATED)
    users = works.users.get(LAST) if works else None
    if not users:
        return Sentence("deals.works.running_plain", {"cost": stated})
    return Sentence("deals.works.running", {"cost": stated, "each": yuan(cost / users)})


def _need(works: WorksAppraisal, need: WorksNeed) -> Iterable[Sentence]:
    changes = {f"change_{year}": _ended(band, "share") for year, band in need.change.items()}
    yield Sentence("deals.works.need", {"service": need.name, **changes})
    if LAST in need.users and works.users_from:
        source = Sentence(f"deals.works.from_{works.users_from}", {})
        yield Sentence("deals.works.need_users", {"number": _ended(need.users[LAST], "persons"), "from": source})
    if not need.capacity_is_counted:
        yield Sentence("deals.works.uncounted", {})
    elif need.sure[LAST] == 0:
        yield Sentence("deals.works.unsure", {})
    else:
        key = "surplus" if need.sure[LAST] > 0 else "shortage"
        yield Sentence(f"deals.works.{key}", {"number": Amount(abs(need.sure[LAST]), need.unit, None, AGES)})


def _ended(band: Band, unit: str) -> Amount:
    """A median with its interval."""
    middle, low, high = band
    return Amount(middle, unit, (low, high), AGES)
