"""How far apart places are."""

from math import asin, cos, radians, sin, sqrt

from relode.places.lookup import place_of
from relode.places.place import Place

EARTH_RADIUS = 6371.0088
"""Mean radius of the Earth in km (International Union of Geodesy and Geophysics)."""


def great_circle_distance(one: Place | str, other: Place | str) -> float | None:
    """Distance between two centroids in km along the surface of a sphere; None where a place has no point.

    Raises RelodeError for an unknown name.

    Example:
        >>> round(rl.places.great_circle_distance("hegang", "fuxin"))
        915
    """
    one, other = place_of(one), place_of(other)
    if one.longitude is None or one.latitude is None or other.longitude is None or other.latitude is None:
        return None
    here, there = radians(one.latitude), radians(other.latitude)
    half_latitude = (there - here) / 2
    half_longitude = radians(other.longitude - one.longitude) / 2
    chord = sin(half_latitude) ** 2 + cos(here) * cos(there) * sin(half_longitude) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))
