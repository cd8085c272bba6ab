"""How many outcomes bands of a country's own series hold, and how wide they are: `relode/country/bands_of_*.csv`.

Planted nations, of which the seed is kept from the ones that bands were chosen with, and series of Chinese prefectures
as if they were a table of a user's own. At each origin what ships is asked for with what was known then: the pool of
the best rule of the past and of "it stays". Beside it stand the band of that rule alone and the naive one (it stays as
it is, as wide as 9 in 10 past changes), and a pool in which "it stays" always weighs three fifths: of weights in tenths
the least that held 85 % of outcomes at first reversals of 40 nations of another seed (90210).
A turn is an origin and horizon over which the nation's mean growth differs from that of the three years before by more
than a standard deviation of its yearly growth; calm is less than half of one. Both are told by what came after.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Grid, Values
from relode.outlook.forecasters.pooled_rules import HELD, choice, past_of, pool_at
from relode.outlook.forecasters.table_ahead import LONGEST, scored_origins
from relode.outlook.one_future.observed_series import prefectures
from relode.panel import load
from relode.streams import stream
from studies import as_csv, write
from studies.outlook.targets import provinces

WORLDS, PLACES, REGIONS, YEARS, SEED = 200, 60, 8, 20, 2027
NATIONS = ("steady", "wandering", "reversals", "first_reversal", "crisis")
SERIES = (
    *("gdp_nominal", "gdp_real_index", "value_added_primary_first_published", "value_added_secondary_first_published"),
    *("value_added_tertiary_first_published", "industrial_output", "fixed_asset_investment", "house_price"),
    *("budget_revenue", "budget_expenditure", "loans", "deposits", "average_wage", "employment_total"),
    *("registered_unemployed", "population_resident_reported", "co2_emissions"),
)
COVERED = 0.6
"""Share of the prefectures that have a figure in a year that is used. Source: assumption."""
TURN, CALM, BEFORE = 1.0, 0.5, 3
DRAWS = 1000
BANDS = ("ships", "rule", "stays", "three_fifths")
WEIGHTS = (None, 0.0, 1.0, 0.6)


@dataclass(frozen=True)
class Outcome:
    """One origin and horizon of a series: how far the nation turned, and of each band share held, half width, score."""

    series: str
    turned: float
    held: Values
    half: Values
    score: Values


def nation(kind: str, rng: np.random.Generator) -> Values:
    """Growth of a planted nation, (year,). [ln/yr]"""
    noise, years = rng.normal(0, 0.006, YEARS), np.arange(YEARS)
    sign = rng.choice([-1.0, 1.0])
    if kind == "steady":
        return 0.01 + noise
    if kind == "wandering":
        return np.asarray(0.01 + np.cumsum(rng.normal(0, 0.006, YEARS)) + noise)
    if kind == "reversals":  # with a chance of one in five a year
        return np.asarray(0.02 * sign * np.cumprod(np.where(rng.random(YEARS) < 0.2, -1, 1)) + noise)
    if kind == "first_reversal":  # nothing before it tells that there are any
        return np.asarray(0.02 * sign * np.where(years < rng.integers(YEARS // 2, YEARS - 2), 1, -1) + noise)
    return np.asarray(0.015 + noise - 0.08 * (years == rng.integers(2, YEARS)))


def planted(kind: str, world: int) -> tuple[Grid, NDArray[np.str_]]:
    """Levels of a planted nation, (place, year), in logarithms, and the region of each place."""
    rng = stream("planted_nations", (SEED, NATIONS.index(kind), world))
    growth, region = nation(kind, rng), np.arange(PLACES) % REGIONS
    drift = rng.normal(0, 0.006, PLACES)
    own, level, levels = drift.copy(), rng.normal(10, 1, PLACES), np.zeros((PLACES, YEARS))
    shared = rng.normal(0, 0.004, (REGIONS, YEARS))
    for year in range(YEARS):
        own = 0.5 * own + 0.5 * drift + rng.normal(0, 0.012, PLACES)
        level = level + own + growth[year] + shared[region, year]
        levels[:, year] = level
    return levels, region.astype(str)


def published(values: Grid, regions: NDArray[np.str_]) -> tuple[Grid, NDArray[np.str_]]:
    """Logarithms of places with all figures of the longest run of years that most places have."""
    positive = np.isfinite(values) & (values > 0)
    runs = np.split(np.arange(values.shape[1]), np.flatnonzero(np.diff(positive.mean(axis=0) > COVERED)) + 1)
    run = max((each for each in runs if positive[:, each[0]].mean() > COVERED), key=len)
    whole = positive[:, run].all(axis=1)
    return np.log(values[whole][:, run]), regions[whole]


def outcomes(series: str, levels: Grid, regions: NDArray[np.str_]) -> Iterator[Outcome]:
    """Each origin that is scored and each horizon."""
    columns = levels.shape[1]
    horizon = min(LONGEST, (columns - 1) // 3)
    past, growth = past_of(levels, regions, horizon), np.diff(levels, axis=1).mean(axis=0)
    for origin in scored_origins(columns):
        ahead = min(horizon, columns - 1 - origin)
        pool = pool_at(past, choice(past, origin, min(LONGEST, origin // 3)), origin, ahead)
        change = levels[:, origin + 1 : origin + ahead + 1] - levels[:, [origin]]
        ends = [(pool.quantile((1 - HELD) / 2, still), pool.quantile((1 + HELD) / 2, still)) for still in WEIGHTS]
        low, high = (np.stack(each) for each in zip(*ends, strict=True))
        beyond = np.maximum(low - change, 0) + np.maximum(change - high, 0)
        half = ((high - low) / 2).mean(axis=1)
        held = (beyond <= 0).mean(axis=1)
        score = 2 * half + 2 / (1 - HELD) * beyond.mean(axis=1)
        for year in range(ahead):
            after = growth[origin : origin + year + 1].mean()
            turned = abs(after - growth[origin - BEFORE : origin].mean()) / growth.std()
            yield Outcome(series, float(turned), held[:, year], half[:, year], score[:, year])


def rows(of: str, found: list[Outcome], seed: int) -> Iterator[dict[str, str]]:
    """Lines of the table for one kind of nation, or all series; worlds or series are drawn again for intervals."""
    names = sorted({each.series for each in found})
    member = np.array([names.index(each.series) for each in found])
    turned = np.array([each.turned for each in found])
    drawn = stream("planted_nations", (SEED, len(NATIONS), seed)).integers(0, len(names), (DRAWS, len(names)))
    for times, chosen in (("all", turned >= 0), ("turn", turned > TURN), ("calm", turned < CALM)):
        if not chosen.any():
            continue
        count = np.bincount(member[chosen], minlength=len(names))
        for at, band in enumerate(BANDS):
            sums = [
                np.bincount(member[chosen], np.array([v[at] for v in values])[chosen], len(names))
                for values in ([e.held for e in found], [e.half for e in found], [e.score for e in found])
            ]
            again = sums[0][drawn].sum(axis=1) / np.maximum(count[drawn].sum(axis=1), 1)
            low, high = np.quantile(again, [0.05, 0.95])
            held, half, score = (each.sum() / count.sum() for each in sums)
            yield {
                "of": of, "times": times, "band": band, "cases": str(count.sum()), "series": str((count > 0).sum()),
                "held": f"{held:.3f}", "held_p05": f"{low:.3f}", "held_p95": f"{high:.3f}",
                "half_width": f"{half:.4f}", "interval_score": f"{score:.4f}",
            }  # fmt: skip


def nations() -> Iterator[dict[str, str]]:
    """Lines of planted nations."""
    for number, kind in enumerate(NATIONS):
        found = [each for world in range(WORLDS) for each in outcomes(f"{world:03d}", *planted(kind, world))]
        yield from rows(kind, found, number)


def series() -> Iterator[dict[str, str]]:
    """Lines of the series that ship."""
    panel = load()
    places, found = prefectures(panel), []
    for quantity in SERIES:
        values = panel["value"].sel(quantity=quantity).reindex(place=list(places)).to_numpy()
        mine = list(outcomes(quantity, *published(values, provinces(places))))
        found += mine
        yield from rows(quantity, mine, len(NATIONS))
    yield from rows("all_series", found, len(NATIONS))


if __name__ == "__main__":
    which = sys.argv[1]
    write(f"country/bands_of_{which}", as_csv({"nations": nations, "series": series}[which]()))
