"""World trade 1998-2000 at four digits: what ecomplexity 0.5.3 (Python) and economiccomplexity 2.0.0 (R) printed."""

import numpy as np
import pandas as pd
import pytest

from relode.measures import fitness, proximity
from relode.measures.complexity_profile import complexity_profile
from relode.measures.one_place import wide_table

SAME = 1e-8


@pytest.fixture(scope="module")
def folder(benchmarks):
    return benchmarks / "world_trade_sitc4_1998_2000"


@pytest.fixture(scope="module", params=["all226", "ge1bn"])
def peer(folder, request):
    rows = pd.read_parquet(folder / f"peer_ecomplexity_0.5.3_{request.param}.parquet")
    return {name: rows.pivot(index="country", columns="product", values=name) for name in rows.columns[2:]}


@pytest.fixture(scope="module")
def trade(folder):
    return wide_table(pd.read_parquet(folder / "trade.parquet"), "country", "product", "export_usd")


@pytest.fixture(scope="module")
def presence(trade):
    return complexity_profile(trade.to_numpy()).presence


def test_every_measure_is_ecomplexitys(peer):
    ours = complexity_profile(peer["export_usd"].to_numpy(dtype=float))
    np.testing.assert_array_equal(ours.presence, peer["mcp"])
    np.testing.assert_allclose(ours.location_quotient, peer["rca"], rtol=SAME)
    np.testing.assert_allclose(ours.relatedness_density, peer["density"], atol=SAME)
    np.testing.assert_allclose(ours.economic_complexity_index, peer["eci"].iloc[:, 0], atol=SAME)
    np.testing.assert_allclose(ours.product_complexity_index, peer["pci"].iloc[0], atol=SAME)
    np.testing.assert_allclose(ours.complexity_outlook_index, peer["coi"].iloc[:, 0], atol=SAME)
    np.testing.assert_allclose(ours.complexity_outlook_gain, peer["cog"], atol=SAME)


def test_presence_is_that_of_r(folder, trade, presence):
    ones = pd.read_parquet(folder / "expected_mcp_ones_R_economiccomplexity.parquet")
    ours = pd.DataFrame(presence, index=trade.index, columns=trade.columns).stack()
    assert set(ours[ours].index) == set(ones.itertuples(index=False, name=None))


@pytest.mark.parametrize(("side", "axis"), [("product", 1), ("country", 0)])
def test_proximity_is_that_of_r(folder, trade, presence, side, axis):
    rows = pd.read_parquet(folder / f"expected_proximity_{side}_R_economiccomplexity.parquet")
    names = trade.axes[axis]
    published = np.zeros((len(names), len(names)))
    first, second = (names.get_indexer(rows[f"{side}_{end}"]) for end in (1, 2))
    published[first, second] = published[second, first] = rows["proximity"]
    np.fill_diagonal(published, 1)  # R leaves an industry's proximity to itself out
    np.testing.assert_allclose(proximity(presence if axis else presence.T), published, atol=1e-15)


def test_fitness_after_19_updates_is_that_of_r(folder, trade, presence):
    ours = fitness(presence, updates=19)
    for side, names, values in (("country", trade.index, ours.fitness), ("product", trade.columns, ours.quality)):
        rows = pd.read_csv(folder / f"expected_fitness_{side}_R_economiccomplexity.csv", dtype={side: str})
        np.testing.assert_allclose(values, rows.set_index(side)["fitness"].reindex(names), atol=1e-12)
