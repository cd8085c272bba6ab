"""The measures of the field, one a module: arrays in, arrays out."""

from relode.measures.entropy import entropy
from relode.measures.herfindahl_index import herfindahl_index
from relode.measures.location_quotient import location_quotient

__all__ = ["entropy", "herfindahl_index", "location_quotient"]
