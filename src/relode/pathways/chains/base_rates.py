"""Of places like this one, how many grew, shrank and diversified, and which: said before any candidate is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.facts import rows
from relode.measures.sampling_error import share_interval
from relode.places import Place, by_code
from relode.record import Doc, Record

START, END = 2010, 2020
OUTCOMES = ("grew", "shrank", "diversified", "diversified_beyond_nation")


@dataclass(frozen=True)
class BaseRate(Record):
    """How often an outcome came about in a group of places from 2010 to 2020."""

    group: Annotated[str, Doc("peers or type")]
    outcome: Annotated[str, Doc("grew, shrank, diversified, or diversified beyond the nation")]
    count: Annotated[int, Doc("places of the group that are known", "count")]
    happened: Annotated[int, Doc("places where it came about", "count")]
    share_interval_90: Annotated[
        tuple[float, float],
        Doc("90 % interval of the chance behind the count, each place an independent draw", "share", "low, high"),
    ]

    @property
    def share(self) -> float:
        """Share of the places where it came about. [0-1]"""
        return self.happened / self.count


@dataclass(frozen=True)
class DecadeChange:
    """What became of a place from 2010 to 2020; None without both censuses of one area.

    `people` is the change of population over that of 2010 [share]; `gain` that of the entropy of employment outside
    agriculture, `beyond_nation` the same less the nation's, `error` its 90 % sampling error. [nat]
    """

    people: float | None
    gain: float | None
    beyond_nation: float | None
    error: float | None

    @property
    def outcomes(self) -> dict[str, bool]:
        """Outcome -> whether it came about, for those that are known."""
        result: dict[str, bool] = {}
        if self.people is not None:
            result |= {"grew": self.people > 0, "shrank": self.people < 0}
        if self.gain is not None and self.beyond_nation is not None and self.error is not None:
            result |= {
                "diversified": self.gain > self.error,
                "diversified_beyond_nation": self.beyond_nation > self.error,
            }
        return result


def base_rates(groups: Mapping[str, Sequence[Place]], changes: Mapping[str, DecadeChange]) -> tuple[BaseRate, ...]:
    """How often each outcome came about in each group, by the changes of its places; unknown ones do not count."""
    return tuple(rate for group, places in groups.items() for rate in _rates(group, places, changes))


def _rates(group: str, places: Sequence[Place], changes: Mapping[str, DecadeChange]) -> list[BaseRate]:
    known = [changes[place.code].outcomes for place in places if place.code in changes]
    counted = {outcome: [one[outcome] for one in known if outcome in one] for outcome in OUTCOMES}
    return [
        BaseRate(group, outcome, len(said), sum(said), share_interval(sum(said) / len(said), len(said)))
        for outcome, said in counted.items()
        if said
    ]


@dataclass(frozen=True)
class Track(Record):
    """A place of a group and what became of it."""

    group: Annotated[str, Doc("own, peers or type")]
    place: Annotated[Place, Doc("the place")]
    outcomes: Annotated[dict[str, bool], Doc("whether each came about 2010-2020; absent where no census tells")]
    industries: Annotated[
        tuple[str, ...],
        Doc("successor industries that it hosts a national cluster of or is an example of by 2024", shape="industry"),
    ]

    @property
    def diversified(self) -> bool | None:
        """Whether its jobs diversified more than the nation's."""
        return self.outcomes.get("diversified_beyond_nation")


def tracks(groups: Mapping[str, Sequence[Place]], changes: Mapping[str, DecadeChange]) -> tuple[Track, ...]:
    """The tracks of every place of each group, in the order of the groups."""
    return tuple(
        Track(group, place, changes[place.code].outcomes if place.code in changes else {}, came_by_2024(place))
        for group, places in groups.items()
        for place in places
    )


@cache
def came_by_2024(place: Place) -> tuple[str, ...]:
    """Industries that the place, or a place in it, hosts a national cluster of or is an example of, by 2024.

    The tables give no year of founding: what was under way before 2010 counts as well.
    """
    hosts = {row["cluster_id"] for row in rows("cluster_hosts") if _is_in(row["place"], place)}
    return tuple(
        row["industry_id"]
        for row in rows("successor_industries")
        if hosts & set(row["cluster_ids"].split(";"))
        or any(_is_in(code, place) for code in row["example_places"].split(";") if code)
    )


def _is_in(code: str, place: Place) -> bool:
    return code == place.code or (code in by_code() and by_code()[code].parent == place.code)
