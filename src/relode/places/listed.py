"""What the State Council's plan of 2013 says of a place, and which national clusters it hosts."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.facts import rows
from relode.places.lookup import place_of
from relode.places.place import Place, by_code
from relode.record import Doc, Record

TYPES = ("growing", "mature", "declining", "regenerating")


@dataclass(frozen=True)
class Official(Record):
    """A place on the list of 2013. `main_resource` is an assignment of this project, not an official field."""

    type: Annotated[str, Doc("official type of 2013")]
    main_resource: Annotated[str, Doc("main resource, an assignment of this project")]
    resource_detail: Annotated[tuple[str, ...], Doc("resources by name", shape="resource")]
    is_exhausted: Annotated[bool, Doc("whether it is on a list of exhausted cities")]
    exhausted_year: Annotated[int | None, Doc("year of that list")]
    confidence: Annotated[str, Doc("how sure the assignment of the resource is")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]


@cache
def official() -> dict[str, Official]:
    """Code -> entry of the list of 262.

    Example:
        >>> found = rl.places.official()["230400"]
        >>> found.type, found.main_resource, len(rl.places.official())
        ('declining', 'coal', 262)
    """
    return {row["place"]: _entry(row) for row in rows("resource_cities")}


def same_type(place: Place | str) -> tuple[Place, ...]:
    """The other places of the list of 2013 with the same official type and level; empty for a place not listed.

    Raises RelodeError for an unknown name.

    Example:
        >>> alike = rl.places.same_type("hegang")
        >>> "fuxin" in [place.slug for place in alike]
        True
    """
    entries, place = official(), place_of(place)
    if place.code not in entries:
        return ()
    own = entries[place.code].type
    listed = (by_code()[code] for code, entry in entries.items() if entry.type == own and code != place.code)
    return tuple(other for other in listed if same_level(other, place))


def same_level(one: Place, other: Place) -> bool:
    """Prefecture-level units beside each other, county-level units beside each other."""
    levels = [place.level == "prefecture" for place in (one, other)]
    return levels[0] == levels[1] and "province" not in (one.level, other.level)


def _entry(row: dict[str, str]) -> Official:
    return Official(
        type=row["type"],
        main_resource=row["main_resource"],
        resource_detail=tuple(token.strip() for token in row["resource_detail"].split(";")),
        is_exhausted=row["is_exhausted"] == "1",
        exhausted_year=int(row["exhausted_year"]) if row["exhausted_year"] else None,
        confidence=row["confidence"],
        sources=tuple(row["source"].split(";")),
    )
