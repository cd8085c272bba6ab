"""A plan run in words: deferred sentences with figures and sources, made from its record. No engine is needed."""

from collections.abc import Iterable

from relode.decisions.decision_chapter import headline as decisions_headline
from relode.facts import rows
from relode.language import Amount, Sentence
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord

CEILINGS = frozenset({"debt", "housing_vacancy", "production_emissions"})
"""Quantities whose target is an upper bound; of all others it is a lower one."""
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


SOURCES = ("census2020", "assumption")
"""What every figure of a plan rests on, beside the sources of its own."""


def plan_sources(record: PlanRecord) -> tuple[str, ...]:
    """Every source of the list of sources that the words of a plan run rest on.

    Published effects stand for the table that they are in; books and papers are cited beside the evidence.
    """
    decided = listed_sources(("published_effects", *record.decisions.sources))
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


def headline(record: PlanRecord, place: Place) -> Sentence:
    """What the run says, in one sentence."""
    return decisions_headline(record.decisions, place)
