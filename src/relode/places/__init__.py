"""Cities and counties: codes, names and aliases, coordinates, distances, and who is on the list of 2013."""

from relode.places.distances import great_circle_distance
from relode.places.listed import TYPES, Official, official
from relode.places.lookup import find, suggestions
from relode.places.place import Place, all_places, by_code

__all__ = [
    "TYPES",
    "Official",
    "Place",
    "all_places",
    "by_code",
    "find",
    "great_circle_distance",
    "official",
    "suggestions",
]
