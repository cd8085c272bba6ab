"""Where the money goes: needs first, then programmes by their return, trials by lot, never more than there is."""

from dataclasses import replace

import pytest

from relode.fund.allocation import _payment, allocated, back, need_payments, over_places, paid_gains, programme_payments

ROOM = {"230400": 1e12, "230300": 1e12}


def with_verdict(places, **verdicts):
    """Programmes over these places with verdicts of ours; those that are not named are left."""
    return [
        replace(each, decision=replace(each.decision, verdict=verdicts.get(each.decision.name, "leave")))
        for each in over_places(places)
        if each.decision.gain is not None
    ]


def test_needs_are_paid_before_programmes_and_the_cheapest_first(places):
    needs = need_payments(places)
    assert needs
    assert [each.yuan for each in needs] == sorted(each.yuan for each in needs)
    found = allocated(1e12, ROOM, places, with_verdict(places, subsidy="do"), 1)
    assert [each.kind for each in found.paid] == ["need"] * len(needs) + ["programme"] * 2
    assert not found.unpaid


def test_a_need_that_costs_nothing_takes_no_money(places):
    def free(each):
        return each if each.cost is None else replace(each, cost=replace(each.cost, yuan_a_year=0.0))

    for place in places:
        decisions = replace(place.decisions, decisions=tuple(free(each) for each in place.decisions.decisions))
        assert need_payments([replace(place, decisions=decisions)]) == []


def test_what_the_money_does_not_reach_is_told_as_unpaid(places):
    needs, programmes = need_payments(places), with_verdict(places, subsidy="do")
    only = sum(each.yuan for each in needs)
    found = allocated(only, ROOM, places, programmes, 1)
    assert found.paid == tuple(needs)
    assert [each.name for each in found.unpaid] == ["subsidy"] * 2


def test_no_place_gets_more_than_its_ceiling_and_all_no_more_than_the_money(places):
    programmes = with_verdict(places, subsidy="do", research_spending="do")
    ceilings = {"230400": 1e8, "230300": 3e8}
    for budget in (2e8, 5e8, 5e9):
        paid = allocated(budget, ceilings, places, programmes, 1).paid
        assert sum(each.yuan for each in paid) <= budget
        for code, ceiling in ceilings.items():
            assert sum(each.yuan for each in paid if each.place == code) <= ceiling


def test_programmes_come_by_gain_over_the_yardstick_and_each_where_it_gains_most(places):
    programmes = with_verdict(places, subsidy="do", research_spending="do")
    names = list(dict.fromkeys(each.name for each in programme_payments(places, programmes, 1)))
    backs = {each.decision.name: back(each.decision) for each in programmes}
    assert names == sorted(names, key=lambda name: -backs[name])
    codes = [each.place for each in programme_payments(places, programmes, 1) if each.name == "subsidy"]
    own = {each.place: each.judged("subsidy") for each in places}
    returns = [own[code].gain.average.mean() / own[code].account.yuan.mean() for code in codes]
    assert returns == sorted(returns, reverse=True)


def test_a_trial_is_a_tenth_in_half_of_the_places_by_a_lot_of_the_seed(places):
    programmes = with_verdict(places, subsidy="try_small")
    (first,) = programme_payments(places, programmes, 1)
    (again,) = programme_payments(places, programmes, 1)
    assert first == again
    assert first.kind == "trial"
    account = next(each for each in places if each.place == first.place).judged("subsidy").account
    # Of all payers, and not a tenth of the mean of the years that build the dose up.
    assert account.request.yuan > 1.1 * account.yuan.mean()
    part = sum(account.by_payer["centre"]) / sum(sum(each) for each in account.by_payer.values())
    assert first.yuan == pytest.approx(0.1 * account.request.yuan * part)
    lots = {next(programme_payments(places, programmes, seed)).place for seed in range(12)}
    assert lots == {each.place for each in places}


def test_a_trial_is_paid_in_every_place_that_was_drawn_or_in_none(places):
    """Of four places two are drawn; whether money or room lacks for one of them, neither is paid."""
    four = (*places, *(replace(each, place=code) for each, code in zip(places, ("210900", "230500"), strict=True)))
    programmes, room = with_verdict(four, subsidy="try_small"), dict.fromkeys((each.place for each in four), 1e12)
    drawn = tuple(programme_payments(four, programmes, 1))
    assert len(drawn) == 2
    needs = need_payments(four)
    whole = sum(each.yuan for each in (*needs, *drawn))
    assert allocated(whole + 1, room, four, programmes, 1).paid == (*needs, *drawn)
    for budget, ceilings in ((whole - 1, room), (1e12, {**room, drawn[-1].place: drawn[-1].yuan - 1})):
        found = allocated(budget, ceilings, four, programmes, 1)
        assert [each for each in found.paid if each.kind == "trial"] == []
        assert found.unpaid[-2:] == drawn


def test_a_gain_is_that_of_the_places_that_are_paid(places):
    """By hand: the mean of the draws of the one place that is paid; of a trial what the same yuan gain."""
    paid = list(programme_payments(places, with_verdict(places, subsidy="do"), 1))[:1]
    (told,) = paid_gains(places, paid)
    gain = next(each for each in places if each.place == paid[0].place).judged("subsidy").gain
    here = gain.here
    assert told.gain.value == pytest.approx(here.mean())
    (small,) = paid_gains(places, [replace(paid[0], kind="trial")])
    yuan = 0.1 * gain.account.request.yuan
    assert small.gain.value == pytest.approx(here.mean() / gain.account.yuan.mean() * yuan)


def test_of_what_a_programme_leaves_to_pay_a_trial_leaves_a_tenth(places):
    judged = places[0].judged("subsidy")
    lasting = replace(judged, account=replace(judged.account, after=5e6))
    assert [_payment("230400", lasting, kind).after for kind in ("programme", "trial")] == [5e6, pytest.approx(5e5)]
