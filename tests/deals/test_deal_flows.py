"""DealFlows of a deal: what algebra gives by hand, published cases, and sixteen identities over random deals."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relode.deals.appraisal import paid_by
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws, drawn
from relode.deals.flows import amount_of, flows, regiven
from relode.deals.judgement import case_of
from relode.deals.returns import (
    LinearNet,
    city_net,
    economic_net,
    internal_rate,
    payback,
    present_value,
    to_the_cent,
    worst_tenth,
)
from relode.deals.terms import break_even_grant, net_map, terms_of, under_all_terms, with_term

KEPT = {
    **{"begun": 1, "begun_year": 0, "completed": 1, "delay": 0, "phase": 1, "take_up": 1, "life": 21, "build_years": 1},
    **{"ramp_first": 1, "ramp_second": 1, "utilisation": 1, "but_for": 1, "displacement": 0, "leakage": 0},
    **{"local_orders": 0, "city_part": 1, "recovery_failed": 0, "recovery_alive": 1, "failure_months": 0},
    **{"idle_upkeep": 0, "idle_value": 0, "reservation_wage": 0, "average_wage": 1, "land_price": 100, "overrun": 0},
}


def deal(gifts=(), promise=None, **local):
    return Deal.model_validate(
        {
            "project": {"name": "a plant", "stage": "contract"},
            "promise": promise or {"investment": 1e9, "jobs": 100, "tax": 20.0},
            "give": list(gifts),
            "local": local,
        }
    )


def kept(tax=20.0, count=1, **changed):
    """DealDraws in which everything is as promised."""
    values = {**KEPT, "tax": tax, **changed}
    return DealDraws(**{field.name: np.full(count, float(values[field.name])) for field in fields(DealDraws)})


def test_all_kept_gives_the_promise():
    run = flows(deal(), kept())
    assert run.gross_jobs[0].tolist() == [0.0] + [100.0] * 20
    assert run.tax[0].tolist() == [0.0] + [20.0] * 20
    assert run.failure.sum() == 0


def test_net_jobs_by_hand():
    """100 x .5 x (1 - .1) x (1 - .2) x (1 + .34)."""
    run = flows(deal(), kept(displacement=0.2, leakage=0.1, local_orders=0.34))
    assert 0.5 * run.net_jobs_per_but_for[0, 1] == pytest.approx(48.24, abs=1e-9)


def ten_years_of_tax(**changed):
    """A grant of 100 at signing, tax of 20 in each of the ten years after it."""
    offered = deal([{"what": "grant", "amount": 100, "basis": "law"}])
    return offered, flows(offered, kept(life=10, **changed))


def test_net_of_the_city_by_hand():
    offered, run = ten_years_of_tax()
    net = city_net(offered, run, 0.03)
    assert net.mean(1.0) == pytest.approx(70.60, abs=0.005)
    assert net.mean(0.5) == pytest.approx(-14.70, abs=0.005)
    assert net.break_even == pytest.approx(100 / 170.604, abs=1e-6)


def test_rate_of_return_as_published():
    assert internal_rate([-100, 39, 59, 55, 20]) == pytest.approx(0.28095, abs=5e-6)


def test_a_rate_of_return_is_told_only_where_it_is_unique():
    assert internal_rate([-100, 230, -132]) is None  # 10 % and 20 % both bring it to nothing
    assert internal_rate([10, 10]) is None


def test_manchester_as_published():
    """EconStack: factor .54 on 43 gross jobs, 23 net; 10.6 million pounds, 5.7 net."""
    factor = 0.8 * 0.75 * 0.9
    assert round(factor, 2) == 0.54
    run = flows(deal(promise={"investment": 1e9, "jobs": 43, "tax": 10.6}), kept(displacement=0.25, leakage=0.1))
    assert round(0.8 * run.net_jobs_per_but_for[0, 1]) == 23
    assert round(10.6 * factor, 1) == 5.7


def test_years_are_counted_until_the_money_is_back():
    assert payback(np.array([[-100.0, 40, 40, 40]]), 0.5) == 3
    assert payback(np.array([[-100.0, 40, 40, 10]]), 0.5) is None
    assert payback(np.array([[-1.0, 2], [-1, 0]]), 0.9) is None


def test_a_gift_is_paid_when_its_trigger_comes():
    """One year to build: signing in year 0, production in year 1, jobs two years later."""
    paid = {}
    for trigger in ("signing", "investment", "production", "jobs"):
        offered = deal([{"what": "grant", "amount": 90, "paid_on": trigger, "basis": "law"}])
        paid[trigger] = flows(offered, kept(phase=0.5)).gifts[0].paid[0]
    assert [int(np.flatnonzero(paid[trigger])[0]) for trigger in paid] == [0, 0, 1, 3]
    assert [float(paid[trigger].sum()) for trigger in paid] == [90.0, 45.0, 45.0, 45.0]


def test_a_deal_that_never_begins_costs_what_was_paid_on_signing_alone():
    gifts = [{"what": "grant", "amount": 90, "paid_on": t} for t in ("signing", "investment", "production", "jobs")]
    run = flows(deal(gifts), kept(begun=0))
    assert [float(gift.paid.sum()) for gift in run.gifts] == [90.0, 0.0, 0.0, 0.0]
    assert run.tax.sum() == run.gross_jobs.sum() == 0


def test_what_is_claimed_back_depends_on_what_is_held():
    """Nothing was completed: a firm that failed returns a tenth, against a bank guarantee nine tenths."""
    gift = {"what": "grant", "amount": 100, "returned_if_missed": 1}
    for secured, back in (("none", 10.0), ("bank_guarantee", 90.0)):
        offered = deal([{**gift, "secured_by": secured}])
        run = flows(offered, kept(completed=0, recovery_failed=0.1, recovery_alive=0.9))
        assert run.gifts[0].back.sum() == pytest.approx(back)


def test_half_the_jobs_give_half_of_a_full_claw_back():
    offered = deal([{"what": "grant", "amount": 100, "returned_if_missed": 1}])
    assert flows(offered, kept(take_up=0.5)).gifts[0].back.sum() == pytest.approx(50.0)


def test_tax_relief_forgoes_a_share_for_its_years_and_no_longer():
    offered = deal([{"what": "tax_relief", "amount": "50%", "years": 3}])
    assert flows(offered, kept()).gifts[0].paid[0, :6].tolist() == [0, 10, 10, 10, 0, 0]


def test_land_is_a_gift_of_what_its_price_is_below_the_floor():
    land = deal([{"what": "land", "area": "3亩", "price": "40/m2"}])
    assert amount_of(land.give[0], kept())[0] == pytest.approx(2000 * 60)
    dear = deal([{"what": "land", "area": "3亩", "price": "140/m2"}])
    assert amount_of(dear.give[0], kept())[0] == 0


def test_land_that_nobody_builds_on_is_taken_back():
    offered = deal([{"what": "land", "area": "3亩", "price": "40/m2"}])
    run = flows(offered, kept(begun=0, recovery_alive=0.5))
    assert run.gifts[0].back.sum() == pytest.approx(0.5 * 2000 * 60)


def test_a_loan_comes_back_and_equity_of_a_failed_firm_does_not():
    loan = deal([{"what": "loan", "amount": 100, "years": 5}])
    assert flows(loan, kept()).gifts[0].back[0, 5] == 100
    equity = deal([{"what": "equity", "amount": 100, "years": 5}])
    assert flows(equity, kept(completed=0, recovery_failed=0.05)).gifts[0].back.sum() == pytest.approx(5)


def test_a_guarantee_is_paid_only_if_the_firm_fails():
    offered = deal([{"what": "guarantee", "amount": 100, "years": 5}])
    assert flows(offered, kept()).gifts[0].paid.sum() == 0
    assert flows(offered, kept(life=3)).gifts[0].paid[0, 4] == 100


def years_of(row):
    """Year -> yuan, of what is not nothing."""
    return {int(year): float(row[year]) for year in np.flatnonzero(row)}


def test_what_would_come_after_the_last_year_comes_in_it():
    """One year to build and a horizon of 20: a failure or the end of a loan of 25 years is told in year 20."""
    guarantee = deal([{"what": "guarantee", "amount": 100, "years": 25}])
    for life, year in ((3, 4), (19, 20), (24, 20), (25, None)):
        gift = flows(guarantee, kept(life=life, recovery_failed=0.1)).gifts[0]
        assert years_of(gift.paid[0]) == ({} if year is None else {year: 100.0})
        assert years_of(gift.back[0]) == ({} if year is None else {year: pytest.approx(10.0)})
    late = flows(guarantee, kept(completed=0, build_years=18)).gifts[0]
    assert years_of(late.paid[0]) == {20: 100.0}
    assert years_of(flows(guarantee, kept(completed=0, build_years=2.5)).gifts[0].paid[0]) == {6: 100.0}
    assert not flows(guarantee, kept(begun=0, completed=0)).gifts[0].paid.any()
    held = deal([{**guarantee.give[0].model_dump(), "secured_by": "land_held"}])
    assert years_of(flows(held, kept(life=3, recovery_alive=0.8)).gifts[0].back[0]) == {4: 80.0}
    loan = deal([{"what": "loan", "amount": 100, "years": 25}])
    assert years_of(flows(loan, kept(life=30)).gifts[0].back[0]) == {20: 100.0}
    grant = deal([{"what": "grant", "amount": 100, "returned_if_missed": 1}])
    assert years_of(flows(grant, kept(completed=0, build_years=18, recovery_failed=1)).gifts[0].back[0]) == {20: 100.0}
    assert years_of(flows(grant, kept(completed=0, recovery_failed=1)).gifts[0].back[0]) == {4: 100.0}


def test_equity_and_loans_come_back_after_their_years_by_who_lives_and_what_is_held():
    """Ten years where none are stated; a loan whole, equity of a firm that lives by four fifths, else by a tenth."""
    rates = {"recovery_alive": 0.8, "recovery_failed": 0.1}

    def back(what, years=1, secured="none", **changed):
        offered = deal([{"what": what, "amount": 100, "years": years, "secured_by": secured}])
        return years_of(flows(offered, kept(**rates, **changed)).gifts[0].back[0])

    assert back("loan") == {10: 100.0}
    assert back("loan", 2) == {2: 100.0}
    assert back("equity") == {10: pytest.approx(80.0)}
    assert back("equity", life=10) == {10: pytest.approx(80.0)}
    assert back("equity", life=9) == back("loan", life=9) == {10: pytest.approx(10.0)}
    held = {"secured": "land_held", "life": 9}
    assert back("equity", **held) == back("loan", **held) == {10: pytest.approx(80.0)}
    assert back("loan", completed=0) == {10: pytest.approx(10.0)}


def test_a_gift_of_nothing_costs_nothing_and_land_what_its_price_is_below_a_stated_floor():
    for what in ("grant", "works", "guarantee"):
        offered = deal([{"what": what, "amount": 0, "years": 5}])
        assert not flows(offered, kept(life=3)).gifts[0].paid.any()
    free = deal([{"what": "land", "area": "3亩", "price": "0/m2"}])
    assert amount_of(free.give[0], kept())[0] == pytest.approx(2000 * 100)
    floor = deal([{"what": "land", "area": "3亩", "price": "40/m2", "floor_price": "50/m2"}])
    assert amount_of(floor.give[0], kept())[0] == pytest.approx(2000 * 10)
    assert amount_of(deal([{"what": "works", "amount": 80}]).give[0], kept(overrun=0.25))[0] == 100
    assert amount_of(deal([{"what": "grant", "amount": 80}]).give[0], kept(overrun=0.25))[0] == 80


def test_a_guarantee_without_years_holds_for_ten():
    offered = deal([{"what": "guarantee", "amount": 100}])
    assert years_of(flows(offered, kept(life=9)).gifts[0].paid[0]) == {10: 100.0}
    assert years_of(flows(offered, kept(life=10)).gifts[0].paid[0]) == {}


def test_instalments_end_with_the_plant():
    """Three a year from year 0; the plant runs in years 1 and 2."""

    def paid(trigger, years, **changed):
        offered = deal([{"what": "grant", "amount": 90, "paid_on": trigger, "years": years, "basis": "law"}])
        return years_of(flows(offered, kept(**changed)).gifts[0].paid[0])

    assert paid("signing", 5, life=2) == {0: 18.0, 1: 18.0, 2: 18.0}
    assert paid("production", 5, life=2) == {1: 18.0, 2: 18.0}
    assert paid("production", 1, life=2) == {1: 90.0}
    assert paid("jobs", 2, life=3, take_up=0.5) == {3: 22.5}
    assert paid("investment", 1, begun_year=2) == {2: 90.0}


def test_what_is_missed_is_claimed_by_how_long_the_firm_stayed():
    """By hand: of five years it stayed two, so three fifths are missed; who left early returns a tenth of it."""
    offered = deal([{"what": "grant", "amount": 100, "returned_if_missed": 0.5}])

    def back(**changed):
        return years_of(flows(offered, kept(recovery_failed=0.1, **changed)).gifts[0].back[0])

    assert back(life=2) == {4: pytest.approx(100 * 0.5 * 0.6 * 0.1)}
    assert back(life=5) == back(life=9) == {}
    assert back(life=9, phase=0.5, take_up=0.5) == {4: pytest.approx(100 * 0.5 * 0.75)}


def test_works_without_a_firm_keep_a_part_of_what_was_not_returned():
    offered = deal([{"what": "works", "amount": 100, "returned_if_missed": 0.5}])
    idle = {"completed": 0, "recovery_failed": 0.4, "idle_value": 0.25}
    assert years_of(flows(offered, kept(**idle)).gifts[0].back[0]) == {4: 20.0, 20: pytest.approx(0.25 * 80)}
    assert years_of(flows(offered, kept(idle_value=0.25)).gifts[0].back[0]) == {}


def test_a_plant_runs_up_and_ends_by_hand():
    """A quarter in its first year, half in its second, then in full until its life of four years is over."""
    run = flows(deal(), kept(life=4, ramp_first=0.25, ramp_second=0.5, delay=1, begun_year=0.5, failure_months=12))
    assert years_of(run.run[0]) == {3: 0.25, 4: 0.5, 5: 1.0, 6: 1.0}
    assert years_of(run.failure[0]) == {7: 100.0}
    gone = flows(deal(), kept(life=4, completed=0, failure_months=12))
    assert not gone.failure.any()
    assert not gone.run.any()


def test_a_hall_that_stands_idle_costs_its_upkeep():
    """Built for 100 with a quarter more, never used: 2 % of 125 a year from year 2 on, and a fifth left at the end."""
    offered = deal([{"what": "built_by_city", "cost": 100, "paid_on": "investment"}])
    run = flows(offered, kept(completed=0, overrun=0.25, idle_upkeep=0.02, idle_value=0.2))
    assert run.gifts[0].paid[0, 0] == pytest.approx(125)
    assert run.gifts[0].paid[0, 2] == pytest.approx(2.5)
    assert run.gifts[0].back[0, -1] == pytest.approx(25)  # a fifth of what was paid for the building


def test_a_failure_costs_some_months_of_pay():
    run = flows(deal(), kept(life=4, failure_months=6, average_wage=60_000))
    assert run.failure[0, 5] == pytest.approx(100 * 30_000)


gifts_of_any_kind = st.builds(
    lambda what, amount, trigger, years, back, secured, payer: {
        "what": what,
        **({"cost": amount} if what == "built_by_city" else {"amount": amount}),
        "paid_on": trigger,
        "years": years,
        "returned_if_missed": back,
        "secured_by": secured,
        "payer": payer,
        "basis": "law",
    },
    st.sampled_from(
        ["grant", "works", "built_by_city", "power", "equity", "loan", "guarantee", "land", "resource_right"]
    ),
    st.integers(0, 10**9),
    st.sampled_from(["signing", "investment", "production", "jobs"]),
    st.integers(1, 8),
    st.sampled_from([0, 0.3, 1]),
    st.sampled_from(["none", "bank_guarantee", "land_held"]),
    st.sampled_from([{"city": 1.0}, {"city": 0.7, "province": 0.3}, {"province": 0.4, "city_company": 0.6}]),
)
deals = st.builds(
    lambda gifts, jobs, tax, stage: Deal.model_validate(
        {
            "project": {"name": "any", "stage": stage},
            "promise": {"investment": 1e9, "jobs": jobs, "tax": tax},
            "give": gifts,
            "local": {"others_bid": "none", "city_part_of_tax": 0.35},
        }
    ),
    st.lists(gifts_of_any_kind, max_size=4),
    st.integers(0, 3000),
    st.integers(0, 10**8),
    st.sampled_from(["intention", "contract", "land_paid", "building", "producing"]),
)
few = settings(max_examples=25, deadline=None)


def scaled(offered, factor):
    """The same deal, every sum and number of jobs multiplied."""
    promise = {
        name: value and value * factor
        for name, value in offered.promise.model_dump().items()
        if name not in ("start", "due")
    }
    gifts = [
        {**gift, **{name: gift[name] * factor for name in ("amount", "cost") if gift[name] is not None}}
        for gift in (give.model_dump() for give in offered.give)
    ]
    parts = offered.model_dump()
    return Deal.model_validate({**parts, "promise": {**parts["promise"], **promise}, "give": gifts})


@few
@given(deals)
def test_payers_add_up_to_the_cent(offered):
    run = flows(offered, drawn(offered, 1, 300))
    total = sum(float(gift.paid.sum(axis=1).mean()) for gift in run.gifts)
    assert round(sum(paid_by(offered, run).values()), 2) == pytest.approx(round(total, 2), abs=1e-4)


@few
@given(deals)
def test_without_gifts_and_without_effect_nothing_moves(offered):
    bare = offered.model_copy(update={"give": ()})
    run = flows(bare, drawn(bare, 1, 200))
    assert not city_net(bare, run).net(0.0).any()
    assert not economic_net(run, 0.08).net(0.0).any()


@few
@given(deals)
def test_twice_everything_is_twice_the_net(offered):
    draws = drawn(offered, 1, 200)
    double = scaled(offered, 2.0)
    once, twice = flows(offered, draws), flows(double, replace(draws, tax=2 * draws.tax))
    assert np.allclose(2 * city_net(offered, once).net(0.5), city_net(double, twice).net(0.5), rtol=1e-9, atol=1e-3)
    assert np.allclose(2 * once.gross_jobs, twice.gross_jobs)


@few
@given(deals)
def test_the_net_is_a_straight_line_in_the_but_for_share(offered):
    net = city_net(offered, flows(offered, drawn(offered, 1, 200)))
    assert np.allclose(net.net(0.3), 0.7 * net.net(0.0) + 0.3 * net.net(1.0), atol=1e-3)


@few
@given(deals)
def test_at_break_even_the_mean_is_nothing(offered):
    net = city_net(offered, flows(offered, drawn(offered, 1, 200)))
    if net.break_even:
        assert abs(net.mean(net.break_even)) < 1e-6 * (1 + abs(net.mean(0.0)))


@few
@given(deals)
def test_at_the_break_even_grant_the_mean_is_nothing(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    mean = float(city_net(offered, run).net(draws.but_for).mean())
    grant = break_even_grant(offered, draws, run, mean)
    before = sum(give.amount for give in offered.give if give.what == "grant")
    if grant and before:
        gifts = [
            give.model_copy(update={"amount": give.amount * grant / before}) if give.what == "grant" else give
            for give in offered.give
        ]
        moved = offered.model_copy(update={"give": tuple(gifts)})
        net = float(city_net(moved, regiven(run, moved, draws)).net(draws.but_for).mean())
        assert abs(net) < 1e-6 * (abs(mean) + grant + 1)


@few
@given(deals)
def test_nobody_works_and_no_tax_is_paid_where_nothing_runs(offered):
    run = flows(offered, drawn(offered, 1, 200))
    idle = run.run == 0
    assert not run.gross_jobs[idle].any()
    assert not run.tax[idle].any()


@few
@given(deals)
def test_gross_jobs_never_pass_the_promise(offered):
    run = flows(offered, drawn(offered, 1, 200))
    assert (run.gross_jobs <= (offered.promise.jobs or 0) + 1e-9).all()


@few
@given(deals)
def test_no_more_comes_back_of_a_gift_than_was_paid(offered):
    run = flows(offered, drawn(offered, 1, 200))
    for give, gift in zip(offered.give, run.gifts, strict=True):
        if give.what != "built_by_city":  # that pays rent
            assert (gift.back.sum(axis=1) <= gift.paid.sum(axis=1) * (1 + 1e-9) + 1e-6).all()


@few
@given(deals)
def test_nothing_is_paid_or_comes_back_below_nothing(offered):
    run = flows(offered, drawn(offered, 1, 200))
    assert all((gift.paid >= 0).all() and (gift.back >= 0).all() for gift in run.gifts)


@few
@given(deals)
def test_a_gift_costs_no_more_than_it_is_stated_to(offered):
    draws = drawn(offered, 1, 200)
    for give, gift in zip(offered.give, flows(offered, draws).gifts, strict=True):
        if give.what != "built_by_city":  # upkeep comes on top
            assert (gift.paid.sum(axis=1) <= amount_of(give, draws) * (1 + 1e-9) + 1e-6).all()


@few
@given(deals)
def test_the_same_gifts_run_again_are_the_same(offered):
    draws = drawn(offered, 1, 200)
    changed = under_all_terms(offered)
    again = regiven(flows(offered, draws), changed, draws)
    fresh = flows(changed, draws)
    assert all(
        np.array_equal(a.paid, b.paid) and np.array_equal(a.back, b.back)
        for a, b in zip(again.gifts, fresh.gifts, strict=True)
    )


@few
@given(deals)
def test_terms_change_no_jobs(offered):
    draws = drawn(offered, 1, 200)
    assert np.array_equal(flows(offered, draws).gross_jobs, flows(under_all_terms(offered), draws).gross_jobs)


@few
@given(deals)
def test_the_map_ends_at_the_offer_and_at_its_term(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    case = case_of(offered, draws, run, False)
    cells = net_map(offered, draws, run, case)
    on_jobs = with_term(offered, "paid_on_jobs")
    assert cells[0][10] == pytest.approx(case.net.mean(1.0), rel=1e-9, abs=1e-3)
    assert cells[10][0] == pytest.approx(city_net(on_jobs, flows(on_jobs, draws)).mean(0.0), rel=1e-9, abs=1e-3)


@few
@given(deals)
def test_the_worth_of_a_term_is_the_difference_that_it_makes(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    case = case_of(offered, draws, run, False)
    before = float(case.net.net(draws.but_for).mean())
    for term in terms_of(offered, draws, run, case)[0]:
        assert term.net - before == pytest.approx(term.yuan, rel=1e-9, abs=1e-3)


@few
@given(deals, st.integers(1, 5))
def test_the_same_seed_gives_the_same_bits(offered, seed):
    first, second = drawn(offered, seed, 50), drawn(offered, seed, 50)
    assert all(np.array_equal(getattr(first, f.name), getattr(second, f.name)) for f in fields(DealDraws))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=6))
def test_amounts_rounded_to_cents_add_up(amounts):
    assert round(to_the_cent(np.array(amounts), sum(amounts)).sum(), 2) == pytest.approx(
        round(sum(amounts), 2), abs=1e-4
    )


def test_the_worst_tenth_is_the_mean_of_the_lowest():
    assert worst_tenth(np.arange(100.0)) == pytest.approx(4.5)


def test_a_net_that_never_turns_has_no_break_even():
    assert LinearNet(np.array([-10.0]), np.array([4.0])).break_even is None
    assert LinearNet(np.array([5.0]), np.array([4.0])).break_even == 0
    assert present_value(np.array([1.0, 1.0]), 0.0) == 2


def test_land_by_area_and_price_is_the_same_deal_once_it_was_written_and_read():
    """3 mu are 2,000 m2."""
    land = deal([{"what": "land", "area": "3亩", "price": "40/m2", "floor_price": "50/m2"}])
    assert Deal.model_validate_json(land.model_dump_json()) == land
    given = json.loads(land.model_dump_json())["give"][0]
    assert (given["area"], given["price"], given["floor_price"]) == ("2000.0m2", "40.0/m2", "50.0/m2")
