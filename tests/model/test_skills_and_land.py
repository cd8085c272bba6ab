"""M7 and M8: schooling, research, damaged land, emissions."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.sectors import land, people, skills


def test_skill_relaxes_to_what_graduation_and_ageing_leave():
    rate, births, none = 0.012, jnp.ones(1), jnp.zeros((4, 1))
    here = jnp.array([[10.0], [90.0], [3.0], [20.0]])
    gained = 1 - np.exp(-rate)

    def year(_, here):
        graduates = skills.graduates(here[1], rate, 0.0, 0.5)
        return people.people_next(here, none, none, births, none, graduates)[0]

    here = jax.lax.fori_loop(0, 1500, year, here)
    skill = float((here[2] / (here[1] + here[2]))[0])
    assert skill == pytest.approx(45 * gained / (1 + 45 * gained), rel=1e-12)


def test_rents_make_fewer_graduates_and_never_more_than_there_are():
    def found(rate=0.012, rent=0.0):
        return float(skills.graduates(100.0, rate, rent, 0.5))

    assert found() == pytest.approx(100 * (1 - np.exp(-0.012)))
    assert found() > found(rent=0.3)
    assert found(rate=1e6) <= 100


def test_the_stock_of_research_settles_at_research_over_its_decay():
    stock = 0.0
    for _ in range(300):
        stock = skills.knowledge_stock_next(stock, 3.0, 0.15)
    assert stock == pytest.approx(20, rel=1e-12)
    assert float(skills.research_gain(8.0, 100.0, 0.08, 0.05)) == pytest.approx(0, abs=1e-16)
    assert float(skills.research_gain(16.0, 100.0, 0.08, 0.05)) == pytest.approx(0.05 * np.log(1.16 / 1.08))


def test_land_adds_up_and_no_more_is_healed_than_is_broken():
    damaged, ore = 50.0, 0.0
    for _ in range(20):
        broken = land.land_broken(120.0, 0.8, 0.25)
        damaged, ore = land.damaged_land_next(damaged, broken, 0.0), ore + 120.0
    assert damaged - 50 == pytest.approx(0.25 * 0.8 * ore, rel=1e-13)
    assert 0 <= float(land.remediation(1e9, 25e-4, damaged)) <= damaged
    assert float(land.remediation(1e-3, 25e-4, 1e4)) == pytest.approx(0.4, rel=1e-4)
    assert float(land.remediation(1.0, 25e-4, 0.0)) == 0
    assert land.land_amenity(damaged, 50.0, 1e5, 0.5) > 0


def test_emissions_are_linear_in_what_is_made():
    rng = np.random.default_rng(0)
    factor, output = jnp.asarray(rng.uniform(0, 9, 8)), jnp.asarray(rng.lognormal(size=(8, 5)))
    np.testing.assert_allclose(land.emissions(factor, 3 * output), 3 * land.emissions(factor, output), rtol=1e-13)
    alone = land.emissions(factor, output.at[1:].set(0))
    np.testing.assert_allclose(alone, factor[0] * output[0], rtol=1e-15)
