"""What a reader must know of a simulated quantity, tag by tag, at the opening of 2020."""

from dataclasses import replace

import numpy as np
import pytest

from relode import shipped_tables
from relode.calibration.tags import tags
from relode.model.opening.opening_world import world

HEGANG = "230400"


@pytest.fixture(scope="module")
def opened(panel):
    return world(panel, 2020).opening


def changed(opened, quantity, **cells):
    """The opening with other cells of a quantity at Hegang."""
    data = opened.data.copy(deep=True)
    for name, value in cells.items():
        data[name].loc[{"quantity": quantity, "place": HEGANG}] = value
    return replace(opened, data=data)


def test_a_quantity_without_sure_skill_in_every_backcast_says_so(opened):
    worst = {}
    for row in shipped_tables.rows("relode.calibration", "backcast"):
        if (row["method"], row["group"]) == ("simulator", "all"):
            worst[row["target"]] = min(float(row["low"]), worst.get(row["target"], np.inf))
    for row in shipped_tables.rows("relode.calibration", "rests_on"):
        found = tags(opened, HEGANG, row["quantity"])
        assert ("no_skill" in found) == (worst.get(row["target"], -1.0) <= 0), row["quantity"]
        assert ("prior_driven" in found) == (not float(row["spread_ratio"] or "nan") <= 0.8), row["quantity"]


def test_an_assumed_opening_and_an_unknown_reserve_are_named(opened):
    assert "assumption_driven" not in tags(changed(opened, "debt", rule="observed"), HEGANG, "debt")
    assert "assumption_driven" in tags(changed(opened, "debt", rule="assumed:x"), HEGANG, "debt")
    mined = changed(opened, "remaining_life", flag="doubtful;unknown_reserve")
    assert "unknown_reserve" in tags(mined, HEGANG, "extraction_index")
    assert "unknown_reserve" not in tags(changed(opened, "remaining_life", flag=""), HEGANG, "extraction_index")


def test_a_place_unlike_the_others_is_extrapolated(opened):
    assert "extrapolating" not in tags(opened, HEGANG, "population")
    assert "extrapolating" in tags(changed(opened, "house_price", value=1e3), HEGANG, "population")
