"""What is told of a plan and of the simulator in the user's own country, as records: no engine is loaded."""

from dataclasses import dataclass
from typing import Annotated

from relode.country.money_tables import LocalEffect
from relode.language import Bilingual
from relode.plan.making.plan_records import Course, PlanRecord
from relode.record import Doc, Record


@dataclass(frozen=True)
class OpeningCell(Record):
    """One quantity of the opening of a place, in units of the simulator."""

    quantity: Annotated[str, Doc("quantity of the opening")]
    kind: Annotated[str, Doc("given, computed from what is given, or as_in_china")]
    value: Annotated[float, Doc("its value, money in output per job put at China's")]
    range_90: Annotated[tuple[float, float] | None, Doc("5 and 95 % of Chinese places, null where it is given")]


@dataclass(frozen=True)
class SimulatorScore(Record):
    """How the medians did when opened some years ago, beside no change, over all places of the country."""

    quantity: Annotated[str, Doc("population or employment")]
    origin: Annotated[int, Doc("year in which it was opened", "year")]
    horizon: Annotated[int, Doc("years ahead", "year")]
    error: Annotated[float, Doc("mean size of what was missed, in logarithms")]
    no_change: Annotated[float, Doc("the same of no change")]
    skill: Annotated[float, Doc("1 less the ratio of the two", "1")]
    skill_90: Annotated[tuple[float, float], Doc("90 % interval of it, regions or places drawn again", "1")]


@dataclass(frozen=True)
class CountryOpened(Record):
    """What the simulator opens from in another country. Its parameters were fitted to China."""

    tags: Annotated[tuple[str, ...], Doc("uncalibrated: fitted to another country")]
    opening_year: Annotated[int, Doc("year in which it opens; money is at prices of that year", "year")]
    opening: Annotated[tuple[OpeningCell, ...], Doc("what was given and what was assumed", shape="quantity")]
    held_places: Annotated[int, Doc("places whose jobs exceed what adults can hold and were brought down", "count")]


@dataclass(frozen=True)
class CountrySimulation(CountryOpened):
    """What the simulator does with a place if nothing is done."""

    futures: Annotated[int, Doc("futures", "count")]
    paths: Annotated[tuple[Course, ...], Doc("paths of the place", shape="quantity")]
    scores: Annotated[tuple[SimulatorScore, ...], Doc("how such runs did here; empty where the tables are too short")]


@dataclass(frozen=True)
class CountryPlan(PlanRecord, CountryOpened):
    """A plan run in a place's own futures. Units with "money" are in the currency of the tables."""

    outlook: Annotated[tuple[str, ...], Doc("quantities that, if nothing is done, are those of the outlook")]
    local: Annotated[tuple[LocalEffect, ...], Doc("effects published in the country", shape="measure")]
    currency: Annotated[Bilingual, Doc('currency of its money, "" where the tables do not say')]
