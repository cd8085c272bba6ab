"""What holds of every deal, whatever is promised and given."""

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
from relode.deals.returns import city_net, economic_net, to_the_cent
from relode.deals.switches import Switches, switched
from relode.deals.terms import TERMS, break_even_grant, net_map, terms_of, with_term

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
def test_money_and_jobs_keep_their_bounds(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    idle = run.run == 0
    assert not run.gross_jobs[idle].any()
    assert not run.tax[idle].any()
    assert (run.gross_jobs <= (offered.promise.jobs or 0) + 1e-9).all()
    for give, gift in zip(offered.give, run.gifts, strict=True):
        paid, back = gift.paid.sum(axis=1), gift.back.sum(axis=1)
        assert (gift.paid >= 0).all()
        assert (gift.back >= 0).all()
        if give.what != "built_by_city":  # that pays rent and costs upkeep
            assert (back <= paid * (1 + 1e-9) + 1e-6).all()
            assert (paid <= amount_of(give, draws) * (1 + 1e-9) + 1e-6).all()
    total = sum(float(gift.paid.sum(axis=1).mean()) for gift in run.gifts)
    assert round(sum(paid_by(offered, run).values()), 2) == pytest.approx(total, abs=0.0051)


@few
@given(deals)
def test_the_net_is_a_straight_line_that_begins_at_nothing_and_doubles(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    net = city_net(offered, run)
    assert np.allclose(net.net(0.3), 0.7 * net.net(0.0) + 0.3 * net.net(1.0), atol=1e-3)
    if net.break_even:
        assert abs(net.mean(net.break_even)) < 1e-6 * (1 + abs(net.mean(0.0)))
    bare = offered.model_copy(update={"give": ()})
    assert not city_net(bare, flows(bare, draws)).net(0.0).any()
    assert not economic_net(flows(bare, draws), 0.08).net(0.0).any()
    double = scaled(offered, 2.0)
    twice = flows(double, replace(draws, tax=2 * draws.tax))
    assert np.allclose(2 * net.net(0.5), city_net(double, twice).net(0.5), rtol=1e-9, atol=1e-3)
    assert np.allclose(2 * run.gross_jobs, twice.gross_jobs)


@few
@given(deals)
def test_terms_are_worth_the_difference_that_they_make(offered):
    draws = drawn(offered, 1, 200)
    run = flows(offered, draws)
    case = case_of(offered, draws, run, False)
    before = float(case.net.net(draws.but_for).mean())
    for term in terms_of(offered, draws, run, case)[0]:
        changed = offered
        for name in TERMS if term.term == "all" else (term.term,):
            changed = with_term(changed, name)
        fresh, again = flows(changed, draws), regiven(run, changed, draws)
        assert np.array_equal(run.gross_jobs, fresh.gross_jobs)
        assert all(np.array_equal(a.paid, b.paid) for a, b in zip(again.gifts, fresh.gifts, strict=True))
        net = float(city_net(changed, fresh).net(draws.but_for).mean())
        assert (term.net, term.yuan) == (pytest.approx(net, abs=1e-3), pytest.approx(net - before, abs=1e-3))
    cells, on_jobs = net_map(offered, draws, run, case), with_term(offered, "paid_on_jobs")
    assert cells[0][10] == pytest.approx(case.net.mean(1.0), rel=1e-9, abs=1e-3)
    assert cells[10][0] == pytest.approx(city_net(on_jobs, flows(on_jobs, draws)).mean(0.0), rel=1e-9, abs=1e-3)
    grant = break_even_grant(offered, draws, run, before)
    stated = sum(give.amount for give in offered.give if give.what == "grant")
    if grant and stated:
        gifts = [
            give.model_copy(update={"amount": give.amount * grant / stated}) if give.what == "grant" else give
            for give in offered.give
        ]
        moved = offered.model_copy(update={"give": tuple(gifts)})
        net = float(city_net(moved, regiven(run, moved, draws)).net(draws.but_for).mean())
        assert abs(net) < 1e-6 * (abs(before) + grant + 1)


@few
@given(deals, st.integers(1, 5))
def test_the_same_seed_gives_the_same_bits(offered, seed):
    first, second = drawn(offered, seed, 50), drawn(offered, seed, 50)
    assert all(np.array_equal(getattr(first, f.name), getattr(second, f.name)) for f in fields(DealDraws))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=6))
def test_amounts_rounded_to_cents_add_up(amounts):
    assert to_the_cent(np.array(amounts), sum(amounts)).sum() == pytest.approx(round(sum(amounts), 2), abs=1e-4)


def test_land_by_area_and_price_is_the_same_deal_once_it_was_written_and_read():
    land = {"what": "land", "area": "3亩", "price": "40/m2", "floor_price": "50/m2"}
    offered = Deal.model_validate({"project": {"name": "a"}, "give": [land]})
    assert Deal.model_validate_json(offered.model_dump_json()) == offered


GRANT = {"what": "grant", "amount": 6e6, "paid_on": "investment", "basis": "law"}


def test_switches_mix_what_is_offered_and_what_is_paid_on_jobs():
    """The figures of one draw of both contracts: at .25 of the grant on jobs all money is mixed a quarter."""
    promise = {"investment": 1e8, "jobs": 90, "tax": 9e6}
    offered, land_alone = (
        Deal.model_validate({"project": {"name": "a"}, "promise": promise, "give": gifts})
        for gifts in ([GRANT, {"what": "land", "amount": 2e6}], [{"what": "land", "amount": 2e6}])
    )
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
    single = switched(land_alone, Switches(0.4, 0.0, False, False))
    assert [each.term for each in single.terms] == ["claw_back", "land_at_price", "all"]
