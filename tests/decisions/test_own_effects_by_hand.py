"""Own effects of levers set by hand, in two invented futures, without the simulator."""

from types import SimpleNamespace

import numpy as np

from relode.decisions import own_effects
from relode.decisions.account_runs import changed
from relode.decisions.gains import OwnSize
from relode.decisions.own_effects import OwnEffects, course_of, placed, summed
from relode.model.policy.levers import PARTS
from relode.model.quantities import PAID
from relode.model.state import LEVERS, Increments

NO_LAG = np.zeros((2, len(LEVERS)))


def economy(answers, by_money):
    """Runs of two futures and three years: a dose is paid as a part of output of 50, and raises it by `by_money`."""

    def run(doses, added):
        dose = sum(doses.values(), np.zeros(3))
        more = 0.0 if added is None else np.asarray(added.output)[..., 0] * answers[:, None]
        told = {name: np.zeros((2, 3)) for name in PAID}
        told[next(iter(PAID))] = np.broadcast_to(50.0 * dose, (2, 3))
        return told | {
            "gdp_real": 50.0 * (1 + by_money * np.broadcast_to(dose, (2, 3))) + more,
            "employment": np.full((2, 3), 4e5), "income_per_person": np.full((2, 3), 3e4),
            "population": np.full((2, 3), 1e6),
        }  # fmt: skip

    return run


def effects(monkeypatch, answers, by_money, holds_money):
    size = OwnSize(np.array([0.3, 0.3]), np.array([0.3, 0.3]), holds_money, 0.0)
    monkeypatch.setattr(own_effects, "own_size", lambda *_args, **_more: size)
    monkeypatch.setattr(own_effects, "shipped_draws", lambda: SimpleNamespace(count=2))
    params = SimpleNamespace(lag=NO_LAG, unit_cost=np.full((2, len(own_effects.UNIT_COSTS)), 0.6))
    futures = SimpleNamespace(params=params, seed=1, count=2, world=SimpleNamespace(codes=["230400"]))
    return OwnEffects(futures, economy(np.asarray(answers), by_money))


DOSE = np.array([0.0, 0.0025, 0.0025])
"""Half of the standard dose of schooling, .005 of output, in two years."""


def test_an_own_effect_set_by_hand(monkeypatch):
    """An effect of .3 at half a dose, told over what the simulator makes of it: .8, or .25 at least of .8 and .2."""
    found = effects(monkeypatch, [0.8, 0.2], 0.0, False).by_lever({"schooling_spending": DOSE})["schooling_spending"]
    for future, answer in enumerate((0.8, 0.25)):
        np.testing.assert_allclose(found.output[future, :, 0], [0, *[0.3 * 0.5 / answer * 50] * 2], rtol=1e-6)
    assert not found.jobs.any()
    four = effects(monkeypatch, [1.0, 1.0], 0.0, False).together({"schooling_spending": 8 * DOSE})
    np.testing.assert_allclose(four.output[0, :, 0], [0, 30, 30], rtol=1e-6)  # four doses do twice of one


def test_of_a_study_that_holds_the_money_what_money_does_is_taken_off(monkeypatch):
    """Each hundredth of output of money raises output by a tenth: of .0025 by .025, over .8 of it an own effect."""
    found = effects(monkeypatch, [0.8, 0.8], 10.0, True).by_lever({"schooling_spending": DOSE})["schooling_spending"]
    np.testing.assert_allclose(found.output[0, :, 0], [0, *[(0.3 * 0.5 - 0.025) / 0.8 * 50] * 2], rtol=1e-6)
    hardly = effects(monkeypatch, [0.8, 0.2], 10.0, True).by_lever({"schooling_spending": DOSE})["schooling_spending"]
    np.testing.assert_allclose(hardly.output[1, :, 0], [0, *[(0.3 * 0.5 - 0.025) / 0.25 * 50] * 2], rtol=1e-6)


def test_persons_are_those_reached_so_far(monkeypatch):
    """Paid .125 a year of 100 million yuan at 6,000 yuan each: 2,083 and 4,167 of 400,000 at work, in points."""
    own = effects(monkeypatch, [1.0, 1.0], 0.0, False)
    course = own_effects.programme_of_lever("retraining_coverage")
    there = own._there(course, np.array([[0.0, 1.25e7, 1.25e7]] * 2), DOSE)
    np.testing.assert_allclose(there[0], [0, 1.25e7 / 6000 / 4e5 / 100, 2.5e7 / 6000 / 4e5 / 100])


def test_bases_are_in_the_units_of_what_is_added(monkeypatch):
    base = effects(monkeypatch, [1.0, 1.0], 0.0, False).base
    assert {name: float(each[0, 0]) for name, each in base.items()} == {"jobs": 40.0, "output": 50.0, "income": 300.0}


def test_a_lever_is_tried_once_for_a_course_and_again_for_another(monkeypatch):
    own = effects(monkeypatch, [1.0, 1.0], 0.0, False)
    own.by_lever({"schooling_spending": DOSE})
    first = own.tried["schooling_spending"]
    own.by_lever({"schooling_spending": 3 * DOSE})
    assert own.tried["schooling_spending"] is first
    own.by_lever({"schooling_spending": np.array([0.0, 0.0, 0.0025])})
    assert own.tried["schooling_spending"] is not first


def test_draws_run_evenly_from_the_lowest_to_the_highest(monkeypatch):
    """Ten draws for two futures: the third and the eighth, in an order by chance."""
    own = effects(monkeypatch, [1.0, 1.0], 0.0, False)
    size = OwnSize(np.arange(10.0)[::-1], np.zeros(10), True, 0.0)
    monkeypatch.setattr(own_effects, "own_size", lambda *_args, **_more: size)
    monkeypatch.setattr(own_effects, "shipped_draws", lambda: SimpleNamespace(count=10))
    told, holds_money = own.drawn(own_effects.programme_of_lever("schooling_spending"))
    assert (sorted(told), holds_money) == ([2.0, 7.0], True)


def test_courses_and_places_of_what_is_added():
    assert course_of(np.array([0.0, 2.0, 4.0])).tolist() == [0.0, 0.5, 1.0]
    assert course_of(np.array([[0.0, 1.0], [3.0, 2.0], [0.0, 6.0]])).tolist() == [1 / 6, 0.5, 1.0]
    one = changed(Increments.nothing((2, 3)), jobs=np.ones((2, 3)), spent=np.ones((2, 3, len(PARTS))))
    wide = placed(one, 4, 2)
    assert wide.jobs[0, 0].tolist() == [0.0, 0.0, 1.0, 0.0]
    assert wide.spent.shape == (2, 3, len(PARTS), 4)
    twice = summed([one, one, one])
    assert (twice.jobs[0, 0, 0], twice.spent[0, 0, 0, 0], twice.output.any()) == (3.0, 3.0, False)
