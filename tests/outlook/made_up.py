"""A panel and a past of a few places and years, whose numbers a test gives."""

from dataclasses import replace

import numpy as np
import xarray as xr

from studies.outlook.targets import TARGETS, Past


def past(levels, national=None, target="gdp_real", first=2000, share=0.02, **more):
    """Places of Hegang's and Baotou's kind with a series up to its last year."""
    places = ("230400", "150200")
    of = replace(TARGETS[target], first=first)
    years = list(range(first, first + of.step * levels.shape[1], of.step))
    grid = np.exp(levels) if of.logarithm else levels
    values = xr.DataArray(
        np.stack([grid, np.full(grid.shape, share)]) if of.quantity != "mining_employment_share" else grid[None],
        dims=("quantity", "place", "year"),
        coords={
            "quantity": list(dict.fromkeys([of.quantity, "mining_employment_share"])),
            "place": list(places),
            "year": years,
        },
    )
    return Past(of, years[-1], places, values, national, **more)


def panel(places=("230400", "150200"), **cells):
    """A panel of years from 1999 to 2025: quantity -> place index, year -> value."""
    years = list(range(1999, 2026))
    names = ["population", "population_resident_reported", "age_15_59", "employment_all_sections", "employment_mining",
             "gdp_real_index", "gdp_nominal", "house_price", "budget_revenue", "budget_expenditure", "government_debt",
             "mining_employment_share", "housing_vacancy"]  # fmt: skip
    grid = np.full((len(names), len(places), len(years)), np.nan)
    for name, values in cells.items():
        for (at, year), value in values.items():
            grid[names.index(name), at, years.index(year)] = value
    coords = {"quantity": names, "place": list(places), "year": years}
    return xr.Dataset({"value": (("quantity", "place", "year"), grid)}, coords=coords)
