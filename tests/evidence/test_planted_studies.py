"""Planted worlds: the truth asked for, tables like the shipped one, what the synthesis makes of them, refusals."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import studies
from relode.evidence.synthesis import rows_of
from studies.evidence.planted_studies import SPARES, PlantedStudies, planted_rows, planted_studies

ZONES, TRANSFERS = (("cluster_support", "measure"), "C"), (("central_transfer", "measure"), "C")


def test_a_world_has_the_shipped_rows_and_those_that_are_asked_for():
    shipped, plain, more = rows_of(studies()), planted_rows({}), planted_rows({ZONES: 7})
    assert len(plain.family) == len(studies())
    assert len(more.family) == len(studies()) + SPARES[1]
    assert len(planted_rows({ZONES: SPARES[1] + 1}).family) == len(studies()) + SPARES[2]
    assert plain.used.sum() == shipped.used.sum()
    assert more.used.sum() == shipped.used.sum() + 7
    assert plain.design.shape[1] == more.design.shape[1]
    assert plain.in_cluster.shape[1] == more.in_cluster.shape[1] == shipped.in_cluster.shape[1]
    column = 1 + len(more.kinds) + len(more.families) + more.pairs.index(ZONES)
    assert more.design[more.used][:, column].sum() == shipped.design[shipped.used][:, column].sum() + 7


@pytest.mark.parametrize("pair", [(("magic", "measure"), "C"), (("cluster_support", "measure"), "H")])
def test_a_lever_without_studies_is_refused(pair):
    with pytest.raises(RelodeError):
        planted_studies(1, 0, {pair: 0.1})
    with pytest.raises(RelodeError):
        planted_rows({pair: 1})


def test_more_studies_than_there_is_room_for_are_refused():
    with pytest.raises(RelodeError, match=str(SPARES[-1])):
        planted_rows({ZONES: SPARES[-1] + 1})


@pytest.fixture(scope="module")
def worlds() -> list[PlantedStudies]:
    """Three worlds in which zones give .3 of log output by 25 further studies, and transfers take .1."""
    return [planted_studies(1, at, {ZONES: 0.3, TRANSFERS: -0.1}, {ZONES: 25}) for at in (0, 1, 2)]


@pytest.mark.slow
def test_the_truth_is_the_one_asked_for_and_much_evidence_finds_it(worlds):
    for world in worlds:
        assert (world.true_average(ZONES), world.true_average(TRANSFERS)) == pytest.approx((0.3, -0.1))
        places = world.true_places(ZONES, 100_000)
        assert places.mean() == pytest.approx(0.3, abs=0.01)
    found = [world.expected(ZONES).average for world in worlds]
    # With 27 studies the mean is known to .03 or so; a world's shared parts leave more.
    assert np.mean([np.median(draws) for draws in found]) == pytest.approx(0.3, abs=0.06)
    assert max(draws.std() for draws in found) < 0.1
    assert max(np.abs(np.median(draws) - 0.3) / draws.std() for draws in found) < 3


@pytest.mark.slow
def test_worlds_differ_and_the_same_world_is_the_same_bits(worlds):
    again = planted_studies(1, 1, {ZONES: 0.3, TRANSFERS: -0.1}, {ZONES: 25})
    assert np.array_equal(again.fit.effects, worlds[1].fit.effects)
    assert np.array_equal(again.true_places(ZONES, 8), worlds[1].true_places(ZONES, 8))
    assert not np.array_equal(worlds[0].table.z, worlds[1].table.z)
    assert worlds[0].fit.effects.shape[1] == shipped_draws().effects.shape[1]
