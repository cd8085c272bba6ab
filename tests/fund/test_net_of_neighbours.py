"""What funded places gain, what others lose by it, and that the parts are the whole."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.fund.net_of_neighbours import FundedBundle, funded_levers, granted_once, moved, told
from relode.model.results import Whole
from relode.model.state import LEVERS

YEARS = [2025, 2026, 2027]
HERE, NEAR, FAR = "230400", "230300", "210900"


def whole(employment, population):
    """Tables (future, year, place) with their totals, as a run of the system gives them."""
    dims = ("future", "year", "place")
    coords = {"future": [0, 1], "year": YEARS, "place": [HERE, NEAR, FAR]}
    table = xr.Dataset({"employment": (dims, employment), "population": (dims, population)}, coords=coords)
    return Whole(table, table.sum("place"), {}, 0.0)


@pytest.fixture
def net():
    """By hand: 100 and 200 jobs more here in 2026 and 2027, 20 and 40 fewer near, 25 fewer far."""
    jobs = np.full((2, 3, 3), 1000.0)
    more = jobs.copy()
    more[:, 1:, 0] += [100, 200]
    more[:, 1:, 1] -= [20, 40]
    more[:, 1:, 2] -= 25
    more[:, 0, 2] += 7  # before the first year of plans: nobody's gain
    jobs[:, -1], more[:, -1] = jobs[:, -1] - 200, more[:, -1] - 200
    people = np.full((2, 3, 3), 5000.0)
    after = people.copy()
    after[:, -1] += [70, -30, -40]
    return told(whole(more, after), whole(jobs, people), [HERE, NEAR], (HERE,), np.array([310.0, 310.0]))


def test_gains_are_told_of_funded_places_of_the_rest_of_the_province_and_of_all_others(net):
    means = {name: getattr(net, name).mean for name in ("alone", "funded", "province", "elsewhere", "system")}
    assert means == pytest.approx({"alone": 310, "funded": 300, "province": -60, "elsewhere": -50, "system": 190})
    assert (net.people_funded.mean, net.people_province.mean, net.people_elsewhere.mean) == (70, -30, -40)


def test_of_a_thousand_job_years_so_many_are_moved_and_not_made(net):
    """By hand: 110 lost for 300 gained."""
    assert net.moved.value == pytest.approx(1000 * 110 / 300, rel=1e-4)  # five digits are told
    assert moved(np.full(100, 10.0), np.full(100, 2.0)).value == pytest.approx(-200)
    gains = np.full(100, 10.0)
    gains[:50] = -1
    assert moved(gains, np.full(100, -3.0)).value == pytest.approx(300)
    gains[50] = -1
    assert moved(gains, np.zeros(100)) is None


def test_a_place_is_brought_to_what_is_expected_of_it_and_what_is_moved_stays_that_of_the_runs():
    """By hand: here every run is halved, so 300 job-years are 150; of 1,000 gained 200 are lost near."""
    jobs, people = np.full((2, 3, 3), 1000.0), np.full((2, 3, 3), 5000.0)
    more = jobs.copy()
    more[:, 1:, 0] += [100, 200]
    more[:, 1:, 1] -= [20, 40]
    moves = {HERE: lambda name, values: values / 2 if name == "employment" else values}
    found = told(whole(more, people), whole(jobs, people), [HERE, NEAR], (HERE,), np.full(2, 150.0), moves)
    assert (found.funded.mean, found.province.mean, found.system.mean) == (150, -60, 90)
    assert found.moved.value == pytest.approx(200)
    assert found.balance < 1e-9
    assert found.places[0].kept_after.value == pytest.approx(1.2)


def test_those_that_lose_most_are_named_first_and_only_those_that_lose(net):
    assert net.losers == (NEAR, FAR)
    assert [loss.mean for loss in net.losses] == [-60, -50]


def test_jobs_kept_are_a_part_of_the_year_before_the_plan(net):
    """By hand: 800 of 1,000 kept if nothing is done, 1,000 here with the money, 760 near."""
    kept = {each.place: (each.funded, each.kept_before.value, each.kept_after.value) for each in net.places}
    assert kept == {HERE: (True, pytest.approx(0.8), pytest.approx(1.0)), NEAR: (False, 0.8, pytest.approx(0.76))}


def test_the_sum_over_places_is_the_total_and_a_leak_would_be_told(net):
    assert net.balance < 1e-9
    one, zero = whole(np.full((2, 3, 3), 10.0), np.ones((2, 3, 3))), whole(np.zeros((2, 3, 3)), np.ones((2, 3, 3)))
    leaky = Whole(one.table, one.totals + 1.0, {}, 0.0)
    assert told(leaky, zero, [HERE], (HERE,), np.ones(2)).balance > 0.01


SOME = SimpleNamespace(years=(2025, 2026, 2027), world=SimpleNamespace(codes=(NEAR, HERE, FAR)))


def test_each_place_has_its_own_doses_and_its_own_grant_from_the_first_year_of_plans_on():
    doses = {"schooling_spending": np.array([0.0, 0.1, 0.2])}
    levers = funded_levers(SOME, {HERE: (doses, np.array([3.0, 4.0])), FAR: (doses, np.array([1.0, 1.0]))})
    np.testing.assert_array_equal(levers.schooling_spending, [[0, 0, 0], [0, 0.1, 0.1], [0, 0.2, 0.2]])
    np.testing.assert_array_equal(levers.central_transfer, [[0, 0, 0], [0, 3, 1], [0, 4, 1]])
    assert not np.asarray(levers.subsidy).any()


def test_a_grant_that_pays_for_measures_is_not_spent_again_where_it_pays_for_them():
    """Where the measure is a grant itself it is spent as grants are."""
    from dataclasses import dataclass, field

    @dataclass(frozen=True)
    class Drawn:
        params: object
        world: object = field(default_factory=lambda: SOME.world)

    @dataclass(frozen=True)
    class Given:
        efficiency: object

    bundle = {
        name: FundedBundle({name: np.zeros(3)}, np.zeros((2, 2)), np.zeros(2))
        for name in ("tax_relief", "central_transfer")
    }
    funded = {HERE: bundle["tax_relief"], FAR: bundle["central_transfer"]}
    found = np.asarray(granted_once(Drawn(Given(np.full((2, len(LEVERS)), 0.5))), funded).params.efficiency)
    at = LEVERS.index("central_transfer")
    np.testing.assert_array_equal(found[:, at], [[0.5, 0.0, 0.5]] * 2)
    assert (np.delete(found, at, axis=1) == 0.5).all()
