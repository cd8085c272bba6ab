"""How spending less own revenue changed over one to five years in the prefectures of the panel, at constant prices.

`python -m studies.decisions.transfer_changes` writes transfer_changes.csv: a row a number of years, with the changes
that 5, 50 and 95 % of places stayed below, in logarithms.
"""

from collections.abc import Iterator

import numpy as np

from relode.arrays import Grid
from relode.outlook.one_future.observed_series import YEARS as PRICED
from relode.outlook.one_future.observed_series import consumer_prices, prefectures
from relode.panel import cell, load
from relode.panel.doubt import is_doubted
from studies import as_csv, write

YEARS = range(2016, 2025)
"""Before them transfers grew with a budget that doubled in six years."""
FURTHEST = 5


def gaps() -> Grid:
    """Log of spending less own revenue, (place, year); NaN where a figure is missing or doubted."""
    panel = load()
    places = prefectures(panel)
    found = np.full((len(places), len(YEARS)), np.nan)
    for row, place in enumerate(places):
        for at, year in enumerate(YEARS):
            spent, own = (cell(panel, place, name, year) for name in ("budget_expenditure", "budget_revenue"))
            if spent is None or own is None or is_doubted(spent.flags) or is_doubted(own.flags):
                continue
            found[row, at] = np.log(spent.value - own.value) if spent.value > own.value else np.nan
    return found - np.log([consumer_prices()[PRICED.index(year)] for year in YEARS])


def rows() -> Iterator[dict[str, object]]:
    """A row a number of years."""
    logs = gaps()
    for ahead in range(1, FURTHEST + 1):
        changes = logs[:, ahead:] - logs[:, :-ahead]
        known = changes[np.isfinite(changes)]
        low, middle, high = np.quantile(known, (0.05, 0.5, 0.95))
        values = {"low": low, "middle": middle, "high": high, "mean_error": np.abs(known).mean()}
        yield {"years": ahead, "changes": len(known)} | {name: f"{value:.4f}" for name, value in values.items()}


if __name__ == "__main__":
    write("decisions/transfer_changes", as_csv(rows()))
