"""What the needs of a place are told as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from relode.language import Bilingual, Sentence
from relode.panel.number import Number
from relode.places import Place
from relode.record import Doc, Hidden, Record


@dataclass(frozen=True)
class Surplus(Record):
    """What is there less what is needed by one norm: its median, and the part of it that is sure."""

    median: Annotated[float, Doc("capacity less need, negative where it falls short", "unit")]
    sure: Annotated[float, Doc("what is left of it at the unfavourable end of the 90 % band, 0 if nothing", "unit")]


@dataclass(frozen=True)
class YearNeed(Record):
    """A service in one year."""

    year: Annotated[int, Doc("the year")]
    users: Annotated[Number, Doc("who will use it")]
    need: Annotated[Mapping[str, Number], Doc("how much is needed", shape="norm")]
    surplus: Annotated[Mapping[str, Surplus], Doc("capacity less need", shape="norm")]
    sure: Annotated[
        float, Doc("surplus (positive) or shortage that holds under every norm, 0 within 5 % of the capacity", "unit")
    ]
    alive_share: Annotated[float, Doc("share of the users who were born by the census", "share")]


@dataclass(frozen=True)
class FirstSureYear(Record):
    """From when on a surplus or a shortage is sure up to the last year; null where it never is."""

    surplus: Annotated[int | None, Doc("first year of a sure surplus")]
    shortage: Annotated[int | None, Doc("first year of a sure shortage")]


@dataclass(frozen=True)
class ServiceScore(Record):
    """How users of the service were forecast in the past, beside "as last counted"."""

    target: Annotated[str, Doc("what was scored: counted users three years ahead, or their ages ten years ahead")]
    horizon: Annotated[int, Doc("years ahead", "years")]
    mae: Annotated[float, Doc("mean absolute error", "share")]
    naive_mae: Annotated[float, Doc("that of the number as last counted", "share")]
    n: Annotated[int, Doc("places")]


@dataclass(frozen=True)
class ServiceNeed(Record):
    """One service of a place."""

    service: Annotated[str, Doc("its key")]
    name: Annotated[Bilingual, Doc("its name")]
    unit: Annotated[str, Doc("unit of users")]
    kind: Annotated[str, Doc("capacity, ages, ratio or money")]
    users_name: Annotated[Bilingual, Doc("who uses it")]
    capacity: Annotated[Number | None, Doc("how much there is, null where no source counts it")]
    capacity_name: Annotated[Bilingual | None, Doc("what is counted"), Hidden]
    counter: Annotated[Bilingual | None, Doc("the word behind a number of what is counted"), Hidden]
    counted: Annotated[Number | None, Doc("users as counted, null where nobody counts them")]
    coverage: Annotated[Number | None, Doc("users for each person of their ages, the place's own or the nation's")]
    years: Annotated[tuple[YearNeed, ...], Doc("year by year", shape="year")]
    norms: Annotated[Mapping[str, Bilingual], Doc("names of the norms", shape="norm")]
    verdict: Annotated[
        str, Doc("surplus, shortage, norms_disagree, not_sure, no_skill or no_capacity, of the year told")
    ]
    first_sure_year: Annotated[FirstSureYear, Doc("since when")]
    peak: Annotated[int, Doc("year of most users, from the opening on")]
    score: Annotated[ServiceScore | None, Doc("how such forecasts did, null where none could be scored")]
    flags: Annotated[tuple[str, ...], Doc("what was done to the figures", shape="flag")]
    note: Annotated[Bilingual | None, Doc("what its figures do not tell")]

    @property
    def counter_behind(self) -> Bilingual:
        """The word behind a number of what there is, with the space before it; nothing for a service of one's own."""
        return Bilingual("", "") if self.counter is None else Bilingual(f" {self.counter.en}", self.counter.zh)

    def at(self, year: int) -> YearNeed:
        """The entry of a year. Raises StopIteration for one outside: a defect of ours."""
        return next(each for each in self.years if each.year == year)


@dataclass(frozen=True)
class Money(Record):
    """What the education budget would be in a year: if it follows its users, and if it stays."""

    year: Annotated[int, Doc("the year")]
    follows: Annotated[Number, Doc("if spending for each user stays as it is")]
    stays: Annotated[Number, Doc("if the budget stays as it is")]
    per_user: Annotated[Number, Doc("spending for each child of 3 to 17 if the budget stays")]


@dataclass(frozen=True)
class NeedMeasure(Record):
    """What a city may do about a need, as a step of verdicts reads it."""

    kind: Annotated[str, Doc("need")]
    name: Annotated[str, Doc("key of the measure")]
    title: Annotated[Bilingual, Doc("its name")]
    service: Annotated[str, Doc("key of the service")]
    verdict: Annotated[str, Doc("do, leave, fill_in or cannot_tell")]
    reason: Annotated[Sentence, Doc("why")]
    dose: Annotated[float, Doc("sure surplus or shortage that it answers to in the year told, 0 if none", "unit")]
    year: Annotated[int, Doc("the year told")]
    cost: Annotated[Number | None, Doc("what it costs in all, null where no source says")]
    bureau: Annotated[Bilingual, Doc("who leads")]
    first_step: Annotated[Bilingual, Doc("what to do first")]
    fill_in: Annotated[tuple[str, ...], Doc("cells of the workbook that it waits for", shape="cell")]


@dataclass(frozen=True)
class Needs(Record):
    """The needs of a place."""

    place: Annotated[Place, Doc("the place")]
    year: Annotated[int, Doc("the year that verdicts are of")]
    services: Annotated[tuple[ServiceNeed, ...], Doc("service by service", shape="service")]
    money: Annotated[tuple[Money, ...], Doc("the education budget", shape="year")]
    measures: Annotated[tuple[NeedMeasure, ...], Doc("what may be done", shape="measure")]
    missing: Annotated[tuple[str, ...], Doc("cells that only the city can fill in", shape="cell")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    tags: Annotated[tuple[str, ...], Doc("ages_alone where no capacity is counted", shape="tag")]

    def service(self, key: str) -> ServiceNeed:
        """The service of a key. Raises StopIteration for an unknown one: a defect of ours."""
        return next(each for each in self.services if each.service == key)
