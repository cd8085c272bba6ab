"""Deals from files: what is read, and each fault named with its line or cell."""

import pytest

from relode.deals import read_deals
from relode.deals.file import (
    MOST_BYTES,
    SHEET_FIELDS,
    RowFault,
    deals_and_faults,
    project_sheet,
    projects_of,
    sheet_of_text,
)
from relode.errors import RelodeError
from relode.language import say

from .lists import clean, workbook

WHOLE = """\
[project]
name = "anode plant"
place = "hegang"
industry = "graphite"

[promise]
investment = "20亿"
jobs = 600
due = 2029

[[give]]
what = "grant"
amount = "2亿"
paid_on = "investment"

[[give]]
what = "land"
area = "300亩"
price = "100元/m2"
payer = "city 70%, province 30%"

[local]
others_bid = "none"
"""


def read(tmp_path, text):
    path = tmp_path / "deal.toml"
    path.write_text(text, encoding="utf-8")
    return [each.deal for each in read_deals(path)]


def test_a_whole_file_is_read(tmp_path):
    (deal,) = read(tmp_path, WHOLE)
    assert deal.promise.investment == 2e9
    assert deal.give[1].area == pytest.approx(200_000)
    assert deal.give[1].payer == {"city": 0.7, "province": 0.3}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"20亿"', '"20亿美元"', 7, "dollars"),
        ("jobs = 600", "jobs = -3", 8, "below 0"),
        ("jobs = 600", "jobs = nan", 8, "no number"),
        ("jobs = 600", "jobs = 600\nphase1_jobs = 700", 9, "larger or later"),
        ("due = 2029", 'due = "soon"', 9, "promise.due"),
        ('"300亩"', "300", 18, "bare number"),
        ('"100元/m2"', '"100元"', 19, "no price of land"),
        ("30%", "40%", 20, "110 %"),
        ("city 70%", "mayor 70%", 20, "mayor"),
        ('what = "grant"', 'what = "gift"', 12, "gift"),
        ('"2亿"', '"50%"', 13, "Per cents"),
        ('amount = "2亿"\n', "", 12, "amount"),
        ("others_bid", "other_bid", 23, "others_bid"),
        ("[local]", "[locals]", 22, "local"),
        ('name = "anode plant"', "", 1, "no name"),
        ('"hegang"', '"atlantis"', 3, "No place"),
        ('"graphite"', '"unicorns"', 4, "No industry"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, old, new, line, told):
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(RelodeError) as caught:
        read(tmp_path, text)
    said = caught.value.say("en")
    assert told in said
    assert f"deal.toml:{line}:" in said
    assert caught.value.say("zh") != said


def test_dollars_are_read_by_the_rate_of_the_file(tmp_path):
    text = WHOLE.replace('"20亿"', '"3亿美元"').replace('place = "hegang"', "yuan_per_dollar = 7.1")
    assert read(tmp_path, text)[0].promise.investment == pytest.approx(2.13e9)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "deal.docx").write_bytes(b"")
    with pytest.raises(RelodeError, match="neither"):
        read_deals(tmp_path / "deal.docx")
    (tmp_path / "broken.toml").write_text("[project", encoding="utf-8")
    with pytest.raises(RelodeError, match="TOML"):
        read_deals(tmp_path / "broken.toml")
    with pytest.raises(RelodeError):
        read_deals(tmp_path / "missing.toml")


def test_the_sheet_of_projects_begins_with_what_names_one_and_asks_in_the_order_of_a_deal():
    sections = [section for section, _ in SHEET_FIELDS]
    assert list(dict.fromkeys(sections)) == ["project", "promise", "give", "local", "works"]
    first = [name for section, name in SHEET_FIELDS if section == "project"]
    assert first == ["name", "place", "kind", "industry", "stage", "build_years"]


def rows_of(tmp_path, sheet):
    return projects_of(project_sheet(workbook(tmp_path / "list.xlsx", sheet)))


def test_a_row_without_a_name_is_one_more_gift_of_the_project_above(tmp_path):
    first = {"project.name": "A", "project.build_years": "2", "give.what": "grant", "give.amount": 5}
    one, other = rows_of(
        tmp_path, [first, {"give.what": "loan", "give.amount": 7}, {}, {**clean(2), "give.what": "power"}]
    )
    assert [(give.what, give.amount) for give in one.deal.give] == [("grant", 5.0), ("loan", 7.0)]
    assert (one.deal.project.name, one.deal.project.build_years, one.where.rpartition("!")[2]) == ("A", 2.0, "2")
    assert ([give.what for give in other.deal.give], other.where.rpartition("!")[2]) == (["power"], "5")


def test_words_of_the_lists_and_of_payers_are_read_in_chinese(tmp_path):
    named = ("land_paid", "grant", "jobs", "city", "province", "city_company", "written_offer", "land_held")
    words = {name: say(f"deals.choice.{name}", "zh") for name in named}
    row = {**clean(1), "project.stage": words["land_paid"], "give.what": words["grant"], "give.paid_on": words["jobs"],
           "give.payer": f"{words['city_company']} 50%, {words['city']} 30%, {words['province']} 20%",
           "local.others_bid": words["written_offer"], "give.secured_by": words["land_held"]}  # fmt: skip
    (one,) = rows_of(tmp_path, [row])
    (give,) = one.deal.give
    assert (one.deal.project.stage, one.deal.local.others_bid) == ("land_paid", "written_offer")
    assert (give.what, give.paid_on, give.secured_by) == ("grant", "jobs", "land_held")
    assert give.payer == {"city_company": 0.5, "city": 0.3, "province": 0.2}


def where_of(fault):
    assert isinstance(fault, RowFault)
    return str(fault.error.values.get("where", "")).rpartition("!")[2]


def test_a_fault_of_a_project_stays_with_it_and_names_its_cell(tmp_path):
    first = {"project.name": "A", "give.what": "grant", "give.amount": 5, "promise.jobs": None,
             "local.city_part_of_tax": None}  # fmt: skip
    found = rows_of(tmp_path, [
        first, {"give.what": "loan", "give.amount": -7},
        {**first, "project.name": "B", "promise.jobs": "many"},
        {**first, "project.name": "C"}, {"promise.jobs": 5},
        {**first, "project.name": "D", "local.city_part_of_tax": 3},
        {**first, "project.name": "E"},
    ])  # fmt: skip
    assert [getattr(each, "name", "") or each.deal.project.name for each in found] == list("ABCDE")
    assert [where_of(each) for each in found[:4]] == ["C3", "D4", "D6", "E7"]
    assert found[2].error.key == "deals.field_without_name"
    assert found[2].error.values["field"] == "jobs"
    (nameless,) = rows_of(tmp_path, [{"project.name": None, "give.what": "grant", "give.amount": 5}])
    assert (nameless.name, nameless.error.key) == ("", "deals.no_name")


def test_every_fault_of_a_row_is_told_and_each_names_its_cell(tmp_path):
    """The first alone was told: the next came to light once it was mended."""
    row = {"project.name": "A", "project.place": "atlantis", "promise.investment": "20 zillion", "promise.jobs": -5,
           "give.what": "gift", "give.amount": 5}  # fmt: skip
    assert sorted(where_of(each) for each in rows_of(tmp_path, [row])) == ["B2", "C2", "D2", "E2"]


def test_a_formula_is_a_fault_of_its_row_and_the_others_are_read(tmp_path):
    rows = [{**clean(1), "promise.jobs": "=1+1"}, clean(2)]
    fault, other = rows_of(tmp_path, rows)
    assert (fault.name, fault.error.key, where_of(fault)) == ("Project 1", "deals.cell", "F2")
    assert other.deal.project.name == "Project 2"


def test_a_head_that_no_field_has_and_one_twice_are_refused_with_their_column(tmp_path):
    english = say("deals.field.give_what", "en")
    for heads, key, where in (({"give.what": "grant", "give.waht": "x"}, "unknown_column", "C1"),
                              ({"give.what": "grant", english: "grant"}, "column_twice", "C1")):  # fmt: skip
        (fault,) = rows_of(tmp_path, [{"project.name": "A", **heads}])
        assert fault.error.key == f"deals.{key}"
        assert where_of(fault) == where


def test_a_sheet_is_kept_as_text(tmp_path):
    sheet = project_sheet(workbook(tmp_path / "list.xlsx", [clean(1)]))
    kept = sheet_of_text(sheet.text)
    assert (kept.workbook, kept.sheet) == ("list.xlsx", sheet.sheet)


def test_a_file_of_a_million_bytes_is_read_and_no_larger_one(tmp_path):
    path = tmp_path / "deal.TOML"
    text = '[project]\nname = "a"\n#'
    path.write_text(text + "x" * (MOST_BYTES - len(text)), encoding="utf-8")
    assert path.stat().st_size == 1_000_000
    (one,) = read_deals(path)
    assert (one.deal.project.name, one.where) == ("a", str(path))
    path.write_text(text + "x" * (MOST_BYTES - len(text) + 1), encoding="utf-8")
    with pytest.raises(RelodeError) as refused:
        deals_and_faults(path)
    assert refused.value.key == "deals.too_large"
