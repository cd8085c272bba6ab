"""A funding run in words and tables: deferred sentences with figures and sources, made from its record."""

from collections.abc import Iterator, Sequence

from relode.facts import rows
from relode.fund.fund_records import Allocation, CountyMoney, Curve, FundedPlace, FundRecord, Gain, Net, NetPlace
from relode.language import Amount, Clauses, Figure, Sentence, plain_cell
from relode.places import Place, by_code
from relode.plan.plan_making import RESERVE
from relode.plan.plan_records import PublishedMeasure
from relode.plan.plan_text import dose, money, named

SOURCES = ("census2020", "assumption")
"""What every figure rests on, beside the sources of its own."""
SPREAD = "spread"
LEFT = 0.05
"""Money left is told from so large a part of the budget on."""
LEAST_GIVEN_UP = 0.005
"""What is given up is told from half a per cent on."""
JOB_YEAR = "job-year"


def fund_sources(record: FundRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a run rest on."""
    listed = {row["key"] for row in rows("sources")}
    effects = {row["effect_id"]: row["source"] for row in rows("published_effects")}
    own = [key for place in record.places for key in place.spending_sources]
    bands = [effects.get(key, key) for key in (record.last.published_sources if record.last else ())]
    keys = [each for key in (*SOURCES, *own, *bands) for each in key.split(";")]
    return tuple(key for key in dict.fromkeys(keys) if key in listed)


def on_average(found: Gain) -> Amount:
    """Money as it is spent on average, with the interval over futures: budgets are kept on average."""
    return Amount(found.mean, found.estimate.unit, found.estimate.interval_90)


def shown(value: object) -> Sentence:
    """A cell of a table as a sentence: a figure with its interval."""
    if isinstance(value, Figure):
        return Sentence("fund.cell.figure", {"value": value})
    return value if isinstance(value, Sentence) else plain_cell(value)


def place_of(code: str) -> Place:
    """The place of a code of the record."""
    return by_code()[code]


def title(record: FundRecord) -> Sentence:
    """What the page is about."""
    return Sentence("fund.title.page", {"province": place_of(record.province), "budget": money(record.budget)})


def lead(record: FundRecord) -> Sentence:
    """What it answers, and where figures come from."""
    values = {"futures": record.futures, "year": record.price_year, "start": record.start, "horizon": record.horizon}
    return Sentence("fund.title.lead", values)


def funded(record: FundRecord) -> list[FundedPlace]:
    """The places that get money, those that get most first."""
    some = [place for place in record.places if place.steps]
    return sorted(some, key=lambda place: (-place.funder.mean, place.place))


def ordered_places(record: FundRecord) -> list[FundedPlace]:
    """All places as a reader meets them: those that get most first, the others by what they lose."""
    return [*funded(record), *sorted((p for p in record.places if not p.steps), key=lambda p: (-p.need, p.place))]


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
    found = record.allocation
    if found.planned_worst >= (1 - LEFT) * RESERVE * record.budget:
        return "worst"
    return "halves" if found.planned >= (1 - LEFT) * record.budget else "nothing"


def _money_left(record: FundRecord, left: float) -> dict[str, object]:
    found = record.allocation
    return {"left": money(left), "planned": money(found.planned), "worst": money(found.planned_worst)}


PLACE_COLUMNS = ("place", "measures", "funder", "payers", "jobs", "services", "job_year", "verdicts")


def place_cells(place: FundedPlace) -> tuple[object, ...]:
    """A place as a row, in the order of PLACE_COLUMNS."""
    label, verdicts = place_of(place.place), Sentence("fund.verdict.counts", dict(place.verdicts))
    if not place.steps:
        return label, Sentence("fund.place.nothing", {}), money(0.0), "", "", "", "", verdicts
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


def criterion_words(name: str) -> Sentence:
    """A criterion, or the mix of those asked."""
    return Sentence(f"fund.criterion.{name}", {})


FRONTIER_COLUMNS = ("criterion", "used", "jobs", "services", "equity", "given_up", "where")


def frontier_cells(found: Allocation) -> tuple[object, ...]:
    """An allocation as a row, in the order of FRONTIER_COLUMNS."""
    where = [
        Sentence("fund.frontier.where", {"place": place_of(code), "yuan": money(yuan)})
        for code, yuan in sorted(zip(found.places, found.yuan, strict=True), key=lambda each: (-each[1], each[0]))
    ]
    given = given_up(found)
    nothing = Sentence("fund.frontier.nothing", {})
    return (
        criterion_words(found.criterion),
        on_average(found.used),
        *(found.gains[name].estimate for name in ("jobs", "services", "equity")),
        Clauses(tuple(given)) if given else nothing,
        Clauses(tuple(where)) if where else nothing,
    )


def given_up(found: Allocation) -> list[Sentence]:
    """What an allocation gives up of each criterion against the money that serves it alone."""
    return [
        Sentence("fund.frontier.given_up", {"part": Amount(part, "share"), "criterion": criterion_words(name)})
        for name, part in found.given_up.items()
        if name != found.criterion and part >= LEAST_GIVEN_UP
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
    even = [found for found in record.frontier if found.criterion == SPREAD]
    for found in even if record.allocation.places else ():
        parts = given_up(found)
        used = {"used": money(found.used.mean)}
        yield (
            Sentence("fund.frontier.concentrated", {**used, "part": parts})
            if parts
            else Sentence("fund.frontier.even", used)
        )


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


def net_words(record: FundRecord) -> Iterator[Sentence]:
    """What is left of the gains beside what neighbours lose."""
    net = record.net
    if net is None:
        return
    values: dict[str, object] = {"futures": net.futures}
    values |= {name: getattr(net, name).estimate for name in ("alone", "funded", "province", "elsewhere", "system")}
    yield Sentence("fund.net.lead", values)
    yield _moved(record, net)
    if net.losers:
        losers = [
            Sentence("fund.net.loser", {"place": place_of(code), "jobs": loss.estimate})
            for code, loss in zip(net.losers, net.losses, strict=True)
        ]
        yield Sentence("fund.net.losers", {"places": losers})
    people = {name: getattr(net, f"people_{name}").estimate for name in ("funded", "province", "elsewhere")}
    yield Sentence("fund.net.people", people)


def _moved(record: FundRecord, net: Net) -> Sentence:
    places = [place_of(place.place) for place in funded(record)]
    if net.moved is None:
        return Sentence("fund.net.not_known", {})
    if net.moved.value < 0:
        gained = Amount(-net.moved.value, net.moved.unit)
        return Sentence("fund.net.others_gain", {"places": places, "gained": gained})
    gaining = Amount(net.gaining, "share")
    return Sentence("fund.net.moved", {"places": places, "moved": net.moved, "gaining": gaining})


NET_COLUMNS = ("place", "kept_nothing", "kept", "net_jobs", "net_people")


def net_places(net: Net) -> list[NetPlace]:
    """Places of the province, those that keep fewest jobs with all that is funded first."""
    return sorted(net.places, key=lambda place: (place.kept_after.value, place.place))


def net_cells(place: NetPlace) -> tuple[object, ...]:
    """A place in the coupled system as a row, in the order of NET_COLUMNS."""
    return (
        place_of(place.place),
        place.kept_before,
        place.kept_after,
        place.jobs.estimate,
        place.people.estimate,
    )


def worst_off_words(record: FundRecord) -> Iterator[Sentence]:
    """Who keeps least, what becomes of those that get nothing, and who gains by schooling."""
    net = record.net
    if net is None:
        return
    least = net_places(net)[0]
    values: dict[str, object] = {
        "place": place_of(least.place), "before": least.kept_before, "after": least.kept_after
    }  # fmt: skip
    if least.funded:
        own = next(place for place in record.places if place.place == least.place)
        yield Sentence("fund.worst_off.funded", {**values, "yuan": money(own.funder.mean)})
    else:
        yield Sentence("fund.worst_off.unfunded", values)
    if any(not place.funded for place in net.places):
        yield Sentence("fund.worst_off.others", {"jobs": net.province.estimate})
    else:
        yield Sentence("fund.worst_off.all_funded", {})
    skills = {"low": record.low_skilled.estimate, "high": record.high_skilled.estimate}
    yield Sentence("fund.worst_off.skills", skills)


SKILL_COLUMNS = ("place", "weight", "kept_nothing", "low_skilled", "high_skilled")


def skill_cells(place: FundedPlace) -> tuple[object, ...]:
    """Need and schooling of a place as a row, in the order of SKILL_COLUMNS."""
    return (
        place_of(place.place),
        Amount(place.weight, "ratio"),
        place.kept_nothing,
        place.low_skilled.estimate,
        place.high_skilled.estimate,
    )


UNFUNDED_COLUMNS = ("place", "measure", "reason")


def unfunded_rows(record: FundRecord) -> list[tuple[object, ...]]:
    """What is worth funding and is not funded, in the order of UNFUNDED_COLUMNS."""
    return [
        (place_of(place.place), named(each.measure), Sentence(f"fund.reason.{each.reason}", {}))
        for place in ordered_places(record)
        for each in place.unfunded
    ]


CURVE_COLUMNS = ("place", "measure", "dose", "yuan", "jobs")


def curve_rows(curves: Sequence[Curve]) -> list[tuple[object, ...]]:
    """Every dose tried of what is worth funding, in the order of CURVE_COLUMNS."""
    return [
        (place_of(curve.place), named(curve.measure), dose(point.dose, curve.unit), point.yuan, point.jobs)
        for curve in curves
        for point in curve.points
    ]


COUNTY_COLUMNS = ("place", "ceiling", "cost", "buys")


def county_cells(found: CountyMoney) -> tuple[object, ...]:
    """A place below the prefecture level as a row, in the order of COUNTY_COLUMNS."""
    label, known = place_of(found.place), found.published
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
