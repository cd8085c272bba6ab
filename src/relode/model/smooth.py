"""Kinks and their smooth forms: the only non-smooth operators that the simulator uses.

Each takes the width of its softening; width 0 gives the kink itself. Widths are relative to the scale of what
they soften, so that small sectors stay positive and gradients stay finite.
"""

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

Combined = Array
"""Of the shape that the arguments have together."""


def positive_part(x: ArrayLike, width: ArrayLike) -> Combined:
    """The larger of x and 0. [unit of x]

    Equation: max(x, 0) ~ (x + sqrt(x^2 + w^2)) / 2

    Limits: width 0: max(x, 0); the error is at most width / 2, at x = 0.
    """
    x = jnp.asarray(x)
    return (x + jnp.sqrt(x * x + jnp.square(width))) / 2


def ramp(x: ArrayLike, width: ArrayLike) -> Combined:
    """The larger of x and 0, exactly 0 at x = 0. [unit of x]

    Equation: max(x, 0) ~ (x + sqrt(x^2 + w^2) - w) / 2

    Used where a state at rest must stay at rest. It reaches -width / 2 for x far below 0.

    Limits: width 0: max(x, 0); x = 0: 0.
    """
    return positive_part(x, width) - jnp.asarray(width) / 2


def sigmoid(x: ArrayLike) -> Combined:
    """The logistic function with its argument held within 30 of 0, so that no gradient is lost. [0-1]

    Equation: sig(x) = 1 / (1 + exp(-x))

    Limits: x = 0: 1/2.
    """
    return 1 / (1 + jnp.exp(jnp.clip(-jnp.asarray(x), -30, 30)))


def smooth_minimum(a: ArrayLike, b: ArrayLike, sharpness: ArrayLike) -> Combined:
    """The smaller of two positive numbers; nu is the sharpness. [unit of a]

    Equation: smin(a, b) = (a^(-nu) + b^(-nu))^(-1 / nu)

    Limits: a much smaller than b: a; a = b: a 2^(-1 / nu); sharpness without bound: min(a, b).
    """
    log_a, log_b = jnp.log(a), jnp.log(b)
    gap = jnp.abs(log_a - log_b)
    return jnp.exp((log_a + log_b - gap) / 2 - jnp.log1p(jnp.exp(-jnp.asarray(sharpness) * gap)) / sharpness)


def drawn(wish: ArrayLike, stock: ArrayLike) -> Combined:
    """What a wish takes out of a stock in a year: never more than the stock. [unit of stock]

    Equation: out = stock (1 - exp(-wish / stock))

    Limits: wish far below the stock: the wish; no stock: 0.
    """
    stock = jnp.asarray(stock)
    return -stock * jnp.expm1(-jnp.asarray(wish) / (stock + 1e-9))


def bounded_exponential(x: ArrayLike) -> Combined:
    """exp(x) with x held within 30 of 0: finite value and gradient whatever comes in. [1]"""
    return jnp.exp(jnp.clip(x, -30, 30))


def sharpness_at(smoothing: ArrayLike, sharpness: float = 16.0) -> Combined:
    """Sharpness of `smooth_minimum` when widths are scaled by `smoothing` (0 < smoothing <= 1). [1]"""
    return sharpness / jnp.maximum(smoothing, 1e-3)
