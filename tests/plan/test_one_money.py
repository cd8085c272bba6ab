"""What if and a plan tell one money: cost, payers and the sign of debt of every lever, three cities in turn."""

from itertools import cycle

import numpy as np
import pytest

from relode.decisions.accounts import CityAccounts
from relode.decisions.money_account import AccountRequest
from relode.decisions.programme_decisions import pay_share
from relode.decisions.programmes import programmes
from relode.horizon import FIRST_PLAN_YEAR as FIRST
from relode.model.policy.costs import LINES
from relode.model.policy.levers import PAYERS, SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_file import LeverStep, Policy
from relode.places import find
from relode.plan.simulations.simulation import doses_of
from relode.plan.simulations.what_if import asked, what_if
from relode.plan.trials.evaluate import evaluate

UNTIL, MONEY = 2035, 1e8
YEARS = UNTIL - FIRST + 1
CITIES = ("hegang", "yulin-shaanxi", "baotou")
FORGONE = {"tax_relief", "extraction_cut", "windfall_saving_share"}
"""Levers whose money is not spent: revenue forgone, and what is laid by."""


def policy(lever, part):
    """One lever at a part of its largest dose in all years."""
    step = LeverStep(lever, FIRST, 2050, part * levers()[lever].upper, sector(lever))
    return Policy("test", "t", "t", "d", "d", (step,))


def sector(lever):
    return SUBSIDISED_SECTORS[1] if levers()[lever].by_sector else ""


@pytest.fixture(scope="module")
def cities(ground):
    return {name: asked(ground, find(name)) for name in CITIES}


@pytest.mark.slow
@pytest.mark.parametrize(("lever", "name"), [*zip(levers(), cycle(CITIES))])
def test_every_lever_costs_each_payer_in_what_if_what_its_lines_in_a_plan_say(cities, lever, name):
    """A plan adds up the lines of cost by payer, whatever the money is called; so does what if."""
    city, policy_ = cities[name], policy(lever, 0.3)
    years = np.asarray(city.own.futures.years)
    found, doses = what_if(city, policy_, UNTIL), doses_of(policy_, years)
    planned = evaluate(city.own, doses, added=city.own_effects.together(doses))
    lines = planned.cost[:, (years >= FIRST) & (years <= UNTIL)].mean(axis=1)
    for payer in PAYERS:
        of_plan = lines[:, [line[2] == payer for line in LINES]].sum(axis=1)
        told = found.paid[payer].value if payer in found.paid else 0.0
        assert told == pytest.approx(np.median(of_plan), rel=1e-6, abs=1e-9), payer
    if lever in FORGONE and np.median(lines) > 0:
        assert found.cost.value > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lever", "name"), [*zip([each.lever for each in programmes() if each.outcome != "need"], cycle(CITIES))]
)
def test_a_programme_at_its_dose_has_the_same_payers_and_sign_of_debt_in_its_account(cities, lever, name):
    """The dose that costs as much in what if: the account is asked for that sum, paid with bonds as what if borrows.
    Signs are those of money owed for the money alone: what a lever does of its own may bring in more than it costs.
    """
    city, set_ = cities[name], policy(lever, 0.3)
    years = np.asarray(city.own.futures.years)
    found = what_if(city, set_, UNTIL)
    yuan = sum(each.value for each in found.paid.values()) * MONEY
    outcome = next(each.outcome for each in programmes() if each.lever == lever)
    request = AccountRequest(lever, sector(lever), outcome, yuan, pay_share(lever), "bonds", FIRST, UNTIL, UNTIL)
    accounts = CityAccounts(city.own, 1)
    run = accounts.run(request)
    others = {name for name, each in run.money.by_payer.items() if name not in ("city", "centre") and each.any()}
    assert {name for name, each in found.paid.items() if name != "city" and each.value > 0} == others
    borrowed, total = (np.median(each[:, :YEARS].sum(axis=1)) for each in (run.money.issued, run.money.total))
    assert borrowed / total == pytest.approx(found.cost.value * MONEY / yuan, abs=0.02)
    owed, nothing = (evaluate(city.own, each).quantities["debt"] for each in (doses_of(set_, years), {}))
    assert np.median((owed - nothing)[:, years == UNTIL]) > 0
    assert np.median(run.more(accounts.nothing, "debt")[:, YEARS - 1]) > 0
