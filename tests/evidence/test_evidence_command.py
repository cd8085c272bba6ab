"""`relode evidence`: fields that scripts rely on, both languages, files, a user's own studies, refusals."""

import json

import pytest

from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.evidence_chapter import chapter, readers_size
from relode.evidence.studies import studies
from relode.language import LANGUAGES
from relode.story.text import chapter_text


@pytest.fixture
def run(relode):
    return lambda *arguments: relode("evidence", *arguments)


def test_the_answer_has_the_fields_of_the_contract(run):
    found = json.loads(run("cluster_support", "--json").stdout)
    effect = found["effects"][0]
    assert {"lever", "outcome", "unit", "dose", "average", "here", "studies", "direct"} <= set(effect)
    assert {"median", "p05", "p95"} <= set(effect["here"])
    assert {"forecast", "group", "coverage_50", "coverage_80", "coverage_90", "crps", "log_score", "n"} <= set(
        found["scores"][0]
    )
    assert {"pool", "synthesis", "simulator", "no_effect", "grand_mean", "lever_mean"} <= {
        row["forecast"] for row in found["scores"]
    }
    assert {row["id"] for row in found["studies"]} == {
        study.effect_id for study in studies() if study.lever == "cluster_support"
    }
    assert found["same_for_every_city"]


def test_a_new_place_is_less_sure_than_the_mean_over_places():
    for effect in evidence_answer().effects:
        assert effect.here.p95 - effect.here.p05 > effect.average.p95 - effect.average.p05


def test_shocks_have_studies_but_no_effect():
    found = evidence_answer("extraction_cut")
    assert found.effects == ()
    assert {row.used for row in found.studies} == {False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_thin_evidence_is_named_and_that_it_is_the_same_everywhere(language):
    text = chapter_text(chapter(evidence_answer()), language)
    for word in {
        "en": ("same for every city", "taking down empty housing", "talent subsidy", "elder care", "industrial park"),
        "zh": ("各城市均相同", "拆除空置住房", "人才补贴", "养老服务", "产业园区"),
    }[language]:
        assert word in text


def test_logs_are_told_in_per_cent_and_costs_as_jobs():
    """ln 1.2 is a fifth more; what a worker makes over a quarter of it buys four."""
    assert readers_size("C", 0.1823215568) == pytest.approx(0.2)
    assert readers_size("B", 1.3862943611) == pytest.approx(4)
    assert readers_size("H", 5) == 0.05


def test_a_lever_that_no_study_speaks_of_is_refused(run):
    done = run("magic")
    assert done.returncode == 2
    assert "magic" in done.stderr
    assert "cluster_support" in done.stderr


def test_a_page_has_a_forest_whose_rows_lead_to_their_studies(run, tmp_path):
    path = tmp_path / "evidence.html"
    run("cluster_support", "--output", str(path))
    page = path.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "alder2016_gdp" in page


@pytest.mark.slow
def test_a_users_studies_join_by_one_command(run, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "effect_id,study,cluster,lever,family,printed,low,high,sign,dose,dose_unit,horizon_years,transfer,verified,holds,source\n"
        "mine,Own (2026),Own,cluster_support,C,-0.10,-0.12,-0.08,,1,zone,5,direct,table,own_and_money,own\n",
        encoding="utf-8",
    )
    before = json.loads(run("cluster_support", "--json").stdout)
    after = json.loads(run("cluster_support", "--studies", str(path), "--json").stdout)
    assert after["own_studies"] == 1
    output = [next(row for row in each["effects"] if row["family"] == "C") for each in (before, after)]
    assert output[1]["average"]["median"] < output[0]["average"]["median"]
    assert output[1]["studies"] == output[0]["studies"] + 1
