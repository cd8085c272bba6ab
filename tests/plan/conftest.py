"""One small planning run of Hegang, shared by the tests of its parts: the one whose numbers are saved."""

from datetime import date

import pytest

from relode.answers.journey import diagnosed
from relode.report import result_of

from ..baseline.saved_numbers import run_on, staged


@pytest.fixture(scope="session")
def on(panel):
    """Hegang in a few futures, and doing nothing there."""
    return staged(panel)


@pytest.fixture(scope="session")
def record(panel, on):
    """The record of the run."""
    return run_on(panel, on)


@pytest.fixture(scope="session")
def planned_result(record):
    """Hegang with what was planned."""
    panel, found = diagnosed("hegang", ())
    return result_of(panel, found, (), date(2026, 1, 2), record)
