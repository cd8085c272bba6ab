"""What a memo says of public works: who will use them, what they cost."""

from collections.abc import Iterable

from relode.deals.amounts import STATED, share, yuan
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.public_works import LAST, WorksAppraisal
from relode.deals.works_need import Band, WorksNeed
from relode.language import Amount, Sentence
from relode.story import Block, Heading, Passage

AGES = ("census2020_age", "wpp2024")
"""Sources of the ages that users are reckoned from."""


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
