"""What is read of a year for the examination: quantities by name, some by a group of sectors."""

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError
from relode.model.quantities import PERSONS, QUANTITIES
from relode.model.sector_list import EXTRACTION, LOCAL_SERVICES, SECTORS
from relode.model.state import Flows, State

PUBLIC = "public_services"
"""The sector of public jobs, where the engine has one."""
MANUFACTURING = ("processing", "advanced_materials", "other_manufacturing")
GROUPS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in SECTORS},
    "manufacturing": MANUFACTURING,
    "industry": ("extraction", "renewables", *MANUFACTURING),
    "nonmining": tuple(name for name in SECTORS if name != SECTORS[EXTRACTION]),
    "nonfarm": tuple(name for name in SECTORS if name != "agriculture"),
    "private": tuple(name for name in SECTORS if name != PUBLIC),
    "private_services": tuple(n for n in (SECTORS[LOCAL_SERVICES], "tradable_services") if n in SECTORS),
}
"""Groups of sectors by name."""
BY_SECTOR = ("employment", "value_added", "employment_share")
PLAIN = (
    "population", "employment", "gdp_real", "gross_domestic_product", "gdp_per_person", "income_per_person",
    "house_price", "unemployment_rate", "secondary_share", "debt", "budget_revenue", "wage",
)  # fmt: skip
ADDED = ("household_income", "investment", "early_retired", "transfers", "non_employment")
MONEY, PUBLIC_JOBS = "money", "public_jobs"
"""Bases that are no quantity of a year: what all payers paid for the shock, and jobs of the public sector."""


def yearly(state: State, flows: Flows) -> dict[str, jnp.ndarray]:
    """Everything that a reading is made of: (place,), by sector (sector, place), cost lines (line, place)."""
    adults = state.people[1:3].sum(axis=0)
    return {
        **{name: QUANTITIES[name](state, flows) for name in PLAIN if name in QUANTITIES},
        "employment_by_sector": flows.employment * PERSONS,
        "value_added_by_sector": flows.value_added,
        "household_income": state.household_income,
        "investment": flows.total_investment + flows.external_investment,
        "early_retired": state.early_retired * PERSONS,
        "transfers": flows.transfer,
        "non_employment": 1 - flows.employment.sum(axis=0) / adults,
        "cost_lines": flows.cost_lines,
    }


def reading(table: Mapping[str, Values], name: str) -> Values:
    """A reading (draw, year, place) from what `yearly` kept. `name` is a quantity, or quantity:group of sectors.

    In the unit of the quantity.
    """
    quantity, _, group = name.partition(":")
    if name == PUBLIC_JOBS:
        quantity, group = "employment", PUBLIC
    if quantity == "gdp_per_person":
        return np.asarray(table["gdp_real"] / table["population"])
    if not group:
        return table[quantity]
    at = [SECTORS.index(sector) for sector in GROUPS[group]]
    kind = "value_added" if quantity == "value_added" else "employment"
    values = np.asarray(table[f"{kind}_by_sector"][:, :, at].sum(axis=2))
    return values / table["employment"] if quantity == "employment_share" else values


def check_reading(name: str, where: str) -> None:
    """Raises RelodeError for a reading that the simulator does not have."""
    quantity, _, group = name.partition(":")
    good = group in GROUPS and quantity in BY_SECTOR if group else quantity in (*PLAIN, *ADDED, MONEY, PUBLIC_JOBS)
    if not good:
        raise RelodeError("examine.unknown_outcome", where=where, outcome=name)


def has_public_jobs() -> bool:
    """Whether the engine has a public sector of its own."""
    return PUBLIC in SECTORS
