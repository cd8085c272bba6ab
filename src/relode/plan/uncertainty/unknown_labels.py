"""What an unknown is called: no engine is needed to say it."""

from relode.language import Language, labelled, say
from relode.vocabulary import quantity

OPENING_QUANTITY = {"revenue": "budget_revenue", "expenditure": "budget_expenditure"}


def unknown_label(kind: str, of: str, item: str, language: Language) -> str:
    """A short noun phrase for an unknown of this kind."""
    if kind == "path":
        return say(f"planning.uncertainty.group.{of}", language)
    if kind == "opening":
        return say("planning.uncertainty.opening", language, quantity=_quantity_label(of, language))
    if kind == "parameter":
        return say(f"unknowns.{of}", language)
    part = say(f"planning.uncertainty.part.{kind}", language)
    return labelled(say(f"levers.item.{item}", language), part, language)


def _quantity_label(cell: str, language: Language) -> str:
    return quantity(OPENING_QUANTITY.get(cell, cell)).label(language)
