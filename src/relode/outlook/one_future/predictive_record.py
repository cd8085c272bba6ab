"""What the one predictive distribution of a quantity holds, and the values and chances that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.one_future.bands import MEAN_POINTS, reach, towards
from relode.places import Place

AHEAD = tuple(range(OPENING_YEAR + 1, LAST_YEAR + 1))


@dataclass(frozen=True)
class PastCoverage:
    """How bands so many years ahead did at past origins; 95 % intervals are over origins and provinces.

    `bias`: mean of outcome less forecast, in logarithms.
    """

    horizon: int
    origins: int
    count: int
    mean_error: float
    mean_error_no_change: float
    coverage_50: float
    coverage_90: float
    coverage_90_low: float
    coverage_90_high: float
    bias: float
    bias_low: float
    bias_high: float


@dataclass(frozen=True)
class Ahead:
    """One quantity of a place. `facts`: year -> published figure; forecasts start from the newest.

    `centre` (year of AHEAD) and `half_50`, `half_90` (side, year: below, above) are on the scale of logarithms: the
    median of the newest figure's multiple, and how far the ends of the middle 50 and 90 % lie from it. Years up to the
    newest figure are facts, and years between facts lie between them; a newest figure that a user gave with an interval
    is as unsure as that, and so is all that follows from it. `scored_until`: the last year whose horizon past origins
    reach. `parts`: what is pooled, and the weight of each. `ageing_alone` (year of AHEAD): what births, ageing and
    deaths alone would make of the last census, jobs in proportion to those of 15 to 59; None for what is not about
    people. `under_retirement_age`, told with those of 15 to 59: of people aged so, who would not have reached it; by
    KINDS.
    """

    name: str
    unit: str
    price_base: int | None
    facts: Mapping[int, float]
    centre: Values
    half_50: Grid
    half_90: Grid
    scored_until: int
    held: Mapping[int, PastCoverage]
    parts: Mapping[str, float]
    ageing_alone: Values | None
    under_retirement_age: Mapping[tuple[str, str], Values] | None
    tags: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def observed_until(self) -> int:
        """The year of the newest figure."""
        return max(self.facts)

    @property
    def opening(self) -> float:
        """The newest figure, in the unit of the quantity."""
        return self.facts[self.observed_until]

    def at(self, chances: Sequence[float] | Values) -> NDArray[np.float64]:
        """The values below which each year of AHEAD falls with these chances, (chance, year).

        Chances lie between 0 and 1.
        """
        score = np.array([_standard_score(float(chance)) for chance in chances])[:, None]
        halves = (towards(score, half[:, None]) for half in (self.half_50, self.half_90))
        return np.asarray(self.opening * np.exp(self.centre + reach(score, *halves)))

    @property
    def mean(self) -> Values:
        """The mean of MEAN_POINTS equally likely values of each year, (year,). In the unit of the quantity."""
        return np.asarray(self.at((np.arange(MEAN_POINTS) + 0.5) / MEAN_POINTS).mean(axis=0))

    def chance_below(self, value: float, year: int) -> float:
        """The chance that the year's value lies below `value`."""
        chances = (np.arange(4 * MEAN_POINTS) + 0.5) / (4 * MEAN_POINTS)
        return float((self.at(chances)[:, AHEAD.index(year)] < value).mean())


@cache
def _standard_score(chance: float) -> float:
    # SciPy's inverse is as exact, and to load it takes longer than a whole outlook; every year asks for the same few.
    return NormalDist().inv_cdf(chance)


@dataclass(frozen=True)
class OpeningHomes:
    """What tells how many homes stood empty in the opening year.

    `vacancy`: the newest figure that a user gave, None without one. `people_left`: people of the last census over the
    most of any census, 1 where it has the most. [share]
    """

    vacancy: float | None = None
    people_left: float = 1.0

    def lived_in(self, frictional: Values) -> Values:
        """Part of the floor area lived in at the opening, from the part empty where nobody left, (future, 1). [0-1]

        OpeningHomes of those who left are taken to be still there. Limits: nobody left: 1 - frictional.
        """
        return (1 - frictional) * self.people_left if self.vacancy is None else 0 * frictional + 1 - self.vacancy


@dataclass(frozen=True, repr=False)
class Predictive:
    """The place and its quantities by name; what is not in it has no recent figure. `homes`: how empty they were."""

    place: Place
    quantities: Mapping[str, Ahead]
    homes: OpeningHomes = OpeningHomes()

    def __repr__(self) -> str:
        return f"Predictive of {self.place.name_en} {AHEAD[0]}-{AHEAD[-1]}: {', '.join(self.quantities)}"
