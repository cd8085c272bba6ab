"""What the answer to a what-if holds. Light: no engine is needed to say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from relode.places import Place
from relode.record import Doc, Hidden, Record

Bands = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Change(Record):
    """What a policy changes in a year, future by future: a ratio less 1, or a difference of persons or of ratios."""

    quantity: Annotated[str, Doc("the quantity"), Hidden]
    year: Annotated[int, Doc("the year", "year")]
    unit: Annotated[str, Doc("unit of the change")]
    median: Annotated[float, Doc("median over futures", "unit")]
    interval_90: Annotated[tuple[float, float], Doc("90 % interval over futures", "unit", "low, high")]
    more_share: Annotated[float, Doc("share of futures in which there is more of it than without the policy", "share")]

    @property
    def value(self) -> float:
        """The median of the futures, in the unit of the quantity."""
        return self.median


@dataclass(frozen=True)
class PolicyMoney(Record):
    """A sum or a share over the years of a policy."""

    value: Annotated[float, Doc("median over futures", "unit")]
    unit: Annotated[str, Doc("unit of the value")]
    interval_90: Annotated[tuple[float, float], Doc("90 % interval over futures", "unit", "low, high")]


@dataclass(frozen=True)
class WithAndWithout(Record):
    """A quantity with the policy and without it, over the same futures."""

    unit: Annotated[str, Doc("unit of plan and do_nothing")]
    plan: Annotated[Bands, Doc("quantiles with the policy", "unit", "band and year")]
    do_nothing: Annotated[Bands, Doc("quantiles if nothing is done", "unit", "band and year")]
    difference: Annotated[Bands, Doc("quantiles of what it changes", "unit of the change", "band and year")]


@dataclass(frozen=True)
class WhatIfAnswer(Record):
    """What a scenario changes in a city, over the same futures as doing nothing."""

    place: Annotated[Place, Doc("the place")]
    years: Annotated[tuple[int, ...], Doc("years of the paths", "year", "year")]
    futures: Annotated[int, Doc("futures", "count")]
    seed: Annotated[int, Doc("seed of all draws")]
    until: Annotated[int, Doc("year of the changes", "year")]
    quantities: Annotated[Mapping[str, WithAndWithout], Doc("paths with the policy and without it", shape="quantity")]
    changes: Annotated[Mapping[str, Change], Doc("what it changes in the last year", shape="quantity")]
    counts: Annotated[Mapping[str, Change], Doc("the same of people and jobs, in persons", shape="quantity")]
    cost: Annotated[PolicyMoney, Doc("what the city bears a year, forgone revenue with it")]
    paid: Annotated[Mapping[str, PolicyMoney], Doc("what each payer bears a year", shape="payer")]
    cost_share: Annotated[PolicyMoney | None, Doc("the city's part over its public spending; null where not published")]
