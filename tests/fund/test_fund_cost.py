"""What a run is said to take before it starts."""

import pytest

from relode.fund.fund_cost import cost_of
from relode.runs.cluster import workers_of
from relode.runs.fund_runs import FundProgress


def test_minutes_and_memory_are_those_of_the_shipped_table():
    """By hand, twelve places in 512 futures on two workers.

    Fewest: 2 x 9 + 12 x (.5 + 512 x .005) + 80 = 134.7 s, 3 minutes. Most: 2 x 20 + 12 x (2 + 512 x .02) + 265 =
    451.9 s, 8 minutes. Memory: 1,000 + 512 x .4 = 1,204.8 MB.
    """
    found = cost_of(12, 512, 2)
    assert (found.fewest, found.most, found.memory) == (3, 8, 1205)


def test_where_no_place_is_left_only_the_allocation_is_told():
    """By hand: 80 and 265 seconds."""
    assert (cost_of(0, 512, 2).fewest, cost_of(0, 512, 2).most) == (2, 5)


@pytest.mark.parametrize(("scheduler", "workers"), [(None, 1), ("local:3", 3), ("tcp://there:8786", 1)])
def test_workers_are_those_that_are_asked_for(scheduler, workers):
    assert workers_of(scheduler) == workers


def test_it_is_said_before_anything_is_judged(capsys):
    FundProgress("en").begins(12, 512, cost_of(12, 512, 2))
    said = capsys.readouterr()
    assert said.out == ""
    assert "12 places to judge in 512 futures" in said.err
    assert "about 3 to 8 minutes of processor time, 1205 MB" in said.err
