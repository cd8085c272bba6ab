"""What is known of a city's pathways and what a user's own table says, as one answer. Light: no pandas unless asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relode.decisions.industries import industry_decisions
from relode.language import Language, Sentence, plain_value, spoken
from relode.pathways import Pathways, entry_text, from_shipped, pathways_text, successors
from relode.pathways.entry.entry_record import EntryReport
from relode.places import Place, find_city


def known_of(city: str, override: Path | None) -> Pathways:
    """The answer from what ships, or from the panel where the user has figures of their own. Raises RelodeError."""
    pathways = None if override else from_shipped(find_city(city))
    if pathways is None:
        from relode.answers.journey import diagnosed, overrides_from

        pathways = successors(*diagnosed(city, overrides_from(override)))
    return pathways


def beside(known: Pathways | None, own: EntryReport | None) -> Mapping[str, Any]:
    """One object: what is known of the city with the rows of its plan, and what the user's own table says."""
    if known is None:
        return {} if own is None else own.record()
    rows = {"decisions": [each.record() for each in industry_decisions(None, known.place)]}
    return {**known.record(), **rows, **({} if own is None else {"own_table": own.record()})}


def said(known: Pathways | None, own: EntryReport | None, language: Language) -> str:
    """The same in words."""
    parts = [] if known is None else [pathways_text(known, language), rows_text(known.place, language)]
    return "\n\n".join([*parts, *([] if own is None else [entry_text(own, language)])])


def rows_text(place: Place, language: Language) -> str:
    """The rows of a plan on the industries of a place, each with its first step and the facts that decide."""
    lines = [spoken(Sentence("industry_rows.heading", {"place": place}), language)]
    for each in industry_decisions(None, place):
        name, reason, first = (plain_value(text, language) for text in (each.name, each.reason, each.first_step))
        asks = [ask.decides for ask in each.asks]
        lines += [
            f"- {name}",
            f"  {reason}",
            f"  {first}",
            "  " + spoken(Sentence("industry_rows.decides", {"asks": asks}), language),
        ]
    return "\n".join(lines)
