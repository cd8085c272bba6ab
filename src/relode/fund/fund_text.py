"""A funding run in words and tables: deferred sentences with figures and sources, made from its record."""

from collections.abc import Iterator

from relode.facts import rows
from relode.fund.allocation_text import criterion_words
from relode.fund.fund_cells import funded, on_average, ordered_places, place_of, provinces_told
from relode.fund.fund_records import CountyMoney, FundedPlace, FundRecord
from relode.fund.people_text import JOB_YEAR
from relode.language import Amount, Clauses, Sentence
from relode.outlook.ahead.change_accounts import AGES
from relode.plan.cards.card_text import dose, money, named
from relode.plan.making.plan_making import RESERVE
from relode.plan.making.plan_records import PublishedMeasure

SOURCES = ("census2020", "assumption")
"""What every figure rests on, beside the sources of its own."""
LEFT = 0.05
"""Money left is told from so large a part of the budget on."""


def fund_sources(record: FundRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a run rest on."""
    listed = {row["key"] for row in rows("sources")}
    effects = {row["effect_id"]: row["source"] for row in rows("published_effects")}
    own = [key for place in record.places for key in place.spending_sources]
    bands = [effects.get(key, key) for key in (record.last.published_sources if record.last else ())]
    ages = AGES if any(place.ageing for place in record.ages) else ()
    keys = [each for key in (*SOURCES, *own, *bands, *ages) for each in key.split(";")]
    return tuple(key for key in dict.fromkeys(keys) if key in listed)


def title(record: FundRecord) -> Sentence:
    """What the page is about."""
    return Sentence("fund.title.page", {"province": list(provinces_told(record)), "budget": money(record.budget)})


def lead(record: FundRecord) -> Sentence:
    """What it answers, and where figures come from."""
    values = {"futures": record.futures, "year": record.price_year, "start": record.start, "horizon": record.horizon}
    return Sentence("fund.title.lead", values)


def headline(record: FundRecord) -> Iterator[Sentence]:
    """What the run says: where the money goes and what it gains, or that nothing is worth funding."""
    some = funded(record)
    if not some:
        leave, cannot = (sum(place.verdicts[kind] for place in record.places) for kind in ("leave", "cannot_tell"))
        counts = {"count": sum(sum(place.verdicts.values()) for place in record.places), "all": len(record.places)}
        yield Sentence("fund.headline.none", {**counts, "leave": leave, "cannot_tell": cannot})
        return
    values: dict[str, object] = {
        "budget": money(record.budget),
        "used": money(record.allocation.used.mean),
        "count": len(some),
        "all": len(record.places),
        "places": [place_of(place.place) for place in some],
        "horizon": record.horizon,
        "jobs": record.allocation.gains["jobs"].estimate,
    }
    yield Sentence("fund.headline.funded", values)
    left = record.budget - record.allocation.used.mean
    if left > LEFT * record.budget:
        yield Sentence(f"fund.headline.left.{why_left(record)}", _money_left(record, left))
    yield Sentence("fund.headline.worst", {"worst": money(record.allocation.worst)})
    price = record.allocation.job_year
    if price is not None:
        yield Sentence("fund.headline.price", {"cost": price, "start": record.start, "horizon": record.horizon})


def why_left(record: FundRecord) -> str:
    """Why money is left: worst (the reserve of the worst tenth is used up), halves (planned, and not spent in the other
    half of the futures), or nothing (nothing more to use it for)."""
    allocation = record.allocation
    if allocation.planned_worst >= (1 - LEFT) * RESERVE * record.budget:
        return "worst"
    return "halves" if allocation.planned >= (1 - LEFT) * record.budget else "nothing"


def _money_left(record: FundRecord, left: float) -> dict[str, object]:
    allocation = record.allocation
    return {"left": money(left), "planned": money(allocation.planned), "worst": money(allocation.planned_worst)}


PLACE_COLUMNS = ("place", "measures", "funder", "payers", "jobs", "services", "job_year", "verdicts")


def place_cells(place: FundedPlace) -> tuple[object, ...]:
    """A place as a row, in the order of PLACE_COLUMNS."""
    label, verdicts = place_of(place.place), Sentence("fund.verdict.counts", dict(place.verdicts))
    if not place.steps:
        return label, _why_nothing(place), money(0.0), "", "", "", "", verdicts
    return (
        label,
        Clauses(tuple(step_words(place))),
        on_average(place.funder),
        Sentence("fund.place.payers", {"city": money(place.city.mean), "others": money(place.others.mean)}),
        place.jobs.estimate,
        place.services.estimate,
        place.job_year or Sentence("fund.place.no_job_year", {}),
        verdicts,
    )


def _why_nothing(place: FundedPlace) -> Sentence:
    """Why a place gets nothing, as far as one reason says it."""
    outbid = sum(each.reason == "no_money" for each in place.unfunded)
    if outbid:
        return Sentence("fund.place.outbid", {"count": outbid})
    return Sentence(f"fund.place.{'nothing' if place.verdicts['fund'] else 'none_worth'}", {})


def step_words(place: FundedPlace) -> Iterator[Sentence]:
    """The measures that a place gets, with dose and first year."""
    for step in place.steps:
        values = {"measure": named(step.measure), "dose": dose(step.dose, step.unit), "start": step.start}
        yield Sentence(f"fund.place.{'smaller' if step.smaller else 'step'}", values)


def floor_words(record: FundRecord) -> Iterator[Sentence]:
    """Floors that could not be used up."""
    for place in record.places:
        if place.floor - place.funder.mean > LEFT * place.floor:
            values = {"place": place_of(place.place), "floor": money(place.floor), "used": money(place.funder.mean)}
            yield Sentence("fund.place.floor", values)


def sure_words(record: FundRecord) -> Iterator[Sentence]:
    """How often verdicts are wrong."""
    yield Sentence("fund.verdict.rule", {})
    for rate in record.rates:
        yield Sentence(f"fund.rate.{rate.name}", {"rate": Amount(rate.share, "share", (rate.low, rate.high))})


UNFUNDED_COLUMNS = ("place", "measure", "reason")


def unfunded_rows(record: FundRecord) -> list[tuple[object, ...]]:
    """What is worth funding and is not funded, in the order of UNFUNDED_COLUMNS."""
    return [
        (place_of(place.place), named(each.measure), Sentence(f"fund.reason.{each.reason}", {}))
        for place in ordered_places(record)
        for each in place.unfunded
    ]


COUNTY_COLUMNS = ("place", "ceiling", "cost", "buys")


def county_cells(county_money: CountyMoney) -> tuple[object, ...]:
    """A place below the prefecture level as a row, in the order of COUNTY_COLUMNS."""
    label, known = place_of(county_money.place), county_money.published
    jobs: list[PublishedMeasure] = [] if known is None else [m for m in known.measures if m.bought == JOB_YEAR]
    if known is None or not jobs:
        return label, Sentence("fund.counties.none", {}), "", ""
    sources = tuple(dict.fromkeys(key for each in jobs for key in each.sources))
    costs = min(each.low for each in jobs), max(each.high for each in jobs)
    ends = tuple(Amount(end, "yuan", None, sources) for end in costs)
    bought = min(each.least for each in jobs), max(each.most for each in jobs)
    buys = tuple(Amount(end, "person-years") for end in bought)
    spans = [Sentence("plans.published.span", dict(zip(("low", "high"), each, strict=True))) for each in (ends, buys)]
    return label, money(known.budget), *spans


def how_words(record: FundRecord) -> Iterator[Sentence]:
    """What is assumed, what money is counted, what is left out."""
    value, low, high = (Amount(each, "share", None, ("assumption",)) for each in record.absorbable)
    parts = [
        Sentence("fund.about.part", {"part": Amount(part, "share"), "criterion": criterion_words(name)})
        for name, part in record.absorbable_low.items()
    ]
    yield Sentence("fund.about.absorbable", {"value": value, "low": low, "high": high, "parts": parts})
    yield Sentence("fund.about.money", {})
    yield Sentence("fund.about.alone", {})
    if record.unpublished:
        yield Sentence("fund.about.unpublished", {"places": [place_of(code) for code in record.unpublished]})
    if record.absent:
        yield Sentence("fund.about.absent", {"places": [place_of(code) for code in record.absent]})
    some = ordered_places(record)
    if some:
        yield Sentence("fund.about.resolution", {"place": place_of(some[0].place).slug})
