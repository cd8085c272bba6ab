"""Codes and names along the axes of a user's table, and a place found among them."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from relode.errors import RelodeError, first_three

if TYPE_CHECKING:
    import xarray as xr

HIDDEN = frozenset({
    "na", "n/a", "n.a.", "(na)", "(d)", "(s)", "#n/a", "nan", "null", "none", "..", "...", ":", "-", "\N{EN DASH}",
    "\N{EM DASH}",
})  # fmt: skip
"""What stands for "not known" or "not published" in tables of statistical offices, in small letters."""

CIRCLED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u24ff\u2776-\u2793]")
"""Digits in a ring or raised: marks of footnotes, which would become digits of the figure if they were made plain."""


class Labels(NamedTuple):
    """Codes along an axis, and the name of each, None where the table has none."""

    codes: tuple[str, ...]
    names: tuple[str | None, ...]

    def shown(self, position: int) -> str:
        """The code, with the name behind it where there is one."""
        return " ".join(part for part in (self.codes[position], self.names[position]) if part)


def labels_of(table: "xr.DataArray", axis: str) -> Labels:
    """Labels along `axis` of a table, with names from the coordinate `place_name` or `industry_name`.

    The table is (year, place, industry).
    """
    codes = tuple(str(label) for label in table[axis].to_numpy())
    if f"{axis}_name" not in table.coords:
        return Labels(codes, (None,) * len(codes))
    return Labels(codes, tuple(str(name) or None for name in table[f"{axis}_name"].to_numpy()))


def position_of(place: str, places: Labels) -> int:
    """Where a place, by code or by name, stands among `places`. RelodeError names near ones, and lost leading zeros."""
    if place in places.codes:
        return places.codes.index(place)
    if places.names.count(place) == 1:
        return places.names.index(place)
    alike = [places.shown(number) for number, name in enumerate(places.names) if name == place]
    if alike:
        raise RelodeError("entry.several_places", place=place, where=first_three(alike))
    other = other_padding(place, places.codes)
    if other is not None:
        raise RelodeError("entry.unpadded_place", place=place, other=other)
    labels = list(dict.fromkeys([*places.codes, *filter(None, places.names)]))
    near = get_close_matches(place, labels, 3, 0) or labels[:3]
    raise RelodeError("entry.unknown_place", place=place, near=first_three(near))


def refuse_hidden(table: "xr.DataArray", place: str) -> None:
    """Raises RelodeError for a place with hidden cells in the table (year, place, industry), whatever their year."""
    labels = labels_of(table, "place")
    code = labels.codes[labels.names.index(place)] if place in labels.names else place
    cells = table.attrs.get("hidden", {}).get(code)
    if cells:
        raise RelodeError("table.hidden_place", place=place, count=cells)


def other_padding(code: str, known: Collection[str]) -> str | None:
    """The known code that differs from `code` by leading zeros only, None if there is none."""
    bare = code.lstrip("0")
    if not code.isdigit() or not bare:
        return None
    return next((other for other in known if other != code and other.isdigit() and other.lstrip("0") == bare), None)
