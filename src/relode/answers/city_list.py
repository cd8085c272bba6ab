"""The list of places, light enough to come at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, Word, name, say
from relode.places import TYPES, Place, all_places, official
from relode.record import Doc, Inline, Record
from relode.story import Column, Table
from relode.story.text import table_lines


@dataclass(frozen=True)
class ListedPlace(Record):
    """A place, and what the list of 2013 says of it: null for a place that is not listed."""

    place: Annotated[Place, Doc("the place"), Inline]
    type: Annotated[str | None, Doc("official type")]
    main_resource: Annotated[str | None, Doc("main resource, an assignment of this project")]
    is_exhausted: Annotated[bool | None, Doc("whether it is on a list of exhausted cities")]


@dataclass(frozen=True)
class CityList(Record):
    """Cities and counties."""

    places: Annotated[tuple[ListedPlace, ...], Doc("in the order of codes", shape="place")]


def listing(type_wanted: str | None = None, resource: str | None = None) -> CityList:
    """All cities and counties, or those on the list of 2013 with the type and main resource asked for.

    Both may be named by their code or as an answer tells them in either language.
    Raises RelodeError for an unknown type or resource.
    """
    entries = official()
    type_wanted = _code("--type", "type", type_wanted, TYPES)
    resources = sorted({entry.main_resource for entry in entries.values()})
    resource = _code("--resource", "main_resource", resource, resources)
    result = []
    for place in all_places():
        entry = entries.get(place.code)
        fits = entry is not None and type_wanted in (None, entry.type) and resource in (None, entry.main_resource)
        if place.level != "province" and (fits or type_wanted is resource is None):
            known = (entry.type, entry.main_resource, entry.is_exhausted) if entry else (None, None, None)
            result.append(ListedPlace(place, *known))
    return CityList(tuple(result))


def listing_text(city_list: CityList, language: Language) -> str:
    """The listing as lines of text, one place a line, with a head and a count."""
    columns = (
        Column("cli.cities.code", "place.code"),
        Column("cli.cities.slug", "place.slug"),
        Column("cli.cities.name", "place.name_zh"),
        Column("cli.cities.level", lambda each: Word("level", each.place.level)),
        Column("cli.cities.type", lambda each: Word("type", each.type) if each.type else ""),
        Column("cli.cities.resource", _resource),
    )
    lines = table_lines(Table(None, columns, city_list.places), language)
    return "\n".join([*lines, say("cli.cities.count", language, count=len(city_list.places))])


def _resource(each: ListedPlace) -> Word | str:
    return Word("main_resource", each.main_resource) if each.main_resource else ""


def _code(option: str, kind: str, value: str | None, choices: Sequence[str]) -> str | None:
    if value is None or value in choices:
        return value
    for code in choices:
        if value in (name(kind, code, language) for language in LANGUAGES):
            return code
    raise RelodeError("unknown_choice", option=option, value=value, choices=", ".join(choices))
