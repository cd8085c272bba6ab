"""The shipped panel, and made-up panels with a known process."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

import relode as rl
from relode.places import all_places

YEARS = np.arange(1990, 2025)
CODES = [p.code for p in all_places() if p.level == "prefecture" and p.in_partition and p.code != "460300"]


@pytest.fixture(scope="session")
def panel() -> xr.Dataset:
    return rl.panel.load()


@pytest.fixture
def made_panel() -> Callable[..., xr.Dataset]:
    """A panel of all prefectures with the quantities given as (place, year) arrays from 1990 to 2024."""

    def make(**quantities: np.ndarray) -> xr.Dataset:
        shape = (len(CODES), len(YEARS))
        people, share = np.full(shape, 1e6), np.full(shape, 0.02)
        grids = {"population": people, "mining_employment_share": share, **quantities}
        coords = {"quantity": list(grids), "place": CODES, "year": YEARS}
        return xr.Dataset({"value": (("quantity", "place", "year"), np.stack(list(grids.values())))}, coords=coords)

    return make


@pytest.fixture
def altered() -> Callable[[xr.Dataset, int], xr.Dataset]:
    """A panel with every value after a year replaced by noise."""

    def alter(panel: xr.Dataset, origin: int) -> xr.Dataset:
        value = panel["value"].copy(deep=True)
        later = value["year"].to_numpy() > origin
        noise = np.random.default_rng(7).lognormal(0, 1, value.to_numpy()[:, :, later].shape)
        value.to_numpy()[:, :, later] *= noise
        return panel.assign(value=value)

    return alter
