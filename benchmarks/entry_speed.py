"""Features of a year, fit and scores of every cell, on one core: seconds.

    OMP_NUM_THREADS=1 python benchmarks/entry_speed.py FOLDER

FOLDER holds cbp_county_naics4_2017_2021.parquet and county_adjacency.csv.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from relode.facts.readers.place_industry_year import read_counts
from relode.pathways.entry.additive_model import fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, folds
from relode.pathways.entry.entry_forecast import surroundings_of
from relode.pathways.entry.questions import ENTRY, model_terms
from relode.pathways.entry.terms import terms
from relode.pathways.entry.transitions import Task, entries, transitions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder = parser.parse_args().folder
    names = {"place": "fips", "industry": "naics", "count": "establishments", "region": "state"}
    table = read_counts(folder / "cbp_county_naics4_2017_2021.parquet", names)
    pairs = list(pd.read_csv(folder / "county_adjacency.csv", dtype=str).itertuples(index=False, name=None))
    around = surroundings_of(table, pairs)
    earlier, later = transitions(table.to_numpy(), tuple(int(y) for y in table["year"].to_numpy()), Task())
    everywhere = np.ones(table.sizes["place"], dtype=bool)
    started = time.process_time()
    cross = folds(around.region, CROSS_GROUPS, np.random.default_rng(0))
    training, now = terms(earlier.base, around, everywhere, cross), terms(later.base, around, everywhere)
    model = fit_additive(training.columns, model_terms(ENTRY, "full", training.columns), *entries(earlier))
    log_odds(model, now.columns)
    print(f"{time.process_time() - started:.2f}")


if __name__ == "__main__":
    main()
