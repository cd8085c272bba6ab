"""Every score that docs/entry-prediction.md prints.

    OMP_NUM_THREADS=1 python benchmarks/entry_scores.py FOLDER

FOLDER holds cbp_county_naics4_2017_2021.parquet and county_adjacency.csv.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from relode.facts.readers.place_industry_year import read_counts
from relode.pathways.entry.additive_model import fit_additive, log_odds
from relode.pathways.entry.backtest import CROSS_GROUPS, Backtest, backtest, folds, interval, model_scores, score_draws
from relode.pathways.entry.entry_forecast import surroundings_of
from relode.pathways.entry.market_size import chance
from relode.pathways.entry.questions import ENTRY, EXIT, model_terms
from relode.pathways.entry.terms import terms
from relode.pathways.entry.transitions import Task, transitions

MINING = ("2111", "2121", "2122", "2123", "2131")
SHOWN = (
    "auc",
    "average_precision",
    "auc_within_places",
    "auc_within_industries",
    "recall_at_10",
    "log_loss_skill",
    "slope",
    "predicted_over_observed",
)
DRAWS = 200


def print_scores(title: str, test: Backtest, places=None) -> None:
    cells = test.cells if places is None else test.cells & places[:, None]
    print(f"\n{title}: {int(cells.sum()):,} cells, {int((test.events & cells).sum()):,} events")
    print("| model |" + "|".join(f" {name} " for name in SHOWN) + "|")
    for name in test.scores:
        scores = model_scores(test, name, places)
        print(f"| {name} |" + "|".join(f" {scores[s]:.4f} " if s in scores else " - " for s in SHOWN) + "|")
    null = test.question.null
    names = tuple(name for name in (null, "three_terms", "full") if name in test.scores)
    drawn = score_draws(test, names, np.random.default_rng(2), DRAWS, places)
    for name in names:
        text = [f"{m} [{lo:.4f}, {hi:.4f}]" for m, (lo, hi) in zip(SHOWN, map(interval, drawn[name].T), strict=False)]
        gain = [f"[{lo:+.4f}, {hi:+.4f}]" for lo, hi in map(interval, (drawn[name] - drawn[null]).T)]
        print(f"  {name}: {'; '.join(text)}; gain over {null} {', '.join(gain)}")


def print_calibration(test: Backtest, name: str) -> None:
    line, events = test.scores[name][test.cells], test.events[test.cells]
    order = np.argsort(-line, kind="stable")
    for low, high in ((0.01, 0.02), (0.001, 0.01), (0, 0.001)):
        part = order[int(low * len(order)) : int(high * len(order))]
        predicted, observed = chance(line[part]).mean(), events[part].mean()
        print(f"  top {high:.1%} to {low:.1%}: predicted {predicted:.3f}, observed {observed:.3f}")


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
    print_scores("Entry, held-out states", test)
    print_calibration(test, "full")
    print_scores(f"Entry, held-out states, {int(mining.sum())} resource counties", test, mining)
    print_scores("Entry, same counties, later transition", time_split(ENTRY, *strict, around))
    print_scores("Entry, single years 2017 > 2019, 2019 > 2021, same counties", time_split(ENTRY, *plain, around))
    never = test._replace(cells=test.cells & (counts[0] == 0))
    print_scores("Entry, held-out states, never seen 2017-19", never)
    print_scores("Exit, held-out states", backtest(EXIT, *strict, around, np.random.default_rng(1)))
    for seed in range(2, 7):
        scores = model_scores(backtest(ENTRY, *strict, around, np.random.default_rng(seed)), "full")
        found = ", ".join(f"{name} {scores[name]:.4f}" for name in ("auc", "average_precision", "recall_at_10"))
        print(f"other folds, seed {seed}: {found}")


if __name__ == "__main__":
    main()
