"""The record of the shipped past, and how a shipped table is held against one computed anew."""

from collections.abc import Callable, Iterable

import pytest
import xarray as xr

import relode as rl
from relode.calibration.targets.estimates import ShippedEstimate, as_csv, shipped
from relode.calibration.targets.observed import Observed, observed


@pytest.fixture(scope="session")
def facts() -> xr.Dataset:
    return rl.panel.load()


@pytest.fixture(scope="session")
def past(facts: xr.Dataset) -> Observed:
    return observed(facts)


@pytest.fixture(scope="session")
def same_as_shipped() -> Callable[[str, Iterable[ShippedEstimate]], None]:
    """Fails where a shipped table does not hold the rows given, in their order."""

    def check(table: str, rows: Iterable[ShippedEstimate]) -> None:
        expected = {(row.subject, row.quantity): row for row in shipped(table)}
        for row in rows:
            other = expected[row.subject, row.quantity]
            assert (row.n, row.sources, row.reason) == (other.n, other.sources, other.reason)
            pairs = [(getattr(row, name), getattr(other, name)) for name in ("value", "standard_error", "low", "high")]
            assert [one is None for one, _ in pairs] == [two is None for _, two in pairs]
            one, two = ([number for number in side if number is not None] for side in zip(*pairs, strict=True))
            # searches stop and linear algebra rounds a little differently between machines
            assert one == pytest.approx(two, rel=2e-3, abs=1e-3, nan_ok=True), (row.subject, row.quantity)

    return check


@pytest.fixture(scope="session")
def written() -> Callable[[str], str]:
    """The text of a shipped table, written again from what was read."""
    return lambda table: as_csv(shipped(table))
