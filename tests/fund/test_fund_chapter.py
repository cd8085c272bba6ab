"""What a run on a province says: in both languages, on a page, in a document and in a workbook."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from relode.decisions.chapter import asked_lines
from relode.decisions.decision_money import cost_said
from relode.decisions.decision_records import Decision
from relode.decisions.decision_text import reason_of
from relode.fund import chapter as fund_chapter
from relode.fund.allocation import back
from relode.fund.chapter import chapter, headline
from relode.fund.fund_records import FundPayment, FundRecord
from relode.fund.place_tables import alike_table, lists_table, places_table
from relode.language import LANGUAGES, spoken
from relode.record import decoded
from relode.report.chapter_file import write_chapters
from relode.story import Span, Table
from relode.story.figures import text_of
from relode.story.text import chapter_text


def test_the_record_comes_back_from_what_is_written(fund_record):
    assert decoded(FundRecord, fund_record.record()) == fund_record
    assert isinstance(fund_record.programmes[0].decision, Decision)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_both_languages(fund_record, language):
    text = chapter_text(chapter(fund_record), language)
    assert not re.search(r"\{[a-z_:]*\}|\bNone\b|\bnan\b|fund\.[a-z_]+\.", text)
    assert {"en": "Hegang", "zh": "鹤岗市"}[language] in text


def test_the_first_sentence_says_what_is_paid_and_left(fund_record):
    told = spoken(next(headline(fund_record)), "en")
    assert "3 bn" in told.replace("\N{NO-BREAK SPACE}", " ")
    nothing = replace(fund_record, payments=(), gains=())
    assert spoken(next(headline(nothing)), "en").startswith("Nothing is to be paid")
    assert any(each.key == "fund.headline.no_more" for each in headline(replace(fund_record, unpaid=())))


def test_why_money_is_left_beside_what_would_be_worth_paying_is_said(fund_record):
    """Of 100 million 10 are left: no measure costs so little, nor a trial of 4 and 8; 9 would fit but have no room."""
    paid = FundPayment("230400", "subsidy", "programme", 9e7, 0.0, 0.0)
    dear = replace(paid, place="230300", yuan=1.1e7)
    trial = tuple(FundPayment(code, "x", "trial", yuan, 0.0, 0.0) for code, yuan in (("230400", 4e6), ("230300", 8e6)))
    last = replace(dear, name="y", yuan=9e6)
    for unpaid, key in (((dear, *trial), "too_dear"), ((dear, last, *trial), "no_room"), ((last,), "no_room")):
        record = replace(fund_record, budget=1e8, payments=(paid,), gains=(), unpaid=unpaid)
        said = [each for each in headline(record) if each.key.startswith("fund.headline.unpaid")]
        assert [(each.key, each.values["yuan"].value) for each in said] == [
            (f"fund.headline.unpaid_{key}", sum(each.yuan for each in unpaid))
        ]


def test_of_money_that_pays_for_nothing_whole_it_is_not_said_that_nothing_is_worth_it(fund_record):
    owing = FundPayment("230400", "subsidy", "programme", 5e8, 0.0, 0.0)
    little = replace(fund_record, budget=1e6, payments=(), gains=(), unpaid=(owing,))
    keys = [each.key for each in headline(little)]
    assert (keys[0], keys[-1]) == ("fund.headline.all_left", "fund.headline.unpaid_too_dear")


def test_where_the_average_gives_another_verdict_than_places_alone_it_is_said(fund_record):
    first = next(each for each in fund_record.programmes if each.places)
    told = replace(first, decision=replace(first.decision, verdict="do"), alone={"try_small": 2})
    keys = [each.key for each in headline(replace(fund_record, programmes=(told,)))]
    assert "fund.headline.in_many" in keys
    same = replace(told, alone={"do": 2})
    assert "fund.headline.in_many" not in [e.key for e in headline(replace(fund_record, programmes=(same,)))]


def test_cells_that_turn_verdicts_are_asked_once_each_by_bureau(fund_record):
    lines = asked_lines([each.decisions for each in fund_record.places])
    cells = [each.cell.cell for each in lines]
    assert sorted(cells) == sorted(set(cells))
    wanted = {c.cell for p in fund_record.places for d in p.decisions.of("fill_in") for c in d.fill_in}
    assert set(cells) == wanted


@pytest.mark.parametrize("ending", ["html", "docx", "xlsx"])
def test_it_is_written_as_page_document_and_workbook(fund_record, tmp_path, ending):
    told = chapter(fund_record, by_place=ending == "xlsx")
    path = write_chapters([told], tmp_path / f"fund.{ending}", "zh", date(2026, 3, 1))
    assert path.stat().st_size > 5_000
    if ending == "xlsx":
        names = load_workbook(BytesIO(path.read_bytes())).sheetnames
        assert {"各项目", "各地区", "各地事项"} <= set(names)


def test_places_stand_by_what_the_province_pays_them(fund_record):
    rows = places_table(fund_record).rows
    paid = {each.place: 0.0 for each in fund_record.places}
    for each in fund_record.payments:
        paid[each.place] += each.yuan
    assert [(row.place.place, row.yuan) for row in rows] == sorted(paid.items(), key=lambda at: (-at[1], at[0]))
    assert len({row.yuan for row in rows}) > 1


def test_places_of_which_the_same_is_said_share_a_row(fund_record):
    """Each decision of each place stands in one row, under its verdict, and no two rows say the same."""
    said, verdict = [], None
    for row in alike_table(fund_record).rows:
        if isinstance(row, Span):
            verdict = row.kind
            continue
        assert row.decision.verdict == verdict
        said += [(place.code, row.decision.name, verdict) for place in row.places]
        for place in row.places:
            own = next(each for each in fund_record.places if each.place == place.code).decisions.decisions
            same = next(each for each in own if each.name == row.decision.name)
            assert text_of(reason_of(same), "zh") == text_of(reason_of(row.decision), "zh")
            assert text_of(cost_said(same), "zh") == text_of(cost_said(row.decision), "zh")
    wanted = [(p.place, d.name, d.verdict) for p in fund_record.places for d in p.decisions.decisions]
    assert sorted(said) == sorted(wanted)
    shared = [row for row in alike_table(fund_record).rows if not isinstance(row, Span) and len(row.places) > 1]
    assert shared
    assert len(lists_table(fund_record).rows) == len(wanted)


def test_what_decides_a_measure_alone_does_so_in_every_place(fund_record):
    for line in asked_lines([each.decisions for each in fund_record.places]):
        assert not {each.name for each in line.alone} & {each.name for each in line.among}


def test_no_table_is_wider_than_a_page(fund_record):
    """Eleven columns were four characters wide each in print."""
    tables = [block for block in chapter(fund_record).blocks if isinstance(block, Table)]
    assert max(len(table.columns) for table in tables) <= 8


@pytest.mark.parametrize(
    ("kind", "yuan", "is_free"),
    [("need", None, True), ("need", 0.0, True), ("need", 1.0, False), ("programme", 0.0, False)],
)
def test_what_costs_nothing_is_a_need_without_a_cost(kind, yuan, is_free):
    cost = None if yuan is None else SimpleNamespace(yuan_a_year=yuan)
    assert fund_chapter._is_free(SimpleNamespace(kind=kind, cost=cost)) == is_free


def test_beside_services_that_do_nothing_a_return_has_no_bound_and_is_not_told(fund_record):
    first = next(each for each in fund_record.programmes if each.decision.gain is not None)
    nothing = replace(first.decision.gain.yardstick, value=0.0, interval_90=(0.0, 0.0))
    decision = replace(first.decision, gain=replace(first.decision.gain, yardstick=nothing))
    told = replace(fund_record, programmes=(replace(first, decision=decision),))
    assert fund_chapter.bounded_back(decision) is None
    assert fund_chapter.bounded_back(first.decision) == back(first.decision)
    assert chapter_text(chapter(told), "zh")
