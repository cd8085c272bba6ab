"""What the engine makes of cases and policies: the directions that an adviser expects, and nothing for nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.model.policy_case import read_cases

from relode.decisions.own_effects import OwnEffects
from relode.model.policy.policy_file import policies, read_policy
from relode.model.results import one_city
from relode.model.shocks import shocked
from relode.places import find
from relode.plan.simulations.simulation import doses_of

CASES = read_cases(Path(__file__).parent / "cases")
TEN = ("hegang", "jinchang", "baotou", "panzhihua", "daqing", "heihe", "fuxin", "tongling", "ordos", "huaibei")


@pytest.fixture(scope="module")
def futures(ground):
    """Eight futures of 2020 to 2050."""
    return ground.futures


@pytest.fixture(scope="module")
def run(ground, futures, by_itself):
    """A place under a policy, None for nothing: name -> (future, year)."""

    def found(place, policy, shock=""):
        code = find(place).code
        here = one_city(futures, code, ground.stored)
        if shock:
            outside = shocked(here.futures.exogenous, shock, futures.world.year)
            here = replace(here, futures=replace(here.futures, exogenous=outside))
        own, set_doses = here.futures, doses_of(policy, futures.years) if policy else {}
        effects = OwnEffects(own, lambda *given: by_itself(here, *given))
        return by_itself(here, set_doses, effects.together(set_doses))

    return found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_lever_moves_what_an_adviser_expects_of_it(case, run, futures):
    nothing, policy = run(case.place, None, case.shock), run(case.place, case.policy(), case.shock)
    for item in case.expected:
        year = futures.years.index(item.by)
        before = np.median(nothing[item.quantity][:, year])
        change = np.median((policy[item.quantity] - nothing[item.quantity])[:, year])
        small = 1e-4 * abs(before)
        holds = {
            "up": change > 0,
            "down": change < 0,
            "not_up": change <= small,
            "not_down": change >= -small,
        }[item.direction]
        assert holds, (item, before, change)


@pytest.mark.parametrize("name", policies())
def test_a_shipped_policy_runs_on_ten_cities_and_costs_what_it_does(name, run):
    policy = read_policy(name)
    for place in TEN:
        found = run(place, policy)
        for quantity, values in found.items():
            assert np.isfinite(values).all(), (place, quantity)
        cost = found["cost"].sum(axis=1)
        assert cost.min() > -1e-9, place  # training costs nothing in a future in which nobody is laid off
        assert (cost.mean() > 1e-6) == bool(policy.steps), place
