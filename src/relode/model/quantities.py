"""What a run is asked for: each quantity of the vocabulary from the state at the start of a year and its flows."""

from collections.abc import Callable, Mapping

import jax.numpy as jnp

from relode.model.policy.costs import LINES
from relode.model.sector_list import EXTRACTION, SECTORS
from relode.model.state import HIGH, LOW, OLD, Cities, Flows, State

PERSONS = YUAN_PER_M2 = TONNES = YUAN_PER_PERSON = 1e4
"""Of a reader's unit in one of the model: persons in 10^4 persons, yuan in 10^4 yuan, t in 10^4 t, yuan per person in
10^8 yuan per 10^4 persons."""


def _sector_entropy(state: State, flows: Flows) -> Cities:
    del state
    share = flows.employment / flows.employment.sum(axis=0)
    return -(share * jnp.log(share)).sum(axis=0)


def _new_sector_share(state: State, flows: Flows) -> Cities:
    del state
    new = [SECTORS.index(name) for name in ("advanced_materials", "renewables")]
    return flows.value_added[jnp.array(new)].sum(axis=0) / flows.gross_domestic_product


SECONDARY = ("extraction", "processing", "advanced_materials", "renewables", "other_manufacturing")


def _secondary_share(state: State, flows: Flows) -> Cities:
    del state
    at = jnp.array([SECTORS.index(name) for name in SECONDARY])
    return flows.value_added[at].sum(axis=0) / flows.gross_domestic_product


QUANTITIES: Mapping[str, Callable[[State, Flows], Cities]] = {
    "population": lambda state, flows: state.people.sum(axis=0) * PERSONS,
    "employment": lambda state, flows: flows.employment.sum(axis=0) * PERSONS,
    "mining_employment": lambda state, flows: flows.employment[EXTRACTION] * PERSONS,
    "unemployment_rate": lambda state, flows: flows.unemployment_rate,
    "gdp_real": lambda state, flows: flows.gdp_real,
    "gross_domestic_product": lambda state, flows: flows.gross_domestic_product,
    "income_per_person": lambda state, flows: state.household_income / state.people.sum(axis=0) * PERSONS,
    "secondary_share": _secondary_share,
    "wage": lambda state, flows: flows.wage,
    "house_price": lambda state, flows: flows.house_price * YUAN_PER_M2,
    "housing_vacancy": lambda state, flows: flows.housing_vacancy,
    "budget_revenue": lambda state, flows: flows.revenue,
    "budget_expenditure": lambda state, flows: flows.service_spending + flows.public_investment,
    "debt": lambda state, flows: state.debt,
    "debt_ratio": lambda state, flows: state.debt / flows.gross_domestic_product,
    "policy_cost": lambda state, flows: flows.policy_cost,
    "age_15_59": lambda state, flows: (state.people[LOW] + state.people[HIGH]) * PERSONS,
    "age_60_plus_share": lambda state, flows: state.people[OLD] / state.people.sum(axis=0),
    "skilled_share": lambda state, flows: state.people[HIGH] / (state.people[LOW] + state.people[HIGH]),
    "sector_entropy": _sector_entropy,
    "new_sector_share": _new_sector_share,
    "extraction_index": lambda state, flows: flows.extraction,
    "production_emissions": lambda state, flows: flows.emissions * TONNES,
    "damaged_land": lambda state, flows: state.damaged_land,
}
"""Name -> its value for each place, in the unit of the vocabulary; the index becomes 100 at the opening afterwards."""


def _paid(payer: str, lever: str) -> Callable[[State, Flows], Cities]:
    at = [i for i, line in enumerate(LINES) if (line[2], line[0]) == (payer, lever)]
    return lambda _, flows: flows.cost_lines[jnp.array(at)].sum(axis=0)


BORNE = {f"paid_by_{line[2]}_for_{line[0]}": (line[2], line[0]) for line in LINES}
"""Name -> payer and lever, of each who bears a part of a lever."""
PAID: Mapping[str, Callable[[State, Flows], Cities]] = {name: _paid(*borne) for name, borne in BORNE.items()}
"""What each payer bears of a lever: outlays, revenue forgone and what is laid by, in the unit of `policy_cost`."""
