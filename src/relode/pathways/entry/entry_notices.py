"""What is odd about the places, industries and borders of a user's table."""

from collections.abc import Collection

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError, first_three
from relode.facts.table_labels import Labels, other_padding
from relode.pathways.entry.entry_record import EntryNotice
from relode.pathways.entry.transitions import gone

# Codes of two digits and three are numbers of a list; with more, a digit less is a leading zero lost.
SHORTEST_CODE = 4


def check_border_codes(pairs: Collection[tuple[str, str]], places: Collection[str]) -> None:
    """RelodeError where codes of `pairs` are those of `places` but for leading zeros: their borders would be lost."""
    known = set(places)
    unknown = dict.fromkeys(code for pair in pairs for code in pair if code not in known)
    unpadded = [f"{code} > {other}" for code in unknown if (other := other_padding(code, known)) is not None]
    if unpadded:
        raise RelodeError("entry.unpadded_borders", count=len(unpadded), where=first_three(unpadded))


def notices(
    base: Array, places: Labels, industries: Labels, adjacency: Collection[tuple[str, str]]
) -> tuple[EntryNotice, ...]:
    """What a reader must know of the table: industries that are gone, unknown places in borders, short codes.

    `base` is (place, industry).
    """
    known = set(places.codes)
    strange = [code for code in dict.fromkeys(code for pair in adjacency for code in pair) if code not in known]
    values = {
        "gone_industries": [industries.shown(int(i)) for i in np.flatnonzero(gone(base))],
        "unknown_in_borders": strange,
        "place_codes": _short_codes(places.codes),
        "industry_codes": _short_codes(industries.codes),
    }
    return tuple(EntryNotice(kind, len(names), tuple(names[:3])) for kind, names in values.items() if names)


def _short_codes(codes: Collection[str]) -> list[str]:
    """Codes that have a digit less than the others, none of which begins with 0: leading zeros may be lost."""
    lengths = sorted({len(code) for code in codes})
    if not all(code.isdigit() for code in codes) or any(code.startswith("0") for code in codes):
        return []
    if len(lengths) != 2 or lengths[1] - lengths[0] != 1 or lengths[1] < SHORTEST_CODE:
        return []
    return [code for code in codes if len(code) == lengths[0]]
