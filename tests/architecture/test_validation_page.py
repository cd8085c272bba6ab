"""The page on validation: each subject beside a benchmark, with an interval and what was not tried."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from benchmarks.evaluation_error_rates import plain

import validation_forecasts
import validation_summary
from relode import shipped_tables
from relode.language import LANGUAGES
from studies.evaluation.simulated_panels import Truth, simulated_panel

DOCS = Path(__file__).parents[2] / "docs"


def cells(language):
    return [line.strip("| ").split(" | ") for line in validation_summary.summary(language)[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_subject_has_a_score_a_benchmark_an_interval_and_what_was_not_tried(language):
    rows = cells(language)
    assert len(rows) == len({row[0] for row in rows}) == 11
    for subject, scored, own, benchmark, interval, untried in rows:
        assert subject
        assert scored
        assert re.fullmatch(r"-?\d*\.?\d+", own), subject
        assert re.search(r"[:：] ?-?\d*\.?\d+$", benchmark), subject
        assert re.search(r"\[[-+\d.]+, [-+\d.]+\]", interval), subject
        assert untried


def test_both_languages_have_the_same_figures_at_a_glance():
    english, chinese = ([[re.findall(r"\d+\.\d+|\d+", re.sub(r"(?<!\d)\.", "0.", cell)) for cell in row[2:5]]
                         for row in cells(language)] for language in LANGUAGES)  # fmt: skip
    assert [[sorted(cell) for cell in row] for row in english] == [[sorted(cell) for cell in row] for row in chinese]


@pytest.mark.parametrize(("target", "group", "least"), [("primary", "all", 0), ("vocational", "listed", 0)])
def test_what_ages_save_is_the_difference_of_the_two_errors_that_ship(target, group, least):
    row = next(row for row in shipped_tables.rows("relode.needs", "service_scores")
               if (row["target"], row["group"], row["least"]) == (target, group, str(least)))  # fmt: skip
    value, low, high = map(float, validation_forecasts.saved(target, group, least))
    assert value == pytest.approx(float(row["naive_mae"]) - float(row["mae"]), abs=2e-4)
    assert low < value < high


def test_a_plain_comparison_is_fooled_by_treated_places_that_grow_anyway():
    seeds = range(6)

    def told(truth):
        return [plain(simulated_panel(truth, np.random.default_rng(seed)), 0.05) for seed in seeds]

    assert all(told(Truth(trend=0.02)))
    assert sum(told(Truth(treated_share=0.3))) <= 2


def test_what_verdicts_on_deals_bring_more_is_the_difference_of_two_means():
    with (DOCS / "planted_deals.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            more, low, high = (float(row[f"over_sign_all{end}"]) for end in ("", "_low", "_high"))
            assert more == pytest.approx(float(row["as_told"]) - float(row["sign_all"]), abs=0.011)
            assert low < more < high


def test_errors_beside_no_change_are_those_of_the_outlook_that_ships():
    shipped = {(row["quantity"], row["horizon"]): row
               for row in shipped_tables.rows("relode.outlook.one_future", "coverage")}  # fmt: skip
    rows = {key: row for row in validation_forecasts.table("forecast_gains")
            if (key := (row["quantity"], row["horizon"])) in shipped and row["quantity"] != "employment"}  # fmt: skip
    assert len(rows) == len(shipped) - 2
    for key, row in rows.items():
        assert float(row["mean_error"]) == pytest.approx(float(shipped[key]["mean_error"]), abs=2e-4), key
        no_change = float(row["mean_error"]) + float(row["gain"])
        # Of working age the shipped table counts places that have no forecast too.
        assert key[0] == "age_15_59" or no_change == pytest.approx(
            float(shipped[key]["mean_error_no_change"]), abs=2e-4
        ), key
        assert float(row["low"]) <= float(row["gain"]) <= float(row["high"])
