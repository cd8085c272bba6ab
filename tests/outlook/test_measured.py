import pytest
import xarray as xr

from relode.outlook.backcasts.measured_errors import (
    FEWEST_ORIGINS,
    POOLED,
    SHOWN,
    as_csv,
    by_horizon,
    chosen,
    longest,
    measure,
    shipped,
)
from relode.outlook.backcasts.targets import TARGETS


@pytest.mark.slow
def test_shipped_table_is_what_the_shipped_panel_gives(panel: xr.Dataset) -> None:
    found = [row for name in SHOWN for row in measure(panel, TARGETS[name])]
    for one, other in zip(found, shipped(), strict=True):
        assert (one.target, one.method, one.group, one.horizon, one.origins, one.n) == (
            other.target,
            other.method,
            other.group,
            other.horizon,
            other.origins,
            other.n,
        )
        # written with six decimals; linear algebra differs in the last digits between machines
        for name in ("crps", "coverage_90", "coverage_90_low", "skill", "skill_low"):
            assert abs(getattr(one, name) - getattr(other, name)) < 2e-3, (one.target, one.method, one.horizon, name)


def test_writing_and_reading_the_table_changes_nothing() -> None:
    assert as_csv(shipped()).splitlines()[1].startswith("gdp_real,random_walk,all,0,13,")


@pytest.mark.parametrize("group", ["all", "resource"])
@pytest.mark.parametrize("name", SHOWN)
def test_chosen_method_has_the_least_score_of_its_target(name: str, group: str) -> None:
    method, skilled = chosen(TARGETS[name], group)
    pooled = [row for row in shipped() if (row.target, row.group, row.horizon) == (name, group, POOLED)]
    assert min(pooled, key=lambda row: row.crps).method == method
    assert skilled == (by_horizon(TARGETS[name], method, group)[POOLED].skill_low > 0)


def test_a_horizon_counts_as_measured_only_with_enough_origins() -> None:
    gdp = TARGETS["gdp_real"]
    method = chosen(gdp, "all")[0]
    rows = by_horizon(gdp, method, "all")
    assert rows[longest(gdp, method)].origins >= FEWEST_ORIGINS
    assert rows[longest(gdp, method) + 1].origins < FEWEST_ORIGINS
