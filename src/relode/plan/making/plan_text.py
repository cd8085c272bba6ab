"""A plan run in words: deferred sentences with figures and sources, made from its record. No engine is needed."""

from collections.abc import Iterable, Iterator, Sequence

from relode.decisions.chapter import counted
from relode.decisions.chapter import headline as decisions_headline
from relode.decisions.programmes import programmes
from relode.facts import rows
from relode.language import Amount, Sentence, Word
from relode.language.names import has_name
from relode.language.spoken import plain_cell
from relode.places import Place
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import Course, KeepAnswer, KeepMoney, PlanRecord

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
    own = [*(record.spending.sources if record.spending else ()), *(key for pot in record.pots for key in pot.sources)]
    decided = listed_sources(("published_effects", *record.decisions.sources)) if record.decisions else ()
    return tuple(dict.fromkeys((*SOURCES, *listed_sources(own), *decided)))


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


def headline(record: PlanRecord, place: Place, room: str = "plans") -> Sentence:
    """What the run says, in one sentence of a room of words: "brief" has figures as they are read aloud."""
    if record.decisions is not None and record.decisions.decisions:
        return decisions_headline(record.decisions, place)
    if record.why_not:
        return why_words(record, place)
    return Sentence(f"{room}.headline.money", {"place": place, "budget": money(record.budget)})


def gist(record: PlanRecord, place: Place) -> Sentence:
    """What the run says where its table of decisions stands beneath: how many measures have each verdict."""
    if record.decisions is None or not record.decisions.decisions:
        return headline(record, place)
    return counted(record.decisions, place)


def why_words(record: PlanRecord, place: Place) -> Sentence:
    """Why nothing is simulated, and what that leaves unknown."""
    known = has_name("left_out", record.why_not)
    why = Word("left_out", record.why_not) if known else Sentence(f"planning.why_not.{record.why_not}", {})
    return Sentence("plans.without.lead", {"place": place, "why": why})


def money_words(record: PlanRecord) -> Iterator[Sentence]:
    """What was asked, what that is of public spending, and which prices are known."""
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
    if record.prices:
        yield Sentence("plans.money.prices", {"coal": record.prices["coal"], "others": record.prices["oil_gas"]})


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
    if answer.what != "jobs":
        yield Sentence("plans.keep.unstudied", {})
        return
    yield Sentence("plans.keep.half", _spent(answer.half)) if answer.half else Sentence("plans.keep.half_never", {})
    if answer.nine_of_ten:
        yield Sentence("plans.keep.nine", _spent(answer.nine_of_ten))
    elif answer.everything is None:
        yield Sentence("plans.keep.nine_never_alone", {})
    else:
        yield Sentence("plans.keep.nine_never", {"everything": _share(answer.everything)})


def _share(of: Estimate) -> Estimate:
    return Estimate(of.value, "share", of.interval_90)


def _spent(of: KeepMoney) -> dict[str, object]:
    named = {each.key: plain_cell(each.name.said) for each in programmes()}
    names: Sequence[object] = [named[key] for key in of.programmes] or [Sentence("plans.keep.already", {})]
    return {"money": money(of.yuan), "measures": list(names)}


def fails_words(record: PlanRecord) -> tuple[Sentence, ...]:
    """When doing nothing fails, after what failing means; nothing before that is known."""
    from relode.plan.failure.failing_text import conditions_words, thresholds_words

    fails = record.fails
    if fails is None:
        return ()
    lead = Sentence("plans.fails.lead", {"thresholds": list(thresholds_words(fails))})
    return lead, conditions_words(fails, record.horizon)
