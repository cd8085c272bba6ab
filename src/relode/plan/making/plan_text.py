"""A plan run in words: deferred sentences with figures and sources, made from its record. No engine is needed."""

from collections.abc import Iterable, Iterator

from relode.decisions.decision_chapter import headline as decisions_headline
from relode.facts import rows
from relode.language import Amount, Sentence, Word
from relode.language.names import has_name
from relode.places import Place
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import Course, KeepAnswer, PlanRecord

CEILINGS = frozenset({"debt", "housing_vacancy", "production_emissions"})
"""Quantities whose target is an upper bound; of all others it is a lower one."""
ASSIGNED = frozenset({"debt", "production_emissions"})
"""Quantities whose bound the province sets: none is proposed from what doing nothing brings."""
BINDING = frozenset({"debt", "services_per_person", "production_emissions"})
"""Targets of public services, of safety and of the environment, which a government answers for: proposed as binding.

By the outline of the 15th five-year plan, chapter 62 section 2; all others are expected ones."""
LEADS = {"population": "statistics", "age_15_59": "statistics", "employment": "labour", "mining_employment": "labour",
         "gdp_real": "planning", "house_price": "housing", "budget_revenue": "finance", "budget_expenditure": "finance",
         "debt": "finance", "income_per_person": "statistics", "services_per_person": "finance",
         "housing_vacancy": "housing", "production_emissions": "environment"}  # fmt: skip
"""Quantity -> the bureau that is proposed to lead and to report it."""


def lead_of(quantity: str) -> Sentence:
    """The bureau that is proposed to lead and to report a quantity."""
    return Sentence(f"document.lead.{LEADS.get(quantity, 'planning')}", {})


def course_name(course: Course, price_year: int) -> Sentence:
    """What a course is of; of money with the year of its prices."""
    name = Sentence(f"plans.course.{course.quantity}", {})
    if "yuan" not in course.unit:
        return name
    return Sentence("document.aims.at_prices", {"quantity": name, "year": price_year})


SOURCES = ("census2020", "assumption")
"""What every figure of a plan rests on, beside the sources of its own."""


def plan_sources(record: PlanRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a plan run rest on.

    Published effects stand for the table that they are in; books and papers are cited beside the evidence.
    """
    decided = listed_sources(("published_effects", *record.decisions.sources)) if record.decisions else ()
    return tuple(dict.fromkeys((*SOURCES, *decided)))


def effect_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """Sources of the list of sources that figures rest on: of a published effect, those of its table."""
    effects = {row["effect_id"]: row["source"] for row in rows("published_effects")}
    return listed_sources(effects.get(key, key) for key in keys)


def listed_sources(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys among them that the list of sources has, each once."""
    listed = {row["key"] for row in rows("sources")}
    return tuple(key for key in dict.fromkeys(each for key in keys for each in key.split(";")) if key in listed)


def money(yuan: float, sources: tuple[str, ...] = (), unit: str = "yuan") -> Amount:
    """Money in a year: yuan, or the currency of another country."""
    return Amount(yuan, unit, None, sources)


def lever_words(lever: str) -> Sentence:
    """The short name of a lever."""
    return Sentence(f"planning.lever.{lever}", {})


def outcome_words(outcome: str) -> Sentence:
    """The name of an outcome of a policy."""
    return Sentence(f"plans.outcome.{outcome}", {})


def headline(record: PlanRecord, place: Place) -> Sentence:
    """What the run says, in one sentence."""
    if record.decisions is not None:
        return decisions_headline(record.decisions, place)
    return why_words(record, place)


def why_words(record: PlanRecord, place: Place) -> Sentence:
    """Why nothing is simulated, and what that leaves unknown."""
    known = has_name("left_out", record.why_not)
    why = Word("left_out", record.why_not) if known else Sentence(f"planning.why_not.{record.why_not}", {})
    return Sentence("plans.without.lead", {"place": place, "why": why})


def kept_words(answer: KeepAnswer, horizon: int) -> Iterator[Sentence]:
    """What is left if nothing is done, and which programmes would keep it, or that none known does."""
    values = {
        "what": Sentence(f"plans.keep.{answer.what}", {}),
        "nothing": _share(answer.nothing),
        "horizon": horizon,
        "level": Amount(answer.level, "share"),
        "chance": Amount(answer.chance_nothing, "share"),
    }
    yield Sentence("plans.keep.nothing", values)


def _share(of: Estimate) -> Estimate:
    return Estimate(of.value, "share", of.interval_90)


def fails_words(record: PlanRecord) -> tuple[Sentence, ...]:
    """When doing nothing fails, after what failing means; nothing before that is known."""
    from relode.plan.failure.failing_text import conditions_words, thresholds_words

    fails = record.fails
    if fails is None:
        return ()
    lead = Sentence("plans.fails.lead", {"thresholds": list(thresholds_words(fails))})
    return lead, conditions_words(fails, record.horizon)
