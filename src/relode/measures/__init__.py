"""The measures of the field, one a module: arrays in, arrays out.

`complexity_tables` and `wide_table` put names on them, `place_measures` gives those of one place in a table of counts
as `read_counts` reads it, `place_measures_text` in words; they bring pandas and load when first used.
"""

from importlib import import_module
from typing import Any

from relode.measures.complexity_outlook import complexity_outlook_gain, complexity_outlook_index
from relode.measures.complexity_profile import complexity_profile
from relode.measures.connected_part import connected_part
from relode.measures.decoupling import decoupling_elasticity, decoupling_state
from relode.measures.diversity import diversity
from relode.measures.economic_complexity_index import complexity
from relode.measures.entropy import entropy
from relode.measures.fitness import fitness
from relode.measures.herfindahl_index import herfindahl_index
from relode.measures.leontief import (
    flegg_location_quotient,
    leontief_inverse,
    output_multipliers,
    regional_coefficients,
    technical_coefficients,
    total_effects,
    total_output,
)
from relode.measures.location_quotient import location_quotient
from relode.measures.presence import presence_by_count, presence_by_quotient
from relode.measures.proximity import correlation_proximity, cosine_proximity, proximity
from relode.measures.rank_interval import rank_interval
from relode.measures.relatedness_density import relatedness_density
from relode.measures.resource_industries import resource_industries_in_and_out
from relode.measures.shift_share import dynamic_shift_share, exposed_shift_share, shift_share, spatial_shift_share
from relode.measures.shrunken_location_quotient import shrunken_location_quotient
from relode.measures.theil import theil
from relode.measures.ubiquity import ubiquity
from relode.measures.variety import related_variety, unrelated_variety

_NAMED = {
    "complexity_tables": "labelled",
    "wide_table": "labelled",
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
    "correlation_proximity",
    "cosine_proximity",
    "decoupling_elasticity",
    "decoupling_state",
    "diversity",
    "dynamic_shift_share",
    "entropy",
    "exposed_shift_share",
    "fitness",
    "flegg_location_quotient",
    "herfindahl_index",
    "leontief_inverse",
    "location_quotient",
    "output_multipliers",
    "place_measures",
    "place_measures_text",
    "presence_by_count",
    "presence_by_quotient",
    "proximity",
    "rank_interval",
    "regional_coefficients",
    "related_variety",
    "relatedness_density",
    "resource_industries_in_and_out",
    "shift_share",
    "shrunken_location_quotient",
    "spatial_shift_share",
    "technical_coefficients",
    "theil",
    "total_effects",
    "total_output",
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
