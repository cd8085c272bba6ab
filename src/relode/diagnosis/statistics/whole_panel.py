"""Statistics of the whole panel that a diagnosis quotes: computed once from the shipped facts, and shipped as tables.

`make data` writes them anew when the panel changes. With a user's own figures the shipped tables do not hold, and a
wheel built without a source ships them empty: then all are computed."""

from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.statistics.decomposition import quotient_table
from relode.diagnosis.statistics.persistence import persistence_table
from relode.diagnosis.statistics.space import OUTCOMES, global_table, local_tables
from relode.diagnosis.statistics.spillover import spillover_table
from relode.measures.topsis import entropy_weights, min_max, topsis
from relode.places import by_code, official
from relode.streams import stream
from relode.usual import SEED

DRAWS = 2000
FEWEST_INDICATORS = 4
WIDEST = 1 / 3
"""A rank whose 90 % interval spans more than this share of the cities is not shown."""


def _share(quantity: str, year: int) -> Callable[[xr.DataArray], Array]:
    return lambda values: np.asarray(values.sel(quantity=quantity, year=year).values, dtype=np.float64)


def _output(values: xr.DataArray) -> Array:
    return np.asarray(np.log(_share("gdp_first_published", 2020)(values) / _share("population", 2020)(values)))


INDICATORS: Mapping[str, tuple[Callable[[xr.DataArray], Array], bool]] = {
    "gdp_per_resident_2020": (_output, True),
    "gdp_real_growth_2010_2019": (OUTCOMES["gdp_real_growth_2010_2019"], True),
    "population_change_2010_2020": (OUTCOMES["population_change_2010_2020"], True),
    "college_share_2020": (_share("college_share", 2020), True),
    "employment_entropy_2020": (_share("employment_entropy", 2020), True),
    "mining_employment_share_2020": (_share("mining_employment_share", 2020), False),
    "age_60_plus_share_2020": (_share("age_60_plus_share", 2020), False),
}
"""Name -> what is taken, and whether more of it counts as better: choices of ours, which is why they are varied."""


def composite_table(panel: xr.Dataset) -> pd.DataFrame:
    """Listed prefectures with all indicators: score (0-1), rank (1 the best), `low` and `high` of the rank, `is_shown`.

    A row each.

    The interval of 90 % comes from 2,000 draws of at least four of the indicators with weights from a uniform
    distribution over all that add up to 1. `rank` is empty where the interval is too wide to be shown; `rank_drawn`
    is the median rank of the draws. Cities with a figure missing are not ranked: none where a source was left out.
    """
    codes, table = _indicators(panel)
    if len(codes) < 2:
        return pd.DataFrame(columns=["place", "slug", "score", "rank", "rank_drawn", "low", "high", "is_shown"])
    scaled = min_max(table, [good for _, good in INDICATORS.values()])
    score = topsis(scaled, entropy_weights(scaled))
    low, middle, high = rank_interval_of_choices(scaled, stream("composite_ranks", SEED))
    shown = (high - low) / len(codes) <= WIDEST
    rank = pd.array(np.where(shown, ranks(score), -1), dtype="Int64")
    rank[~shown] = pd.NA
    slugs = [by_code()[code].slug for code in codes]
    keys = {"place": codes, "slug": slugs, "score": score, "rank": rank}
    return pd.DataFrame({**keys, "rank_drawn": middle, "low": low, "high": high, "is_shown": shown})


def rank_interval_of_choices(scaled: Array, rng: np.random.Generator, draws: int = DRAWS) -> tuple[Array, Array, Array]:
    """Quantiles .05, .5 and .95 of each place's rank over `draws` of other indicators and weights, (place,) each.

    Limits: one place best in all indicators: rank 1 throughout.
    """
    drawn = np.stack([ranks(topsis(*_choice(scaled, rng))) for _ in range(draws)])
    low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95], axis=0, method="closest_observation")
    return low, middle, high


def _choice(scaled: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    count = scaled.shape[1]
    size = int(rng.integers(min(FEWEST_INDICATORS, count), count + 1))
    chosen = rng.permutation(count)[:size]
    return scaled[:, chosen], rng.dirichlet(np.ones(size))


def ranks(score: Array) -> NDArray[np.int64]:
    """1 for the highest of `score`, (place,); equal scores in the order of places."""
    return np.asarray((-score).argsort(kind="stable").argsort() + 1)


def _indicators(panel: xr.Dataset) -> tuple[list[str], Array]:
    codes = [str(code) for code in panel["place"].to_numpy()]
    table = np.column_stack([take(panel["value"]) for take, _ in INDICATORS.values()])
    complete = np.asarray(np.isfinite(table).all(axis=1))
    kept = [i for i, code in enumerate(codes) if complete[i] and _is_listed(code)]
    return [codes[i] for i in kept], table[kept]


def _is_listed(code: str) -> bool:
    return code in official() and by_code()[code].level == "prefecture"


QUOTIENT_YEAR = 2020

TABLES: Mapping[str, Callable[[xr.Dataset], pd.DataFrame]] = {
    "composite": composite_table,
    "global": global_table,
    "local": local_tables,
    "persistence": persistence_table,
    "quotients": lambda panel: quotient_table(panel, QUOTIENT_YEAR),
    "spillover": spillover_table,
}
"""Name of the table, `NAME.csv` beside this module -> what computes it."""

TEXTS = {"place": "object", "outcome": "object", "section": "object"}
"""Columns that are no numbers: codes of places look like some."""


def whole_panel(panel: xr.Dataset, name: str) -> pd.DataFrame:
    """A table of TABLES for `panel`: the shipped one, or computed if the panel holds a user's own figures.

    Columns are those of the function that TABLES names.
    """
    kept = None if panel.attrs.get("overrides") else shipped(name)
    return TABLES[name](panel) if kept is None else kept


@cache
def shipped(name: str) -> pd.DataFrame | None:
    """The shipped table, six significant digits; None if it was left out of the wheel.

    Columns are those of the function that TABLES names.
    """
    content = shipped_tables.text("relode.diagnosis", name)
    if not content:
        return None
    return pd.read_csv(StringIO(content), dtype=TEXTS)
