"""One small planning run of Hegang, shared by the tests of its parts: the one whose numbers are saved."""

import pytest

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
