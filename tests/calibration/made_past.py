"""A past made by hand, of which all is unknown that is not given."""

import numpy as np

from relode.calibration.targets.observed import GRIDS, Observed

YEARS = tuple(range(2000, 2025))
KINDS = ("growing", "mature", "declining", "regenerating", "")


def made(count=24, provinces=3, **fields):
    """A past of so many places; of a field not given nothing is known. `fields`: of (place, year), or of (place,)."""
    grids = {name: np.full((count, len(YEARS)), np.nan) for name in GRIDS}
    whole = {
        "codes": tuple(f"p{i}" for i in range(count)), "provinces": tuple(f"r{i % provinces}" for i in range(count)),
        "types": tuple(KINDS[i // provinces % 5] for i in range(count)), "years": YEARS,
        "is_coal": np.arange(count) % 2 == 0, "national_mining_jobs": np.full(len(YEARS), np.nan), "moves": None,
    }  # fmt: skip
    return Observed(**{**whole, **grids, **fields})


def in_years(count=24, **values):
    """A grid with these values in years such as y2010, nothing in others."""
    grid = np.full((count, len(YEARS)), np.nan)
    for year, value in values.items():
        grid[:, YEARS.index(int(year[1:]))] = value
    return grid
