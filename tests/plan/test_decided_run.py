"""Pots of a plan as purses of decisions, and what only the city knows in a run."""

import json
from datetime import date

import pytest

import relode as rl
from relode.decisions.purses import Purse
from relode.diagnosis import profile
from relode.errors import RelodeError
from relode.needs.own_cells import Count, OwnCells, cells_of_text, cells_text
from relode.places import find
from relode.plan.asked.pots import A_YEAR, IN_ALL, Pot
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import DecisionBasis, purses
from relode.plan.estimate import Estimate
from relode.report import result_of


def test_what_is_known_in_all_is_spread_over_the_years_and_what_nobody_knows_is_asked():
    """300 million in all over ten years are 30 million a year; an upper end is not assured; firms are no purse."""
    pots = (
        Pot("own", Estimate(2e9, A_YEAR, (0.0, 2e9)), "at_most", (2025,), (), cell="own_revenue_bound"),
        Pot("granted", None, "ask", (), (), "subsidence_mining_district", (), "subsidence_investment_received"),
        Pot("granted", None, "none", (), ()),
        Pot("bonds", Estimate(3e8, IN_ALL), "observed", (2025,), (), "special_bonds", (), "government_debt_limit"),
        Pot("others", None, "measures", (), ()),
    )
    assert purses(pots, 10) == (
        Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound"),
        Purse("granted", "subsidence_mining_district", "ask", None, "subsidence_investment_received"),
        Purse("bonds", "special_bonds", "known", (3e7, 3e7), "government_debt_limit"),
    )


HOMES = Count(2025, 400_000.0, 300_000.0)
"""Homes, and those with light."""


def test_what_only_the_city_knows_moves_decisions_and_is_kept():
    """Lit homes of a workbook: a third too many by 2030 is a verdict, where the cell was asked for before."""
    panel, place = rl.panel.load(), find("hegang")
    cells = cells_text(OwnCells(("homes_without_light",), {"homes": HOMES}))
    request = {"without": PlanRequest(horizon=2030), "with": PlanRequest(horizon=2030, cells=cells)}
    assert PlanRequest(**json.loads(json.dumps(request["with"].record()))) == request["with"]
    assert request["with"] != request["without"]
    assert "cells" not in request["without"].record()
    told = {
        key: {
            each.name: each
            for each in DecisionBasis.of(panel, place, one, command(panel, place, one)).on(None).decisions
        }
        for key, one in request.items()
    }
    before, after = (told[key]["take_down_homes"] for key in ("without", "with"))
    assert (before.verdict, before.amount) == ("fill_in", None)
    homes = rl.needs.of(panel, place, 2030, 1, cells_of_text(cells)).service("homes")
    assert after.amount == homes.at(2030).sure > 0.05 * HOMES.there
    assert "homes_without_light" not in [cell.cell for cell in after.fill_in]
    assert told["without"]["replace_one_leaver_in_n"] == told["with"]["replace_one_leaver_in_n"]


def test_the_report_of_a_run_tells_the_needs_with_those_cells():
    panel, place = rl.panel.load(), find("hegang")
    cells = OwnCells(("homes_without_light",), {"homes": HOMES})
    found = result_of(panel, profile(panel, place), (), date(2026, 1, 2), cells=cells).needs
    assert found.service("homes").capacity.value == HOMES.there
    assert "homes_without_light" not in found.missing


@pytest.mark.parametrize("text", ["nothing", '{"there": 5}'])
def test_settings_whose_cells_cannot_be_read_are_refused(text):
    with pytest.raises(RelodeError):
        PlanRequest(**{**PlanRequest().record(), "cells": text})
