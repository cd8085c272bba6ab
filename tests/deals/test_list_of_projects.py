"""The commission's list: forty invented projects with eight planted faults, all found; targets in their band."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from relode.deals.appraisal import appraised
from relode.deals.file import read_deals
from relode.deals.ledger import cohort_scores, learnt
from relode.deals.list_chapter import ledger_chapter, review_annex, review_chapter
from relode.deals.review import channel_of, reviewed
from relode.deals.targets import ListedTarget, stated_targets
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.places import find
from relode.report.template_workbook import write_template
from relode.story.text import chapter_text

from ..story.slots import distinct, heard, unlike

SLOTS = Path(__file__).parents[1] / "story" / "told_results.csv"
INDUSTRIES = ("化工", "医药", "食品", "机械", "纺织", "建材")


def clean(number):
    """An invented deal without a fault: sizes differ, so that no promise is told twice."""
    investment = 5e7 + 7e6 * number
    output = 2.0 * investment
    return {
        "project.name": f"Project {number}",
        "project.place": "hegang",
        "project.industry": INDUSTRIES[number % len(INDUSTRIES)],
        "project.stage": "contract",
        "promise.investment": investment,
        "promise.jobs": 20 + 3 * number,
        "promise.output": output,
        "promise.tax": 0.04 * output,
        "promise.due": 2029,
        "give.what": "grant",
        "give.amount": 0.01 * investment,
        "give.paid_on": "jobs",
        "give.basis": "published programme",
        "local.others_bid": "heard",
        "local.city_part_of_tax": 0.35,
    }


def works(number, **changed):
    return {
        "project.name": f"Works {number}",
        "project.place": "hegang",
        "project.kind": "public_works",
        "works.service": "school",
        "works.cost": 2e7 + 1e6 * number,
        "works.capacity": 500,
        "works.users_2030": 520,
        "works.users_2035": 480,
        "works.overrun_class": "standard_buildings",
        "works.channel": "special_bonds",
        **changed,
    }


PLANTED = {
    "unlawful": {"give.basis": "none"},
    "above_pot": None,
    "same_promise": {
        "project.name": "Project 1 again",
        "promise.investment": 5.7e7,
        "promise.jobs": 23,
        "promise.output": 1.14e8,
    },
    "tax_off": {"promise.tax": 2e8},
    "users_gone": None,
    "cost_per_job": {"give.amount": 8e7},
    "no_date": {"promise.due": None},
    "unreadable": {"give.what": "land", "give.amount": None, "give.area": 300, "give.price": "100/m2"},
}


def planted(number, fault):
    """The project of a number with its fault."""
    if fault == "above_pot":
        return works(9, **{"works.cost": 9e8, "works.channel": "mine_ecology_demo"})
    if fault == "users_gone":
        return works(8, **{"works.users_2030": 200, "works.users_2035": 150})
    return {**clean(number), **PLANTED[fault]}


MENDED = {
    "above_pot": {"works.cost": 2e8},
    "users_gone": {"works.users_2030": 520, "works.users_2035": 480},
    "unreadable": {"give.what": "land", "give.amount": None, "give.area": "300mu", "give.price": "100/m2"},
}
"""Fault -> cells without it, of those whose project without it is not the clean one of its number."""


def mended(number, fault):
    """The same project without its fault."""
    row = planted(number, fault)
    return {**row, **MENDED[fault]} if fault in MENDED else {**clean(number), "project.name": row["project.name"]}


def forty():
    """Thirty-two clean projects and eight with a fault each: rows of the sheet, and name of a project -> its fault."""
    rows = [clean(number) for number in range(1, 29)] + [works(number) for number in range(1, 5)]
    faulty = {}
    for number, fault in enumerate(PLANTED, 40):
        row = planted(number, fault)
        faulty[row["project.name"]] = fault
        rows.append(row)
    return rows, faulty


def workbook(path, rows, targets=()):
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "项目"
    heads = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    if targets:
        other = book.create_sheet("目标")
        other.append(["指标", "年份", "目标值"])
        for target in targets:
            other.append(list(target))
    book.save(path)
    return path


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    rows, _ = forty()
    return reviewed(workbook(tmp_path_factory.mktemp("list") / "list.xlsx", rows))


def test_each_slot_leads_to_its_field(review):
    record = distinct(review)
    with heard() as said:
        review_chapter(record)
        review_annex(record)
    assert unlike(SLOTS, "list of projects", said, record) == []


def test_a_deal_of_the_list_has_the_figures_of_its_memo(review):
    """A list of fewer draws told another mean of the same deal (-4.43 for -3.36 M yuan)."""
    of_list = next(each.deal for each in review.projects if each.deal.kind != "public_works")
    memo = appraised(of_list.stated, find(of_list.stated.project.place))
    assert (of_list.city.mean, of_list.jobs.steps) == (memo.city.mean, memo.jobs.steps)


def test_all_eight_planted_faults_are_found(review):
    _, faulty = forty()
    found = {(fault.project, fault.fault) for fault in review.faults}
    assert {(name, fault) for name, fault in faulty.items()} <= found


@pytest.mark.parametrize(("number", "fault"), list(enumerate(PLANTED, 40)), ids=list(PLANTED))
def test_a_fault_that_is_taken_away_is_no_longer_found(tmp_path, number, fault):
    """The project stands beside the one whose promise the planted one repeats: with its fault it is blamed."""

    def blamed(row):
        found = reviewed(workbook(tmp_path / "list.xlsx", [clean(1), row])).faults
        return {each.fault for each in found if each.project == row["project.name"]}

    assert fault in blamed(planted(number, fault))
    assert blamed(mended(number, fault)) == set()


def test_no_clean_project_is_blamed(review):
    _, faulty = forty()
    twin = "Project 1"  # whose promise the planted one repeats
    assert {fault.project for fault in review.faults} == {*faulty, twin}
    assert [fault.fault for fault in review.faults if fault.project == twin] == ["same_promise"]


def test_what_cannot_be_read_names_its_cell(review):
    (fault,) = [fault for fault in review.faults if fault.fault == "unreadable"]
    assert "300" in str(fault.told.values["reason"].values)


def test_sums_of_the_list_are_those_of_its_projects(review):
    assert len(review.projects) == 39
    assert review.money.asked == pytest.approx(sum(one.asked for one in review.projects))
    assert review.money.asked == pytest.approx(sum(review.money.by_channel.values()))
    assert review.projects[0].asked == 0.01 * 5.7e7  # the whole grant, whatever is expected to be paid of it


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_told_in_both_languages(review, language):
    text, more = (chapter_text(told(review), language) for told in (review_chapter, review_annex))
    assert len(re.findall(r"Project \d+", text)) == 33
    assert "Project 47" in more
    assert "_Spoken" not in text
    assert "Sentence(" not in text


def test_the_record_can_be_written(review):
    assert review.record()["money"]["asked"] > 0


def as_own(path):
    """The workbook of a template once its example was given a name and a note of one's own."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value in [say("deals.choice.example", language) for language in LANGUAGES]:
                cell.value = "Graphite works"
    book.save(path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_template_is_not_judged_unless_it_was_made_ones_own(tmp_path, language):
    """Its invented sum was told as the city's own, and its target too."""
    path = tmp_path / "t.xlsx"
    write_template(path, language)
    untouched = reviewed(path)
    assert (untouched.projects, untouched.targets) == ((), ())
    assert [fault.fault for fault in untouched.faults] == ["example"] * 2
    said = {each.key: each for each in review_chapter(untouched).sentences}
    assert list(said) == ["deals.review.none_judged", "deals.review.example"]
    assert [each.values["row"] for each in said["deals.review.example"].values["rows"]] == ["2", "2"]
    with pytest.raises(RelodeError, match="invented example"):
        read_deals(path)
    (one,) = read_deals(as_own(path))
    assert [give.what for give in one.deal.give] == ["grant", "land"]
    assert one.deal.promise.investment == 2e9
    (target,) = stated_targets(path)
    assert (target.quantity, target.year) == ("population", 2030)


def test_a_list_of_which_nothing_can_be_read_ends_the_command_with_each_fault(relode, tmp_path):
    """It ended well, with 0 projects that ask for 0 yuan."""
    rows = [{**clean(1), "promise.investment": "20 zillion", "promise.jobs": -5}]
    done = relode("review", workbook(tmp_path / "list.xlsx", rows, [("population", 2030, 1)]))
    assert done.returncode == 2
    assert "no project that can be judged" in done.stderr
    assert all(said in done.stdout for said in ("!E2", "State it in yuan", "!F2", "below 0", "row 2 of", "--place"))
    assert "0 yuan" not in done.stdout
    assert "not forecast here" not in done.stdout


def test_no_heading_of_the_annex_is_printed_twice(review):
    lines = [line for line in chapter_text(review_annex(review), "en").splitlines() if line]
    assert [line for line, after in itertools.pairwise(lines) if line == after] == []


def test_what_is_to_be_gained_is_the_difference_of_what_stands_beside_it(review):
    """Expected 760,000, target 800,000, to be gained 44,800."""
    one = ListedTarget("population", "persons", 2030, 800_000.0, 0.1, (700_000.0, 755_200.0, 820_000.0), 44_800.0)
    table = review_chapter(replace(review, targets=(one,))).tables[-1]
    ((*_, target, _, expected, gained),) = table.cells()
    assert (target.value, expected.value, gained.value) == (800_000.0, 760_000.0, 40_000.0)


def test_a_list_of_several_places_is_refused(tmp_path):
    rows = [clean(1), {**clean(2), "project.place": "fuxin"}]
    with pytest.raises(RelodeError, match="several places"):
        reviewed(workbook(tmp_path / "two.xlsx", rows))
    assert reviewed(workbook(tmp_path / "two.xlsx", rows), find("hegang")).place.slug == "hegang"


def test_channels_are_known_by_id_and_name():
    assert channel_of("mine_ecology_demo") == ("mine_ecology_demo", 3e8)
    assert channel_of("采煤沉陷区综合治理和独立工矿区改造提升 中央预算内投资")[0] == "subsidence_mining_district"
    assert channel_of("somebody") == (None, None)


@pytest.mark.slow
def test_targets_stand_in_the_band_of_doing_nothing(tmp_path):
    rows = [clean(1)]
    targets = [
        ("population", 2030, 1_500_000),
        ("population", 2030, 100_000),
        ("budget_revenue", 2030, 40),
        ("water_use", 2030, 1),
    ]
    far, near, money, other = reviewed(workbook(tmp_path / "t.xlsx", rows, targets)).targets
    assert (far.chance, near.chance) == (0.0, 1.0)
    assert far.to_do == pytest.approx(1_500_000 - far.band[1])
    assert 0 < money.chance < 1
    assert other.chance is None


LEDGER = "id,stage,denominator,months_since,started_n,producing_n\nown,contract,400,24,40,10\n"


def test_a_ledger_moves_the_rates_and_is_scored(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(LEDGER, encoding="utf-8")
    result = learnt(path)
    before, after = (next(r for r in rates if r.stage == "start") for rates in (result.before, result.after))
    assert after.median < before.median
    assert "own" in after.rows
    assert result.scores[0].cohorts == len(after.rows)
    for language in LANGUAGES:
        assert "own.csv" in chapter_text(ledger_chapter(result), language)


@pytest.mark.parametrize(
    ("old", "new"),
    [("contract", "dreamt"), ("40,10", "401,10"), ("400", "many"), ("24", "long"), ("months_since", "age")],
)
def test_a_faulty_ledger_is_refused(tmp_path, old, new):
    path = tmp_path / "own.csv"
    path.write_text(LEDGER.replace(old, new), encoding="utf-8")
    with pytest.raises(RelodeError):
        learnt(path)


def test_age_helps_to_foretell_cohorts():
    """Leave one out: the curve with age errs less and scores higher than one share for all ages."""
    by_age, pooled = cohort_scores(1)
    assert by_age.mae < pooled.mae
    assert by_age.log_score > pooled.log_score
    assert np.isfinite([by_age.coverage_90, pooled.coverage_90]).all()
