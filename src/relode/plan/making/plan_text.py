"""A plan run in words: deferred sentences with figures and sources, made from its record. No engine is needed."""

from collections.abc import Iterable, Iterator, Sequence

from relode.decisions.chapter import headline as decisions_headline
from relode.facts import rows
from relode.language import Amount, Sentence, Word
from relode.language.names import has_name
from relode.places import Place, by_code
from relode.plan.cards.card_text import dose, measure_words, money, named
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import (
    KeepAnswer,
    KeepMoney,
    MeasuresPlan,
    NeighbourEffects,
    PlanRecord,
    PlanStep,
    PublishedMeasure,
    PublishedPlan,
    Sign,
)
from relode.plan.verdicts.rule import CANNOT_TELL, DO_IF_GRANTED, LEAVE
from relode.plan.verdicts.verdict_text import outcome_words
from relode.vocabulary import Label, quantity

SOURCES = ("census2020", "assumption")
"""What every figure of a plan rests on, beside the sources of its own."""
KINDS_COUNTED = (("leave", LEAVE), ("cannot", CANNOT_TELL), ("granted", DO_IF_GRANTED))


def plan_sources(record: PlanRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a plan run rest on.

    Published effects stand for the table that they are in; books and papers are cited beside the evidence.
    """
    own = [*(record.spending.sources if record.spending else ()), *(key for pot in record.pots for key in pot.sources)]
    bands = band_sources([key for card in record.cards for key in card.verdict.band_sources])
    decided = listed_sources(("published_effects", *record.decisions.sources)) if record.decisions else ()
    return tuple(dict.fromkeys((*SOURCES, *listed_sources(own), *bands, *decided)))


def band_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """Sources of the list of sources that a published cost rests on: of an effect, those of its table."""
    effects = {row["effect_id"]: row["source"] for row in rows("published_effects")}
    return listed_sources(effects.get(key, key) for key in keys)


def listed_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys among them that the list of sources has, each once."""
    listed = {row["key"] for row in rows("sources")}
    return tuple(key for key in dict.fromkeys(each for key in keys for each in key.split(";")) if key in listed)


def headline(record: PlanRecord, place: Place, room: str = "plans") -> Sentence:
    """What the run says, in one sentence of a room of words: "brief" has figures as they are read aloud."""
    if record.why_not:
        return why_words(record, place)
    if record.decisions is not None and record.decisions.decisions:
        return decisions_headline(record.decisions, place)
    if record.state == "money":
        return Sentence(f"{room}.headline.money", {"place": place, "budget": money(record.budget)})
    lead = record.plan or record.granted_plan
    if lead is None:
        counts = {name: len(record.kinds(kind)) for name, kind in KINDS_COUNTED}
        key = "none" if counts["granted"] else "none_at_all"
        return Sentence(f"{room}.headline.{key}", {"place": place, "count": len(record.cards), **counts})
    values = {
        "place": place,
        "measures": [named(step.name) for step in lead.steps],
        "total": money(total_of(lead)),
        "horizon": record.horizon,
        "jobs": effect_of(lead, "employment"),
    }
    return Sentence(f"{room}.headline.{'plan' if record.plan else 'granted'}", values)


def why_words(record: PlanRecord, place: Place) -> Sentence:
    """Why there is no plan."""
    known = has_name("left_out", record.why_not)
    why = Word("left_out", record.why_not) if known else Sentence(f"planning.why_not.{record.why_not}", {})
    return Sentence("plans.without.lead", {"place": place, "why": why})


def total_of(plan: MeasuresPlan) -> float:
    """What all payers spend in a year, on average. [yuan/yr]"""
    return sum(each.yuan for each in plan.payments)


def effect_of(plan: MeasuresPlan, outcome: str) -> Estimate:
    """The effect of a plan on an outcome."""
    return next(each.amount for each in plan.effects if each.outcome == outcome)


def money_words(record: PlanRecord) -> Iterator[Sentence]:
    """What was asked, what that is of public spending, what was planned and spent."""
    yield Sentence("plans.money.asked", {"budget": money(record.budget)})
    own = record.spending
    if own is None:
        yield Sentence("plans.money.no_spending", {})
    else:
        values = {
            "share": Amount(record.budget / own.spending, "share"),
            "year": own.year,
            "spending": money(own.spending, own.sources),
            "revenue": money(own.revenue, own.sources),
        }
        yield Sentence("plans.money.of_spending", values)
    lead = record.plan or record.granted_plan
    if lead is not None:
        said = {
            "asked": record.budget if record.plan or not record.asked["granted"] else record.granted,
            "planned": lead.planned,
            "spent": lead.spent,
            "worst": lead.worst_tenth,
            "total": total_of(lead),
        }
        yield Sentence("plans.money.planned", {name: money(yuan) for name, yuan in said.items()})
    if record.cards:
        yield Sentence("plans.money.how", {"futures": record.futures})
    if record.prices:
        yield Sentence("plans.money.prices", {"coal": record.prices["coal"], "others": record.prices["oil_gas"]})


PUBLISHED_COLUMNS = ("lever", "aim", "cost", "buys")
BOUGHT = {"job-year": "person-years", "yuan of income": "yuan", "hectare": "ha", "m2": "m2"}
"""What a published cost is for -> unit of what is bought."""


def published_words(published: PublishedPlan, place: Place) -> Iterator[Sentence]:
    """That nothing is simulated, and whose figures stand in."""
    host = by_code()[published.host]
    yield Sentence("plans.published.lead", {"place": place, "budget": money(published.budget)})
    worth = Amount(published.output_per_worker, "yuan")
    if published.spending is None:
        yield Sentence("plans.published.worth", {"host": host, "worth": worth})
        return
    values = {"host": host, "year": published.year, "spending": money(published.spending), "worth": worth}
    yield Sentence("plans.published.spending", values)


def published_cells(measure: PublishedMeasure) -> tuple[object, ...]:
    """A lever at its published cost as a row."""
    unit = BOUGHT[measure.bought]
    ends = {"low": Amount(measure.least, unit), "high": Amount(measure.most, unit)}
    cost = f"yuan per {measure.bought}"
    prices = {"low": Amount(measure.low, cost), "high": Amount(measure.high, cost)}
    return (
        measure_words(measure.lever, ""),
        outcome_words(measure.aim),
        Sentence("plans.published.span", prices),
        Sentence("plans.published.span", ends),
    )


def step_cells(step: PlanStep) -> tuple[object, ...]:
    """A measure of a plan as a row: measure, dose, years, what is lost without it."""
    amount: object = dose(step.dose, step.unit)
    missed: object = ""
    if step.missed is not None:
        missed = Sentence("plans.steps.sizes", {"count": Amount(step.missed.sizes, "ratio")})
    return (
        named(step.name),
        Sentence("plans.steps.smaller", {"dose": amount}) if step.smaller else amount,
        Sentence("plans.card.years", {"start": step.start, "until": step.until}),
        missed,
    )


def alternative_words(plan: MeasuresPlan) -> Sentence:
    """One of the other plans in a sentence: every effect that it is told by."""
    values = {
        "plan": Sentence(f"plans.title.{plan.name}", {}),
        "measures": [named(step.name) for step in plan.steps],
        "total": money(total_of(plan)),
        "effects": [
            Sentence("plans.alternatives.effect", {"outcome": outcome_words(each.outcome), "effect": each.amount})
            for each in plan.effects
        ],
    }
    return Sentence("plans.alternatives.line", values)


def kept_words(answer: KeepAnswer, horizon: int) -> Iterator[Sentence]:
    """What it would take to keep something, or that nothing known does."""
    what = Sentence(f"plans.keep.{answer.what}", {})
    values = {
        "what": what,
        "nothing": _share(answer.nothing),
        "horizon": horizon,
        "level": Amount(answer.level, "share"),
        "chance": Amount(answer.chance_nothing, "share"),
    }
    yield Sentence("plans.keep.nothing", values)
    yield Sentence("plans.keep.half", _spent(answer.half)) if answer.half else Sentence("plans.keep.half_never", {})
    if answer.nine_of_ten:
        yield Sentence("plans.keep.nine", _spent(answer.nine_of_ten))
    else:
        yield Sentence("plans.keep.nine_never", {"everything": _share(answer.everything)})


def _share(of: Estimate) -> Estimate:
    return Estimate(of.value, "share", of.interval_90)


def _spent(of: KeepMoney) -> dict[str, object]:
    names: Sequence[object] = [named(name) for name, _ in of.measures] or [Sentence("plans.keep.already", {})]
    return {"money": money(of.yuan), "measures": list(names)}


def sign_words(sign: Sign) -> Sentence:
    """When to begin the plan."""
    values = {
        "plan": Sentence(f"plans.title.{sign.to}", {}),
        "quantity": Label(sign.quantity),
        "level": Amount(sign.level, quantity(sign.quantity).unit),
        "gain": sign.gain,
        "futures": sign.futures,
    }
    return Sentence(f"plans.sign.{sign.side}", values)


def neighbours_words(effects: NeighbourEffects) -> Sentence:
    """What other places gain or lose by the plan."""
    values = {
        "plan": Sentence(f"plans.title.{effects.plan}", {}),
        "own": effects.own_jobs,
        "others": effects.other_jobs,
        "people": effects.own_people,
        "moved": effects.other_people,
        "futures": effects.futures,
    }
    return Sentence("plans.neighbours", values)


def fails_words(record: PlanRecord) -> tuple[Sentence, ...]:
    """When the plan fails, after what failing means; nothing before that is known."""
    from relode.plan.failure.failing_text import conditions_words, thresholds_words

    fails = record.fails
    if fails is None:
        return ()
    title = Sentence(f"plans.title.{fails.plan}", {})
    lead = Sentence("plans.fails.lead", {"plan": title, "thresholds": list(thresholds_words(fails))})
    return lead, conditions_words(fails, record.horizon)
