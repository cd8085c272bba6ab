"""Money of deals by hand with parts that all differ: flows, gifts, returns, terms."""

from dataclasses import replace

import numpy as np
import pytest

from relode.deals.appraisal import paid_by
from relode.deals.deal import Give
from relode.deals.flows import amount_of, flows, regiven
from relode.deals.judgement import DealCase, case_of
from relode.deals.returns import (
    LinearNet,
    city_net,
    city_share,
    economic_net,
    factors,
    internal_rate,
    payback,
    present_value,
    to_the_cent,
    worst_tenth,
    yearly_economic,
)
from relode.deals.switches import Switches, switched
from relode.deals.terms import TERMS, break_even_grant, map_of, net_map, terms_of, with_term

from .test_deal_flows import deal, kept, years_of

PARTS = {"phase": 0.8, "take_up": 0.5, "utilisation": 0.7, "city_part": 0.4, "displacement": 0.2, "leakage": 0.25,
         "local_orders": 0.5, "average_wage": 60_000, "reservation_wage": 0.75, "failure_months": 6, "life": 2,
         "ramp_first": 0.25, "ramp_second": 0.5}  # fmt: skip
GRANT = {"what": "grant", "amount": 90, "basis": "law"}


def test_each_part_of_a_plant_counts_once():
    """It runs by a quarter and a half in years 1 and 2: 100 x .8 x .5 jobs of that, .8 x .75 x 1.5 of them net."""
    run = flows(deal(), kept(**PARTS))
    assert run.years == 21
    told = {name: years_of(getattr(run, name)[0]) for name in ("run", "gross_jobs", "net_jobs_per_but_for", "all_tax",
                                                               "tax", "failure", "wage_gain")}  # fmt: skip
    assert told == {
        "run": {1: 0.25, 2: 0.5},
        "gross_jobs": {1: 10.0, 2: 20.0},
        "net_jobs_per_but_for": pytest.approx({1: 9.0, 2: 18.0}),
        "all_tax": pytest.approx({1: 20 * 0.8 * 0.7 * 0.25, 2: 20 * 0.8 * 0.7 * 0.5}),
        "tax": pytest.approx({1: 1.12, 2: 2.24}),
        "failure": {3: pytest.approx(6 / 12 * 60_000 * 40)},
        "wage_gain": pytest.approx({1: 9 * 15_000, 2: 18 * 15_000}),
    }
    assert years_of(run.timing.jobs[0]) == {1: 0.1, 2: 0.2}
    silent = flows(deal(promise={"investment": 1e9, "tax": 20.0}), kept(**PARTS))
    assert years_of(silent.timing.jobs[0]) == {1: 0.25, 2: 0.5}
    assert not silent.gross_jobs.any()
    assert not silent.failure.any()


@pytest.mark.parametrize(
    ("trigger", "years", "paid"),
    [
        ("signing", 3, {0: 30.0, 1: 30.0, 2: 30.0}),
        ("investment", 3, {0: 24.0, 1: 24.0, 2: 24.0}),
        ("production", 3, {1: 24.0, 2: 24.0, 3: 24.0}),
        ("jobs", 3, {3: 12.0, 4: 12.0, 5: 12.0}),
        ("production", 1, {1: 72.0}),
    ],
)
def test_a_grant_is_paid_by_what_was_built_or_by_jobs(trigger, years, paid):
    offered = deal([{**GRANT, "paid_on": trigger, "years": years}])
    found = flows(offered, kept(phase=0.8, take_up=0.5)).gifts[0].paid[0]
    assert years_of(found) == pytest.approx(paid)
    idle = flows(offered, kept(phase=0.8, completed=0)).gifts[0].paid[0]
    assert years_of(idle) == {"signing": {0: 30.0}, "investment": {0: 24.0}}.get(trigger, {})


def test_what_cannot_be_divided_is_given_whole():
    land = {"what": "land", "area": "3亩", "price": "40/m2", "paid_on": "investment"}
    for gift, whole in (
        (land, 120_000.0),
        ({"what": "works", "amount": 80, "paid_on": "investment"}, 80.0),
        ({"what": "power", "amount": 80, "paid_on": "investment"}, 40.0),
    ):
        assert years_of(flows(deal([gift]), kept(phase=0.5)).gifts[0].paid[0]) == {0: pytest.approx(whole)}


def test_a_hall_has_its_rent_while_the_plant_runs_and_its_upkeep_after_it():
    """Rent of 8 by a quarter and a half; idle from year 3 on at 2 % of 125, and nothing left of a firm that came."""
    hall = {"what": "built_by_city", "cost": 100, "rent": 8}
    chance = kept(overrun=0.25, idle_upkeep=0.02, idle_value=0.3, life=2, ramp_first=0.25, ramp_second=0.5)
    gift = flows(deal([hall]), chance).gifts[0]
    assert years_of(gift.paid[0]) == pytest.approx({0: 125.0, **dict.fromkeys(range(3, 21), 2.5)})
    assert years_of(gift.back[0]) == {1: 2.0, 2: 4.0}
    free = flows(deal([{"what": "built_by_city", "cost": 100}]), chance).gifts[0]
    assert not free.back.any()


def test_land_with_a_clause_on_return_comes_back_by_what_is_missed():
    land = {"what": "land", "area": "3亩", "price": "40/m2", "returned_if_missed": 0.5}
    gift = flows(deal([land]), kept(completed=0, recovery_alive=0.8)).gifts[0]
    assert years_of(gift.back[0]) == {4: pytest.approx(120_000 * 0.5 * 0.8)}
    assert not flows(deal([{**land, "returned_if_missed": 0}]), kept(completed=0)).gifts[0].back.any()


def test_amounts_of_gifts_of_several_forms():
    found = [Give.model_validate({"basis": "x", **each}) for each in (
        {"what": "land", "amount": 500}, {"what": "built_by_city", "amount": 60}, {"what": "power", "amount": 7},
        {"what": "land", "area": "1ha", "price": "30/m2", "floor_price": "50/m2"})]  # fmt: skip
    told = [float(amount_of(give, kept(overrun=0.5, land_price=1_000))[0]) for give in found]
    assert told == [500.0, 90.0, 7.0, 10_000 * 20.0]


def test_gifts_that_differ_are_run_again_and_others_are_kept():
    before = flows(deal([GRANT, {**GRANT, "amount": 10}]), kept())
    changed = deal([{**GRANT, "amount": 50}, GRANT])
    after = regiven(before, changed, kept())
    assert after.gifts[1] is before.gifts[0]
    assert [years_of(gift.paid[0]) for gift in after.gifts] == [{0: 50.0}, {0: 90.0}]
    assert after.deal == changed


SHARED = {**GRANT, "amount": 100, "payer": {"city": 0.2, "city_company": 0.3, "province": 0.5}}


def test_money_of_all_sides_by_hand():
    """A gift of 100 of which the city bears half; tax of 20 in years 1 and 2, of which 8 are the city's."""
    offered = deal([SHARED])
    chance = kept(life=2, city_part=0.4, average_wage=3, reservation_wage=0.5, failure_months=4, but_for=0.25)
    run = flows(offered, chance)
    assert city_share(offered).tolist() == [0.5]
    net = city_net(offered, run, 0.25)
    assert (net.fixed[0], net.slope[0]) == pytest.approx((-50, 8 / 1.25 + 8 / 1.25**2 - 100 / 1.25**3))
    whole = economic_net(run, 0.25)
    assert (whole.fixed[0], whole.slope[0]) == pytest.approx((-100, 170 / 1.25 + 170 / 1.25**2 - 100 / 1.25**3))
    assert yearly_economic(run, chance)[:5] == pytest.approx([-100, 42.5, 42.5, -25, 0])
    assert paid_by(offered, run) == {"city": 20.0, "city_company": 30.0, "province": 50.0}
    assert paid_by(deal(), flows(deal(), chance)) == {}
    loan = deal([{"what": "loan", "amount": 100, "years": 2}])
    back = flows(loan, chance)
    assert city_net(loan, back, 0.25).fixed[0] == pytest.approx(-100 + 100 / 1.25**2)
    assert yearly_economic(back, chance)[:3] == pytest.approx([-100, 42.5, 142.5])


def test_factors_of_discount():
    assert factors(0.25, 3).tolist() == [1.0, 0.8, pytest.approx(0.64)]
    assert present_value(np.array([[1.0, 5.0], [2.0, 10.0]]), 0.25).tolist() == [5.0, 10.0]


@pytest.mark.parametrize(
    ("fixed", "slope", "share"),
    [(-0.2, 0.5, 0.4), (-0.5, 0.5, 1.0), (-0.6, 0.5, None), (0.0, 0.5, 0.0), (0.3, 0.5, 0.0), (0.0, 0.0, 0.0),
     (-0.1, 0.0, None), (0.5, -4.0, 0.0), (-0.5, -4.0, None)],
)  # fmt: skip
def test_the_share_at_which_a_net_turns(fixed, slope, share):
    found = LinearNet(np.array([fixed]), np.array([slope])).break_even
    assert found == (share if share is None else pytest.approx(share))


def test_a_line_of_money_in_the_share():
    net = LinearNet(np.array([1.0, 3.0]), np.array([4.0, 8.0]))
    assert net.net(0.25).tolist() == [2.0, 5.0]
    assert net.net(np.array([0.5, 0.25])).tolist() == [3.0, 5.0]
    assert net.mean(0.25) == 3.5


@pytest.mark.parametrize(
    ("yearly", "share", "year"),
    [
        ([[-100.0, 50, 50]], 0.5, 2),
        ([[-1.0, 2, -2, 3]], 0.5, 3),
        ([[-1.0, 1], [-1, 0]], 0.5, 1),
        ([[-1.0, 1], [-1, 0]], 0.51, None),
        ([[0.0, 1]], 0.9, 0),
        (np.zeros((0, 3)), 0.5, 0),
    ],
)
def test_money_is_back_where_it_stays_back(yearly, share, year):
    assert payback(np.asarray(yearly), share) == year


@pytest.mark.parametrize(
    ("flow", "rate"),
    [([-100, 110], 0.1), ([-100, 2], -0.98), ([-100, 0.5], None), ([-1, 10.9], 9.9), ([-1, 12], None),
     ([-0.01, 0.12], None), ([0, -100, 0, 121], 0.1), ([100, -110], 0.1), ([0, 0], None)],
)  # fmt: skip
def test_a_rate_of_return_from_nearly_all_lost_to_eleven_times(flow, rate):
    assert internal_rate(flow) == (rate if rate is None else pytest.approx(rate))


def test_cents_go_to_the_largest_remainders():
    assert to_the_cent(np.array([0.333, 0.333, 0.334]), 1.0).tolist() == [0.33, 0.33, 0.34]
    assert to_the_cent(np.array([1.006, 2.009, 3.005]), 6.02).tolist() == [1.01, 2.01, 3.0]
    assert to_the_cent(np.array([1.25, 2.5]), 3.75).tolist() == [1.25, 2.5]


def test_the_worst_tenth_is_one_draw_at_least():
    assert worst_tenth(np.array([3.0, -1.0, 2.0])) == -1.0
    assert worst_tenth(np.arange(29.0)[::-1]) == 0.5


GIFTS = (
    {"what": "grant", "amount": 1, "paid_on": "investment"},
    {"what": "power", "amount": 2},
    {"what": "land", "area": "1ha", "price": "1/m2"},
    {"what": "tax_relief", "amount": "50%"},
    {"what": "rebate", "amount": 3},
    {"what": "works", "amount": 4},
    {"what": "built_by_city", "cost": 6},
    {"what": "equity", "amount": 7},
    {"what": "loan", "amount": 7},
    {"what": "guarantee", "amount": 7},
    {"what": "grant", "amount": 8, "paid_on": "jobs"},
)
HELD = {"returned_if_missed": 1.0, "secured_by": "bank_guarantee"}


@pytest.mark.parametrize(
    ("term", "gone", "changed"),
    [
        ("paid_on_jobs", [], {0: {"paid_on": "jobs"}, 1: {"paid_on": "jobs"}}),
        ("claw_back", [], {0: HELD, 1: HELD, 2: HELD, 4: HELD}),
        ("land_at_price", [2], {}),
        ("no_relief", [3, 4], {}),
        ("smaller_works", [], {5: {"amount": 2.0}, 6: {"cost": 3.0}}),
    ],
)
def test_each_term_changes_the_gifts_that_it_speaks_of(term, gone, changed):
    before = deal(GIFTS).give
    after = [give.model_copy(update=changed.get(at, {})) for at, give in enumerate(before) if at not in gone]
    assert list(with_term(deal(GIFTS), term).give) == after


def test_the_grant_at_which_nothing_is_lost_or_gained():
    """A grant of 100 in year 0 of which the city bears half: a loss of 20 is mended by two fifths less of it."""
    offered = deal([SHARED, {"what": "works", "amount": 40}])
    run = flows(offered, kept())
    assert break_even_grant(offered, kept(), run, -20.0) == pytest.approx(60.0)
    assert break_even_grant(offered, kept(), run, 25.0) == pytest.approx(150.0)
    assert break_even_grant(offered, kept(), run, -70.0) == 0.0
    works = deal([{"what": "works", "amount": 40}])
    assert break_even_grant(works, kept(), flows(works, kept()), -20.0) is None
    tiny = deal([{**GRANT, "amount": 0.5}])
    assert break_even_grant(tiny, kept(), flows(tiny, kept()), -0.25) == pytest.approx(0.25)
    late = deal([{**GRANT, "amount": 106.09, "returned_if_missed": 1}])
    # Of a firm that never came all is had back in year 4.
    never = kept(completed=0, recovery_failed=1)
    cost = 106.09 * (1 - 1.03**-4)
    assert break_even_grant(late, never, flows(late, never), -cost / 2) == pytest.approx(106.09 / 2)


def test_the_fewest_terms_that_turn_a_deal_are_found_in_the_order_of_their_worth():
    """Land of 1,000, works of 400 and a relief of half of the tax; 20 a year for 20 years come to 298 at 3 %.

    At a share of .5 the city nets -1,251 + .5 x 149: without the land -326, with half of the works -126, ...
    """
    gifts = [{"what": "land", "area": "1ha", "price": "0/m2"}, {"what": "works", "amount": 400},
             {"what": "tax_relief", "amount": "50%", "years": 20}]  # fmt: skip
    offered, chance = deal(gifts), kept(land_price=0.1, but_for=0.5)
    run = flows(offered, chance)
    case = replace(case_of(offered, chance, run, False), but_for=(0.5, 1.0))
    worth = sum(1.03**-year for year in range(1, 21)) * 20
    before = -1_000 - 400 - worth / 2 + worth / 2
    terms, turning = terms_of(offered, chance, run, case)
    told = {each.term: (each.yuan, each.net, each.net_at_low) for each in terms}
    assert list(told) == ["land_at_price", "smaller_works", "no_relief", "claw_back", "all"]
    assert told["land_at_price"] == pytest.approx((1_000, before + 1_000, before + 1_000))
    assert told["smaller_works"] == pytest.approx((200, before + 200, before + 200))
    assert told["no_relief"] == pytest.approx((worth / 2, before + worth / 2, before + worth / 2))
    assert told["claw_back"][0] == 0.0  # nothing is missed
    assert told["all"][1] == pytest.approx(-200 + worth / 2)
    assert {each.term: each.break_even for each in terms}["all"] == pytest.approx(200 / worth)
    assert turning == ()  # 149 of tax do not make 200 of works good
    small = deal([gifts[0], {**gifts[1], "amount": 200}, gifts[2]])
    run = flows(small, chance)
    case = replace(case_of(small, chance, run, False), but_for=(0.5, 1.0))
    assert terms_of(small, chance, run, case)[1] == ("land_at_price", "no_relief", "smaller_works")
    bare = deal([{"what": "works", "amount": 40}])
    run = flows(bare, chance)
    good = replace(case_of(bare, chance, run, False), but_for=(0.5, 1.0))
    found, turning = terms_of(bare, chance, run, good)
    assert ([each.term for each in found], turning) == (["smaller_works"], ())


def test_the_map_is_straight_in_both_shares():
    offered, on_jobs = (LinearNet(np.array([fixed, fixed]), np.array([4.0, 8.0])) for fixed in (-10.0, -2.0))
    cells = map_of(offered, on_jobs)
    assert (len(cells), len(cells[0])) == (11, 11)
    assert (cells[0][0], cells[0][10], cells[10][0], cells[5][5]) == pytest.approx((-10, -4, -2, -3))
    assert cells[3][2] == pytest.approx(0.7 * (-10 + 1.2) + 0.3 * (-2 + 1.2))
    works = deal([{"what": "works", "amount": 40}])
    run = flows(works, kept())
    same = net_map(works, kept(), run, case_of(works, kept(), run, False))
    assert same[0] == pytest.approx(same[10])


def test_switches_mix_what_is_offered_and_what_is_paid_on_jobs():
    """The figures of one draw of both contracts: at .25 of the grant on jobs all money is mixed a quarter."""
    offered = deal([{**GRANT, "amount": 6e6, "paid_on": "investment"}, {"what": "land", "amount": 2e6}],
                   {"investment": 1e8, "jobs": 90, "tax": 9e6})  # fmt: skip
    plain, half, jobs = (switched(offered, Switches(0.4, part, False, False)) for part in (0.0, 0.25, 1.0))
    assert half.mean == pytest.approx(0.75 * plain.mean + 0.25 * jobs.mean)
    for first, mixed, last in zip(plain.by_year, half.by_year, jobs.by_year, strict=True):
        assert mixed.paid == pytest.approx(0.75 * first.paid + 0.25 * last.paid)
        assert mixed.back == pytest.approx(0.75 * first.back + 0.25 * last.back)
        assert mixed.tax == pytest.approx(first.tax)
    discounted = sum(each.net * 1.03**-each.year for each in half.by_year)
    assert discounted == pytest.approx(half.mean)
    assert [each.term for each in half.terms] == ["paid_on_jobs", "claw_back", "land_at_price", "all"]
    by_term = {each.term: each for each in plain.terms}
    assert by_term["paid_on_jobs"].yuan == pytest.approx(jobs.mean - plain.mean)
    land = switched(offered, Switches(0.4, 0.0, False, True))
    assert by_term["land_at_price"].net == pytest.approx(land.mean)
    clawed = switched(offered, Switches(0.4, 0.0, True, False))
    assert by_term["claw_back"].net == pytest.approx(clawed.mean)
    assert plain.map[0][4] == pytest.approx(plain.mean)
    assert plain.map[10][4] == pytest.approx(jobs.mean)
    steps = {each.name: each.jobs for each in plain.steps}
    assert (plain.net_jobs, plain.gross_jobs) == (steps["net"], steps["alive"])
    assert 0 < plain.net_jobs < plain.gross_jobs < 90
    twice = switched(offered, Switches(0.8, 0.0, False, False))
    assert twice.net_jobs == pytest.approx(2 * plain.net_jobs)
    single = switched(deal([{"what": "land", "amount": 2e6}]), Switches(0.4, 0.0, False, False))
    assert [each.term for each in single.terms] == ["claw_back", "land_at_price", "all"]


def test_every_case_of_a_deal_counts_what_the_city_gives():
    """A hundred of which half is the city's, and 40 in year 1, not discounted."""
    offered = deal([SHARED, {**GRANT, "amount": 40, "paid_on": "production"}], others_bid="heard")
    case = case_of(offered, kept(), flows(offered, kept()), True)
    assert isinstance(case, DealCase)
    assert (case.given, case.is_stopped, case.is_lawful) == (90.0, True, True)
    assert set(TERMS) >= {"claw_back"}
