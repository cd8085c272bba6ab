"""The user's own policy: who pays for it, from which pot, and that own money is taken from ordinary services."""

import numpy as np
import pytest

from relode.model.policy.policy_file import LeverStep, Policy
from relode.plan.asked.pots import YUAN
from relode.plan.making.own_policy import OWN_OUTCOMES, OwnMoney, financed, own_policy, years_paid


def policy(*steps):
    """A policy of levers at a dose from 2026 to 2035."""
    return Policy(
        "own", "", "", "", "", tuple(LeverStep(name, 2026, 2035, dose, sector, 2) for name, sector, dose in steps)
    )


@pytest.fixture(scope="module")
def research(on):
    return financed(on, policy(("research_spending", "", 0.005)))


@pytest.fixture(scope="module")
def park(on):
    return financed(on, policy(("cluster_support", "processing", 0.5)))


def test_what_research_costs_is_taken_from_services(on, research):
    path, paid = research
    services, before = (
        (each["services_per_person"] * each["population"]).sum(axis=1) / 1e8 for each in (path, on.base)
    )
    # People who leave need fewer services too.
    assert 0.9 < np.median((before - services) / paid.by_payer["city"].sum(axis=1)) < 1.5
    assert (paid.bonds == 0).all()


@pytest.fixture(scope="module")
def bonus(on):
    """A lever whose money is all that moves the city: no study tells a gain of its own."""
    return financed(on, policy(("talent_subsidy", "", 1.0)))


def test_bonds_pay_for_building_only_and_stay_as_debt(on, park, bonus):
    (path, paid), limit = park, on.command.bonds / YUAN
    np.testing.assert_allclose(paid.bonds, np.minimum(paid.by_payer["city"], limit), rtol=0.01, atol=1e-12)
    added, own = ((each["debt"] - on.base["debt"])[:, -1] for each in (path, bonus[0]))
    borrowed = paid.bonds[:, :-1].sum(axis=1)
    assert np.median(added / borrowed) == pytest.approx(1, abs=0.25)  # interest adds, and more output pays some back
    assert np.median(np.abs(own)) < 0.2 * np.median(borrowed)


def test_a_grant_is_paid_by_the_centre_and_spent(on):
    path, paid = financed(on, policy(("central_transfer", "", 2.0)))
    assert (paid.by_payer["centre"] > 0).any()
    granted = paid.by_payer["centre"].sum(axis=1)
    assert np.median(np.abs(on.base["debt"] - path["debt"])[:, -1] / granted) < 0.1
    assert (path["employment"] - on.base["employment"]).sum(axis=1).max() > 0


def test_payers_and_pots_of_a_year_add_up_to_the_cent(on, park):
    for year in years_paid(on, park[1]):
        total = round(100 * year.total)
        assert sum(round(100 * yuan) for yuan in year.payers.values()) == total
        assert sum(round(100 * yuan) for yuan in year.pots.values()) == total


def test_pots_by_hand():
    """Of 10 by the city 4 are bonds: 6 are own; centre and province are granted, firms and insurance others."""
    payers = {"city": 10.0, "province": 1.0, "centre": 2.0, "insurance": 3.0, "firm": 4.0}
    money = OwnMoney({name: np.full((1, 1), yuan) for name, yuan in payers.items()}, np.full((1, 1), 4.0))
    assert {name: float(each[0, 0]) for name, each in money.pots.items()} == {
        "own": 6.0, "granted": 3.0, "bonds": 4.0, "others": 7.0,
    }  # fmt: skip


def test_outcomes_by_hand():
    """Two years: 10 and 30 more jobs are 40 job-years; a gap that grows by 1 and 3 hundred million is 200 M a year."""
    nothing = {
        "employment": np.array([[100.0, 100.0]]), "public_spending": np.array([[5.0, 5.0]]),
        "public_receipts": np.array([[4.0, 4.0]]), "housing_vacancy": np.array([[0.2, 0.3]]),
    }  # fmt: skip
    run = {
        "employment": np.array([[110.0, 130.0]]), "public_spending": np.array([[6.0, 8.0]]),
        "public_receipts": np.array([[4.0, 4.0]]), "housing_vacancy": np.array([[0.2, 0.25]]),
    }  # fmt: skip
    seen = {
        name: float(OWN_OUTCOMES[name].change(run, nothing)[0]) for name in ("employment", "budget_gap", "empty_homes")
    }
    assert seen == pytest.approx({"employment": 40.0, "budget_gap": 2e8, "empty_homes": -0.05})
    assert OWN_OUTCOMES["empty_homes"].good == -1


def test_the_record_tells_spending_effects_and_the_price_of_a_job_year(on):
    found = own_policy(on, policy(("research_spending", "", 0.005)))
    assert [each.outcome for each in found.effects] == list(OWN_OUTCOMES)
    assert found.spent == pytest.approx(sum(year.total for year in found.years) / len(found.years), abs=1)
    assert found.worst_tenth >= found.spent > 0
