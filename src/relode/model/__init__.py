"""How coupled cities move. From a notebook: `world(panel)` is the system of cities at its opening year."""

import os
from importlib import import_module
from typing import Any

import jax

from relode.cache_folder import CACHE

# 64-bit floats, set here and nowhere else: in 32-bit a system of 300 cities loses people at the seventh digit.
jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]

COMPILED = CACHE / "compiled"
"""Compiled programs are kept here between processes."""

if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    jax.config.update("jax_compilation_cache_dir", str(COMPILED))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]


def __dir__() -> list[str]:
    return ["world"]


def __getattr__(name: str) -> Any:
    if name == "world":
        return import_module("relode.model.opening.opening_world").world
    raise AttributeError(f"module 'relode.model' has no attribute {name!r}")
