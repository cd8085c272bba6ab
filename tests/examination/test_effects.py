"""From two runs to the printed effect and its score: one place, two years, draws that are plain to see."""

import runpy
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.examination.effect_text import effect_words
from relode.examination.evidence_tags import evidence_tag, lever_evidence
from relode.examination.examination_record import MoneyAnswer, examination_answer, experiment_answer
from relode.examination.examine import Examination, ExperimentResult, effect, examine, obstacle_of, scored
from relode.examination.experiments import experiments
from relode.examination.money_tables import MoneyFigure
from relode.examination.money_text import money_text
from relode.examination.paired_runs import Pair, profile
from relode.examination.readings import reading
from relode.examination.scoring import score
from relode.examination.shipped_results import levers_of, results_table
from relode.language import LANGUAGES, spoken
from relode.model.sector_list import SECTORS

DOCS = Path(__file__).parents[2] / "docs"
DRAWS = 100


def by_id(effect_id):
    return next(own for own in experiments() if own.effect_id == effect_id)


def table(gdp, jobs=1000.0, mining=100.0):
    """A run (draw, year, place): output, all jobs, and jobs by sector with the rest in local services."""
    by_sector = np.zeros((DRAWS, 2, len(SECTORS), 1))
    by_sector[:, :, SECTORS.index("extraction")] = mining
    by_sector[:, :, SECTORS.index("local_services")] = jobs - mining
    full = np.ones((DRAWS, 2, 1))
    return {"gdp_real": gdp * full, "employment": jobs * full, "employment_by_sector": by_sector,
            "population": 2000.0 * full}  # fmt: skip


def test_the_multiplier_is_what_output_gains_for_a_yuan_of_all_payers():
    runs = Pair(table(106.0), table(100.0), np.full((DRAWS, 2, 1), 10.0))
    assert effect(by_id("guo2016_gdp"), runs) == pytest.approx(0.6)


def test_a_job_year_costs_money_over_jobs():
    # 10 x 10^8 yuan for 5,000 job-years are 200,000 yuan each.
    runs = Pair(table(100.0, jobs=6000.0), table(100.0), np.full((DRAWS, 2, 1), 10.0))
    assert effect(by_id("wilson2012_cost"), runs) == pytest.approx(200_000)


def test_other_jobs_lost_for_a_mining_job_lost_are_positive():
    runs = Pair(table(1.0, jobs=930.0, mining=50.0), table(1.0), np.zeros((DRAWS, 2, 1)))
    experiment = replace(by_id("black2005_bust"), horizon=2)
    assert effect(experiment, runs) == pytest.approx(20 / 50)


def test_output_over_residents_is_read_where_it_is_asked_for():
    assert reading(table(100.0), "gdp_per_person") == pytest.approx(0.05)
    assert reading(table(100.0), "employment_share:extraction") == pytest.approx(0.1)


def test_only_rows_that_nothing_was_chosen_by_can_pass():
    draws = np.linspace(0.4, 0.8, DRAWS)
    standings = {}
    for use in ("fit", "examine", "context"):
        experiment = replace(by_id("guo2016_gdp"), use=use)
        good = ExperimentResult(experiment, scored(experiment, draws))
        bad = ExperimentResult(experiment, scored(experiment, draws + 10))
        standings[use] = (good.standing, good.passed, bad.standing, bad.passed)
    assert standings == {
        "fit": ("reproduced", False, "not_reproduced", False),
        "examine": ("passed", True, "not_passed", False),
        "context": ("shown", False, "shown", False),
    }


def test_what_cannot_be_set_up_counts_as_not_passed_and_says_why():
    result = ExperimentResult(by_id("liu2019_tfp"), None)
    assert (result.standing, result.passed, result.met) == ("not_passed", False, False)
    assert spoken(result.reason, "en").startswith("Not set up: Levers")
    assert experiment_answer(result).median is None


def test_an_endless_cost_is_null_in_json_and_said():
    experiment = by_id("wilson2012_cost")
    answer = experiment_answer(ExperimentResult(experiment, scored(experiment, np.full(DRAWS, np.inf))))
    assert (answer.median, answer.endless, answer.passed) == (None, ("median", "p05", "p95"), False)


def test_the_record_has_the_fields_of_the_contract():
    experiment = by_id("ssw2016_gdp")
    found = Examination((ExperimentResult(experiment, scored(experiment, np.linspace(1, 2, DRAWS))),), DRAWS, 7)
    record = examination_answer(found).record("zh")
    asked = {"id", "study", "lever", "outcome", "estimate", "low", "high", "verified", "transfer", "use", "set_up",
             "median", "p05", "p95", "passed", "reason"}  # fmt: skip
    assert asked <= set(record["experiments"][0])
    assert record["summary"]["examine"] == {"rows": 1, "set_up": 1, "met": 1, "met_by_zero": 0}
    assert (record["seed"], record["draws"]) == (7, DRAWS)


def test_public_jobs_need_a_public_sector(monkeypatch):
    monkeypatch.setattr("relode.examination.examine.has_public_jobs", lambda: False)
    assert obstacle_of(by_id("faggio2019")) == "no_public_jobs"
    assert obstacle_of(by_id("guo2016_gdp")) == ""


def test_a_ramp_reaches_the_dose_in_equal_steps():
    shock = replace(by_id("greece_public").shocks[0], ramp=4, years=5)
    assert profile(shock, 8).tolist() == [0, 0.25, 0.5, 0.75, 1, 1, 0, 0]


def test_an_experiment_speaks_of_the_levers_that_it_sets():
    assert levers_of(by_id("ge2025_jobs")) == ["extraction_cut", "early_retirement_share"]
    assert levers_of(by_id("bertoni2021_other")) == ["early_retirement_share"]
    assert levers_of(by_id("jia2020_jobs")) == ["connectivity_spending"]
    assert levers_of(by_id("liu2019_tfp")) == ["tax_relief"]
    assert levers_of(by_id("black2005_bust")) == []


def test_results_are_written_with_what_they_count_as():
    experiment = by_id("ssw2016_gdp")
    good = ExperimentResult(experiment, score(np.linspace(1, 2, DRAWS), 1.85, 1.7, 2.0))
    text = results_table(Examination((good, ExperimentResult(by_id("liu2019_tfp"), None)), DRAWS, 1)).splitlines()
    assert text[1] == (
        "ssw2016_gdp,100,1,1.49495,1.0404,1.94949,1,1,estimate_in_band=1;median_near=1,0,,passed,public_services_spending"
    )
    assert text[2] == "liu2019_tfp,100,1,,,,,,,,,not_passed,tax_relief"


@pytest.fixture
def three_results(monkeypatch, tmp_path):
    """A table in which tax relief fails one of two rows and schooling passes its only one."""
    (tmp_path / "results.csv").write_text(
        "effect_id,standing,levers\na,passed,tax_relief\nb,not_passed,tax_relief\nc,passed,schooling_spending\n"
        "d,not_reproduced,schooling_spending\ne,shown,talent_subsidy\n",
        encoding="utf-8",
    )
    lever_evidence.cache_clear()
    monkeypatch.setattr(
        "relode.shipped_tables.files", lambda room: tmp_path if room == "relode.examination" else files(room)
    )
    yield
    lever_evidence.cache_clear()


@pytest.mark.usefixtures("three_results")
def test_a_lever_that_failed_carries_a_tag_and_one_that_passed_none():
    assert spoken(evidence_tag("tax_relief"), "en") == "fails 1 of 2 published experiments: b"
    assert evidence_tag("schooling_spending") is None
    assert spoken(evidence_tag("talent_subsidy"), "en") == "no published experiment examines it"


def test_draws_in_which_nothing_moved_are_left_out_and_said():
    experiment = by_id("ssw2016_gdp")
    result = ExperimentResult(experiment, scored(experiment, np.r_[np.linspace(1.5, 2, DRAWS), np.nan, np.nan]))
    assert result.passed
    assert experiment_answer(result).draws_left_out == 2
    assert "2 draws in which nothing moved" in spoken(result.reason, "en")
    with pytest.raises(RelodeError, match="ssw2016_gdp"):
        scored(experiment, np.r_[np.full(DRAWS, np.nan), np.ones(19)])


def test_an_experiment_beyond_what_the_engine_can_follow_does_not_stop_the_others(monkeypatch):
    def paired(_base, _places, shocks, _horizon):
        if shocks == by_id("ssw2016_gdp").shocks:
            raise RelodeError("examine.not_finite", offenders=["debt"])
        return Pair(table(106.0), table(100.0), np.full((DRAWS, 2, 1), 10.0))

    monkeypatch.setattr("relode.examination.examine.ground", lambda *_: None)
    monkeypatch.setattr("relode.examination.examine.paired", paired)
    found = examine(None, ["ssw2016_gdp", "guo2016_gdp"])
    assert [result.obstacle for result in found.results] == ["not_finite", ""]
    assert [result.met for result in found.results] == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fails_is_named_by_what_stands_in_the_way(language):
    wide = ExperimentResult(by_id("ssw2016_gdp"), score(np.linspace(1, 1.5, DRAWS), 1.85, 1.7, 2.0))
    none = ExperimentResult(by_id("liu2019_tfp"), None)
    written = runpy.run_path(str(DOCS / "examination.py"), run_name="docs.examination")
    text = written["page"](Examination((wide, none), DRAWS, 1), language)
    (line,) = [line for line in text.splitlines() if line.startswith("- ") and "ssw2016_gdp" in line]
    assert {"en": "band too narrow", "zh": "区间过窄"}[language] in line
    (line,) = [line for line in text.splitlines() if line.startswith("- ") and "liu2019_tfp" in line]
    assert {"en": "Cannot be set up", "zh": "不能设定"}[language] in line


@pytest.mark.parametrize(
    ("value", "low", "high", "english", "chinese"),
    [
        (0.123456, None, None, "0.123", "0.123"),
        (-0.5, -1.25, 0.25, "−0.5 [−1.25, 0.25]", "−0.5（−1.25～0.25）"),
        (123456.0, 1000.4, np.inf, "123,000 [1,000, no job]", "123,000（1,000～无岗位）"),
    ],
)
def test_an_effect_is_said_with_three_digits_and_its_interval(value, low, high, english, chinese):
    said = effect_words(value, low, high, ("simulator",))
    assert (spoken(said, "en"), spoken(said, "zh")) == (english, chinese)


def test_figures_from_money_to_jobs_are_said_with_their_place_and_share():
    row = MoneyFigure("spending", "hegang", "multiplier", 10.0, 0.6, 0.1, None, 0.954, 0.0)
    text = money_text(MoneyAnswer((row,), 100, 1), "en").splitlines()[-1].replace("\N{NO-BREAK SPACE}", " ")
    assert {"outside spending", "Hegang", "10", "0.6 [0.1, no job]", "95 %"} <= {p.strip() for p in text.split("  ")}


def test_the_answer_of_an_experiment_has_its_quantity_and_measure_where_it_was_not_run_either():
    answer = experiment_answer(ExperimentResult(by_id("guo2016_gdp"), None))
    assert (answer.quantity, answer.measure, answer.set_up) == ("gdp_real", "cumulated_ratio", False)
