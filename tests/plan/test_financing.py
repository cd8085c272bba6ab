"""Who pays for measures, from which pot, and that a yuan of own money is taken from ordinary services."""

import numpy as np
import pytest

from relode.plan.asked.pots import YUAN
from relode.plan.trials.bundles import trials
from relode.plan.trials.financing import Part, runs
from relode.plan.trials.measure_list import measures

BY_NAME = {each.name: each for each in measures()}


@pytest.fixture(scope="module")
def made(on):
    """A park with bonds, research with own money, and research with granted money."""
    bundles = [
        (Part(BY_NAME["cluster_support.processing"], 0.5),),
        (Part(BY_NAME["research_spending"], 0.005),),
        (Part(BY_NAME["research_spending"], 0.005, granted=True),),
    ]
    return list(runs(on, bundles))


def test_payers_and_pots_add_up_to_the_same_in_every_future_and_year(on):
    found = trials(on, [(Part(BY_NAME["renewable_build_out"], 100.0), Part(BY_NAME["early_retirement_share"], 0.5))])[0]
    payers, pots = (sum(parts.values()) for parts in (found.payers_by_year, found.pots_by_year))
    np.testing.assert_allclose(payers, pots, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(payers.sum(axis=1) * YUAN, found.cost, rtol=1e-12)
    assert (found.payers_by_year["firm"] > 0).any()


def test_own_money_is_taken_from_services_yuan_for_yuan(on, made):
    """What research costs, ordinary services lose: public spending stays, services and what they pay for fall."""
    run = made[1]
    spent = run.paid.by("city")[:, 1:]
    off = np.abs(run.paid.displaced[:, 1:] / spent - 1)
    # Displacing services changes output a little, and with it what a measure in shares of output costs.
    assert np.median(off) < 0.01
    assert off.max() < 0.1
    services, before = (
        (path["services_per_person"] * path["population"]).sum(axis=1) / 1e8 for path in (run.path, on.base)
    )
    # People who leave need fewer services too.
    ratio = (before - services) / run.paid.displaced.sum(axis=1)
    assert 0.9 < np.median(ratio) < 1.5
    assert (run.paid.bonds == 0).all()
    assert (run.paid.granted == 0).all()


def test_bonds_pay_for_building_only_and_stay_as_debt(on, made):
    park, research = made[0], made[1]
    limit = on.command.bonds / YUAN
    np.testing.assert_allclose(park.paid.bonds, np.minimum(park.paid.by("city"), limit), rtol=0.01, atol=1e-12)
    added = (park.path["debt"] - on.base["debt"])[:, -1]
    own = (research.path["debt"] - on.base["debt"])[:, -1]
    borrowed = park.paid.bonds[:, :-1].sum(axis=1)
    assert np.median(added / borrowed) == pytest.approx(1, abs=0.25)  # interest adds, and more output pays some back
    assert np.median(np.abs(own)) < 0.2 * np.median(borrowed)


def test_a_grant_pays_in_its_year_and_is_no_cost_of_the_measure(on, made):
    run = made[2]
    np.testing.assert_allclose(run.paid.granted, run.paid.by("city"), rtol=0.01, atol=1e-12)
    # What rounding leaves of sums of 10^8 yuan.
    assert np.abs(run.paid.displaced).max() < 1e-12
    assert np.abs(run.paid.by("centre")).max() < 1e-12
    del on


def test_a_grant_as_a_measure_is_spent_in_part_and_the_rest_lowers_debt(on):
    run = next(runs(on, [(Part(BY_NAME["central_transfer"], 2.0, granted=True),)]))
    given = run.paid.by("centre").sum(axis=1)
    np.testing.assert_allclose(run.paid.lines.sum(axis=(1, 2)), given, rtol=1e-12)
    lowered = (on.base["debt"] - run.path["debt"])[:, -1]
    assert (run.path["employment"] - on.base["employment"]).sum(axis=1).max() > 0
    assert 0 < np.median(lowered) < np.median(given)


def test_granted_money_makes_more_jobs_than_money_taken_from_services(on, made):
    own, given = ((run.path["employment"] - on.base["employment"]).sum(axis=1) for run in made[1:])
    # Rounds of spending may be negative: there money from outside loses jobs.
    assert (given > own).mean() > 0.8
