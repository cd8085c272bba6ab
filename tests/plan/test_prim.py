"""PRIM against another program, on the futures of Bryant and Lempert (2010) and on boxes that are known."""

import itertools
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.plan.failure.boxes import fit, inside, quasi_p, significant
from relode.plan.failure.prim import _pasted, trajectory

their_deprecations = pytest.mark.filterwarnings("ignore:.*inplace.*")  # in the reference, not in ours


@pytest.fixture(scope="module")
def reference():
    """The PRIM of the EMA workbench; its import is part of a development dependency."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says on import what else could be installed
        from ema_workbench.analysis import prim
    return prim


@pytest.fixture(scope="module")
def published():
    """The 882 futures of Bryant and Lempert (2010) on renewable fuel, as the EMA workbench ships them."""
    folder = Path(next(iter(find_spec("ema_workbench").submodule_search_locations)))
    data = pd.read_csv(folder / "examples" / "data" / "bryant et al 2010 data.csv", index_col=False)
    return data.iloc[:, 2:11], data["Greater than 90%"].to_numpy() == 1


def numbers(box):
    return {name: (r.low, r.high) for name, r in box.items()}


def their_boxes(found, table):
    """The boxes of a reference trajectory as factor -> ends, infinite where a side is free."""
    first = found.box_lims[0]
    for limits in found.box_lims:
        box = {}
        for name in table.columns:
            low, high = limits[name]
            ends = (-np.inf if low == first[name][0] else low, np.inf if high == first[name][1] else high)
            if ends != (-np.inf, np.inf):
                box[name] = ends
        yield box


@pytest.mark.slow
@their_deprecations
@pytest.mark.parametrize("peel", [0.05, 0.1])
def test_the_trajectory_on_the_published_futures_is_that_of_the_reference(reference, published, peel):
    table, fails = published
    table = table.astype(float)
    theirs = reference.Prim(table, fails.astype(int), threshold=0.1, peel_alpha=peel).find_box()
    ours = trajectory(table, fails, peel=peel)
    assert [numbers(box) for box in ours] == list(their_boxes(theirs, table))
    steps = [fit(table, fails, box) for box in ours]
    assert [s.coverage for s in steps] == pytest.approx(list(theirs.peeling_trajectory["coverage"]))
    assert [s.density for s in steps] == pytest.approx(list(theirs.peeling_trajectory["density"]))


@pytest.mark.slow
@their_deprecations
def test_quasi_p_values_are_those_of_the_reference(reference, published):
    table, fails = published
    table = table.astype(float)
    theirs = reference.Prim(table, fails.astype(int), threshold=0.1, peel_alpha=0.1).find_box()
    ours = trajectory(table, fails, peel=0.1)
    for number in (5, 12, len(ours) - 1):
        expected = {name: [p for p in values if p != -1] for name, values in theirs.qp[number].items()}
        found = {name: list(sides.values()) for name, sides in quasi_p(table, fails, ours[number]).items()}
        assert found.keys() == expected.keys()
        assert all(found[name] == pytest.approx(expected[name]) for name in found)


def test_a_known_box_is_found_but_for_a_slice():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.uniform(size=(2000, 6)), columns=list("abcdef"))
    fails = ((table["a"] < 0.35) & (table["c"] > 0.5)).to_numpy()
    boxes = trajectory(table, fails)
    best = significant(table, fails, max(boxes, key=lambda box: fit(table, fails, box).harmonic_mean), 0.05, 4)
    assert best.keys() == {"a", "c"}
    # A slice takes a twentieth of what is left: the edges may be off by that much of the factor's own range.
    assert best["a"].high == pytest.approx(0.35, abs=0.03)
    assert best["c"].low == pytest.approx(0.5, abs=0.03)
    found = fit(table, fails, best)
    assert min(found.coverage, found.density) > 0.93


def test_each_peel_loses_futures_and_gains_density():
    rng = np.random.default_rng(2)
    table = pd.DataFrame(rng.normal(size=(400, 4)), columns=list("abcd"))
    fails = (table["a"] + table["b"] + rng.normal(size=400) > 1.2).to_numpy()
    steps = [fit(table, fails, box) for box in trajectory(table, fails)]
    peels = [s for before, s in itertools.pairwise(steps) if s.inside < before.inside]
    assert len(peels) > 10
    assert all(b.density > a.density for a, b in itertools.pairwise(steps))
    assert min(s.inside / s.futures for s in steps) >= 0.05


def test_names_and_units_of_factors_do_not_matter():
    rng = np.random.default_rng(3)
    table = pd.DataFrame(rng.uniform(size=(300, 3)), columns=["a", "b", "c"])
    fails = (table["b"] < 0.3).to_numpy()
    plain = trajectory(table, fails)[-1]
    scaled = trajectory((table * 1024).rename(columns=str.upper), fails)[-1]  # a power of 2 keeps every bit
    assert {name.lower(): (r.low / 1024, r.high / 1024) for name, r in scaled.items()} == numbers(plain)


def test_the_empty_box_holds_every_future():
    table = pd.DataFrame({"a": [0.0, 1.0], "b": [2.0, 3.0]})
    assert inside(table, {}).all()
    assert fit(table, np.array([True, False]), {}).density == 0.5


@pytest.mark.parametrize(
    "fails", [np.zeros(8, dtype=bool), np.ones(8, dtype=bool), np.zeros(8), np.zeros(7, dtype=bool)]
)
def test_nothing_to_tell_apart_and_wrong_shapes_are_refused(fails):
    with pytest.raises(RelodeError):
        trajectory(pd.DataFrame({"a": np.arange(8.0)}), fails)


def test_a_missing_factor_is_refused_by_name():
    with pytest.raises(RelodeError, match="a"):
        trajectory(pd.DataFrame({"a": [1.0, np.nan]}), np.array([True, False]))


def test_a_slice_of_half_is_refused():
    with pytest.raises(RelodeError, match="peel"):
        trajectory(pd.DataFrame({"a": [1.0, 2.0]}), np.array([True, False]), peel=0.5)


def test_a_paste_takes_in_a_slice_that_fails_and_none_that_does_not():
    """By hand: of 101 futures at 0, .01, ... 1 those up to .5 fail; a box up to .3 leaves twenty failures beyond it."""
    cells = np.arange(101)[:, None] / 100
    fails = np.arange(101) <= 50
    low = np.array([-np.inf])
    wider = _pasted(cells, fails | (np.arange(101) == 0), (low, np.array([0.3])), 0.05, 0.05)
    assert wider is None  # the box holds failures alone: nothing raises its density
    fails[:10] = False  # 21 of the 31 inside fail, all of those just beyond
    low_end, high_end = _pasted(cells, fails, (low, np.array([0.3])), 0.05, 0.05)
    # 71 futures lie at or beyond .3, and a twentieth of the way along them is between .33 and .34
    assert (low_end[0], high_end[0]) == (-np.inf, pytest.approx(0.335))
    assert _pasted(cells, fails, (low, np.array([np.inf])), 0.05, 0.05) is None


def test_of_two_pastes_that_which_raises_density_most_for_each_future_is_taken():
    """By hand: two of four inside fail. One more in a, or four more in b, fail too: .1 for one, .25 / 4 for each."""
    inside, far = [(0, 0)] * 4, [(3, 0)] * 5 + [(0, 3)] * 2
    table = pd.DataFrame([*inside, (1, 0), *[(0, 1)] * 4, *far], columns=["a", "b"], dtype=float)
    fails = np.array([True, True, False, False, *[True] * 5, *[False] * 7])
    ends = (np.full(2, -np.inf), np.zeros(2))
    low, high = _pasted(table.to_numpy(), fails, ends, 0.45, 0.05)
    assert low.tolist() == [-np.inf, -np.inf]
    assert high.tolist() == [2.0, 0.0]  # in the middle between 1, taken in, and 3


def test_a_paste_below_is_the_mirror_of_one_above_and_asks_no_future_outside_the_other_sides():
    """The two pastes of before turned round, beside twenty futures that no box of the other factor holds."""
    inside, far = [(0, 0)] * 4, [(3, 0)] * 5 + [(0, 3)] * 2
    table = -pd.DataFrame([*inside, (1, 0), *[(0, 1)] * 4, *far, *[(2, 5)] * 20], columns=["a", "b"], dtype=float)
    fails = np.array([True, True, False, False, *[True] * 5, *[False] * 27])
    low, high = _pasted(table.to_numpy(), fails, (np.zeros(2), np.full(2, np.inf)), 0.45, 0.05)
    assert low.tolist() == [-2.0, 0.0]
    assert high.tolist() == [np.inf, np.inf]
