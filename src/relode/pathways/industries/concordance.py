"""One language for the industries that zones, listings, clusters and value chains name: GB/T 4754-2017.

`concordance.csv` gives each published word the industries that it means, `industry_units.csv` the divisions, groups
and classes of each industry. A word that names no industry ("new materials") has none: it is counted, never dropped.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, computed_field

from relode import shipped_tables
from relode.language import Bilingual
from relode.record import Doc, Hidden, Record

Table = Literal["zones", "listings", "clusters", "chains"]
ELSEWHERE = frozenset({"extraction", "local", "monopoly", "primary"})
"""Kinds that no city chooses as a successor: the ore itself, services that follow people, a state monopoly, farming."""


@dataclass(frozen=True)
class Unit(Record):
    """An industry: one or several divisions (2 digits), groups (3) or classes (4) of GB/T 4754-2017."""

    industry: Annotated[str, Doc("code of the industry")]
    gb4754: Annotated[tuple[str, ...], Doc("its divisions, groups or classes of GB/T 4754-2017", shape="class")]
    name_en: Annotated[str, Doc("English name")]
    name_zh: Annotated[str, Doc("Chinese name")]
    kind: Annotated[str, Doc("goods, energy, services, or a kind that no city chooses"), Hidden]

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Mapped(Record):
    """How many mentions of published words have an industry."""

    one: Annotated[int, Doc("mentions that mean one industry", "count"), Field(serialization_alias="to_one_industry")]
    several: Annotated[
        int, Doc("mentions that mean several industries", "count"), Field(serialization_alias="to_several")
    ]
    unmapped: Annotated[dict[str, int], Doc("mentions of each word that means none", "count")]

    @computed_field
    @property
    def mentions(self) -> int:
        """Number of all mentions."""
        return self.one + self.several + sum(self.unmapped.values())

    @computed_field
    @property
    def share(self) -> float | None:
        """Share of the mentions with at least one industry; None without a mention. [0-1]"""
        return (self.one + self.several) / self.mentions if self.mentions else None


@cache
def units() -> dict[str, Unit]:
    """Code -> industry, in the order of the classification."""
    return {
        row["industry"]: Unit(
            row["industry"], tuple(row["gb4754"].split(";")), row["name_en"], row["name_zh"], row["kind"]
        )
        for row in shipped_table("industry_units")
    }


def chosen_units() -> list[Unit]:
    """The industries that a city may choose as its next."""
    return [one for one in units().values() if one.kind not in ELSEWHERE]


def read(table: Table, published: str) -> tuple[str, ...]:
    """The industries that a published word means; none if it names no industry or is not in the concordance."""
    return _readings().get((table, published), ())


def words_of(industries: str) -> list[str]:
    """The words of a zone's leading industries, as published."""
    return [word for word in industries.split("、") if word]


def mapped(table: Table, published: Iterable[str]) -> Mapped:
    """How many of the published words, one a mention, have an industry."""
    read_as = Counter((word, len(read(table, word))) for word in published)
    return Mapped(
        one=sum(count for (_, number), count in read_as.items() if number == 1),
        several=sum(count for (_, number), count in read_as.items() if number > 1),
        unmapped={word: count for (word, number), count in read_as.most_common() if number == 0},
    )


@cache
def zone_name(zone: str) -> Bilingual:
    """A zone in both languages; the English name is the Chinese one in pinyin, with what it means translated."""
    return Bilingual(_zone_names().get(zone, zone), zone)


@cache
def _zone_names() -> dict[str, str]:
    return {row["zone"]: row["name_en"] for row in shipped_table("zone_names")}


@cache
def _readings() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["table"], row["published"]): tuple(filter(None, row["industries"].split(";")))
        for row in shipped_table("concordance")
    }


def shipped_table(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this room, every cell as text."""
    return shipped_tables.rows(__package__, table)
