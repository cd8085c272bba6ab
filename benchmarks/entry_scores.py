"""Scores of the model of entry on counties of the United States: `docs/entry_scores.csv`.

    OMP_NUM_THREADS=1 python benchmarks/entry_scores.py FOLDER

FOLDER holds cbp_county_naics4_2017_2021.parquet and county_adjacency.csv.
"""

import csv
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from relode.facts.readers.place_industry_year import read_counts
from relode.pathways.entry.additive_model import fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, Backtest, backtest, folds, interval, model_scores, score_draws
from relode.pathways.entry.entry_forecast import surroundings_of
from relode.pathways.entry.questions import ENTRY, EXIT, model_terms
from relode.pathways.entry.terms import terms
from relode.pathways.entry.transitions import Task, transitions

MINING = ("2111", "2121", "2122", "2123", "2131")
SCORES = ("auc", "average_precision", "recall_at_10", "auc_within_places", "predicted_over_observed")
GAINS = ("auc", "average_precision")
"""Scores whose gain over the null has an interval, in the order of `score_draws`."""
HEAD = (
    "question",
    "model",
    "cells",
    "events",
    *SCORES,
    *(f"{gain}_gain{end}" for gain in GAINS for end in ("", "_low", "_high")),
)
TABLE = Path(__file__).parents[1] / "docs" / "entry_scores.csv"
DRAWS = 200


def scored(question: str, test: Backtest, places=None) -> list[list[str]]:
    """A row a model: its scores, and the gain of null and full model over the null, 95 % over whole states."""
    cells = test.cells if places is None else test.cells & places[:, None]
    counts = [str(int(cells.sum())), str(int((test.events & cells).sum()))]
    null = test.question.null
    names = (null, "full")
    drawn = score_draws(test, names, np.random.default_rng(2), DRAWS, places)
    base = model_scores(test, null, places)
    rows = []
    for name in test.scores:
        scores = model_scores(test, name, places)
        gains = [""] * (3 * len(GAINS))
        if name == "full":
            ends = map(interval, (drawn[name] - drawn[null]).T)
            gains = [
                f"{value:.4f}"
                for gain, of in zip(GAINS, ends, strict=True)
                for value in (scores[gain] - base[gain], *of)
            ]
        rows.append([question, name, *counts, *(f"{scores[s]:.4f}" if s in scores else "" for s in SCORES), *gains])
    return rows


def time_split(question, earlier, later, around) -> Backtest:
    """The same places on a later transition: nothing is held out but time."""
    everywhere = np.ones(later.base.shape[1], dtype=bool)
    cross = folds(around.region, CROSS_GROUPS, np.random.default_rng(0))
    training, now = terms(earlier.base, around, everywhere, cross), terms(later.base, around, everywhere)
    scores = {}
    for name in ("strong_null", "three_terms", "full"):
        names = model_terms(question, name, training.columns)
        scores[name] = log_odds(fit_additive(training.columns, names, *question.cells(earlier)), now.columns)
    return Backtest(question, scores, *question.cells(later), around.region)


def mining_counties(folder: Path, places) -> np.ndarray:
    rows = pd.read_parquet(folder / "cbp_county_naics4_2017_2021.parquet").query("year == 2019")
    total = rows.groupby("fips", observed=True)["employment"].sum()
    mining = rows[rows["naics"].isin(MINING)].groupby("fips", observed=True)["employment"].sum()
    return (mining / total).reindex(places).fillna(0).to_numpy(dtype=float) > 0.1


def main() -> None:
    folder = Path(sys.argv[1])
    names = {"place": "fips", "industry": "naics", "count": "establishments", "region": "state"}
    table = read_counts(folder / "cbp_county_naics4_2017_2021.parquet", names)
    pairs = list(pd.read_csv(folder / "county_adjacency.csv", dtype=str).itertuples(index=False, name=None))
    around = surroundings_of(table, pairs)
    years, counts = tuple(int(year) for year in table["year"].to_numpy()), table.to_numpy()
    strict, plain = transitions(counts, years, Task()), transitions(counts, years, Task(1, 2, 2))
    test = backtest(ENTRY, *strict, around, np.random.default_rng(1))
    mining = mining_counties(folder, table["place"].to_numpy())
    never = test._replace(cells=test.cells & (counts[0] == 0))
    rows = [
        *scored("entry_held_out", test),
        *scored("entry_resource_counties", test, mining),
        *scored("entry_later_transition", time_split(ENTRY, *strict, around)),
        *scored("entry_single_years", time_split(ENTRY, *plain, around)),
        *scored("entry_never_seen", never),
        *scored("exit", backtest(EXIT, *strict, around, np.random.default_rng(1))),
    ]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *rows])


if __name__ == "__main__":
    main()
