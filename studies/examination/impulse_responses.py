"""What outside spending, a zone and a fall of the price do to output and jobs of six cities, year by year."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

import numpy as np

from relode import shipped_tables
from relode.examination.examine import DRAWS, SEED
from relode.examination.money_tables import CITIES, HALF, lever, price, spending
from relode.examination.paired_runs import ExperimentGround, ground, paired
from relode.examination.readings import reading
from relode.panel import load
from relode.places import find
from studies import write

OUTCOMES = ("gdp_real", "employment")
YEARS = 15
COLUMNS = ("shock", "place", "outcome", "year", "median", "p05", "p95")
IMPULSES = {
    "spending": spending(0.01, 5),
    "zone": lever("cluster_support", 1.0, sector="all"),
    "price_fall": price(-HALF),
}
"""Spending of 1 % of output a year for five years; full cluster support for good; the price of coal halved for good."""


def impulse_responses(base: ExperimentGround) -> list[list[str]]:
    """Per cent change against the same draws without the shock: median and 90 % band over draws, as rows of COLUMNS."""
    rows = []
    for shock, part in IMPULSES.items():
        for city in CITIES:
            runs = paired(base, [find(city).code], [part])
            for outcome in OUTCOMES:
                change = 100 * (reading(runs.after, outcome) / reading(runs.before, outcome) - 1)[:, :YEARS, 0]
                p05, median, p95 = np.quantile(change, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf")
                for year in range(YEARS):
                    ends = (f"{float(x[year]):.4g}" for x in (median, p05, p95))
                    rows.append([shock, city, outcome, str(year + 1), *ends])
    return rows


def responses_text(rows: Sequence[Sequence[str]]) -> str:
    """The rows as CSV."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(rows)
    return out.getvalue()


def shipped_responses() -> tuple[Mapping[str, str], ...]:
    """The rows that ship; none before they are made."""
    return shipped_tables.optional_rows("relode.examination", "impulse_responses")


if __name__ == "__main__":
    write("examination/impulse_responses", responses_text(impulse_responses(ground(load(), DRAWS, SEED))))
