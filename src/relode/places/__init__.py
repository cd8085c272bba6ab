"""Cities and counties: codes, names and aliases, coordinates, distances, and who is on the list of 2013."""

from relode.places.listed import TYPES, Official, official, same_type
from relode.places.lookup import find, find_city, great_circle_distance, place_of, suggestions
from relode.places.place import Place, all_places, by_code

__all__ = [
    "TYPES",
    "Official",
    "Place",
    "all_places",
    "by_code",
    "find",
    "find_city",
    "great_circle_distance",
    "official",
    "place_of",
    "same_type",
    "suggestions",
]
