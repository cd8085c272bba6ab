"""What the pathways need to know of places, read from the panel. Loads pandas: an answer from what ships does not."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.measures import entropy
from relode.measures.sampling_error import NORMAL_90, effective_size, entropy_standard_error
from relode.panel import cell, over_places
from relode.panel.census_measures import SECTIONS, employment, national_employment
from relode.panel.number import assumed, sampled_share
from relode.pathways.chains.base_rates import END, START, DecadeChange
from relode.pathways.chains.shipped_figures import FIGURES, PlaceFigures, place_figures_of
from relode.places import Place


def known_at(panel: xr.Dataset, year: int) -> PlaceFigures:
    """Read one census year of the panel. Raises KeyError for a year that the panel does not have."""
    codes = [str(code) for code in panel["place"].values]
    return place_figures_of(year, *(_column(panel, codes, name, year) for name in FIGURES))


def changes_of(panel: xr.Dataset, places: Sequence[Place]) -> dict[str, DecadeChange]:
    """What became of each place, by code."""
    nation = float(np.subtract(*(entropy(_outside(national_employment(panel, year))) for year in (END, START))))
    return {place.code: _change(panel, place, nation) for place in places}


def _change(panel: xr.Dataset, place: Place, nation: float) -> DecadeChange:
    people = cell(panel, place.code, "population_change", END)
    result = _diversification(panel, place)
    gain, error = (None, None) if result is None else result
    return DecadeChange(
        people=None if people is None else people.value,
        gain=gain,
        beyond_nation=None if gain is None else gain - nation,
        error=error,
    )


def _diversification(panel: xr.Dataset, place: Place) -> tuple[float, float] | None:
    """Gain of the entropy of employment outside agriculture, and its 90 % sampling error. [nat]"""
    start = cell(panel, place.code, "employment_all_sections", START)
    if start is None or "area_not_comparable" in start.flags:
        return None
    ends = [end for year in (START, END) if (end := _entropy_outside(panel, place, year)) is not None]
    if len(ends) < 2:
        return None
    (before, error_before), (after, error_after) = ends
    return after - before, NORMAL_90 * float(np.hypot(error_before, error_after))


def _entropy_outside(panel: xr.Dataset, place: Place, year: int) -> tuple[float, float] | None:
    at = panel.indexes["place"].get_loc(place.code)
    outside = _outside(employment(panel, year)[at])
    sampled = sampled_share(year)
    if not np.isfinite(outside).all() or outside.sum() == 0 or sampled is None:
        return None
    size = effective_size(float(outside.sum()), sampled, assumed("design_effect"))
    return float(entropy(outside)), entropy_standard_error(outside / outside.sum(), size)


def _outside(counts: Array) -> Array:
    """The sections other than agriculture."""
    return counts[[section != "agriculture" for section in SECTIONS]]


def _column(panel: xr.Dataset, codes: list[str], quantity: str, year: int) -> dict[str, float]:
    values = over_places(panel, quantity, year)
    return {code: float(value) for code, value in zip(codes, values, strict=True) if np.isfinite(value)}
