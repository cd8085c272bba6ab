"""One small planning run of Hegang, shared by the tests of its parts."""

import pytest

from relode.places import find
from relode.plan.planning import planned_on
from relode.plan.stage import Asked, command, opened_world, stage

FEW = Asked(futures=80, keep=("jobs=0.5", "jobs=1.6"))


@pytest.fixture(scope="session")
def on(panel):
    """Hegang in a few futures, and doing nothing there."""
    place = find("hegang")
    return stage(opened_world(panel), place, FEW, command(panel, place, FEW))


@pytest.fixture(scope="session")
def steps(on):
    """Every state of the run."""
    return list(planned_on(on, lambda *_: None))


@pytest.fixture(scope="session")
def record(steps):
    """The last record of the run."""
    return steps[-1].record
