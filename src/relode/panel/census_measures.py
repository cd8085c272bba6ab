"""Measures of the structure of employment, added to the panel for every place with a census."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from relode.arrays import Array
from relode.facts.shipped import SECTION_LETTERS as SECTION_LETTERS
from relode.facts.shipped import SECTIONS as SECTIONS
from relode.measures import entropy, herfindahl_index, location_quotient
from relode.panel.packed import TextGrid
from relode.places import by_code

CENSUS_YEARS = (2010, 2020)


def add_census_measures(panel: xr.Dataset, texts: Mapping[str, TextGrid]) -> xr.Dataset:
    """Fill location quotients, entropy and Herfindahl index of the 20 sections into `panel` and its `texts`; return it.

    Its shape stays.

    Sources and flags are those of the 20 sections; a location quotient also rests on the nation, so it says if any
    place of it was replaced. The table is "measured", since no row holds them.
    """
    positions = panel.indexes["quantity"].get_indexer(pd.Index([f"employment_{section}" for section in SECTIONS]))
    for year in CENSUS_YEARS:
        at = panel.indexes["year"].get_loc(year)
        counts = employment(panel, year)
        here = np.flatnonzero(np.isfinite(counts).all(axis=1) & (counts.sum(axis=1) > 0))
        section_codes = {name: texts[name].codes[:, :, at][np.ix_(positions, here)] for name in ("source", "flag")}
        nation = ("user",) if texts["source"].having(section_codes["source"], "user").any() else ()
        marks = {
            (variable, rests): texts[variable].joined(codes, *rests, *(("computed",) if variable == "flag" else ()))
            for variable, codes in section_codes.items()
            for rests in {(), nation}
        }
        for name, values in _measured(counts[here], national_employment(panel, year)):
            quantity = panel.indexes["quantity"].get_loc(name)
            panel["value"].to_numpy()[quantity, here, at] = values
            for variable in section_codes:
                rests = nation if name.startswith("location_quotient_") else ()
                texts[variable].codes[quantity, here, at] = marks[variable, rests]
            texts["table"][quantity, here, at] = "measured"
    return panel


def employment(panel: xr.Dataset, year: int) -> Array:
    """Persons in the long form by place and section, shape (place, 20), NaN where there is no census. [persons]"""
    positions = panel.get_index("quantity").get_indexer(pd.Index([f"employment_{section}" for section in SECTIONS]))
    values = np.asarray(panel.variables["value"].values)
    return np.asarray(values[positions, :, panel.get_index("year").get_loc(year)].T)


def national_employment(panel: xr.Dataset, year: int) -> Array:
    """Persons in the long form by section in the 367 units that partition the country, shape (20,). [persons]"""
    counts = employment(panel, year)
    places = by_code()
    partition = [places[code].in_partition for code in panel["place"].to_numpy()]
    return np.asarray(np.nansum(counts[partition], axis=0))


def _measured(counts: Array, nation: Array) -> Iterator[tuple[str, Array]]:
    yield "employment_entropy", np.asarray(entropy(counts))
    yield "employment_herfindahl_index", np.asarray(herfindahl_index(counts))
    for section, values in zip(SECTIONS, _quotients(counts, nation).T, strict=True):
        yield f"location_quotient_{section}", values


def _quotients(counts: Array, nation: Array) -> Array:
    """Each place against the nation that it is a part of, (place, section); NaN for a section the nation lacks."""
    result = np.full(counts.shape, np.nan)
    known = nation > 0
    result[:, known] = location_quotient(np.stack([counts, nation - counts], axis=1)[..., known])[:, 0]
    return result
