"""What a reader must know of a simulated quantity, tag by tag."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.calibration.scores import tags as module
from relode.calibration.scores.tags import TagBasis, tags


@pytest.fixture
def tags_of(monkeypatch):
    """The tags of a quantity with a basis of its own at a place with or without mines."""
    monkeypatch.setattr(module, "is_far", lambda _, place: place == "far")
    monkeypatch.setattr(module, "least_skill", lambda: {"scored": 0.01, "beaten": -0.01, "level": 0.0})

    def of(place="near", rule="observed", opening="debt", target="scored", ratio=0.5, mined=1.0, flag=""):
        monkeypatch.setattr(module, "bases", lambda: {"it": TagBasis(opening, target, ratio)})
        rules = xr.DataArray([[rule]] * 2, dims=("place", "quantity"), coords={"quantity": [opening or "none"]})
        flags = xr.full_like(rules, flag, dtype=object)
        share = xr.DataArray(np.full((2, 1), mined), dims=("place", "commodity"))
        data = xr.Dataset({"rule": rules, "flag": flags, "commodity_share": share}, coords={"place": ["near", "far"]})
        return set(tags(SimpleNamespace(data=data), place, "it"))

    return of


def test_a_skilled_quantity_that_the_fit_decides_at_an_observed_opening_has_none(tags_of):
    assert tags_of() == set()


@pytest.mark.parametrize(
    ("ratio", "is_driven"), [(0.0, False), (0.8, False), (0.81, True), (1.2, True), (float("nan"), True)]
)
def test_the_prior_decides_where_the_fit_leaves_more_than_four_fifths_of_the_spread(tags_of, ratio, is_driven):
    assert ("prior_driven" in tags_of(ratio=ratio)) == is_driven


@pytest.mark.parametrize(("target", "has_skill"), [("scored", True), ("level", False), ("beaten", False), ("", False)])
def test_skill_is_needed_for_sure_in_every_backcast(tags_of, target, has_skill):
    assert ("no_skill" in tags_of(target=target)) != has_skill


def test_an_assumed_opening_an_unknown_reserve_and_a_place_apart_are_told(tags_of):
    assert tags_of(rule="assumed:by_hand") == {"assumption_driven"}
    assert tags_of(opening="") == {"assumption_driven"}
    assert tags_of(opening="remaining_life", flag="doubtful;unknown_reserve") == {"unknown_reserve"}
    assert tags_of(opening="remaining_life") == set()
    assert tags_of(opening="remaining_life", flag="unknown_reserve", mined=0.0) == set()
    assert tags_of(place="far") == {"extrapolating"}


def test_the_least_skill_is_that_of_the_worst_backcast_of_all_prefectures(monkeypatch):
    def row(method, group, target, low):
        return {"method": method, "group": group, "target": target, "low": low}

    table = [
        row("simulator", "all", "people", ".2"),
        row("simulator", "all", "people", "-.1"),
        row("simulator", "all", "people", ".3"),
        row("simulator", "resource", "people", "-.9"),
        row("random_walk", "all", "people", "-.8"),
        row("simulator", "all", "output", ".4"),
    ]
    monkeypatch.setattr(module.shipped_tables, "rows", lambda *_: table)
    assert module.least_skill.__wrapped__() == {"people": -0.1, "output": 0.4}
