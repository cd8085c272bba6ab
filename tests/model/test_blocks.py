"""Futures are computed in blocks of one size: what fills the last one up is seen nowhere."""

import numpy as np
import pytest

from relode.calibration.draws import draw_futures
from relode.model import simulate
from relode.model.futures import BLOCK, blocks
from relode.model.opening.opening_world import world
from relode.model.results import stored_paths, system

COUNT = BLOCK + 8


@pytest.fixture(scope="module")
def futures(panel):
    """Some more futures than fill one block."""
    return draw_futures(world(panel), COUNT, 2, 1)


def test_each_future_is_in_one_block_and_the_last_fills_up(futures):
    prices = [series.log_price for _, _, series, _ in blocks(futures)]
    assert [len(block) for block in prices] == [BLOCK, BLOCK]
    joined, drawn = np.concatenate(prices), np.asarray(futures.exogenous.log_price)
    assert len(np.unique(drawn[:, -1], axis=0)) == COUNT
    np.testing.assert_array_equal(joined[:COUNT], drawn)
    np.testing.assert_array_equal(joined[COUNT:], np.broadcast_to(drawn[-1], joined[COUNT:].shape))


def test_tables_sums_and_paths_have_each_future_once(futures, monkeypatch):
    """The simulator is replaced by one that gives the first price of each future and year everywhere."""
    places, price = len(futures.world.codes), np.asarray(futures.exogenous.log_price)[:, :, 0]

    def simulated(_observed, _params, _levers, exogenous, _links, kept, **_settings):
        everywhere = np.repeat(np.asarray(exogenous.log_price)[:, :, :1], places, axis=2)
        return (everywhere[:, :, None],) * 2 if kept.__name__ == "_around" else {"population": everywhere}

    monkeypatch.setattr(simulate, "paths", simulated)
    run = system(futures, ("population",))
    np.testing.assert_array_equal(run.table["population"].isel(place=5), price)
    np.testing.assert_allclose(run.totals["population"], price * (places - 1), rtol=1e-12)
    for paths in vars(stored_paths(futures)).values():
        np.testing.assert_array_equal(np.asarray(paths)[:, :, 0, 5], price)
