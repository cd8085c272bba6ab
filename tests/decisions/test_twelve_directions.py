"""What a finance bureau expects of the accounts of its city, in real cities: twelve directions."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.account_runs import increments
from relode.decisions.accounts import CityAccounts
from relode.decisions.money_account import AccountRequest
from relode.model.results import arrays_of_one_city
from relode.model.sector_list import SECTORS

GRANTED = AccountRequest("schooling_spending", "", "jobs", 1e8, 0.6, "granted", 2026, 2030, 2035)
DURING, AFTER = slice(0, 5), slice(5, None)


@pytest.fixture(scope="session")
def grant(city, yuan):
    """A granted sum of schooling that ends in 2030."""
    return city.run(replace(GRANTED, yuan=yuan))


@pytest.fixture(scope="session")
def bonds(city, yuan):
    """Works paid by bonds."""
    return city.run(replace(GRANTED, lever="connectivity_spending", pot="bonds", yuan=yuan, pay_share=0.0))


@pytest.fixture(scope="session")
def nothing_set(city):
    """The city with no lever set, as levers are run."""
    return levered(city, {})


def levered(city: CityAccounts, doses):
    """Money of a city under levers from the first year of plans on, name -> (future, year)."""
    years = np.array(city.here.futures.years)
    set_doses = {name: dose * (years >= 2026)[(...,) + (None,) * np.ndim(dose)] for name, dose in doses.items()}
    values = arrays_of_one_city(city.here, set_doses, ("budget_revenue", "debt", "paid_by_city_for_subsidy"))
    return {name: each[:, years >= 2026] for name, each in values.items()}


def test_closing_mines_does_not_improve_the_budget(city, nothing_set):
    """Less revenue in every future; what services of those who leave would have cost does not make it good."""
    closed = levered(city, {"extraction_cut": 0.5})
    assert (closed["budget_revenue"].sum(axis=1) <= nothing_set["budget_revenue"].sum(axis=1)).all()
    assert (closed["debt"] - nothing_set["debt"])[:, -1].mean() > 0


def test_a_tax_cut_costs(city, nothing_set):
    """A tenth of general taxes forgone is missing, whatever firms make of it."""
    cut = levered(city, {"tax_relief": 0.1})
    lost = 1 - cut["budget_revenue"] / nothing_set["budget_revenue"]
    assert (lost[:, 1:] > 0).all()
    assert np.median(lost[:, -1]) > 0.05


def test_hiring_raises_the_bill_of_the_next_year(city, yuan):
    """Posts filled to 2030 are on the bill of 2031, and that year's services make room for them."""
    run = city.run(replace(GRANTED, pot="own", yuan=yuan))
    account = city([replace(GRANTED, pot="own", yuan=yuan)])[0]
    assert account.after == pytest.approx(0.6 * yuan)
    assert run.money.displaced[:, 5] == pytest.approx(0.6 * yuan / 1e8)


def test_a_grant_ends_and_the_bill_stays(city, grant, yuan):
    """The centre pays nothing more after 2030; the city pays the posts, and its ordinary services shrink by them."""
    centre, own = grant.money.by_payer["centre"], grant.money.by_payer["city"]
    assert (centre[:, DURING] > 0).all()
    assert (centre[:, AFTER] == 0).all()
    assert (own[:, DURING] == 0).all()
    assert own[:, AFTER] == pytest.approx(0.6 * yuan / 1e8)
    assert (grant.more(city.nothing, "transfer")[:, DURING].mean(axis=0) > 0).all()


def test_debt_issued_is_repaid_with_interest(city, bonds):
    """What is paid and still owed is all that was issued, and more by the interest on it."""
    paid = bonds.money.by_payer["city"].sum(axis=1)
    issued, owed = bonds.money.issued.sum(axis=1), bonds.money.owed
    rate = np.asarray(city.snapshot.exogenous.interest_rate)
    interest = (rate[:, 1:] * owed[:, :-1]).sum(axis=1)
    assert paid == pytest.approx(issued - owed[:, -1] + interest)
    assert (np.diff(owed[:, AFTER], axis=1) < 0).all()


def test_land_is_sold_once(city):
    """Income of one year lowers debt by itself in that year, and no later year takes in as much again for it."""
    sale = 0.01 * city.nothing.values["output"]
    sale[:, 1:] = 0.0
    run = city.runs([replace(increments(city.snapshot, city.money(GRANTED)), spent=np.zeros_like(spent_of(city)),
                             outlays=np.zeros_like(sale)[..., None], granted=sale[..., None])])[0]  # fmt: skip
    came = sum(run.more(city.nothing, name) for name in ("revenue", "land_revenue", "transfer"))
    assert came[:, 0] == pytest.approx(sale[:, 0], rel=1e-6)
    assert (np.abs(came[:, 1:].sum(axis=1)) < 0.1 * sale[:, 0]).all()


def spent_of(city):
    """Money of the grant by where it arrives, as increments have it."""
    return increments(city.snapshot, city.money(GRANTED)).spent


def test_a_subsidy_open_to_all_costs_more_with_more_takers(city):
    """The same rate costs by the capital that gets it: two sectors more than one, and all years what it is of them."""
    table = np.zeros(len(SECTORS))
    at = [SECTORS.index(name) for name in ("processing", "other_manufacturing")]
    costs = []
    for some in (at[:1], at):
        rates = table.copy()
        rates[some] = 0.01
        costs.append(levered(city, {"subsidy": rates})["paid_by_city_for_subsidy"])
    assert (costs[0] > 0).all()
    assert (costs[1] > 1.01 * costs[0]).all()


def test_demolition_does_not_raise_revenue(city, yuan):
    """Taking homes down with own money: no tax and no land income comes of it."""
    run = city.run(replace(GRANTED, lever="demolition_rate", pot="own", yuan=yuan, pay_share=0.02, last=2035))
    more = run.more(city.nothing, "revenue") + run.more(city.nothing, "land_revenue")
    assert more.mean() <= 0


def test_a_transfer_raises_spending_and_not_own_revenue(city, yuan):
    """A granted yuan is spent in full; of it own revenue gains less than a fifth, by the tax on what it buys."""
    run = city.run(replace(GRANTED, yuan=yuan, last=2035), "services")
    granted = run.money.granted
    assert run.more(city.nothing, "outlays") == pytest.approx(granted)
    assert run.more(city.nothing, "transfer").sum() == pytest.approx(granted.sum(), rel=0.15)
    assert np.median(run.more(city.nothing, "revenue").sum(axis=1) / granted.sum(axis=1)) < 0.2


def test_pension_relief_shifts_the_payer(city, yuan):
    """Allowances of those placed are paid by insurance in full, not by the city; who is paid gets the same."""
    placed = city.run(replace(GRANTED, lever="early_retirement_share", pay_share=0.0, pot="own", yuan=yuan))
    by_city = city.run(replace(GRANTED, lever="talent_subsidy", pay_share=0.0, pot="own", yuan=yuan))
    assert placed.money.by_payer["insurance"] == pytest.approx(by_city.money.by_payer["city"])
    assert (placed.money.by_payer["city"] == 0).all()
    assert placed.money.total == pytest.approx(by_city.money.total)
    assert (placed.more(city.nothing, "outlays") == 0).all()


def test_room_for_bonds_that_is_used_is_gone(city, bonds):
    """Debt is higher by what is owed, and the city builds no more by itself for it."""
    more = bonds.more(city.nothing, "debt")
    owed = bonds.money.owed[:, :-1]
    assert (more[:, 1:].mean(axis=0) > 0).all()
    assert np.median(more[:, 1:] / owed) == pytest.approx(1, abs=0.15)
    assert bonds.more(city.nothing, "works").mean() < 0.02 * bonds.money.issued.mean()


def test_own_money_displaces_services(city, yuan):
    """What is spent on schooling is taken from ordinary services yuan for yuan: debt and outlays stay."""
    run = city.run(replace(GRANTED, pot="own", yuan=yuan, pay_share=0.45))
    assert run.money.displaced == pytest.approx(run.money.total)
    assert (run.more(city.nothing, "outlays") == 0).all()
    assert np.abs(run.more(city.nothing, "debt")).max() < 0.1 * run.money.total.sum(axis=1).max()
