"""Programmes as they are asked and judged, by hand: dose and request, what is missing, what it costs, its record."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.decision_records import DecisionChannel, DecisionCost, DecisionLaw, DrawnNumber, TurningCell
from relode.decisions.gains import Gain, OwnSize
from relode.decisions.local_facts import UNKNOWN, LocalFact, LocalFigures
from relode.decisions.money_account import AccountRequest, MoneyAccount
from relode.decisions.programme_decisions import (
    Judged,
    Programmed,
    cost_of,
    gain_record,
    gained,
    is_needed,
    pay_share,
    programme_decision,
    programme_gain,
    programme_grounds,
    programmed,
    reason_of,
    seen_by,
)
from relode.decisions.programmes import abroad, programmes
from relode.decisions.purses import Purse
from relode.decisions.rule import GainGrounds, Grounds, MissingFact, NeedGrounds, RuleVerdict
from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws

OF = {each.key: each for each in programmes()}
HERE = LocalFact("present", "own", (), (), 900.0, ("user",))
NOT = replace(HERE, state="absent", amount=0.0)
FIGURES = LocalFigures(1e10, 5e5, {"industry": HERE, "closing_mines": HERE, "damaged_land": HERE}, ())
OWN = Purse("own", "", "at_most", (0.0, 6e7), "own_revenue_bound")
RICH = replace(OWN, room=(1e12, 1e12), known="known")
GRANTED = Purse("granted", "x", "known", (1e12, 1e12), "cell_of_x")


def asked(key, figures=FIGURES, purses=(OWN,), horizon=2035):
    return programmed(OF[key], figures, purses, horizon)


def request(lever, outcome, yuan, last, pot="own", uses="services", horizon=2035):
    return AccountRequest(lever, "", outcome, yuan, pay_share(lever), pot, 2026, last, horizon, uses)


def test_a_subsidy_is_asked_for_what_its_purse_pays():
    """.012 of ten billion is 120 million a year; 60 million are half of that dose, over five years to 2030."""
    assert asked("subsidy") == Programmed(
        OF["subsidy"], HERE, OWN, 0.5, 1.2e8, 900.0, request("subsidy", "jobs", 6e7, 2030)
    )
    whole = request("subsidy", "jobs", 1.2e8, 2030)
    for purse in (RICH, replace(OWN, room=(0.0, 0.0)), replace(OWN, room=None)):
        found = asked("subsidy", purses=(purse,))
        assert (found.doses, found.request) == (1.0, whole)
    tiny = asked("subsidy", purses=(replace(OWN, room=(0.0, 0.5)),))
    assert tiny.request.yuan == pytest.approx(0.5)
    assert asked("subsidy", purses=(RICH,), horizon=2028).request == request(
        "subsidy", "jobs", 1.2e8, 2028, horizon=2028
    )
    assert asked("subsidy", purses=()).request == replace(whole, pot="granted")
    bonds = Purse("bonds", "special_bonds", "known", (1e12, 1e12), "c")
    assert asked("cluster_support", purses=(bonds,)).request == request(
        "cluster_support", "output", 2e8, 2033, "bonds", "works"
    )


def test_what_is_paid_for_persons_residents_or_hectares():
    """900 persons at 6,000 over five years are 1.08 million a year; half a million residents at 28,700 over five."""
    course = asked("retraining_coverage", purses=(RICH,))
    assert (course.standard, course.persons) == (1.08e6, 900.0)
    plants = asked("renewable_build_out", purses=(RICH,))
    assert (plants.standard, plants.request.outcome) == (28700 * 5e5 / 1, "income")
    land = asked("remediation_spending", purses=(RICH,))
    assert (land.standard, land.request) == (250_000 * 900, None)
    for amount in (None, 0.0):
        unsized = replace(FIGURES, facts={"closing_mines": replace(HERE, amount=amount)})
        assert asked("retraining_coverage", unsized, (RICH,)).persons == 1000.0
    for key, changed in (("subsidy", {"output": None}), ("renewable_build_out", {"residents": None})):
        with pytest.raises(RelodeError):
            asked(key, replace(FIGURES, **changed))


def test_the_fact_of_a_programme_is_that_of_its_cell_before_that_of_its_presence():
    """A resource fund needs mining; where its own cell is told, that tells."""
    mining = replace(HERE, by="census")
    facts = {"mining": mining}
    assert asked("windfall_saving_share", replace(FIGURES, facts=facts)).fact == mining
    told = {**facts, "resource_revenue": NOT}
    assert asked("windfall_saving_share", replace(FIGURES, facts=told)).fact == NOT
    assert asked("research_spending").fact is None
    assert asked("research_spending").request is not None
    assert asked("subsidy", replace(FIGURES, facts={"industry": NOT})).request is None
    assert asked("subsidy", replace(FIGURES, facts={"industry": UNKNOWN})).request is not None
    assert asked("subsidy", replace(FIGURES, facts={})).request is not None


ACCOUNT = MoneyAccount(
    request("subsidy", "jobs", 1e8, 2030),
    base=np.full(4, 2e5),
    money=np.array([1.0, 2.0, 3.0, 6.0]),
    per_own=np.full(4, 1e5),
    yardstick=np.array([0.0, 0.5, 7.5, 12.0]),
    yuan=np.full(4, 5e7),
    years=(2026, 2027),
    by_payer={"city": (3e7, 5e7), "centre": (2e7, 0.0), "firm": (0.0, 0.0)},
    after=7e6,
)
GAIN = Gain(
    ACCOUNT,
    own=np.array([10.0, 20.0, 30.0, 60.0]),
    money=ACCOUNT.money,
    yardstick=ACCOUNT.yardstick,
    here=np.array([0.5, 0.0, -2.0, 9.5]),
    average=np.array([1.0, 2.0, 3.0, -4.0]),
    size=OwnSize(np.zeros(4), np.zeros(4), True, 0.001),
    error=100.0,
)
SEEN = GainGrounds(0.75, 2.0, 1.5, 1.2, -4.0, 5.0, True, True, 11.0, 13.0, 0.9)


def test_the_record_of_a_gain_by_hand():
    """Points of 5 and 95 % lie .15 and 2.85 steps into four sorted draws; the yardstick does 5 for 50 million.

    The mean gain is 2: at 7/5 of its cost all is lost. Three rows of studies look at subsidies and jobs."""
    found = gain_record(asked("subsidy"), GAIN, SEEN)
    numbers = {
        "own_effect": DrawnNumber(30.0, "persons", (11.5, 55.5)),
        "money_effect": DrawnNumber(3.0, "persons", (1.15, 5.55)),
        "yardstick": DrawnNumber(5.0, "persons", (0.075, 11.325)),
        "gain": DrawnNumber(2.0, "persons", (-1.7, 8.15)),
    }
    for name, number in numbers.items():
        told = getattr(found, name)
        assert (told.value, told.unit) == (pytest.approx(number.value), number.unit), name
        assert told.interval_90 == pytest.approx(number.interval_90), name
    rest = {name: each for name, each in vars(found).items() if name not in numbers}
    assert rest == {
        "outcome": "jobs", "average_above": 0.75, "chance_here": 0.5, "gain_per_million": pytest.approx(0.04),
        "break_even": pytest.approx(7e7), "printed_most": None, "worst_tenth": -4.0, "worst_tenth_here": -2.0,
        "yardstick_chance": 0.75, "yardstick_per_million": pytest.approx(0.1), "yardstick_worst_tenth": 0.0,
        "doses": 0.5, "extrapolated": False, "studies": 3, "trial_value": 11.0, "trial_cost": 13.0, "seen": 0.9,
    }  # fmt: skip
    assert not gain_record(asked("subsidy", purses=(RICH,)), GAIN, SEEN).extrapolated
    assert gain_record(replace(asked("subsidy"), doses=1.5), GAIN, SEEN).extrapolated


def test_what_a_programme_costs_by_payer_and_year():
    """50 million a year at .012 of output, at .005 of it 20.8, at .025 of it 104.2; a tenth of the dose is tried."""
    price = OF["subsidy"].price
    cost = cost_of(asked("subsidy"), ACCOUNT, price)
    assert cost == DecisionCost(
        5e7, pytest.approx(5e7 * 5 / 12), pytest.approx(5e7 * 25 / 12), {"city": 4e7, "centre": 1e7},
        {"2026": 5e7, "2027": 5e7}, 7e6, "published_effects;assumption", True,
    )  # fmt: skip
    assert cost_of(asked("subsidy"), ACCOUNT, price, is_tried=True).trial == pytest.approx(1e7)
    assert cost_of(asked("subsidy"), None, price) is None


def test_what_a_need_costs_is_its_price_times_what_is_counted():
    """900 persons at 30,000 a year; 900 hectares at 250,000, repaired once within five years."""
    bonus = cost_of(replace(asked("talent_subsidy"), fact=HERE), None, OF["talent_subsidy"].price)
    assert bonus == DecisionCost(2.7e7, pytest.approx(9e6), pytest.approx(9e7), {}, {}, 0.0, "assumption", False)
    land = cost_of(asked("remediation_spending"), None, OF["remediation_spending"].price)
    assert (land.yuan_a_year, land.low, land.high) == pytest.approx((4.5e7, 2.7e7, 2.7e8))
    assert cost_of(asked("talent_subsidy"), None, OF["talent_subsidy"].price) is None
    uncounted = replace(asked("talent_subsidy"), fact=replace(HERE, amount=None))
    assert cost_of(uncounted, None, OF["talent_subsidy"].price) is None


def grounds(**changed):
    return Grounds(**{"lawful": True, "there": True, "needed": True, "paid": "assured", **changed})


def missing(found):
    """Cell -> what changes at its low and at its high end."""
    whole = {**vars(found), "missing": ()}
    return {
        each.cell: tuple({k: v for k, v in vars(end).items() if v != whole[k]} for end in (each.low, each.high))
        for each in found.missing
    }


NO_COST, COST_KNOWN = NeedGrounds(True, False), NeedGrounds(True, True)


OPEN = {"own_revenue_bound": ({"paid": "none"}, {})}


@pytest.mark.parametrize(
    ("key", "figures", "purses", "plain", "open_ends"),
    [
        ("talent_subsidy", FIGURES, (RICH,), grounds(need=COST_KNOWN),
         {"vacant_posts": ({"there": False}, {}), "price_talent_subsidy": ({"need": NO_COST}, {})}),
        ("remediation_spending", FIGURES, (RICH,), grounds(need=COST_KNOWN), {}),
        ("remediation_spending", FIGURES, (GRANTED,), grounds(need=COST_KNOWN, paid="granted"),
         {"channel_subsidence_mining_district": ({"paid": "none"}, {})}),
        ("remediation_spending", replace(FIGURES, facts={"damaged_land": UNKNOWN}), (RICH,), grounds(need=COST_KNOWN),
         {"damaged_land": ({"there": False}, {})}),
        ("remediation_spending", replace(FIGURES, facts={"damaged_land": NOT}), (RICH,),
         grounds(need=COST_KNOWN, there=False), {}),
        ("early_retirement_share", FIGURES, (RICH,), grounds(need=COST_KNOWN), {}),
        ("windfall_saving_share", replace(FIGURES, facts={"mining": HERE}), (RICH,), grounds(need=NO_COST), {}),
        ("subsidy", FIGURES, (OWN,), grounds(), OPEN),
        ("subsidy", FIGURES, (replace(OWN, room=(-5.0, 0.5)),), grounds(), OPEN),
        ("subsidy", FIGURES, (replace(OWN, room=(0.0, 0.0)),), grounds(paid="none"), {}),
        ("subsidy", FIGURES, (replace(OWN, room=(-5.0, 0.0)),), grounds(paid="none"), {}),
        ("subsidy", FIGURES, (replace(OWN, room=(0.5, 6e7)),), grounds(), {}),
        ("subsidy", FIGURES, (replace(OWN, room=None),), grounds(), OPEN),
        ("subsidy", FIGURES, (), grounds(paid="none"), {}),
        ("research_spending", FIGURES, (RICH,), grounds(), {}),
    ],
)  # fmt: skip
def test_what_is_missing_of_a_programme_and_what_it_would_change(key, figures, purses, plain, open_ends):
    found = programme_grounds(asked(key, figures, purses), None, None)
    assert replace(found, missing=()) == plain
    assert missing(found) == open_ends


def test_where_law_is_not_known_it_is_asked_for():
    found = programme_grounds(replace(asked("subsidy", purses=(RICH,)), programme=abroad(OF["subsidy"])), None, None)
    assert found.lawful
    assert missing(found) == {"legal_basis": ({"lawful": False}, {})}
    assert programme_grounds(asked("subsidy", purses=(RICH,)), None, None).missing == ()


def test_a_price_that_nobody_prints_is_open_between_its_ends():
    """At .2 of its price a zone's money and yardstick are a fifth, at four times fourfold; the total stays."""
    zone = asked("cluster_support", purses=(RICH,))
    found = programme_grounds(zone, GAIN, None)
    (price,) = found.missing
    assert price.cell == "price_cluster_support"
    # Mean gain 2 with a yardstick of 5: 2 + .8 x 5 and 2 - 3 x 5.
    assert [end.gain.here for end in (price.low, found, price.high)] == pytest.approx([6.0, 2.0, -13.0])
    assert [end.gain.yardstick for end in (price.low, found, price.high)] == pytest.approx([1.0, 5.0, 20.0])
    assert found.gain.dear == pytest.approx(-13.0)
    assert (found.gain.priced, found.gain.stops) == (False, False)
    printed = programme_grounds(asked("subsidy", purses=(RICH,)), GAIN, None)
    assert (printed.missing, printed.gain.priced, printed.gain.stops) == ((), True, True)
    assert printed.gain == gained(OF["subsidy"], GAIN)


def test_the_part_of_an_effect_that_a_trial_of_three_years_sees():
    """Half is there after the lag: of a lag of 1, 3 and 6 years 7/8, 1/2 and 1 - .5^.5."""
    told = [seen_by(lever) for lever in ("subsidy", "cluster_support", "schooling_spending", "early_retirement_share")]
    assert told == pytest.approx([0.875, 0.5, 1 - 0.5**0.5, 1.0])


def test_a_service_that_is_surely_too_much_bars_what_would_add_to_it():
    def needs(verdict):
        return SimpleNamespace(service=lambda key: SimpleNamespace(verdict={"teachers_secondary": verdict}[key]))

    schools, zone = OF["schooling_spending"], OF["cluster_support"]
    assert [is_needed(schools, needs(each)) for each in ("surplus", "shortage", "not_sure")] == [False, True, True]
    assert is_needed(schools, None)
    assert is_needed(zone, needs("surplus"))


@pytest.mark.parametrize(
    ("reason", "here", "paid", "told"),
    [
        ("not_shown", 0.5, "none", "not_shown_not_paid"),
        ("not_shown", 0.0, "none", "not_shown"),
        ("not_shown", 0.5, "granted", "not_shown"),
        ("not_there", 0.5, "none", "not_there"),
    ],
)
def test_the_reason_says_where_money_is_lacking_as_well(reason, here, paid, told):
    found = grounds(paid=paid, gain=replace(SEEN, here=here))
    assert reason_of(RuleVerdict("leave", reason), found) == told
    assert reason_of(RuleVerdict("leave", reason), replace(found, gain=None)) == reason


def test_a_need_of_land_as_a_decision():
    """No account, no gain: a granted sum that is not known is what it turns on."""
    asks = asked("remediation_spending", purses=())
    found = programme_decision(Judged(asks, None, None), None)
    assert found == replace(
        found, kind="programme", name="remediation_spending", lever="remediation_spending", service="",
        verdict="fill_in", reason="turns", because=(),
        channel=DecisionChannel("granted", "subsidence_mining_district", False, None), amount=900.0, year=None,
        fact=HERE, gain=None,
        fill_in=(TurningCell("channel_subsidence_mining_district", "leave", "do_if_granted", None),),
    )  # fmt: skip
    assert found.law == DecisionLaw("conditional", OF["remediation_spending"].law)
    assert found.cost.yuan_a_year == pytest.approx(4.5e7)


def test_a_programme_with_a_gain_as_a_decision():
    """A zone with known own money: the price decides, and it turns where nothing is gained."""
    found = programme_decision(Judged(asked("cluster_support", purses=(RICH,)), ACCOUNT, GAIN), None)
    assert found.channel == DecisionChannel("own", "", True, (1e12, 1e12))
    assert found.gain.gain.value == 2.0
    assert found.cost.trial is None
    bare = programme_decision(Judged(asked("subsidy", purses=()), None, None), None)
    assert (bare.channel, bare.amount, bare.verdict) == (DecisionChannel("none", "", False, None), 900.0, "leave")
    given = replace(RICH, known="assured", room=(6e7, 6e7), sources=("user",))
    paid = programme_decision(Judged(asked("subsidy", purses=(given,)), ACCOUNT, GAIN), None)
    assert paid.channel == DecisionChannel("own", "", True, (6e7, 6e7), sources=("user",))
    no_fact = programme_decision(Judged(asked("research_spending", purses=(OWN,)), None, None), None)
    assert (no_fact.fact, no_fact.amount, no_fact.channel.known) == (None, None, False)


def test_what_is_tried_has_the_cost_of_its_trial():
    """A sure mean gain of 2 with a wide spread, and a price that nobody prints: what a trial tells is worth more."""
    wide = np.tile([-40.0, 44.0], 2)
    sure = replace(GAIN, here=wide, average=wide, yardstick=np.zeros(4), error=1.0)
    long = {"years": tuple(range(2026, 2036)), "by_payer": {"city": (5e7,) * 10}}
    sure = replace(sure, account=replace(ACCOUNT, yardstick=np.zeros(4), **long))
    found = programme_decision(Judged(asked("cluster_support", purses=(RICH,)), sure.account, sure), None)
    assert (found.verdict, found.cost.trial) == ("try_small", pytest.approx(1e7))


def test_persons_reached_are_a_share_of_the_jobs_of_each_future():
    """900 of 200,000 and of 100,000 jobs, points of re-employment: the second future has twice the effect."""
    account = replace(
        ACCOUNT, request=request("retraining_coverage", "jobs", 1e6, 2030), base=np.array([2e5, 1e5] * 2),
        yardstick=np.zeros(4), money=np.zeros(4), per_own=np.ones(4),
    )  # fmt: skip
    course = asked("retraining_coverage", purses=(RICH,))
    draws = shipped_draws()
    one, two = (
        programme_gain(course, replace(account, base=np.full(4, jobs)), draws, 1, "230400") for jobs in (2e5, 1e5)
    )
    assert len(one.here) == 8192
    np.testing.assert_allclose(two.size.here, 2 * one.size.here)
    mixed = programme_gain(course, account, draws, 1, "230400")
    np.testing.assert_allclose(mixed.size.here[::2], one.size.here[::2])
    np.testing.assert_allclose(mixed.size.here[1::2], two.size.here[1::2])
    zone = programme_gain(asked("cluster_support", purses=(RICH,)), ACCOUNT, draws, 1, "230400")
    half = replace(asked("cluster_support", purses=(RICH,)), doses=0.5)
    np.testing.assert_allclose(programme_gain(half, ACCOUNT, draws, 1, "230400").size.here, zone.size.here / 2)


def test_a_missing_fact_keeps_what_is_known_beside_it():
    found = programme_grounds(asked("talent_subsidy", purses=(RICH,)), None, None)
    first, second = found.missing
    assert first == MissingFact("vacant_posts", grounds(there=False, need=COST_KNOWN), grounds(need=COST_KNOWN))
    assert second.low == grounds(need=NO_COST)
