"""Coal mines of a list of a few lines: what is read of each, which of them count, and what is left in them."""

import sys
from dataclasses import replace

import pytest

from relode.errors import RelodeError
from relode.facts import shipped
from relode.panel.coal_mines import (
    CoalMine,
    all_mines,
    mines_of,
    reserve_factor,
    reserves_in,
    usual_years,
    worked_in,
)  # fmt: skip

COLUMNS = ("gem_id", "place", "name_en", "name_zh", "status", "mine_type", "mine_capacity", "mine_workforce",
           "workforce_accuracy", "mine_reserves", "reserves_year", "mine_resources", "mine_life", "mine_life_year",
           "opening_year", "closing_year", "reason", "source", "flag",
           "status_detail", "placed_by", "owner", "phase", "gas_rating", "coal_type", "coal_grade")  # fmt: skip
SOURCE = "gem_coal_mines_2026"
MODULE = sys.modules["relode.panel.coal_mines"]


def line(mine, status, capacity, reserves=None, year=None, life=None, life_year=None, place="230400", **others):
    figures = {"mine_capacity": capacity, "mine_reserves": reserves, "reserves_year": year, "mine_life": life}
    row = {"gem_id": mine, "place": place, "status": status, "source": SOURCE, "mine_life_year": life_year}
    row = {**row, **figures, **others}
    return ",".join("" if row.get(name) is None else str(row[name]) for name in COLUMNS)


@pytest.fixture
def listed(monkeypatch):
    """Put lines in place of the shipped list."""
    kept = (shipped.rows, all_mines, MODULE.mines_by_place, reserve_factor, usual_years, MODULE._unstated_years)

    def put(*lines):
        content = "\n".join([",".join(COLUMNS), *lines]) + "\n"
        original = shipped.text
        monkeypatch.setattr(shipped, "text", lambda name: content if name == "coal_mines_gem" else original(name))
        for each in kept:
            each.cache_clear()

    yield put
    monkeypatch.undo()
    for each in kept:
        each.cache_clear()


WORKING = (
    line("M1", "Operating", 1_000_000, 60_000_000, 2015, 50, 2015),
    line("M2", "Operating", 2_000_000, 60_000_000, 2020, 20, 2020),
    # Reserves and life of two years: no ratio of the two; without a life or a year at all likewise.
    line("M3", "Operating", 1_000_000, 90_000_000, 2010, 30, 2012),
    line("M4", "Operating", 1_000_000, 45_000_000),
    # Neither of these works with a capacity and a sound figure.
    line("M5", "Closed", 1_000_000, 900_000_000, 1999, 1, 1999),
    line("M6", "Operating", None, 900_000_000, 1999, 1, 1999),
    line("M7", "Operating", 1_000_000, 900_000_000, 1999, 1, 1999, flag="reserves_above_resources;point_approximate"),
    line("M8", "Operating", 4_000_000, None, 1999, 1, 1999),
)


def test_what_is_read_of_a_mine_stands_in_its_columns(listed):
    row = line("M9", "Closed", "1500000.5", 50_000_000, 2011, 33, 2012, name_en="Red Hill", name_zh="红山",
               mine_type="Surface", mine_workforce=700, workforce_accuracy="Exact", mine_resources=60_000_000,
               opening_year=1990, closing_year="2013.0", reason="Reserve exhausted", source=f"{SOURCE};census2020",
               flag="years_above_300;point_approximate", owner="红山煤业", phase=2)  # fmt: skip
    listed(*WORKING[:1], row)
    assert all_mines()[1] == CoalMine(
        "M9", "2", "230400", "Red Hill", "红山", "Closed", "Surface", "红山煤业", "not_stated", "",
        1500000.5, 700.0, "Exact", 50e6, 2011, 60e6, 33.0, 2012, 1990, 2013, "Reserve exhausted",
        f"{SOURCE};census2020", ("years_above_300", "point_approximate"), 3,
    )  # fmt: skip
    first = all_mines()[0]
    assert (first.workforce, first.resources, first.opening_year, first.closing_year) == (None, None, None, None)
    assert (first.flags, first.row) == ((), 2)


@pytest.mark.parametrize(
    ("column", "text", "key"),
    [
        ("mine_workforce", "few", "not_a_number_in_table"),
        ("opening_year", "1.9.9", "not_a_number_in_table"),
        ("closing_year", "soon", "not_a_number_in_table"),
        ("mine_resources", "-1", "not_a_number_in_table"),
    ],
)
def test_a_figure_that_is_no_number_is_refused_with_its_column_and_line(listed, column, text, key):
    listed(*WORKING[:1], line("M9", "Closed", 1_000_000, **{column: text}), line("M9", "Closed", 1))
    with pytest.raises(RelodeError) as caught:
        all_mines()
    expected = {"where": "coal_mines_gem.csv", "column": column, "offenders": [f"{text!r} (line 3)"]}
    assert (caught.value.key, caught.value.values) == (key, expected)


def test_the_mines_of_a_place_come_with_the_largest_first(listed):
    other = line("M0", "Closed", 1, place="231100")
    listed(other, WORKING[5], *WORKING[:4], line("M9", "Proposed", "0.5"))
    assert [mine.mine_id for mine in mines_of("230400")] == ["M2", "M1", "M3", "M4", "M9", "M6"]
    assert [mine.mine_id for mine in mines_of("231100")] == ["M0"]
    assert mines_of("110000") == ()


def test_margin_years_and_ages_of_figures_are_those_of_sound_working_mines(listed):
    """Ratios 60 / 50 and 60 / 40; years 60, 30, 90 and 45, whose ends lie .15 of a step within."""
    listed(*WORKING)
    assert reserve_factor() == pytest.approx((1.35, 1.215, 1.485))
    assert usual_years() == pytest.approx((52.5, 30 + 0.15 * 15, 90 - 0.15 * 30))
    assert MODULE._unstated_years() == pytest.approx((2015, 2010.5, 2019.5))


def test_what_is_left_is_added_up_by_hand_from_sound_unsound_and_undated_figures(listed):
    listed(*WORKING)
    first, _, _, undated = all_mines()[:4]
    # 60 Mt of 2015 over the margin, less 80, 95 or 60 % of a million tons in ten years.
    left = reserves_in([first], 2025)
    assert (left.value, left.low, left.high) == pytest.approx(
        (60e6 / 1.35 - 8e6, 60e6 / 1.485 - 9.5e6, 60e6 / 1.215 - 6e6)
    )
    # In the year of the figure nothing was taken out; before it what was taken since is put back.
    same, before = reserves_in([first], 2015), reserves_in([first], 2014)
    assert (same.value, same.low, same.high) == pytest.approx((60e6 / 1.35, 60e6 / 1.485, 60e6 / 1.215))
    assert (before.value, before.low, before.high) == pytest.approx(
        (60e6 / 1.35 + 0.8e6, 60e6 / 1.485 + 0.6e6, 60e6 / 1.215 + 0.95e6)
    )
    left = reserves_in([undated], 2025)
    assert (left.value, left.low, left.high) == pytest.approx(
        (45e6 / 1.35 - 8e6, 45e6 / 1.485 - 0.95e6 * 14.5, 45e6 / 1.215 - 0.6e6 * 5.5)
    )
    # A mine without a figure, or a doubtful one, has the usual years; one without a capacity has nothing to take out.
    for mine in (replace(first, reserves=None), replace(first, flags=("x", "years_above_300"))):
        left = reserves_in([mine], 2025)
        assert (left.value, left.low, left.high) == pytest.approx((52.5e6 / 1.35, 32.25e6 / 1.485, 85.5e6 / 1.215))
    every = reserves_in(all_mines(), 2025)
    assert (every.published, every.count, every.mines) == (60e6 + 60e6 + 90e6 + 45e6 + 3 * 900e6, 6, 8)
    none = reserves_in([replace(first, capacity=None)], 2025)
    assert (none.value, none.low, none.high, none.published, none.count, none.mines) == (0, 0, 0, 60e6, 1, 1)
    assert reserves_in([], 2025) == replace(none, published=0.0, count=0, mines=0)
    assert reserves_in([first], 2200).high == 0


@pytest.mark.parametrize(
    ("status", "opening", "closing", "worked"),
    [
        ("Operating", None, None, True),
        ("Operating", 2015, None, True),
        ("Operating", 2016, None, False),
        ("Closed", None, 2016, True),
        ("Closed", 2010, 2015, False),
        ("Closed", 2016, 2020, False),
        ("Closed", None, None, False),
        ("Mothballed", None, 2020, False),
        ("Proposed", 2010, None, False),
    ],
)
def test_a_mine_worked_in_a_year_if_it_had_opened_and_works_still_or_closed_later(status, opening, closing, worked):
    mine = replace(all_mines()[0], status=status, opening_year=opening, closing_year=closing)
    assert worked_in([mine], 2015) == ((mine,) if worked else ())


def test_a_mine_has_the_name_of_the_language_or_the_one_that_there_is():
    both = replace(all_mines()[0], name_en="Red Hill", name_zh="红山")
    assert (both.name("en"), both.name("zh")) == ("Red Hill", "红山")
    assert replace(both, name_en="").name("en") == "红山"
    assert replace(both, name_zh="").name("zh") == "Red Hill"


def test_the_end_of_a_mine_needs_a_life_and_the_year_from_which_it_counts():
    mine = replace(all_mines()[0], closing_year=None, life=30.6, life_year=2000)
    assert mine.end == 2031
    assert replace(mine, life_year=None).end is None
    assert replace(mine, life=None).end is None
    assert replace(mine, closing_year=2010).end == 2010
