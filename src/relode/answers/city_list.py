"""The list of places, light enough to come at once."""

from collections.abc import Sequence
from typing import Any

from relode.errors import RelodeError
from relode.language import Language, name, say
from relode.language.text_columns import aligned
from relode.places import TYPES, all_places, official


def listing(type_wanted: str | None = None, resource: str | None = None) -> list[dict[str, Any]]:
    """Records of all cities and counties, or of those on the list of 2013 with the type and main resource asked for.

    Raises RelodeError for an unknown type or resource.
    """
    entries = official()
    _check("--type", type_wanted, TYPES)
    _check("--resource", resource, sorted({entry.main_resource for entry in entries.values()}))
    table = []
    for place in all_places():
        entry = entries.get(place.code)
        fits = entry is not None and type_wanted in (None, entry.type) and resource in (None, entry.main_resource)
        if place.level != "province" and (fits or type_wanted is resource is None):
            known = (entry.type, entry.main_resource, entry.is_exhausted) if entry else (None, None, None)
            table.append({**place.record(), **dict(zip(("type", "main_resource", "is_exhausted"), known, strict=True))})
    return table


def listing_text(table: Sequence[dict[str, Any]], language: Language) -> str:
    """The listing as lines of text, one place a line, with a head and a count."""
    head = [say(f"cli.cities.{column}", language) for column in ("code", "slug", "name", "level", "type", "resource")]
    lines = aligned([head, *(_line(row, language) for row in table)])
    return "\n".join([*lines, say("cli.cities.count", language, count=len(table))])


def _line(row: dict[str, Any], language: Language) -> list[str]:
    resource = name("main_resource", row["main_resource"], language) if row["main_resource"] else ""
    kind = name("type", row["type"], language) if row["type"] else ""
    return [row["code"], row["slug"], row["name_zh"], name("level", row["level"], language), kind, resource]


def _check(option: str, value: str | None, choices: Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise RelodeError("unknown_choice", option=option, value=value, choices=", ".join(choices))
