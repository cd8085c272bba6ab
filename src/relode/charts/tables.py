"""Tidy tables that pictures are drawn from."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from relode.diagnosis import Profile
from relode.language import Language
from relode.places import Place


def group_values(panel: xr.Dataset, groups: dict[str, Sequence[Place]], quantity: str, year: int) -> pd.DataFrame:
    """Value of each place of each group that has one: columns group, code, place, value."""
    rows = []
    for group, places in groups.items():
        values = panel["value"].sel(quantity=quantity, year=year, place=[place.code for place in places]).to_numpy()
        rows += [(group, place, float(v)) for place, v in zip(places, values, strict=True) if np.isfinite(v)]
    return pd.DataFrame(rows, columns=["group", "place", "value"])


def path(profile: Profile, quantity: str, first_year: int) -> pd.DataFrame:
    """The city's own path: columns year, value."""
    numbers = [n for n in profile.series.get(quantity, ()) if n.year >= first_year]
    return pd.DataFrame({"year": [n.year for n in numbers], "value": [n.value for n in numbers]})


def band(panel: xr.Dataset, places: Sequence[Place], quantity: str, years: Iterable[int]) -> pd.DataFrame:
    """Quartiles of a group by year, where at least five places have a value; columns year, low, middle, high, count."""
    values = panel["value"].sel(quantity=quantity, place=[place.code for place in places])
    rows = []
    for year in years:
        known = values.sel(year=year).to_numpy()
        known = known[np.isfinite(known)]
        if len(known) >= 5:
            rows.append((year, *np.quantile(known, (0.25, 0.5, 0.75)), len(known)))
    return pd.DataFrame(rows, columns=["year", "low", "middle", "high", "count"])


def in_percent(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The named columns times 100, for axes in per cent."""
    return table.assign(**{column: table[column] * 100 for column in columns})


def place_names(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """`table` with its columns as they are, but `place` as names."""
    return table.assign(place=[place.name(language) for place in table["place"]])
