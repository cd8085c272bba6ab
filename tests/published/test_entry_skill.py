"""Entry in US counties (County Business Patterns 2017-2021, NAICS): the scores that the documentation prints.

Counties of whole states never seen, on a later transition, by the strict task: absent in both base years,
present in both outcome years.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from relode.facts.readers.place_industry_year import read_counts
from relode.language import say
from relode.pathways import entry_report, entry_text
from relode.pathways.entry.backtest import backtest, interval, model_scores, score_draws
from relode.pathways.entry.entry_forecast import surroundings_of
from relode.pathways.entry.questions import ENTRY, EXIT
from relode.pathways.entry.transitions import Task, transitions

pytestmark = pytest.mark.slow
MINING = ("2111", "2121", "2122", "2123", "2131")


def county_table(folder, level):
    names = {"place": "fips", "industry": "naics", "count": "establishments", "region": "state"}
    return read_counts(folder / f"cbp_county_naics{level}_2017_2021.parquet", names)


@pytest.fixture(scope="module")
def folder(benchmarks):
    return benchmarks / "us_cbp_county_naics"


@pytest.fixture(scope="module")
def borders(folder):
    return list(pd.read_csv(folder / "county_adjacency.csv", dtype=str).itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def counties(folder):
    return county_table(folder, 4)


@pytest.fixture(scope="module")
def around(counties, borders):
    return surroundings_of(counties, borders)


@pytest.fixture(scope="module")
def two_transitions(counties):
    years = tuple(int(year) for year in counties["year"].to_numpy())
    return transitions(counties.values, years, Task())


@pytest.fixture(scope="module")
def tested(two_transitions, around):
    return backtest(ENTRY, *two_transitions, around, np.random.default_rng(1))


@pytest.fixture(scope="module")
def scores(tested):
    """Every score of each order and model."""
    return {name: model_scores(tested, name) for name in tested.scores}


def only(question, *names):
    """The question with these models alone: each is fitted by itself."""
    return question._replace(scores=(), models={name: question.models[name] for name in names})


@pytest.fixture(scope="module")
def mining_counties(folder, counties):
    rows = pd.read_parquet(folder / "cbp_county_naics4_2017_2021.parquet").query("year == 2019")
    total = rows.groupby("fips", observed=True)["employment"].sum()
    mining = rows[rows["naics"].isin(MINING)].groupby("fips", observed=True)["employment"].sum()
    return (mining / total).reindex(counties["place"].values).fillna(0).to_numpy(dtype=float) > 0.1


def test_the_task_is_the_published_one(tested, mining_counties):
    assert tested.cells.sum() == 657_514
    assert (tested.events & tested.cells).sum() == 3_929
    assert mining_counties.sum() == 185
    assert (tested.events & tested.cells)[mining_counties].sum() == 171


def test_the_full_model_reaches_its_bar(scores):
    scores = scores["full"]
    assert scores["auc"] >= 0.912
    assert scores["average_precision"] >= 0.072
    assert scores["recall_at_10"] >= 0.46
    assert scores["auc_within_places"] >= 0.888
    assert scores["log_loss_skill"] >= 0.24
    assert 0.95 <= scores["slope"] <= 1.05
    assert 0.9 <= scores["predicted_over_observed"] <= 1.1


def test_resource_counties_reach_their_bar(tested, mining_counties):
    scores = model_scores(tested, "full", mining_counties)
    assert scores["auc"] >= 0.918
    assert scores["average_precision"] >= 0.058


def test_each_model_beats_the_one_before(scores):
    names = ("density", "diversity_x_ubiquity", "market_size", "strong_null", "three_terms", "full")
    areas = [scores[name]["auc"] for name in names]
    assert areas == sorted(areas)


def test_the_gain_over_the_strong_null_is_large_and_sure(tested, scores):
    drawn = score_draws(tested, ("strong_null", "full"), np.random.default_rng(2), draws=50)
    gain = drawn["full"] - drawn["strong_null"]
    full, null = (scores[name] for name in ("full", "strong_null"))
    for column, (measure, bar) in enumerate((("auc", 0.012), ("average_precision", 0.009))):
        assert full[measure] - null[measure] >= bar
        assert interval(gain[:, column])[0] > 0


def test_one_year_takes_less_than_five_seconds_on_one_core(folder):
    script = Path(__file__).parents[2] / "benchmarks" / "entry_speed.py"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, script, folder], env=environment, capture_output=True, text=True, check=True)
    # Seconds of the processor: 1.5 to 1.9 where it was measured; other work beside it does not count.
    assert float(done.stdout) < 5


def test_most_entries_have_just_three_establishments(tested, two_transitions):
    first_year = two_transitions[1].outcome[0][tested.events & tested.cells]
    assert (first_year == 3).mean() == pytest.approx(0.83, abs=0.005)


def test_exit_is_mostly_own_size(two_transitions, around):
    exits = backtest(only(EXIT, "own_count", "full"), *two_transitions, around, np.random.default_rng(1))
    assert exits.cells.sum() == 225_229
    assert (exits.events & exits.cells).sum() == 4_539
    own, full = model_scores(exits, "own_count"), model_scores(exits, "full")
    assert own["auc"] >= 0.91
    assert full["auc"] >= 0.92
    assert full["average_precision"] >= 0.14


def null_and_full(table, borders):
    years = tuple(int(year) for year in table["year"].to_numpy())
    around = surroundings_of(table, borders)
    question = only(ENTRY, "strong_null", "full")
    test = backtest(question, *transitions(table.to_numpy(), years, Task()), around, np.random.default_rng(1))
    return model_scores(test, "strong_null"), model_scores(test, "full")


@pytest.mark.parametrize("part", ["three_digits", "places_of_ten_regions", "five_or_more"])
def test_the_gain_holds_unchanged_on_other_resolutions(counties, borders, part, monkeypatch):
    """Learnt from half of the regions each: two folds of fits instead of five, from less."""
    monkeypatch.setattr(sys.modules[backtest.__module__], "FOLDS", 2)
    if part == "three_digits":
        table = counties.groupby(counties["industry"].str.slice(0, 3).rename("industry")).sum()
        table = table.transpose("year", "place", "industry")
    elif part == "places_of_ten_regions":
        chosen = np.random.default_rng(5).choice(np.unique(counties["region"]), 10, replace=False)
        table = counties[:, np.isin(counties["region"], chosen)]
        table = table[:, :, (table.to_numpy() > 0).any(axis=(0, 1))]
    else:
        table = counties.where(counties >= 5, 0)
    null, full = null_and_full(table, borders)
    assert full["auc"] > null["auc"] + 0.01
    assert full["average_precision"] > null["average_precision"] + 0.005
    assert 0.9 <= full["slope"] <= 1.1


def test_seventeen_sectors_are_too_few_to_beat_the_null_and_the_answer_says_so(folder, borders):
    table = county_table(folder, 2)
    report = entry_report(table, "54045", borders)
    assert report.score.gain_over_null["auc"].interval_95[0] < 0
    assert say("entry.score.no_gain", "en") in entry_text(report, "en")
