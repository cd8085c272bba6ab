"""A plan for a place of the user's own country in words: deferred sentences in the currency of its tables."""

from collections.abc import Iterator

from relode.country.country_plan_record import CountryPlan
from relode.country.country_simulation import CountrySimulation
from relode.language import Amount, Bilingual, Sentence
from relode.plan.cards import card_text
from relode.plan.cards.card_records import Card
from relode.plan.making import plan_text
from relode.plan.verdicts.rule import CANNOT_TELL, DO, DO_IF_GRANTED, LEAVE
from relode.plan.verdicts.verdict_text import kind_words, reason_words
from relode.vocabulary import Label

SOURCES = ("own_table", "assumption")
"""What the figures rest on: the user's tables, and what is taken as in China."""
MONEY = "money"


def plan_headline(plan: CountryPlan) -> Sentence:
    """What the run says, in one sentence: what is to do, or how the verdicts fall."""
    lead = plan.plan or plan.granted_plan
    if lead is None:
        counts = {name: len(plan.kinds(kind)) for name, kind in (("leave", LEAVE), ("cannot", CANNOT_TELL))}
        key = "without_effects" if not plan.local else "none"
        return Sentence(f"country.plan.{key}", {"count": len(plan.cards), **counts})
    values = {
        "measures": [card_text.named(step.name) for step in lead.steps],
        "total": Amount(plan_text.total_of(lead), MONEY, None, SOURCES),
        "jobs": plan_text.effect_of(lead, "employment"),
        "horizon": plan.horizon,
    }
    return Sentence(f"country.plan.{'do' if plan.plan else 'granted'}", values)


def plan_basis(plan: CountryPlan, currency: Bilingual) -> Iterator[Sentence]:
    """What it rests on: the tag, money, the published costs, doing nothing, and effects of the country."""
    yield Sentence("country.plan.tag", {})
    yield Sentence("country.plan.money", {
        "currency": currency if currency.en else Sentence("country.plan.own_currency", {}),
        "year": plan.opening_year, "budget": _money(plan.budget), "bonds": _money(plan.bonds),
        "granted": _money(plan.granted),
    })  # fmt: skip
    if plan.spending is not None:
        yield Sentence("country.plan.spending", {
            "share": Amount(plan.budget / plan.spending.spending, "share", None, SOURCES),
            "year": plan.spending.year, "spending": _money(plan.spending.spending),
        })  # fmt: skip
    unknown = [Sentence(f"plans.pot.{pot.name}", {}) for pot in plan.pots if pot.how == "none"]
    if unknown:
        yield Sentence("country.plan.no_pots", {"pots": unknown})
    yield Sentence("country.plan.bands", {})
    yield Sentence("country.plan.futures", {"futures": plan.futures, "start": plan.start, "horizon": plan.horizon})
    if plan.outlook:
        yield Sentence("country.plan.outlook", {"labels": [Label(name) for name in plan.outlook]})
    for effect in plan.local:
        ends = (effect.low, effect.high)
        yield Sentence("country.plan.local", {
            "lever": card_text.measure_words(effect.lever, ""), "source": effect.source,
            "bought": Sentence(f"country.bought.{effect.bought.replace(' ', '_').replace('-', '_')}", {}),
            "effect": Amount(effect.effect, "1", ends, SOURCES),
        })  # fmt: skip


def opening_words(simulation: CountrySimulation | CountryPlan) -> Iterator[Sentence]:
    """What the opening was given, and what it takes from China."""
    for kind in ("given", "computed", "as_in_china"):
        names = [each.quantity for each in simulation.opening if each.kind == kind]
        if names:
            yield Sentence(f"country.opening.{kind}", {"year": simulation.opening_year, "names": ", ".join(names)})
    yield Sentence("country.opening.always", {})
    if simulation.held_places:
        yield Sentence("country.opening.held", {"count": simulation.held_places})


def cards_by_kind(plan: CountryPlan) -> Iterator[tuple[Sentence, tuple[Card, ...]]]:
    """Kinds of verdicts that are there, as a reader meets them, with their cards."""
    for kind in (DO, DO_IF_GRANTED, CANNOT_TELL, LEAVE):
        cards = plan.kinds(kind)
        if cards:
            yield kind_words(cards[0].verdict), cards


def plan_words(plan: CountryPlan, currency: Bilingual) -> Iterator[Sentence]:
    """The chapter of the plan."""
    yield plan_headline(plan)
    yield from plan_basis(plan, currency)
    yield from opening_words(plan)
    for kind, cards in cards_by_kind(plan):
        yield Sentence("country.plan.kind", {"kind": kind, "count": len(cards)})
        for card in cards:
            yield from card_lines(card)


def card_lines(card: Card) -> Iterator[Sentence]:
    """A measure with its cost and the reason of its verdict; and what would tell most, where the rule cannot tell."""
    values = {"measure": card_text.measure_words(card.lever, card.sector), "why": reason_words(card.verdict)}
    if card.yuan is None:
        yield Sentence("country.plan.untried", values)
    else:
        dose = card_text.dose(card.dose, card.unit)
        yield Sentence("country.plan.card", {**values, "dose": dose, "yuan": card.yuan})
    if card.telling is not None:
        yield Sentence("country.plan.telling", {"telling": card_text.most_telling_words(card.telling)})


def _money(value: float) -> Amount:
    return Amount(value, MONEY, None, SOURCES)
