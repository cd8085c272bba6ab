"""How surprising a year must be to ring one year in twenty: what bands made as those shipped missed in backcasts.

A place-year holds every yearly figure of a place, told so many years ahead by the rule of its origin, with bands from
earlier origins and other provinces as the one future has them. Years are left out one at a time, and once more told
from earlier ones alone. Then output or people leave their course, and it is counted in which year that is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.backcasts.targets import prefectures, provinces
from relode.outlook.one_future.bands import towards, widths
from relode.outlook.one_future.observed_series import YEARS, exposure_groups, forecast_quantities, levels, scored_levels
from relode.panel import load
from relode.streams import stream
from relode.trials.alarms import LEVEL, joint, surprises
from studies import as_csv, write
from studies.outlook import rolling
from studies.outlook.people_estimation import people_errors
from studies.outlook.rolling import FOLDS, folds

FIRST, LAST = 2013, 2023
"""Years that the limits are taken from; 2024 stands beside them."""
AHEAD = 5
FEWEST_YEARS = 3
"""Earlier years without which a limit is not told from them alone."""
RESAMPLES = 4000
PEOPLE = "population"
BREAKS = {"gdp_real": (0.025, 0.05, 0.10), PEOPLE: (0.01, 0.02, 0.04)}
"""By what part a figure falls further below its course each year from the origin on."""


@dataclass(frozen=True)
class Missed:
    """What was missed from an origin, (place, years ahead), and half widths, (side, share, place, years ahead)."""

    errors: Grid
    half: NDArray[np.float64]


Backcasts = Mapping[str, Mapping[int, Missed]]
"""Quantity -> origin -> what was missed."""


def backcasts(panel: xr.Dataset) -> Backcasts:
    """Every yearly quantity and people since the last census."""
    places = prefectures(panel)
    group, province = exposure_groups(panel, places), provinces(places)
    fold = folds(province)
    told: dict[str, Mapping[int, Missed]] = {}
    output = levels(panel, "gdp_real", places)
    for of in forecast_quantities().values():
        level = levels(panel, of.name, places)
        if of.step == 1:
            told[of.name] = _yearly(
                rolling.rolled(of, scored_levels(panel, of.name, places), output), group, province, fold
            )
        elif of.name == PEOPLE:
            missed = people_errors(panel, level, places, fold).missed
            half = np.stack([_crossed(missed, group, fold, number) for number in range(FOLDS)])
            own = half[fold, :, np.arange(len(places))].transpose(1, 0, 2)
            sides = np.stack([own, own])
            told[of.name] = {o: Missed(e, sides[..., : e.shape[1]]) for o, e in missed.items() if e.shape[1] < AHEAD}
    return told


def _crossed(missed: Mapping[int, Grid], group: NDArray[np.int64], fold: NDArray[np.int64], number: int) -> Grid:
    from_others = widths(missed, group, fold != number, YEARS[-1], AHEAD)
    assert from_others is not None  # people have errors
    return from_others.half[:, group]


def _yearly(
    errors: rolling.RollingErrors, group: NDArray[np.int64], province: NDArray[np.str_], fold: NDArray[np.int64]
) -> dict[int, Missed]:
    by_rule = {
        rule: rolling.halves(errors, group, province, dict.fromkeys(errors.origins, rule))
        for rule in set(errors.chosen.values())
    }
    result = {}
    for origin, rule in errors.chosen.items():
        half = by_rule[rule][origin].copy()
        for number in range(FOLDS):
            out = fold == number
            half[:, :, out] *= rolling.width_factors(errors.missed[rule], by_rule[rule], origin, ~out)[:, None]
        result[origin] = Missed(errors.missed[rule][origin], half)
    return result


def place_years(told: Backcasts, ahead: int, shift: Mapping[str, float] | None = None) -> dict[int, Values]:
    """Year -> joint surprise of each place, (place,), NaN without figures. `shift` is added to what came. [0-1]"""
    by_year: dict[int, list[Values]] = {}
    for name, origins in told.items():
        for origin, missed in origins.items():
            if missed.errors.shape[1] >= ahead and FIRST <= origin + ahead <= LAST + 1:
                moved = missed.errors[:, ahead - 1] + (shift or {}).get(name, 0.0)
                half = towards(moved, missed.half[..., ahead - 1])
                if np.isfinite(moved).any() and np.isfinite(half).any():
                    by_year.setdefault(origin + ahead, []).append(surprises(moved, half[0], half[1]))
    return {year: joint(np.stack(some)) for year, some in sorted(by_year.items())}


def limit(years: Sequence[Values]) -> float:
    """The joint surprise that one place-year in twenty lies below, at most LEVEL.

    Far ahead bands of backcasts were too wide, and a limit by them would ring for what bands call ordinary: in 2024,
    which is in none of them, for a quarter of places four years ahead. That was seen before this bound was set.
    """
    return min(LEVEL, float(np.nanquantile(np.concatenate(years), LEVEL)))


def limit_rows(told: Backcasts) -> Iterator[dict[str, object]]:
    """By years ahead: the limit, and how many place-years ring by limits of other years, and of earlier ones alone."""
    for ahead in range(1, AHEAD + 1):
        every = place_years(told, ahead)
        fitted = {year: each for year, each in every.items() if year <= LAST}
        left_out = {y: (each, limit([e for o, e in fitted.items() if o != y])) for y, each in fitted.items()}
        earlier = {
            y: (each, limit([e for o, e in fitted.items() if o < y]))
            for at, (y, each) in enumerate(fitted.items())
            if at >= FEWEST_YEARS
        }
        told_limit = limit(list(fitted.values()))
        newest = every[LAST + 1]
        row: dict[str, object] = {
            "ahead": ahead,
            "limit": f"{told_limit:.5f}",
            "years": len(fitted),
            "place_years": sum(int(np.isfinite(each).sum()) for each in fitted.values()),
            "by_the_bands_alone": f"{_rung({y: (e, LEVEL) for y, e in fitted.items()})[0]:.4f}",
        }
        for name, of in (("left_out", left_out), ("earlier", earlier)):
            share, low, high = _rung(of)
            row |= {name: f"{share:.4f}", f"{name}_low": f"{low:.4f}", f"{name}_high": f"{high:.4f}"}
        yield row | {"in_2024": f"{_share(newest, told_limit):.4f}"}


def _rung(years: Mapping[int, tuple[Values, float]]) -> tuple[float, float, float]:
    """Share of place-years that ring, with its 95 % interval over years."""
    counts = np.array([(np.sum(each <= at), np.isfinite(each).sum()) for each, at in years.values()], dtype=float)
    drawn = counts[stream("coverage_of_bands", 1).integers(0, len(counts), (RESAMPLES, len(counts)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (0.025, 0.975))
    return float(counts[:, 0].sum() / counts[:, 1].sum()), float(low), float(high)


def _share(scores: Values, at: float) -> float:
    return float(np.mean(scores[np.isfinite(scores)] <= at))


def break_rows(told: Backcasts) -> Iterator[dict[str, object]]:
    """How soon a figure that leaves its course is told: places that ring in a year after the origin, and up to it.

    Beside it how many ring where nothing was planted. Limits are those of other years.
    """
    plain = {ahead: place_years(told, ahead) for ahead in range(1, AHEAD + 1)}
    for name, sizes in BREAKS.items():
        for size in (0.0, *sizes):
            rung: dict[int, list[Values]] = {}
            for ahead in range(1, AHEAD + 1):
                moved = place_years(told, ahead, {name: ahead * float(np.log1p(-size))})
                for origin in told[name]:
                    year = origin + ahead
                    if year in moved and year <= LAST and len(rung.get(origin, [])) == ahead - 1:
                        others = [e for y, e in plain[ahead].items() if y != year and y <= LAST]
                        here = np.isfinite(told[name][origin].errors[:, ahead - 1])
                        rung.setdefault(origin, []).append(np.where(here, moved[year] <= limit(others), np.nan))
            for ahead in range(1, AHEAD + 1):
                some = [np.stack(each[:ahead]) for each in rung.values() if len(each) >= ahead]
                some = [each[:, np.isfinite(each).all(axis=0)] for each in some]
                if some:
                    yield {
                        "quantity": name, "a_year": size, "ahead": ahead, "origins": len(some),
                        "told_in_the_year": f"{np.mean([each[-1].mean() for each in some]):.4f}",
                        "told_by_then": f"{np.mean([each.max(axis=0).mean() for each in some]):.4f}",
                    }  # fmt: skip


if __name__ == "__main__":
    backcast = backcasts(load())
    write("trials/monitor_limits", as_csv(limit_rows(backcast)))
    write("trials/monitor_breaks", as_csv(break_rows(backcast)))
