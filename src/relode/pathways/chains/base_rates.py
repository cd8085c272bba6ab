"""Of places like this one, how many grew, shrank and diversified: said before any candidate is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from relode.measures.sampling_error import share_interval
from relode.places import Place
from relode.records import Doc, Record

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
