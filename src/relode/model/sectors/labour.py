"""M4. Who works, who looks for work, who does neither, and what wages do about it."""

import jax.numpy as jnp

from relode.model.smooth import sigmoid
from relode.model.state import Cities, Scalar


def able_people(
    low_skilled: Cities, high_skilled: Cities, old: Cities, old_in_work: Scalar, early_retired: Cities
) -> Cities:
    """People who work or could: adults and a part of the old, less the early retired. [10^4 persons]

    Equation: a_F = n_l + n_h + s_o n_o
        N_A = a_F exp(-E_r / a_F)

    Close to a_F - E_r while the early retired are few, and never below 0.

    Source: assumption.
    Limits: nobody old or retired early: n_l + n_h.
    """
    everyone = low_skilled + high_skilled + old_in_work * old
    return everyone * jnp.exp(-early_retired / everyone)


def mining_jobs_lost(mining_employment: Cities, log_desired_change: Cities, smoothing: Scalar) -> Cities:
    """Miners laid off in a year: jobs of last year times the share that mines give up. [10^4 persons/yr]

    Equation: X_m = L_p max(1 - j_m, 0)

    Without a kink: x = max(1 - j_m, 0) enters as x^2 / (x + .001), which is never below 0.

    Source: assumption.
    Limits: mines want as many or more: 0; smoothing 0: the kink itself.
    """
    given_up = jnp.maximum(-jnp.expm1(log_desired_change), 0)
    return mining_employment * jnp.square(given_up) / (given_up + 1e-3 * smoothing + 1e-12)


def labour_at_hand(
    able: Cities,
    displaced_workers: Cities,
    mining_jobs_lost: Cities,
    hireable_share: Scalar,
    non_employment_opening: Cities,
) -> Cities:
    """Jobs that the people of a place can hold. [10^4 persons]

    Equation: k_F = 1 - (1 - h_F) eta_N0
        N_L = k_F N_A exp(-(B + X_m) / N_A)

    Of those without work at the opening students, the ill and those who care for others are not hired; those at home
    and the discouraged are, and whom mines displaced is not at once. Close to
    k_F (N_A - B - X_m) while the displaced are few, and never below 0: who is laid off this year finds no other work
    in it.

    Source: assumption.
    Limits: nobody displaced, all hireable: N_A.
    """
    most = 1 - (1 - hireable_share) * non_employment_opening
    return most * able * jnp.exp(-(displaced_workers + mining_jobs_lost) / able)


def looking_share(
    looking_opening: Cities,
    search_response: Scalar,
    log_non_employment_gain: Cities,
    accustomed_non_employment: Cities,
    wage_in_search: Scalar,
    relative_wage_gain: Cities,
) -> Cities:
    """Share of those without work who look for it. [0-1]

    Equation: kappa_L = sig(ln(kappa_L0 / (1 - kappa_L0)) + psi_q (eta_N~ - eta_Na) + psi_p w_r~)

    Who has just lost a job looks for another; in time people give up and stay at home, or take up looking again.
    More look where wages have risen more than the nation's.

    Source: blanchard1992; chetty2011.
    Limits: as many without work as people are used to, wages as the nation's: kappa_L0.
    """
    odds = jnp.log(looking_opening) - jnp.log1p(-looking_opening)
    news = log_non_employment_gain - accustomed_non_employment
    return sigmoid(odds + search_response * news + wage_in_search * relative_wage_gain)


def labour_force(employed: Cities, able: Cities, looking_share: Cities) -> Cities:
    """People who work or look for work. [10^4 persons]

    Equation: F = L_E + kappa_L (N_A - L_E)

    Source: assumption.
    Limits: nobody looks: those who work; all look: all who could work.
    """
    return employed + looking_share * (able - employed)


def accustomed_non_employment_next(
    accustomed_non_employment: Cities, log_non_employment_gain: Cities, accustoming: Scalar
) -> Cities:
    """How many without work people have got used to, log against the opening. [1]

    Equation: eta_Na' = eta_Na + lambda_q (eta_N~ - eta_Na)

    Source: assumption.
    Limits: nothing changed: 0; a lasting change: tends to it.
    """
    return accustomed_non_employment + accustoming * (log_non_employment_gain - accustomed_non_employment)


def unemployment_rate(employed: Cities, labour_force: Cities) -> Cities:
    """Share of the labour force without work. [0-1]

    Equation: u = 1 - L_E / F

    Limits: all employed: 0.
    """
    return 1 - employed / labour_force


def log_wage_next(
    log_wage: Cities,
    labour_demand: Cities,
    employed: Cities,
    filled_opening: Cities,
    scarcity_response: Scalar,
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
        ln w' = ln w + g_n + lambda_w ln(phi_0 D_L / L_E) + lambda_n gap_w

    A wage rises with the nation's, faster where more jobs stay empty than at the opening, and comes back to output
    per worker outside mining and the wage curve. A fall of the price of ore is no reason for shops and farms to pay
    less, but the people who lose their work are.

    Source: blanchflower1994.
    Limits: all jobs filled as at the opening, at the wage curve: the nation's growth; lambda_w = 0: a wage curve.
    """
    scarcity = jnp.log(filled_opening * labour_demand / employed)
    slack = wage_curve * jnp.log((unemployment_rate + 1e-3) / (unemployment_opening + 1e-3))
    norm = log_output_per_worker_gain + wage_drift + slack - log_wage_gain
    return log_wage + national_growth + scarcity_response * scarcity + norm_response * norm


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


def placed_workers_next(
    placed_workers: Cities, newly_placed: Cities, retirement_rate: Scalar, moving_rate: Cities
) -> Cities:
    """Former miners below 60 whom a lever pays an allowance. [10^4 persons]

    Equation: P_E' = (P_E + N_E) (1 - r_E) (1 - mu_l)

    Source: assumption.
    Limits: nobody placed: shrinks geometrically.
    """
    return (placed_workers + newly_placed) * (1 - retirement_rate) * (1 - moving_rate)


def household_income(wage_bill: Cities, land_income: Cities, pension: Cities, transfer_to_households: Cities) -> Cities:
    """What households of a place can spend: wages, what land yields to farmers, pensions and transfers. [10^8 yuan/yr]

    Equation: Y_h = W + A_L + P_o + T_h
    """
    return wage_bill + land_income + pension + transfer_to_households
