"""Distances between many places at once."""

from collections.abc import Sequence
from math import isnan

import numpy as np

from relode.arrays import Values
from relode.places.place import Place

EARTH_RADIUS = 6371.0088
"""Mean radius of the Earth in km (International Union of Geodesy and Geophysics)."""


def distances(here: Sequence[Place | None], there: Sequence[Place | None]) -> Values:
    """Great-circle distances between the points of places, (here, there), NaN where one has none. [km]

    Along the surface of a sphere, by the haversine formula.
    """
    first, second = (
        np.radians(np.array([(p.longitude, p.latitude) if p else (None, None) for p in places], float).reshape(-1, 2))
        for places in (here, there)
    )
    half_longitude, half_latitude = np.moveaxis(second[None] - first[:, None], -1, 0) / 2
    level = np.cos(first[:, 1])[:, None] * np.cos(second[:, 1])
    chord = np.sin(half_latitude) ** 2 + level * np.sin(half_longitude) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, chord))))


def nearest(place: Place, others: Sequence[Place]) -> list[tuple[float, Place]]:
    """Distance to each of the others that has a point, the nearest first; none where the place has none. [km]"""
    pairs = zip(distances([place], others)[0].tolist(), others, strict=True)
    return sorted((pair for pair in pairs if not isnan(pair[0])), key=lambda pair: (pair[0], pair[1].code))
