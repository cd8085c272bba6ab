"""Distances between many places at once."""

from collections.abc import Sequence

import numpy as np

from relode.arrays import Values
from relode.places.lookup import EARTH_RADIUS
from relode.places.place import Place


def pairwise_distances(places: Sequence[Place | None]) -> Values:
    """Great-circle distance between the points of places, (place, place), NaN with one that has none. [km]

    As `great_circle_distance` gives for each pair.
    """
    points = [(place.latitude, place.longitude) if place else (None, None) for place in places]
    latitude, longitude = np.radians(np.array(points, float)).T
    chord = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, chord))))
