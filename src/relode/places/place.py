"""One administrative unit, and the table of all of them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.facts import rows
from relode.record import Doc, Hidden, Record

AUTONOMOUS_REGIONS = frozenset({"150000", "450000", "540000", "640000", "650000"})
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
LEVEL_OF_KIND = {"county_city": "county_level_city", "county": "county", "district": "district", "zone": "zone"}


@dataclass(frozen=True)
class Place(Record):
    """A province, prefecture-level unit or county-level unit, by its code of 2020 (GB/T 2260).

    `longitude` and `latitude` are the centroid in degrees (WGS 84) and `area` is in km2; each is None where
    no source gives it. `parent` is the code of the unit that it lies in, "" for provinces.
    """

    code: Annotated[str, Doc("code of 2020 (GB/T 2260)")]
    slug: Annotated[str, Doc("English name in plain letters, its address")]
    name_zh: Annotated[str, Doc("Chinese name")]
    name_en: Annotated[str, Doc("English name")]
    level: Annotated[str, Doc("province, prefecture, county_level_city, county, district or zone")]
    kind: Annotated[str, Doc("kind of county-level unit"), Hidden]
    province: Annotated[str, Doc("code of its province")]
    province_zh: Annotated[str, Doc("Chinese name of its province"), Hidden]
    province_en: Annotated[str, Doc("English name of its province"), Hidden]
    parent: Annotated[str, Doc('code of the unit that it lies in, "" for provinces'), Hidden]
    longitude: Annotated[float | None, Doc("centroid (WGS 84)", "degrees"), Hidden]
    latitude: Annotated[float | None, Doc("centroid (WGS 84)", "degrees"), Hidden]
    area: Annotated[float | None, Doc("area", "km2"), Hidden]
    in_partition: Annotated[bool, Doc("whether it is one of the units that add up to the country"), Hidden]

    @property
    def province_kind(self) -> str:
        """Whether it lies in a province, an autonomous region or a municipality: the word for the whole of it."""
        if self.province in AUTONOMOUS_REGIONS:
            return "region"
        return "municipality" if self.province in MUNICIPALITIES else "province"

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_zh if language == "zh" else self.name_en


@cache
def all_places() -> tuple[Place, ...]:
    """Every place that ships, in the order of codes.

    Example:
        >>> "hegang" in [place.slug for place in rl.places.all_places()]
        True
    """
    return tuple(sorted((_place(row) for row in rows("places")), key=lambda place: place.code))


@cache
def by_code() -> dict[str, Place]:
    """Code -> place.

    Example:
        >>> rl.places.by_code()["230400"].name_en
        'Hegang'
    """
    return {place.code: place for place in all_places()}


def plain(name: str) -> str:
    """A name without case, accents, spaces and punctuation: what two spellings of one name share."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def _slug(name_en: str) -> str:
    """The English name in plain letters: lower case, no accents, words joined by dashes."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name_en.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")


def _place(row: dict[str, str]) -> Place:
    return Place(
        code=row["code"],
        slug=_slug(row["name_en"]),
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        level=LEVEL_OF_KIND[row["kind"]] if row["level"] == "county" else row["level"],
        kind=row["kind"],
        province=row["province_code"],
        province_zh=row["province_zh"],
        province_en=row["province_en"],
        parent=row["parent"],
        longitude=_number(row["longitude"]),
        latitude=_number(row["latitude"]),
        area=_number(row["area"]),
        in_partition=row["in_partition"] == "1",
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
