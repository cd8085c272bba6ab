"""What a memo says of public works: who will use them, what they cost."""

from collections.abc import Iterable

from relode.deals.amounts import LITERATURE, STATED, share, yuan
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal_defaults import published_price
from relode.deals.public_works import ENOUGH, LAST, WorksAppraisal, channel_name, channel_of
from relode.deals.works_need import Band, WorksNeed
from relode.language import Amount, Sentence
from relode.story import Block, Heading, Passage

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
        years = sorted(works.cost_middle / price for price in published_price())
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
