"""What the life-cycle model looks at: levels in a census year and paths over the three years after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from relode.arrays import Array
from relode.panel import over_places
from relode.places import by_code

PATH_YEARS = 3
"""A window is a census year and the three years after it: 2010-2013 (the plan is of 2013) and 2020-2023."""

WINDOWS = (2013, 2023)
"""Last years of the two windows."""

LEAST_PEOPLE = 10_000
"""Sansha, some 500 people on islands, is no economy and would stretch every scale."""

REACH = 2.5
"""Standard deviations within which a feature is kept, so that no city is judged far along a line."""


@dataclass(frozen=True)
class Features:
    """Features of one window, (place, feature), in standard deviations from the mean of all prefectures then.

    NaN where a figure is missing. `raw` holds them before that, on the scale that FEATURES names.
    """

    places: tuple[str, ...]
    raw: Array
    standard: Array

    def of(self, place: str) -> Array:
        """The standardised features of one place, (feature,). KeyError for a place that is no prefecture. [1]"""
        if place not in self.places:
            raise KeyError(place)
        return np.asarray(self.standard[self.places.index(place)])


Look = Callable[[str, int], Array]


def _mean_secondary_share(look: Look, year: int) -> Array:
    return np.asarray(np.mean([look("secondary_share", y) for y in (year - PATH_YEARS, year)], axis=0))


FEATURES: dict[str, Callable[[Look, int], Array]] = {
    "mining_employment_share": lambda look, year: np.log(look("mining_employment_share", year - PATH_YEARS) + 0.005),
    "manufacturing_employment_share": lambda look, year: look("manufacturing_employment_share", year - PATH_YEARS),
    "agriculture_employment_share": lambda look, year: look("agriculture_employment_share", year - PATH_YEARS),
    "gdp_per_resident": lambda look, year: np.log(
        look("gdp_first_published", year - PATH_YEARS) / look("population", year - PATH_YEARS)
    ),
    "secondary_share": _mean_secondary_share,
    "population": lambda look, year: np.log(look("population", year - PATH_YEARS)),
    "age_0_14_share": lambda look, year: look("age_0_14_share", year - PATH_YEARS),
    "age_60_plus_share": lambda look, year: look("age_60_plus_share", year - PATH_YEARS),
    "college_share": lambda look, year: np.log(look("college_share", year - PATH_YEARS)),
    "urban_share": lambda look, year: look("urban_share", year - PATH_YEARS),
    "migrants_other_province_share": lambda look, year: np.log(
        look("migrants_other_province_share", year - PATH_YEARS) + 0.005
    ),
    "gdp_growth": lambda look, year: np.log(
        look("gdp_first_published", year) / look("gdp_first_published", year - PATH_YEARS)
    ),
    "secondary_share_change": lambda look, year: (
        look("secondary_share", year) - look("secondary_share", year - PATH_YEARS)
    ),
}
"""Name -> what is taken from the panel, fixed before anything was fitted. Skewed shares are in logarithms.

First-published GDP alone, because the revised series has no autonomous prefectures; never whether a city counts as
exhausted, which ore it has, or what policy it got. Wages and loans are not asked for: ten listed places lack them.
"""

NAMES = tuple(FEATURES)


def features(panel: xr.Dataset, year: int) -> Features:
    """Features of every prefecture-level unit in the window that ends in `year` (a member of WINDOWS)."""
    places = _prefectures(panel)
    at = panel.get_index("place").get_indexer(pd.Index(list(places)))

    def look(quantity: str, when: int) -> Array:
        return over_places(panel, quantity, when)[at]

    raw = np.column_stack([take(look, year) for take in FEATURES.values()])
    partition = [by_code()[code].in_partition for code in places]
    return Features(places, raw, standardised(raw, partition))


def standardised(raw: Array, among: Sequence[bool]) -> Array:
    """Columns of `raw` (place, feature) in standard deviations from the mean over `among`, kept within REACH.

    Limits: every place alike in a feature: 0 there; no place with the feature: NaN there.
    """
    base = raw[np.asarray(among)]
    known = np.isfinite(base).any(axis=0)
    if not known.all():  # a build without a source
        scaled = np.full(raw.shape, np.nan)
        scaled[:, known] = standardised(raw[:, known], among)
        return scaled
    deviation = np.nanstd(base, axis=0)
    scale = np.where(deviation > 0, deviation, 1.0)
    return np.asarray(np.clip((raw - np.nanmean(base, axis=0)) / scale, -REACH, REACH))


def _prefectures(panel: xr.Dataset) -> tuple[str, ...]:
    """Prefecture-level units with people in 2010, Laiwu (abolished in 2019) among them."""
    people = over_places(panel, "population", 2010)
    codes = (str(code) for code in panel["place"].to_numpy())
    result = zip(codes, people, strict=True)
    return tuple(c for c, n in result if by_code()[c].level == "prefecture" and n > LEAST_PEOPLE)
