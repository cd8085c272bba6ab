"""The memo on a deal as a page and a Word file, in both languages, with its pictures."""

import time
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from relode.charts.deal_pictures import deal_pictures
from relode.deals import appraised, read_deals
from relode.deals.chapter import chapter
from relode.language import LANGUAGES, say
from relode.report.chapter_file import write_chapters

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
IN_MEMO = {"deal_steps", "deal_years"}


@pytest.fixture(scope="module")
def one():
    return appraised(read_deals(EXAMPLES / "01_anode_plant.toml")[0].deal, draws=4000)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_memo_is_written_with_its_pictures(one, language, tmp_path):
    drawn = deal_pictures(one, language)
    assert {picture.key for picture in drawn} == IN_MEMO | {"deal_terms", "deal_map"}
    page, paper = (tmp_path / name for name in ("memo.html", "memo.docx"))
    for path in (page, paper):
        write_chapters([chapter(one)], path, language, date(2026, 11, 28), drawn, is_tight=True)
    text = page.read_text(encoding="utf-8")
    assert text.count('<div class="wide"><svg') == text.count('<div class="narrow"><svg') == len(IN_MEMO)
    assert say("deals.verdict.do_not_sign", language) in text
    document = Document(str(paper))
    assert len(document.inline_shapes) == len(IN_MEMO)
    boxed = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told = [*boxed, *(each.text for each in document.paragraphs)]
    assert say("deals.verdict.do_not_sign", language) in "\n".join(told)


def test_pictures_show_the_numbers_of_the_record(one):
    steps, years, terms, cells = deal_pictures(one, "en")
    assert steps.table["value"].tolist() == [step.jobs for step in one.jobs.steps]
    paid = years.table[years.table["part"] == say("deals.money.paid", "en")]
    assert -1e6 * paid["value"].sum() == pytest.approx(sum(each.paid for each in one.city.by_year))
    assert (1e6 * terms.table["value"]).tolist() == pytest.approx([term.yuan for term in one.terms])
    assert len(cells.table) == 121


def test_public_works_have_no_pictures_of_money():
    works = appraised(read_deals(EXAMPLES / "08_school.toml")[0].deal, draws=500)
    assert deal_pictures(works, "en") == ()


@pytest.mark.slow
def test_a_memo_takes_less_than_five_seconds_and_its_draws_less_than_two(tmp_path):
    deal = read_deals(EXAMPLES / "01_anode_plant.toml")[0].deal
    appraised(deal, draws=500)  # tables are read
    start = time.process_time()
    found = appraised(deal)
    drawn = time.process_time()
    write_chapters([chapter(found)], tmp_path / "memo.docx", "zh", date(2026, 11, 28), deal_pictures(found, "zh"))
    assert found.draws == 20_000
    assert drawn - start < 2
    assert time.process_time() - start < 5
