"""Programmes of several places as one: sums draw by draw, one average, differences between places that cancel."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.deciding import decided
from relode.decisions.gains import at_price, together
from relode.decisions.local_facts import local_figures
from relode.decisions.programmes import programmes
from relode.decisions.purses import Purse
from relode.evidence.shipped_draws import shipped_draws
from relode.fund import funding
from relode.fund.allocation import as_one, over, over_places
from relode.fund.request import FundCandidate
from relode.needs import of as needs_of
from relode.places import find
from relode.plan.asked.pots import Spending

from ..decisions.test_deciding import PURSES, accounts
from .conftest import ASKED, CEILING, NAMES

SUBSIDY = next(each for each in programmes() if each.lever == "subsidy")
MINERS = next(each for each in programmes() if each.lever == "retraining_coverage")


@pytest.fixture
def gains(places):
    return [each.judged("subsidy").gain for each in places]


def test_the_gain_of_two_places_is_the_sum_in_every_draw(gains):
    both = together(gains)
    for name in ("own", "money", "yardstick", "here", "average"):
        np.testing.assert_allclose(getattr(both, name), getattr(gains[0], name) + getattr(gains[1], name))
    assert both.account.yuan.sum() == pytest.approx(sum(each.account.yuan.sum() for each in gains))
    assert both.error == pytest.approx(np.hypot(gains[0].error, gains[1].error))
    np.testing.assert_allclose(both.own + both.money - both.yardstick, both.here)


def test_one_place_together_is_itself(gains):
    one = together(gains[:1])
    assert np.array_equal(one.here, gains[0].here)
    assert one.error == pytest.approx(gains[0].error)
    assert one.account.by_payer == gains[0].account.by_payer


def test_the_price_of_two_places_is_that_of_each(gains):
    both = at_price(together(gains), 2.0)
    np.testing.assert_allclose(both.here, sum(at_price(each, 2.0).here for each in gains))


def test_places_share_the_average_and_differ_each_in_its_own_way(gains):
    """Over many places like these the spread of the mean is that of the average: differences cancel."""
    np.testing.assert_array_equal(gains[0].size.average, gains[1].size.average)
    differences = [each.size.here - each.size.average for each in gains]
    assert abs(np.corrcoef(differences)[0, 1]) < 0.25
    many = together([*gains, *gains])  # the same two twice: nothing more cancels
    assert many.here.std() == pytest.approx(2 * together(gains).here.std())


def test_a_programme_over_places_has_sums_as_money_and_the_one_rule_as_verdict(places):
    found = over(SUBSIDY, places)
    assert found.places == tuple(each.place for each in places)
    own = [each.decision("subsidy") for each in places]
    assert found.decision.cost.yuan_a_year == pytest.approx(sum(each.cost.yuan_a_year for each in own))
    assert found.decision.gain.gain.value == pytest.approx(sum(each.gain.gain.value for each in own))
    assert sum(found.alone.values()) == len(places)
    assert found.chance_alone == pytest.approx(np.mean([each.gain.chance_here for each in own]))
    assert found.decision.fact.names == tuple({"230400": "Hegang", "230300": "Jixi"}[each] for each in found.places)


def test_places_where_nobody_counts_what_it_needs_wait_and_do_not_count(places):
    unknown = places[0].judged("retraining_coverage")
    asked = replace(unknown.asked, fact=replace(unknown.asked.fact, state="unknown"))
    first = replace(
        places[0],
        programmes=tuple(replace(unknown, asked=asked) if each is unknown else each for each in places[0].programmes),
    )
    found = over(MINERS, (first, places[1]))
    assert (found.places, found.waiting) == ((places[1].place,), (places[0].place,))
    nowhere = over(MINERS, (first,))
    assert (nowhere.places, nowhere.decision.gain, nowhere.chance_alone) == ((), None, None)


def test_a_programme_that_places_bar_is_not_told_over_them(places):
    def barred(place):
        own = tuple(
            replace(each, verdict="leave", reason="not_there") if each.name == "subsidy" else each
            for each in place.decisions.decisions
        )
        return replace(place, decisions=replace(place.decisions, decisions=own))

    assert over(SUBSIDY, (barred(places[0]), places[1])).places == (places[1].place,)
    assert over(SUBSIDY, tuple(map(barred, places))).decision.reason == "not_there"


def test_every_programme_with_a_gain_is_told_once_best_verdict_first(places):
    found = over_places(places)
    assert sorted(each.decision.name for each in found) == sorted(e.lever for e in programmes() if e.outcome != "need")
    order = ["do", "do_if_granted", "try_small", "fill_in", "leave"]
    ranks = [order.index(each.decision.verdict) for each in found]
    assert ranks == sorted(ranks)


def test_city_and_province_give_the_same_verdict(panel, monkeypatch):
    """Hegang's own plan and that of Heilongjiang disagreed.

    The list of a place in a funding run, and a province of this place alone, say what its own plan says with the same
    money; needs say the same with any money.
    """
    monkeypatch.setattr(funding, "CityAccounts", lambda *_: accounts)
    for name in ("one_city", "predictive", "conditioned"):
        monkeypatch.setattr(funding, name, lambda *_: None)
    for each in NAMES:
        place = find(each)
        candidate = FundCandidate(place, Spending(2023, 1.3e10, 2e9, (), ()), CEILING)
        funded = funding.judged_place(panel, candidate, ASKED, None, None)
        figures, needs = local_figures(panel, place, 2035), needs_of(panel, place, 2035, 1)
        money = Purse("granted", "", "assured", (CEILING, CEILING), "")

        def verdicts(*purses, place=place, figures=figures, needs=needs):
            found = decided(place.code, needs, figures, purses, accounts, shipped_draws(), 2035, 1)
            return {one.name: (one.kind, one.verdict) for one in found.decisions}

        own = verdicts(money)
        assert {one.name: (one.kind, one.verdict) for one in funded.decisions.decisions} == own
        alone = {one.decision.name: ("programme", one.decision.verdict) for one in over_places((funded,))}
        assert alone == {name: own[name] for name in alone}
        surely = {name: said for name, said in verdicts(*PURSES).items() if said[0] == "need"}
        assert surely == {name: own[name] for name in surely}
    assert {said for _, said in own.values()} > {"do", "leave"}


def test_one_place_as_one_is_itself(places):
    here = places[0].judged("subsidy")
    one = as_one({places[0].place: here})
    assert (one.asked.doses, one.asked.standard, one.asked.persons) == (
        pytest.approx(here.asked.doses), here.asked.standard, here.asked.persons,
    )  # fmt: skip


def test_a_trial_over_places_costs_a_tenth_in_those_that_are_drawn(places):
    """One of two and two of three: that part of the money of a trial in all, as its worth is reckoned."""
    three = (*places, replace(places[0], place="210900"))
    tried = [(part, each) for part, among in ((1 / 2, places), (2 / 3, three)) for each in over_places(among)
             if each.decision.verdict == "try_small"]  # fmt: skip
    assert {len(each.places) for _, each in tried} == {2, 3}
    for part, each in tried:
        gain, cost = each.decision.gain, each.decision.cost
        years = gain.trial_cost / gain.yardstick.value  # of the whole money that the rule sets against what it finds
        assert cost.trial * 3 == pytest.approx(years * cost.yuan_a_year * part)
