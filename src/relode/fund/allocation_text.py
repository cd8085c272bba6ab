"""What each criterion would choose, what that costs in the others, and what the last money buys, in words."""

from collections.abc import Iterator, Sequence

from relode.fund.allocation import SPREAD, UNFLOORED
from relode.fund.fund_cells import on_average, place_of
from relode.fund.fund_records import Allocation, Curve, FundRecord
from relode.language import Amount, Clauses, Sentence
from relode.plan.cards.card_text import dose, money, named

LEAST_GIVEN_UP = 0.005
"""What is given up is told from half a per cent on."""


def criterion_words(name: str) -> Sentence:
    """A criterion, or the mix of those asked."""
    return Sentence(f"fund.criterion.{name}", {})


FRONTIER_COLUMNS = ("criterion", "used", "jobs", "services", "equity", "given_up", "where")


def frontier_cells(allocation: Allocation) -> tuple[object, ...]:
    """An allocation as a row, in the order of FRONTIER_COLUMNS."""
    to, given = where(allocation), given_up(allocation)
    nothing = Sentence("fund.frontier.nothing", {})
    return (
        criterion_words(allocation.criterion),
        on_average(allocation.used),
        *(allocation.gains[name].estimate for name in ("jobs", "services", "equity")),
        Clauses(tuple(given)) if given else nothing,
        Clauses(tuple(to)) if to else nothing,
    )


def where(allocation: Allocation) -> list[Sentence]:
    """Where the money goes, most first."""
    return [
        Sentence("fund.frontier.where", {"place": place_of(code), "yuan": money(yuan)})
        for code, yuan in sorted(
            zip(allocation.places, allocation.yuan, strict=True), key=lambda each: (-each[1], each[0])
        )
    ]


def given_up(allocation: Allocation) -> list[Sentence]:
    """What an allocation gives up of each criterion against the money that serves it alone."""
    return [
        Sentence("fund.frontier.given_up", {"part": Amount(part, "share"), "criterion": criterion_words(name)})
        for name, part in allocation.given_up.items()
        if name != allocation.criterion and part >= LEAST_GIVEN_UP
    ]


def frontier_words(record: FundRecord) -> Iterator[Sentence]:
    """Which of the allocations is proposed, and what the criteria mean."""
    yield Sentence("fund.frontier.lead", {"criterion": criterion_words(record.allocation.criterion)})
    yield Sentence("fund.about.services", {})
    yield Sentence("fund.about.equity", {"horizon": record.horizon})
    if all(place.weight == 0 for place in record.places):
        yield Sentence("fund.frontier.useless", {})
    if record.allocation.criterion == "mix":
        yield Sentence("fund.about.mix", {})
    yield from _floor_words(record)
    even = [each for each in record.frontier if each.criterion == SPREAD]
    for one in even if record.allocation.places else ():
        parts = given_up(one)
        used = {"used": money(one.used.mean)}
        yield (
            Sentence("fund.frontier.concentrated", {**used, "part": parts})
            if parts
            else Sentence("fund.frontier.even", used)
        )


def _floor_words(record: FundRecord) -> Iterator[Sentence]:
    """What floors give up of each criterion against the money without them."""
    for free in (each for each in record.frontier if each.criterion == UNFLOORED):
        lost = {
            name: 1 - record.allocation.gains[name].mean / gained.mean
            for name, gained in free.gains.items()
            if gained.mean > 0
        }
        parts = [
            Sentence("fund.frontier.given_up", {"part": Amount(part, "share"), "criterion": criterion_words(name)})
            for name, part in lost.items()
            if part >= LEAST_GIVEN_UP
        ]
        yield Sentence("fund.frontier.floors", {"part": parts}) if parts else Sentence("fund.frontier.free_floors", {})


def last_words(record: FundRecord) -> Iterator[Sentence]:
    """What the last yuan gains, beside what was published."""
    last = record.last
    if last is None:
        yield Sentence("fund.last.nothing", {})
        return
    values: dict[str, object] = {"yuan": money(last.yuan), "jobs": last.jobs}
    if last.job_year is None:
        yield Sentence("fund.last.no_jobs", values)
    else:
        yield Sentence("fund.last.known", {**values, "cost": last.job_year})
    if last.published is not None:
        low, high = (Amount(end, "yuan", None, last.published_sources) for end in last.published)
        yield Sentence("fund.last.published", {"low": low, "high": high})


CURVE_COLUMNS = ("place", "measure", "dose", "yuan", "jobs")


def curve_rows(curves: Sequence[Curve]) -> list[tuple[object, ...]]:
    """Every dose tried of what is worth funding, in the order of CURVE_COLUMNS."""
    return [
        (place_of(curve.place), named(curve.measure), dose(point.dose, curve.unit), point.yuan, point.jobs)
        for curve in curves
        for point in curve.points
    ]
