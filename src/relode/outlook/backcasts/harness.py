"""The backcast: every method at every origin, from what was known then, scored on what came after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.errors import NoVerdict, RelodeError
from relode.outlook.backcasts.forecast_scores import ScoreCells, cell_scores
from relode.outlook.backcasts.past import Forecaster, Past, exposure, history, past_of
from relode.outlook.backcasts.targets import (
    MODES,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    Case,
    Target,
    prefectures,
    provinces,
    series,
)
from relode.outlook.forecasters.method_list import methods
from relode.streams import stream

Methods = Callable[[str, str], Mapping[str, Forecaster]]
"""(target, mode) -> name -> method."""


FIGURES_NEEDED = {"house_price": 1, "population": 2}
"""The newest figures that methods look at; of other targets, all."""


@dataclass(frozen=True)
class Scored:
    """A case with the scores of each cell by method; `mining_share` of 2010 a place."""

    case: Case
    places: tuple[str, ...]
    mining_share: NDArray[np.float64]
    cells: Mapping[str, ScoreCells]


def outcomes(panel: xr.Dataset, case: Case, places: tuple[str, ...]) -> Grid:
    """Change of the transformed target since the origin, (place, year), NaN where nothing is published.

    In the unit of the transform.
    """
    levels = series(panel["value"], case.target, places, (case.origin, *case.years))
    return np.asarray(levels[:, 1:] - levels[:, [0]])


def eligible(panel: xr.Dataset, of: Target, origin: int) -> tuple[str, ...]:
    """Prefectures with the history that the rules need up to the origin, and a mining share for the exposure group.

    What comes after the origin plays no part. Raises RelodeError where no place has enough years.
    """
    past = past_of(panel, of, origin, prefectures(panel))
    known = usable(past)
    if not known.any():
        raise RelodeError("outlook.no_place", target=of.name, origin=origin)
    return tuple(np.array(past.places)[known].tolist())


def usable(past: Past) -> NDArray[np.bool_]:
    """Which of the past's places have a mining share of 2010 and every figure that the methods look at, (place,).

    House prices began city by city, and their methods look at no level before the origin; a decade's drift takes
    two censuses.
    """
    levels = history(past)
    needed = levels[:, -FIGURES_NEEDED.get(past.target.name, 0) :]
    return np.asarray(np.isfinite(needed).all(axis=1) & np.isfinite(exposure(past)))


def scored(panel: xr.Dataset, case: Case, seed: int, given: Methods = methods) -> Scored:
    """Scores of each cell for every method of the case. Raises RelodeError where the panel has no outcome to score."""
    check_case(panel, case)
    places = eligible(panel, case.target, case.origin)
    outcome = outcomes(panel, case, places)
    if not np.isfinite(outcome).any():
        raise RelodeError("outlook.no_outcome", target=case.target.name, origin=case.origin, years=list(case.years))
    cells = {
        name: predict_case(panel, case, places, outcome, method, seed)
        for name, method in given(case.target.name, case.mode).items()
    }
    return Scored(case, places, exposure(past_of(panel, case.target, case.origin, places)), cells)


def check_case(panel: xr.Dataset, case: Case) -> None:
    """Refuse a mode that does not exist, a horizon without a figure, an origin without facts.

    Raises RelodeError, and NoVerdict where the panel has no figure of the target at all.
    """
    name, least = case.target.name, case.target.step
    if case.mode not in MODES:
        raise RelodeError("outlook.unknown_mode", name=case.mode, modes=", ".join(MODES))
    if case.horizon < least:
        raise RelodeError("outlook.bad_horizon", target=name, horizon=case.horizon, least=least)
    known = panel["value"].sel(quantity=case.target.quantity).notnull().any("place")
    years = [int(year) for year in panel["year"].values[known.values]]
    if not years:
        raise NoVerdict("outlook.target_without_facts", target=name, quantity=case.target.quantity)
    if case.origin not in years:
        raise RelodeError(
            "outlook.origin_without_facts", target=name, origin=case.origin, years=", ".join(map(str, years))
        )


def predict_case(
    panel: xr.Dataset, case: Case, places: tuple[str, ...], outcome: Grid, method: Forecaster, seed: int
) -> ScoreCells:
    """One method's scores; with other provinces' outcomes given, each province is predicted without its own."""
    home = provinces(places)
    national = None if case.mode == NOTHING_GIVEN else np.nanmean(outcome, axis=0)
    if case.mode != OTHER_PROVINCES_GIVEN:
        past = past_of(panel, case.target, case.origin, places, national, mode=case.mode)
        return _predicted(method, past, places, case, outcome, seed)
    parts = {}
    for province in np.unique(home):
        mine = home == province
        revealed = np.where(mine[:, None], np.nan, outcome)
        past = past_of(panel, case.target, case.origin, places, national, revealed, case.mode)
        held = tuple(np.array(places)[mine].tolist())
        parts[str(province)] = _predicted(method, past, held, case, outcome[mine], seed)
    return _together(parts, home)


def _predicted(
    method: Forecaster, past: Past, places: tuple[str, ...], case: Case, outcome: Grid, seed: int
) -> ScoreCells:
    """Scores of a forecast; raises RelodeError where its shape is not (place, year)."""
    predicted = method.predict(past, places, case.years, stream("forecast", seed))
    shape = predicted.quantile(0.5).shape
    if shape != outcome.shape:
        raise RelodeError(
            "outlook.bad_forecast", method=type(method).__name__, shape=str(shape), expected=str(outcome.shape)
        )
    return cell_scores(predicted, outcome, provinces(places))


def _together(parts: Mapping[str, ScoreCells], home: NDArray[np.str_]) -> ScoreCells:
    """Cells of single provinces, back in the order of the places."""
    width = next(iter(parts.values())).crps.shape[1]
    error, crps, chance = (np.full((len(home), width), np.nan) for _ in range(3))
    for province, part in parts.items():
        mine = home == province
        error[mine], crps[mine], chance[mine] = part.error, part.crps, part.chance
    return ScoreCells(error, crps, chance, np.unique(home, return_inverse=True)[1].astype(np.int64))
