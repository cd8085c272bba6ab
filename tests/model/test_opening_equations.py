"""The equations that the page prints for the opening year are those that it is solved by."""

from dataclasses import fields

import jax.numpy as jnp
import numpy as np
import pytest

from equations import equation, evaluated
from relode.model.equation_book import entries
from relode.model.opening.inversion import ObservedOpening, opening_state
from relode.model.parameters import default_params
from relode.model.sector_list import EXTRACTION, LOCAL_SERVICES, PUBLIC
from relode.model.smooth import sharpness_at

PLACES = 5
BY_SECTOR = {"value_added", "employment", "presence", "productivity_gap"}
SHARES = {"unemployment_rate": (0.03, 0.1), "depleted_share": (0.1, 0.8), "birth_rate": (0.005, 0.015)}
SCALARS = {"national_growth": 0.06, "national_skill": 0.15, "coal_value_added_share": 0.5}


def observed():
    rng = np.random.default_rng(3)
    shapes = dict.fromkeys(BY_SECTOR, (9, PLACES)) | {"people": (4, PLACES), "commodity_weight": (7, PLACES)}
    shapes |= dict.fromkeys(("staying", "amenity"), (2, PLACES))
    drawn = {
        f.name: rng.uniform(*SHARES.get(f.name, (1, 5)), shapes.get(f.name, (PLACES,))) for f in fields(ObservedOpening)
    }
    drawn["people"] *= 20
    drawn["remaining_life"] *= 5
    return ObservedOpening(**{name: jnp.asarray(SCALARS.get(name, value)) for name, value in drawn.items()})


@pytest.fixture(scope="module")
def opening():
    seen, params = observed(), default_params()
    state, anchors = opening_state(seen, params)
    return seen, params, state, anchors


def test_the_printed_equations_give_the_opening(opening):
    seen, params, state, anchors = opening
    y, jobs = np.asarray(seen.value_added), np.asarray(seen.employment)
    alpha, beta, delta = (
        np.asarray(getattr(params, n))[:, None] for n in ("capital_share", "labour_share", "depreciation")
    )
    people = np.asarray(seen.people)
    able = people[1] + people[2] + params.old_in_work * people[3]
    idle = 1 - jobs.sum(0) / able
    at_hand = (1 - (1 - params.hireable_share) * idle) * able
    desired = np.exp(np.asarray(state.log_desired_employment))
    working = 1 / (1 + np.exp(-np.asarray(state.smoothed_margin) / params.cost_spread))
    values = {
        **{
            "Q": seen.extraction,
            "T_R": seen.remaining_life,
            "rho_R": params.reserve_scale,
            "X": state.cumulative_extraction,
            "u_J": working,
        },
        **{"Y": y, "Y_m": y[EXTRACTION], "L": jobs, "L_E": jobs.sum(0), "GDP": y.sum(0), "N_A": able, "N_L": at_hand},
        **{"alpha": alpha, "beta": beta, "delta": delta, "nu": float(sharpness_at(params.smoothing))},
        **{"s": params.investment_rate, "r_b": params.opening_return, "g_0": 0.06, "u_U": params.undiscovered_ratio},
        **{"phi": jobs / desired, "D_L": desired.sum(0), "p_h0": seen.house_price, "m_h": params.building_margin},
        **{"Rev": seen.revenue, "S_p": seen.expenditure, "T_r": anchors.resource_tax_rate * y[EXTRACTION]},
        **{"u_0": seen.unemployment_rate, "beta_G": beta[PUBLIC], "Y_G": y[PUBLIC]},
        **{"m_mu": params.momentum_share, "g_r": seen.relative_growth, "s_v": seen.coal_value_added_share},
    }
    values = {name: np.asarray(value) for name, value in values.items()}
    solved = {
        "R": state.reserves,
        **{
            "J": state.extraction_capacity,
            "v_Q": anchors.unit_value,
            "p_Q": anchors.unit_price,
            "U": state.undiscovered_reserves,
        },
        **{"K": state.capital, "L_d": desired, "A": state.log_productivity, "phi_0": anchors.filled_opening},
        **{
            "c_L": anchors.wage_wedge * seen.wage,
            "C_0": jnp.exp(anchors.log_construction_cost),
            "tau": anchors.tax_rate,
        },
        **{
            "eta_N0": anchors.non_employment_opening,
            "kappa_L0": anchors.looking_opening,
            "k_G": anchors.public_pay_scale,
        },
        **{"T_0": anchors.transfer_opening, "mu": state.growth_momentum},
    }
    (entry,) = [entry for entry in entries("opening.inversion") if entry.name == "opening_state"]
    printed = {}
    for line in entry.equations:
        read = equation(line)
        name = read.left.args[0].name if read.left.is_Function else read.left.name
        printed[name] = values[name] = np.asarray(evaluated(read.right, values))
    assert set(printed) == set(solved)
    others = ~np.isin(np.arange(9), [LOCAL_SERVICES, PUBLIC])  # what local services pay is what their demand pays for
    for name, result in printed.items():
        rows = others if name == "c_L" else slice(None)
        # Guards of parts in a billion against an empty stock.
        np.testing.assert_allclose(result[rows], np.asarray(solved[name])[rows], rtol=1e-8, err_msg=name)
