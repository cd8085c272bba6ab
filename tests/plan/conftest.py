"""One small planning run of Hegang, shared by the tests of its parts."""

import pytest

from relode.places import find
from relode.plan.stage import Asked, opened_world, stage

FEW = Asked(futures=64, generations=2, population=8)


@pytest.fixture(scope="session")
def on(panel):
    """Hegang in a few futures, and doing nothing there."""
    return stage(opened_world(panel), find("hegang"), FEW)
