"""A plan run in words: deferred sentences with figures and sources, made from its record. No engine is needed."""

from collections.abc import Iterable, Iterator, Sequence

from relode.facts import rows
from relode.language import LANGUAGES, Amount, Bilingual, Sentence, Word
from relode.language.names import has_name
from relode.places import Place, by_code
from relode.plan.card_records import Card, Effect, Telling
from relode.plan.estimate import Estimate
from relode.plan.plan_records import (
    Kept,
    KeptMoney,
    MeasuresPlan,
    Neighbours,
    PlanRecord,
    PlanStep,
    PublishedMeasure,
    PublishedPlan,
    Sign,
)
from relode.plan.unknown_labels import unknown_label
from relode.plan.verdicts.most_telling import MostTelling, telling_words, trial_words
from relode.plan.verdicts.rule import CANNOT_TELL, DO, DO_IF_GRANTED, LEAVE
from relode.plan.verdicts.verdict_text import harms_words, kind_words, outcome_words, reason_words
from relode.vocabulary import Label, quantity

SOURCES = ("census2020", "assumption")
"""What every figure of a plan rests on, beside the sources of its own."""
SCALED = {"10 thousand ": 1e4, "100 million ": 1e8}
"""Beginnings of units that a reader is told in single ones."""
YUAN_A_YEAR, A_YEAR = "yuan per year", " per year"
KINDS_COUNTED = (("leave", LEAVE), ("cannot", CANNOT_TELL), ("granted", DO_IF_GRANTED))
ORDER = (DO, DO_IF_GRANTED, CANNOT_TELL, LEAVE)
"""Verdicts as a reader meets them."""


def plan_sources(record: PlanRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a plan run rest on.

    Published effects stand for the table that they are in; books and papers are cited beside the evidence.
    """
    own = [*(record.spending.sources if record.spending else ()), *(key for pot in record.pots for key in pot.sources)]
    bands = band_sources([key for card in record.cards for key in card.verdict.band_sources])
    return tuple(dict.fromkeys((*SOURCES, *listed_sources(own), *bands)))


def band_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """Sources of the list of sources that a published cost rests on: of an effect, those of its table."""
    effects = {row["effect_id"]: row["source"] for row in rows("published_effects")}
    return listed_sources(effects.get(key, key) for key in keys)


def listed_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys among them that the list of sources has, each once."""
    listed = {row["key"] for row in rows("sources")}
    return tuple(key for key in dict.fromkeys(each for key in keys for each in key.split(";")) if key in listed)


def money(yuan: float, sources: tuple[str, ...] = (), unit: str = "yuan") -> Amount:
    """Money in a year: yuan, or the currency of another country."""
    return Amount(yuan, unit, None, sources)


def measure_words(lever: str, sector: str) -> Sentence:
    """A lever, with its sector where it has one."""
    if not sector:
        return Sentence(f"planning.lever.{lever}", {})
    values = {"lever": Sentence(f"planning.lever.{lever}", {}), "sector": Word("sector", sector)}
    return Sentence("plans.card.with_sector", values)


def named(name: str) -> Sentence:
    """The measure of a card by its name."""
    lever, _, sector = name.partition(".")
    return measure_words(lever, sector)


def headline(record: PlanRecord, place: Place, room: str = "plans") -> Sentence:
    """What the run says, in one sentence of a room of words: "brief" has figures as they are read aloud."""
    if record.why_not:
        return why_words(record, place)
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


def published_words(found: PublishedPlan, place: Place) -> Iterator[Sentence]:
    """That nothing is simulated, and whose figures stand in."""
    host = by_code()[found.host]
    yield Sentence("plans.published.lead", {"place": place, "budget": money(found.budget)})
    worth = Amount(found.output_per_worker, "yuan")
    if found.spending is None:
        yield Sentence("plans.published.worth", {"host": host, "worth": worth})
        return
    values = {"host": host, "year": found.year, "spending": money(found.spending), "worth": worth}
    yield Sentence("plans.published.spending", values)


def published_cells(found: PublishedMeasure) -> tuple[object, ...]:
    """A lever at its published cost as a row."""
    unit = BOUGHT[found.bought]
    ends = {"low": Amount(found.least, unit), "high": Amount(found.most, unit)}
    cost = f"yuan per {found.bought}"
    prices = {"low": Amount(found.low, cost), "high": Amount(found.high, cost)}
    return (
        measure_words(found.lever, ""),
        outcome_words(found.aim),
        Sentence("plans.published.span", prices),
        Sentence("plans.published.span", ends),
    )


def ordered_cards(cards: Iterable[Card]) -> list[Card]:
    """The cards as a reader meets them: to do first, then what nobody can tell, then what is to be left."""
    return sorted(cards, key=lambda card: ORDER.index(card.verdict.kind))


def card_words(card: Card) -> Iterator[Sentence]:
    """Why the verdict is as it is, and what else must be known."""
    yield reason_words(card.verdict)
    harms = harms_words(card.verdict)
    if harms is not None:
        yield harms
    if card.need is not None and not card.need.met:
        values = {
            "need": Sentence(f"plans.need.{card.need.name}", {}),
            "value": Amount(card.need.value, card.need.unit),
            "least": Amount(card.need.least, card.need.unit),
        }
        yield Sentence("plans.card.need", values)
        return
    if card.money == "assured" and card.granted_kind not in ("", card.verdict.kind):
        yield Sentence("plans.card.if_granted", {"kind": Sentence(f"verdicts.kind.{card.granted_kind}", {})})
    if card.money == "granted" and card.assured_kind not in ("", card.verdict.kind):
        yield Sentence("plans.card.with_own", {"kind": Sentence(f"verdicts.kind.{card.assured_kind}", {})})
    if card.telling is not None:
        yield most_telling_words(card.telling)
    if card.verdict.kind == CANNOT_TELL and card.verdict.reason == "works":
        yield trial_words(card.verdict)
    if card.gainers:
        yield Sentence("plans.card.gainers", {each.group: each.amount for each in card.gainers})
    yield Sentence("plans.card.grade", {"grade": Sentence(f"levers.grade.{card.evidence_grade}", {})})
    if not card.examined:
        yield Sentence("plans.card.examined_not", {})


def most_telling_words(at: Telling) -> Sentence:
    """What to find out first about a measure."""
    label = Bilingual(*(unknown_label(at.kind, at.of, at.item, language) for language in LANGUAGES))
    return telling_words(
        Sentence("plans.card.unknown", {"label": label}), MostTelling(at.of, at.share, at.low, at.high)
    )


def dose(value: float, unit: str) -> Amount:
    """How much is set; money in yuan, not in ten thousands or hundred millions of them."""
    for begins, size in SCALED.items():
        if unit.startswith(begins):
            return Amount(value * size, unit.removeprefix(begins))
    return Amount(value, unit)


def aim_effect(card: Card) -> Effect | None:
    """The effect on the card's own aim, None where it was not tried."""
    return next((each for each in card.effects if each.outcome == card.verdict.aim), None)


CARD_COLUMNS = ("measure", "verdict", "dose", "years", "yuan", "payers", "effect", "job_year", "reason")


def card_cells(card: Card) -> tuple[object, ...]:
    """A card as a row, in the order of CARD_COLUMNS: figures, sentences and lists of them."""
    label = measure_words(card.lever, card.sector)
    if not card.effects:
        untried = Sentence("plans.card.untried", {})
        return label, kind_words(card.verdict), untried, "", "", "", "", "", list(card_words(card))
    effect = aim_effect(card)
    no_job = Sentence("plans.card.no_job_year", {})
    unit = card.yuan.unit.removesuffix(A_YEAR) if card.yuan else "yuan"
    return (
        label,
        kind_words(card.verdict),
        dose(card.dose, card.unit),
        Sentence("plans.card.years", {"start": card.start, "until": card.until}),
        card.yuan,
        [
            Sentence(
                "plans.card.payer",
                {"payer": Sentence(f"levers.payer.{each.payer}", {}), "yuan": money(each.yuan, (), unit)},
            )
            for each in card.payments
        ],
        [outcome_words(card.verdict.aim), effect.amount if effect else ""],
        card.job_year or no_job,
        list(card_words(card)),
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


def kept_words(found: Kept, horizon: int) -> Iterator[Sentence]:
    """What it would take to keep something, or that nothing known does."""
    what = Sentence(f"plans.keep.{found.what}", {})
    values = {
        "what": what,
        "nothing": _share(found.nothing),
        "horizon": horizon,
        "level": Amount(found.level, "share"),
        "chance": Amount(found.chance_nothing, "share"),
    }
    yield Sentence("plans.keep.nothing", values)
    yield Sentence("plans.keep.half", _spent(found.half)) if found.half else Sentence("plans.keep.half_never", {})
    if found.nine_of_ten:
        yield Sentence("plans.keep.nine", _spent(found.nine_of_ten))
    else:
        yield Sentence("plans.keep.nine_never", {"everything": _share(found.everything)})


def _share(of: Estimate) -> Estimate:
    return Estimate(of.value, "share", of.interval_90)


def _spent(of: KeptMoney) -> dict[str, object]:
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


def neighbours_words(found: Neighbours) -> Sentence:
    """What other places gain or lose by the plan."""
    values = {
        "plan": Sentence(f"plans.title.{found.plan}", {}),
        "own": found.own_jobs,
        "others": found.other_jobs,
        "people": found.own_people,
        "moved": found.other_people,
        "futures": found.futures,
    }
    return Sentence("plans.neighbours", values)


def fails_words(record: PlanRecord) -> tuple[Sentence, ...]:
    """When the plan fails, after what failing means; nothing before that is known."""
    from relode.plan.failing_text import conditions_words, thresholds_words

    found = record.fails
    if found is None:
        return ()
    title = Sentence(f"plans.title.{found.plan}", {})
    lead = Sentence("plans.fails.lead", {"plan": title, "thresholds": list(thresholds_words(found))})
    return lead, conditions_words(found, record.horizon)
