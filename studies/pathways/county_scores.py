"""How well the change of county shares of the 20 sections is foretold out of province."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.facts import rows
from relode.facts.shipped import SECTIONS
from relode.record import Doc, Record
from relode.streams import stream
from relode.usual import SEED
from studies import PACKAGE

Predictor = Callable[["Counties", NDArray[np.bool_]], Array]

SMALLEST = 500
"""Workers in the long form that a county needs in both years, as in the measurement that came first."""
FOLDS = 8
PENALTY = 0.01
"""Of the ridge, per county, for columns of unit variance: fixed beforehand, never tuned."""
HALF = 0.5
"""Added to every count before its logarithm is taken, so that an empty section has one."""


@dataclass(frozen=True)
class Counties:
    """Counties of one area in 2010 and 2020.

    `before` and `after` are persons in the long form, (county, section); `people` and `urban` are of 2010,
    (county,); `province` holds province codes, (county,).
    """

    code: tuple[str, ...]
    province: NDArray[np.str_]
    before: Array
    after: Array
    people: Array
    urban: Array

    @property
    def shares(self) -> tuple[Array, Array]:
        """Shares of the sections in 2010 and 2020, each (county, section). [0-1]"""
        return _shares(self.before), _shares(self.after)


@cache
def matched_counties() -> Counties:
    """Counties that one county of the same area continues in 2020. Source: census2010 and census2020."""
    table = rows("census_counties")
    later = {row["place"]: row for row in table if row["year"] == "2020"}
    pairs = [(row, later.get(row["code_2020"])) for row in table if row["year"] == "2010" and row["same_area"] == "1"]
    counted = [(row, _counts(row), _counts(end)) for row, end in pairs if end is not None]
    kept = [pair for pair in counted if min(pair[1].sum(), pair[2].sum()) >= SMALLEST]
    return Counties(
        code=tuple(row["place"] for row, _, _ in kept),
        province=np.array([row["province_code"] for row, _, _ in kept]),
        before=np.array([before for _, before, _ in kept]),
        after=np.array([after for _, _, after in kept]),
        people=np.array([float(row["population"]) for row, _, _ in kept]),
        urban=np.array([float(row["population_urban"]) for row, _, _ in kept]),
    )


def unchanged(counties: Counties, is_known: NDArray[np.bool_]) -> Array:
    """The shares of 2010, (county, section), for the counties that are not known."""
    return counties.shares[0][~is_known]


def national_ratio(counties: Counties, is_known: NDArray[np.bool_]) -> Array:
    """Each share times the growth of its section's share in all known counties together, brought back to sum 1.

    (county, section); `is_known` is (county,).
    """
    growth = _of_all(counties.after[is_known]) / _of_all(counties.before[is_known])
    moved = counties.shares[0][~is_known] * growth
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def log_share_ridge(counties: Counties, is_known: NDArray[np.bool_]) -> Array:
    """Growth of log shares from log shares, log population and urban share of 2010, brought back to sum 1.

    (county, section); `is_known` is (county,).

    Source: hoerl1970.
    """
    start = np.log(_padded(counties.before))
    growth = _ridge(np.hstack([start, _size(counties)]), np.log(_padded(counties.after)) - start, is_known)
    moved = np.exp(start[~is_known] + growth)
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def share_ridge(counties: Counties, is_known: NDArray[np.bool_]) -> Array:
    """Change of plain shares from shares, log population and urban share of 2010; below 0 is 0, brought back to sum 1.

    (county, section); `is_known` is (county,).

    Source: hoerl1970.
    """
    before, after = counties.shares
    moved = before[~is_known] + _ridge(np.hstack([before, _size(counties)]), after - before, is_known)
    moved = np.maximum(moved, 0)
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


METHODS: dict[str, Predictor] = {
    "unchanged": unchanged,
    "national_ratio": national_ratio,
    "log_share_ridge": log_share_ridge,
    "share_ridge": share_ridge,
}


def out_of_province(counties: Counties, predict: Predictor) -> Array:
    """Shares of 2020 as `predict` foretells them from the other provinces' counties, (county, section). [0-1]"""
    provinces = np.unique(counties.province)
    fold = {province: number % FOLDS for number, province in enumerate(provinces)}
    of_county = np.array([fold[province] for province in counties.province])
    result = np.empty((len(of_county), len(SECTIONS)))
    for number in range(FOLDS):
        result[of_county == number] = predict(counties, of_county != number)
    return result


def _ridge(columns: Array, outcome: Array, is_known: NDArray[np.bool_]) -> Array:
    """What is foretold of the counties that are not known; the mean is not shrunken."""
    scaled = (columns - columns[is_known].mean(axis=0)) / columns[is_known].std(axis=0)
    known, mean = scaled[is_known], outcome[is_known].mean(axis=0)
    penalty = PENALTY * len(known) * np.eye(known.shape[1])
    slopes = np.linalg.solve(known.T @ known + penalty, known.T @ (outcome[is_known] - mean))
    return np.asarray(mean + scaled[~is_known] @ slopes)


def _size(counties: Counties) -> Array:
    return np.column_stack([np.log(counties.people), counties.urban / counties.people])


def _padded(counts: Array) -> Array:
    return _shares(counts + HALF)


def _of_all(counts: Array) -> Array:
    return np.asarray(counts.sum(axis=0) / counts.sum())


def _shares(counts: Array) -> Array:
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _counts(row: dict[str, str]) -> Array:
    return np.array([float(row[f"employment_{section}"] or 0) for section in SECTIONS])


BENCHMARK = "national_ratio"
DRAWS = 1000
MINING_COUNTY = 0.05
"""Share of mining in the jobs of 2010 from which a county counts as a mining county."""
SERVICES = tuple(
    section
    for section in SECTIONS
    if section not in ("agriculture", "mining", "manufacturing", "utilities", "construction")
)
TARGETS: dict[str, tuple[str, ...]] = {
    "mining": ("mining",),
    "manufacturing": ("manufacturing",),
    "agriculture": ("agriculture",),
    "wholesale_retail": ("wholesale_retail",),
    "services": SERVICES,
}


@dataclass(frozen=True)
class CountyScore(Record):
    """One method on one target and group of counties. Intervals: 90 %, whole provinces drawn again."""

    group: Annotated[str, Doc("all counties, or mining counties")]
    target: Annotated[str, Doc("the share that is foretold")]
    method: Annotated[str, Doc("the method")]
    count: Annotated[int, Doc("counties", "count")]
    mean_error: Annotated[float, Doc("mean absolute error of the share in 2020", "percentage points")]
    r2: Annotated[float, Doc("explained variance of the change, against the mean change of the group", "1")]
    r2_low: Annotated[float, Doc("its lower end", "1")]
    r2_high: Annotated[float, Doc("its upper end", "1")]
    saved: Annotated[
        float, Doc("the benchmark's mean error less the method's, on the same counties", "percentage points")
    ]
    saved_low: Annotated[float, Doc("its lower end", "percentage points")]
    saved_high: Annotated[float, Doc("its upper end", "percentage points")]


def county_scores(draws: int = DRAWS, seed: int = SEED) -> tuple[CountyScore, ...]:
    """Every method on every target, for all counties and for mining counties, in a few seconds."""
    counties = matched_counties()
    foretold = {method: out_of_province(counties, predict) for method, predict in METHODS.items()}
    return tuple(score for group in ("all", "mining") for score in _group(counties, foretold, group, (draws, seed)))


def write_county_scores(path: Path) -> None:
    """Measure and write the table; numbers with four digits after the point."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([each.name for each in fields(CountyScore)])
        for score in county_scores():
            values = score.record().values()
            writer.writerow([f"{value:.4f}" if isinstance(value, float) else value for value in values])


def _group(
    counties: Counties, foretold: dict[str, Array], group: str, sampling: tuple[int, int]
) -> Iterator[CountyScore]:
    mining = counties.shares[0][:, SECTIONS.index("mining")]
    is_in = mining > MINING_COUNTY if group == "mining" else np.ones(len(mining), dtype=bool)
    for target, sections in TARGETS.items():
        columns = [SECTIONS.index(section) for section in sections]
        before, after = (share[is_in][:, columns].sum(axis=1) for share in counties.shares)
        errors = {m: after - shares[is_in][:, columns].sum(axis=1) for m, shares in foretold.items()}
        weights = _drawn(counties.province[is_in], *sampling)
        for method, error in errors.items():
            yield _score((group, target, method), after - before, error, errors[BENCHMARK], weights)


def _score(names: tuple[str, str, str], change: Array, error: Array, benchmark: Array, weights: Array) -> CountyScore:
    once = np.ones((1, len(change)))
    r2 = np.percentile(_r2(change, error, weights), (5, 95))
    gain = 100 * (np.abs(benchmark) - np.abs(error))
    saved = np.percentile(weights @ gain / weights.sum(axis=1), (5, 95))
    middle = float(_r2(change, error, once)[0])
    mean_error = float(100 * np.abs(error).mean())
    ends = (float(end) for end in (*r2, gain.mean(), *saved))
    return CountyScore(*names, len(change), mean_error, middle, *ends)


def _r2(change: Array, error: Array, weights: Array) -> Array:
    """Of each row of weights, (draw,)."""
    total = weights.sum(axis=1)
    mean = weights @ change / total
    variance = weights @ change**2 / total - mean**2
    return np.asarray(1 - (weights @ error**2 / total) / variance)


def _drawn(province: NDArray[np.str_], draws: int, seed: int) -> Array:
    """How often each county is in each draw of whole provinces with replacement, (draw, county)."""
    rng = stream("county_scores", seed)
    names, of_county = np.unique(province, return_inverse=True)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return np.asarray(times[:, of_county], dtype=float)


if __name__ == "__main__":
    write_county_scores(PACKAGE / "pathways" / "county_scores.csv")
