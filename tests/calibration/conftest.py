"""The record of the shipped past, and how a shipped table is held against one computed anew."""

from collections.abc import Callable

import pytest
import xarray as xr

import relode as rl
from relode.calibration.targets.estimates import as_csv, shipped
from relode.calibration.targets.observed import Observed, observed


@pytest.fixture(scope="session")
def facts() -> xr.Dataset:
    return rl.panel.load()


@pytest.fixture(scope="session")
def past(facts: xr.Dataset) -> Observed:
    return observed(facts)


@pytest.fixture(scope="session")
def written() -> Callable[[str], str]:
    """The text of a shipped table, written again from what was read."""
    return lambda table: as_csv(shipped(table))
