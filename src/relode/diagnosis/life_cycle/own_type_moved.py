"""How far a listed city has moved from its label of 2013, by our own reading of its figures then and now."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import xarray as xr
from pydantic import Field, computed_field

from relode.diagnosis.life_cycle.own_type import OwnType, chances, half_width, judged, shipped_coefficients
from relode.diagnosis.life_cycle.own_type_features import WINDOWS, Features, features
from relode.places import TYPES, Place, official
from relode.record import Doc, Record


@dataclass(frozen=True)
class Moved(Record):
    """The probability of a listed city's label of 2013 by figures of 2010-2013 and of 2020-2023, and its change.

    `interval_90` is a jackknife interval of the change over provinces: how far the fit could have come out otherwise.
    """

    label: Annotated[str, Doc("official type")]
    then: Annotated[
        float, Doc("its probability by figures of 2010-2013", "share"), Field(serialization_alias="probability_2013")
    ]
    now: Annotated[
        float, Doc("its probability by figures of 2020-2023", "share"), Field(serialization_alias="probability_2023")
    ]
    interval_90: Annotated[tuple[float, float], Doc("jackknife interval of the change", "share", shape="low, high")]

    @computed_field
    @property
    def change(self) -> float:
        """By how much the probability rose."""
        return self.now - self.then


def moved_of(panel: xr.Dataset, place: Place) -> Moved | None:
    """How far a listed prefecture moved from its label; None for other places, and without the figures of a window."""
    windows = [features(panel, year) for year in WINDOWS]
    if place.code not in official() or any(place.code not in window.places for window in windows):
        return None
    row = _change(windows, place.code, *(judged(f, place, y) for f, y in zip(windows, WINDOWS, strict=True)))
    ends = (row[name] for name in ("label_2013", "label_2023", "change_low", "change_high"))
    then, now, low, high = (float(end) for end in ends if isinstance(end, float))
    return Moved(official()[place.code].type, then, now, (low, high)) if np.isfinite(low) else None


def _change(windows: list[Features], code: str, then: OwnType, now: OwnType) -> dict[str, object]:
    label = official()[code].type
    start, end = (each.probabilities.get(label, np.nan) for each in (then, now))
    half = np.nan
    if np.isfinite(end - start):
        fits = [fit for province, fit in shipped_coefficients().items() if province]
        steps = [chances(windows[1].of(code), f) - chances(windows[0].of(code), f) for f in fits]
        half = float(half_width(np.stack(steps))[TYPES.index(label)])
    return {
        "label_2013": start,
        "label_2023": end,
        "change": end - start,
        "change_low": end - start - half,
        "change_high": end - start + half,
        "most_probable_2023": now.most_probable,
        "verdict_2013": then.verdict,
        "verdict_2023": now.verdict,
    }
