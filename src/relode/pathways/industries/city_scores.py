"""The scores of the hindcast on Chinese cities as they ship, and what they allow one to say.

`city_scores.csv` is computed by `make data`.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Annotated

import numpy as np
from pydantic import computed_field

from relode import shipped_tables
from relode.pathways.industries.city_backtest import (
    DRAWS,
    MEASURES,
    ORIGINS,
    Hindsight,
    drawn_scores,
    from_listings,
    from_zones,
    from_zones_to_clusters,
    gain,
    resource_places,
)
from relode.record import Doc, Hidden, Record

LEVEL = 0.95
GAIN = "gain"
"""In the column `model`: the full model less the strong null."""
COLUMNS = ("question", "group", "model", "measure", "value", "low", "high", "cells", "events", "left_out")


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


def questions() -> Iterator[Callable[[], Hindsight]]:
    """The outcomes of the protocol: listings after three origins, zones against listings and clusters."""
    for origin in ORIGINS:
        yield lambda year=origin: from_listings(year)  # type: ignore[misc]
    yield from_zones
    yield lambda: from_zones(everywhere=True)
    yield from_zones_to_clusters


def measured(test: Hindsight, draws: int = DRAWS) -> list[CityScore]:
    """Every score of a question for all cities and for the listed prefectures, and the gain over the strong null."""
    scores = []
    for group, places in (("all", None), ("resource", resource_places(test.table))):
        cells = test.cells if places is None else test.cells & places[:, None]
        drawn = drawn_scores(test, places, draws)
        for model, values in {**drawn, GAIN: gain(drawn)}.items():
            for at, measure in enumerate(MEASURES):
                if not np.isnan(values[0, at]) and not (model == GAIN and at > 3):
                    low, high = np.quantile(values[1:, at], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
                    value, low, high = (round(float(v), 5) for v in (values[0, at], low, high))
                    counted = int(cells.sum()), int((test.events & cells).sum()), test.left_out
                    scores.append(CityScore(test.question, group, model, measure, value, low, high, *counted))
    return scores


def as_csv(scores: list[CityScore]) -> str:
    """The text of the table that ships."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(score, column) for column in COLUMNS] for score in scores)
    return out.getvalue()


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
