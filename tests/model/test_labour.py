"""M4: who is out of work, and what wages do about it."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.sectors import labour


def log_wage_next(log_wage, unemployment, *, unfilled=0.0, to_scarcity=0.0, to_norm=0.0, per_worker=0.0, curve=-0.1):
    filled = jnp.exp(-unfilled)
    return labour.log_wage_next(
        log_wage, 1.0, filled, 1.0, to_scarcity, per_worker, log_wage, 0.0, 0.0, unemployment, 0.05, curve, to_norm
    )  # fmt: skip


def test_a_wage_stays_where_as_many_jobs_are_filled_as_at_the_opening_and_rises_where_more_stay_empty():
    assert float(log_wage_next(0.3, 0.05, to_scarcity=0.3, to_norm=0.0)) == pytest.approx(0.3, abs=1e-15)
    assert float(log_wage_next(0.3, 0.05, unfilled=0.1, to_scarcity=0.3)) == pytest.approx(0.33, abs=1e-12)


def test_a_wage_that_only_answers_the_norm_settles_on_the_wage_curve():
    log_wage = jnp.asarray(0.0)
    for _ in range(300):
        log_wage = log_wage_next(log_wage, 0.10, to_norm=0.15, per_worker=0.02)
    assert float(log_wage) == pytest.approx(0.02 - 0.1 * np.log(0.101 / 0.051), rel=1e-12)


def test_a_wage_rises_with_the_nations_while_nothing_else_changes():
    grown = labour.log_wage_next(1.0, 1.0, 1.0, 1.0, 0.3, 0.0, 0.0, 0.04, 0.0, 0.05, 0.05, -0.1, 0.15)
    assert float(grown) == pytest.approx(1.04, rel=1e-15)


def displaced(now, lost=0.0, again=0.15, unemployment=0.06, moving=0.0):
    return labour.displaced_workers_next(now, lost, 0.25, 0.05, again, unemployment, moving)


def test_former_miners_find_work_at_a_constant_rate_once_layoffs_end():
    now = 3.0
    for _ in range(10):
        now = displaced(now)
    assert float(now) == pytest.approx(3 * (1 - 0.15 * 0.94) ** 10, rel=1e-13)


def test_work_found_again_and_moving_away_shorten_the_queue_and_early_retirement_thins_it():
    assert displaced(3.0, 1.0, again=0.2) < displaced(3.0, 1.0)
    assert displaced(3.0, 1.0, moving=0.03) == pytest.approx(0.97 * displaced(3.0, 1.0), rel=1e-14)
    assert displaced(0.0, 1.0) == pytest.approx(0.7 * (1 - 0.15 * 0.94), rel=1e-14)


def test_the_early_retired_look_for_no_work_and_grow_old():
    assert float(labour.able_people(80.0, 35.0, 20.0, 0.25, 0.0)) == pytest.approx(120, rel=1e-15)
    assert float(labour.able_people(80.0, 35.0, 0.0, 0.25, 0.0)) == pytest.approx(115, rel=1e-15)
    assert float(labour.able_people(80.0, 35.0, 20.0, 0.25, 0.9)) == pytest.approx(120 - 0.9, rel=1e-4)
    now = 2.0
    for _ in range(9):
        now = labour.early_retired_next(now, 0.0, 0.25, 0.05, 0.12, 0.0)
    assert now == pytest.approx(2 * 0.88**9, rel=1e-13)
    assert labour.early_retired_next(0.0, 1.0, 0.25, 0.05, 0.0, 0.0) == pytest.approx(0.3)
    assert labour.early_retired_next(1.0, 0.0, 0.25, 0.05, 0.0, 0.1) == pytest.approx(0.9)


def test_people_at_hand_are_all_who_could_work_but_those_never_hired_and_the_displaced():
    assert float(labour.labour_at_hand(10.0, 0.0, 0.0, 1.0, 0.3)) == pytest.approx(10)
    assert float(labour.labour_at_hand(10.0, 0.0, 0.0, 0.5, 0.3)) == pytest.approx(8.5)
    few = labour.labour_at_hand(10.0, 0.04, 0.06, 0.5, 0.3)
    assert float(few) == pytest.approx(0.85 * 9.9, rel=1e-4)  # (B / N_A)^2 / 2
    assert 0 <= float(labour.labour_at_hand(10.0, 1e3, 0.0, 0.5, 0.3)) < 1e-9


def test_who_has_just_lost_work_looks_for_it_and_gives_up_in_time():
    usual = labour.looking_share(0.2, 1.5, 0.0, 0.0, 5.0, 0.0)
    assert float(usual) == pytest.approx(0.2, rel=1e-15)
    fresh = labour.looking_share(0.2, 1.5, 0.1, 0.0, 5.0, 0.0)
    assert float(fresh) == pytest.approx(1 / (1 + 4 * np.exp(-0.15)), rel=1e-14)
    used_to = 0.0
    for _ in range(200):
        used_to = labour.accustomed_non_employment_next(used_to, 0.1, 0.2)
    assert float(labour.looking_share(0.2, 1.5, 0.1, used_to, 5.0, 0.0)) == pytest.approx(0.2, rel=1e-12)
    assert labour.accustomed_non_employment_next(0.0, 0.0, 0.2) == 0


def test_more_look_for_work_where_it_is_paid_better():
    # An elasticity of participation of about a quarter: one per cent of wage, some five per cent more lookers.
    better = labour.looking_share(0.2, 1.5, 0.0, 0.0, 5.0, 0.01)
    assert 0.03 < float(better) / 0.2 - 1 < 0.05


def test_nobody_looking_and_everybody_looking_bound_the_labour_force():
    assert labour.labour_force(8.0, 10.0, 0.0) == 8
    assert labour.labour_force(8.0, 10.0, 1.0) == 10


def test_mines_that_want_more_lay_off_nobody_and_others_what_they_give_up():
    change = jnp.array([0.5, 1e-9, 0.0, -0.001, -0.5, -50.0])
    lost = labour.mining_jobs_lost(2.0, change, 1.0)
    assert (np.asarray(lost[:3]) == 0).all()
    np.testing.assert_allclose(lost[3:], -2 * np.expm1(change[3:]), atol=2e-3)
    np.testing.assert_allclose(labour.mining_jobs_lost(2.0, change[3:], 0.0), -2 * np.expm1(change[3:]), rtol=1e-8)
    slopes = jax.vmap(jax.grad(lambda x: labour.mining_jobs_lost(2.0, x, 1.0)))(change)
    assert bool(jnp.isfinite(slopes).all())


def test_all_employed_means_no_unemployment_and_all_income_is_counted():
    assert labour.unemployment_rate(8.0, 8.0) == 0
    assert labour.household_income(5.0, 0.5, 2.0, 1.0) == 8.5
