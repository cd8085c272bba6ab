"""Which mines work in a place, and the mining jobs that they are."""

import pytest

from relode.diagnosis import chapters, in_depth, working_mines
from relode.diagnosis.depth.text import mine_ends
from relode.facts import rows
from relode.language import spoken
from relode.panel import cell
from relode.places import find, official


def said(panel, name, language="en"):
    chapter = next((one for one in chapters(in_depth(panel, name)) if one.key == "mines"), None)
    return [] if chapter is None else [spoken(each, language) for each in chapter.sentences]


def test_the_share_of_mining_jobs_is_people_over_those_of_the_census(panel):
    found = working_mines(panel, find("hegang"))
    # The long form times its ratio, by hand from the rows of the tables.
    counted = cell(panel, "230400", "employment_mining", 2020).value
    ratio = next(float(row["long_form_ratio"]) for row in rows("employment_scale") if row["year"] == "2020")
    assert found.census_jobs.value == pytest.approx(counted * ratio)
    assert found.jobs_share == pytest.approx(9066 / found.census_jobs.value)
    assert found.jobs_share == pytest.approx(0.2505, abs=0.0005)
    low, high = found.jobs_share_interval_90
    assert low < found.jobs_share < high
    assert "gem_coal_mines_2026" in found.sources


def test_a_mine_leads_to_its_line_of_the_table(panel):
    for mine in working_mines(panel, find("datong")).mines[:10]:
        row = rows(mine.table)[mine.row - 2]
        assert row["gem_id"] == mine.mine
        assert float(row["mine_capacity"]) == mine.capacity


def test_the_chapter_tells_mines_sums_jobs_ends_and_what_is_not_known(panel):
    text = said(panel, "hegang")
    assert text[0].startswith(
        "Coal mines at work in Hegang by the Global Coal Mine Tracker (Global Energy Monitor): 6, with"
    )
    assert any("Xinlu Coal Mine" in each and "2031" in each for each in text)
    assert any("Fuli Coal Mine" in each and "should have closed already" in each for each in text)
    assert any("graphite" in each for each in text)
    assert "鹤岗市在产煤矿6座" in said(panel, "hegang", "zh")[0]


@pytest.mark.parametrize("name", ["daqing", "anshan", "230700"])
def test_of_oil_metals_and_timber_it_says_that_no_list_is_known(panel, name):
    found = working_mines(panel, find(name))
    assert found.why == "not_coal"
    assert found.mines == ()
    assert found.others == official()[find(name).code].resource_detail
    assert any("no list of the mines or fields" in each for each in said(panel, name))
    gaps = {gap.part: gap.reason for gap in in_depth(panel, name).missing}
    assert gaps["mines"] == "not_coal"


def test_a_place_that_is_not_known_to_mine_is_not_told_to_lack_mines(panel):
    assert working_mines(panel, find("440300")).why == "no_mine_listed"
    assert said(panel, "440300") == []


def test_mines_without_a_known_end_are_counted_and_not_told_as_open(panel):
    """Baotou's one mine prints eight years of life, from no year: "none of them ends by 2040" stood there."""
    for name in ("baotou", "hegang"):
        mines = working_mines(panel, find(name))
        untold = sum(mine.end is None for mine in mines.mines)
        told = {each.key: each.values for each in mine_ends(mines)}
        assert (told["depth.mines.no_end_told"]["count"] if untold else None) == (untold or None)
        assert ("depth.mines.no_ends" in told) == (untold < len(mines.mines) and not told.get("depth.mines.ends"))
    assert sum(mine.end is None for mine in working_mines(panel, find("baotou")).mines) == 1
