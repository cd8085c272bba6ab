"""M8. Land that mining broke, and what goes into the air."""

import jax.numpy as jnp

from relode.model.smooth import drawn
from relode.model.state import BySector, Cities, Scalar, Sectors


def land_broken(extraction: Cities, coal_share: Cities, subsidence: Scalar) -> Cities:
    """Land that coal mining damages in a year. [ha/yr]

    Equation: Z_in = s_Z phi_C Q
    """
    return subsidence * coal_share * extraction


def remediation(money: Cities, unit_cost: Scalar, damaged_land: Cities) -> Cities:
    """Damaged land made good in a year: never more than there is. [ha/yr]

    Equation: Z_out = Z (1 - exp(-C_Z / (c_Z Z)))

    Source: assumption.
    Limits: little money: money / cost; no damage: 0.
    """
    return drawn(money / unit_cost, damaged_land)


def damaged_land_next(damaged_land: Cities, land_broken: Cities, remediation: Cities) -> Cities:
    """Damaged land at the end of the year. [ha]

    Equation: Z' = Z + Z_in - Z_out
    """
    return damaged_land + land_broken - remediation


def land_amenity(damaged_land_opening: Cities, damaged_land: Cities, area: Cities, land_elasticity: Scalar) -> Cities:
    """What healed or broken land adds to the draw of a place. [1]

    Equation: a_L = a_Z (Z_0 - Z) / Area

    Source: assumption.
    """
    return land_elasticity * (damaged_land_opening - damaged_land) / area


def emissions(emission_factor: Sectors, output: BySector) -> Cities:
    """Carbon dioxide of production, and methane of mines as its equivalent, by constant factors. [10^4 t/yr]

    Equation: Em = sum_s(f_E Y)
    """
    return jnp.einsum("s,sn->n", emission_factor, output)
