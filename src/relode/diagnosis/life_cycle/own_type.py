"""Our own reading of a city's life-cycle type: probabilities, what they rest on, and whether they allow a verdict.

The official thresholds of 2013 are not public. The model only learns how listed cities of each label differ in the
panel; it does not reproduce the official procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
import xarray as xr
from pydantic import computed_field

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import NAMES, WINDOWS, Features, features
from relode.errors import RelodeError
from relode.measures.sampling_error import NORMAL_90
from relode.places import TYPES, Place, official
from relode.record import Doc, Hidden, Record

CANNOT_TELL = "cannot tell"
LABEL_WINDOW = 2013
LEAST_PROBABILITY = 0.5
"""Below it the most probable type is no verdict; fixed before anything was fitted."""

REASONS = 3


@dataclass(frozen=True)
class TypeScore:
    """A measure on held-out provinces with its 95 % interval (whole provinces drawn again); `cities` scored."""

    predictor: str
    measure: str
    value: float
    low: float
    high: float
    cities: int


@dataclass(frozen=True)
class Reason(Record):
    """A feature in standard deviations from the mean of prefectures, and what it adds to the log-odds."""

    feature: Annotated[str, Doc("feature")]
    standard: Annotated[float, Doc("standard deviations from the mean of prefectures", "1")]
    contribution: Annotated[float, Doc("what it adds to the log-odds", "1")]


@dataclass(frozen=True)
class OwnType(Record):
    """Probabilities of the types in the window that ends in `year`; empty where a figure is missing.

    `why` says why there is no verdict ("" if there is one). `log_odds` is that of the most probable type against the
    next (`against`): `base` plus all `contributions`, the weightiest first. `intervals_90` are jackknife intervals
    over provinces: how far the fit, not the city, could have come out otherwise.
    """

    place: Annotated[Place, Doc("the place"), Hidden]
    year: Annotated[int, Doc("last year of the figures")]
    probabilities: Annotated[
        Mapping[str, float],
        Doc("by type; empty where a figure is missing", "share", shape="type"),
        Hidden,
    ]
    intervals_90: Annotated[
        Mapping[str, tuple[float, float]],
        Doc("jackknife intervals over provinces", "share", shape="type"),
        Hidden,
    ]
    verdict: Annotated[str, Doc("type, or cannot tell")]
    why: Annotated[str, Doc('why there is no verdict, "" if there is one'), Hidden]
    most_probable: Annotated[str | None, Doc("most probable type")]
    against: Annotated[str | None, Doc("next type")]
    base: Annotated[float, Doc("constant of the log-odds"), Hidden]
    contributions: Annotated[tuple[Reason, ...], Doc("the weightiest first", shape="feature"), Hidden]
    missing: Annotated[tuple[str, ...], Doc("features without a figure", shape="feature")]

    @property
    def log_odds(self) -> float:
        """Log-odds of the most probable type against the next."""
        return self.base + sum(reason.contribution for reason in self.contributions)

    @computed_field(alias="probabilities")
    @property
    def known_probabilities(self) -> Mapping[str, float | None]:
        """Probability of each type; null where a figure is missing. [share]"""
        return self.probabilities or dict.fromkeys(TYPES)

    @computed_field(alias="intervals_90")
    @property
    def known_intervals(self) -> Mapping[str, tuple[float, float]] | None:
        """Jackknife intervals of the probabilities over provinces; null where a figure is missing. [share]"""
        return self.intervals_90 or None

    @computed_field
    @property
    def reason(self) -> str | None:
        """Why there is no verdict, null if there is one."""
        return self.why or None

    @computed_field(alias="log_odds")
    @property
    def known_log_odds(self) -> float | None:
        """Log-odds of the most probable type against the next; null where a figure is missing."""
        return self.log_odds if self.probabilities else None

    @computed_field(alias="base")
    @property
    def known_base(self) -> float | None:
        """The constant of the log-odds; null where a figure is missing."""
        return self.base if self.probabilities else None

    @computed_field(alias="contributions")
    @property
    def by_feature(self) -> Mapping[str, float]:
        """What each feature adds to the log-odds."""
        return {reason.feature: reason.contribution for reason in self.contributions}

    @computed_field(alias="reasons")
    @property
    def weightiest(self) -> tuple[Reason, ...]:
        """The features that weigh most."""
        return self.contributions[:REASONS]

    @computed_field
    @property
    def is_listed(self) -> bool:
        """Whether the place is on the list of 2013."""
        return self.place.code in official()


def own_type(panel: xr.Dataset, place: Place, year: int = LABEL_WINDOW) -> OwnType:
    """The own type of a prefecture from figures of 2010-2013 (`year` 2013) or 2020-2023 (`year` 2023).

    The fit never saw the place's own province. A place that is no prefecture, or lacks a figure, gets "cannot tell"
    with the reason; nothing is filled in. For a place not on the list: what it would be if it were. Raises
    RelodeError for another year.
    """
    if year not in WINDOWS:
        raise RelodeError("diagnosis.unknown_window", year=year, years=", ".join(map(str, WINDOWS)))
    return judged(features(panel, year), place, year)


def judged(result: Features, place: Place, year: int) -> OwnType:
    """The own type of a place by the features of a window. "cannot tell" with the reason where a figure is missing."""
    if place.code not in result.places:
        return _untold(place, year, "not_a_prefecture", ())
    own = result.of(place.code)
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

    In the unit of the values, (value,).

    Limits: replicates all alike: 0.
    """
    count = len(replicates)
    squares = ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(NORMAL_90 * np.sqrt((count - 1) / count * squares))


def _intervals(centre: Array, half: Array) -> list[tuple[float, float]]:
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return list(zip(low.tolist(), high.tolist(), strict=True))


@cache
def shipped_coefficients() -> Mapping[str, Array]:
    """Province left out ("" for none) -> coefficients (type, 1 + feature) of `own_type.csv`. [ln odds]"""
    table: dict[str, list[list[float]]] = {}
    for row in shipped_tables.rows("relode.diagnosis", "own_type"):
        table.setdefault(row["left_out"], []).append([float(row[name]) for name in ("base", *NAMES)])
    return {province: np.array(rows) for province, rows in table.items()}


def chances(table: Array, coefficients: Array) -> Array:
    """Probabilities (city, type) of the multinomial logistic model. They add up to 1. [1]

    `table` is (city, feature), `coefficients` (type, 1 + feature).
    """
    scores = coefficients[:, 0] + table @ coefficients[:, 1:].T
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


@cache
def shipped_scores() -> tuple[TypeScore, ...]:
    """The scores of `own_type_scores.csv`, computed once from the shipped panel."""
    return tuple(
        TypeScore(r["predictor"], r["measure"], float(r["value"]), float(r["low"]), float(r["high"]), int(r["cities"]))
        for r in shipped_tables.rows("relode.diagnosis", "own_type_scores")
    )


def may_speak(among: tuple[TypeScore, ...]) -> bool:
    """Whether verdicts may be given: held out, the model beats the type shares (and so the majority class).

    The whole interval of its gain must be above 0, in log score and in accuracy. The log score was asked for before
    anything was scored; accuracy was added after, and only makes the rule stricter.
    """
    gains = {s.measure: s.low for s in among if s.predictor == "type_shares"}
    return all(gains[f"{measure}_gain_of_model"] > 0 for measure in ("log_score", "accuracy"))
