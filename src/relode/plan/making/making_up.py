"""What it would take to make up for the jobs that go: each of them at what a job-year costs in the plan of the run.

Where nothing is to be done it is the price of the measure with the cheapest job-year.

A multiplication and no simulation: no measure is known at that size, and further jobs may cost more than the first.
"""

from dataclasses import dataclass
from typing import Annotated

from relode.language import Amount, Sentence
from relode.outlook.ahead.change_accounts import Account
from relode.plan.cards.card_text import named
from relode.plan.estimate import Estimate, rounded
from relode.plan.making.plan_records import PlanRecord, PublishedPlan
from relode.records import Doc, Record

PUBLISHED = "published"
NOT_SCALED = "not_scaled"
"""A place that is not simulated, in a prefecture that is not either."""
BOUGHT = "job-year"
PRICED = f"yuan per {BOUGHT}"

Ends = tuple[float | None, float | None, float | None]
"""5 % point, median and 95 % point: no median of a published band, no upper end where one draw in twenty gains none."""


@dataclass(frozen=True)
class MakingUp(Record):
    """Jobs that go if nothing is done, what a job-year costs, and what as many jobs would cost a year."""

    of: Annotated[str, Doc("whose price it is: plan, granted, the name of a card, published or not_scaled")]
    jobs: Annotated[float, Doc("jobs of the last census less those expected at the horizon", "persons")]
    price: Annotated[Ends | None, Doc("yuan for a job-year, null where none is gained", "yuan", "p05, median, p95")]
    yuan: Annotated[Ends | None, Doc("for all of the jobs", "yuan per year", "p05, median, p95")]
    of_spending: Annotated[float | None, Doc("the median over the city's public spending, null without", "ratio")]


def making_up(record: PlanRecord, jobs: Account | None) -> MakingUp | None:
    """What making up for the jobs that go would cost; None where none go, or before measures are judged.

    Without a price where nothing gains a job, and where no published cost can be scaled to the place.
    """
    if jobs is None or jobs.change >= 0 or not (record.cards or record.published or record.why_not):
        return None
    of, price = _price(record)
    gone = rounded(-jobs.change)
    if price is None:
        return MakingUp(of, gone, None, None, None)
    low, middle, high = (None if each is None else rounded(gone * each) for each in price)
    spending = record.spending.spending if record.spending is not None else 0.0
    share = None if middle is None or not spending else rounded(middle / spending)
    return MakingUp(of, gone, price, (low, middle, high), share)


def _price(record: PlanRecord) -> tuple[str, Ends | None]:
    """Whose price of a job-year it is, and the price."""
    if record.published is not None:
        return PUBLISHED, _published(record.published)
    if record.why_not:
        return NOT_SCALED, None
    lead = record.plan or record.granted_plan
    if lead is not None:
        return lead.name, _ends(lead.job_year)
    # As the rule reckons it, so that card, table and picture tell the same price.
    judged = [card for card in record.cards if card.verdict.band_unit == PRICED and card.verdict.unit_cost]
    priced = [(middle, card.name, (low, middle, high)) for card in judged
              for low, middle, high in [card.verdict.unit_cost or ()] if middle is not None]  # fmt: skip
    if not priced:
        return "", None
    _, name, price = min(priced, key=lambda each: each[:2])
    return name, price


def _published(published: PublishedPlan) -> Ends | None:
    bands = [(each.low, each.high) for each in published.measures if each.bought == BOUGHT]
    return (min(low for low, _ in bands), None, max(high for _, high in bands)) if bands else None


def _ends(price: Estimate | None) -> Ends | None:
    if price is None:
        return None
    low, high = price.interval_90 or (None, None)
    return low, price.value, high


def making_up_words(result: MakingUp, until: int) -> Sentence:
    """The same in a sentence."""
    values: dict[str, object] = {"jobs": Amount(result.jobs, "persons"), "until": until}
    if result.yuan is None or result.price is None:
        return Sentence(f"plans.making_up.no_{'worth' if result.of == NOT_SCALED else 'price'}", values)
    low, middle, high = result.yuan
    if middle is None:
        ends = {name: Amount(end, "yuan") for name, end in (("low", low), ("high", high)) if end is not None}
        return Sentence("plans.making_up.published", {**values, **ends})
    span = None if low is None or high is None else (low, high)
    values |= {
        "of": Sentence("plans.making_up.of.plan", {}) if result.of in ("plan", "granted")
        else Sentence("plans.making_up.of.measure", {"measure": named(result.of)}),
        "price": Amount(result.price[1] or 0.0, "yuan"),
        "yuan": Amount(middle, "yuan", span),
        "end": "" if span is not None else Sentence("plans.making_up.endless", {}),
        "beside": "" if result.of_spending is None
        else Sentence("plans.making_up.spending", {"share": Amount(result.of_spending, "share")}),
    }  # fmt: skip
    return Sentence("plans.making_up.line", values)
