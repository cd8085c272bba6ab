"""Cities and counties: codes, names and aliases, coordinates, distances, and who is on the list of 2013."""

from relode.places.listed import TYPES, Official, official, same_type
from relode.places.local_facts import Coverage, PlaceFact, coverage, local_facts
from relode.places.lookup import find, find_city, great_circle_distance, place_of, suggestions
from relode.places.place import Place, all_places, by_code

__all__ = [
    "TYPES",
    "Coverage",
    "Official",
    "Place",
    "PlaceFact",
    "all_places",
    "by_code",
    "coverage",
    "find",
    "find_city",
    "great_circle_distance",
    "local_facts",
    "official",
    "place_of",
    "same_type",
    "suggestions",
]
