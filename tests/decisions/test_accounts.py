"""Accounts of real cities: what is linear, what is identical, and what a yuan and an own effect come to."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.account_runs import Run, increments
from relode.decisions.accounts import UNIT, CityAccounts, arrived, multipliers, own_unit, stays
from relode.decisions.money_account import AccountRequest
from relode.decisions.programmes import programmes
from relode.model.policy.levers import ORDINARY, PAY, SPLIT_ROWS
from relode.model.results import Shift

LEVERS = (
    "cluster_support",
    "schooling_spending",
    "connectivity_spending",
    "retraining_coverage",
    "remediation_spending",
)
REQUEST = AccountRequest("cluster_support", "", "jobs", 1e8, 0.1, "granted", 2026, 2030, 2035)


def with_own(city, request, size):
    """A full run: the money and an own effect of `size` log points together."""
    own = own_unit(city, request, size)
    money = increments(city.snapshot, city.money(request))
    both = replace(money, **{request.outcome: getattr(own, request.outcome)})
    return city.runs([both])[0]


@pytest.mark.slow
def test_twenty_full_runs_agree_with_the_line_between_two(city, yuan):
    """Five measures here, of four outcomes and pots, with own effects of both signs: 2 % of the effect, in the mean."""
    rng = np.random.default_rng(7)
    pots, outcomes = ("own", "granted", "bonds"), ("jobs", "output", "income")
    for i, lever in enumerate(LEVERS):
        size = float(rng.choice((-1, 1)) * rng.uniform(0.01, 0.06))
        outcome = outcomes[i % 3]
        request = replace(REQUEST, lever=lever, outcome=outcome, pot=pots[i % 3], yuan=yuan, pay_share=0.1 * i)
        full = with_own(city, request, size).more(city.nothing, outcome)
        unit = city.runs([own_unit(city, request)])[0].more(city.nothing, outcome)
        line = city.run(request).more(city.nothing, outcome) + size / UNIT * unit
        assert np.abs(full - line).mean() < 0.02 * np.abs(full).mean(), lever


def test_jobs_of_an_own_effect_are_added_as_they_are(city):
    """In the first year nothing has answered yet: what is added is there, and makes what such jobs make."""
    unit = city.runs([own_unit(city, REQUEST)])[0]
    added = arrived(city, REQUEST)[:, 0] * UNIT * city.nothing.values["jobs"][:, 0]
    assert unit.more(city.nothing, "jobs")[:, 0] == pytest.approx(added, rel=1e-9)
    assert (unit.more(city.nothing, "output")[:, 0] > 0).all()


def test_an_own_effect_is_its_size_in_the_last_year_of_the_money(city):
    """Whatever the simulator adds to it: the study's size holds that already; less where a future hardly answers."""
    unit = city.runs([own_unit(city, REQUEST)])[0]
    end = city.snapshot.years.index(REQUEST.last)
    size, there = city.per_own(REQUEST, unit)[:, end] / city.base("jobs")[:, end], arrived(city, REQUEST)[:, end]
    # The answer is .8 to 1.2 of it by the parameters of a future, which go both ways: on average all of it.
    answers = unit.more(city.nothing, "jobs")[:, end] / UNIT / city.nothing.values["jobs"][:, end] / there
    assert answers.mean() == pytest.approx(1.0, abs=0.1)
    hardly = answers < 0.5 * np.median(answers)
    assert hardly.mean() < 0.05
    assert size == pytest.approx(there * np.where(hardly, answers / (0.5 * np.median(answers)), 1.0))


def test_where_no_job_can_come_an_answer_near_nothing_is_not_divided_by(city):
    """By hand: of what is added a future answers all, or .02, or -.5 of it; the last two are divided by a half."""
    left = np.tile([1.0, -0.5, 1.0, 1.0, 1.0, 0.02, 1.0, 1.0], city.snapshot.count // 8)
    jobs = city.nothing.values["jobs"]
    answer = Run({**city.nothing.values, "jobs": jobs * (1 + left[:, None] * UNIT * arrived(city, REQUEST))})
    size = city.per_own(REQUEST, answer) / city.base("jobs")
    told = np.where(left == 1, 1.0, left / 0.5)[:, None] * arrived(city, REQUEST)
    np.testing.assert_allclose(size, told, rtol=1e-9)


def test_a_granted_yuan_on_services_makes_the_output_that_studies_found(city, yuan):
    """At the ordinary share of pay what the simulator makes of a yuan leaves the sum, future by future."""
    split = np.asarray(city.snapshot.params.split)[:, SPLIT_ROWS.index((ORDINARY, "services"))]
    request = replace(REQUEST, outcome="output", yuan=yuan, last=2035, pay_share=float(split[:, PAY].mean()))
    run = city.run(request, "services")
    yuans, says = run.money.total.sum(axis=1), multipliers("granted", city.snapshot.count, 1).output
    told = city.of_money(request, run).sum(axis=1) / yuans
    simulated = run.more(city.nothing, "output").sum(axis=1) / yuans
    assert np.abs(told - says).mean() < 0.3 * np.abs(simulated - says).mean()


def test_posts_are_counted_by_their_pay(city, yuan):
    """A granted yuan of pay fills posts at the public wage: twice the money, twice the posts."""
    one, two = (city.run(replace(REQUEST, yuan=size, pay_share=0.9)) for size in (yuan, 2 * yuan))
    posts = one.more(city.nothing, "posts")[:, :5].mean()
    assert posts > 0
    assert two.more(city.nothing, "posts")[:, :5].mean() == pytest.approx(2 * posts, rel=0.02)


def test_what_comes_out_is_the_same_for_the_same_requests(accounts):
    city = accounts["hegang"]
    first, again = city([REQUEST])[0], CityAccounts(city.here, city.seed)([REQUEST])[0]
    for name in ("base", "money", "per_own", "yardstick", "yuan"):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name


def test_an_account_is_the_same_alone_and_among_others(accounts):
    city = accounts["hegang"]
    requests = [replace(REQUEST, lever=lever) for lever in LEVERS]
    assert city(requests)[-1].money == pytest.approx(city(requests[-1:])[0].money, rel=1e-9)


def test_the_base_is_what_the_one_future_says(accounts):
    """200 jobs more in each year of all that come before and after: 200 more on average."""
    city = accounts["hegang"]
    amount = np.full((city.snapshot.count, len(city.here.futures.years)), 200.0)
    moved = CityAccounts(replace(city.here, shifts={"employment": Shift(amount)}), city.seed)
    assert moved([REQUEST])[0].base - city([REQUEST])[0].base == pytest.approx(200.0)
    assert moved([REQUEST])[0].money == pytest.approx(city([REQUEST])[0].money)


def test_the_simulator_keeps_its_books_with_increments(city, yuan):
    """Debt of the next year: this year's, with interest and all that is spent, less all that comes in."""
    run = city.run(replace(REQUEST, pot="bonds", yuan=yuan)).values
    spent = run["services"] + run["works"] + run["outlays"] + run["interest"]
    came = run["revenue"] + run["land_revenue"] + run["transfer"]
    following = (run["debt"] + spent - came)[:, :-1]
    assert run["debt"][:, 1:] == pytest.approx(following, rel=1e-9, abs=1e-6)


def test_of_each_programme_a_row_says_whether_its_effect_stays():
    """One without a row was taken as one whose effect ends."""
    assert {each.lever for each in programmes()} <= stays().keys()
    with pytest.raises(KeyError):
        stays()["tax_relief"]
