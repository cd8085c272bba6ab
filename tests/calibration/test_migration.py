import numpy as np
import pytest

from relode.calibration.targets.estimates import figure
from relode.calibration.targets.migration import MigrationFlows, _dummies, flows, gravity, province_distances


def made(elasticity: float, noise: float, rng: np.random.Generator) -> MigrationFlows:
    provinces = flows(2010).provinces
    distance = province_distances(provinces)
    origin, destination = rng.normal(size=(2, len(provinces)))
    with np.errstate(divide="ignore"):
        expected = np.exp(15 + origin[:, None] + destination + elasticity * np.log(distance))
    migrants = expected * rng.lognormal(-(noise**2) / 2, noise, distance.shape) if noise else expected
    np.fill_diagonal(migrants, np.nan)
    return MigrationFlows(provinces, migrants, distance)


def test_exact_gravity_gives_its_elasticity_back():
    found = gravity(made(-1.3, 0.0, np.random.default_rng(1)))
    assert found.elasticity == pytest.approx(-1.3, abs=1e-8)  # the fit stops at steps of 1e-10
    assert found.n == 930


@pytest.mark.slow
def test_noise_of_any_size_leaves_the_elasticity_within_its_error():
    found = [gravity(made(-1.3, 0.5, np.random.default_rng(seed))) for seed in range(12)]
    z = [(each.elasticity + 1.3) / each.standard_error for each in found]
    assert np.mean(np.square(z)) < 3  # 1 if errors were exact; 12 draws of a square exceed 3 in one case of a thousand


def test_migrants_counted_in_thousands_give_the_same_elasticity():
    moves = flows(2010)
    other = MigrationFlows(moves.provinces, moves.migrants / 1000, moves.distance)
    assert gravity(other).elasticity == pytest.approx(gravity(moves).elasticity, abs=1e-7)


def test_distances_are_symmetric_and_beijing_is_near_tianjin():
    distance = province_distances(("110000", "120000", "440000"))
    assert distance == pytest.approx(distance.T)
    assert distance[0, 1] == pytest.approx(110, abs=20)
    assert distance[0, 2] == pytest.approx(1889, abs=60)  # the great circle between the two city halls


def test_a_province_named_twice_sends_nobody_to_itself():
    moves = flows(2010).of(("110000", "120000", "110000"))
    assert np.isnan(moves.migrants[0, 2])
    assert moves.migrants[0, 1] == moves.migrants[2, 1]


def test_distance_foretells_held_out_pairs_and_the_border_is_not_identified():
    for year in ("2000", "2010", "2020"):
        assert (figure("migration_gravity", year, "deviance_gain").low or 0) > 0
    assert np.isnan(figure("migration_gravity", "all", "border_effect").value)


def test_no_column_of_origins_and_destinations_is_a_sum_of_others():
    origin, destination = np.divmod(np.arange(12), 4)
    columns = _dummies(origin, destination)
    assert columns.shape == (12, 3 + 4 - 1)
    assert np.linalg.matrix_rank(columns) == 6
    assert columns[:, 3:].sum(axis=1).tolist() == (destination > 0).tolist()
