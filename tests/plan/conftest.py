"""One plan of Hegang, shared by the tests of its parts."""

from datetime import date

import pytest

import relode as rl
from relode.answers.journey import diagnosed
from relode.report import result_of


@pytest.fixture(scope="session")
def result(panel):
    """The plan as a notebook has it."""
    return rl.plan.plans("hegang", panel=panel)


@pytest.fixture(scope="session")
def record(result):
    """The record of the run."""
    return result.record


@pytest.fixture(scope="session")
def planned_result(record):
    """Hegang with what was planned."""
    panel, found = diagnosed("hegang", ())
    return result_of(panel, found, (), date(2026, 1, 2), record)
