"""Soft forms and the kinks that they stand for."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.smooth import drawn, positive_part, ramp, sharpness_at, sigmoid, smooth_minimum

X = jnp.linspace(-5, 5, 1001)


def test_soft_forms_become_the_kinks_as_their_width_goes_to_nothing():
    kink = jnp.maximum(X, 0)
    np.testing.assert_array_equal(positive_part(X, 0.0), kink)
    np.testing.assert_array_equal(ramp(X, 0.0), kink)
    a, b = jnp.exp(X), jnp.ones_like(X)
    np.testing.assert_allclose(smooth_minimum(a, b, 1e4), jnp.minimum(a, b), rtol=1e-4)  # ln 2 / sharpness


@pytest.mark.parametrize("width", [0.02, 0.5])
def test_the_soft_positive_part_is_off_by_half_its_width_at_most(width):
    error = positive_part(X, width) - jnp.maximum(X, 0)
    assert float(error.min()) >= 0
    assert float(error.max()) == pytest.approx(width / 2, rel=1e-12)


def test_the_soft_minimum_is_off_by_less_than_five_per_cent():
    a = jnp.exp(X)
    ratio = smooth_minimum(a, 1.0, sharpness_at(1.0)) / jnp.minimum(a, 1.0)
    assert float(ratio.max()) <= 1
    assert float(ratio.min()) == pytest.approx(2 ** (-1 / 16), rel=1e-12)  # the harmonic form would lose half


def test_what_is_drawn_never_exceeds_the_stock():
    wish, stock = jnp.logspace(-12, 12, 60)[:, None], jnp.concatenate([jnp.zeros(1), jnp.logspace(-12, 12, 60)])
    found = drawn(wish, stock)
    assert bool(((found >= 0) & (found <= stock) & (found <= wish * (1 + 1e-12))).all())
    assert float(drawn(1.0, 1e6)) == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("at", [-1e4, -100.0, 0.0, 100.0, 1e4])
def test_gradients_of_soft_forms_are_finite_in_32_bit_however_far_out(at):
    x = jnp.float32(at)
    for function in (sigmoid, lambda x: positive_part(x, jnp.float32(0.02))):
        assert bool(jnp.isfinite(jax.grad(function)(x)))
    assert bool(jnp.isfinite(jax.grad(lambda x: smooth_minimum(jnp.exp(x / 200), 1.0, 16.0))(x)))
