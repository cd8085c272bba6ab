"""Parts of a plan on made-up stages: doing nothing, prices, own policies, records in another currency, and words."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.model.policy.costs import LINES
from relode.model.results import Shift
from relode.places import find
from relode.plan.asked.options import KeepRequest
from relode.plan.asked.request import PlanRequest
from relode.plan.estimate import Estimate, estimate, per, rounded, spread, summed
from relode.plan.making import planning
from relode.plan.making.plan_records import KeepMoney
from relode.plan.making.planning import JobsAdded, jobs_added, kept, shrinks
from relode.plan.trials import evaluate, stage
from relode.plan.trials.evaluate import Outcomes, paths
from relode.plan.trials.stage import Stage, ageing_alone, courses, resource_price

HEGANG = find("hegang")


def test_the_price_of_what_is_mined_is_weighed_by_its_shares():
    """By hand: in the years from 2026 two goods are at 1 and 3, then 3 and 9; three quarters of the first."""
    series = np.array([[[9.0, 9.0], [1.0, 3.0], [3.0, 9.0]]])
    ground = SimpleNamespace(
        futures=SimpleNamespace(years=[2025, 2026, 2027], exogenous=SimpleNamespace(log_price=series))
    )
    assert resource_price(ground, np.array([3.0, 1.0]), 2026).tolist() == [(1.5 + 4.5) / 2]
    assert resource_price(ground, np.array([0.0, 0.0]), 2026).tolist() == [(2.0 + 6.0) / 2]


def made_stage(**changes):
    """Two futures of 2025 to 2027; people of working age shrink by ageing to nine and eight tenths."""
    years = (2025, 2026, 2027)
    names = [name for name in stage.COURSES if name != "ageing_alone"]
    quantities = {name: np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]) + i for i, name in enumerate(names)}
    shifts = {"population": Shift(np.array([[0.0, 0.0, 10.0], [0.0, 0.0, 2.0]])), "debt": Shift(np.ones((2, 3)))}
    ground = SimpleNamespace(futures=SimpleNamespace(years=years), shifts=shifts)
    nothing = Outcomes(years, quantities, np.zeros((2, 3, 1)))
    plain = Stage(HEGANG, PlanRequest(), None, None, None, ground, nothing, np.zeros(2), np.array([[1.0, 0.8]]))
    return replace(plain, **changes)


def test_people_of_working_age_are_told_as_ageing_alone_leaves_them():
    on = made_stage()
    assert on.years == (2026, 2027)
    first = on.nothing.quantities["working_age_people"][:, 1]
    assert ageing_alone(on).tolist() == pytest.approx(np.stack([first, 0.8 * first], axis=1))
    assert on.base["employment"].tolist() == [[2.0, 3.0], [5.0, 6.0]]
    assert on.base["ageing_alone"] == pytest.approx(ageing_alone(on))
    assert on.nothing.at_end("employment").tolist() == [3.0, 6.0]


def test_courses_are_told_in_their_units_with_what_the_outlook_moves():
    """By hand: 7 and 10 people were moved by 10 and 2 from -3 and 8, whose median 2.5 lies outside 7.75 to 9.25."""
    on = made_stage()
    found = {each.quantity: each for each in courses(on)}
    assert {name: each.unit for name, each in found.items()} == {
        "employment": "persons", "in_work_share": "share", "working_age_people": "persons", "ageing_alone": "persons",
        "population": "persons", "income_per_person": "yuan per person", "services_per_person": "yuan per person",
        "housing_vacancy": "share", "debt_ratio": "share", "production_emissions": "t",
    }  # fmt: skip
    jobs, people = found["employment"], found["population"]
    assert (jobs.years, jobs.moved_by, jobs.interval_50, jobs.simulator_alone) == ((2026, 2027), None, None, None)
    assert jobs.nothing == {"p05": (2.15, 3.15), "median": (3.5, 4.5), "p95": (4.85, 5.85)}
    last = on.base["population"][:, -1]
    middle = tuple(rounded(float(end)) for end in np.quantile(last, (0.25, 0.75)))
    assert (people.moved_by, people.interval_50) == (6.0, middle)
    assert people.simulator_alone == rounded(float(np.median(last - np.array([10.0, 2.0]))))
    near = {"population": Shift(np.array([[0.0, 0.0, 0.1], [0.0, 0.0, -0.1]]))}
    ground = SimpleNamespace(futures=on.ground.futures, shifts=near)
    inside = {each.quantity: each for each in courses(replace(on, ground=ground))}["population"]
    assert (inside.moved_by, inside.simulator_alone) == (0.0, None)


def test_what_a_city_spends_and_receives_is_added_up():
    flows = SimpleNamespace(
        service_spending=1.0, public_investment=2.0, policy_cost=4.0, transfer_spent=8.0,
        revenue=16.0, land_revenue=32.0, transfer=64.0, cost_lines=np.arange(1.0, len(LINES) + 1)[:, None],
    )  # fmt: skip
    people = np.array([[0.0], [2.0], [3.0], [5.0]])[: max(evaluate.LOW, evaluate.HIGH) + 1]
    state = SimpleNamespace(people=people)
    assert evaluate.SEEN["public_spending"](state, flows) == 15.0
    assert evaluate.SEEN["public_receipts"](state, flows) == 112.0
    lines = [i + 1 for i, line in enumerate(LINES) if line[0] in ("public_services_spending", "schooling_spending")]
    assert len(lines) >= 2
    services = float(evaluate.SEEN["services_per_person"](state, flows)[0])
    assert services == pytest.approx((1 + sum(lines)) / float(people.sum()) * evaluate.YUAN_PER_PERSON)
    low, high, both = (
        float(evaluate.SEEN[name](state, flows)[0]) for name in ("low_skilled", "high_skilled", "working_age_people")
    )
    assert (low, high) == (
        float(people[evaluate.LOW, 0]) * evaluate.PERSONS,
        float(people[evaluate.HIGH, 0]) * evaluate.PERSONS,
    )
    assert both == low + high


def test_doses_stand_in_their_lever_and_others_are_nothing():
    found = evaluate._every_lever(
        {"research_spending": np.array([0.1, 0.2]), "subsidy": np.full((2, len(evaluate.SECTORS)), 0.3)}, 2
    )
    assert found["research_spending"].tolist() == [[0.1], [0.2]]
    assert found["subsidy"].shape == (2, len(evaluate.SECTORS), 1)
    assert (found["subsidy"] == 0.3).all()
    assert found["tax_relief"].tolist() == [[0.0], [0.0]]
    assert found["cluster_support"].shape == found["subsidy"].shape
    assert paths(Outcomes((2025, 2026), {"wage": np.array([[1.0, 2.0]])}, np.zeros(1)))["wage"].tolist() == [[2.0]]


def test_statistics_of_draws():
    draws = np.arange(101.0)
    assert spread(draws) == (50.0, 5.0, 95.0)
    assert estimate(draws, "t") == Estimate(50.0, "t", (5.0, 95.0))
    assert (rounded(123456.0), rounded(0.0123456)) == (123460.0, 0.012346)
    assert summed([0.1, 0.2, 0.005]) == 0.3
    # Costs of 100 for gains of 1 to 20: prices of 5 to 100; a twentieth without gain has no upper end.
    gain = np.arange(1.0, 21.0)
    assert per(np.full(20, 100.0), gain, "yuan") == Estimate(rounded(100 / 10), "yuan", (rounded(100 / 19), 100.0))
    some = np.where(gain < 3, 0.0, gain)
    assert per(np.full(20, 100.0), some, "yuan").interval_90 is None
    assert per(np.full(20, 100.0), np.where(gain < 12, -1.0, gain), "yuan") is None


def test_programmes_that_add_jobs_are_those_that_are_lawful_the_cheapest_job_first():
    def judged(lever, jobs, yuan, outcome="jobs", lawful="allowed"):
        programme = SimpleNamespace(lever=lever, lawful=lawful)
        account = SimpleNamespace(request=SimpleNamespace(outcome=outcome), yuan=np.array(yuan))
        return SimpleNamespace(
            asked=SimpleNamespace(programme=programme), account=account, gain=SimpleNamespace(total=np.array(jobs))
        )

    dear, cheap = judged("dear", [1.0, 3.0], [40.0, 60.0]), judged("cheap", [2.0, 2.0], [4.0, 8.0])
    others = [
        judged("none", [-1.0, 1.0], [1.0]),
        judged("income", [2.0], [1.0], "income"),
        judged("banned", [2.0], [1.0], lawful="not_allowed"),
        SimpleNamespace(asked=dear.asked, account=None, gain=dear.gain),
        SimpleNamespace(asked=dear.asked, account=dear.account, gain=None),
    ]
    found = jobs_added(None, SimpleNamespace(judged=lambda _: [dear, *others, cheap]))
    assert [(each.lever, each.jobs.tolist(), each.yuan) for each in found] == [
        ("cheap", [2.0, 2.0], 6.0),
        ("dear", [1.0, 3.0], 50.0),
    ]


def test_half_and_nine_of_ten_futures_are_met_at_their_share(monkeypatch):
    """Ten futures keep .8 to .89; a programme adds .05: just five reach .9 with it, nine with two of it."""
    left = np.arange(80.0, 90.0)
    on = SimpleNamespace(
        ground=SimpleNamespace(futures=SimpleNamespace(years=(2024, 2025, 2026))),
        nothing=SimpleNamespace(
            quantities={"employment": np.stack([np.full(10, 7.0), np.full(10, 100.0), left], axis=1)}
        ),
        base={"employment": left[:, None]},
    )
    both = [
        JobsAdded("a", np.full(10, 5.0), 1.0),
        JobsAdded("b", np.full(10, 4.0), 2.0),
        JobsAdded("c", np.full(10, 9.0), 4.0),
    ]
    monkeypatch.setattr(planning, "jobs_added", lambda *_: both)
    found = kept(on, None, KeepRequest("jobs", 0.9))
    assert (found.what, found.level, found.chance_nothing) == ("jobs", 0.9, 0.0)
    assert (found.half, found.nine_of_ten) == (KeepMoney(1.0, ("a",)), KeepMoney(3.0, ("a", "b")))
    assert found.nothing.value == pytest.approx(0.845)
    assert found.everything.value == pytest.approx(1.025)
    monkeypatch.setattr(planning, "jobs_added", lambda *_: [])
    assert kept(on, None, KeepRequest("jobs", 0.9)).everything is None


@pytest.mark.parametrize(("fewer", "does"), [(8, False), (9, True)])
def test_a_city_shrinks_where_nine_of_ten_futures_have_fewer_people_of_working_age(fewer, does):
    people = np.stack([np.ones(10), np.where(np.arange(10) < fewer, 0.5, 1.0)], axis=1)
    assert shrinks(SimpleNamespace(base={"working_age_people": people})) is does
