"""A funding run as one tidy table: place, quantity, unit, value with interval, and the mean that adds up."""

import csv
from collections.abc import Iterator
from io import StringIO

from relode.fund.fund_cells import place_of
from relode.fund.fund_records import FundedGain, FundRecord
from relode.plan.estimate import Estimate

COLUMNS = ("place", "name_en", "name_zh", "quantity", "unit", "value", "low", "high", "mean", "sources")
GAINS = ("funder", "city", "others", "jobs", "services", "equity", "low_skilled", "high_skilled")
TOTAL = "all"
"""The place of a row that is of all places together."""


def table_text(record: FundRecord) -> str:
    """The table as CSV; numbers that no draws belong to have no interval."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(record))
    return out.getvalue()


def _rows(record: FundRecord) -> Iterator[tuple[object, ...]]:
    for place in record.places:
        spending = Estimate(place.spending, "yuan per year")
        yield _row(place.place, "public_spending", spending, ";".join(place.spending_sources))
        yield _row(place.place, "ceiling", Estimate(place.ceiling, "yuan per year"), "assumption")
        for name in GAINS:
            yield _gain(place.place, name, getattr(place, name))
        for name in ("kept_nothing", "kept"):
            yield _row(place.place, f"jobs_{name}", getattr(place, name), "")
    for ages in record.ages:
        yield _row(ages.place, "working_age_nothing", ages.nothing, "")
        yield _gain(ages.place, "working_age", ages.working)
        yield _gain(ages.place, "other_ages", ages.others)
    for name in ("working_age", "other_ages"):
        yield _gain(TOTAL, name, getattr(record, name))
    for name, result in record.allocation.gains.items():
        yield _gain(TOTAL, name, result)
    if record.net is not None:
        for own in record.net.places:
            yield _gain(own.place, "net_jobs", own.jobs)
            yield _gain(own.place, "net_people", own.people)
        for name in ("funded", "province", "elsewhere", "system"):
            yield _gain(TOTAL, f"net_jobs_{name}", getattr(record.net, name))


def _gain(code: str, quantity: str, gain: FundedGain) -> tuple[object, ...]:
    return _row(code, quantity, gain.estimate, "", gain.mean)


def _row(code: str, quantity: str, estimate: Estimate, sources: str, mean: float | None = None) -> tuple[object, ...]:
    names = ("", "") if code == TOTAL else (place_of(code).name("en"), place_of(code).name("zh"))
    low, high = estimate.interval_90 or ("", "")
    return code, *names, quantity, estimate.unit, estimate.value, low, high, "" if mean is None else mean, sources
