"""What is computed and said of coal mines, each whole, from mines made by hand."""

from types import SimpleNamespace as Made

import pytest

from relode.diagnosis.depth.in_depth import Gap
from relode.diagnosis.depth.statistics_text import span
from relode.diagnosis.depth.text import mine_ends, mines_chapter, missing_words
from relode.diagnosis.profiles.working_mines import MineRow, WorkingMines, mining_jobs, working_mines
from relode.language import Amount, Bilingual, Sentence, Word, spoken
from relode.panel import cell
from relode.panel.coal_mines import all_mines, mines_of, reserves_in
from relode.panel.number import Number, known_ratio, number
from relode.places import find, official

HEGANG, BEIJING = find("hegang"), find("beijing")


def row(mine, end=None, **others):
    about = {
        "capacity": 2e6,
        "reserves": 5e7,
        "reserves_year": 2015,
        "life": 30.0,
        "life_year": 2016,
        "workforce": 700.0,
        "opening_year": 1990,
        "flags": (),
        "row": 12,
    }
    return MineRow(mine=mine, name=Bilingual(mine, mine), end=end, **{**about, **others})


def mines(*rows, **others):
    jobs = Number("employment_mining", 8000.0, "persons", 2020, (7000.0, 9000.0), ("census2020",), ())
    about = {
        "not_working": {},
        "capacity": 4e6,
        "reserves": 8e7,
        "reserves_interval_90": (6e7, 1e8),
        "reserves_published": 1.2e8,
        "reserves_known": 2,
        "years_left": 25.0,
        "years_left_interval_90": (20.0, 32.0),
        "workforce": 1400.0,
        "workforce_known": 2,
        "census_jobs": jobs,
        "jobs_share": 0.25,
        "jobs_share_interval_90": (0.125, 0.5),
        "others": (),
        "why": "",
    }
    return WorkingMines(mines=rows, **{**about, **others})


def ended(mine, year):
    values = {"mine": Bilingual(mine, mine), "capacity": Amount(2e6, "t per year"), "year": year}
    return Sentence("depth.mines.end", values)


def ends(key, **values):
    return Sentence(f"depth.mines.{key}", values)


def test_ends_are_told_until_2040_and_apart_if_they_should_have_come_by_2025():
    some = [row("d", 2040), row("a", 2026), row("c", 2041), row("b", 2025), row("e", 2001)]
    ahead, past = [ended("a", 2026), ended("d", 2040)], [ended("e", 2001), ended("b", 2025)]
    told = [ends("ends", year=2040, count=2, shown=12, ends=ahead), ends("past", ends=past)]
    assert mine_ends(mines(*some)) == told
    assert mine_ends(mines(*some, row("f"), row("g"))) == [*told, ends("no_end_told", count=2)]
    assert mine_ends(mines(row("c", 2041), row("f"))) == [ends("no_ends", year=2040), ends("no_end_told", count=1)]
    assert mine_ends(mines(row("f"))) == [ends("no_end_told", count=1)]
    assert mine_ends(mines(row("c", 2041))) == [ends("no_ends", year=2040)]


@pytest.mark.parametrize(("count", "key"), [(12, "ends"), (13, "ends_first")])
def test_of_more_than_twelve_ends_the_first_are_told(count, key):
    many = [row(str(i), 2027 + i) for i in range(count)]
    [said] = mine_ends(mines(*many))
    shown = [ended(str(i), 2027 + i) for i in range(12)]
    assert said == ends(key, year=2040, count=count, shown=12, ends=shown)


def chapter(place=HEGANG, *rows, **others):
    return mines_chapter(Made(mines=mines(*rows, **others), place=place, sources={"mines": ("gem_coal_mines_2026",)}))


def test_years_that_contradict_reserves_over_capacity_have_no_flag_and_the_note_says_so():
    [mine] = [each for each in all_mines() if each.name_en == "Yushuwan Coal Mine"]
    assert mine.reserves / mine.capacity < mine.life / 5
    assert mine.flags == ()
    assert "may contradict reserves over capacity, of which no flag speaks" in spoken(
        Sentence("depth.mines.note", {}), "en"
    )


def test_a_chapter_on_mines_tells_sums_what_is_left_jobs_and_the_states_of_others():
    two = (
        row("a", flags=("years_above_300",)),
        row("b", reserves_year=None, life=None, workforce=None, opening_year=None),
    )
    found = chapter(HEGANG, *two, not_working={"Closed": 3, "Proposed": 1}, others=("graphite",))
    sums = ends("sums", count=2, place=HEGANG, capacity=Amount(4e6, "t per year"), printed=Amount(1.2e8, "t"),
                workforce=Amount(1400.0, "persons"), known=2)  # fmt: skip
    left = ends("left", year=2025, reserves=Amount(8e7, "t", (6e7, 1e8)), years=Amount(25.0, "years", (20.0, 32.0)))
    jobs = ends("jobs", share=Amount(0.25, "share", (0.125, 0.5)), jobs=Amount(8000.0, "persons", (7000.0, 9000.0)))
    states = [ends("state", count=n, state=Word("mine_status", s)) for s, n in (("Closed", 3), ("Proposed", 1))]
    rest = ends("not_working", states=states), ends("others", resources=[Word("resource_detail", "graphite")])
    assert found.sentences == (sums, left, jobs, ends("no_end_told", count=2), ends("note"), *rest)
    reserves, life = (
        Sentence("depth.cell.dated", {"value": Amount(value, unit), "year": year})
        for value, unit, year in ((5e7, "t", 2015), (30.0, "years", 2016))
    )
    capacity = Amount(2e6, "t per year")
    assert list(found.tables[0].cells()) == [
        (Bilingual("a", "a"), capacity, reserves, life, Amount(700.0, "persons"), "1990",
         [Word("flag", "years_above_300")], "12"),
        (Bilingual("b", "b"), capacity, Amount(5e7, "t"), None, None, None, None, "12"),
    ]  # fmt: skip
    assert len(chapter(HEGANG, *[row(str(i), 2050) for i in range(14)]).tables[0].rows) == 12


def test_what_is_not_known_of_mines_is_not_told():
    told = chapter(HEGANG, row("a", 2050), years_left=None, jobs_share=None).sentences
    assert [each.key for each in told] == [f"depth.mines.{key}" for key in ("sums", "no_ends", "note")]
    assert len(chapter(HEGANG, row("a", 2050), years_left=None, census_jobs=None).sentences) == 3
    none = chapter(HEGANG, why="not_coal", others=("graphite",))
    words = [Word("resource_detail", "graphite")]
    assert none.sentences == (ends("none_and_others", place=HEGANG, resources=words),)
    assert chapter(HEGANG, why="no_mine_listed").sentences == (ends("none", place=HEGANG, resources=[]),)
    assert chapter(HEGANG, why="not_a_prefecture").blocks == ()
    assert chapter(BEIJING, why="no_mine_listed", others=("graphite",)).blocks == ()
    assert span(1, 2).values == {"start": 1, "end": 2}


def test_what_is_missing_is_told_once_for_each_reason():
    gaps = (Gap("ages", "", "no_ages"), Gap("paths", "", "no_figures"), Gap("variety", "", "no_ages"))
    parts = {name: Sentence(f"depth.part.{name}", {}) for name in ("ages", "paths", "variety")}
    assert missing_words(gaps) == tuple(
        Sentence(
            "depth.gap.line", {"part": [parts[name] for name in names], "reason": Sentence(f"depth.why.{why}", {})}
        )
        for why, names in (("no_ages", ("ages", "variety")), ("no_figures", ("paths",)))
    )


def test_the_mines_of_hegang_add_up_and_their_ends_follow_from_their_parts(panel):
    found, listed = working_mines(panel, HEGANG), mines_of("230400")
    working = [mine for mine in listed if mine.status == "Operating"]
    left = reserves_in(working, 2025)
    assert (found.reserves, found.reserves_interval_90) == (left.value, (left.low, left.high))
    assert (found.reserves_published, found.reserves_known, found.year) == (left.published, left.count, 2025)
    # Usual use takes .8 of the capacity of 12.5 million tons in a year.
    ends = tuple(each / 1e7 for each in (left.value, left.low, left.high))
    assert (found.years_left, found.years_left_interval_90) == (pytest.approx(ends[0]), pytest.approx(ends[1:]))
    counts = {
        s: sum(mine.status == s for mine in listed)
        for s in ("Proposed", "Mothballed", "Closed", "Shelved", "Cancelled")
    }
    assert found.not_working == {state: count for state, count in counts.items() if count}
    assert list(found.not_working) == [state for state, count in counts.items() if count]
    jobs = found.census_jobs
    assert found.jobs_share == pytest.approx(9066 / jobs.value)
    assert found.jobs_share_interval_90 == pytest.approx((9066 / jobs.interval_90[1], 9066 / jobs.interval_90[0]))
    assert found.others == tuple(each for each in official()["230400"].resource_detail if each != "coal")
    assert found.sources[0] == "gem_coal_mines_2026"
    assert (found.workforce, found.workforce_known, found.why) == (9066, 6, "")
    assert working_mines(panel, find("renqiu")).why == "not_a_prefecture"


def test_mining_jobs_are_those_of_the_long_form_times_its_ratio_with_their_ends(panel):
    found, counted, ratio = (
        mining_jobs(panel, HEGANG),
        number(panel, HEGANG, "employment_mining", 2020),
        known_ratio(2020),
    )
    low, high = counted.interval_90
    assert found == Number(
        "employment_mining",
        cell(panel, HEGANG, "employment_mining", 2020).value * ratio,
        "persons",
        2020,
        (low * ratio, high * ratio),
        ("census2020", "nbs_communique_2020"),
        (*counted.flags, "computed"),
    )
    assert mining_jobs(panel, find("sansha")) is None
