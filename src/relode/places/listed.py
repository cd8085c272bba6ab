"""What the State Council's plan of 2013 says of a place, and which national clusters it hosts."""

from dataclasses import dataclass
from functools import cache

from relode.facts import rows
from relode.places.place import Place, by_code

TYPES = ("growing", "mature", "declining", "regenerating")


@dataclass(frozen=True)
class Official:
    """A place on the list of 2013. `main_resource` is an assignment of this project, not an official field."""

    type: str
    main_resource: str
    resource_detail: tuple[str, ...]
    is_exhausted: bool
    exhausted_year: int | None
    confidence: str
    sources: tuple[str, ...]


@cache
def official() -> dict[str, Official]:
    """Code -> entry of the list of 262."""
    return {row["place"]: _entry(row) for row in rows("resource_cities")}


def same_type(place: Place) -> tuple[Place, ...]:
    """The other places of the list of 2013 with the same official type and level; empty for a place not listed."""
    entries = official()
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
