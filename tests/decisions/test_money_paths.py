"""Who pays a yuan and when, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.money_account import AccountRequest
from relode.decisions.money_paths import (
    check,
    course,
    debt_service,
    drawn_years,
    has_other_payers,
    money_path,
    parts,
)
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


def test_bonds_run_from_seven_to_twenty_years_most_of_them_twelve():
    terms = drawn_years(4000, 1)
    assert 7 <= terms.min() < 8
    assert 19 < terms.max() <= 20
    assert terms.mean() == pytest.approx((7 + 12 + 20) / 3, abs=0.2)


def test_the_last_part_of_a_bond_is_the_rest_of_its_term():
    """90 over a year and a half without interest: two thirds of it after a year, a third after two."""
    issued = np.array([[90.0, 0.0, 30.0, 0.0]])
    service, owed, after = debt_service(issued, np.zeros((1, 4)), np.array([1.5]))
    assert service[0] == pytest.approx([0, 60, 30, 20])
    assert owed[0] == pytest.approx([90, 30, 30, 10])
    assert after == pytest.approx([10])


def test_interest_of_each_year_is_on_what_was_owed_before():
    service, _, after = debt_service(np.array([[100.0, 0.0, 0.0]]), np.array([[0.5, 0.1, 0.2]]), np.array([4.0]))
    assert service[0] == pytest.approx([0, 25 + 10, 25 + 15])
    assert after == pytest.approx([25 + 10])


def test_money_of_bonds_by_hand(params):
    """One, two and three of 3 a year are borrowed; what they cost and the posts that stay displace services."""
    path = path_of(params, pot="bonds", lever="connectivity_spending", pay_share=0.25)
    service, owed, coming = debt_service(path.issued, RATE, drawn_years(2, 1))
    assert path.issued[0] == pytest.approx([1, 2, 3, 3, 0, 0, 0, 0])
    stays = np.array([0, 0, 0, 0, 0.75, 0.75, 0.75, 0.75])
    np.testing.assert_allclose(path.displaced, service + stays)
    np.testing.assert_allclose(path.total, path.issued + stays)
    np.testing.assert_allclose(path.outlays, path.issued + stays - path.displaced)
    np.testing.assert_allclose(path.owed, owed)
    np.testing.assert_allclose(path.after, 0.75 + coming)
    np.testing.assert_array_equal(path.by_payer["city"], path.displaced)
    assert not path.granted.any()
    assert not path.by_payer["centre"].any()
    taken = np.asarray(params.split)[:, SPLIT_ROWS.index((ORDINARY, "services"))]
    made = parts(params, ("connectivity_spending", "paid"), 0.25)
    expected = path.issued[..., None] * made[:, None] - path.displaced[..., None] * taken[:, None]
    expected[..., PAY] += stays
    np.testing.assert_allclose(path.spent, expected)


def test_what_is_laid_by_is_spent_by_nobody_and_leaves_no_post(params):
    path = path_of(params, lever="windfall_saving_share", pot="granted", pay_share=0.5)
    assert path.spent[:, 3, :-1] == pytest.approx(0.0)
    assert path.spent[:, 3, -1] == pytest.approx(3.0)
    assert path.after == pytest.approx(0.0)
    assert path.spent.shape[-1] == 5
    yardstick = path_of(params, "services", lever="windfall_saving_share", pot="granted", pay_share=0.5)
    assert yardstick.spent[:, 3, PAY] == pytest.approx(1.5)


def test_pensions_of_closed_mines_are_paid_by_insurance(params):
    path = path_of(params, lever="early_retirement_share", pot="granted", pay_share=0.0)
    assert path.by_payer["insurance"][0] == pytest.approx([1, 2, 3, 3, 0, 0, 0, 0])
    assert path.by_payer["city"] == pytest.approx(0.0)
    assert path.granted == pytest.approx(0.0)
    assert [has_other_payers(lever) for lever in ("early_retirement_share", "renewable_build_out", "subsidy")] == [
        True, True, False,
    ]  # fmt: skip


def test_works_are_made_of_what_public_works_are(params):
    path = path_of(params, "works", pot="granted", pay_share=0.2)
    made = parts(params, (ORDINARY, "public_investment"), 0.2)
    np.testing.assert_allclose(path.spent[:, 3], 3 * made)


@pytest.mark.parametrize(
    "changed", [{"pay_share": 0.0}, {"pay_share": 1.0}, {"yuan": 0.5}, {"first": 2033, "last": 2033}, {"horizon": 2026},
                {"lever": "windfall_saving_share"}],
)  # fmt: skip
def test_a_request_is_taken_at_its_limits(changed):
    check(request_of(**changed), YEARS)


def test_what_is_wrong_with_a_request_is_told_with_its_years():
    with pytest.raises(RelodeError) as refused:
        check(request_of(first=2025, pay_share=-0.1), YEARS)
    assert refused.value.values == {"wrong": "first 2025, pay_share -0.1", "first": 2026, "last": 2033}
    for wrong in ({"horizon": 2034}, {"horizon": 2025}, {"pay_share": 1.1}, {"yuan": -1.0}):
        with pytest.raises(RelodeError):
            check(request_of(**wrong), YEARS)
