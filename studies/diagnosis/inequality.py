"""How unevenly output per resident is spread over prefectures, between provinces and within them."""

import numpy as np
import pandas as pd
import xarray as xr

from relode.measures import theil
from relode.panel.census_measures import CENSUS_YEARS
from relode.places import by_code


def inequality_table(panel: xr.Dataset) -> pd.DataFrame:
    """Theil's index of output per resident among prefectures with both figures, one row a census year.

    `total` is `between` provinces plus `within` them. Output at current prices (revised), residents of the census.
    Source: theil1967.
    """
    codes = [str(code) for code in panel["place"].to_numpy() if by_code()[str(code)].level == "prefecture"]
    rows = []
    for year in CENSUS_YEARS:
        chosen = panel["value"].sel(quantity=["gdp_nominal", "population"], place=codes, year=year)
        output, people = chosen.transpose("quantity", "place").to_numpy()
        known = np.isfinite(output) & np.isfinite(people)
        provinces = np.array([by_code()[code].province for code in codes])[known]
        rows.append(
            {"year": year, "places": int(known.sum()), **theil(output[known], people[known], provinces)._asdict()}
        )
    return pd.DataFrame(rows)
