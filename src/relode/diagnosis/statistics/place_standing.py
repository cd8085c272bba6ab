"""A place among all: one quantity in the order of places, and what statistics of the whole panel say of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import expm1
from statistics import mean, median
from typing import Annotated

import pandas as pd
import xarray as xr
from pydantic import Field

from relode.arrays import Interval
from relode.language import Amount, Sentence
from relode.panel.number import Number, number
from relode.places import Place, all_places, official
from relode.record import Blank, Doc, Hidden, Record
from relode.vocabulary import Label

MINING_PLACE = 0.1
"""Share of jobs in mining from which on a place is told as one that lives on it. A choice of this project."""


def figures(panel: xr.Dataset, quantity: str, year: int) -> tuple[tuple[Place, Number | None], ...]:
    """Every place below provinces with its figure, the highest first, those without one last.

    Raises RelodeError for an unknown quantity.
    """
    pairs = [(p, number(panel, p.code, quantity, year)) for p in all_places() if p.level != "province"]
    return tuple(sorted(pairs, key=lambda pair: (pair[1] is None, -pair[1].value if pair[1] else 0.0, pair[0].code)))


def ends_and_middle(quantity: str, year: int, known: Sequence[tuple[Place, Number]]) -> Sentence:
    """The ends and the median of a quantity over places, of which there is at least one, the highest first.

    Limits: an even number of places: half way between the two in the middle.
    """
    (high, most), (low, least) = known[0], known[-1]
    middle = [each for _, each in known[(len(known) - 1) // 2 : len(known) // 2 + 1]]
    sources = tuple(dict.fromkeys(key for each in middle for key in each.sources))
    half_way = Amount(mean(each.value for each in middle), most.unit, None, sources)
    return Sentence(
        "diagnosis.across.ends_and_middle",
        {
            "quantity": Label(quantity),
            "year": year,
            "count": len(known),
            "median": middle[0] if len(middle) == 1 else half_way,
            "high": high,
            "most": most,
            "low": low,
            "least": least,
        },
    )


def mining_places_beside_others(year: int, known: Sequence[tuple[Number, Number]]) -> Sentence:
    """What places that live on mining make a head, beside the others: medians. `known`: output a head, mining share."""
    split: dict[bool, list[float]] = {True: [], False: []}
    for output, mining in known:
        split[mining.value >= MINING_PLACE].append(output.value)
    sources = tuple(dict.fromkeys(key for both in known for each in both for key in each.sources))
    unit = known[0][0].unit
    return Sentence(
        "diagnosis.across.mining_places",
        {
            "year": year,
            "count": len(split[True]),
            "others": len(split[False]),
            "share": Amount(MINING_PLACE, "share", None, ("assumption",)),
            "mining": Amount(median(split[True]), unit, None, sources),
            "other": Amount(median(split[False]), unit, None, sources),
        },
    )


@dataclass(frozen=True)
class Rank(Record):
    """A place in the composite index: `rank` of `count`, None where its 90 % interval is too wide to be shown.

    Empty, with `why` (not_listed, indicators_missing), for a place that is not ranked.
    """

    place: Annotated[Place, Doc("the place"), Hidden]
    score: Annotated[float | None, Doc("composite index", "1")]
    rank: Annotated[int | None, Doc("rank, null where its interval is too wide")]
    interval_90: Annotated[tuple[int, int] | None, Doc("90 % interval of the rank", shape="low, high")]
    count: Annotated[int, Doc("cities ranked"), Field(serialization_alias="cities")]
    why: Annotated[Blank, Doc("why it cannot be told, null where it can")]


@dataclass(frozen=True)
class Quotient(Record):
    """The location quotient of a section shrunk to 1, with its 90 % interval. [1]"""

    section: Annotated[str, Doc("section of jobs")]
    plain: Annotated[float, Doc("location quotient", "1")]
    shrunken: Annotated[float, Doc("shrunk to 1", "1")]
    interval_90: Annotated[Interval, Doc("90 % interval of the shrunken one", "1", shape="low, high")]
    unit: Annotated[str, Doc("unit of the quotient")] = field(default="ratio", init=False)

    @property
    def is_above(self) -> bool:
        """Whether the whole interval lies above 1."""
        return self.interval_90[0] > 1


@dataclass(frozen=True)
class LeftOfBust(Record):
    """How far a city with this mining share lies from one of its province without mining, since 2011. [share]

    The slope of the whole panel times the place's own mining share of 2010: what is typical, not what happened to it.
    `is_told`: 2016 and the last year, which words and tables name; a picture shows all.
    """

    outcome: Annotated[str, Doc("outcome")]
    year: Annotated[int, Doc("year")]
    gap: Annotated[float, Doc("gap to a city of its province without mining, since 2011", "share")]
    interval_90: Annotated[Interval, Doc("its 90 % interval", "share", shape="low, high")]
    is_told: Annotated[bool, Doc("whether words and tables name it"), Hidden]
    unit: Annotated[str, Doc("unit of the shares")] = field(default="share", init=False)
    base_year: Annotated[int, Doc("year from which it is counted")] = field(default=2011, init=False)


def rank_of(composite: pd.DataFrame, place: Place) -> Rank:
    """The place's row of the table `composite`, with the columns of `composite_table`."""
    rows = composite[composite["place"] == place.code].to_dict("records")
    if not rows:
        why = "indicators_missing" if place.code in official() and place.level == "prefecture" else "not_listed"
        return Rank(place, None, None, None, len(composite), why)
    row = rows[0]
    rank = int(row["rank"]) if row["is_shown"] else None
    return Rank(place, float(row["score"]), rank, (int(row["low"]), int(row["high"])), len(composite), "")


def quotients_of(table: pd.DataFrame, place: Place) -> tuple[Quotient, ...]:
    """The place's shrunken quotients, the surest excess first; empty without a census.

    `table` has the columns of `quotient_table`.
    """
    rows = table[table["place"] == place.code].sort_values("low", ascending=False, kind="stable").to_dict("records")
    return tuple(
        Quotient(str(r["section"]), float(r["plain"]), float(r["shrunken"]), (float(r["low"]), float(r["high"])))
        for r in rows
    )


def left_of_bust(persistence: pd.DataFrame, place: Place, mining_share: Number | None) -> tuple[LeftOfBust, ...]:
    """Each outcome in each year; empty without a mining share of 2010, or below the prefectures.

    `persistence` has the columns of `persistence_table`.

    Limits: no mining: 0 at no width.
    """
    if persistence.empty or mining_share is None or place.level != "prefecture":
        return ()
    share, busts = mining_share.value, []
    last = persistence.groupby("outcome", sort=False)["year"].max()
    for row in persistence.to_dict("records"):
        gap, low, high = (expm1(float(row[name]) * share) for name in ("slope", "low", "high"))
        is_told = row["year"] in (2016, last[row["outcome"]])
        busts.append(LeftOfBust(str(row["outcome"]), int(row["year"]), gap, (low, high), is_told))
    return tuple(busts)
