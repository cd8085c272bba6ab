"""What the age structure implies for the people who can work, before anyone moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import xarray as xr

from relode.panel.census_measures import CENSUS_YEARS
from relode.panel.number import number
from relode.places import Place
from relode.record import Blank, Doc, Record

CHILD_YEARS, LEAVING_YEARS = 15, 5
"""Years of age in the bands 0-14 and 60-64."""

BANDS = ("age_0_14", "age_15_59", "age_15_64", "age_60_plus")


@dataclass(frozen=True)
class Ages(Record):
    """People of working age (15-59) in both censuses, and what the other bands of 2020 will make of their number.

    `entrants`: children aged 0-14 by year of age, who turn 15 in a year on average until 2035; `leavers`: people aged
    60-64 by year of age, who turned 60 in a year on average, 2015-2020, and still live there. [persons a year]
    `balance` is entrants less leavers as a share of those of working age, `change` theirs from 2010 to 2020, and
    `dependants` people of other ages for each of working age, 2010 and 2020. No one is counted who moves or dies.
    """

    place: Annotated[Place, Doc("the place")]
    working_age: Annotated[tuple[float, float] | None, Doc("people aged 15-59", "persons", shape="2010, 2020")]
    change: Annotated[float | None, Doc("their change", "share")]
    entrants: Annotated[float | None, Doc("children who turn 15 in a year until 2035", "persons per year")]
    leavers: Annotated[float | None, Doc("people who turned 60 in a year, 2015-2020", "persons per year")]
    balance: Annotated[float | None, Doc("entrants less leavers over people of working age", "share per year")]
    dependants: Annotated[
        tuple[float, float] | None,
        Doc("people of other ages for each of working age", "ratio", shape="2010, 2020"),
    ]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    why: Annotated[Blank, Doc("why it cannot be told, null where it can")]
    years: Annotated[tuple[int, ...], Doc("years of the census")] = field(default=CENSUS_YEARS, init=False)
    units: Annotated[Mapping[str, str], Doc("unit of each figure")] = field(
        default_factory=lambda: {
            "working_age": "persons",
            "entrants": "persons per year",
            "balance": "share per year",
            "dependants": "ratio",
            "change": "share",
        },
        init=False,
    )


def ages(panel: xr.Dataset, place: Place) -> Ages:
    """The age structure of a place with both censuses; empty, with `why`, where a band is not published."""
    numbers = {(band, year): number(panel, place.code, band, year) for band in BANDS for year in CENSUS_YEARS}
    known = {key: n.value for key, n in numbers.items() if n is not None}
    if len(known) < len(numbers):
        why = "county_level" if place.level != "prefecture" else "no_ages"
        return Ages(place, None, None, None, None, None, None, (), why)
    start, end = ({band: known[band, year] for band in BANDS} for year in CENSUS_YEARS)
    entrants, leavers = yearly_entrants(end["age_0_14"]), yearly_leavers(end["age_15_59"], end["age_15_64"])
    sources = tuple(dict.fromkeys(key for n in numbers.values() if n is not None for key in n.sources))
    return Ages(
        place,
        (start["age_15_59"], end["age_15_59"]),
        end["age_15_59"] / start["age_15_59"] - 1,
        entrants,
        leavers,
        (entrants - leavers) / end["age_15_59"],
        (dependants(start), dependants(end)),
        sources,
        "",
    )


def yearly_entrants(children: float) -> float:
    """People who reach working age in a year, from those aged 0-14. [persons a year]"""
    return children / CHILD_YEARS


def yearly_leavers(until_59: float, until_64: float) -> float:
    """People who left working age in a year, from those aged 15-59 and 15-64. [persons a year]

    Limits: nobody aged 60-64: 0.
    """
    return (until_64 - until_59) / LEAVING_YEARS


def dependants(bands: dict[str, float]) -> float:
    """People under 15 or from 60 on for each aged 15-59. [1]"""
    return (bands["age_0_14"] + bands["age_60_plus"]) / bands["age_15_59"]
