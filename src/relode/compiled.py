"""How programs are compiled: 64-bit floats, and kept between processes. Import it before anything that JAX computes."""

import os

import jax
from jaxlib.version import __version__ as jaxlib_version

from relode.cache_folder import CACHE

# 64-bit floats, set here and nowhere else: in 32-bit a system of 300 cities loses people at the seventh digit.
jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]

OLDER_EMITTERS = "--xla_cpu_use_fusion_emitters=false"
"""Of two ways to make machine code the one that takes half the time for the simulator; the code is as fast."""

# Only where it is known: a jaxlib without this flag ends the process at it.
if jaxlib_version.startswith("0.10.") and OLDER_EMITTERS.split("=")[0] not in os.environ.get("XLA_FLAGS", ""):
    os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {OLDER_EMITTERS}".strip()

COMPILED = CACHE / "compiled"
"""Compiled programs are kept here between processes."""

if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    jax.config.update("jax_compilation_cache_dir", str(COMPILED))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]
