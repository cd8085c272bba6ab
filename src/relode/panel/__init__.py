"""Facts aligned in one place x year cube: every cell with its unit, source, flags, and the row it came from.

Nothing is filled in: a cell without a published value is missing. Revised and first-published GDP stay two
quantities. Quantities that follow from others by one line of arithmetic are in `derived.csv`.
"""

from relode.panel.cell import Cell, cell, has, newest, over_places
from relode.panel.derived import Derivation, derivations
from relode.panel.load import load, series
from relode.panel.overrides import Override, apply_overrides, checked_overrides, not_moved

__all__ = [
    "Cell",
    "Derivation",
    "Override",
    "apply_overrides",
    "cell",
    "checked_overrides",
    "derivations",
    "has",
    "load",
    "newest",
    "not_moved",
    "over_places",
    "series",
]
