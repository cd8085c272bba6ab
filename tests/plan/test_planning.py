"""A planning run: limits hold, plans are compared fairly, and a stopped run goes on as if it had not stopped."""

import json
import shutil

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES
from relode.model.policy.policy_file import policy_of_text
from relode.places import find
from relode.plan.finding import shipped_candidates
from relode.plan.planning import planning
from relode.plan.simulation import doses_of
from relode.plan.stage import Asked, asked_from
from relode.report.act_chapter import act_chapter
from relode.report.plan_sheets import plan_sheets

FEW = Asked(futures=64, generations=2, population=8)


def silent(what, done, of):
    del what, done, of


@pytest.fixture(scope="module")
def run(panel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    return list(planning(panel, find("hegang"), FEW, folder, silent)), folder


def test_the_first_record_has_doing_nothing_and_the_shipped_policies(run):
    first = run[0][0].record
    names = [plan["name"] for plan in first["plans"]]
    assert names[0] == "do_nothing"
    assert "managed_shrinkage" in names
    assert first["recommended"] is None
    assert first["tags"] == ["searching"]


def test_the_last_record_holds_what_the_contract_promises(run):
    record = json.loads(json.dumps(run[0][-1].record, allow_nan=False))
    assert {"plans", "recommended", "tags", "fails_when", "signposts", "objectives", "futures", "seed"} <= set(record)
    fields = {"name", "policy", "cost_by_year", "measures", "regret_max", "regret_90", "satisfies_share"}
    names = [plan["name"] for plan in record["plans"]]
    assert {"do_nothing", "managed_shrinkage", "plan_a"} <= set(names)
    for plan in record["plans"]:
        assert fields | {"beats_nothing_share"} <= set(plan)
    assert record["recommended"] in (None, record["best"])
    assert (record["recommended"] is None) == ("no_ranking" in record["tags"])


def test_the_budget_and_the_debt_limit_hold_for_every_plan_in_every_future(run):
    record = run[0][-1].record
    assert max(plan["budget_share_largest"] for plan in record["plans"]) <= FEW.budget
    assert max(plan["debt_added_largest"] for plan in record["plans"]) <= record["debt_limit"]


def test_cost_by_year_adds_up_over_payers_and_over_lines(run):
    for plan in run[0][-1].record["plans"]:
        years = plan["cost_by_year"]
        assert [year["year"] for year in years] == list(range(FIRST_PLAN_YEAR, FEW.horizon + 1))
        for year in years:
            assert year["total"] == pytest.approx(
                sum(year[p] for p in ("city", "province", "centre", "insurance", "firm"))
            )
        lines = sum(line["total"] for line in plan["cost_lines"])
        assert sum(year["total"] for year in years) == pytest.approx(lines, abs=1e-9)


def test_doing_nothing_costs_and_gains_nothing(run):
    nothing = run[0][-1].record["plans"][0]
    assert sum(year["total"] for year in nothing["cost_by_year"]) == pytest.approx(0, abs=1e-9)  # rounding
    assert {measure["gain_mean"] for measure in nothing["measures"].values()} == {0.0}
    assert nothing["beats_nothing_share"] == 0.5


def test_every_policy_of_a_run_can_be_read_and_gives_the_doses_that_were_compared(run, on):
    step = run[0][-1]
    read = {name: policy_of_text(text, name) for name, text in step.policies.items()}
    for plan in step.record["plans"][1:]:
        policy = read[plan["policy"].removeprefix("policies/")]
        assert [s.value for s in policy.steps] == [s["value"] for s in plan["steps"]]
        found = on.run([doses_of(policy, on.ground.futures.years)])
        assert found.cost[0].sum() == pytest.approx(
            sum(line["total"] for line in plan["cost_lines"]) * on.ground.futures.count, rel=1e-6
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_both_languages(run, language):
    record = run[0][-1].record
    texts = [
        record["first_sentence"],
        record["fails_text"],
        *record["tag_texts"],
        *(p["title"] for p in record["plans"]),
    ]
    assert all(text[language] for text in texts)
    assert {"en": "The money figures rest on", "zh": "本方案的金额"}[language] in record["first_sentence"][language]


def test_an_interrupted_run_that_is_resumed_is_equal_to_one_that_was_not(run, panel, tmp_path):
    steps, folder = run
    stopped = tmp_path / "stopped"
    stopped.mkdir()
    whole = (folder / "search-1.jsonl").read_bytes()
    # Stopped while the second generation of the first search was being written.
    (stopped / "search-1.jsonl").write_bytes(whole[: len(whole) - 50])
    again = list(planning(panel, find("hegang"), FEW, stopped, silent))
    assert (stopped / "search-1.jsonl").read_bytes() == whole
    assert json.dumps(again[-1].record) == json.dumps(steps[-1].record)
    shutil.rmtree(stopped)


def test_a_county_gets_no_plan_and_is_told_why(panel, tmp_path):
    steps = list(planning(panel, find("renqiu"), FEW, tmp_path, silent))
    assert [len(steps), steps[0].record["plans"]] == [1, []]
    assert "prefecture" in steps[0].record["why_no_plans"]["en"]


def test_a_threshold_that_no_plan_meets_names_the_nearest(panel, tmp_path):
    asked = Asked(futures=64, generations=0, thresholds=("employment>=3",))
    with pytest.raises(RelodeError, match=r"employment>=\d"):
        list(planning(panel, find("hegang"), asked, tmp_path, silent))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"budget": 0}, "share of its general public budget revenue"),
        ({"budget": 1.5}, "at most 1"),
        ({"horizon": 2029}, "2030"),
        ({"horizon": 2071}, "2070"),
        ({"objectives": ("people", "happiness")}, "happiness"),
        ({"objectives": ("people",)}, "at least two"),
        ({"futures": 10}, "at least 40"),
        ({"thresholds": ("joy>=1",)}, "joy"),
    ],
)
def test_what_cannot_be_asked_is_refused_clearly(settings, message):
    with pytest.raises(RelodeError, match=message):
        Asked(**settings)


def test_settings_survive_the_manifest():
    asked = Asked(budget=0.1, thresholds=("employment>=0.9",), objectives=("people", "income"))
    assert asked_from(json.loads(json.dumps(asked.record()))) == asked


def test_shipped_policies_are_made_smaller_only_where_a_limit_asks_for_it(on):
    found = shipped_candidates(on)
    outcomes = on.run([doses_of(each.policy, on.ground.futures.years) for each in found])
    excess = on.excess(outcomes).max(axis=1)
    assert (excess <= 0).all()
    smaller = np.array([each.scale < 1 for each in found])
    assert smaller.any()
    assert (excess[smaller] > -0.25).all()


def test_the_last_record_says_what_it_would_take_and_where_the_doubt_comes_from(run):
    record = run[0][-1].record
    found = record["at_full_strength"]
    lead = next(plan for plan in record["plans"] if plan["name"] == record["subject"])
    spent = sum(year["total"] for year in lead["cost_by_year"])
    assert found["lead"]["cost_a_year"] == pytest.approx(spent / len(lead["cost_by_year"]))
    assert found["lead"]["cost_per_job"] == lead["cost_per_job"]
    assert found["options"][0]["name"] == lead["name"]
    assert len(found["options"]) == sum(plan["kind"] == "shipped" for plan in record["plans"]) + 1
    outcomes = record["sensitivity"]["outcomes"]
    assert set(outcomes) == {"do_nothing", "gain"}
    driven = outcomes["gain"]["assumed_share"] > 0.5
    assert ("assumption_driven" in record["tags"]) == driven
    assert len(record["tag_texts"]) == len(record["tags"])


def test_the_largest_regret_over_aims_is_that_of_the_table(run):
    for plan in run[0][-1].record["plans"]:
        assert max(plan["regret_90_by_objective"].values()) == pytest.approx(plan["regret_90"])


def test_full_doses_are_not_bound_by_the_budget(run):
    found = run[0][-1].record["at_full_strength"]
    assert found["most"]["gain_mean"] >= found["lead"]["gain_mean"]
    shrinkage = next(option for option in found["options"] if option["name"] == "managed_shrinkage")
    assert shrinkage["cost_over_revenue"] > FEW.budget


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_tells_every_part_of_the_record(run, language):
    chapter = act_chapter(run[0][-1].record, language)
    assert chapter["takes"]["sentences"]
    assert len(chapter["takes"]["table"]["rows"]) == len(run[0][-1].record["at_full_strength"]["options"])
    assert len(chapter["doubt"]["tables"][0]["rows"]) == len(
        run[0][-1].record["sensitivity"]["outcomes"]["gain"]["groups"]
    )
    used = {step["lever"] for plan in run[0][-1].record["plans"] for step in plan["steps"]}
    assert len(chapter["evidence"]) == len(used)


@pytest.mark.parametrize("language", LANGUAGES)
def test_costs_by_year_add_up_as_they_are_printed(run, language):
    rows = act_chapter(run[0][-1].record, language)["cost"]["rows"]
    numbers = [[float(cell.replace(",", "")) for cell in row[1:]] for row in rows]
    *years, total = numbers
    digit = 0.1 if language == "en" else 1.0
    for row in numbers:
        assert sum(row[:-1]) == pytest.approx(row[-1], abs=digit * len(row) / 2)  # half of the last digit each
    for column in zip(*years, total, strict=True):
        assert sum(column[:-1]) == pytest.approx(column[-1], abs=digit * len(column) / 2)


def test_a_first_report_without_a_search_tells_neither(run):
    first = act_chapter(run[0][0].record, "en")
    assert first["takes"] is None
    assert first["doubt"] is None


def test_the_workbook_has_what_the_record_has(run):
    record = run[0][-1].record
    sheets = {name: (head, [tuple(row) for row in rows]) for name, head, rows in plan_sheets(record)}
    assert {"plans", "plan_cost_by_year", "plan_regret", "fails_when", "signposts", "sensitivity"} <= set(sheets)
    assert all(len(row) == len(head) for head, rows in sheets.values() for row in rows)
    head, rows = sheets["plan_cost_by_year"]
    total, parts = head.index("total"), [head.index(p) for p in ("city", "province", "centre", "insurance", "firm")]
    assert len(rows) == len(record["plans"]) * (FEW.horizon - FIRST_PLAN_YEAR + 1)
    assert all(row[total] == pytest.approx(sum(row[part] for part in parts)) for row in rows)
    shares = sheets["sensitivity"][1]
    groups = [row for row in shares if row[:2] == ("gain", "groups")]
    assert len(groups) == len(record["sensitivity"]["outcomes"]["gain"]["groups"])
