"""A list of projects appraised: every row that can be judged, and the others with what is wrong and where."""

import json

import pytest

from relode.answers.deals_answer import appraised_files, appraised_values
from relode.deals import appraised
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.report.template_workbook import write_template
from relode.story.text import chapter_text

from .lists import clean, workbook, works

LEDGER = "id,stage,denominator,months_since,started_n,producing_n\nown,contract,400,24,40,10\n"


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """Two clean projects and a school, one that repeats a promise, one with two faults."""
    twin = {**clean(1), "project.name": "Project 1 again"}
    faulty = {**clean(3), "promise.investment": "20 zillion", "promise.jobs": -5}
    rows = [clean(1), clean(2), works(1), twin, faulty]
    return appraised_files([workbook(tmp_path_factory.mktemp("list") / "list.xlsx", rows)])


def test_each_project_has_the_figures_of_its_own_memo(listed):
    assert [one.name for one in listed.deals] == ["Project 1", "Project 2", "Works 1", "Project 1 again"]
    for one in listed.deals[1:3]:
        assert one == appraised(one.stated)


def test_a_promise_that_is_made_twice_is_a_sign_in_both(listed):
    assert ["same_promise" in one.signs for one in listed.deals] == [True, False, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_faulty_rows_are_named_with_their_cells_beside_the_table(listed, language):
    first, *memos = listed.chapters
    text = chapter_text(first, language)
    assert len(memos) == 4
    assert all(name in text for name in ("Project 2", "Works 1", "!E6", "!F6"))
    assert [each for each in listed.record()["left_out"] if "zillion" in each]


def test_a_list_of_which_nothing_can_be_judged_ends_the_command(relode, tmp_path):
    path = workbook(tmp_path / "list.xlsx", [{**clean(1), "promise.jobs": -5}])
    done = relode("appraise", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "!F2" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_template_is_not_judged(tmp_path, language):
    path = tmp_path / "t.xlsx"
    write_template(path, language)
    with pytest.raises(RelodeError, match="invented example"):
        appraised_files([path])


def test_a_ledger_of_ones_own_moves_the_rates(relode, tmp_path):
    (tmp_path / "own.csv").write_text(LEDGER, encoding="utf-8")
    path = workbook(tmp_path / "list.xlsx", [clean(1)])
    before, after = (
        json.loads(relode("appraise", path, *more, "--json").stdout)["deals"][0]
        for more in ((), ("--ledger", tmp_path / "own.csv"))
    )
    first, then = ({each["stage"]: each for each in one["rates"]} for one in (before, after))
    assert then["start"]["median"] < first["start"]["median"]
    assert "own" in then["start"]["rows"]
    assert after["city"]["mean"] != before["city"]["mean"]


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"project": {}}, "deal.project.name"),
        ({"project": {"name": "a"}, "give": [{"what": "grant", "amount": -1}]}, "deal.give.0.amount"),
        ({"project": {"name": "a"}, "give": {}}, "deal.give.0"),
    ],
)
def test_values_that_state_no_deal_name_the_field(values, where):
    with pytest.raises(RelodeError) as refused:
        appraised_values(values)
    assert refused.value.values["where"] == where


def test_memos_are_written_with_pictures_of_a_single_deal(relode, tmp_path):
    path = workbook(tmp_path / "list.xlsx", [clean(1)])
    done = relode("appraise", path, "--docx", "--output", tmp_path / "memo.html")
    assert done.returncode == 0
    assert (tmp_path / "list.docx").exists()
    assert say("deals.written", "en", path=tmp_path / "memo.html") in done.stderr
    assert "<svg" in (tmp_path / "memo.html").read_text(encoding="utf-8")
