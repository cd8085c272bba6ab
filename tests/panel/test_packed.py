"""Texts of the panel as codes: the same to read, smaller, never set without a word."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from relode.panel import apply_overrides, checked_overrides
from relode.panel.packed import TEXTS, TextGrid, text_at, texts_of, unpacked

DIMENSIONS = ("quantity", "place", "year")


@pytest.fixture
def plain() -> xr.Dataset:
    """Two quantities, two places, three years; one cell without a value."""
    value = np.arange(12.0).reshape(2, 2, 3)
    value[1, 0, 2] = np.nan
    texts = np.array([f"key{int(each)};b" if each == each else "" for each in value.ravel()], dtype=object)
    grids = {name: (DIMENSIONS, texts.reshape(value.shape)) for name in TEXTS}
    return xr.Dataset(
        {"value": (DIMENSIONS, value), **grids},
        coords={"quantity": ["a", "b"], "place": ["230400", "230000"], "year": [2019, 2020, 2021]},
    )


def packed(plain: xr.Dataset) -> xr.Dataset:
    """The same with its texts as codes."""
    return unpacked(plain)[0]


def test_what_is_read_is_the_same(plain: xr.Dataset) -> None:
    """Whole, by name, by lists of names in another order, at points, turned, and one cell."""
    coded = packed(plain)
    points = {"quantity": xr.DataArray([1, 0], dims="at"), "year": xr.DataArray([2, 1], dims="at")}
    for name in TEXTS:
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
    own, texts = unpacked(coded)
    texts["flag"][0, 0, 0] = "mine"
    assert own["flag"].to_numpy()[0, 0, 0] == "mine"
    assert coded["flag"].to_numpy()[0, 0, 0] == "key0;b"


def test_keys_are_joined_each_once_and_found() -> None:
    """By hand: keys of two grids of cells and one that all get, in the order in which they are met."""
    grid = TextGrid((2, 3))
    grid[0] = ["a;b", "", "b"]
    grid[1] = ["b;c", "", "ab"]
    joined = grid.joined(grid.codes, "z")
    assert grid.texts[joined].tolist() == ["a;b;c;z", "z", "b;ab;z"]
    assert grid.joined(grid.codes).tolist() == grid.coded(["a;b;c", "", "b;ab"]).tolist()
    assert grid.having(grid.codes, "b").tolist() == [[True, False, True], [True, False, False]]


def test_more_texts_than_codes_are_refused() -> None:
    """Else the last ones would be read as the first."""
    with pytest.raises(OverflowError):
        TextGrid((1,)).coded(map(str, range(65_536)))


def test_a_figure_replaced_leaves_the_panel_as_it_was(panel: xr.Dataset) -> None:
    """The panel given keeps its cell; the one that comes back has the user's."""
    row = {"place": "hegang", "quantity": "population", "year": "2020", "value": "840000", "note": ""}
    small = panel.sel(place=["230400"])
    own = apply_overrides(small, checked_overrides([(2, row)], "own.csv"))
    at = {"quantity": "population", "place": "230400", "year": 2020}
    assert [str(each["source"].sel(at).item()) for each in (small, own)] == ["census2020", "user"]
    assert [float(each["value"].sel(at)) for each in (small, own)] == [891_271.0, 840_000.0]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_a_part_are_those_of_the_part_and_of_a_whole_its_own(plain: xr.Dataset, name: str) -> None:
    """A slice, a list of names, one place, and the panel as it is: in cells and as a grid."""
    coded, grids = unpacked(plain)
    assert texts_of(coded, name) is grids[name]
    assert text_at(coded, name, (0, 1, 2)) == text_at(plain, name, (0, 1, 2)) == "key5;b"
    parts: list[dict[str, Any]] = [{"place": slice(1, 2)}, {"year": slice(1, None)}, {"place": [1, 0]}]
    for part in (*parts, {"quantity": slice(0, 1)}):
        mine, theirs = coded.isel(part), plain.isel(part)
        found = texts_of(mine, name)
        assert found is not grids[name]
        assert found[...].tolist() == texts_of(theirs, name)[...].tolist() == theirs[name].to_numpy().tolist()
        assert text_at(mine, name, (0, 0, 1)) == text_at(theirs, name, (0, 0, 1)) == theirs[name].to_numpy()[0, 0, 1]
    assert texts_of(coded.isel(place=0), name)[...].tolist() == plain[name].isel(place=0).to_numpy().tolist()


def test_texts_are_set_and_read_by_position_and_get_the_next_code() -> None:
    """By hand: "" is code 0, the first new text 1; one text is set everywhere, several one by one."""
    grid = TextGrid((2, 2))
    assert grid[...].tolist() == [["", ""], ["", ""]]
    grid[0] = "x"
    grid[1] = ["y", "x"]
    assert grid.codes.tolist() == [[1, 1], [2, 1]]
    assert (grid[...].tolist(), grid[1, 0]) == ([["x", "x"], ["y", "x"]], "y")
    assert grid.coded(["", "z", "y"]).tolist() == [0, 3, 2]
    assert grid.texts.tolist() == ["", "x", "y", "z"]
