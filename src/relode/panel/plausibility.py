"""Whether the unit of a user's own figure can be the right one: held against the place's other years and all places."""

import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.errors import RelodeError, plain
from relode.language.spoken import unit_words
from relode.panel.overrides import Override
from relode.vocabulary import quantity

# Units that are mixed up differ by these: thousand, ten thousand (wan) and 100 million (yi), either way.
UNITS = (1e3, 1e4, 1e8, 1e-3, 1e-4, 1e-8)
# Zeros too many or too few, and per cents for shares.
ZEROS = (10.0, 100.0, 0.1, 0.01)
# A figure in the wrong unit comes this near to what is known once it is put right, and was not near before.
NEAR = 2.0
# Years between two figures of one place that still say something of each other.
NEAR_YEARS = 10
KINDS = ("stock", "flow", "price", "mean")


def judged(panel: xr.Dataset, override: Override) -> Override:
    """The override itself. RelodeError if it is what is known times a thousand, ten thousand or 100 million."""
    if quantity(override.quantity).kind not in KINDS or override.value <= 0:
        return override
    known = history(panel, override)
    places = _finite(panel["value"].sel(quantity=override.quantity).to_numpy())
    places = places[places > 0]
    for factor in UNITS:
        put_right = override.value / factor
        if len(known):
            fits = 1 / NEAR < put_right / known[0][1] < NEAR
        else:
            least, most = (float(places.min()), float(places.max())) if len(places) else (np.inf, -np.inf)
            fits = least <= put_right <= most and not least / NEAR <= override.value <= most * NEAR
        if fits:
            values = {
                "value": plain(override.value),
                "right": plain(put_right),
                "unit": unit_words(quantity(override.quantity).unit),
            }
            if len(known):
                raise RelodeError("own_figures.swapped", year=known[0][0], known=plain(known[0][1]), **values)
            raise RelodeError("own_figures.swapped_places", low=plain(places.min()), high=plain(places.max()), **values)
    return override


def put_right(value: float, usual: float) -> float | None:
    """The value as it would be in another unit, or with another number of zeros, if that is near `usual`; else None.

    In the unit of the value.
    """
    return next((value / factor for factor in (*ZEROS, *UNITS) if 1 / NEAR < value / factor / usual < NEAR), None)


def history(panel: xr.Dataset, override: Override) -> list[tuple[int, float]]:
    """(year, value) of the same place and quantity that ships, the nearest year first, in its unit."""
    if override.place not in panel.indexes["place"]:
        return []
    line = panel["value"].sel(quantity=override.quantity, place=override.place)
    pairs = [(int(year), float(value)) for year, value in zip(line["year"].to_numpy(), line.to_numpy(), strict=True)]
    near = [(year, value) for year, value in pairs if value > 0 and abs(year - override.year) <= NEAR_YEARS]
    return sorted(near, key=lambda pair: (abs(pair[0] - override.year), pair[0]))


def _finite(values: Array) -> Array:
    return np.asarray(values[np.isfinite(values)])
