"""What statistics of the whole panel say of one place: its rank and interval, quotients, what is left of the bust."""

from dataclasses import asdict, dataclass
from math import expm1

import pandas as pd

from relode.diagnosis.profiles.number import Number
from relode.places import Place, official

Interval = tuple[float, float]


@dataclass(frozen=True)
class Rank:
    """A place in the composite index: `rank` of `count`, None where its 90 % interval is too wide to be shown.

    Empty, with `why` (not_listed, indicators_missing), for a place that is not ranked.
    """

    place: Place
    score: float | None
    rank: int | None
    interval_90: tuple[int, int] | None
    count: int
    why: str

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        interval = list(self.interval_90) if self.interval_90 else None
        fields = {"score": self.score, "rank": self.rank, "interval_90": interval, "cities": self.count}
        return {**fields, "why": self.why or None}


@dataclass(frozen=True)
class Quotient:
    """The location quotient of a section shrunk to 1, with its 90 % interval. [1]"""

    section: str
    plain: float
    shrunken: float
    interval_90: Interval

    @property
    def is_above(self) -> bool:
        """Whether the whole interval lies above 1."""
        return self.interval_90[0] > 1

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {**asdict(self), "interval_90": list(self.interval_90), "unit": "ratio"}


@dataclass(frozen=True)
class LeftOfBust:
    """How far a city with this mining share lies from one of its province without mining, since 2011. [share]

    The slope of the whole panel times the place's own mining share of 2010: what is typical, not what happened to it.
    `is_told`: 2016 and the last year, which words and tables name; a picture shows all.
    """

    outcome: str
    year: int
    gap: float
    interval_90: Interval
    is_told: bool

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        fields = {name: value for name, value in asdict(self).items() if name != "is_told"}
        return {**fields, "interval_90": list(self.interval_90), "unit": "share", "base_year": 2011}


def rank_of(composite: pd.DataFrame, place: Place) -> Rank:
    """The place's row of the composite table."""
    rows = composite[composite["place"] == place.code].to_dict("records")
    if not rows:
        why = "indicators_missing" if place.code in official() and place.level == "prefecture" else "not_listed"
        return Rank(place, None, None, None, len(composite), why)
    row = rows[0]
    rank = int(row["rank"]) if row["is_shown"] else None
    return Rank(place, float(row["score"]), rank, (int(row["low"]), int(row["high"])), len(composite), "")


def quotients_of(table: pd.DataFrame, place: Place) -> tuple[Quotient, ...]:
    """The place's shrunken quotients, the surest excess first; empty without a census."""
    rows = table[table["place"] == place.code].sort_values("low", ascending=False, kind="stable").to_dict("records")
    return tuple(
        Quotient(str(r["section"]), float(r["plain"]), float(r["shrunken"]), (float(r["low"]), float(r["high"])))
        for r in rows
    )


def left_of_bust(persistence: pd.DataFrame, place: Place, mining_share: Number | None) -> tuple[LeftOfBust, ...]:
    """Each outcome in each year; empty without a mining share of 2010, or below the prefectures.

    Limits: no mining: 0 at no width.
    """
    if persistence.empty or mining_share is None or place.level != "prefecture":
        return ()
    share, found = mining_share.value, []
    last = persistence.groupby("outcome", sort=False)["year"].max()
    for row in persistence.to_dict("records"):
        gap, low, high = (expm1(float(row[name]) * share) for name in ("slope", "low", "high"))
        is_told = row["year"] in (2016, last[row["outcome"]])
        found.append(LeftOfBust(str(row["outcome"]), int(row["year"]), gap, (low, high), is_told))
    return tuple(found)
