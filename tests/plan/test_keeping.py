"""What keeps so many jobs: programmes added one by one, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.horizon import FIRST_PLAN_YEAR
from relode.plan.asked.options import KeepRequest
from relode.plan.making import planning
from relode.plan.making.plan_records import KeepMoney
from relode.plan.making.planning import JobsAdded, kept

YEARS = (FIRST_PLAN_YEAR - 1, FIRST_PLAN_YEAR)
LEFT = np.array([70.0, 80.0, 90.0, 95.0])
"""Jobs of the last year in four futures, of 100 in the year before the plan."""


@pytest.fixture
def asked(monkeypatch):
    """Asks for a part of jobs or people where two programmes add 8 and 20 jobs for 1 and 5 million yuan."""
    both = [JobsAdded("cheap", np.full(4, 8.0), 1e6), JobsAdded("dear", np.full(4, 20.0), 5e6)]
    monkeypatch.setattr(planning, "jobs_added", lambda *_: both)
    quantities = {name: np.stack([np.full(4, 100.0), LEFT], axis=1) for name in ("employment", "population")}
    on = SimpleNamespace(
        ground=SimpleNamespace(futures=SimpleNamespace(years=YEARS)),
        nothing=SimpleNamespace(quantities=quantities),
        base=dict.fromkeys(quantities, LEFT[:, None]),
    )
    return lambda what, level: kept(on, None, KeepRequest(what, level))


def test_the_first_programme_is_enough_for_half_of_the_futures_and_both_for_nine_of_ten(asked):
    """.93 of 100 jobs: nothing keeps them in one future of four, 8 more jobs in two, 28 more in all."""
    answer = asked("jobs", 0.93)
    assert answer.chance_nothing == 0.25
    assert answer.half == KeepMoney(1e6, ("cheap",))
    assert answer.nine_of_ten == KeepMoney(6e6, ("cheap", "dear"))
    assert answer.everything.value == pytest.approx(1.13)  # the median of .85 + .28


def test_what_all_programmes_together_do_not_keep_has_no_money(asked):
    answer = asked("jobs", 1.1)
    assert answer.half == KeepMoney(6e6, ("cheap", "dear"))
    assert answer.nine_of_ten is None


def test_of_people_no_programme_is_told(asked):
    answer = asked("people", 0.93)
    assert (answer.half, answer.nine_of_ten, answer.everything) == (None, None, None)
    assert answer.nothing.value == pytest.approx(0.85)
