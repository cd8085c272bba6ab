"""A plan for a place of the user's own country in words: deferred sentences in the currency of its tables."""

from collections.abc import Iterator

from relode.country.records import CountryPlan, CountrySimulation
from relode.decisions import chapter as decision_chapter
from relode.language import Amount, Bilingual, Sentence
from relode.plan.making.plan_text import lever_words
from relode.story import Block
from relode.vocabulary import Label

SOURCES = ("own_table", "assumption")
"""What the figures rest on: the user's tables, and what is taken as in China."""
MONEY = "money"


def plan_headline(plan: CountryPlan) -> Sentence:
    """What the run says, in one sentence: how the verdicts fall."""
    return Sentence("country.plan.decided", {"parts": decision_chapter.headline_parts(plan.decisions)})


def plan_blocks(plan: CountryPlan) -> list[Block]:
    """The decisions as blocks: without steps and bureaus, which are those of China."""
    record = plan.decisions
    blocks: list[Block] = [decision_chapter.decisions_table(record)]
    if lines := decision_chapter.asked_lines([record]):
        blocks.append(decision_chapter.asked_table(lines, record.sources))
    return [*blocks, *decision_chapter.gains_tables(record)]


def plan_basis(plan: CountryPlan, currency: Bilingual) -> Iterator[Sentence]:
    """What it rests on: the tag, money, doing nothing, and effects of the country."""
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
    unknown = [
        Sentence("country.plan.grants" if pot.name == "granted" else f"plans.pot.{pot.name}", {})
        for pot in plan.pots
        if pot.how == "none"
    ]
    if unknown:
        yield Sentence("country.plan.no_pots", {"pots": unknown})
    yield Sentence("country.plan.futures", {"futures": plan.futures, "start": plan.start, "horizon": plan.horizon})
    if plan.outlook:
        yield Sentence("country.plan.outlook", {"labels": [Label(name) for name in plan.outlook]})
    for effect in plan.local:
        ends = (effect.low, effect.high)
        yield Sentence("country.plan.local", {
            "lever": lever_words(effect.lever), "source": effect.source,
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


def _money(value: float) -> Amount:
    return Amount(value, MONEY, None, SOURCES)
