"""Measures of the structure of employment, added to the panel for every place with a census."""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.facts import rows
from relode.measures import entropy, herfindahl_index, location_quotient
from relode.places import by_code

CENSUS_YEARS = (2010, 2020)
SECTION_LETTERS: dict[str, str] = {
    row["census_column"].removeprefix("employment_"): row["code"]
    for row in rows("industries")
    if row["level"] == "section"
}
"""The 20 sections of GB/T 4754: the name that the vocabulary gives them -> letter."""
SECTIONS = tuple(SECTION_LETTERS)

Array = NDArray[np.float64]


def with_measures(panel: xr.Dataset) -> xr.Dataset:
    """Fill location quotients, entropy and Herfindahl index of the 20 sections into `panel`, and return it.

    Source and flags are those of the place's employment; the table is "measured", since no row holds them.
    """
    arrays = {name: panel[name].to_numpy() for name in ("value", "source", "flag", "table")}
    total = panel.indexes["quantity"].get_loc("employment_all_sections")
    for year in CENSUS_YEARS:
        at = panel.indexes["year"].get_loc(year)
        counts = employment(panel, year)
        here = np.flatnonzero(np.isfinite(counts).all(axis=1) & (counts.sum(axis=1) > 0))
        flags = [f"{flag};computed".strip(";") for flag in arrays["flag"][total, here, at]]
        for name, values in _measured(counts[here], _nation(panel, counts)):
            quantity = panel.indexes["quantity"].get_loc(name)
            arrays["value"][quantity, here, at] = values
            arrays["source"][quantity, here, at] = arrays["source"][total, here, at]
            arrays["flag"][quantity, here, at] = flags
            arrays["table"][quantity, here, at] = "measured"
    return panel


def employment(panel: xr.Dataset, year: int) -> Array:
    """Persons in the long form by place and section, shape (place, 20), NaN where there is no census."""
    names = [f"employment_{section}" for section in SECTIONS]
    return np.asarray(panel["value"].sel(quantity=names, year=year).transpose("place", "quantity").values)


def _nation(panel: xr.Dataset, counts: Array) -> Array:
    """Persons in the long form by section in the 367 units that partition the country, shape (20,)."""
    places = by_code()
    partition = [places[code].in_partition for code in panel["place"].values]
    return np.asarray(np.nansum(counts[partition], axis=0))


def _measured(counts: Array, nation: Array) -> Iterator[tuple[str, Array]]:
    yield "employment_entropy", np.asarray(entropy(counts))
    yield "employment_herfindahl_index", np.asarray(herfindahl_index(counts))
    quotients = np.array([_quotient(place, nation) for place in counts])
    for section, values in zip(SECTIONS, quotients.T, strict=True):
        yield f"location_quotient_{section}", values


def _quotient(place: Array, nation: Array) -> Array:
    """Against the nation that the place is a part of; NaN for a section that the nation does not have."""
    result = np.full(len(place), np.nan)
    known = nation > 0
    result[known] = location_quotient(np.stack([place, nation - place])[:, known])[0]
    return result
