"""People by age: steps of five years, retirement and counts, on tables small enough for a hand."""

from math import exp, log

import numpy as np
import pytest

from relode.facts import rows
from relode.outlook.people_by_age import cohorts
from relode.outlook.people_by_age.cohorts import (
    GROUPS,
    carried,
    census,
    delay,
    fertility,
    if_nobody_moved,
    moved,
    one_step,
    under_age,
    under_retirement_age,
    waiting,
)
from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on, missed
from relode.outlook.people_by_age.single_years import AGES

HEGANG = "230400"


@pytest.fixture
def simple(monkeypatch):
    """Half of each group lives on, and of the oldest; a fertile woman has .1 births a year, .6 of them boys."""
    monkeypatch.setattr(cohorts, "survival", lambda _: np.full((2, 1 + len(GROUPS)), 0.5))
    monkeypatch.setattr(cohorts, "births_by_age", lambda _: np.full(7, 0.1))
    monkeypatch.setattr(cohorts, "boys_of_births", lambda _: 0.6)


@pytest.mark.usefixtures("simple")
def test_five_years_by_hand():
    """Of 80 men of 75 and 40 of 80 and over half are 80 and over; 200 women of 20 have children for five years."""
    people = np.zeros((1, 2, len(GROUPS)))
    people[0, 0, -2:] = 80, 40
    people[0, 1, GROUPS.index("20-24")] = 200
    found = one_step(people, np.array([2.0]), 2010)
    assert found[0, 0, -2:].tolist() == [0, 60]
    assert found[0, 1, GROUPS.index("25-29")] == 100
    # (200 + 100) / 2 women x .1 x 5 years x 2, of whom half live: 75, six in ten boys.
    assert found[0, :, 0] == pytest.approx([45, 30])
    path = carried(people, np.array([2.0]), (2010, 2015), 0.5)
    assert path.shape == (3, 1, 2, len(GROUPS))
    assert path[1] == pytest.approx(0.5 * found)
    assert path[2] == pytest.approx(0.5 * one_step(0.5 * found, np.array([2.0]), 2015))


@pytest.mark.usefixtures("simple")
def test_fertile_groups_are_those_of_fifteen_to_forty_nine():
    def born(group):
        people = np.zeros((1, 2, len(GROUPS)))
        people[0, 1, GROUPS.index(group)] = 100
        return one_step(people, np.ones(1), 2010)[0, :, 0].sum()

    # Those of 10 to 14 are 15 to 19 at the end, those of 45 to 49 were so at the beginning.
    assert [born(group) for group in ("5-9", "10-14", "15-19", "45-49", "50-54")] == [0, 6.25, 18.75, 12.5, 0]


@pytest.mark.usefixtures("simple")
def test_moves_of_a_decade_are_what_was_counted_beyond_survivors(monkeypatch):
    """Twice as many of 30 as expected, all others as expected: half of the log for a step, of which .6 is kept."""
    start = np.full((1, 2, len(GROUPS)), 800.0)
    expected = carried(start, np.array([1.0]), (2000, 2005))[-1]
    end = expected.copy()
    end[0, 1, GROUPS.index("30-34")] *= 2
    end[0, 0, GROUPS.index("60-64")] *= 9
    monkeypatch.setattr(cohorts, "census", lambda year: (("a",), start if year == 2000 else end))
    monkeypatch.setattr(cohorts, "fertility", lambda _: {})
    found = moved(2000, 2010, 0.6)["a"]
    assert found[1, GROUPS.index("30-34")] == pytest.approx(2**0.3)
    assert found[0, GROUPS.index("60-64")] == pytest.approx(exp(0.3))  # no more than e in ten years
    assert found[0, GROUPS.index("40-44")] == pytest.approx(1)
    # Children are as the mean of those of 25 to 39: one of six has the log of 2.
    assert found[:, :2] == pytest.approx(np.full((2, 2), 2 ** (0.3 / 6)))
    assert found[0, 2] == pytest.approx(1)


def test_a_place_is_carried_on_from_its_census():
    found = if_nobody_moved(HEGANG, 2010, 2020)
    codes, counted = census(2010)
    start = counted[[codes.index(HEGANG)]]
    after = one_step(start, np.array([fertility(2010)[HEGANG]]), 2010)
    assert found.shape == (3, 2, len(GROUPS))
    assert found[1] == pytest.approx(after[0])
    assert found[2] == pytest.approx(one_step(after, np.array([fertility(2010)[HEGANG]]), 2015)[0])
    assert if_nobody_moved("nowhere", 2010, 2020) is None


def test_months_by_which_retirement_comes_later_are_those_of_the_table():
    table = {(row["group"], row["born"]): int(row["delay_months"]) for row in rows("retirement_age")}
    for (group, born), months in list(table.items())[::40]:
        year, month = map(int, born.split("-"))
        assert delay(group, 12 * year + month - 1) == months
    assert delay("men", 12 * 1964 + 11) == 0
    assert delay("men", 12 * 2100) == max(months for (group, _), months in table.items() if group == "men")


def test_parts_of_a_group_below_retirement_age_are_counted_by_month():
    """On the first of November 2020 all of 55 to 59 are below 60, and in 2030 some of 60 to 64 wait for theirs."""
    men = under_age("men", 2020, "before")
    assert men[: GROUPS.index("15-19")].tolist() == [0, 0, 0]
    assert men[GROUPS.index("15-19") : GROUPS.index("60-64")].tolist() == [1.0] * 9
    assert men[GROUPS.index("60-64") :].tolist() == [0.0] * 5
    assert under_age("women_55", 2020, "before")[GROUPS.index("50-54") : GROUPS.index("60-64")].tolist() == [1, 0]
    later = under_age("men", 2030, "since")[GROUPS.index("60-64")]
    months = [12 * 2030 + 10 - 12 * 60 - at for at in range(60)]
    assert later == pytest.approx(np.mean([delay("men", born) > 12 * 2030 + 10 - born - 720 for born in months]))
    assert 0 < later < 1
    waits = waiting("women_50", 2035, 60)
    assert waits[:50].tolist() == [0] * 50
    born = [12 * 2035 + 10 - 12 * 51 - at for at in range(12)]
    assert waits[51] == pytest.approx(
        np.mean([month + 600 + delay("women_50", month) > 12 * 2035 + 10 for month in born])
    )


def test_people_under_retirement_age_are_of_both_sexes_between_two_steps():
    """A thousand men and a hundred women of 52 in 2020, twice as many in 2025: in 2022 1.4 times."""
    path = np.zeros((2, 1, 2, len(GROUPS)))
    path[0, 0, :, GROUPS.index("50-54")] = 1000, 100
    path[1] = 2 * path[0]
    found = under_retirement_age(path, 2020, (2020, 2022))
    assert list(found) == [("before", "women_50"), ("before", "women_55"), ("since", "women_50"), ("since", "women_55")]
    assert found["before", "women_50"][0] == pytest.approx([1000, 1400])
    assert found["before", "women_55"][0] == pytest.approx([1100, 1540])


def counts(first, second, oldest=6, years=(2010, 2012)):
    people = np.zeros((2, 1, AGES))
    people[0, 0, : len(first)] = first
    people[1, 0, : len(second)] = second
    return CountedAges(years, ("a",), people, oldest)


def test_cohorts_change_each_year_as_between_the_last_two_counts():
    """By hand: in two years each cohort falls to .81, in a year to .9; of 6 and over those of 4 and older were left."""
    first = [100.0] * 6 + [300.0]
    second = [50.0, 50.0, *[81.0] * 4, 0.81 * 500]
    found = carried_on(counts(first, second), 1)
    assert found.shape == (2, 1, AGES)
    assert found[0, 0, :7].tolist() == second
    assert found[1, 0, 1:6] == pytest.approx([45, 45, *[0.9 * 81] * 3])
    assert found[1, 0, 6] == pytest.approx(0.9 * (81 + 405))
    assert found[1, 0, 0] == 0  # nobody of 15 to 49


def test_as_many_are_born_for_each_person_of_15_to_49_as_counted_last():
    """By hand: five years of children of 20 each are 20 a year for 1,000 of 20 and 49; 49 grow out of it."""
    table = np.zeros(60)
    table[:5], table[20], table[49], table[50] = 20.0, 600.0, 400.0, 7.0
    found = carried_on(counts(table, table, 90, (2010, 2011)), 2)
    assert found[1, 0, 0] == pytest.approx(20.0)
    assert found[1, 0, 20] == 0.0
    kept = found[1, 0, 15:50].sum()
    assert found[2, 0, 0] == pytest.approx(20 / 1000 * kept)


def test_what_places_missed_the_nation_by_is_beside_their_people():
    """Two places of two years: the nation keeps all; one has a tenth more at every age and twice as many at age 3."""
    ages = 8
    old, new = np.full((2, AGES), 0.0), np.full((2, AGES), 0.0)
    old[:, : ages + 1] = 1000.0
    new[:, 1 : ages + 1] = 1000.0
    new[0, 3], new[1, 3] = 1500.0, 500.0
    new[:, 0] = 10.0
    new[:, ages] = 2000.0
    apart, births = missed(CountedAges((2010, 2011), ("a", "b"), np.stack([old, new]), ages))
    whole = log((9 + 0.5) / 9)
    assert apart[0, 3] == pytest.approx(log(1.5) - whole)
    assert apart[0, 4] == pytest.approx(-whole)
    assert apart[1, 3] == pytest.approx(log(0.5) - log((9 - 0.5) / 9))
    assert apart[0, 0] == apart[0, 1]
    assert births[0] == pytest.approx(log((10 + 4 * 1000 + 500) / 5) - log(1000.0))
    assert births[1] == pytest.approx(log((10 + 4 * 1000 - 500) / 5) - log(1000.0))
