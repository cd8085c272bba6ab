"""Figures of a deal as chapters and pictures tell them, with the sources that they rest on."""

from collections.abc import Callable
from typing import Any

from relode.deals.appraisal_record import MeanBand
from relode.language import Amount, Sentence
from relode.story import Column

LEDGERS, LITERATURE, LAW = ("deal_ledgers",), ("deal_literature",), ("law_texts",)
COMPUTED = (*LEDGERS, *LITERATURE)
"""Sources of what is computed here: the counted rows and the published parameters."""
STATED = ("reader",)
"""Source of what the file states."""


def yuan(value: float, interval: tuple[float, float] | None = None) -> Amount:
    """A sum of money."""
    return Amount(value, "yuan", interval, COMPUTED)


def share(value: float) -> Amount:
    """A share of a whole, as a figure."""
    return Amount(value, "share", None, COMPUTED)


def people_of(jobs: float) -> Amount:
    """Jobs without an interval."""
    return Amount(jobs, "persons", None, COMPUTED)


def people(band: MeanBand) -> Amount:
    """Jobs with their interval."""
    return Amount(band.mean, "persons", (band.low, band.high), COMPUTED)


def money_column(name: str, value: Callable[[Any], Amount | None], width: float = 1.0) -> Column:
    """A column of money in the digits of the sentences beside it."""
    return Column(name, value, format="interval", width=width)


def verdict_word(verdict: str, kind: str) -> Sentence:
    """A verdict in a word: public works are built, deals are signed."""
    family = "verdict_word_works" if kind == "public_works" else "verdict_word"
    return Sentence(f"deals.{family}.{verdict}", {})
