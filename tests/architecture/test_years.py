"""Years that are written down in several rooms agree: horizons, censuses, the opening, windows of policies."""

import inspect
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from relode.cli import simulator_commands
from relode.deals import public_works
from relode.decisions import decide, money
from relode.diagnosis.profiles import peers, working_mines
from relode.horizon import FIRST_PLAN_YEAR, LAST_YEAR, OPENING_YEAR
from relode.model.opening import facts, mines
from relode.model.opening.opening_state import OPENING_YEARS
from relode.outlook.ahead import change_accounts, city
from relode.outlook.one_future.observed_series import EXPOSURE_YEAR
from relode.outlook.one_future.statement import CENSUSES
from relode.outlook.people_by_age import age_futures
from relode.panel.census_measures import CENSUS_YEARS
from relode.places import official
from relode.plan.simulations.simulation import SimulationRequest
from relode.report import age_groups
from relode.usual import HORIZON
from relode.web.pages import choices
from relode.web.plan_runs.plan_order import Order
from relode.web.server import api
from relode.web.what_if import what_if_page
from studies.outlook.structural import FIRST_CENSUS

SOURCE = Path(__file__).parents[2] / "src" / "relode"
POLICIES = sorted((SOURCE / "model" / "policies").glob("*.toml"))
STEP = 5
"""Plans are of five years."""


def default(function, name):
    found = inspect.signature(function).parameters[name].default
    return int(getattr(found, "default", found))


def test_every_answer_looks_ahead_as_far_unless_asked_otherwise():
    """Two plans of five years, as far as the newest outline reaches."""
    horizons = {
        "usual": HORIZON,
        "outlook": default(city.outlook, "until"),
        "api of levers": default(api.what_if, "until"),
        "one measure": choices.MEASURED_UNTIL,
        "targets": decide.TARGET_YEARS[-1],
        "works": int(public_works.LAST),
    }
    assert set(horizons.values()) == {FIRST_PLAN_YEAR - 1 + 2 * STEP}, horizons


def test_horizons_to_choose_from_are_ends_of_plans_of_five_years():
    ends = (*range(FIRST_PLAN_YEAR - 1 + STEP, LAST_YEAR + 1, STEP),)
    assert ends == choices.HORIZONS
    assert get_args(inspect.signature(api.what_if, eval_str=True).parameters["until"].annotation) == tuple(
        map(str, ends)
    )
    assert decide.TARGET_YEARS == public_works.YEARS == ends[:2]
    assert (*range(OPENING_YEAR, LAST_YEAR + 1, STEP),) == what_if_page.TABLE_YEARS
    bounds = Order.model_fields["horizon"].metadata
    assert [getattr(each, "ge", getattr(each, "le", None)) for each in bounds] == [ends[0], ends[-1]]
    assert choices.STRIKES == FIRST_PLAN_YEAR + 1


def test_censuses_are_ten_years_apart_and_the_same_everywhere():
    assert {later - earlier for earlier, later in pairwise(CENSUSES)} == {10}
    before, newest = CENSUSES[-2:]
    assert (before, newest) == tuple(CENSUS_YEARS) == (age_groups.BEFORE, age_groups.NEWEST)
    assert {peers.PEER_YEAR, change_accounts.BEFORE, FIRST_CENSUS, EXPOSURE_YEAR} == {before}
    assert CENSUSES[:2] == age_futures.CLOSED
    opened = {OPENING_YEAR, OPENING_YEARS[-1], mines.FIRST_OPENING, working_mines.CENSUS}
    request = {SimulationRequest.model_fields["start"].default, default(simulator_commands.simulate, "start")}
    assert opened == request == {newest}


def test_the_newest_money_is_of_the_year_before_plans():
    assert money.NEWEST == public_works.NOW == working_mines.YEAR == FIRST_PLAN_YEAR - 1


def test_the_list_is_that_of_its_plan():
    (event,) = re.findall(r'_year_of\("E(\d+)_PLAN"\)', (SOURCE / "evaluation/policies.py").read_text(encoding="utf-8"))
    assert int(event) == facts.LIST_YEAR
    assert max(each.exhausted_year or 0 for each in official().values()) <= facts.LIST_YEAR
    assert facts.LIST_YEAR in OPENING_YEARS


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_steps_of_a_policy_are_plans_and_its_words_say_so(path):
    policy = tomllib.loads(path.read_text(encoding="utf-8"))
    steps = [(step["from"], step["until"]) for step in policy.get("steps", ())]
    later = {("schooling", 2030)}  # begins as the next plan ends, and ends with a plan
    for first, until in steps:
        assert first >= FIRST_PLAN_YEAR
        assert (until - first + 1) % STEP == 0 or (path.stem, first) in later or until % STEP == first % STEP == 0
    said = {int(year) for language in ("en", "zh") for year in re.findall(r"20\d\d", policy[f"description_{language}"])}
    assert said <= {year for step in steps for year in step}


def test_windows_of_policies_hold_their_starts():
    protocol = tomllib.loads((SOURCE / "evaluation/protocol.toml").read_text(encoding="utf-8"))
    rules, policies = protocol["rules"], protocol["policies"]
    windows = {name: (each["first"], each["last"], each["horizon"]) for name, each in policies.items()}
    assert windows["plan_2013"] == windows["declining_2013"]
    for name, (first, last, horizon) in windows.items():
        starts = [int(year) for year in re.findall(r"E(20\d\d)_", policies[name]["treated"])] or [2013] * (
            "2013" in name
        )
        assert all(first + rules["pre_years"] <= start for start in starts), name
        assert all(last <= 2024 and start < last for start in starts), name
        assert not starts or last - min(starts) >= min(horizon, last - min(starts))
    assert windows["plan_2013"][1] == 2013 + windows["plan_2013"][2]
    assert windows["exhausted_transfers"][1] == 2017 - 1  # before the demonstration zones
