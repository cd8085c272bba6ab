"""Accounts by hand, in two invented futures, without the simulator."""

from dataclasses import replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from relode.decisions import account_runs, accounts
from relode.decisions.account_runs import KEPT, Run, Snapshot, changed, ran, snapshot
from relode.decisions.accounts import (
    CityAccounts,
    Multipliers,
    _money_key,
    _own_key,
    arrived,
    followed,
    own_unit,
    paced,
)
from relode.decisions.money_account import AccountRequest
from relode.errors import RelodeError
from relode.model.policy.levers import PARTS, PAY
from relode.model.results import Shift
from relode.model.state import LEVERS, Increments

REQUEST = AccountRequest("cluster_support", "", "jobs", 1e8, 0.1, "granted", 2026, 2027, 2027)
NO_LAG = np.zeros((2, len(LEVERS)))


def values(**changed):
    """Two futures and three years, each quantity another number; jobs 10, output 50, income 20."""
    held = {name: np.full((2, 3), 100.0 + at) for at, name in enumerate(KEPT)}
    held |= {"jobs": np.full((2, 3), 10.0), "output": np.full((2, 3), 50.0), "income": np.full((2, 3), 20.0),
             "population": np.full((2, 3), 30.0), "income_per_person": np.full((2, 3), 0.4)}  # fmt: skip
    return {**held, **{name: np.asarray(each, dtype=float) for name, each in changed.items()}}


def city(shifts=None):
    here = SimpleNamespace(futures=SimpleNamespace(years=(2024, 2025, 2026, 2027, 2028)), shifts=shifts or {})
    made = CityAccounts(here, 1)
    vars(made)["snapshot"] = SimpleNamespace(count=2, years=(2026, 2027, 2028), params=SimpleNamespace(lag=NO_LAG))
    vars(made)["nothing"] = Run(values())
    vars(made)["standards"] = {
        "services": (np.array([0.5, 0.25]), np.array([0.2, 0.4]), np.array([9.0, 9.0])),
        "pay": (np.array([9.0, 9.0]), np.array([0.3, 0.6]), np.array([0.8, 0.5])),
    }
    return made


def test_what_is_there_with_nothing_done_is_what_the_one_future_says():
    """10 of 10,000 jobs; 30 of 10,000 people with .4 of 10,000 yuan; shifts of years before the plan are none of it."""
    plain = city()
    assert plain.base("jobs")[0].tolist() == [10.0] * 3
    assert plain.base("output")[0].tolist() == [50.0] * 3
    assert plain.base("income")[0] == pytest.approx([30e4 * 0.4e4 / 1e8] * 3)
    amount = np.array([[9e9, 9e9, 1e4, 2e4, -3e9]] * 2)
    assert city({"employment": Shift(amount)}).base("jobs")[0].tolist() == [11.0, 12.0, 0.0]
    assert city({"gdp_real": Shift(amount)}).base("output")[0].tolist() == [50.0 + 1e4, 50.0 + 2e4, 0.0]
    people = city({"population": Shift(amount)}).base("income")[1]
    assert people == pytest.approx([31e4 * 0.4e4 / 1e8, 32e4 * 0.4e4 / 1e8, 0.0])
    richer = city({"income_per_person": Shift(np.array([[0.0, 0.0, 1000.0, 0.0, 0.0]] * 2))}).base("income")[1]
    assert richer == pytest.approx([30e4 * 5000 / 1e8, 1.2e1, 1.2e1])


def money(spent, **more):
    """Money of a run, all of it spent in each year, a quarter as pay."""
    parts = np.zeros((2, 3, len(PARTS)))
    parts[..., PAY], parts[..., PAY - 1] = spent * 0.25, spent * 0.75
    return SimpleNamespace(spent=parts, **more)


@pytest.fixture
def studies(monkeypatch):
    """What studies find of money, and the pot that it was asked of."""
    asked = []

    def told(pot, count, seed):
        asked.append((pot, count, seed))
        return Multipliers(np.array([0.9, 0.75]), np.array([0.6, 0.5]), np.array([0.5, 1.0]))

    monkeypatch.setattr(accounts, "multipliers", told)
    return asked


def test_what_money_does_beyond_the_simulator_is_that_of_studies(studies):
    """Output of 52 of 50; 8 are spent: .9 - .5 and .75 - .25 more for each yuan, of income two fifths of that."""
    of_run = {"output": np.full((2, 3), 52.0), "income": np.full((2, 3), 21.0), "jobs": np.full((2, 3), 11.0)}
    run = Run(values(**of_run), money(8.0))
    output = city().of_money(replace(REQUEST, outcome="output"), run)
    np.testing.assert_allclose(output, [[2 + 8 * 0.4] * 3, [2 + 8 * 0.5] * 3])
    income = city().of_money(replace(REQUEST, outcome="income"), run)
    np.testing.assert_allclose(income, [[1 + 8 * 0.4 * 0.4] * 3, [1 + 8 * 0.5 * 0.4] * 3])
    # Jobs by spending in the first future: .6 - .2 job-years for what a worker makes (5); by posts in the second, of
    # 2 that are pay: .5 posts with one other each, less .6 that the simulator counts.
    jobs = city().of_money(REQUEST, run)
    np.testing.assert_allclose(jobs, [[1 + 8 * 0.4 / 5] * 3, [1 + 2 * (0.5 * 2 - 0.6) / 5] * 3])
    assert set(studies) == {("granted", 2, 1)}


def test_an_own_effect_is_told_by_what_the_simulator_makes_of_it():
    """Of one per cent in 2026 to 2027, risen by a third and two thirds, .8 and .1 are answered: half of .45 at least.

    The response of each year over .8 x two thirds; the second future is told as if it answered .225.
    """
    arrive = np.array([1 / 3, 2 / 3, 2 / 3])  # it stays
    answer = np.array([[0.8], [0.1]])
    unit = Run(values(jobs=10 * (1 + 0.01 * answer * arrive)))
    found = city().per_own(REQUEST, unit)
    least = 0.5 * 0.45
    np.testing.assert_allclose(found, [10 * arrive, 10 * arrive * 0.1 / least], rtol=1e-6)
    later = city().per_own(replace(REQUEST, horizon=2026), unit)
    np.testing.assert_allclose(later, found, rtol=1e-6)


def test_an_account_by_hand(studies):
    """Means of 2026 and 2027 in persons and yuan; the third year is beyond the horizon."""
    del studies
    payers = {"city": np.array([[1.0, 2.0, 9.0], [3.0, 4.0, 9.0]]), "centre": np.array([[5.0, 6.0, 9.0]] * 2)}
    run = Run(values(jobs=np.array([[11.0, 12.0, 99.0]] * 2)),
              money(np.array([[0.0, 0.0, 9.0]] * 2), by_payer=payers, after=np.array([0.5, 0.7]),
                    total=np.array([[6.0, 8.0, 9.0], [8.0, 10.0, 9.0]])))  # fmt: skip
    yardstick = Run(values(jobs=np.array([[10.5, 10.9, 99.0]] * 2)), money(np.zeros((2, 3))))
    unit = Run(values(jobs=10 * (1 + 0.01 * np.array([[1 / 3, 2 / 3, 2 / 3]] * 2))))
    found = city().account(REQUEST, run, yardstick, unit)
    assert (found.request, found.years, found.after) == (REQUEST, (2026, 2027), pytest.approx(0.6e8))
    assert found.base.tolist() == [100_000.0] * 2
    assert found.money == pytest.approx([15_000.0] * 2)
    assert found.yardstick == pytest.approx([7_000.0] * 2)
    assert found.per_own == pytest.approx([50_000.0] * 2)
    assert found.yuan == pytest.approx([7e8, 9e8])
    assert found.by_payer == {"city": (2e8, 3e8), "centre": (5e8, 6e8)}
    moved = city({"employment": Shift(np.array([[0.0, 0.0, 1e4, 3e4, 0.0]] * 2))})
    later = moved.account(REQUEST, run, yardstick, unit)
    assert later.base == pytest.approx([120_000.0] * 2)
    assert later.per_own == pytest.approx([(11 / 3 + 13 * 2 / 3) / 2 * 1e4] * 2)
    more = Run(values(output=50 * (1 + 0.01 * np.array([[1 / 3, 2 / 3, 2 / 3]] * 2))))
    output = city().account(replace(REQUEST, outcome="output"), run, yardstick, more)
    assert output.base.tolist() == [50e8] * 2
    assert output.per_own == pytest.approx([25e8] * 2)


def test_runs_keep_their_order_and_the_names_of_their_quantities(monkeypatch):
    told = np.arange(2 * 2 * 3 * len(KEPT), dtype=float).reshape(2, 2, 3, len(KEPT))
    monkeypatch.setattr(accounts, "ran", lambda _now, _added: told)
    first, second = city().runs([None, None])
    for at, name in enumerate(KEPT):
        np.testing.assert_array_equal(first.values[name], told[0, :, :, at])
        np.testing.assert_array_equal(second.more(first, name), np.full((2, 3), 6 * len(KEPT)))
    assert vars(city())["nothing"].money is None


def test_requests_share_a_run_where_their_money_is_the_same():
    """The yardstick hangs on the lever only where firms or insurance pay of it."""
    other = replace(REQUEST, lever="subsidy")
    assert _money_key(REQUEST, None) != _money_key(other, None)
    assert _money_key(REQUEST, "services") == _money_key(other, "services") != _money_key(other, "works")
    plants = replace(REQUEST, lever="renewable_build_out")
    assert _money_key(plants, "services") != _money_key(REQUEST, "services")
    assert _own_key(REQUEST) == _own_key(replace(REQUEST, yuan=5.0)) != _own_key(other)


def test_half_is_there_after_the_lag():
    """Doses of 1, 0, 4 with a lag of one year: .5, .25, 2.125; without any lag the doses themselves."""
    found = followed(np.array([[1.0, 0.0, 4.0]] * 2), np.array([1.0, 0.0]))
    np.testing.assert_allclose(found, [[0.5, 0.25, 2.125], [1.0, 0.0, 4.0]])
    slow = followed(np.array([[1.0, 1.0]]), np.array([0.05]))
    assert slow[0, 0] == pytest.approx(1 - 2**-20.0)
    assert paced(np.array([1.0, 0.8, 0.1])).tolist() == [1.0, 0.8, 0.4]


def test_an_own_effect_arrives_with_its_money_and_stays_or_goes():
    gone = replace(REQUEST, lever="subsidy", last=2026)
    assert arrived(city(), gone)[0].tolist() == [1 / 3, 0.0, 0.0]
    assert arrived(city(), replace(REQUEST, last=2026))[0].tolist() == [1 / 3] * 3
    added = own_unit(city(), REQUEST, np.array([0.01, 0.02]))
    np.testing.assert_allclose(added.jobs[..., 0], np.outer([0.1, 0.2], [1 / 3, 2 / 3, 2 / 3]))
    assert not added.output.any()
    np.testing.assert_allclose(own_unit(city(), replace(REQUEST, outcome="output")).output[0, :, 0],
                               [0.5 / 3, 1 / 3, 1 / 3])  # fmt: skip


def test_standards_are_what_a_granted_yuan_of_services_and_of_pay_does(monkeypatch):
    """A hundredth of output, .5 a year; what a worker makes is 5, so that .1 workers a year are worth it."""
    made = city()
    del vars(made)["standards"]
    shares = np.zeros((2, len(accounts.SPLIT_ROWS), len(PARTS)))
    shares[:, accounts.SPLIT_ROWS.index((accounts.ORDINARY, "services"))] = [0.1, 0.2, 0.3, 0.25, 0.15]
    vars(made)["snapshot"].params.split = shares
    vars(made)["snapshot"].exogenous = None
    seen = []

    def runs(_self, added):
        seen.extend(added)
        told = ((50.2, 10.04, 101.02), (50.3, 10.06, 101.08))
        names = ("output", "jobs", "posts")
        return [
            Run(values(**{name: np.full((2, 3), each) for name, each in zip(names, some, strict=True)}))
            for some in told
        ]

    monkeypatch.setattr(CityAccounts, "runs", runs)
    told = made.standards
    np.testing.assert_allclose(told["services"], [[0.4] * 2, [0.4] * 2, [0.2] * 2])
    np.testing.assert_allclose(told["pay"], [[0.6] * 2, [0.6] * 2, [0.8] * 2])
    services, pay = seen
    np.testing.assert_allclose(services.spent[0, 0, :, 0], 0.5 * np.array([0.1, 0.2, 0.3, 0.25, 0.15]))
    np.testing.assert_allclose(pay.spent[0, 0, :, 0], 0.5 * np.eye(len(PARTS))[PAY])
    for each in seen:
        np.testing.assert_allclose((each.outlays, each.granted), 0.5)


class Outside(NamedTuple):
    """What comes from outside in a future and year."""

    interest_rate: np.ndarray


def test_runs_in_blocks_come_out_in_their_places(monkeypatch):
    """Seventy futures and nine runs, in blocks of 64 and eight: each is told by its own number."""
    ids = np.arange(70.0)

    def runs(state, _anchors, _params, exogenous, _around, added):
        assert (len(state), added["jobs"].shape[:2]) == (64, (64, 8))
        told = state[:, None] + 1000 * added["jobs"][..., 0]
        years = np.arange(exogenous.interest_rate.shape[1])
        return told[:, :, None, None] + 0.1 * years[:, None] + 1e5 * np.arange(len(KEPT))

    monkeypatch.setattr(account_runs, "_runs", runs)
    now = Snapshot(ids, ids, ids, Outside(np.zeros((70, 2))), ids, (2026, 2027))
    assert now.count == 70
    found = ran(now, [{"jobs": np.full((70, 1), float(run))} for run in range(9)])
    expected = ids[:, None, None] + 0.1 * np.arange(2)[:, None] + 1e5 * np.arange(len(KEPT))
    assert found.shape == (9, 70, 2, len(KEPT))
    for run in range(9):
        np.testing.assert_allclose(found[run], 1000 * run + expected)
    broken = replace(now, state=np.where(ids == 66, np.nan, ids))
    with pytest.raises(RelodeError) as refused:
        ran(broken, [{"jobs": np.zeros((70, 1))}])
    assert refused.value.values == {"run": 0, "future": 66, "year": 2026, "quantity": KEPT[0]}


def test_the_snapshot_is_of_the_first_year_of_plans(monkeypatch):
    """Two years come before it: they are run, and the three that follow stay ahead."""
    count, years = 66, (2024, 2025, 2026, 2027, 2028)
    ids, series = np.arange(float(count)), np.arange(count * 5.0).reshape(count, 5)
    futures = SimpleNamespace(years=years, count=count, exogenous=Outside(series), params=ids)

    def chosen(_futures, at):
        return SimpleNamespace(observed=ids[at], params=ids[at], exogenous=Outside(series[at]))

    def opened(observed, _params, exogenous, around):
        assert exogenous.interest_rate.shape == around.shape == (64, 2)
        return observed + 1000, exogenous.interest_rate[:, 1] + around[:, 0]

    monkeypatch.setattr(account_runs, "chosen", chosen)
    monkeypatch.setattr(account_runs, "_opened", opened)
    now = snapshot(SimpleNamespace(futures=futures, around=2 * series))
    np.testing.assert_array_equal(now.state, ids + 1000)
    np.testing.assert_array_equal(now.anchors, series[:, 1] + 2 * series[:, 0])
    np.testing.assert_array_equal(now.exogenous.interest_rate, series[:, 2:])
    np.testing.assert_array_equal(now.around, 2 * series[:, 2:])
    assert (now.years, now.count) == ((2026, 2027, 2028), count)
    early = SimpleNamespace(years=(2020, 2025), count=1)
    with pytest.raises(RelodeError) as refused:
        snapshot(SimpleNamespace(futures=early, around=None))
    assert (refused.value.values["first"], refused.value.values["last"]) == (2020, 2025)


def test_each_quantity_of_a_run_is_that_of_the_state_or_the_flows(monkeypatch):
    """Of two places the first; jobs and people are sums over sectors and ages."""

    def two(value):
        return np.array([value, -1.0])

    employment = np.zeros((account_runs.PUBLIC + 2, 2))
    employment[account_runs.PUBLIC], employment[0] = [3.0, 0.0], [4.0, 0.0]
    state = SimpleNamespace(household_income=two(5.0), debt=two(6.0), expected_output=two(7.0),
                            people=np.array([[8.0, 0.0], [9.0, 0.0]]))  # fmt: skip
    flows = SimpleNamespace(employment=employment, gdp_real=two(10.0), revenue=two(11.0), land_revenue=two(12.0),
                            transfer=two(13.0), service_spending=two(14.0), public_investment=two(15.0),
                            policy_cost=two(16.0), interest=two(18.0))  # fmt: skip
    monkeypatch.setattr(account_runs, "QUANTITIES", {"income_per_person": lambda _state, _flows: two(190_000.0)})
    told = dict(zip(KEPT, np.asarray(account_runs._kept(state, flows)).tolist(), strict=True))
    assert told == pytest.approx({
        "jobs": 7.0, "posts": 3.0, "output": 10.0, "income": 5.0, "revenue": 11.0, "land_revenue": 12.0,
        "transfer": 13.0, "services": 14.0, "works": 15.0, "outlays": 16.0, "interest": 18.0, "debt": 6.0,
        "expected_output": 7.0, "population": 17.0, "income_per_person": 19.0,
    })  # fmt: skip
    assert changed(Increments.nothing((2, 3)), jobs=np.ones((2, 3))).jobs.shape == (2, 3, 1)


@pytest.mark.parametrize(("pot", "kind"), [("granted", "central_transfer"), ("own", "spending"), ("bonds", "spending")])
def test_what_a_yuan_does_is_that_of_transfers_for_grants_else_of_spending(monkeypatch, pot, kind):
    """Output as it stands, jobs from logarithms, other jobs of public posts: the same draw of each."""
    told = {((kind, "money"), "A"): [1.0, 2.0], ((kind, "money"), "B"): [0.5, 0.7],
            (("public_jobs", "money"), "G"): [0.1, 0.9]}  # fmt: skip
    monkeypatch.setattr(accounts, "shipped_draws", lambda: SimpleNamespace(count=2))
    monkeypatch.setattr(
        accounts, "expected", lambda _draws, of, family, _rng: SimpleNamespace(average=np.array(told[of, family]))
    )
    found = accounts.multipliers(pot, 50, 1)
    first = found.output == 1.0
    assert 5 < first.sum() < 45
    np.testing.assert_allclose(found.jobs, np.exp(np.where(first, 0.5, 0.7)))
    np.testing.assert_allclose(found.per_post, np.where(first, 0.1, 0.9))
