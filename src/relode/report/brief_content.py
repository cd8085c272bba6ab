"""The brief: what is likely, what to do, what it would take, how sure, what to measure. Deferred sentences only."""

from collections.abc import Iterator
from dataclasses import dataclass

from relode.examination.evidence_tags import lever_evidence
from relode.language import Amount, Sentence
from relode.outlook.ahead.change_accounts import Account, accounts, expected
from relode.places import by_code
from relode.plan.asked.pots import known
from relode.plan.cards.card_text import measure_words, money
from relode.plan.failure.failing_text import thresholds_words
from relode.plan.making import plan_text
from relode.plan.making.making_up import making_up_words
from relode.plan.making.measure_rows import MeasureRow, measure_rows, to_measure
from relode.plan.making.plan_records import MeasuresPlan, PlanRecord, PublishedPlan
from relode.plan.uncertainty.uncertainty_records import OutcomeUncertainty
from relode.report.age_groups import age_groups
from relode.report.content import CityResult, made_up
from relode.vocabulary import Label

MOST_TO_MEASURE = 3
WANTED = ("budget_expenditure", "gdp_nominal", "age_60_plus_share", "house_price", "government_debt", "co2_emissions")
"""Figures of a place without a simulator that its own books hold, those that change most first."""


@dataclass(frozen=True)
class Brief:
    """The parts of a brief in their order; `rows` is its one table."""

    headline: Sentence
    likely: tuple[Sentence, ...]
    rows: tuple[MeasureRow, ...]
    take: tuple[Sentence, ...]
    sure: tuple[Sentence, ...]
    measure: tuple[Sentence, ...]


def brief_of(result: CityResult) -> Brief:
    """What the brief of a place says, from what was computed for it."""
    record = result.planned
    if record is None:
        plain = tuple(likely(result))
        return Brief(Sentence("brief.headline.not_asked", {"place": result.place}), plain, (), (), (), ())
    return Brief(
        headline(record, result),
        tuple(likely(result)),
        measure_rows(record),
        tuple(would_take(record, result)),
        tuple(how_sure(record, result)),
        tuple(go_and_measure(record, result)),
    )


def headline(record: PlanRecord, result: CityResult) -> Sentence:
    """What the run says, in one sentence, with figures as they are read aloud."""
    place = result.place
    if record.published is not None:
        values = {"place": place, "budget": money(record.published.budget), "host": by_code()[record.published.host]}
        return Sentence("brief.headline.published", values)
    if record.why_not:
        return Sentence("brief.headline.without", {"place": place})
    return plan_text.headline(record, place, "brief")


def likely(result: CityResult) -> Iterator[Sentence]:
    """People, jobs, people of working age and public money if nothing is done."""
    for account in accounts(result.outlook) if result.outlook else ():
        yield _account_words(account, result)
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    for name in ("debt",) if jobs_exceed(result) else ("age_15_59", "debt"):
        if name in answer:
            of = answer[name]
            values = {
                "origin": of.origin,
                "start": Amount(of.opening, of.unit, None, of.sources),
                "end": Amount(of.end, of.unit, of.interval_90, of.sources),
                "until": of.until,
                "base": Sentence("outlook.city.price_base", {"year": of.price_base}) if of.price_base else "",
            }
            yield Sentence(f"brief.likely.{name}", values)


def jobs_exceed(result: CityResult) -> Sentence | None:
    """That more jobs are counted or expected than people of working age, who then do not stand beside them."""
    answer = {each.quantity: each for each in (expected(result.outlook) if result.outlook else ())}
    jobs, people = answer.get("employment"), answer.get("age_15_59")
    if jobs is None or people is None or (jobs.opening <= people.opening and jobs.end <= people.end):
        return None
    said = {name: Amount(of.opening, of.unit, None, of.sources) for name, of in (("jobs", jobs), ("people", people))}
    return Sentence("brief.sure.jobs_exceed", {**said, "year": jobs.origin})


def _account_words(of: Account, result: CityResult) -> Sentence:
    figures = {"start": of.start, "ageing": of.ageing, "mines": of.mines, "moves": of.moves, "change": of.change}
    said: dict[str, object] = {
        name: Amount(value, of.unit, None, of.sources) for name, value in figures.items() if value is not None
    }
    said |= {"end": Amount(of.end, of.unit, of.interval_90, of.sources), "since": of.since, "until": of.until}
    key = "plain" if of.ageing is None else "aged" if of.mines is None else "mined"
    return Sentence(f"brief.likely.{of.quantity}_{key}", {"place": result.place, **said})


def would_take(record: PlanRecord, result: CityResult) -> Iterator[Sentence]:
    """Whose money and how much, what it sets against what goes, what other places lose, what nothing known keeps."""
    if record.published is not None:
        yield _published_money(record.published)
        yield from _making_up(record, result)
        return
    own, lead = record.spending, record.plan or record.granted_plan
    if own is not None and lead is None:
        values = {"budget": money(record.budget), "spending": money(own.spending, own.sources), "year": own.year,
                  "revenue": money(own.revenue, own.sources)}  # fmt: skip
        yield Sentence("brief.take.looked_at", values)
    if lead is not None:
        yield _pots(lead, record)
    yield from _making_up(record, result)
    neighbours = record.neighbours
    if neighbours is not None:
        values = {"own": neighbours.own_jobs, "others": neighbours.other_jobs, "until": record.horizon}
        yield Sentence("brief.take.neighbours", values)
    for kept in record.kept:
        least = "never" if kept.half is None else "half"
        values = {"what": Sentence(f"plans.keep.{kept.what}", {}), "level": Amount(kept.level, "share"),
                  "horizon": record.horizon, "money": money(kept.half.yuan) if kept.half else ""}  # fmt: skip
        yield Sentence(f"brief.take.keep_{least}", values)


def _making_up(record: PlanRecord, result: CityResult) -> Iterator[Sentence]:
    making_up = made_up(result)
    if making_up is not None:
        yield making_up_words(making_up, record.horizon)


def _pots(lead: MeasuresPlan, record: PlanRecord) -> Sentence:
    """What the plan needs of each pot, and what facts say of grants where it needs them."""
    used = {part.pot: part.yuan for part in lead.pots}
    grants = known(record.pots, "granted", len(lead.years))
    values: dict[str, object] = {pot: money(used.get(pot, 0.0)) for pot in ("own", "granted", "bonds", "others")}
    if record.plan is None and grants is not None:
        return Sentence("brief.take.granted", {**values, "known": Amount(grants.value, "yuan", grants.interval_90)})
    own = record.spending
    if own is None:
        return Sentence("brief.take.pots", values)
    return Sentence(
        "brief.take.of_spending", {**values, "spending": money(own.spending, own.sources), "year": own.year}
    )


def _published_money(published: PublishedPlan) -> Sentence:
    values: dict[str, object] = {"host": by_code()[published.host], "budget": money(published.budget),
                                 "worth": money(published.output_per_worker)}  # fmt: skip
    if published.spending is None:
        return Sentence("brief.take.published", values)
    values |= {"spending": money(published.spending), "year": published.year}
    return Sentence("brief.take.published_spending", values)


def how_sure(record: PlanRecord, result: CityResult) -> Iterator[Sentence]:
    """What makes the outcome uncertain, what rests on assumptions, what evidence the plan has, when it fails."""
    if record.published is not None:
        spans = {"low": min(each.low / each.high for each in record.published.measures)}
        count = len(record.published.measures)
        yield Sentence("brief.sure.published", {"count": count, "host": by_code()[record.published.host], **spans})
    if record.published is not None or record.why_not:
        for tag in ("extrapolating", "borrowed"):
            if result.outlook is not None and tag in result.outlook.tags:
                yield Sentence(f"brief.sure.{tag}", {"place": result.place})
        return
    more = jobs_exceed(result)
    if more is not None:
        yield more
    outcomes = record.sensitivity.outcomes if record.sensitivity else {}
    if "do_nothing" in outcomes:
        yield _source_of_spread(outcomes["do_nothing"], record)
    if "gain" in outcomes:
        yield Sentence("brief.sure.assumed", {"share": Amount(outcomes["gain"].assumed_share, "share")})
    lead = record.plan or record.granted_plan
    if lead is not None:
        yield from experiments(lead)
    if record.fails is not None:
        plan = Sentence(f"brief.sure.course.{'nothing' if lead is None else 'plan'}", {})
        values = {"plan": plan, "thresholds": list(thresholds_words(record.fails)),
                  "base": Amount(record.fails.base_rate, "share")}  # fmt: skip
        yield Sentence("brief.sure.fails", values)


def experiments(lead: MeasuresPlan) -> Iterator[Sentence]:
    """How the published experiments of the levers of a plan went in the simulator, and which levers have none."""
    met, none = [], []
    for lever in dict.fromkeys(step.lever for step in lead.steps):
        result, measure = lever_evidence().get(lever), measure_words(lever, "")
        if result is None:
            none.append(measure)
        else:
            counts = {"passed": len(result.passed), "count": len(result.passed) + len(result.failed)}
            met.append(Sentence("brief.sure.of_measure", {"measure": measure, **counts}))
    if met:
        yield Sentence("brief.sure.examined", {"measures": met})
    if none:
        yield Sentence("brief.sure.examined_not", {"measures": none})


def _source_of_spread(outcome: OutcomeUncertainty, record: PlanRecord) -> Sentence:
    largest = max(outcome.groups, key=lambda each: each.first)
    values = {
        "group": Sentence(f"planning.uncertainty.group.{largest.name}", {}),
        "share": Amount(largest.first, "share"),
        "until": record.horizon,
    }
    return Sentence("brief.sure.spread", values)


def known_from_ages(result: CityResult) -> set[str]:
    """What people by age tell that ship for the place itself, though no table of figures holds it."""
    return set() if age_groups(result.place) is None else {"age_60_plus_share"}


def go_and_measure(record: PlanRecord, result: CityResult) -> Iterator[Sentence]:
    """Three figures that would tell most; where fewer are known to, figures that the place's own books hold."""
    measures = () if record.published is not None or record.why_not else to_measure(record, MOST_TO_MEASURE)
    for each in measures:
        yield Sentence(f"brief.measure.{each.settles}", {"label": each.label, "of": each.of, "share": each.share})
    missing = {each.quantity for each in result.profile.missing} - known_from_ages(result)
    for name in [each for each in WANTED if each in missing][: MOST_TO_MEASURE - len(measures)]:
        yield Sentence("brief.measure.missing", {"label": Label(name), "place": result.place})
