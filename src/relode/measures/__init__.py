"""The measures of the field, by subject: arrays in, arrays out.

`complexity_tables` and `wide_table` put names on them, `place_measures` gives those of one place in a table of counts
as `read_counts` reads it, `place_measures_text` in words; they bring pandas and load when first used.
"""

from importlib import import_module
from typing import Any

from relode.measures.complexity_profile import (
    complexity_outlook_gain,
    complexity_outlook_index,
    complexity_profile,
)
from relode.measures.decoupling import decoupling_elasticity, decoupling_state
from relode.measures.economic_complexity_index import complexity, connected_part, fitness
from relode.measures.location_quotient import (
    diversity,
    location_quotient,
    presence_by_quotient,
    ubiquity,
)
from relode.measures.relatedness_density import proximity, relatedness_density
from relode.measures.sampling_error import shrunken_location_quotient
from relode.measures.shift_share import exposed_shift_share, shift_share
from relode.measures.variety import entropy, herfindahl_index, related_variety, unrelated_variety

_NAMED = {
    "complexity_tables": "one_place",
    "wide_table": "one_place",
    "place_measures": "one_place",
    "place_measures_text": "one_place_text",
}

__all__ = [
    "complexity",
    "complexity_outlook_gain",
    "complexity_outlook_index",
    "complexity_profile",
    "complexity_tables",
    "connected_part",
    "decoupling_elasticity",
    "decoupling_state",
    "diversity",
    "entropy",
    "exposed_shift_share",
    "fitness",
    "herfindahl_index",
    "location_quotient",
    "place_measures",
    "place_measures_text",
    "presence_by_quotient",
    "proximity",
    "related_variety",
    "relatedness_density",
    "shift_share",
    "shrunken_location_quotient",
    "ubiquity",
    "unrelated_variety",
    "wide_table",
]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    if name in _NAMED:
        return getattr(import_module(f"relode.measures.{_NAMED[name]}"), name)
    raise AttributeError(f"module 'relode.measures' has no attribute {name!r}")
