"""Texts of the panel as codes: the same to read, smaller, never set without a word."""

import numpy as np
import pytest
import xarray as xr

from relode.panel import apply_overrides, checked_overrides
from relode.panel.packed import PACKED, packed, unpacked

DIMENSIONS = ("quantity", "place", "year")


@pytest.fixture
def plain() -> xr.Dataset:
    """Two quantities, two places, three years; one cell without a value."""
    value = np.arange(12.0).reshape(2, 2, 3)
    value[1, 0, 2] = np.nan
    texts = np.array([f"key{int(each)};b" if each == each else "" for each in value.ravel()], dtype=object)
    grids = {name: (DIMENSIONS, texts.reshape(value.shape)) for name in PACKED}
    return xr.Dataset(
        {"value": (DIMENSIONS, value), **grids},
        coords={"quantity": ["a", "b"], "place": ["230400", "230000"], "year": [2019, 2020, 2021]},
    )


def test_what_is_read_is_the_same(plain: xr.Dataset) -> None:
    """Whole, by name, by lists of names in another order, at points, turned, and one cell."""
    coded = packed(plain)
    points = {"quantity": xr.DataArray([1, 0], dims="at"), "year": xr.DataArray([2, 1], dims="at")}
    for name in PACKED:
        before, after = plain[name], coded[name]
        assert before.equals(after)
        assert before.sel(place="230000", quantity="b").equals(after.sel(place="230000", quantity="b"))
        chosen = {"quantity": ["b", "a"], "year": [2021, 2019]}
        assert before.sel(chosen).equals(after.sel(chosen))
        assert before.isel(points).equals(after.isel(points))
        assert before.transpose("year", "place", "quantity").equals(after.transpose("year", "place", "quantity"))
        assert after[0, 1, 2].item() == "key5;b"
        assert after[1, 0, 2].item() == ""


def test_texts_cannot_be_set_without_a_word(plain: xr.Dataset) -> None:
    """A text set in what was read would be lost: it is refused, and taken from a copy that may be set."""
    coded = packed(plain)
    with pytest.raises(ValueError, match="read-only"):
        coded["flag"].to_numpy()[0, 0, 0] = "mine"
    with pytest.raises(TypeError):
        coded["flag"][0, 0, 0] = "mine"
    own = unpacked(coded)
    own["flag"].to_numpy()[0, 0, 0] = "mine"
    assert packed(own)["flag"].to_numpy()[0, 0, 0] == "mine"
    assert coded["flag"].to_numpy()[0, 0, 0] == "key0;b"


def test_a_figure_replaced_leaves_the_panel_as_it_was(panel: xr.Dataset) -> None:
    """The panel given keeps its cell; the one that comes back has the user's."""
    row = {"place": "hegang", "quantity": "population", "year": "2020", "value": "840000", "note": ""}
    small = panel.sel(place=["230400"])
    own = apply_overrides(small, checked_overrides([(2, row)], "own.csv"))
    at = {"quantity": "population", "place": "230400", "year": 2020}
    assert [str(each["source"].sel(at).item()) for each in (small, own)] == ["census2020", "user"]
    assert [float(each["value"].sel(at)) for each in (small, own)] == [891_271.0, 840_000.0]
