"""Who pays a yuan and when, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.money_account import AccountRequest
from relode.decisions.money_paths import course, debt_service, money_path, parts
from relode.errors import RelodeError
from relode.model.parameters import prior_draws
from relode.model.policy.levers import ORDINARY, PAY, SPLIT_ROWS

YEARS = tuple(range(2026, 2034))
RATE = np.full((2, len(YEARS)), 0.05)


def request_of(**changed):
    values = {"lever": "schooling_spending", "sector": "", "outcome": "jobs", "yuan": 3e8, "pay_share": 0.5,
              "pot": "own", "first": 2026, "last": 2029, "horizon": 2033}  # fmt: skip
    return AccountRequest(**{**values, **changed})


@pytest.fixture(scope="module")
def params():
    return prior_draws(2, 1)


def path_of(params, uses=None, **changed):
    return money_path(request_of(**changed), params, RATE, YEARS, 1, uses)


def test_the_full_sum_is_there_in_the_third_year():
    """A third, two thirds, all, all, and nothing once it ended."""
    assert course(request_of(), YEARS) == pytest.approx([1 / 3, 2 / 3, 1, 1, 0, 0, 0, 0])


def test_bonds_are_repaid_with_interest():
    """100 over two years at 5 %: 50 + 5, then 50 + 2.5, and nothing is owed."""
    issued = np.zeros((1, 4))
    issued[0, 0] = 100.0
    service, owed, after = debt_service(issued, RATE[:1, :4], np.array([2.0]))
    assert service[0] == pytest.approx([0, 55, 52.5, 0])
    assert owed[0] == pytest.approx([100, 50, 0, 0])
    assert after == pytest.approx([0])


def test_what_falls_due_after_the_last_year_is_told():
    """100 issued in the last year, over four years at 5 %: 25 + 5 in the year after."""
    issued = np.array([[0.0, 100.0]])
    assert debt_service(issued, RATE[:1, :2], np.array([4.0]))[2] == pytest.approx([30.0])


def test_the_rest_beside_pay_keeps_its_proportions(params):
    row = ("schooling_spending", "paid")
    split = np.asarray(params.split)[:, SPLIT_ROWS.index(row)]
    shares = parts(params, row, 0.25)
    assert shares[:, PAY] == pytest.approx(0.25)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert shares[:, 1] / shares[:, 2] == pytest.approx(split[:, 1] / split[:, 2])


def test_a_row_that_is_pay_alone_leaves_the_place_with_its_rest(params):
    row = ("schooling_spending", "paid")
    split = np.zeros_like(np.asarray(params.split))
    split[:, SPLIT_ROWS.index(row), PAY] = 1.0
    rest = parts(replace(params, split=split), row, 0.25)
    assert rest[:, -1] == pytest.approx(0.75)
    assert np.delete(rest, PAY, axis=1)[:, :-1] == pytest.approx(0.0)


def test_own_money_is_no_new_money(params):
    """3 a year are spent, and 3 are taken from ordinary services; the posts stay after 2029, at 1.5 a year."""
    path = path_of(params)
    assert path.spent.sum(axis=2) == pytest.approx(0.0)
    assert path.outlays == pytest.approx(0.0)
    assert path.by_payer["city"][0] == pytest.approx([1, 2, 3, 3, 1.5, 1.5, 1.5, 1.5])
    assert path.after == pytest.approx(1.5)


def test_own_money_takes_what_services_are_made_of(params):
    path = path_of(params)
    taken = np.asarray(params.split)[:, SPLIT_ROWS.index((ORDINARY, "services"))]
    made = parts(params, ("schooling_spending", "paid"), 0.5)
    assert path.spent[:, 3] == pytest.approx(3 * made - 3 * taken)


def test_a_grant_ends_and_its_posts_are_paid_with_own_money(params):
    path = path_of(params, pot="granted")
    assert path.by_payer["centre"][0] == pytest.approx([1, 2, 3, 3, 0, 0, 0, 0])
    assert path.by_payer["city"][0] == pytest.approx([0, 0, 0, 0, 1.5, 1.5, 1.5, 1.5])
    assert path.spent.sum(axis=2)[0] == pytest.approx([1, 2, 3, 3, 0, 0, 0, 0])


def test_a_yardstick_has_the_same_money_payers_and_share_of_pay(params):
    measure, yardstick = path_of(params, pot="granted"), path_of(params, "services", pot="granted")
    for name, paid in measure.by_payer.items():
        assert np.array_equal(paid, yardstick.by_payer[name])
    assert yardstick.spent[..., PAY] == pytest.approx(measure.spent[..., PAY])
    assert not np.allclose(yardstick.spent, measure.spent)


def test_firms_pay_their_part_of_plants_whatever_the_pot(params):
    path = path_of(params, lever="renewable_build_out", pay_share=0.0)
    city = 1 - path.by_payer["firm"][:, 3] / 3
    assert np.array_equal(path_of(params, lever="renewable_build_out", pot="granted").by_payer["firm"],
                          path.by_payer["firm"])  # fmt: skip
    assert path.by_payer["city"][:, 3] == pytest.approx(3 * city)


@pytest.mark.parametrize(
    "changed",
    [{"lever": "tax_relief"}, {"lever": "spaceport"}, {"first": 2020}, {"horizon": 2050}, {"pay_share": 1.2},
     {"yuan": 0.0}, {"yuan": float("nan")}, {"last": 2025}],
)  # fmt: skip
def test_a_request_that_cannot_be_run_is_refused(params, changed):
    with pytest.raises(RelodeError, match=next(iter(changed)) if "last" not in changed else "first"):
        path_of(params, **changed)
