"""How well the change of county shares is foretold out of province, beside the national ratio."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Array
from relode.facts.sections import SECTIONS
from relode.pathways.counties.county_shares import METHODS, Counties, matched_counties, out_of_province
from relode.records import Doc, Record
from relode.streams import stream

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


def county_scores(draws: int = DRAWS, seed: int = 1) -> tuple[CountyScore, ...]:
    """Every method on every target, for all counties and for mining counties, in a few seconds."""
    counties = matched_counties()
    foretold = {method: out_of_province(counties, predict) for method, predict in METHODS.items()}
    return tuple(score for group in ("all", "mining") for score in _group(counties, foretold, group, (draws, seed)))


def shipped_county_scores() -> tuple[dict[str, str], ...]:
    """The same as it ships, `county_scores.csv`, every cell as text."""
    return shipped_tables.rows("relode.pathways", "county_scores")


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
