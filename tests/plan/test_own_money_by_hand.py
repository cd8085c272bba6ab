"""An own policy by payer, year and outcome, and records in another currency."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.decision_records import DecisionCost, DrawnNumber, GainRecord
from relode.decisions.programmes import programmes
from relode.model.policy.costs import LINES
from relode.plan.estimate import Estimate, rounded
from relode.plan.making import own_policy as own_module
from relode.plan.making.own_currency import in_own_money, own_unit
from relode.plan.making.own_policy import OWN_OUTCOMES, OwnMoney, own_policy, years_paid
from relode.plan.making.plan_records import OwnEffect, YearPaid

OUTCOMES = {
    "employment": ("person-years", 1, 40.0), "employment_rate": ("share change", 1, 0.15),
    "working_age_people": ("persons", 1, 3.0), "income_per_person": ("yuan per person", 1, 4.0),
    "services_per_person": ("yuan per person", 1, 5.0), "empty_homes": ("share change", -1, 0.3),
    "damaged_land": ("ha", -1, 9.0), "budget_gap": ("yuan per year", -1, 1.5e8), "debt": ("yuan", -1, 11e8),
    "emissions": ("t", -1, 24.0),
}  # fmt: skip


def runs():
    """A path of two years, one future, and that of doing nothing, which is 100 all the time."""
    more = {
        "employment": (10, 30), "in_work_share": (0.1, 0.2), "working_age_people": (2, 4), "income_per_person": (3, 5),
        "services_per_person": (4, 6), "housing_vacancy": (0.1, 0.3), "damaged_land": (1, 9), "public_spending": (1, 3),
        "public_receipts": (0.25, 0.75), "debt": (5, 11), "production_emissions": (8, 16),
    }  # fmt: skip
    nothing = {name: np.full((1, 2), 100.0) for name in more}
    return {name: nothing[name] + np.array([added]) for name, added in more.items()}, nothing


def test_each_outcome_of_an_own_policy_is_seen_in_its_unit_and_direction():
    run, nothing = runs()
    assert {
        name: (each.unit, each.good, pytest.approx(float(each.change(run, nothing)[0]), rel=1e-9))
        for name, each in OWN_OUTCOMES.items()
    } == OUTCOMES


def test_an_own_policy_is_told_by_payer_year_and_outcome(monkeypatch):
    """By hand: the city pays 1 and 3 (of it .5 from bonds), province .25, centre .5, firms 2, in 10^8 yuan."""
    run, nothing = runs()
    paid = {
        "city": (1.0, 3.0),
        "province": (0.25, 0.25),
        "centre": (0.5, 0.5),
        "insurance": (0.0, 0.0),
        "firm": (2.0, 2.0),
    }
    money = OwnMoney({name: np.array([each]) for name, each in paid.items()}, np.array([[0.5, 0.5]]))
    monkeypatch.setattr(own_module, "financed", lambda *_: (run, money))
    found = own_policy(SimpleNamespace(base=nothing, years=(2026, 2027)), None)
    assert (found.spent, found.worst_tenth) == (275e6, 275e6)
    first = {"city": 1e8, "province": 0.25e8, "centre": 0.5e8, "insurance": 0.0, "firm": 2e8}
    assert found.years[0] == YearPaid(
        2026, first, {"own": 0.5e8, "granted": 0.75e8, "bonds": 0.5e8, "others": 2e8}, 3.75e8
    )
    assert (found.years[1].year, found.years[1].total, found.years[1].pots["own"]) == (2027, 5.75e8, 2.5e8)
    assert found.job_year.value == rounded(9.5e8 / 40)
    effects = {each.outcome: each for each in found.effects}
    assert effects["employment"] == OwnEffect(
        "employment", Estimate(40.0, "person-years", (40.0, 40.0)), (rounded(40 / 950),) * 3, 1.0
    )
    assert effects["debt"].better_share == 0.0
    assert effects["debt"].amount.value == 11e8


def test_the_worst_tenth_is_the_dearest_and_an_effect_of_no_money_has_no_price(monkeypatch):
    """Twenty futures of 1 to 20 (10^8): the worst two cost 19.5 in the mean; in one of them nothing is paid."""
    run, nothing = ({name: np.repeat(each, 20, axis=0) for name, each in of.items()} for of in runs())
    city = np.arange(1.0, 21.0)[:, None] * np.ones((1, 2))
    none = np.zeros((20, 2))
    payers = {"city": city, "province": none, "centre": none, "insurance": none, "firm": none}
    on = SimpleNamespace(base=nothing, years=(2026, 2027))
    monkeypatch.setattr(own_module, "financed", lambda *_: (run, OwnMoney(payers, none)))
    found = own_policy(on, None)
    assert (found.spent, found.worst_tenth) == (10.5e8, 19.5e8)
    assert found.effects[0].per_million is not None
    city[3] = 0.0
    assert own_policy(on, None).effects[0].per_million is None
    assert sum(year.payers["city"] for year in years_paid(on, OwnMoney(payers, none))) == pytest.approx(2 * 10.3e8)


def test_units_of_money_are_told_in_the_country_s_own():
    told = {
        unit: own_unit(unit)
        for unit in (
            "yuan",
            "yuan per person",
            "10 thousand yuan",
            "100 million yuan per year",
            "persons",
            "yuan per yuan",
        )
    }
    assert told == {
        "yuan": "money", "yuan per person": "money per person", "10 thousand yuan": "money",
        "100 million yuan per year": "money per year", "persons": "persons", "yuan per yuan": "money per money",
    }  # fmt: skip


def test_sums_of_a_record_are_told_in_the_country_s_own_money():
    """By hand at four to the yuan: yuan are four, 10,000 yuan 40,000; shares, counts and what is pure stay."""
    assert in_own_money(Estimate(2.0, "yuan", (1.0, 3.0)), 4.0) == Estimate(8.0, "money", (4.0, 12.0))
    assert in_own_money(Estimate(2.0, "10 thousand yuan"), 4.0) == Estimate(80_000.0, "money")
    assert in_own_money(Estimate(2.0, "100 million yuan"), 4.0) == Estimate(8e8, "money")
    assert in_own_money(Estimate(2.0, "yuan per yuan", (1.0, 3.0)), 4.0) == Estimate(2.0, "money per money", (1.0, 3.0))
    assert in_own_money(Estimate(2.0, "persons"), 4.0) == Estimate(2.0, "persons")
    year = YearPaid(2026, {"city": 1.0}, {"own": 2.0}, 3.0)
    assert in_own_money(year, 4.0) == YearPaid(2026, {"city": 4.0}, {"own": 8.0}, 12.0)
    effect = OwnEffect("debt", Estimate(2.0, "yuan"), None, 0.5)
    assert in_own_money(effect, 4.0) == OwnEffect("debt", Estimate(8.0, "money"), None, 0.5)
    cost = DecisionCost(1.0, 2.0, 3.0, {"city": 4.0}, {"2026": 5.0}, 6.0, "s", True, trial=7.0)
    assert in_own_money(cost, 2.0) == DecisionCost(
        2.0, 4.0, 6.0, {"city": 8.0}, {"2026": 10.0}, 12.0, "s", True, "money per year", 14.0
    )


@pytest.mark.parametrize(("unit", "of_outcome", "a_million"), [("persons", 1.0, 0.25), ("yuan", 4.0, 1.0)])
def test_a_gain_for_a_million_is_of_a_million_of_the_country_s_own(unit, of_outcome, a_million):
    """At four to the yuan a million buys a quarter of the jobs, and as much money for money."""
    number = DrawnNumber(8.0, unit, (4.0, 12.0))
    fields = {
        "outcome": "jobs", "own_effect": number, "money_effect": number, "yardstick": number, "gain": number,
        "average_above": 0.1, "chance_here": 0.2, "gain_per_million": 0.3, "break_even": 3.0, "printed_most": 4.0,
        "worst_tenth": 5.0, "worst_tenth_here": 6.0, "yardstick_chance": 0.4, "yardstick_per_million": 7.0,
        "yardstick_worst_tenth": 8.0, "doses": 9.0, "extrapolated": False, "studies": 10, "trial_value": 11.0,
        "trial_cost": 12.0, "seen": 0.5,
    }  # fmt: skip
    found = in_own_money(GainRecord(**fields), 4.0)
    sums = {name: fields[name] * of_outcome for name in (
        "worst_tenth", "worst_tenth_here", "yardstick_worst_tenth", "trial_value", "trial_cost")}  # fmt: skip
    each = {name: fields[name] * a_million for name in ("gain_per_million", "yardstick_per_million")}
    told = DrawnNumber(8.0 * of_outcome, own_unit(unit), (4.0 * of_outcome, 12.0 * of_outcome))
    numbers = dict.fromkeys(("own_effect", "money_effect", "yardstick", "gain"), told)
    assert found == GainRecord(**{**fields, **sums, **each, **numbers})


@pytest.mark.parametrize("most", [3e8, 1e15])
def test_an_own_policy_is_paid_by_bonds_for_building_and_else_from_services(monkeypatch, most):
    """By hand: line i costs i + 1 without what pays for it and twice that with it, where output is twice as high too.

    What services lose stands in their line, so that the city pays what it cost it less what it saved there.
    """
    years, count = (2025, 2026, 2027), len(LINES)
    lines = np.broadcast_to(np.arange(1.0, count + 1), (1, 3, count))
    runs = []

    def evaluated(_, doses, services=None, added=None):
        runs.append((doses, services, added))
        return SimpleNamespace(
            cost=lines * len(runs), quantities={"expected_output": np.full((1, 3), 10.0 * len(runs))}, run=len(runs)
        )

    monkeypatch.setattr(own_module, "evaluate", evaluated)
    monkeypatch.setattr(own_module, "doses_of", lambda policy, given: (policy, given))
    monkeypatch.setattr(own_module, "runner", lambda ground: ground)
    monkeypatch.setattr(own_module, "OwnEffects", lambda *_: SimpleNamespace(together=lambda doses: ("added", doses)))
    monkeypatch.setattr(own_module, "paths", lambda result: result.run)
    ground = SimpleNamespace(futures=SimpleNamespace(years=years))
    path, paid = own_module.financed(SimpleNamespace(ground=ground, command=SimpleNamespace(bonds=most)), "policy")
    borrowed_for = {each.lever for each in programmes() if each.bonds}
    city = [at + 1.0 for at, line in enumerate(LINES) if line[2] == "city"]
    built = [at + 1.0 for at, line in enumerate(LINES) if line[2] == "city" and line[0] in borrowed_for]
    assert 3 < sum(built) < sum(city)
    bonds = min(sum(built), most / 1e8)
    left = sum(city) - bonds
    doses = ("policy", years)
    assert (runs[0], runs[1][0], runs[1][2]) == ((doses, None, ("added", doses)), doses, ("added", doses))
    assert runs[1][1] == pytest.approx(np.full((1, 3), -left / 10))
    assert path == 2
    assert paid.bonds == pytest.approx(np.full((1, 2), bonds))
    for payer, each in paid.by_payer.items():
        own = 2 * sum(at + 1.0 for at, line in enumerate(LINES) if line[2] == payer)
        saved = 2 * left if LINES[own_module.SERVICE_LINE][2] == payer else 0.0
        assert each == pytest.approx(np.full((1, 2), own + saved)), payer
    assert LINES[own_module.SERVICE_LINE][:2] == ("public_services_spending", "paid")
    assert list(paid.by_payer) == ["city", "province", "centre", "insurance", "firm"]
