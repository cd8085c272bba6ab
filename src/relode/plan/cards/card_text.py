"""A measure and its card in words: deferred sentences with figures and sources. No engine is needed."""

from collections.abc import Iterable, Iterator

from relode.language import LANGUAGES, Amount, Bilingual, Sentence, Word
from relode.plan.cards.card_records import Card, Effect, TellingUnknown
from relode.plan.uncertainty.unknown_labels import unknown_label
from relode.plan.verdicts.most_telling import MostTelling, telling_words, trial_words
from relode.plan.verdicts.rule import CANNOT_TELL, DO, DO_IF_GRANTED, LEAVE
from relode.plan.verdicts.verdict_text import harms_words, kind_words, outcome_words, reason_words

A_YEAR = " per year"
SCALED = {"10 thousand ": 1e4, "100 million ": 1e8}
"""Beginnings of units that a reader is told in single ones."""
ORDER = (DO, DO_IF_GRANTED, CANNOT_TELL, LEAVE)
"""Verdicts as a reader meets them."""


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


def most_telling_words(at: TellingUnknown) -> Sentence:
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
