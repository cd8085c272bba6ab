"""One small planning run of Hegang, shared by the tests of its parts: the one whose numbers are saved."""

from dataclasses import replace
from datetime import date

import pytest

from relode.answers.journey import diagnosed
from relode.plan.making.plan_records import PlanStep, YearPaid
from relode.report import result_of

from ..baseline.saved_numbers import staged, states


@pytest.fixture(scope="session")
def on(panel):
    """Hegang in a few futures, and doing nothing there."""
    return staged(panel)


@pytest.fixture(scope="session")
def steps(on):
    """Every state of the run."""
    return states(on)


@pytest.fixture(scope="session")
def record(steps):
    """The last record of the run."""
    return steps[-1].record


@pytest.fixture(scope="session")
def planned_result(record):
    """Hegang with what was planned, and a plan of its first two measures that were tried."""
    panel, found = diagnosed("hegang", ())
    tried = [card for card in record.cards if card.effects][:2]
    steps = tuple(
        PlanStep(card.name, card.lever, card.sector, card.dose, card.unit, start, record.horizon, 2, True, False, None)
        for card, start in zip(tried, (2026, 2028), strict=True)
    )
    years = tuple(
        YearPaid(year, {"city": 1e8, "province": 0.0, "centre": 2e8, "insurance": 0.0, "firm": 0.0},
                 {"own": 1e8, "granted": 2e8, "bonds": 0.0, "others": 0.0}, 3e8)
        for year in range(record.start, record.horizon + 1)
    )  # fmt: skip
    like = record.plan or record.granted_plan or record.alternatives[0]
    payments, pots = tried[0].payments, tried[0].pots
    spent = sum(each.yuan for each in payments)
    plan = replace(like, name="granted", steps=steps, years=years, spent=spent, payments=payments, pots=pots)
    planned = replace(record, plan=None, granted_plan=plan)
    return result_of(panel, found, (), date(2026, 1, 2), planned)
