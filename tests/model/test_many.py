"""Bands of many futures, block after block, are the bands of all at once."""

import numpy as np
import xarray as xr

from relode.model.many import bands_of_many
from relode.model.results import MAIN, bands

PLACES, YEARS = ("a", "b", "c"), (2020, 2021)


def table(seed, count):
    """A made-up table of a run."""
    rng = np.random.default_rng(seed)
    values = {name: (("future", "year", "place"), rng.normal(size=(count, 2, 3)), {"unit": "1"}) for name in MAIN}
    return xr.Dataset(values, {"future": np.arange(count), "year": list(YEARS), "place": list(PLACES)})


def test_bands_of_blocks_are_the_bands_of_all_futures():
    blocks = [table(seed, count) for seed, count in enumerate((5, 4, 11))]
    found, paths = bands_of_many(iter(blocks), "b")
    whole = xr.concat(blocks, dim="future")
    xr.testing.assert_allclose(found, bands(whole).transpose("band", "year", "place"), rtol=1e-5)  # 32 bits
    np.testing.assert_array_equal(paths["population"], whole["population"].sel(place="b"))
    assert paths["future"].values.tolist() == list(range(20))
    assert found["population"].attrs == {"unit": "1"}
