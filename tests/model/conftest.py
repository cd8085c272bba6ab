"""What tests of real cities share: one program of a city by itself, whatever is asked of it."""

import numpy as np
import pytest

from relode.model import simulate
from relode.model.quantities import QUANTITIES
from relode.model.results import GIVEN, levers_of
from relode.model.state import Increments


def kept(state, flows):
    """Quantities of a run, and those that only cases speak of."""
    return {
        **{name: of(state, flows) for name, of in GIVEN.items()},
        "extraction": flows.extraction,
        "reserves": state.reserves,
        "stabilisation_fund": state.stabilisation_fund,
        "housing_stock": state.housing_stock,
        "fixed_capital_formation": flows.total_investment,
        "college_share": QUANTITIES["skilled_share"](state, flows),
        "employment_total": QUANTITIES["employment"](state, flows),
        "cost": flows.cost_lines.sum(axis=0),
    }


@pytest.fixture(scope="session")
def by_itself():
    """Runs a city in a stored world under doses: name -> (future, year)."""

    def run(here, doses=None, added=None):
        own = here.futures
        added = added or Increments.nothing((own.count, len(own.years)))
        levers = levers_of(doses or {}, len(own.years), 1, 0)
        result = simulate.paths(own.observed, own.params, levers, own.exogenous, here.around, kept, True, added=added)
        return {name: np.asarray(array)[..., 0] for name, array in result.items()}

    return run
