"""The scores of the hindcast on Chinese cities as they ship, and what they allow one to say.

`city_scores.csv` is computed by `make data`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import computed_field

from relode import shipped_tables
from relode.record import Doc, Hidden, Record

ORIGINS = (2005, 2010, 2015)
GAIN = "gain"
"""In the column `model`: the full model less the strong null."""


@dataclass(frozen=True)
class CityScore(Record):
    """A measure of a model over held-out provinces with its 95 % interval."""

    question: Annotated[str, Doc("the outcome of the protocol")]
    group: Annotated[str, Doc("all cities, or the listed prefectures")]
    model: Annotated[str, Doc("the model, or the gain over the strong null")]
    measure: Annotated[str, Doc("the measure")]
    value: Annotated[float, Doc("the score", "1")]
    low: Annotated[float, Doc("lower end of the 95 % interval", "1"), Hidden]
    high: Annotated[float, Doc("upper end of the 95 % interval", "1"), Hidden]
    cells: Annotated[int, Doc("pairs of place and industry", "count")]
    events: Annotated[int, Doc("entries among them", "count")]
    left_out: Annotated[int, Doc("events that lie in no known place", "count")]

    @computed_field
    @property
    def interval_95(self) -> tuple[float, float]:
        """The 95 % interval, in the unit of the score."""
        return self.low, self.high


@cache
def city_scores() -> tuple[CityScore, ...]:
    """The scores that ship.

    Example:
        >>> found = rl.pathways.city_scores()[0]
        >>> found.question, found.model, found.measure
        ('listings_2005', 'popularity_x_size', 'auc')
        >>> found.low < found.value < found.high
        True
    """
    return tuple(
        CityScore(
            row["question"], row["group"], row["model"], row["measure"],
            float(row["value"]), float(row["low"]), float(row["high"]),
            int(row["cells"]), int(row["events"]), int(row["left_out"]),
        )
        for row in shipped_tables.rows(__package__, "city_scores")
    )  # fmt: skip


def score(question: str, model: str, measure: str, group: str = "all") -> CityScore:
    """One of the scores that ship."""
    wanted = (question, group, model, measure)
    return next(one for one in city_scores() if (one.question, one.group, one.model, one.measure) == wanted)


def is_ordered() -> bool:
    """Whether candidates may be shown in an order: the rule of the protocol, applied to the scores that ship.

    Average precision of the full model over the strong null, all cities, interval above 0: at two of the three
    origins, and for zones against later listings.
    """
    won = [score(f"listings_{origin}", GAIN, "average_precision").low > 0 for origin in ORIGINS]
    return sum(won) >= 2 and score("zones_listings", GAIN, "average_precision").low > 0
