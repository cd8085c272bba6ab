"""Named places to learn from: which of the city's peers diversified, which tried one of its chains, which neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relode.pathways.chains.base_rates import PlaceChange
from relode.pathways.chains.hindcast_outcomes import came_by_2024
from relode.places import Place


@dataclass(frozen=True)
class Track:
    """A place of a group and what became of it: outcomes 2010-2020, None where no census tells.

    `industries` are successor industries that it hosts a national cluster of or is an example of by 2024.
    """

    group: str
    place: Place
    outcomes: dict[str, bool]
    industries: tuple[str, ...]

    @property
    def diversified(self) -> bool | None:
        """Whether its jobs diversified more than the nation's."""
        return self.outcomes.get("diversified_beyond_nation")

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on."""
        return {
            "group": self.group,
            "place": self.place.record(),
            "outcomes": dict(self.outcomes),
            "industries": list(self.industries),
        }


def tracks(groups: Mapping[str, Sequence[Place]], changes: Mapping[str, PlaceChange]) -> tuple[Track, ...]:
    """The tracks of every place of each group, in the order of the groups."""
    return tuple(
        Track(group, place, changes[place.code].outcomes if place.code in changes else {}, came_by_2024(place))
        for group, places in groups.items()
        for place in places
    )
