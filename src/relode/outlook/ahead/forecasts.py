"""What an outlook says of a place, as frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

import numpy as np
from pydantic import PlainSerializer, computed_field

from relode.horizon import OPENING_YEAR
from relode.language import Amount, Sentence
from relode.outlook.one_future.predictive_record import PastCoverage
from relode.places import Place
from relode.record import Doc, Hidden, Inline, Record
from relode.shipped_tables import rows

if TYPE_CHECKING:
    import pandas as pd


BANDS = ("median", "p05", "p25", "p75", "p95")
Values = tuple[float | None, ...]


class Point(NamedTuple):
    """A published figure."""

    year: int
    value: float


NamedPoint = Annotated[Point, PlainSerializer(Point._asdict, return_type=dict[str, int | float])]
"""A published figure that is written with the names of its parts."""


@dataclass(frozen=True)
class UnderRetirementAge(Record):
    """People of 15 and older whom births, ageing and deaths alone would leave under retirement age.

    `before` by the ages up to 2024, `since` by those that rise from 2025. Which women retire earlier is not published:
    low takes all of them so, high none.
    """

    before_low: Annotated[Values, Doc("men under 60, women under 50", "persons", "year")]
    before_high: Annotated[Values, Doc("men under 60, women under 55", "persons", "year")]
    since_low: Annotated[Values, Doc("by the ages that rise, women from 50", "persons", "year")]
    since_high: Annotated[Values, Doc("by the ages that rise, women from 55", "persons", "year")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]


@dataclass(frozen=True)
class Forecast(Record):
    """One quantity ahead. `quantiles`: name -> one value a year of the outlook, None up to the newest figure.

    `opening` is the newest figure, of `origin`. `parts`: what is pooled, and the weight of each. `by_horizon`: how
    bands so many years ahead did in the past; after `scored_until` no past origin reaches. Money of output, budgets
    and debt is at prices of `price_base`. `chance_of_fall`: that the last year's value is below `opening`.
    """

    quantity: Annotated[str, Doc("quantity of the vocabulary"), Hidden]
    unit: Annotated[str, Doc("unit of all values")]
    price_base: Annotated[int | None, Doc("year of the prices, null where none")]
    parts: Annotated[Mapping[str, float], Doc("what is pooled, with its weight", "share")]
    origin: Annotated[int, Doc("year of the newest figure")]
    opening: Annotated[float, Doc("newest figure", "unit")]
    history: Annotated[tuple[NamedPoint, ...], Doc("published figures up to the origin", "unit", shape="year")]
    quantiles: Annotated[
        Mapping[str, Values],
        Doc("quantiles of each year, null up to the origin", "unit", shape="year"),
        Inline,
    ]
    mean: Annotated[Values, Doc("mean of each year, null up to the origin", "unit", shape="year")]
    ageing_alone: Annotated[
        Values | None,
        Doc("what births, ageing and deaths alone would make of the last census, null where it does not apply", "unit",
            shape="year"),
    ]  # fmt: skip
    under_retirement_age: Annotated[
        UnderRetirementAge | None, Doc("who of them could work by the retirement ages, null but for age_15_59")
    ]
    chance_of_fall: Annotated[float, Doc("chance that the last year lies below the opening", "share")]
    by_horizon: Annotated[Mapping[int, PastCoverage], Doc("how past bands did, by years ahead"), Hidden]
    scored_until: Annotated[int, Doc("last year whose horizon past origins reach; later bands are unscored")]
    tags: Annotated[tuple[str, ...], Doc("what a reader must know", shape="tag")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]

    @computed_field
    @property
    def method(self) -> str:
        """The part with the largest weight."""
        return max(self.parts, key=lambda part: self.parts[part])

    @property
    def furthest(self) -> PastCoverage:
        """How bands did at the longest horizon that is scored."""
        return self.by_horizon[max(self.by_horizon)]

    @computed_field
    @property
    def coverage_50(self) -> float:
        """Outcomes inside 50 % bands at the longest horizon that is scored. [share]"""
        return self.furthest.coverage_50

    @computed_field
    @property
    def coverage_90(self) -> float:
        """Outcomes inside 90 % bands at the longest horizon that is scored. [share]"""
        return self.furthest.coverage_90

    @computed_field
    @property
    def coverage_90_interval(self) -> tuple[float, float]:
        """Its 95 % interval over origins and provinces. [share]"""
        return self.furthest.coverage_90_low, self.furthest.coverage_90_high

    @computed_field
    @property
    def coverage_90_by_horizon(self) -> Mapping[int, float]:
        """Outcomes inside 90 % bands by years ahead. [share]"""
        return {ahead: row.coverage_90 for ahead, row in self.by_horizon.items()}


@dataclass(frozen=True)
class NotForecast(Record):
    """A quantity that cannot be forecast for the place, and the key of the reason."""

    quantity: Annotated[str, Doc("quantity of the vocabulary")]
    reason: Annotated[str, Doc("key of the reason")]


@dataclass(frozen=True, repr=False)
class Outlook(Record):
    """What may happen to a place."""

    place: Annotated[Place, Doc("the place")]
    years: Annotated[tuple[int, ...], Doc("years of the outlook", shape="year")]
    forecasts: Annotated[tuple[Forecast, ...], Doc("one a quantity"), Hidden]
    missing: Annotated[tuple[NotForecast, ...], Doc("what cannot be forecast", shape="quantity")]

    @computed_field
    @property
    def quantities(self) -> Mapping[str, Forecast]:
        """The forecasts by quantity."""
        return {each.quantity: each for each in self.forecasts}

    @computed_field(alias="method")
    @property
    def methods(self) -> Mapping[str, str]:
        """The part with the largest weight by quantity."""
        return {each.quantity: each.method for each in self.forecasts}

    @computed_field
    @property
    def coverage_90(self) -> Mapping[str, float]:
        """Outcomes inside 90 % bands in past tests by quantity. [share]"""
        return {each.quantity: each.coverage_90 for each in self.forecasts}

    @computed_field
    @property
    def tags(self) -> tuple[str, ...]:
        """What a reader must know of any of the forecasts."""
        return tuple(sorted({tag for each in self.forecasts for tag in each.tags}))

    def __repr__(self) -> str:
        names = ", ".join(each.quantity for each in self.forecasts)
        return f"Outlook of {self.place.name_en} {self.years[0]}-{self.years[-1]}: {names}"

    def table(self) -> "pd.DataFrame":
        """A row a quantity and year: median, 50 % and 90 % interval in the quantity's unit."""
        import pandas as pd  # not needed to make an outlook

        rows = [
            (each.quantity, each.unit, year, *(each.quantiles[name][at] for name in BANDS))
            for each in self.forecasts
            for at, year in enumerate(self.years)
        ]
        return pd.DataFrame(rows, columns=["quantity", "unit", "year", *BANDS])


@cache
def _figure(name: str) -> float:
    """A figure of the table: growth a year of output per job to 2035 among places, or what goes with people lost."""
    return float(next(r["value"] for r in rows("relode.outlook.one_future", "output_per_job") if r["figure"] == name))


def output_per_job_growth(outlook: Outlook) -> float | None:
    """Log growth a year of the median output over the median of jobs, from the census to the outlook's last year.

    None where one of them is not forecast or has no figure of the census. [1/yr]
    """
    output, jobs = (outlook.quantities.get(name) for name in ("gdp_real", "employment"))
    changes = [None if each is None else _change(each) for each in (output, jobs)]
    if changes[0] is None or changes[1] is None:
        return None
    return (changes[0] - changes[1]) / (outlook.years[-1] - OPENING_YEAR)


def _change(each: Forecast) -> float | None:
    start, end = dict(each.history).get(OPENING_YEAR), each.quantiles["median"][-1]
    return None if start is None or end is None else float(np.log(end / start))


def output_per_job(outlook: Outlook) -> tuple[Sentence, ...]:
    """What output per job grows by, and, beyond nineteen in twenty places, that output is the less believed and why."""
    growth = output_per_job_growth(outlook)
    if growth is None:
        return ()
    output, jobs = outlook.quantities["gdp_real"], outlook.quantities["employment"]
    sources = tuple(dict.fromkeys((*output.sources, *jobs.sources)))
    high = _figure("growth_p95")
    values = {
        "growth": Amount(float(np.expm1(growth)), "share", None, sources),
        "usual": Amount(float(np.expm1(_figure("growth_p50"))), "share", None, sources),
        "high": Amount(float(np.expm1(high)), "share", None, sources),
        "short": Amount(_figure("short_per_people_lost"), "ratio", None, sources),
        "error": Amount(_figure("short_per_people_lost_error"), "ratio", None, sources),
        "until": outlook.years[-1],
    }
    return (Sentence(f"outlook.city.output_per_job{'_high' if growth > high else ''}", values),)


def more_jobs_than_people(outlook: Outlook) -> tuple[Sentence, ...]:
    """That more jobs than people of 15 to 59 are expected in the last year, and why; nothing where they are not."""
    jobs, people = (outlook.quantities.get(name) for name in ("employment", "age_15_59"))
    if jobs is None or people is None:
        return ()
    now, end = (jobs.opening, people.opening), [each.quantiles["median"][-1] or 0.0 for each in (jobs, people)]
    if end[0] <= end[1] or not now[1]:
        return ()
    sources = tuple(dict.fromkeys((*jobs.sources, *people.sources)))
    values = {
        "jobs": Amount(end[0], jobs.unit, None, jobs.sources),
        "people": Amount(end[1], people.unit, None, people.sources),
        "counted": Amount(now[0] / now[1], "ratio", None, sources),
        "expected": Amount(end[0] / end[1], "ratio", None, sources),
        "origin": jobs.origin,
        "until": outlook.years[-1],
    }
    return (Sentence("outlook.city.more_jobs_than_people", values),)
