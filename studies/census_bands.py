"""How many figures bands from two counts hold at a third: `relode/country/census_bands.csv`.

People of Chinese prefectures in 2020 from the censuses of 2000 and 2010, and their yearly series as if they were
counted every five or ten years only. The band is what ships for a country with two counts.
"""

from collections.abc import Iterator
from math import ceil

import numpy as np

from relode.arrays import Grid
from relode.outlook.forecasters.pooled_rules import HELD
from relode.outlook.forecasters.table_ahead import half_width
from relode.outlook.one_future.observed_series import prefectures
from relode.panel import load
from relode.streams import stream
from studies import as_csv, write
from studies.country_bands import SERIES
from studies.outlook.targets import provinces

GAPS = (5, 10)
"""Years between two counts: nations count every ten years, as the United Nations recommend, some every five."""
KNOWN_TO = 0.04
"""Standard error up to which a share of nine in ten is told. Source: assumption."""
FEWEST = ceil(HELD * (1 - HELD) / KNOWN_TO**2)
"""Places from which on such a share is known so well, as of independent ones."""
DRAWS, SEED = 1000, 2030


def lines(of: str, values: Grid, years: list[int], regions: np.ndarray) -> Iterator[dict[str, str]]:
    """A line for each first count and gap with enough places that have all three; provinces are drawn again."""
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.log(np.where(values > 0, values, np.nan))
    for gap in GAPS:
        for first in range(years[0], years[-1] - 2 * gap + 1):
            at = [years.index(first + step * gap) for step in range(3)]
            known = np.isfinite(levels[:, at]).all(axis=1)
            if known.sum() < FEWEST:
                continue
            one, two, three = levels[known][:, at].T
            size = half_width(one, two)
            inside = np.abs(three - two) <= size
            names, member = np.unique(regions[known], return_inverse=True)
            sums, counts = np.bincount(member, inside), np.bincount(member)
            drawn = stream("provinces_drawn_again", SEED).integers(0, len(names), (DRAWS, len(names)))
            low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (0.05, 0.95))
            yield {
                "of": of, "gap": str(gap), "first": str(first), "places": str(known.sum()),
                "held": f"{inside.mean():.3f}", "held_p05": f"{low:.3f}", "held_p95": f"{high:.3f}",
                "half_width": f"{size:.4f}",
            }  # fmt: skip


def main() -> None:
    """Write the table."""
    panel = load()
    places = prefectures(panel)
    years, regions = [int(year) for year in panel["year"].to_numpy()], provinces(places)
    table: list[dict[str, str]] = []
    for quantity in ("population", *SERIES):
        values = panel["value"].sel(quantity=quantity).reindex(place=list(places)).to_numpy()
        table += lines(quantity, values, years, regions)
    write("country/census_bands", as_csv(table))


if __name__ == "__main__":
    main()
