"""What is known of a city's pathways and what a user's own table says, as one answer. Light: no pandas unless asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relode.language import Language
from relode.pathways import Pathways, entry_text, from_shipped, pathways_text, successors
from relode.pathways.entry.entry_record import EntryReport
from relode.places import find_city


def known_of(city: str, override: Path | None) -> Pathways:
    """The answer from what ships, or from the panel where the user has figures of their own. Raises RelodeError."""
    pathways = None if override else from_shipped(find_city(city))
    if pathways is None:
        from relode.answers.journey import diagnosed, overrides_from

        pathways = successors(*diagnosed(city, overrides_from(override)))
    return pathways


def beside(known: Pathways | None, own: EntryReport | None) -> Mapping[str, Any]:
    """One object: what is known of the city, and what the user's own table says beside it."""
    if known is None:
        return {} if own is None else own.record()
    return known.record() if own is None else {**known.record(), "own_table": own.record()}


def said(known: Pathways | None, own: EntryReport | None, language: Language) -> str:
    """The same in words."""
    parts = [] if known is None else [pathways_text(known, language)]
    return "\n\n".join([*parts, *([] if own is None else [entry_text(own, language)])])
