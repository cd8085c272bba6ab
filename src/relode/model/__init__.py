"""How coupled cities move."""

import jax

# 64-bit floats, set here and nowhere else: in 32-bit a system of 300 cities loses people at the seventh digit.
jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
