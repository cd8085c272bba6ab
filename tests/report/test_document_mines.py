"""Workers in mining by age, the two lists of coal mines, digits of cells, and rows that stay together in a document."""

import re
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from relode.diagnosis import profile
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.report import result_of
from relode.report.age_groups import AgeGroup, AgeGroups, miners_by_age
from relode.report.document.content import chapters_of
from relode.report.document.mines import miners_of_age, two_lists
from relode.story import Blank, Span, Table
from relode.story.columns import cell_text
from relode.story.word.xml import kept_with_next

GROUPS = [f"{low}-{low + 4}" for low in range(0, 80, 5)]
LONG = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


def groups(now, before):
    """Ages with as many men and as many women in each group."""
    rows = tuple(AgeGroup(group, now(group) / 2, now(group) / 2, before(group)) for group in GROUPS)
    return AgeGroups(2020, 2010, rows, ())


def test_miners_are_as_old_as_residents_or_those_of_the_census_before():
    """By hand: 20-29 to 50-59 have 100, 200, 300, 400 people, so 1,000 jobs are those; ten years before 20-49 had 500,
    300 and 200: they are 30-59 now, and nobody is under 30."""
    sizes = {"2": 50.0, "3": 100.0, "4": 150.0, "5": 200.0}
    earlier = {"2": 250.0, "3": 150.0, "4": 100.0}
    found = miners_by_age(groups(lambda g: sizes.get(g[0] if len(g) == 5 else "", 0.0),
                                 lambda g: earlier.get(g[0] if len(g) == 5 else "", 7.0)), 1000.0)  # fmt: skip
    assert [each.low_age for each in found] == [20, 30, 40, 50]
    assert [each.as_residents for each in found] == pytest.approx([100, 200, 300, 400])
    assert [each.not_hired for each in found] == pytest.approx([0, 500, 300, 200])
    assert miners_by_age(groups(lambda _: 1.0, lambda _: None), 1000.0) == ()


@pytest.fixture(scope="module")
def results(panel):
    return {name: result_of(panel, profile(panel, find(name)), (), date(2026, 1, 2)) for name in ("hegang", "xiaoyi")}


def test_a_field_of_miners_has_a_proposal_between_both_ends(results):
    passage, table = miners_of_age(results["hegang"])
    field = next(each for each in passage.said if isinstance(each, Blank))
    band = [field.proposal.values[name].value for name in ("from", "to")]
    oldest = table.rows[-1]
    assert sorted((oldest.as_residents, oldest.not_hired)) == band
    jobs = results["hegang"].outlook.quantities["mining_employment"].opening
    for name in ("as_residents", "not_hired"):
        assert sum(getattr(each, name) for each in table.rows) == pytest.approx(jobs)
    # Without hiring more of them are 50 and over than of all residents: the young of the census before are old.
    assert 0.2 < oldest.as_residents / jobs < 0.6


def test_the_two_lists_of_mines_say_what_each_is_used_for(results):
    """Table 3 has 39 underground mines, the tracker six: both stood there without a word."""
    (said,) = two_lists(results["hegang"])
    assert (said.values["listed"].value, said.values["tracked"].value) == (39, 6)
    assert said.values["listed_capacity"].value != said.values["capacity"].value
    assert "核定产能" in spoken(said, "zh")
    nothing = replace(results["hegang"], depth=results["xiaoyi"].depth)
    assert [each.values["tracked"].value for each in two_lists(nothing)] in ([], [len(nothing.depth.mines.mines)])


@pytest.mark.parametrize("name", ["hegang", "xiaoyi"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_of_a_document_has_four_digits(results, name, language):
    """6,956 people stood in a cell; what is counted one by one (beds, mines) may."""
    seen, long = 0, []
    for chapter in chapters_of(results[name], frozenset()):
        for table in (block for block in chapter.blocks if isinstance(block, Table)):
            for row in table.cells():
                if isinstance(row[0], Span):
                    continue
                for value, said in zip(row, table.columns, strict=True):
                    column = replace(said, format="") if said.format == "interval" else said  # as the writer has it
                    if getattr(value, "unit", "") == "count" or isinstance(value, Blank):
                        continue
                    seen += 1
                    numbers = LONG.findall(cell_text(value, column, language))
                    long += [each for each in numbers if len(each.replace(",", "").rstrip("0")) > 3]
    assert seen > 100
    assert long == []


def test_the_head_of_a_group_stays_with_its_first_row():
    table = Document().add_table(rows=2, cols=2)
    kept_with_next(table.rows[0])
    kept = [[p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs] for row in table.rows]
    assert kept == [[True, True], [None, None]]
