"""M6. What a city takes in, spends, owes and lays by."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential, drawn, positive_part, sigmoid
from relode.model.state import Cities, Scalar


def resource_revenue(resource_tax_rate: Cities, mining_value_added: Cities) -> Cities:
    """Resource tax on the ore sold, on value added. [10^8 yuan/yr]

    Equation: T_r = tau_r Y_m
    """
    return resource_tax_rate * mining_value_added


def tax_base(expected_output: Cities, gross_domestic_product: Cities, revenue_response: Scalar) -> Cities:
    """Output that general revenue follows: part of a change in the year itself, the rest later. [10^8 yuan/yr]

    Equation: B_T = X_e^(1 - lambda_R) GDP^lambda_R

    Source: city_fiscal.
    Limits: lambda_R = 1: output; output as expected: output.
    """
    follows = revenue_response * jnp.log(gross_domestic_product)
    return jnp.exp((1 - revenue_response) * jnp.log(expected_output) + follows)


def expected_output_next(tax_base: Cities, national_growth: Scalar) -> Cities:
    """Output that the budget of the next year is made on. [10^8 yuan/yr]

    Equation: X_e' = B_T exp(g_n)

    Source: assumption.
    Limits: no growth: the tax base.
    """
    return tax_base * bounded_exponential(national_growth)


def revenue(tax_rate: Cities, tax_base: Cities, tax_relief: Cities, resource_revenue: Cities) -> Cities:
    """General public budget revenue of the city. [10^8 yuan/yr]

    Equation: Rev = tau B_T (1 - ell_tau) + T_r

    Relief costs what is forgone, whatever it does.

    Source: assumption.
    Limits: relief 1: resource tax only.
    """
    return tax_rate * tax_base * (1 - tax_relief) + resource_revenue


def service_spending(service_spending_per_person: Cities, people: Cities, log_national_income: Scalar) -> Cities:
    """Cost of the public services that a city must give: per person, rising with national income. [10^8 yuan/yr]

    Equation: S_p = s_0 n_p y_n

    Source: assumption.
    """
    return service_spending_per_person * people * bounded_exponential(log_national_income)


def transfer(
    transfer_opening: Cities,
    budget_gap: Cities,
    budget_gap_opening: Cities,
    people_ratio: Cities,
    log_national_income: Scalar,
    equalisation: Scalar,
    central_transfer: Cities,
) -> Cities:
    """Net transfers from above: the opening ones, grown, and part of any further gap. [10^8 yuan/yr]

    Equation: T = T_0 nu_n y_n + e_T (Gap - Gap_0 nu_n y_n) + ell_T

    Negative where a rich city pays up. The gap counts standard revenue: what a city forgoes by itself is not filled.
    All of a central transfer arrives.

    Source: assumption.
    Limits: gap as at the opening, no growth: the opening transfers; e_T = 1: they follow the gap.
    """
    grown = people_ratio * bounded_exponential(log_national_income)
    further = budget_gap - budget_gap_opening * grown
    return transfer_opening * grown + equalisation * further + central_transfer


def public_investment(
    revenue: Cities, land_revenue: Cities, investment_share: Scalar, debt_ratio: Cities, debt_limit: Scalar
) -> Cities:
    """Public investment: a share of revenue that stops as debt nears its limit. [10^8 yuan/yr]

    Equation: I_p = s_g (Rev + T_l) sig((d_x - d_D) / .08)

    Source: assumption.
    Limits: no debt: the share; debt far above the limit: 0.
    """
    return investment_share * (revenue + land_revenue) * sigmoid((debt_limit - debt_ratio) / 0.08)


def surplus_invested(debt: Cities, interest: Cities, spending: Cities, income: Cities) -> Cities:
    """What is left over once all debt is repaid, and invested: debt does not fall below 0. [10^8 yuan/yr]

    Equation: I_x = max(Inc - Exp - i_D - D, 0)

    Source: assumption.
    Limits: debt above what is left over: 0; no debt: all of it.
    """
    return jnp.maximum(income - spending - interest - debt, 0)


def fund_deposit(
    windfall_saving_share: Cities, resource_tax_rate: Cities, windfall: Cities, smoothing: Scalar
) -> Cities:
    """Part of the resource tax above that at opening prices which is laid by. [10^8 yuan/yr]

    Equation: F_in = ell_F tau_r max(W_r, 0)

    Source: assumption.
    Limits: price at or below the opening price: 0.
    """
    return windfall_saving_share * resource_tax_rate * positive_part(windfall, 1e-6 * smoothing)


def fund_withdrawal(
    stabilisation_fund: Cities, resource_tax_rate: Cities, windfall: Cities, smoothing: Scalar
) -> Cities:
    """What the fund pays out when the price is below that of the opening: at most what is there. [10^8 yuan/yr]

    Equation: F_out = Fund (1 - exp(-tau_r max(-W_r, 0) / Fund))

    Source: assumption.
    Limits: empty fund: 0.
    """
    return drawn(resource_tax_rate * positive_part(-windfall, 1e-6 * smoothing), stabilisation_fund)


def debt_next(debt: Cities, interest: Cities, spending: Cities, income: Cities) -> Cities:
    """Debt at the end of the year. [10^8 yuan]

    Equation: D' = D + i_D + Exp - Inc

    Limits: primary balance pays the interest: unchanged.
    """
    return debt + interest + spending - income


def public_capital_next(public_capital: Cities, decay: Scalar, public_investment: Cities, efficiency: Scalar) -> Cities:
    """Roads, pipes and schools at the end of the year. [10^8 yuan]

    Equation: G' = (1 - delta_G) G + e_G I_p

    Limits: investment = decay x capital: unchanged.
    """
    return public_capital * (1 - decay) + efficiency * public_investment
