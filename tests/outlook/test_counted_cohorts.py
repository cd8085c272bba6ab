"""People by age: steps of five years, retirement and counts, on tables small enough for a hand."""

from math import log

import numpy as np
import pytest

from relode.outlook.people_by_age.counted_cohorts import CountedAges, carried_on, missed
from relode.outlook.people_by_age.single_years import AGES


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
