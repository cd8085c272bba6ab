"""The equations that the page prints for the opening year are those that it is solved by."""

from dataclasses import fields

import jax.numpy as jnp
import numpy as np
import pytest

from equations import equation, evaluated
from relode.model.equation_book import entries
from relode.model.opening.inversion import ObservedOpening, opening_state
from relode.model.parameters import default_params
from relode.model.policy.levers import SPLIT_ROWS
from relode.model.sector_list import EXTRACTION, LOCAL_SERVICES, PUBLIC, SECTORS
from relode.model.sectors.budget import public_investment
from relode.model.sectors.housing import housing_construction
from relode.model.sectors.production import land_income
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


def test_what_the_page_does_not_print_follows_from_the_opening_too(opening):
    """Each stock and anchor by plain arithmetic; national growth is .06, of adults of the nation .15 are skilled."""
    seen, params, state, anchors = opening
    o = {f.name: np.asarray(getattr(seen, f.name)) for f in fields(seen) if getattr(seen, f.name) is not None}
    p = {name: float(getattr(params, name)) for name in vars(params) if np.ndim(getattr(params, name)) == 0}
    y, jobs, people = o["value_added"], o["employment"], o["people"]
    product, everyone, adults, mining = y.sum(0), people.sum(0), people[1] + people[2], y[EXTRACTION]
    before, none = np.exp(-0.06), np.zeros(PLACES)
    mined_tax = np.minimum(p["resource_tax"], 0.5 * o["revenue"] / mining)
    reserves = o["extraction"] * (1 + p["reserve_scale"] * (o["remaining_life"] - 1))
    wedge = np.asarray(anchors.wage_wedge)
    shares = {
        name: np.asarray(getattr(params, name))[SECTORS.index("agriculture")]
        for name in ("labour_share", "capital_share")
    }
    land = np.asarray(land_income(*shares.values(), y[SECTORS.index("agriculture")]))
    income = (o["wage"] * wedge * jobs).sum(0) + land + p["pension_ratio"] * o["wage"] * people[3]
    built = np.asarray(
        housing_construction(
            o["housing_stock"], np.log(o["house_price"]), np.log(o["house_price"]) - p["building_margin"],
            p["supply_response"], p["building_margin"], p["housing_kink"], p["smoothing"],
        )
    )  # fmt: skip
    sales = o["house_price"] * built
    invested = np.asarray(
        public_investment(
            o["revenue"],
            p["land_revenue_share"] * sales,
            p["public_investment_share"],
            o["debt"] / product,
            p["debt_limit"],
        )
    )
    split = np.asarray(params.split)
    services, public = (split[SPLIT_ROWS.index(("public_budget", item))] for item in ("services", "public_investment"))
    purchases, orders = (services[part] * o["expenditure"] + public[part] * invested for part in (2, 3))
    building = sales + p["building_in_investment"] * p["investment_rate"] * product + orders
    spent = p["income_spent_locally"] * income + purchases + p["building_spent_locally"] * building
    desired = np.exp(np.asarray(state.log_desired_employment))[LOCAL_SERVICES]
    capital = p["public_investment_efficiency"] * invested / (p["public_capital_decay"] + 0.06)
    deaths = [p[f"{name}_death_rate"] for name in ("child", "adult", "adult", "old")]
    stocks = {
        "cumulative_extraction": reserves / (1 - o["depleted_share"]) - reserves,
        "presence": o["presence"],
        "people": people,
        "log_wage": np.log(o["wage"]),
        "mining_employment": jobs[EXTRACTION],
        "household_income": income * before,
        "government_spending": purchases * before,
        "building": building * before,
        "log_house_price": np.log(o["house_price"]),
        "housing_stock": o["housing_stock"],
        "expected_output": product,
        "debt": o["debt"],
        "public_capital": capital,
        "knowledge_stock": o["research_stock"],
        "damaged_land": o["damaged_land"],
        "years_since_opening": 0.0,
        **dict.fromkeys(
            (
                "amenity_drift",
                "displaced_workers",
                "early_retired",
                "placed_workers",
                "retrained_workers",
                "accustomed_non_employment",
                "order_income",
                "house_price_momentum",
                "stabilisation_fund",
            ),
            none,
        ),
    }
    others = {
        "commodity_weight": o["commodity_weight"],
        "opening_reserves": reserves,
        "extraction_opening": o["extraction"],
        "log_unit_cost": np.full(PLACES, np.log(p["mining_cost_share"])),
        "mining_jobs_per_output": np.exp(np.asarray(state.log_desired_employment))[EXTRACTION] / o["extraction"],
        "coal_share": o["coal_tonnes"],
        "forest_share": o["forest_share"],
        "presence_opening": o["presence"],
        "productivity_gap": o["productivity_gap"],
        "rent_share_opening": mining / product,
        "service_demand": y[LOCAL_SERVICES] / (jobs[LOCAL_SERVICES] / desired) / spent / before,
        "log_wage_opening": np.log(o["wage"]),
        "unemployment_opening": o["unemployment_rate"],
        "log_output_per_worker_opening": np.log((product - mining) / (jobs.sum(0) - jobs[EXTRACTION])),
        "log_able_opening": np.log(adults + p["old_in_work"] * people[3]),
        "skill_opening": people[2] / adults,
        "graduation_rate": p["graduation_rate"] * people[2] / adults / 0.15,
        "fertility": o["birth_rate"] * everyone / adults,
        "death_rate": np.outer(deaths, np.ones(PLACES)),
        "staying": o["staying"],
        "amenity": o["amenity"],
        "log_house_price_opening": np.log(o["house_price"]),
        "log_people_per_floor_opening": np.log(everyone / o["housing_stock"]),
        "income_per_person_opening": income * before / everyone,
        "people_opening": everyone,
        "housing_stock_opening": o["housing_stock"],
        "resource_tax_rate": mined_tax,
        "service_spending_per_person": o["expenditure"] / everyone,
        "budget_gap_opening": o["expenditure"] - o["revenue"],
        "public_capital_per_person_opening": capital / everyone,
        "knowledge_ratio_opening": o["research_stock"] / product,
        "research_intensity": o["research_stock"] / product * (p["knowledge_decay"] + 0.06),
        "damaged_land_opening": o["damaged_land"],
        "area": o["area"],
        "opening_growth": 0.06,
        "opening_year": o["opening_year"],
        "capacity_limit": o["capacity_left"] * np.asarray(state.extraction_capacity),
    }
    for record, expected in ((state, stocks), (anchors, others)):
        for name, value in expected.items():
            np.testing.assert_allclose(np.asarray(getattr(record, name)), value, rtol=1e-9, err_msg=name)
