"""From a name that a person typed to what Relode has to say of the place."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from relode.panel import load
from relode.panel.overrides import Override
from relode.places import find_city

if TYPE_CHECKING:  # a journey that needs no diagnosis does not wait for its rooms
    from relode.diagnosis import Profile
    from relode.diagnosis.depth.in_depth import InDepth

city = find_city
"""The place called so, refused for a province: where a journey starts."""


def overrides_from(path: Path | None) -> list[Override]:
    """The user's own figures, checked against what ships; none without a file. Raises RelodeError."""
    if path is None:
        return []
    # A workbook's reader takes its time to load, and most journeys have no file.
    from relode.panel.own_figures import read_own_figures

    return read_own_figures(path, load()).usable()


def diagnosed(name: str, overrides: Sequence[Override] = ()) -> "tuple[xr.Dataset, Profile]":
    """The panel with measures (see `panel.load` for its shape), and the profile of a place."""
    from relode.diagnosis import profile

    place = find_city(name)
    panel = load(overrides)
    return panel, profile(panel, place)


def diagnosed_in_depth(name: str, overrides: Sequence[Override] = ()) -> "InDepth":
    """The diagnosis of a place with every part that its figures allow."""
    from relode.diagnosis.depth.in_depth import in_depth

    return in_depth(*diagnosed(name, overrides))
