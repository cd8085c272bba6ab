"""What a city's jobs of 2010 and 2020 are made of: parts of the change, variety, location quotients with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from pydantic import computed_field

from relode.arrays import Array
from relode.facts import rows
from relode.measures import shift_share, shrunken_location_quotient
from relode.measures.sampling_error import NORMAL_90
from relode.panel.census_measures import CENSUS_YEARS, SECTIONS, employment
from relode.panel.number import assumed, known_ratio
from relode.places import Place, by_code
from relode.record import Doc, Record

REST = "rest"
"""The row of all that the censuses count on areas that are not the same: it keeps the nation whole."""

PARTS = ("nation", "industry", "place")


@dataclass(frozen=True)
class SectionChange(Record):
    """Jobs of a section in both censuses (persons in the nation's scale), and the parts that their change adds up to.

    `nation`: had it grown as all jobs of the nation did; `industry`: what the section's growth adds; `place`: the rest,
    with the 90 % interval that the sampling of the long forms leaves it.
    """

    section: Annotated[str, Doc("section of jobs")]
    before: Annotated[float, Doc("jobs of 2010", "persons")]
    after: Annotated[float, Doc("jobs of 2020", "persons")]
    nation: Annotated[float, Doc("had it grown as all jobs of the nation", "persons")]
    industry: Annotated[float, Doc("what the section's growth adds", "persons")]
    place: Annotated[float, Doc("the rest: local factors", "persons")]
    place_interval_90: Annotated[
        tuple[float, float],
        Doc("its 90 % interval from sampling", "persons", shape="low, high"),
    ]


@dataclass(frozen=True)
class Decomposition(Record):
    """The change of jobs between 2010 and 2020 by section; empty, with `why`, where a census or an area is missing."""

    place: Annotated[Place, Doc("the place")]
    sections: Annotated[tuple[SectionChange, ...], Doc("one a section", shape="section")]
    why: Annotated[str, Doc('why it cannot be told, "" where it can')]
    unit: Annotated[str, Doc("unit of all figures")] = field(default="persons", init=False)

    def total(self, part: str) -> float:
        """The sum of `before`, `after` or a part over all sections. [persons]"""
        return sum(float(getattr(section, part)) for section in self.sections)

    @computed_field
    @property
    def totals(self) -> Mapping[str, float] | None:
        """Jobs in both censuses and the parts of the change, over all sections; null without sections. [persons]"""
        return {part: self.total(part) for part in ("before", "after", *PARTS)} if self.sections else None


def decomposition(panel: xr.Dataset, place: Place) -> Decomposition:
    """Shift-share of a prefecture's (or a unit's of the same rank) jobs over 20 sections, 2010-2020.

    The nation is the sum of all units that partition it, in both years. Long-form counts are brought to employed
    persons by the nation's ratio of each year. Source: dunn1960.
    """
    codes, before, after = _units(panel)
    return _of(place, codes, before, after, "no_two_censuses")


def county_decomposition(place: Place) -> Decomposition:
    """The same for a county, district or county-level city, in the table of counties; for areas that did not change.

    Counties whose areas of 2010 and 2020 are not known to be the same are in one row together, so that the nation
    is whole; they have no decomposition of their own.
    """
    codes, before, after = _counties()
    return _of(place, codes, before, after, "area_not_comparable")


def _of(place: Place, codes: Sequence[str], before: Array, after: Array, why: str) -> Decomposition:
    if place.code not in codes:
        return Decomposition(place, (), why)
    at = list(codes).index(place.code)
    parts = shift_share(before, after)
    columns = (before[at], after[at], *(part[at] for part in parts))
    half = sampling_half_width(before[at], after[at], before[at] + parts.nation[at] + parts.industry[at])
    intervals = zip((parts.place[at] - half).tolist(), (parts.place[at] + half).tolist(), strict=True)
    return Decomposition(place, tuple(map(SectionChange, SECTIONS, *(c.tolist() for c in columns), intervals)), "")


def sampling_half_width(before: Array, after: Array, expected: Array) -> Array:
    """Half of the 90 % interval of after - expected, where `expected` is `before` at the nation's growth. [persons]

    All of the same shape.

    Both censuses are samples of households; growth of the nation is taken as known. Source: kish1965.
    Limits: no jobs in either: 0; everybody counted: 0.
    """
    ratios = [known_ratio(year) for year in CENSUS_YEARS]
    # A count of n persons asked stands for ratio x n; its variance is n times the design effect, less what was seen.
    variances = [
        assumed("design_effect") * (ratio - 1) * jobs for ratio, jobs in zip(ratios, (before, after), strict=True)
    ]
    growth = np.divide(expected, before, out=np.zeros_like(before), where=before > 0)
    return np.asarray(NORMAL_90 * np.sqrt(variances[1] + growth**2 * variances[0]))


def _units(panel: xr.Dataset) -> tuple[list[str], Array, Array]:
    """Units of the partition with both censuses, and in the last row the others."""
    codes = [str(code) for code in panel["place"].to_numpy()]
    whole = np.array([by_code()[code].in_partition for code in codes])
    counts = [np.nan_to_num(employment(panel, year)[whole]) * known_ratio(year) for year in CENSUS_YEARS]
    both = np.asarray((counts[0].sum(axis=1) > 0) & (counts[1].sum(axis=1) > 0))
    names = [code for code, inside in zip(codes, whole, strict=True) if inside]
    return _with_rest(names, both, counts[0], counts[1])


def _with_rest(
    names: Sequence[str], kept: NDArray[np.bool_], before: Array, after: Array
) -> tuple[list[str], Array, Array]:
    own = [name for name, inside in zip(names, kept, strict=True) if inside]
    tables = (np.vstack([table[kept], table[~kept].sum(axis=0)]) for table in (before, after))
    return [*own, REST], *tables  # type: ignore[return-value]


def _counties() -> tuple[list[str], Array, Array]:
    """Counties on one area in both censuses, by their code of 2020 (or of the list), and the others in one row."""
    values: dict[int, dict[str, Array]] = {year: {} for year in CENSUS_YEARS}
    rest = {year: np.zeros(len(SECTIONS)) for year in CENSUS_YEARS}
    steady = {row["code_2020"] for row in rows("census_counties") if row["same_area"] == "1"}
    for row in rows("census_counties"):
        year, counts = int(row["year"]), _counts(row)
        own = (row["code_2020"] or row["place"]) if year == CENSUS_YEARS[0] else row["place"]
        if own in steady:
            values[year][own] = counts
        else:
            rest[year] = rest[year] + counts
    for year in CENSUS_YEARS:
        for code in values[year].keys() - (values[CENSUS_YEARS[0]].keys() & values[CENSUS_YEARS[1]].keys()):
            rest[year] = rest[year] + values[year].pop(code)
    codes = sorted(values[CENSUS_YEARS[0]])
    before, after = (
        np.vstack([*(values[year][code] for code in codes), rest[year]]) * known_ratio(year) for year in CENSUS_YEARS
    )
    return [*codes, REST], before, after


def _counts(row: Mapping[str, str]) -> Array:
    return np.array([float(row[f"employment_{section}"] or 0) for section in SECTIONS])


def quotient_table(panel: xr.Dataset, year: int, level: float = 0.9) -> pd.DataFrame:
    """Location quotients of every unit and section, shrunk to 1 as counts are small, with intervals of `level`. [1]

    A row each.

    Counts are divided by the design effect of the long form, whose households make them less sure than single
    persons would. Sections without any job in the nation are left out. Source: clayton1987.
    """
    codes, counts = _counted(panel, year)
    known = np.flatnonzero(counts.sum(axis=0) > 0)
    effective = np.round(counts[:, known] / assumed("design_effect"))
    known, effective = known[effective.sum(axis=0) > 0], effective[:, effective.sum(axis=0) > 0]
    quotient = shrunken_location_quotient(effective, level)
    names = np.array(SECTIONS)[known]
    keys = {"place": np.repeat(np.array(codes), len(known)), "section": np.tile(names, len(codes)), "year": year}
    plain = effective / effective.sum(axis=1, keepdims=True) * effective.sum() / effective.sum(axis=0)
    columns = {"plain": plain, "shrunken": quotient.mean, "low": quotient.low, "high": quotient.high}
    return pd.DataFrame({**keys, **{name: column.ravel() for name, column in columns.items()}})


def _counted(panel: xr.Dataset, year: int) -> tuple[list[str], Array]:
    counts = employment(panel, year)
    codes = [str(code) for code in panel["place"].to_numpy()]
    inside = [by_code()[code].in_partition and n > 0 for code, n in zip(codes, np.nansum(counts, axis=1), strict=True)]
    return [code for code, kept in zip(codes, inside, strict=True) if kept], counts[np.array(inside)]


SECTOR: dict[str, str] = {
    row["census_column"].removeprefix("employment_"): "primary"
    if row["code"] == "A"
    else "secondary"
    if row["secondary_sector"] == "1"
    else "tertiary"
    for row in rows("industries")
    if row["level"] == "section"
}
"""Section -> sector, by the rule of the statistical bureau."""
