"""Published counts of resource-based cities by type and change of population beside what the simulator predicts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from relode.arrays import Values
from relode.calibration.draws import draw_futures, futures_at, posterior_draws
from relode.facts import rows
from relode.model.futures import Futures
from relode.model.opening.opening_world import World, world
from relode.panel import load
from relode.places import TYPES
from studies import write
from studies.calibration.observed import Observed, observed
from studies.calibration.simulated import given_paths, simulated

FIRST, LAST = 2010, 2020
EDGES = (-0.15, -0.05, 0.0, 0.05, 0.15)
"""Ends of the classes: change of resident population over ten years as a share of that of 2010."""
CLASSES = ("le_-15", "-15_to_-5", "-5_to_0", "0_to_5", "5_to_15", "ge_15")
FUTURES = 256
FORECAST, FITTED = "forecast_2010", "fitted_2020"
"""Forecast with what was known in 2010; posterior prediction with parameters fitted to the decade itself."""


def population_table(world: World, past: Observed, seed: int = 1) -> pd.DataFrame:
    """One row a basis, type and class: published count, expected count, 95 % of counts, whether the count is inside.

    `world` is that of 2010. Each future's mean change over all places is moved to what it was. `p` is the share of
    futures whose counts lie further from the expected ones than the published counts do (Pearson's distance over all
    cells of the basis): below 0.05 the table is outside what chance allows. Source: R10.
    """
    table = []
    for basis, futures in ((FORECAST, _forecast(world, seed)), (FITTED, given_paths(_fitted(world, seed), past))):
        counts = _counts(futures, past)
        published = np.array([[_published(kind, of) for of in CLASSES] for kind in TYPES])
        expected = counts.mean(axis=0)
        far = _distance(counts, expected) >= _distance(published, expected)
        low, high = np.quantile(counts, (0.025, 0.975), axis=0)
        for i, kind in enumerate(TYPES):
            for j, of in enumerate(CLASSES):
                table.append(
                    {
                        "basis": basis,
                        "type": kind,
                        "change": of,
                        "published": published[i, j],
                        "expected": expected[i, j],
                        "low": low[i, j],
                        "high": high[i, j],
                        "inside": "yes" if low[i, j] <= published[i, j] <= high[i, j] else "no",
                        "p": far.mean(),
                    }
                )
    return pd.DataFrame(table)


def classes(change: Values) -> NDArray[np.int64]:
    """The number of the class of each relative `change`, of the same shape."""
    return np.asarray(np.digitize(change, EDGES), dtype=np.int64)


def _forecast(world: World, seed: int) -> Futures:
    return draw_futures(world, FUTURES, LAST - FIRST, seed)


def _fitted(world: World, seed: int) -> Futures:
    return futures_at(world, posterior_draws(LAST, FUTURES, seed), LAST - FIRST, seed)


def _counts(futures: Futures, past: Observed) -> Values:
    """Cities by type and class in each future, (future, type, class)."""
    paths = simulated(futures, past)
    people = paths.fields["population"]
    change = np.log(people[:, LAST - FIRST] / people[:, 0])
    at = [past.codes.index(code) for code in paths.codes]
    happened = past.change("population", FIRST, LAST)[at]
    change = np.expm1(change - change.mean(axis=1, keepdims=True) + np.nanmean(happened))
    number = classes(change)
    cities = dict(_cities())
    kinds = np.array([cities.get(code, "") for code in paths.codes])
    return np.stack(
        [
            np.stack([(number[:, kinds == kind] == of).sum(axis=1) for of in range(len(CLASSES))], axis=1)
            for kind in TYPES
        ],
        axis=1,
    ).astype(float)


def _distance(counts: Values, expected: Values) -> Values:
    return np.asarray(((counts - expected) ** 2 / np.maximum(expected, 0.5)).sum(axis=(-2, -1)))


def _cities() -> Iterator[tuple[str, str]]:
    """Code and type of the prefecture-level cities on the list, those that the published table counts."""
    for row in rows("resource_cities"):
        if row["prefecture_kind"] == "city":
            yield row["place"], row["type"]


def _published(kind: str, of: str) -> int:
    return next(
        int(row["published_count"])
        for row in rows("findings_population_change")
        if (row["grouping"], row["group"], row["bin_percent"]) == ("development_type", kind, of)
    )


if __name__ == "__main__":
    panel = load()
    table = population_table(world(panel, FIRST), observed(panel)).round(4)
    write("calibration/population_table", table.to_csv(index=False, lineterminator="\n"))
