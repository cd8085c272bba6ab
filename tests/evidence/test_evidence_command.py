"""`relode evidence`: fields that scripts rely on, both languages, files, a user's own studies, refusals."""

import json

import pytest
from openpyxl import load_workbook

from relode.charts.past_effects import forest
from relode.errors import RelodeError
from relode.evidence.evidence_answer import evidence_answer, shipped_scores
from relode.evidence.evidence_chapter import chapter, readers_size
from relode.evidence.scored import losses
from relode.evidence.studies import studies
from relode.language import LANGUAGES, has_sentence
from relode.language.numbers import unit_key
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


@pytest.mark.parametrize("name", ["retraining_coverage", "Retraining", "转岗培训"])
def test_a_lever_is_found_by_its_key_and_by_the_names_that_the_table_prints(name):
    assert evidence_answer(name).lever == "retraining_coverage"


def test_a_lever_of_too_few_studies_is_named_among_those_to_choose_from():
    with pytest.raises(RelodeError, match="elder_care"):
        evidence_answer("magic")
    assert evidence_answer("elder_care").effects == ()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "output: about 8 % (−0.93 % to 17 %) on average over places; about 7 % (−14 % to 35 %) in one new "
               "place, above 0 in about 7 of 10 new places. Studied: a state-level zone, a development zone; effect "
               "after 5 to 8 years. Numbers 1, signs 1, independent groups 2, rows from places like these 2. With so "
               "few numbers most of this size comes from other measures and outcomes."),
        ("zh", "产出：各地平均约8%（−0.93%至17%）；换到一个新城市约7%（−14%至35%），10个新城市中约7个大于0。"
               "所研究的做法：国家级开发区、开发区；效应在5至8年后测得。依据：数值1个，符号1个，独立研究2组，同类地区2项；"
               "数值不足，效应大小主要依据其他措施和结果推断。"),
    ],
)  # fmt: skip
def test_a_lever_is_told_in_a_sentence_with_its_dose_its_years_and_what_it_rests_on(language, says):
    """Zones of the shipped table: log output .075 (-.009 to .160) on average, one number after 8 years, one sign after
    5, each a study of its own, both Chinese."""
    text = chapter_text(chapter(evidence_answer("cluster_support")), language).replace("\N{NO-BREAK SPACE}", " ")
    assert says in text


def test_jobs_for_money_are_set_against_one_and_not_against_nought():
    """A yuan buys a job-year of a worker's output anyway: the log of 1 is 0."""
    text = chapter_text(chapter(evidence_answer("spending")), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "above 1 in about 6 of 10 new places" in text
    assert "the money itself" in text


def test_every_unit_of_a_shipped_study_has_words():
    for study in studies():
        assert has_sentence(f"evidence.dose.{unit_key(study.dose_unit)}"), study.dose_unit
        if study.printed is not None:
            assert has_sentence(f"evidence.printed.{unit_key(study.printed_unit)}"), study.printed_unit
        if study.price is not None:
            assert has_sentence(f"evidence.price.{unit_key(study.price.unit)}"), study.price.unit


def test_a_forest_has_every_study_and_no_dot_where_only_a_sign_is_told():
    record = evidence_answer("cluster_support")
    jobs = next(effect for effect in record.effects if effect.family == "D")
    table = forest(record, jobs, "en").table
    assert table["study"].iloc[0] == "Lu, Wang, Zhu (2019) · lu2019_zone: positive, no number"
    assert table["value"].isna().tolist() == [True, False, False]


def test_where_a_simple_forecast_does_better_it_is_told():
    found = {(each.group.group, each.forecast, each.score): each for each in losses(shipped_scores())}
    signs = found["signs", "no_effect", "log_score"]
    assert signs.theirs > signs.ours
    for (group, forecast, score), each in found.items():
        rows = {(row.forecast, row.group): getattr(row, score) for row in shipped_scores()}
        better = max if score == "log_score" else min
        assert better(rows[forecast, group], rows["as_shipped", group]) == each.theirs
    text = chapter_text(chapter(evidence_answer()), "en")
    assert "Where a simple forecast scores better than what ships" in text


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


@pytest.mark.parametrize("arguments", [[], ["cluster_support"]])
def test_a_workbook_has_every_table_in_both_languages(run, tmp_path, arguments):
    for language in LANGUAGES:
        path = tmp_path / f"evidence.{language}.xlsx"
        assert run(*arguments, "--output", str(path), "--language", language).returncode == 0
        tables = chapter(evidence_answer(*arguments)).tables
        assert len(load_workbook(path).sheetnames) == 1 + len(tables)
