"""Our own reading of a city's life-cycle type: probabilities, what they rest on, and whether they allow a verdict.

The official thresholds of 2013 are not public. The model only learns how listed cities of each label differ in the
panel; it does not reproduce the official procedure.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
import xarray as xr

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import NAMES, WINDOWS, Features, features
from relode.diagnosis.life_cycle.own_type_fit import chances
from relode.diagnosis.life_cycle.own_type_scores import LABEL_WINDOW, may_speak, shipped_scores
from relode.errors import RelodeError
from relode.measures.sampling_error import NORMAL_90
from relode.places import TYPES, Place, by_code, official

CANNOT_TELL = "cannot tell"
LEAST_PROBABILITY = 0.5
"""Below it the most probable type is no verdict; fixed before anything was fitted."""

REASONS = 3


@dataclass(frozen=True)
class Reason:
    """A feature in standard deviations from the mean of prefectures, and what it adds to the log-odds."""

    feature: str
    standard: float
    contribution: float


@dataclass(frozen=True)
class OwnType:
    """Probabilities of the types in the window that ends in `year`; empty where a figure is missing.

    `why` says why there is no verdict ("" if there is one). `log_odds` is that of the most probable type against the
    next (`against`): `base` plus all `contributions`, the weightiest first. `intervals_90` are jackknife intervals
    over provinces: how far the fit, not the city, could have come out otherwise.
    """

    place: Place
    year: int
    probabilities: Mapping[str, float]
    intervals_90: Mapping[str, tuple[float, float]]
    verdict: str
    why: str
    most_probable: str | None
    against: str | None
    base: float
    contributions: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def log_odds(self) -> float:
        """Log-odds of the most probable type against the next."""
        return self.base + sum(reason.contribution for reason in self.contributions)

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "probabilities": dict(self.probabilities) or dict.fromkeys(TYPES),
            "verdict": self.verdict,
            "reason": self.why or None,
            "year": self.year,
            "intervals_90": {name: list(interval) for name, interval in self.intervals_90.items()} or None,
            "most_probable": self.most_probable,
            "against": self.against,
            "log_odds": self.log_odds if self.probabilities else None,
            "base": self.base if self.probabilities else None,
            "contributions": {reason.feature: reason.contribution for reason in self.contributions},
            "reasons": [vars(reason) for reason in self.contributions[:REASONS]],
            "is_listed": self.place.code in official(),
            "missing": list(self.missing),
        }


def own_type(panel: xr.Dataset, place: Place, year: int = LABEL_WINDOW) -> OwnType:
    """The own type of a prefecture from figures of 2010-2013 (`year` 2013) or 2020-2023 (`year` 2023).

    The fit never saw the place's own province. A place that is no prefecture, or lacks a figure, gets "cannot tell"
    with the reason; nothing is filled in. For a place not on the list: what it would be if it were. Raises
    RelodeError for another year.
    """
    if year not in WINDOWS:
        raise RelodeError("diagnosis.unknown_window", year=year, years=", ".join(map(str, WINDOWS)))
    return _judged(features(panel, year), place, year)


def own_types(panel: xr.Dataset, year: int = LABEL_WINDOW) -> pd.DataFrame:
    """Every prefecture with its official label, probabilities (shares 0-1), verdict and reason, one row each."""
    found = features(panel, year)
    return pd.DataFrame([_row(_judged(found, by_code()[code], year)) for code in found.places])


def moved(panel: xr.Dataset) -> pd.DataFrame:
    """Listed prefectures: probability of their label of 2013 then and from data of 2020-2023, the least now first.

    `change` is in shares with `change_low` and `change_high`, the 90 % jackknife interval; `verdict_2013` and
    `verdict_2023` follow the rule. A change also holds what the model cannot see, so it is no verdict by itself.
    """
    windows = [features(panel, year) for year in WINDOWS]
    rows = []
    for code in windows[0].places:
        if code in official():
            then, now = (_judged(f, by_code()[code], y) for f, y in zip(windows, WINDOWS, strict=True))
            rows.append({**_label(code), **_change(windows, code, then, now)})
    return pd.DataFrame(rows).sort_values(["label_2023", "place"], ignore_index=True)


def _judged(found: Features, place: Place, year: int) -> OwnType:
    if place.code not in found.places:
        return _untold(place, year, "not_a_prefecture", ())
    own = found.of(place.code)
    missing = tuple(name for name, value in zip(NAMES, own, strict=True) if not np.isfinite(value))
    if missing:
        return _untold(place, year, "figures_missing", missing)
    fits = shipped_coefficients()
    mine = fits.get(place.province, fits[""])
    probabilities = chances(own, mine)
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    difference = mine[first] - mine[second]
    reasons = [Reason(*each) for each in zip(NAMES, own.tolist(), (difference[1:] * own).tolist(), strict=True)]
    why = _why_not(float(probabilities[first]))
    return OwnType(
        place=place,
        year=year,
        probabilities=dict(zip(TYPES, probabilities.tolist(), strict=True)),
        intervals_90=dict(zip(TYPES, _intervals(probabilities, _spread(own)), strict=True)),
        verdict=CANNOT_TELL if why else TYPES[first],
        why=why,
        most_probable=TYPES[first],
        against=TYPES[second],
        base=float(difference[0]),
        contributions=tuple(sorted(reasons, key=lambda reason: -abs(reason.contribution))),
        missing=(),
    )


def _untold(place: Place, year: int, why: str, missing: tuple[str, ...]) -> OwnType:
    return OwnType(place, year, {}, {}, CANNOT_TELL, why, None, None, 0.0, (), missing)


def _why_not(highest: float) -> str:
    if not may_speak(shipped_scores()):
        return "model_no_better"
    return "below_half" if highest < LEAST_PROBABILITY else ""


def _spread(own: Array) -> Array:
    """Jackknife half-width of 90 % of each probability, over fits that leave out one province each."""
    return half_width(np.stack([chances(own, fit) for province, fit in shipped_coefficients().items() if province]))


def half_width(replicates: Array) -> Array:
    """Half of the 90 % jackknife interval from (replicate, value). Source: efron1993.

    Limits: replicates all alike: 0.
    """
    count = len(replicates)
    squares = ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(NORMAL_90 * np.sqrt((count - 1) / count * squares))


def _intervals(centre: Array, half: Array) -> list[tuple[float, float]]:
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _label(code: str) -> dict[str, object]:
    return {"place": code, "slug": by_code()[code].slug, "official_type": official()[code].type}


def _row(found: OwnType) -> dict[str, object]:
    entry = official().get(found.place.code)
    chance = {name: found.probabilities.get(name, np.nan) for name in TYPES}
    reasons = ";".join(reason.feature for reason in found.contributions[:REASONS])
    key = {"place": found.place.code, "slug": found.place.slug, "official_type": entry.type if entry else None}
    return {**key, **chance, "verdict": found.verdict, "why": found.why, "reasons": reasons}


def _change(windows: list[Features], code: str, then: OwnType, now: OwnType) -> dict[str, object]:
    label = official()[code].type
    start, end = (found.probabilities.get(label, np.nan) for found in (then, now))
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


@dataclass(frozen=True)
class Moved:
    """The probability of a listed city's label of 2013 by figures of 2010-2013 and of 2020-2023, and its change.

    `interval_90` is a jackknife interval of the change over provinces: how far the fit could have come out otherwise.
    """

    label: str
    then: float
    now: float
    interval_90: tuple[float, float]

    @property
    def change(self) -> float:
        """By how much the probability rose."""
        return self.now - self.then

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on; shares."""
        fields = {"label": self.label, "probability_2013": self.then, "probability_2023": self.now}
        return {**fields, "change": self.change, "interval_90": list(self.interval_90)}


def moved_of(panel: xr.Dataset, place: Place) -> Moved | None:
    """How far a listed prefecture moved from its label; None for other places, and without the figures of a window."""
    windows = [features(panel, year) for year in WINDOWS]
    if place.code not in official() or any(place.code not in window.places for window in windows):
        return None
    row = _change(windows, place.code, *(_judged(f, place, y) for f, y in zip(windows, WINDOWS, strict=True)))
    ends = (row[name] for name in ("label_2013", "label_2023", "change_low", "change_high"))
    then, now, low, high = (float(end) for end in ends if isinstance(end, float))
    return Moved(official()[place.code].type, then, now, (low, high)) if np.isfinite(low) else None


@cache
def shipped_coefficients() -> Mapping[str, Array]:
    """Province left out ("" for none) -> coefficients (type, 1 + feature) of `own_type.csv`."""
    content = shipped_tables.text("relode.diagnosis", "own_type")
    table: dict[str, list[list[float]]] = {}
    for row in csv.DictReader(StringIO(content)):
        table.setdefault(row["left_out"], []).append([float(row[name]) for name in ("base", *NAMES)])
    return {province: np.array(rows) for province, rows in table.items()}


def coefficients_csv(coefficients: Mapping[str, Array]) -> str:
    """The text of `own_type.csv`: one row for each province left out and type, eight decimals."""
    lines = [",".join(("left_out", "type", "base", *NAMES))]
    for province, table in coefficients.items():
        for name, row in zip(TYPES, table, strict=True):
            lines.append(",".join((province, name, *(f"{value:.8f}" for value in row))))
    return "\n".join(lines) + "\n"
