"""Named places to learn from: which of the city's peers diversified, which tried one of its chains, which neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode.facts import rows
from relode.pathways.chains.base_rates import DecadeChange
from relode.places import Place, by_code
from relode.records import Doc, Record


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
