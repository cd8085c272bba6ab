"""What is known of a city's pathways with the rows of its plan on industries. Light: no pandas unless needed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relode.decisions.industries import industry_decisions
from relode.language import Language, Sentence, plain_value, spoken
from relode.pathways import Pathways, from_shipped, pathways_text, successors
from relode.places import find_city


def known_of(city: str, override: Path | None) -> Pathways:
    """The answer from what ships, or from the panel where the user has figures of their own. Raises RelodeError."""
    pathways = None if override else from_shipped(find_city(city))
    if pathways is None:
        from relode.answers.journey import diagnosed, overrides_from

        pathways = successors(*diagnosed(city, overrides_from(override)))
    return pathways


def record_of(known: Pathways) -> Mapping[str, Any]:
    """What is known, and the rows of a plan on the industries of the place."""
    return {**known.record(), "decisions": [each.record() for each in industry_decisions(None, known.place)]}


def text_of(known: Pathways, language: Language) -> str:
    """The same in words: each row with its first step and the facts that decide."""
    lines = [
        pathways_text(known, language),
        "",
        spoken(Sentence("industry_rows.heading", {"place": known.place}), language),
    ]
    for each in industry_decisions(None, known.place):
        name, reason, first = (plain_value(text, language) for text in (each.name, each.reason, each.first_step))
        asks = [ask.decides for ask in each.asks]
        lines += [
            f"- {name}",
            f"  {reason}",
            f"  {first}",
            "  " + spoken(Sentence("industry_rows.decides", {"asks": asks}), language),
        ]
    return "\n".join(lines)
