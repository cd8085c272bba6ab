"""M4. Who is out of work, and what wages do about it."""

import jax.numpy as jnp

from relode.model.state import Cities, Scalar


def labour_force(participation: Cities, low_skilled: Cities, high_skilled: Cities, early_retired: Cities) -> Cities:
    """People who work or look for work: a place's own share of adults, less the early retired. [10^4 persons]

    Equation: a_F = f (n_l + n_h)
        F = a_F exp(-E_r / a_F)

    Close to a_F - E_r while the early retired are few, and never below 0.

    Source: assumption.
    Limits: nobody retired early: f (n_l + n_h).
    """
    able = participation * (low_skilled + high_skilled)
    return able * jnp.exp(-early_retired / able)


def mining_jobs_lost(mining_employment: Cities, log_desired_change: Cities, smoothing: Scalar) -> Cities:
    """Miners laid off in a year: jobs of last year times the share that mines give up. [10^4 persons/yr]

    Equation: X_m = L_p max(1 - j_m, 0)

    Without a kink: x = max(1 - j_m, 0) enters as x^2 / (x + .001), which is never below 0.

    Source: assumption.
    Limits: mines want as many or more: 0; smoothing 0: the kink itself.
    """
    given_up = jnp.maximum(-jnp.expm1(log_desired_change), 0)
    return mining_employment * jnp.square(given_up) / (given_up + 1e-3 * smoothing + 1e-12)


def labour_at_hand(labour_force: Cities, displaced_workers: Cities, mining_jobs_lost: Cities, most: Cities) -> Cities:
    """People who can be hired: the labour force without the displaced, less those between jobs. [10^4 persons]

    Equation: N_L = k_F F exp(-(B + X_m) / F)

    Close to k_F (F - B - X_m) while they are few, and never below 0: who is laid off this year finds no other work
    in it.

    Source: assumption.
    Limits: nobody displaced: k_F F.
    """
    return most * labour_force * jnp.exp(-(displaced_workers + mining_jobs_lost) / labour_force)


def unemployment_rate(employed: Cities, labour_force: Cities) -> Cities:
    """Share of the labour force without work. [0-1]

    Equation: u = 1 - L_E / F

    Limits: all employed: 0.
    """
    return 1 - employed / labour_force


def log_wage_next(
    log_wage: Cities,
    labour_demand: Cities,
    labour_force: Cities,
    labour_slack: Cities,
    demand_response: Scalar,
    log_output_per_worker_gain: Cities,
    log_wage_gain: Cities,
    national_growth: Scalar,
    wage_drift: Scalar,
    unemployment_rate: Cities,
    unemployment_opening: Cities,
    wage_curve: Scalar,
    norm_response: Scalar,
) -> Cities:
    """Log wage at the end of the year. [ln 10^4 yuan/yr]

    Equation: gap_w = y~ + d_w + psi_u ln((u + .001) / (u_0 + .001)) - w~
        ln w' = ln w + g_n + lambda_w ln(D_L / (k_D F)) + lambda_n gap_w

    A wage rises with the nation's, faster where firms look for more people than at the opening, and comes back to
    output per worker and the wage curve.

    Source: blanchflower1994.
    Limits: lambda_n = 0: at rest only when demand is slack as at the opening; lambda_w = 0: a wage curve.
    """
    tightness = jnp.log(labour_demand / (labour_force * labour_slack))
    slack = wage_curve * jnp.log((unemployment_rate + 1e-3) / (unemployment_opening + 1e-3))
    norm = log_output_per_worker_gain + wage_drift + slack - log_wage_gain
    return log_wage + national_growth + demand_response * tightness + norm_response * norm


def displaced_workers_next(
    displaced_workers: Cities,
    mining_jobs_lost: Cities,
    early_retirement: Cities,
    leaving: Scalar,
    reemployment: Cities,
    unemployment_rate: Cities,
    moving_rate: Cities,
) -> Cities:
    """Former miners who cannot be hired yet. [10^4 persons]

    Equation: B' = (B + (1 - e_r - a_l) X_m) (1 - lambda_B (1 - u)) (1 - mu_l)

    Source: jacobson1993.
    Limits: no layoffs: B shrinks geometrically.
    """
    staying = (1 - reemployment * (1 - unemployment_rate)) * (1 - moving_rate)
    return (displaced_workers + (1 - early_retirement - leaving) * mining_jobs_lost) * staying


def early_retired_next(
    early_retired: Cities,
    mining_jobs_lost: Cities,
    early_retirement: Cities,
    leaving: Scalar,
    retirement_rate: Scalar,
    moving_rate: Cities,
) -> Cities:
    """Former miners below 60 who no longer look for work. [10^4 persons]

    Equation: E_r' = (E_r + (e_r + a_l) X_m) (1 - r_E) (1 - mu_l)

    Each year the part r_E reaches the age of retirement, and they move away like other low-skilled people.

    Source: jacobson1993.
    Limits: no layoffs: E_r shrinks geometrically.
    """
    return (early_retired + (early_retirement + leaving) * mining_jobs_lost) * (1 - retirement_rate) * (1 - moving_rate)


def newly_retrained(retraining_coverage: Cities, displaced_workers: Cities, retrained_workers: Cities) -> Cities:
    """Displaced workers who are trained in a year: a share of those who were not yet. [10^4 persons/yr]

    Equation: N_B = ell_B (B - T_B)

    Source: assumption.
    Limits: all trained: 0; coverage 1: all others.
    """
    return retraining_coverage * (displaced_workers - retrained_workers)


def retrained_workers_next(retrained_workers: Cities, newly_retrained: Cities, remaining_share: Cities) -> Cities:
    """Displaced workers who have been trained: nobody is trained twice. [10^4 persons]

    Equation: T_B' = (T_B + N_B) k_B

    They leave the displaced at the rate of all of them.

    Source: assumption.
    Limits: nobody trained: shrinks as the displaced do.
    """
    return (retrained_workers + newly_retrained) * remaining_share


def retraining_at_work_next(
    retraining_at_work: Cities,
    retrained_workers: Cities,
    newly_retrained: Cities,
    efficiency: Scalar,
    lag: Scalar,
    remaining_share: Cities,
) -> Cities:
    """Trained people whose training has come to bear: half of the effect after the lag. [10^4 persons]

    Equation: T_E' = (T_E + (eff_B (T_B + N_B) - T_E) (1 - 2^(-1 / t_B))) k_B

    Source: card2018.
    Limits: efficiency 0: nobody; no lag: the trained times efficiency.
    """
    speed = 1 - jnp.exp2(-1 / jnp.maximum(lag, 1e-3))
    reached = efficiency * (retrained_workers + newly_retrained)
    return (retraining_at_work + (reached - retraining_at_work) * speed) * remaining_share


def placed_workers_next(
    placed_workers: Cities, newly_placed: Cities, retirement_rate: Scalar, moving_rate: Cities
) -> Cities:
    """Former miners below 60 whom a lever pays an allowance. [10^4 persons]

    Equation: P_E' = (P_E + N_E) (1 - r_E) (1 - mu_l)

    Source: assumption.
    Limits: nobody placed: shrinks geometrically.
    """
    return (placed_workers + newly_placed) * (1 - retirement_rate) * (1 - moving_rate)


def household_income(wage_bill: Cities, pension: Cities, transfer_to_households: Cities) -> Cities:
    """What households of a place can spend: wages, pensions and transfers to them. [10^8 yuan/yr]

    Equation: Y_h = W + P_o + T_h
    """
    return wage_bill + pension + transfer_to_households
