"""A plan for a place of the user's own country, as a record: it loads no engine."""

from dataclasses import dataclass
from typing import Annotated

from relode.country.country_evidence import LocalEffect
from relode.country.country_simulation import OpeningCell
from relode.decisions.decision_records import Decisions
from relode.plan.asked.pots import Pot, Spending
from relode.plan.making.plan_records import Course
from relode.records import Doc, Record


@dataclass(frozen=True)
class CountryPlan(Record):
    """Programmes judged in a place's own futures. Units with "money" are in the currency of the tables."""

    tags: Annotated[tuple[str, ...], Doc("uncalibrated: the simulator was fitted to another country")]
    opening_year: Annotated[int, Doc("year in which it opens; money is at prices of that year", "year")]
    start: Annotated[int, Doc("first year of measures", "year")]
    horizon: Annotated[int, Doc("last year", "year")]
    futures: Annotated[int, Doc("futures", "count")]
    budget: Annotated[float, Doc("money asked for", "yuan per year")]
    bonds: Annotated[float, Doc("of it at most borrowed for building", "yuan per year")]
    granted: Annotated[float, Doc("money that may be granted beside it", "yuan per year")]
    spending: Annotated[Spending | None, Doc("public spending of the newest year, null where not given")]
    pots: Annotated[tuple[Pot, ...], Doc("the four pots, as the tables give them", shape="pot")]
    opening: Annotated[tuple[OpeningCell, ...], Doc("what was given and what was taken from China", shape="quantity")]
    held_places: Annotated[int, Doc("places whose jobs exceed what adults can hold and were brought down", "count")]
    outlook: Annotated[tuple[str, ...], Doc("quantities that, if nothing is done, are those of the outlook")]
    local: Annotated[tuple[LocalEffect, ...], Doc("effects published in the country", shape="measure")]
    nothing: Annotated[tuple[Course, ...], Doc("what comes if nothing is done")]
    decisions: Annotated[Decisions, Doc("every programme with its verdict")]
