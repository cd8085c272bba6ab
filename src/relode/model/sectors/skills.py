"""M7. Schooling and research, years before they pay."""

import jax.numpy as jnp

from relode.model.smooth import bounded_exponential
from relode.model.state import Cities, Scalar


def graduates(
    low_skilled: Cities,
    graduation_rate: Cities,
    rent_share_gain: Cities,
    crowding_out: Scalar,
) -> Cities:
    """Adults who gain a higher education in a year. [10^4 persons/yr]

    Equation: g_h = n_l (1 - exp(-g_s exp(-xi_H pi~)))

    Source: gylfason2001.
    Limits: rent as at the opening: g_s of the low skilled.
    """
    return low_skilled * -jnp.expm1(-graduation_rate * bounded_exponential(-crowding_out * rent_share_gain))


def knowledge_stock_next(knowledge_stock: Cities, research: Cities, decay: Scalar) -> Cities:
    """Stock of research at the end of the year. [10^8 yuan]

    Equation: S_k' = (1 - delta_S) S_k + R_d

    Source: griliches1979.
    Limits: constant research: research / decay.
    """
    return knowledge_stock * (1 - decay) + research


def research_gain(
    knowledge_stock: Cities,
    gross_domestic_product: Cities,
    knowledge_ratio_opening: Cities,
    research_elasticity: Scalar,
) -> Cities:
    """Productivity growth that research adds. [1/yr]

    Equation: a_S = gamma_R ln((1 + S_k / GDP) / (1 + s_R))

    Source: griliches1979.
    Limits: the opening ratio: 0.
    """
    return research_elasticity * (
        jnp.log1p(knowledge_stock / gross_domestic_product) - jnp.log1p(knowledge_ratio_opening)
    )
