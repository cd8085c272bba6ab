"""One language for the industries that zones, listings, clusters and value chains name: GB/T 4754-2017.

`concordance.csv` gives each published word the industries that it means, `industry_units.csv` the divisions, groups
and classes of each industry. A word that names no industry ("new materials") has none: it is counted, never dropped.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from relode import shipped_tables
from relode.facts import rows
from relode.language import Language

Table = Literal["zones", "listings", "clusters", "chains"]
ELSEWHERE = frozenset({"extraction", "local", "monopoly", "primary"})
"""Kinds that no city chooses as a successor: the ore itself, services that follow people, a state monopoly, farming."""


@dataclass(frozen=True)
class Unit:
    """An industry: one or several divisions (2 digits), groups (3) or classes (4) of GB/T 4754-2017.

    `kind` is goods, energy, services, or one of ELSEWHERE.
    """

    industry: str
    gb4754: tuple[str, ...]
    name_en: str
    name_zh: str
    kind: str

    def name(self, language: Language) -> str:
        """The name in `language`."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Mapped:
    """How many mentions of published words have an industry: `one`, `several`, or none (`unmapped`, by word)."""

    one: int
    several: int
    unmapped: dict[str, int]

    @property
    def mentions(self) -> int:
        """All mentions."""
        return self.one + self.several + sum(self.unmapped.values())

    @property
    def share(self) -> float | None:
        """Share of the mentions with at least one industry; None without a mention."""
        return (self.one + self.several) / self.mentions if self.mentions else None

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "mentions": self.mentions,
            "share": self.share,
            "to_one_industry": self.one,
            "to_several": self.several,
            "unmapped": dict(self.unmapped),
        }


@cache
def units() -> dict[str, Unit]:
    """Code -> industry, in the order of the classification."""
    return {
        row["industry"]: Unit(
            row["industry"], tuple(row["gb4754"].split(";")), row["name_en"], row["name_zh"], row["kind"]
        )
        for row in shipped_table("industry_units")
    }


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
def all_mentions(table: Table) -> tuple[str, ...]:
    """Every mention of the shipped tables: a word a zone, an industry a new listing, a cluster, a chain."""
    if table == "zones":
        return tuple(word for row in rows("development_zones_2018") for word in words_of(row["industries"]))
    if table == "listings":
        return tuple(row["industry"] for row in rows("listed_firm_industries") for _ in range(int(row["new_listings"])))
    if table == "clusters":
        return tuple(row["cluster_id"] for row in rows("clusters"))
    return tuple(row["industry_id"] for row in rows("successor_industries"))


@cache
def _readings() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (row["table"], row["published"]): tuple(filter(None, row["industries"].split(";")))
        for row in shipped_table("concordance")
    }


def shipped_table(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this room, every cell as text."""
    return shipped_tables.rows(__package__, table)
