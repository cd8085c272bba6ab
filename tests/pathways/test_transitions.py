import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways.entry.transitions import Task, entries, exits, transitions

YEARS = (2017, 2018, 2019, 2020, 2021)


def test_five_years_make_two_transitions_one_year_apart():
    earlier, later = transitions(np.zeros((5, 1, 1)), YEARS, Task())
    assert (earlier.base_years, earlier.outcome_years) == ((2017, 2018), (2019, 2020))
    assert (later.base_years, later.outcome_years) == ((2018, 2019), (2020, 2021))


def test_single_years_two_apart_end_with_the_last_year():
    earlier, later = transitions(np.zeros((5, 1, 1)), YEARS, Task(window=1, lead=2, shift=2))
    assert (earlier.base_years, earlier.outcome_years) == ((2017,), (2019,))
    assert (later.base_years, later.outcome_years) == ((2019,), (2021,))


def test_four_years_are_too_few_for_two_transitions_of_two_years():
    with pytest.raises(RelodeError, match="take 5"):
        transitions(np.zeros((4, 1, 1)), YEARS[:4], Task())


def one_place(*cells):
    return transitions(np.array(cells, dtype=float).T[:, None, :], YEARS, Task())[1]


def test_only_what_stays_away_and_then_stays_is_an_entry():
    later = one_place([9, 0, 0, 3, 4], [9, 0, 0, 3, 0], [0, 0, 2, 3, 4], [0, 0, 0, 0, 0])
    candidates, entered = entries(later)
    np.testing.assert_array_equal(candidates[0], [True, True, False, True])
    np.testing.assert_array_equal(entered[0], [True, False, False, False])


def test_only_what_stays_and_then_stays_away_is_an_exit():
    later = one_place([0, 3, 3, 0, 0], [0, 3, 3, 0, 3], [3, 0, 3, 0, 0])
    incumbents, left = exits(later)
    np.testing.assert_array_equal(incumbents[0], [True, True, False])
    np.testing.assert_array_equal(left[0], [True, False, False])
