"""Forecasts from every origin so far, and whether their bands held: other provinces and earlier years set the bands."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid
from relode.outlook.one_future.bands import SHARES, towards, widths
from relode.outlook.one_future.observed_series import YEARS, ForecastQuantity
from relode.streams import stream
from studies.outlook.yearly_rules import expected, growth_ahead, rules

FEWEST_PLACES = 100
"""Places with a figure that a year needs to be an origin."""
FEWEST_OF = {"house_price": 60}
"""The official index has 70 cities."""
CHOSEN_AHEAD = {"house_price": 2}
"""Years ahead by which a rule is chosen where rules differ over these alone; otherwise all."""
FIRST_COLUMNS = {"debt": 2}
GROWTH_NEEDED = 4
"""Figures before the first origin: three years of growth; of debt, two figures."""
FURTHEST = 14
FOLDS = 5
RESAMPLES = 1000
FEWEST_ORIGINS = 3
RECENT_ORIGINS = 4
"""Origins whose outcomes came last: how bands did for them tells how wide those of today must be."""
FACTORS = (0.4, 2.5)
"""Least and greatest factor by which past coverage may change a width."""

Errors = Mapping[int, Grid]
"""Origin -> what was missed, (place, years ahead)."""


@dataclass(frozen=True)
class RollingErrors:
    """What each rule missed from each origin, and the rule that a forecaster would have taken there.

    `logs` and `output`, to which budgets return: (place, year of YEARS).
    """

    of: ForecastQuantity
    logs: Grid
    output: Grid
    origins: tuple[int, ...]
    missed: Mapping[str, Errors]
    chosen: Mapping[int, str]


def rolled(of: ForecastQuantity, levels: Grid, output: Grid) -> RollingErrors:
    """All rules of a yearly quantity at all origins that something came after. `levels` and `output`, to which budgets
    return, (place, year of YEARS)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs, output = (np.where(grid > 0, np.log(grid), np.nan) for grid in (levels, output))
    counts = np.isfinite(logs).sum(axis=0)
    columns = [
        at for at, n in enumerate(counts) if n >= FEWEST_OF.get(of.name, FEWEST_PLACES) and YEARS[at] >= of.first
    ]
    usable = columns[FIRST_COLUMNS.get(of.name, GROWTH_NEEDED) - 1 :]
    newest = usable[-1] if counts[usable[-1]] * 2 >= counts.max() else usable[-2]
    origins = tuple(YEARS[at] for at in usable if at <= newest)
    missed = {rule: {o: _missed(of, logs, output, rule, o) for o in origins} for rule in rules(of.national, of.lead)}
    seen = {rule: {o: e[:, : CHOSEN_AHEAD.get(of.name)] for o, e in own.items()} for rule, own in missed.items()}
    chosen = {o: best_rule(seen, o) for o in origins}
    return RollingErrors(of, logs, output, origins, missed, chosen)


def centre(of: ForecastQuantity, logs: Grid, output: Grid, rule: str, origin: int, horizon: int) -> Grid:
    """The expected log change after `origin`, (place, horizon), from figures up to it."""
    seen = slice(YEARS.index(of.first), YEARS.index(origin) + 1)
    return expected(rule, logs[:, seen], horizon, origin, output[:, seen])


def _missed(of: ForecastQuantity, logs: Grid, output: Grid, rule: str, origin: int) -> Grid:
    at, result = YEARS.index(origin), centre(of, logs, output, rule, origin, FURTHEST)
    ahead = min(FURTHEST, len(YEARS) - 1 - at)
    outcome = np.full_like(result, np.nan)
    outcome[:, :ahead] = logs[:, at + 1 : at + 1 + ahead] - logs[:, [at]]
    return np.asarray(outcome - result)


def best_rule(missed: Mapping[str, Errors], until: int) -> str:
    """The rule that missed least in all that was known by the year `until`; the simplest where nothing was."""
    sizes = {rule: _mean_size(errors, until) for rule, errors in missed.items()}
    known = {rule: size for rule, size in sizes.items() if np.isfinite(size)}
    return min(known, key=lambda rule: known[rule]) if known else next(iter(missed))


def _mean_size(errors: Errors, until: int) -> float:
    """Mean over horizons of the mean absolute error, so that far horizons count as much as near ones."""
    seen = [np.where(o + 1 + np.arange(e.shape[1]) <= until, np.abs(e), np.nan) for o, e in errors.items() if o < until]
    if not seen or not np.isfinite(np.concatenate(seen)).any():
        return float("nan")
    whole = np.concatenate(seen)
    return float(np.mean([np.nanmean(column) for column in whole.T if np.isfinite(column).any()]))


def folds(province: NDArray[np.str_], seed: int = 1) -> NDArray[np.int64]:
    """Which of FOLDS folds each place is in, (place,): whole provinces, dealt out by chance."""
    home, index = np.unique(province, return_inverse=True)
    return np.asarray((stream("folds_of_provinces", seed).permutation(len(home)) % FOLDS)[index], dtype=np.int64)


def nation(of: ForecastQuantity, origin: int, horizon: int) -> NDArray[np.float64] | None:
    """The error of the sum of national growth 1 ... `horizon` years ahead, where other countries tell it.

    (horizon,) [ln]
    """
    if of.national != "countries":
        return None
    return np.array([growth_ahead(origin, ahead)[2] * ahead for ahead in range(1, horizon + 1)])


Halves = Mapping[int, NDArray[np.float64]]
"""Origin -> half widths, (side, share, place, years ahead), below and above; NaN where nothing was known."""


def halves(
    errors: RollingErrors, group: NDArray[np.int64], province: NDArray[np.str_], rule_of: Mapping[int, str]
) -> Halves:
    """Half widths of bands from every origin: what its rule missed at earlier origins in provinces of other folds.

    `group` and `province` are (place,). [ln]
    """
    fold, known = folds(province), {}
    for origin in errors.origins:
        earlier = errors.missed[rule_of[origin]]
        half = np.full((2, len(SHARES), len(group), FURTHEST), np.nan)
        for number, (at, side) in product(range(FOLDS), enumerate((-1, 1))):
            out = fold == number
            from_others = widths(earlier, group, ~out, origin, FURTHEST, nation(errors.of, origin, FURTHEST), side)
            if from_others is not None:
                half[at][:, out] = from_others.half[:, group[out]]
        known[origin] = half
    return known


def width_factors(missed: Errors, half: Halves, until: int, among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """By what bands made this way would have had to be wider to hold their share, (share, years ahead).

    From outcomes known by `until` of the RECENT_ORIGINS and of places `among`, both sides together, since on which side
    a nation's turn lies is not known beforehand. A horizon that fewer than three origins reached has the factor of the
    longest that three did; 1 where none. Each is the geometric mean of those up to three years nearer and farther,
    since few origins tell one horizon from the next.
    """
    values = np.full((len(SHARES), FURTHEST), np.nan)
    for ahead in range(1, FURTHEST + 1):
        seen = [o for o in sorted(missed) if o + ahead <= until and np.isfinite(half[o]).any()][-RECENT_ORIGINS:]
        errors = [missed[o][among, ahead - 1] for o in seen]
        for i, share in enumerate(SHARES):
            ratio = [np.abs(e) / towards(e, half[o][:, i, among, ahead - 1]) for o, e in zip(seen, errors, strict=True)]
            if len(seen) >= FEWEST_ORIGINS and np.isfinite(np.concatenate(ratio)).any():
                known = np.concatenate(ratio)
                values[i, ahead - 1] = np.clip(np.quantile(known[np.isfinite(known)], share), *FACTORS)
    for ahead in range(1, FURTHEST):
        values[:, ahead] = np.where(np.isfinite(values[:, ahead]), values[:, ahead], values[:, ahead - 1])
    logs = np.log(np.where(np.isfinite(values), values, 1.0))
    means = [logs[:, max(0, at - 3) : at + 4].mean(axis=1) for at in range(FURTHEST)]
    return np.asarray(np.exp(np.stack(means, axis=1)))


def held(
    errors: RollingErrors, group: NDArray[np.int64], province: NDArray[np.str_]
) -> tuple[Mapping[int, Grid], Mapping[int, Grid]]:
    """Whether 50 and 90 % bands held, origin -> (place, years ahead) of 1, 0 and NaN.

    `group` and `province` are (place,).

    The rule of an origin is the one chosen there; its bands are what that rule missed by at earlier origins, as known
    by then, in provinces of other folds, times the factor by which such bands had been too narrow or too wide.
    """
    fold = folds(province)
    by_rule = {rule: halves(errors, group, province, dict.fromkeys(errors.origins, rule)) for rule in errors.missed}
    inside: tuple[dict[int, Grid], ...] = ({}, {})
    for origin in errors.origins:
        rule = errors.chosen[origin]
        missed, half = errors.missed[rule][origin], by_rule[rule][origin]
        limit = np.full_like(half, np.nan)
        for number in range(FOLDS):
            out = fold == number
            factor = width_factors(errors.missed[rule], by_rule[rule], origin, ~out)
            limit[:, :, out] = half[:, :, out] * factor[:, None]
        within = np.abs(missed) <= towards(missed, limit)
        for kept, grid in zip(inside, within, strict=True):
            kept[origin] = np.where(np.isfinite(missed) & np.isfinite(limit).all(axis=(0, 1)), grid, np.nan)
    return inside[0], inside[1]


@dataclass(frozen=True)
class Coverage:
    """Outcomes inside a band at one horizon; the interval draws origins and provinces again. [share]"""

    horizon: int
    origins: int
    count: int
    share: float
    low: float
    high: float


def coverage(inside: Mapping[int, Grid], province: NDArray[np.str_], ahead: int, seed: int = 1) -> Coverage | None:
    """The share of outcomes inside bands `ahead` years ahead, its 95 % interval; None where none was scored.

    `province` is (place,).
    """
    columns = {o: grid[:, ahead - 1] for o, grid in inside.items() if np.isfinite(grid[:, ahead - 1]).any()}
    if not columns:
        return None
    stacked = np.stack(list(columns.values()))
    index = np.unique(province, return_inverse=True)[1]
    known = np.isfinite(stacked)
    hits, counts = (np.stack([np.bincount(index, np.where(k, v, 0)) for v, k in zip(values, known, strict=True)])
                    for values in (stacked, np.ones_like(stacked)))  # fmt: skip
    rng = stream("coverage_of_bands", seed)
    origins, homes = stacked.shape[0], index.max() + 1
    by_origin = rng.multinomial(origins, np.full(origins, 1 / origins), size=RESAMPLES)
    by_home = rng.multinomial(homes, np.full(homes, 1 / homes), size=RESAMPLES)
    drawn = np.einsum("ro,oh,rh->r", by_origin, hits, by_home) / np.einsum("ro,oh,rh->r", by_origin, counts, by_home)
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Coverage(ahead, origins, int(known.sum()), float(np.nanmean(stacked)), float(low), float(high))


def final_half(
    errors: RollingErrors, group: NDArray[np.int64], province: NDArray[np.str_], horizon: int
) -> NDArray[np.float64]:
    """Today's half widths, (side, share, group, years ahead): what today's rule missed by, of all that is known.

    Times the factor by which its bands had been too narrow or too wide, where three origins tell it.
    """
    origin = errors.origins[-1]
    rule, everyone = errors.chosen[origin], np.ones(len(group), dtype=bool)
    national = nation(errors.of, origin, horizon)
    sides = [widths(errors.missed[rule], group, everyone, YEARS[-1], horizon, national, side) for side in (-1, 1)]
    known = np.stack([each.half for each in sides if each is not None])  # there are earlier origins
    past = halves(errors, group, province, dict.fromkeys(errors.origins, rule))
    factor = width_factors(errors.missed[rule], past, YEARS[-1], everyone)
    longer = np.concatenate([factor, np.repeat(factor[:, -1:], horizon - FURTHEST, axis=1)], axis=1)
    return np.asarray(np.maximum.accumulate(known * longer[:, None], axis=3))
